"""Names of states, reasons and the like, in the reader's language."""

from __future__ import annotations

from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

STATES = {
    "answered": pgettext_lazy("state of a reply", "Answered"),
    "clarification": pgettext_lazy("state of a reply", "Asked back"),
    "unknown": pgettext_lazy("state of a reply", "Not known"),
    "out_of_scope": pgettext_lazy("state of a reply", "Out of scope"),
    "personal_data": pgettext_lazy("state of a reply", "Asks for personal data"),
    "asks_for_decision": pgettext_lazy("state of a reply", "Asks for a decision"),
    "private_trade": pgettext_lazy("state of a reply", "Private trade"),
    "unsafe": pgettext_lazy("state of a reply", "Unsafe"),
    "distress": pgettext_lazy("state of a reply", "A person in distress"),
    "injection": pgettext_lazy("state of a reply", "Hostile instruction"),
    "chit_chat": pgettext_lazy("state of a reply", "Small talk"),
    "search_down": pgettext_lazy("state of a reply", "Search was down"),
    "handed_over": pgettext_lazy("state of a reply", "Handed over to a person"),
    "model_down": pgettext_lazy("state of a reply", "Done without a model that was down"),
    "negative": pgettext_lazy("state of a reply", "Called wrong"),
}
REASONS = {
    "wrong_matter": _("It is about another matter"),
    "outdated": _("It is out of date or not true"),
    "incomplete": _("Something is missing"),
    "not_understandable": _("I do not understand it"),
    "other": _("Something else"),
}
WHY = {
    "not_in_catalogue": pgettext_lazy("why there is no answer", "not in the catalogue"),
    "other_jurisdiction": pgettext_lazy("why there is no answer", "handled elsewhere"),
    "which_matter": pgettext_lazy("why there is no answer", "no matter is named"),
    "private_commerce": pgettext_lazy("why there is no answer", "a matter of shops, not of the government"),
    "emotional_crisis": pgettext_lazy("why there is no answer", "words of despair"),
    "decide_approval": pgettext_lazy("why there is no answer", "wants a decision made"),
    "personal_data_of_others": pgettext_lazy("why there is no answer", "about another person"),
    "harmful": pgettext_lazy("why there is no answer", "could do harm"),
    "prompt_injection": pgettext_lazy("why there is no answer", "tries to steer the machine"),
    "chit_chat": pgettext_lazy("why there is no answer", "small talk"),
    "wants_person": pgettext_lazy("why there is no answer", "wants a person"),
    "in_danger": pgettext_lazy("why there is no answer", "in danger now"),
    "harmed_self": pgettext_lazy("why there is no answer", "has hurt himself or herself"),
    "hard_times": pgettext_lazy("why there is no answer", "answered, hard times"),
    "violence_at_home": pgettext_lazy("why there is no answer", "answered, violence at home"),
    "child_hurt": pgettext_lazy("why there is no answer", "answered, a child is hurt"),
}
CHANNELS = {
    "web": _("Web page"),
    "chat": _("Conversation"),
    "rest": "REST",
    "terminal": _("Terminal"),
    "evaluate": _("Evaluation"),
    "openai": _("Chat client"),
    "mcp": "MCP",
}
LANGUAGES = {"zh-Hans": "简体中文", "zh-Hant": "繁體中文", "en": "English"}
CASE_STATES = {
    "open": pgettext_lazy("state of a case", "Open"),
    "claimed": pgettext_lazy("state of a case", "Taken"),
    "done": pgettext_lazy("state of a case", "Done"),
}
CASE_TONES = {"open": "warn", "claimed": "accent", "done": "ok"}
TABS = {
    "open": pgettext_lazy("list of cases", "Open"),
    "mine": pgettext_lazy("list of cases", "Mine"),
    "claimed": pgettext_lazy("list of cases", "Taken by anybody"),
    "done": pgettext_lazy("list of cases", "Done"),
}
ORIGINS = {
    "feedback": _("Reported by a person"),
    "unanswered": _("From what was not answered"),
    "sample": _("From a rated sample"),
    "handover": _("From what an official answered"),
}
OUTCOMES = {"fixed": _("Something was changed"), "nothing_wrong": _("Nothing was wrong")}
CORRECTION_STATES = {
    "requested": _("Waits for somebody who may change the catalogue"),
    "applied": _("In effect"),
    "in_pack": _("In effect, and in the pack"),
    "superseded": _("Replaced by a newer pack"),
    "gone": _("Without effect: the pack no longer has what it corrects"),
}
GRADES = {
    "yes": pgettext_lazy("grade", "Yes"),
    "partly": pgettext_lazy("grade", "Partly"),
    "no": pgettext_lazy("grade", "No"),
    "unsure": pgettext_lazy("grade", "I cannot say"),
}
ASPECTS = {
    "matter": _("Is it the right matter?"),
    "complete": _("Is it complete?"),
    "understandable": _("Is it understandable?"),
}
FIGURES = {
    ("single", "hit_at_1"): _("One matter: first one right"),
    ("single", "hit_at_3"): _("One matter: right one among three"),
    ("single", "wrongly_declined"): _("One matter: wrongly declined"),
    ("compound", "all_needs"): _("Several matters: all of them found"),
    ("dialogue", "turns_right"): _("Dialogues: turns that are right"),
    ("unanswerable", "declined"): _("Without an answer: rightly declined"),
}
# for the narrow columns of the list of runs
SHORT_FIGURES = {
    ("single", "hit_at_1"): _("First right"),
    ("single", "hit_at_3"): _("Right in three"),
    ("single", "wrongly_declined"): _("Declined wrongly"),
    ("compound", "all_needs"): _("All needs"),
    ("dialogue", "turns_right"): _("Turns right"),
    ("unanswerable", "declined"): _("Declined rightly"),
}
OCCASIONS = {
    "load": _("A pack was loaded"),
    "start": _("First time"),
    "change": _("Something was corrected"),
    "daily": _("Every night"),
}


def state_name(state: str) -> str:
    return str(STATES.get(state, state))


def why_name(reason: str) -> str:
    """Nothing where the reason only says the state again."""
    return "" if reason in STATES else str(WHY.get(reason, reason))


def channel_name(channel: str) -> str:
    return str(CHANNELS.get(channel, channel)) or gettext("Not known")


def language_name(language: str) -> str:
    return LANGUAGES.get(language, language) or gettext("Not known")
