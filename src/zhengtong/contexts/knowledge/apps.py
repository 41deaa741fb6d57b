"""What is written: documents, laws, passages."""

from django.apps import AppConfig


class KnowledgeConfig(AppConfig):
    name = "zhengtong.contexts.knowledge"
    label = "knowledge"
    verbose_name = "Knowledge"
