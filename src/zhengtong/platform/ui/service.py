"""The door of the page frame: links in the header, words for people, and pages that say what went wrong."""

from __future__ import annotations

from zhengtong.platform.ui.days import Day
from zhengtong.platform.ui.navigation import (
    OFFICIAL_PATH,
    NavLink,
    OfficialPage,
    add_navigation,
    official_pages_from,
    waiting,
    waiting_from,
)
from zhengtong.platform.ui.problems import fault_page, in_words, problem_page
from zhengtong.platform.ui.shell import Shell, shell_of, theme_of
from zhengtong.platform.ui.signed_out import KEPT, fields_of
from zhengtong.platform.ui.templatetags.ui import day, days, moment, yuan
from zhengtong.platform.ui.titles import name_sources_by, source_for_reader

__all__ = [
    "KEPT",
    "OFFICIAL_PATH",
    "Day",
    "NavLink",
    "OfficialPage",
    "Shell",
    "add_navigation",
    "day",
    "days",
    "fault_page",
    "fields_of",
    "in_words",
    "moment",
    "name_sources_by",
    "official_pages_from",
    "problem_page",
    "shell_of",
    "source_for_reader",
    "theme_of",
    "waiting",
    "waiting_from",
    "yuan",
]
