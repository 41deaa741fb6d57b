"""Words of the frame that are in the other language: a message nobody translated."""

from __future__ import annotations

from playwright.sync_api import Page

_LOOK = """() => {
  const english = document.documentElement.lang === "en";
  const parts = "h1, h2, h3, label, legend, button, summary, th, caption, .btn, .tag, .note-title, nav a, dt";
  // what people wrote and what the city's data say keeps its language
  const own = "[lang]:not(html), q, blockquote, code, .said, .sources, .law-part, .law-article, .contents, .results," +
    " .thinking, [data-own], table td, tbody th, option, .crumbs, .swatches";
  const bad = [];
  for (const each of document.querySelectorAll(parts)) {
    if (each.closest(own) || each.querySelector(own)) continue;
    const text = each.innerText.trim();
    const chinese = /[\\u4e00-\\u9fff]/.test(text);
    const wrong = english ? chinese : !chinese && /[A-Za-z]{3,} +[A-Za-z]{2,}/.test(text);
    if (wrong) bad.push(`in the wrong language: <${each.tagName.toLowerCase()}> ${text.slice(0, 80)}`);
  }
  return [...new Set(bad)].slice(0, 6);
}"""


def foreign_words(page: Page) -> list[str]:
    """Headings, labels, buttons and marks that are not in the language of the page."""
    return list(page.evaluate(_LOOK))
