"""A question becomes a sourced guide."""

from __future__ import annotations

from collections.abc import Mapping

from django.apps import AppConfig
from django.http import HttpRequest
from django.utils.translation import gettext_noop as N_


class GuidanceConfig(AppConfig):
    name = "zhengtong.contexts.guidance"
    label = "guidance"
    verbose_name = "Guidance"

    def ready(self) -> None:
        """Tell the page frame about the conversation, and packs about their questions."""
        from django.contrib.auth.signals import user_logged_in  # noqa: PLC0415

        from zhengtong.contexts.guidance.handlers import keep_conversation  # noqa: PLC0415
        from zhengtong.contexts.guidance.pack_sections import QuestionsSection  # noqa: PLC0415 - apps first
        from zhengtong.platform.packs import service as packs  # noqa: PLC0415
        from zhengtong.platform.ui.service import NavLink, add_navigation  # noqa: PLC0415

        add_navigation(NavLink(N_("Conversation"), "guidance:chat", order=5))
        user_logged_in.connect(keep_conversation, dispatch_uid="guidance.keep_conversation")
        packs.register(QuestionsSection())
        _review()
        _handover()


def _review() -> None:
    """What officials may do with replies; corrections outlive a load; no version goes live before it is asked."""
    from zhengtong.contexts.catalog import service as catalog  # noqa: PLC0415
    from zhengtong.contexts.guidance import tasks  # noqa: F401, PLC0415 - declares the jobs
    from zhengtong.contexts.guidance.actions.gate import QualityGate  # noqa: PLC0415
    from zhengtong.contexts.guidance.actions.remedies import amend  # noqa: PLC0415
    from zhengtong.contexts.people import service as people  # noqa: PLC0415
    from zhengtong.platform.packs import service as packs  # noqa: PLC0415

    people.register_permissions(
        {
            "guidance.read": N_("See what is asked and how it was answered, without personal data"),
            "guidance.review": N_("Work on replies that people call wrong, and rate samples"),
        }
    )
    catalog.amend_with("review", amend)
    packs.add_gate("quality", QualityGate())


def _handover() -> None:
    """People can ask for a person; officials answer at the desks of their departments."""
    from zhengtong.contexts.guidance.pack_sections import DesksSection  # noqa: PLC0415
    from zhengtong.contexts.people import service as people  # noqa: PLC0415
    from zhengtong.platform.packs import service as packs  # noqa: PLC0415
    from zhengtong.platform.ui.service import NavLink, add_navigation, waiting_from  # noqa: PLC0415

    people.register_permissions(
        {
            "guidance.handover": N_("Answer people who asked for a person, at the desks of one's departments"),
            "guidance.handover-all": N_("Answer people at every desk"),
        },
        of_departments={"guidance.handover"},
    )
    packs.register(DesksSection())
    add_navigation(NavLink(N_("Talk to a person"), "guidance:handover", person=True))
    waiting_from(_waiting_for)


def _waiting_for(request: HttpRequest) -> Mapping[str, int]:
    from zhengtong.contexts.guidance.web.desk_views import waiting_for  # noqa: PLC0415

    return waiting_for(request)
