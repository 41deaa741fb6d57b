"""City packs."""

from django.apps import AppConfig


class PacksConfig(AppConfig):
    name = "zhengtong.platform.packs"
    label = "packs"
    verbose_name = "Packs"

    def ready(self) -> None:
        from .algorithms import AlgorithmsSection
        from .own_sections import CalendarSection, SettingsSection, SynonymsSection
        from .sections import register

        for section in (SettingsSection(), CalendarSection(), SynonymsSection(), AlgorithmsSection()):
            register(section)
