"""Reading what was typed: cleaned, its language, and whether it can be a question at all."""

from __future__ import annotations

import re
import unicodedata

from zhengtong.contexts.guidance.domain.reply import Language
from zhengtong.kernel.errors import Fault

LONGEST_QUESTION = 2000
N_ = str  # marks message ids; whoever shows the fault translates them


_TAGS = re.compile(r"<(script|style)\b[^>]*>.*?</\1\s*>|</?[a-zA-Z!][^<>]{0,200}>", re.S | re.I)
_UNPRINTABLE = frozenset({"Cc", "Cs", "Co", "Cn"})  # categories of Unicode, beside the characters without width
_SPACES = re.compile(r"[ \t\r\f\v　]+")
# As people type it in Chinese; NFKC would show it to them as ASCII. ``understanding.simplify`` folds it for looking up.
_PUNCTUATION = "，！？：；（）…"
_PUNCTUATED = re.compile(f"([{_PUNCTUATION}]+)")
FOLDED = {ord(c): unicodedata.normalize("NFKC", c) for c in _PUNCTUATION}
_TRADITIONAL = re.compile(
    "[個們這來時會對學國過還說請問辦證戶車業醫護險費嗎麼樣邊點喺係嘅咗唔冇嗰啲佢哋咩諗睇攞搵俾畀嚟"
    "臺灣廣東與應該關係後兒媽爺歲電話錢買賣開門見網無線長師資質標準書報號難動員單實產屬營員務參當"
    "從將進現讓給種類團體離結繳稅務變換領補發檔屆畢舊簽註請預約幾樓層裝機構處際適聽講親讀寫]"
)
_HAN = re.compile("[㐀-鿿]")
_LATIN = re.compile("[A-Za-z]")
_CANTONESE = re.compile(r"[喺嘅咗唔冇嗰啲佢哋咩諗睇攞搵嚟嘢]|边度|邊度|点样|點樣|几多|幾多|唔该|唔該")


def clean(typed: str) -> str:
    """As it is shown to the person who typed it: NFKC but for Chinese punctuation, without markup, control characters
    and repeated spaces. Idempotent."""
    # characters without width part words that are seen as one; the other unprintable ones stand for a break
    text = _normalised(typed)
    if not text.isprintable():  # seldom: a printable text has neither, and is not gone through character by character
        text = "".join(c for c in text if unicodedata.category(c) != "Cf")
    text = _TAGS.sub(" ", text)
    if not text.isprintable():
        text = "".join(" " if unicodedata.category(c) in _UNPRINTABLE else c for c in text)
    return _SPACES.sub(" ", text).strip()


def _normalised(typed: str) -> str:
    """Every other part is punctuation that stays."""
    if typed.isascii():
        return typed
    parts = _PUNCTUATED.split(typed)
    parts[::2] = [unicodedata.normalize("NFKC", part) for part in parts[::2]]
    return "".join(parts)


def read(typed: str) -> str:
    """The cleaned question.

    Raises:
        Fault: ``question-empty``, ``question-too-long`` (with the limit), ``question-not-text`` or
            ``question-without-words``; nothing typed is lost, the page shows it again.
    """
    if len(typed) > LONGEST_QUESTION:
        raise Fault(
            "question-too-long",
            N_("This question has %(length)s characters; at most %(limit)s can be read at once."),
            N_("Keep the sentences that say what you want to do, and ask the rest afterwards."),
            {"length": len(typed), "limit": LONGEST_QUESTION},
            status=413,
        )
    if not typed.strip():
        raise Fault(
            "question-empty",
            N_("Nothing was asked yet."),
            N_("Write in your own words what you want to do, for example: my identity card is lost."),
        )
    unprintable = 0
    if not typed.isprintable():
        unprintable = sum(unicodedata.category(c) in _UNPRINTABLE and c not in "\t\r\n" for c in typed)
    if unprintable > max(2, len(typed) // 20) or typed.count("\ufffd") > len(typed) // 10 + 1:
        raise Fault(
            "question-not-text",
            N_("This does not look like text."),
            N_("Write your question in words; files can be handed in with an application, not here."),
        )
    text = clean(typed)
    if not any(unicodedata.category(c)[0] in "LN" for c in text):
        raise Fault(
            "question-without-words",
            N_("There are no words in this message that could be looked up."),
            N_("Write in your own words what you want to do, for example: my identity card is lost."),
        )
    return text


def language_of(text: str) -> Language:
    """English when hardly any Han character occurs; Traditional when Traditional or Cantonese characters do."""
    han = len(_HAN.findall(text))
    latin = len(_LATIN.findall(text))
    if han == 0 and latin:
        return "en"
    if latin > 6 * han and latin > 20:
        return "en"
    if len(_TRADITIONAL.findall(text)) >= max(1, han // 25) or _CANTONESE.search(text):
        return "zh-Hant"
    return "zh-Hans"
