"""Two matters joined by a mere "and": 补身份证和驾照 is two, 带身份证和户口本 is none of its own."""

from __future__ import annotations

import re
from functools import cache

import yaml

from zhengtong.contexts.guidance.domain.limits import DATA
from zhengtong.contexts.guidance.domain.quick import quick

_BETWEEN = r"(?:我的|我|本人的|孩子的|the |my |a |an )?"


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    rows: dict[str, str] = yaml.safe_load((DATA / "things.yaml").read_text("utf-8"))
    part = {name: "".join(text.splitlines()) for name, text in rows.items()}
    thing, joined = f"(?:{part['things']})", f"(?:{part['and']}|,? and )"
    return {
        "pair": quick(rf"({thing}){joined}\s?{_BETWEEN}({thing})(?![证卡号])", re.I),
        "second_done": re.compile(rf"{joined}{_BETWEEN}(?={part['does']}(?:个|一?张|我的|新的?)?{thing})", re.I),
        "does": quick(
            rf"{part['does']}(?:一下|个|一?张|一?本|新的?|我的|我|好|理|孩子的|了)*$"
            r"|(?:lost|renew|replace|apply for|get|cancel|register|update|transfer|extend)\w* "
            r"(?:the |my |a |an |both |new )*$",
            re.I,
        ),
        "done": re.compile(
            rf"^(?:的)?{part['done']}|^(?: (?:are|were|have|has|both|got|is))* ?(?:lost|stolen|expired|expiring)", re.I
        ),
        "brings": re.compile(part["brings"]),
        "thing": quick(thing, re.I),
    }


def paired(text: str) -> tuple[str, str] | None:
    """The message once for each of two matters that an "and" joins; None where it joins none."""
    patterns = _patterns()
    for match in patterns["pair"].finditer(text):
        before, after = text[: match.start()], text[match.end() :]
        if patterns["brings"].search(before) or match.group(1).lower() == match.group(2).lower():
            continue
        if patterns["done"].search(after) or patterns["does"].search(before):
            return f"{before}{match.group(1)}{after}", f"{before}{match.group(2)}{after}"
    second = patterns["second_done"].search(text)
    before = text[: second.start()] if second else ""
    if second and patterns["thing"].search(before) and not patterns["brings"].search(before):
        return before, text[second.end() :]
    return None


def names_thing(text: str) -> bool:
    """Whether one of the things is named with which there is often something to be done."""
    return bool(_patterns()["thing"].search(text))
