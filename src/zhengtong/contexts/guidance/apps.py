"""A question becomes a sourced guide."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_noop as N_


class GuidanceConfig(AppConfig):
    name = "zhengtong.contexts.guidance"
    label = "guidance"
    verbose_name = "Guidance"

    def ready(self) -> None:
        """Tell the page frame about the conversation."""
        from zhengtong.platform.ui.service import NavLink, add_navigation  # noqa: PLC0415 - apps first

        add_navigation(NavLink(N_("Conversation"), "guidance:chat", order=5))
