"""``zhengtong doctor``: what runs, where the data is, what is missing and what to do about it."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Literal

import click

from zhengtong import __version__
from zhengtong.kernel.errors import Fault

LITTLE_SPACE = 2 * 1024**3
NO_SPACE = 200 * 1024**2
MANY_CONNECTIONS = 0.8
_MARKS = {"ok": "✓", "warn": "!", "bad": "✗"}
_COLOURS = {"ok": "green", "warn": "yellow", "bad": "red"}


@dataclass(frozen=True)
class Line:
    """One finding; ``remedy`` says what to do when it is not ok."""

    name: str
    state: Literal["ok", "warn", "bad"]
    text: str
    remedy: str = ""


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON.")
@click.option("--quick", is_flag=True, help="Leave out what takes long: working the ledger out again.")
def command(as_json: bool, quick: bool) -> None:
    """Look at everything and say what is wrong. Exit code 1 when something is."""
    lines = list(_findings(quick=quick))
    if as_json:
        click.echo(
            json.dumps({"version": __version__, "findings": [asdict(line) for line in lines]}, ensure_ascii=False)
        )
    else:
        for line in lines:
            mark = click.style(_MARKS[line.state], fg=_COLOURS[line.state], bold=True)
            click.echo(f"{mark} {line.name}: {line.text}")
            if line.remedy:
                click.echo(f"    → {line.remedy}")
    if any(line.state == "bad" for line in lines):
        raise SystemExit(1)


def _findings(*, quick: bool) -> Iterator[Line]:
    """The lines in the order of what rests on what; stops where nothing more can be known."""
    from zhengtong.config import startup
    from zhengtong.config.language import in_users_language

    yield Line("Zhengtong", "ok", f"{__version__}, Python {platform.python_version()}, {platform.platform(terse=True)}")
    yield from _settings()
    try:
        startup.start(migrate=False)
    except Fault as fault:
        words = in_users_language(fault)
        yield Line("PostgreSQL", "bad", words)
        return
    from django.utils.translation import gettext as _

    database_lines = list(_database())
    yield from database_lines
    if any(line.state == "bad" for line in database_lines):
        return
    from zhengtong.platform.database import service as database

    if database.is_behind():
        yield Line(_("Tables"), "warn", _("not up to date"), _("`zhengtong serve` brings them up to date."))
        return
    yield Line(_("Tables"), "ok", _("up to date"))
    yield from _pack()
    yield from _models()
    yield Line(_("Requests of one address"), "ok", _rate())
    yield from _vectors()
    yield from _jobs()
    if not quick:
        yield from _ledger()


def _settings() -> Iterator[Line]:
    """Every setting that is unknown or unreadable; said also where the database is away."""
    from zhengtong.config import environment
    from zhengtong.config.language import in_terminal_language, in_users_language

    name, found = in_terminal_language("Settings"), list(environment.problems())
    for fault in found:
        yield Line(name, "warn" if fault.code == "setting-unknown" else "bad", in_users_language(fault))
    if not found:
        yield Line(name, "ok", in_terminal_language("all are known and readable"))


def _database() -> Iterator[Line]:
    from django.utils.translation import gettext as _

    from zhengtong.platform.database import service as database

    seen = database.status()
    kind = _("embedded") if seen.embedded else _("from DATABASE_URL")
    if not seen.running:
        ours, theirs = _("Look at logs/postgres.log in the data folder."), _("Look at DATABASE_URL and at that server.")
        yield Line("PostgreSQL", "bad", seen.error or _("not running"), ours if seen.embedded else theirs)
        return
    size = _("%(megabytes).0f MB of data") % {"megabytes": (seen.size or 0) / 1e6}
    yield Line("PostgreSQL", "ok", f"{seen.version} ({kind}), {size}")
    used, limit = seen.connections or 0, seen.limit or 1
    full = used > limit * MANY_CONNECTIONS
    yield Line(
        _("Connections"),
        "warn" if full else "ok",
        _("%(used)d of %(limit)d") % {"used": used, "limit": limit},
        _("Run fewer --workers or --threads, or raise max_connections.") if full else "",
    )
    yield (
        Line("pgvector", "ok", seen.vector)
        if seen.vector
        else Line("pgvector", "bad", _("missing"), _("Install the extension vector in the database of DATABASE_URL."))
    )
    yield _space(seen.free or 0, str(seen.data))


def _space(free: int, place: str) -> Line:
    from django.utils.translation import gettext as _

    state: Literal["ok", "warn", "bad"] = "bad" if free < NO_SPACE else "warn" if free < LITTLE_SPACE else "ok"
    text = _("%(path)s, %(gigabytes).1f GB free") % {"path": place, "gigabytes": free / 1e9}
    return Line(_("Data folder"), state, text, "" if state == "ok" else _("Free some space on this disk."))


def _pack() -> Iterator[Line]:
    from django.utils.translation import gettext as _

    from zhengtong.platform.packs import service as packs

    loaded = packs.current()
    if loaded is None:
        yield Line(_("City"), "warn", _("no pack is loaded"), _("`zhengtong pack load DIR` loads one."))
    else:
        yield Line(_("City"), "ok", f"{loaded.pack_id} {loaded.version}, {loaded.loaded_at:%Y-%m-%d %H:%M}")


def _models() -> Iterator[Line]:
    from django.utils.translation import gettext as _

    from zhengtong.platform.ai import service as ai

    names = {
        "embeddings": _("Embeddings"),
        "chat": _("Language model"),
        "rerank": _("Re-ranker"),
        "ocr": _("Text recognition"),
        "speech": _("Speech recognition"),
        "voice": _("Speech synthesis"),
    }
    if any(ai.unreadable_settings()):
        return  # named under the settings
    in_use = ai.models_in_use()
    for purpose, model in in_use.items():
        if purpose == "chat" and model:
            yield _chat(names["chat"], model)
            continue
        # everything but the embeddings may be absent: the platform is made to work without
        state: Literal["ok", "warn"] = "warn" if purpose == "embeddings" and not model else "ok"
        yield Line(names.get(purpose, purpose), state, model or _("none; switched off"))


def _rate() -> str:
    from zhengtong.config import environment, rates

    rate = os.environ.get("ZHENGTONG_RATE", rates.USUAL)
    return rate if environment.readable_rate(rate) else rates.USUAL


def _chat(name: str, model: str) -> Line:
    from django.utils.translation import gettext as _

    from zhengtong.config.language import in_users_language
    from zhengtong.platform.ai import service as ai

    answered, use = ai.chat_answers(), ai.chat_use()
    assert answered is not None
    used = {
        "model": model, "size": "large" if use.large else "small", "uses": ", ".join(use.uses) or "–",
        "seconds": f"{use.call_seconds:g}", "took": answered.seconds,
    }  # fmt: skip
    if answered.fault is None:
        return Line(
            name,
            "ok",
            _("%(model)s, used as %(size)s for %(uses)s, %(seconds)s s a call; answered in %(took).1f s") % used,
        )
    text = _("%(model)s, used as %(size)s for %(uses)s, does not answer: %(why)s")
    remedy = _("Answers go on without it. Start it, or unset ZHENGTONG_CHAT_URL.")
    return Line(name, "warn", text % {**used, "why": in_users_language(answered.fault)}, remedy)


def _vectors() -> Iterator[Line]:
    from django.utils.translation import gettext as _

    from zhengtong.platform.search import service as search

    done, total = search.vector_progress()
    text = _("%(done)d of %(total)d texts have their vector") % {"done": done, "total": total}
    waiting = done < total
    yield Line(
        _("Search"),
        "warn" if waiting else "ok",
        text,
        _("The worker of `zhengtong serve` fills the rest in the background; answers are found by words meanwhile.")
        if waiting
        else "",
    )


def _jobs() -> Iterator[Line]:
    from django.utils.translation import gettext as _

    from zhengtong.platform.jobs import service as jobs

    seen = jobs.overview()
    text = _("%(waiting)d waiting, %(running)d running, %(failed)d failed; %(workers)d workers") % {
        "waiting": seen.waiting, "running": seen.running, "failed": seen.failed, "workers": seen.workers,
    }  # fmt: skip
    if seen.failed:
        yield Line(_("Background jobs"), "warn", text, _("See /staff/jobs/ for the reasons and try them again there."))
    elif seen.waiting and not seen.workers:
        yield Line(_("Background jobs"), "warn", text, _("Run `zhengtong serve` or `zhengtong worker`."))
    else:
        yield Line(_("Background jobs"), "ok", text)


def _ledger() -> Iterator[Line]:
    from django.utils.translation import gettext as _

    from zhengtong.platform.ledger import service as ledger

    found = ledger.verify()
    text = _("%(entries)d entries sealed, %(waiting)d waiting") % {"entries": found.entries, "waiting": found.waiting}
    if found.ok:
        yield Line(_("Ledger"), "ok", text)
        return
    first = found.problems[0]
    yield Line(
        _("Ledger"),
        "bad",
        f"{text}; " + _(first.message) % dict(first.params),
        _("`zhengtong ledger verify` names every problem. Keep this data folder as it is and compare with a backup."),
    )
