"""What is written: documents, laws, passages."""

from django.apps import AppConfig
from django.utils.translation import gettext_noop as N_


class KnowledgeConfig(AppConfig):
    name = "zhengtong.contexts.knowledge"
    label = "knowledge"
    verbose_name = "Knowledge"

    def ready(self) -> None:
        from zhengtong.contexts.knowledge.importers.pack_sections import DocumentsSection, LawReferences  # noqa: PLC0415 - apps are ready only now
        from zhengtong.contexts.knowledge.importers.regulations import RegulationReferences, RegulationsSection  # noqa: PLC0415 - apps are ready only now
        from zhengtong.contexts.knowledge.queries.english import law_in_english  # noqa: PLC0415 - apps are ready only now
        from zhengtong.platform.packs import service as packs  # noqa: PLC0415 - apps are ready only now
        from zhengtong.platform.ui import service as ui  # noqa: PLC0415 - apps are ready only now

        packs.register(DocumentsSection())
        packs.register(RegulationsSection())
        packs.register_reference_check("law", LawReferences())
        packs.register_reference_check("regulation", RegulationReferences())
        ui.name_sources_by(law_in_english)
        ui.add_navigation(ui.NavLink(N_("Laws and policies"), "knowledge:laws", order=40, secondary=True))
