"""The door of the page frame: links in the header, and pages that say what went wrong."""

from __future__ import annotations

from zhengtong.platform.ui.navigation import NavLink, add_navigation
from zhengtong.platform.ui.problems import problem_page
from zhengtong.platform.ui.shell import Shell, shell_of
from zhengtong.platform.ui.templatetags.ui import day, days, yuan

__all__ = ["NavLink", "Shell", "add_navigation", "day", "days", "problem_page", "shell_of", "yuan"]
