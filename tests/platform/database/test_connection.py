"""How the database is reached."""

from __future__ import annotations

import pytest
from django.db import connection

from zhengtong.kernel.errors import Fault
from zhengtong.platform.database import service


@pytest.mark.django_db
def test_vectors_can_be_stored_in_a_fresh_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT '[1,2,3]'::vector <-> '[1,2,4]'::vector")
        assert cursor.fetchone() == (1.0,)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (
            "postgresql://u%40x:p%2Fw@db.example:6432/city",
            {"NAME": "city", "USER": "u@x", "PASSWORD": "p/w", "HOST": "db.example", "PORT": "6432"},
        ),
        (
            "postgres:///city?host=/run/postgresql",
            {"NAME": "city", "USER": "", "HOST": "/run/postgresql", "PORT": ""},
        ),
        ("postgresql://%2Frun%2Fpg/city", {"NAME": "city", "HOST": "/run/pg"}),
    ],
)
def test_a_database_url_is_understood_with_escapes_and_socket_folders(
    monkeypatch: pytest.MonkeyPatch, url: str, expected: dict[str, str]
) -> None:
    monkeypatch.setenv("DATABASE_URL", url)
    settings = service.django_settings()
    assert {key: settings[key] for key in expected} == expected


def test_options_of_a_database_url_reach_the_driver(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://h/city?sslmode=require")
    assert service.django_settings()["OPTIONS"]["sslmode"] == "require"


@pytest.mark.parametrize("url", ["mysql://h/city", "postgresql://h", "postgresql://h:port/city", "city"])
def test_an_unusable_database_url_is_refused_with_the_form_it_must_have(
    monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    monkeypatch.setenv("DATABASE_URL", url)
    with pytest.raises(Fault) as refused:
        service.django_settings()
    assert refused.value.code == "database-url-invalid"
    assert "postgresql://user:password@host" in str(refused.value)
