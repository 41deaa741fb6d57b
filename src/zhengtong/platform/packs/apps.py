"""City packs."""

from django.apps import AppConfig


class PacksConfig(AppConfig):
    name = "zhengtong.platform.packs"
    label = "packs"
    verbose_name = "Packs"

    def ready(self) -> None:
        from .algorithms import AlgorithmsSection  # noqa: PLC0415
        from .own_sections import CalendarSection, SettingsSection, SynonymsSection  # noqa: PLC0415
        from .sections import register  # noqa: PLC0415

        for section in (SettingsSection(), CalendarSection(), SynonymsSection(), AlgorithmsSection()):
            register(section)
