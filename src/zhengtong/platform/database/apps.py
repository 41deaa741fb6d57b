"""The database: embedded PostgreSQL or DATABASE_URL."""

from django.apps import AppConfig


class DatabaseConfig(AppConfig):
    name = "zhengtong.platform.database"
    label = "database"
    verbose_name = "Database"
