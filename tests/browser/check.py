"""What every page must stand: WCAG 2.2 AA by axe, a quiet console, 320 px, and the keyboard."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from playwright.sync_api import Page

AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
NARROW = {"width": 320, "height": 640}
MOST_TABS = 60
THEMES = ("normal", "elder", "contrast")
LANGUAGES = {"zh-hans": "zh-Hans", "en": "en"}  # language of the cookie -> lang of the page
Visit = Callable[..., Page]


def check_page(page: Page, *, main_action: str = "", language: str = "zh-Hans") -> None:
    """Fails with all that is wrong. ``main_action``: selector of what the keyboard must reach."""
    wrong = [*language_faults(page, language), *axe_faults(page), *narrow_faults(page)]
    wrong += keyboard_faults(page, main_action) + [f"console: {text}" for text in console_errors(page)]
    assert not wrong, f"{page.url}\n" + "\n".join(wrong)


def language_faults(page: Page, language: str) -> list[str]:
    found = page.locator("html").get_attribute("lang")
    faults = [] if found == language else [f"html lang is {found}, not {language}"]
    if page.locator("h1").count() != 1:
        faults.append(f"{page.locator('h1').count()} h1 headings")
    if not page.title().strip(" ·"):
        faults.append("no title")
    return faults


def axe_faults(page: Page, *, rules: Sequence[str] = ()) -> list[str]:
    """``rules``: only these; all of WCAG 2.2 AA otherwise."""
    if not AXE.exists():
        return [f"{AXE} is missing: run `npm ci` (make test does)"]
    # evaluated over the debugging protocol, so the page's own content security policy stays in force
    page.evaluate(AXE.read_text("utf-8"))
    result = page.evaluate(
        "only => axe.run(document, {runOnly: only, resultTypes: ['violations']})",
        {"type": "rule", "values": list(rules)} if rules else {"type": "tag", "values": WCAG},
    )
    return [
        f"axe {violation['id']}: {violation['help']}: {node['html'][:160]} ({node['failureSummary']})"
        for violation in result["violations"]
        for node in violation["nodes"][:3]
    ]


def narrow_faults(page: Page) -> list[str]:
    before = page.viewport_size
    page.set_viewport_size(NARROW)
    faults = page.evaluate(
        """() => {
          const wide = document.documentElement.scrollWidth;
          if (wide <= innerWidth) return [];
          const scrolls = each => { for (let up = each.parentElement; up; up = up.parentElement)
            if (["auto", "scroll", "hidden", "clip"].includes(getComputedStyle(up).overflowX)) return true; };
          const guilty = [...document.querySelectorAll("body *")]
            .filter(each => each.getBoundingClientRect().right > innerWidth + 1 && !scrolls(each));
          return [`${wide} px wide at 320: ` + guilty.slice(-3).map(each => each.outerHTML.slice(0, 120)).join(" | ")];
        }"""
    )
    if before:
        page.set_viewport_size(before)
    return list(faults)


def keyboard_faults(page: Page, main_action: str) -> list[str]:
    """Tab starts at the link to the content, shows where it is, and comes to the main action."""
    page.evaluate(
        """() => { const start = document.createElement("span"); start.tabIndex = -1;
          document.body.prepend(start); start.focus(); start.remove(); }"""
    )
    faults: list[str] = []
    for turn in range(MOST_TABS):
        page.keyboard.press("Tab")
        here = page.evaluate(
            """wanted => { const at = document.activeElement; const style = getComputedStyle(at);
              const box = at.closest(".ask-box"); const ring = box ? getComputedStyle(box) : style;
              return { body: at === document.body, skip: at.matches(".skip"), html: at.outerHTML.slice(0, 120),
                ring: [style, ring].some(s => s.outlineStyle !== "none" && parseFloat(s.outlineWidth) >= 2),
                wanted: Boolean(wanted) && at.matches(wanted) }; }""",
            main_action,
        )
        if here["body"]:
            break
        if turn == 0 and not here["skip"]:
            faults.append(f"the first Tab comes to {here['html']}, not to the link to the content")
        if not here["ring"]:
            faults.append(f"no visible focus on {here['html']}")
        if here["wanted"]:
            return faults
    return [*faults, f"the keyboard does not reach {main_action}"] if main_action else faults


def console_errors(page: Page) -> list[str]:
    """Errors since the page was opened; see the ``visit`` fixture."""
    return list(getattr(page, "zhengtong_errors", []))
