"""A question becomes a sourced guide."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_noop as N_


class GuidanceConfig(AppConfig):
    name = "zhengtong.contexts.guidance"
    label = "guidance"
    verbose_name = "Guidance"

    def ready(self) -> None:
        """Tell the page frame about the conversation, and packs about their questions."""
        from zhengtong.contexts.guidance.pack_sections import QuestionsSection  # noqa: PLC0415 - apps first
        from zhengtong.platform.packs import service as packs  # noqa: PLC0415
        from zhengtong.platform.ui.service import NavLink, add_navigation  # noqa: PLC0415

        add_navigation(NavLink(N_("Conversation"), "guidance:chat", order=5))
        packs.register(QuestionsSection())
