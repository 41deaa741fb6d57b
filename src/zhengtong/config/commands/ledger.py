"""``zhengtong ledger …``: verify the log, show and check receipts, turn the switch of an algorithm."""

from __future__ import annotations

import getpass
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
from django.utils.translation import gettext_noop as N_

from zhengtong.kernel.errors import Fault


@click.group()
def command() -> None:
    """The accountable log: verify it, look at receipts, switch algorithms."""


_LONGEST = 5_000_000  # bytes; a receipt has some thousand


def _read_receipt(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8")) if path.stat().st_size < _LONGEST else None
    except ValueError:
        return None


def _receipt_in(path: Path) -> Any:
    """A file that is no receipt says nothing against the log, and is refused before the log is looked at."""
    document = _read_receipt(path)
    if not isinstance(document, dict) or not {"entry", "proof", "head"} <= document.keys():
        raise Fault(
            "not-a-receipt",
            N_("%(file)s is not a receipt."),
            N_("Download the receipt again, or name another file."),
            params={"file": str(path)},
        )
    return document


@command.command()
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
@click.option(
    "--heads", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="A copy of ledger-heads.log."
)
@click.option(
    "--receipt",
    "receipts",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A downloaded receipt to compare with the log; may be repeated.",
)
def verify(as_json: bool, heads: Path | None, receipts: tuple[Path, ...]) -> None:
    """Work the whole log out again. Exit code 1 when anything was edited, deleted, moved or cut off."""
    from zhengtong.config.startup import start

    start()
    from django.utils.translation import gettext

    from zhengtong.platform.ledger import service as ledger

    given = [_receipt_in(path) for path in receipts]
    result = ledger.verify(heads_from=heads, receipts=given)
    edited, replies = _edited_replies()
    whole = result.ok and not edited
    if as_json:
        data = {**_verification_data(result), "ok": whole, "replies": replies, "replies_edited": edited}
        click.echo(json.dumps(data, ensure_ascii=False))
        sys.exit(0 if whole else 1)
    facts = {
        "entries": f"{result.entries:,}",
        "heads": f"{result.heads:,}",
        "waiting": f"{result.waiting:,}",
        "outside": f"{result.outside_heads:,}",
        "seconds": result.seconds,
    }
    click.echo(gettext("%(entries)s sealed entries, %(heads)s heads, %(waiting)s waiting; %(seconds)s s") % facts)
    click.echo(gettext("Heads compared with the copy outside: %(outside)s") % facts)
    if result.heads and not result.outside_heads:
        click.echo(gettext("Without a copy of the heads nobody would see that the last entries were cut off."))
    click.echo(f"SM3 {result.root}")
    for problem in result.problems:
        click.echo("✗ " + gettext(problem.message) % problem.params, err=True)
    more = result.problem_count - len(result.problems)
    if more:
        click.echo(gettext("… and %(more)s more") % {"more": more}, err=True)
    for code in edited[:_SHOWN]:
        click.echo("✗ " + gettext("The stored reply %(code)s was edited.") % {"code": code}, err=True)
    if len(edited) > _SHOWN:
        click.echo(gettext("… and %(more)s more") % {"more": len(edited) - _SHOWN}, err=True)
    click.echo(gettext("Stored replies compared with the ledger: %(replies)s") % {"replies": f"{replies:,}"})
    click.echo(gettext(_verdict(result, edited)))
    sys.exit(0 if whole else 1)


def _edited_replies() -> tuple[list[str], int]:
    """Receipts of those that are no longer what was given, and how many were compared."""
    from zhengtong.contexts.guidance import service as guidance

    edited, number = [], 0
    for code, changed in guidance.replies_compared():
        number += 1
        if changed:
            edited.append(code)
    return edited, number


_SHOWN = 20  # edited replies by name
_BESIDE = {"receipt-wrong", "receipt-of-another-log", "head-file-damaged"}


def _verdict(result: Any, edited: list[str]) -> str:
    if result.ok and edited:
        return N_("The ledger is whole; stored replies are not.")
    if result.ok:
        return N_("The ledger is as it was written.")
    if {problem.code for problem in result.problems} <= _BESIDE:
        return N_("The ledger by itself is whole; what it was compared with is not.")
    return N_("The ledger was changed.")


def _verification_data(result: Any) -> dict[str, Any]:
    return {
        "ok": result.ok,
        "entries": result.entries,
        "heads": result.heads,
        "waiting": result.waiting,
        "root": result.root,
        "outside_heads": result.outside_heads,
        "receipts": result.receipts,
        "seconds": result.seconds,
        "problem_count": result.problem_count,
        "problems": [{"code": p.code, "entry": p.entry, "head": p.head, "message": str(p)} for p in result.problems],
    }


@command.command()
@click.argument("code")
@click.option("--output", "-o", type=click.Path(dir_okay=False, path_type=Path), help="Write it to this file.")
def receipt(code: str, output: Path | None) -> None:
    """Print the receipt for CODE, with its proof, as JSON."""
    from zhengtong.config.startup import start

    start()
    from zhengtong.platform.ledger import service as ledger

    text = json.dumps(ledger.receipt(code).document, ensure_ascii=False, indent=2)
    if output is None:
        click.echo(text)
    else:
        output.write_text(text + "\n", encoding="utf-8")


@command.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def check(file: Path, as_json: bool) -> None:
    """Check the proof in a downloaded receipt. Needs no database and no network."""
    from zhengtong.platform.ledger.offline import check_document

    document = _read_receipt(file)
    problems = check_document(document)
    if as_json:
        click.echo(json.dumps({"ok": not problems, "problems": problems}, ensure_ascii=False))
        sys.exit(1 if problems else 0)
    translated = _without_settings()
    for problem in problems:
        click.echo("✗ " + translated(problem), err=True)
    if not problems:
        proof = document["proof"]
        facts = {"code": document["entry"]["code"], "number": proof["number"], "size": proof["size"]}
        message = N_("The receipt %(code)s is right: entry %(number)s of a log of %(size)s.")
        click.echo(translated(message) % facts)
    sys.exit(1 if problems else 0)


def _without_settings() -> Callable[[str], str]:
    """Django's gettext would need the settings, and these a data folder; this check is to leave no trace."""
    import gettext

    from zhengtong.config.language import terminal_language
    from zhengtong.platform import ledger

    if not terminal_language().startswith("zh"):
        return str
    folder = Path(ledger.__file__).parent / "locale"
    return gettext.translation("django", folder, ["zh_Hans"], fallback=True).gettext


@command.command()
@click.argument("algorithm")
@click.argument("state", type=click.Choice(["on", "off"]))
@click.option("--reason", required=True, help="Why; it is recorded.")
def switch(algorithm: str, state: str, reason: str) -> None:
    """Switch ALGORITHM on or off. Recorded with who, when and why."""
    from zhengtong.config.startup import start

    start()
    from zhengtong.kernel.actors import Actor
    from zhengtong.platform.ledger import service as ledger

    try:
        who = getpass.getuser()
    except (KeyError, OSError) as error:
        raise Fault("no-user-name", "Who turns the switch is recorded, but this user has no name.") from error
    actor = Actor(kind="person", identifier=f"shell:{who}", display=who)
    changed = ledger.switch_algorithm(algorithm, on=state == "on", actor=actor, reason=reason)
    click.echo(f"{changed.id} {'on' if changed.enabled else 'off'}")
