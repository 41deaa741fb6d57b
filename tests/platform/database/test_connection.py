"""How the database is reached."""

from __future__ import annotations

import time
from collections.abc import Callable

import psycopg
import pytest
from django.db import DataError, close_old_connections, connection, transaction
from tests.factories.at_once import at_once, codes

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


@pytest.mark.parametrize(("said", "prepared"), [("", True), ("?prepared=yes", True), ("?prepared=no", False)])
def test_prepared_statements_can_be_switched_off_for_a_pooler(
    monkeypatch: pytest.MonkeyPatch, said: str, prepared: bool
) -> None:
    monkeypatch.setenv("DATABASE_URL", f"postgresql://h/city{said}")
    settings = service.django_settings()
    assert settings["PREPARED"] is prepared
    assert "prepared" not in settings["OPTIONS"]


@pytest.mark.parametrize("url", ["mysql://h/city", "postgresql://h", "postgresql://h:port/city", "city"])
def test_an_unusable_database_url_is_refused_with_the_form_it_must_have(
    monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    monkeypatch.setenv("DATABASE_URL", url)
    with pytest.raises(Fault) as refused:
        service.django_settings()
    assert refused.value.code == "database-url-invalid"
    assert "postgresql://user:password@host" in str(refused.value)


def _pid() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


def _from_elsewhere(sql: str, pid: int) -> str:
    with psycopg.connect(connection.connection.info.dsn) as other:
        row = other.execute(sql, [pid]).fetchone()
        return str(row and row[0])


def _in_a_thread(work: Callable[[], None]) -> None:
    """A serving thread has a connection of its own, without an open transaction between requests."""
    assert not codes(at_once(work))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("last_asked", [0, 3600])
def test_a_request_after_the_server_ended_its_connection_gets_a_new_one(last_asked: int) -> None:
    def serve() -> None:
        first = _pid()
        close_old_connections()
        assert _pid() == first
        close_old_connections()
        connection._answered = time.monotonic() - last_asked
        assert _from_elsewhere("SELECT pg_terminate_backend(%s, 5000)", first) == "True"
        assert _pid() != first

    _in_a_thread(serve)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("last_asked", "asked"), [(0, False), (3600, True)])
def test_a_server_that_answered_just_now_is_not_asked_whether_it_is_there(last_asked: int, asked: bool) -> None:
    def serve() -> None:
        pid = _pid()
        close_old_connections()
        connection._answered = time.monotonic() - last_asked
        connection.close_if_health_check_failed()
        said = _from_elsewhere("SELECT query FROM pg_stat_activity WHERE pid = %s", pid)
        assert said == ("SELECT 1" if asked else "SELECT pg_backend_pid()")

    _in_a_thread(serve)


def _prepared() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement FROM pg_prepared_statements")
        return [statement for (statement,) in cursor]


@pytest.mark.django_db(transaction=True)
def test_a_statement_is_prepared_once_and_survives_rollback_new_tables_and_a_lost_connection(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def ask(number: int) -> None:
        with service.prepared_cursor() as cursor:
            cursor.execute("SELECT %s::int + %s", [number, 1])
            assert cursor.fetchone() == (number + 1,)

    def serve() -> None:
        ask(1)
        ask(2)
        assert _prepared() == ["SELECT $1::int + $2"]
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            ask(3)
            raise ZeroDivisionError
        ask(4)
        with connection.cursor() as cursor:
            cursor.execute("CREATE TEMPORARY TABLE another ()")
            cursor.execute("DROP TABLE another")
        ask(5)
        connection.close()
        ask(6)
        connection.close()
        monkeypatch.setitem(connection.settings_dict, "PREPARED", False)
        ask(7)
        assert _prepared() == []

    _in_a_thread(serve)


@pytest.mark.django_db(transaction=True)
def test_what_a_prepared_statement_does_wrong_is_djangos_error_and_the_next_one_works() -> None:
    def serve() -> None:
        for _ in range(2):
            with pytest.raises(DataError), service.prepared_cursor() as cursor:
                cursor.execute("SELECT 1 / %s::int", [0])
        with service.prepared_cursor() as cursor:
            cursor.execute("SELECT 1 / %s::int", [1])
            assert cursor.fetchone() == (1,)
        assert connection.connection.prepare_threshold is None

    _in_a_thread(serve)
