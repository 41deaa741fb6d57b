"""Verification: everything is worked out again from the rows, and what does not fit is named.

Four layers, each of which holds where the one before was forged too: the entry against its leaf hash; the leaves
against the stored tree; the tree against the chained heads; the heads against copies outside (the head file and
receipts that people hold). Memory does not grow with the log.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext_noop as N_

from .heads import COLUMNS, Head, beginning, head_file, head_from_row, log_id, read_head_file
from .merkle import Frontier, Place, leaf_hash
from .offline import check_document, head_digest

MOST_PROBLEMS = 200
_CHUNK = 2000
_NODES = """
SELECT n.last, n.level, n.hash, e.header::text, e.private::text, e.recorded_at,
e.id::text, e.code, e.kind, e.algorithm, e.risk, e.outcome, e.confirmer_kind, e.confirmer
FROM ledger_node n LEFT JOIN ledger_entry e ON n.level = 0 AND e.id = n.entry ORDER BY n.last, n.level
"""
_ORPHANS = """
SELECT e.code FROM ledger_entry e
WHERE NOT EXISTS (SELECT FROM ledger_node n WHERE n.entry = e.id AND n.level = 0)
AND NOT EXISTS (SELECT FROM ledger_pending p WHERE p.entry = e.id)
ORDER BY e.recorded_at LIMIT %s
"""
_GONE = """
SELECT p.entry::text FROM ledger_pending p
WHERE NOT EXISTS (SELECT FROM ledger_entry e WHERE e.id = p.entry) ORDER BY p.position LIMIT %s
"""


@dataclass(frozen=True)
class Problem:
    """``message`` is an English message id with ``params``; ``entry`` and ``head`` are numbers from 1."""

    code: str
    message: str
    params: Mapping[str, object] = field(default_factory=dict)
    entry: int | None = None
    head: int | None = None

    def __str__(self) -> str:
        return self.message % self.params if self.params else self.message


@dataclass(frozen=True)
class Verification:
    """``problems`` holds the first 200 of ``problem_count``. ``waiting``: entries not sealed yet (no fault)."""

    entries: int
    heads: int
    waiting: int
    root: str
    outside_heads: int
    receipts: int
    problems: tuple[Problem, ...]
    problem_count: int
    seconds: float

    @property
    def ok(self) -> bool:
        return not self.problem_count


class _Findings:
    def __init__(self) -> None:
        self.first: list[Problem] = []
        self.count = 0

    def add(
        self, kind: str, message: str, *, entry: int | None = None, head: int | None = None, **params: object
    ) -> None:
        self.count += 1
        if len(self.first) < MOST_PROBLEMS:
            if entry is not None:
                params["entry"] = entry
            if head is not None:
                params["head"] = head
            self.first.append(Problem(kind, message, params, entry, head))


@contextmanager
def _rows(sql: str, parameters: Sequence[str | int] = ()) -> Iterator[Iterator[tuple[Any, ...]]]:
    """Rows through a server-side cursor, some thousand at a time."""

    def stream(cursor: Any) -> Iterator[tuple[Any, ...]]:
        while rows := cursor.fetchmany(_CHUNK):
            yield from rows

    with connection.chunked_cursor() as cursor:
        cursor.execute(sql, parameters)
        yield stream(cursor)


class _Tree:
    """Recomputes the tree while its stored nodes and the heads stream past."""

    def __init__(self, findings: _Findings, heads: Iterator[tuple[Any, ...]], log: str) -> None:
        self.findings = findings
        self.frontier = Frontier()
        self.log = log
        self.expected: list[tuple[Place, bytes]] = []
        self.heads = heads
        self.head: Head | None = None
        self.head_count = 0
        self.good_size = 0
        self.incomplete = False
        self.next_head()

    # the chain of heads

    def next_head(self) -> None:
        row = next(self.heads, None)
        before, self.head = self.head, head_from_row(row) if row else None
        head = self.head
        if head is None:
            return
        self.head_count += 1
        number = before.number + 1 if before else 1
        if head.number != number:
            self.findings.add(
                "heads-missing", N_("Heads are missing before head %(head)s: it should be number %(expected)s."),
                head=head.number, expected=number,
            )  # fmt: skip
        elif head.previous != (before.digest if before else beginning(self.log)):
            self.findings.add(
                "head-chain-broken", N_("Head %(head)s does not follow from the head before it."), head=head.number
            )
        if head_digest(head.as_data(self.log)) != head.digest:
            self.findings.add("head-edited", N_("Head %(head)s was edited."), head=head.number)

    def compare_root(self) -> None:
        while self.head is not None and self.head.size <= self.frontier.size:
            if self.head.size < self.frontier.size or self.incomplete:
                pass  # sizes that do not rise are found through the chain; a gap was named already
            elif self.head.root == self.frontier.root():
                self.good_size = self.head.size
            else:
                self.incomplete = True
                self.findings.add(
                    "rewritten",
                    N_("Entries %(first)s to %(last)s do not give the root of head %(head)s: "
                       "one of them was replaced, inserted or reordered."),
                    head=self.head.number, first=self.good_size + 1, last=self.head.size,
                )  # fmt: skip
            self.next_head()

    # leaves and nodes

    def add_leaf(self, number: int, hash_: bytes) -> None:
        self.nodes_missing()
        if number > self.frontier.size + 1:
            self.findings.add(
                "entries-missing", N_("Entries %(entry)s to %(last)s were removed from the log."),
                entry=self.frontier.size + 1, last=number - 1,
            )  # fmt: skip
            self.incomplete = True
        while self.frontier.size + 1 < number:
            self.frontier.append(bytes(32))
            self.compare_root()
        self.expected = self.frontier.append(hash_)[1:]
        self.compare_root()

    def add_node(self, place: Place, hash_: bytes) -> None:
        if not self.incomplete and (not self.expected or self.expected.pop(0) != (place, hash_)):
            self.damaged(place.last)

    def nodes_missing(self) -> None:
        if self.expected and not self.incomplete:
            self.damaged(self.frontier.size)

    def damaged(self, number: int) -> None:
        self.expected = []
        self.findings.add(
            "tree-damaged", N_("The stored tree was changed at entry %(entry)s: proofs would fail."), entry=number
        )

    def finish(self) -> None:
        self.nodes_missing()
        sealed = self.frontier.size
        last = self.head
        while self.head is not None:
            last = self.head
            self.next_head()
        if last is not None:
            self.findings.add(
                "truncated", N_("Entries %(entry)s to %(last)s were cut off the end of the log."),
                entry=sealed + 1, last=last.size, head=last.number,
            )  # fmt: skip
        elif sealed > self.good_size and not self.incomplete:
            self.findings.add(
                "heads-cut-off",
                N_("Entries %(entry)s to %(last)s are sealed under no head: heads were removed or entries added."),
                entry=self.good_size + 1, last=sealed,
            )  # fmt: skip


def _check_entry(findings: _Findings, number: int, stored: bytes, row: tuple[Any, ...]) -> None:
    header, private, recorded_at, *columns = row
    code = columns[1]
    if header is None:
        findings.add("entry-deleted", N_("Entry %(entry)s was deleted."), entry=number)
        return
    actual = leaf_hash(header.encode())
    if actual != stored:
        place = _number_of(actual)
        if place is not None:
            findings.add(
                "entry-reordered", N_("Entry %(entry)s was moved: %(code)s was sealed as number %(place)s."),
                entry=number, code=code, place=place,
            )  # fmt: skip
        else:
            findings.add(
                "entry-edited", N_("Entry %(entry)s (%(code)s) was edited after it was sealed."),
                entry=number, code=code,
            )  # fmt: skip
    record = json.loads(header)
    if leaf_hash(private.encode()).hex() != record.get("private"):
        findings.add(
            "private-part-edited", N_("The private part of entry %(entry)s (%(code)s) was edited."),
            entry=number, code=code,
        )  # fmt: skip
    if _generated(record) != columns or recorded_at.isoformat(timespec="microseconds") != record.get("at"):
        findings.add(
            "columns-edited", N_("The columns of entry %(entry)s (%(code)s) do not say what its record says."),
            entry=number, code=code,
        )  # fmt: skip


def _generated(record: Mapping[str, Any]) -> list[Any]:
    """The columns that the database generates from the header; an edit would first have to break that."""
    algorithm = record.get("algorithm") or {}
    confirmer = record.get("confirmed_by") or {}
    return [
        record.get("id"), record.get("code"), record.get("kind"), algorithm.get("id"), algorithm.get("risk"),
        record.get("outcome"), confirmer.get("kind"), confirmer.get("identifier"),
    ]  # fmt: skip


def _number_of(leaf: bytes) -> int | None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT last FROM ledger_node WHERE level = 0 AND hash = %s LIMIT 1", [leaf])
        row = cursor.fetchone()
    return int(row[0]) if row else None


def _check_outside_rows(findings: _Findings) -> int:
    """Entries outside the tree: those that wait are no fault. Returns how many wait."""
    with connection.cursor() as cursor:
        cursor.execute(_ORPHANS, [MOST_PROBLEMS])
        for (code,) in cursor.fetchall():
            findings.add(
                "entry-not-sealed",
                N_("The entry %(code)s is neither sealed nor waiting: it was inserted, or its seal was removed."),
                code=code,
            )
        cursor.execute(_GONE, [MOST_PROBLEMS])
        for (entry,) in cursor.fetchall():
            findings.add("waiting-entry-deleted", N_("The entry %(id)s was deleted before it was sealed."), id=entry)
        cursor.execute("SELECT count(*) FROM ledger_pending")
        return int(cursor.fetchone()[0])


def _stored_heads(numbers: Sequence[int]) -> dict[int, Head]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {COLUMNS} FROM ledger_head WHERE number = ANY(%s)", [list(numbers)])
        heads = [head_from_row(row) for row in cursor.fetchall()]
    return {head.number: head for head in heads}


def _compare_outside_heads(findings: _Findings, known: Sequence[Mapping[str, Any]], where: str) -> None:
    stored = _stored_heads([int(data["number"]) for data in known])
    for data in known:
        number, size = int(data["number"]), int(data["size"])
        head = stored.get(number)
        if head is None:
            findings.add(
                "truncated-against-copy",
                N_("%(where)s knows head %(head)s over %(size)s entries, which the ledger has not: it was cut off."),
                head=number, where=where, size=size,
            )  # fmt: skip
        elif (head.digest.hex(), head.root.hex(), head.size) != (data["digest"], data["root"], size):
            findings.add(
                "head-differs-from-copy",
                N_("Head %(head)s is not the one that %(where)s knows: entries up to %(size)s were rewritten."),
                head=number, where=where, size=size,
            )  # fmt: skip


def _check_head_file(findings: _Findings, log: str, path: Path, end: int) -> int:
    count = 0
    heads = read_head_file(log, path, end) if end else iter(())
    while chunk := list(islice(heads, _CHUNK)):
        for data in chunk:
            if "line" in data:
                findings.add(
                    "head-file-damaged", N_("Line %(line)s of the head file cannot be read."), line=data["line"]
                )
        known = [data for data in chunk if "line" not in data]
        _compare_outside_heads(findings, known, path.name)
        count += len(known)
    return count


def _check_receipts(findings: _Findings, log: str, receipts: Sequence[Mapping[str, Any]]) -> None:
    for document in receipts:
        problems = check_document(document)
        if problems:
            findings.add("receipt-wrong", problems[0])
            continue
        code = document["entry"]["code"]
        if document["head"].get("log") != log:
            findings.add("receipt-of-another-log", N_("The receipt %(code)s is of another ledger."), code=code)
            continue
        _compare_outside_heads(findings, [document["head"]], code)
        with connection.cursor() as cursor:
            cursor.execute("SELECT hash FROM ledger_node WHERE level = 0 AND last = %s", [document["proof"]["number"]])
            row = cursor.fetchone()
        if row is None or bytes(row[0]).hex() != document["proof"]["leaf"]:
            findings.add(
                "receipt-not-in-log", N_("Entry %(entry)s of the log is not the one of the receipt %(code)s."),
                entry=document["proof"]["number"], code=code,
            )  # fmt: skip


def verify(*, heads_from: Path | None = None, receipts: Sequence[Mapping[str, Any]] = ()) -> Verification:
    """Work everything out again, on one snapshot, while others go on writing.

    An edit, a deletion, a reordering, an insertion and a truncation are named with the entry's number. What was
    cut off together with all its traces in the database is known only through copies outside: the head file and
    ``receipts``. An entry that was deleted before it was sealed, with its mark in the waiting list, is known only
    to whoever holds its code.

    Args:
        heads_from: a head file; by default the one in the data folder.
        receipts: downloaded receipt documents to compare with the log.
    """
    started = time.monotonic()
    findings = _Findings()
    snapshot = not connection.in_atomic_block
    # heads that are written to the file from now on may be younger than the snapshot
    copy = heads_from or head_file()
    end = copy.stat().st_size if copy.is_file() else 0
    with transaction.atomic():
        if snapshot:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        log = log_id()
        with _rows(_NODES) as nodes, _rows(f"SELECT {COLUMNS} FROM ledger_head ORDER BY number") as heads:
            tree = _Tree(findings, heads, log)
            for last, level, stored, *entry in nodes:
                hash_ = bytes(stored)
                if level:
                    tree.add_node(Place(last, level), hash_)
                else:
                    _check_entry(findings, last, hash_, tuple(entry))
                    tree.add_leaf(last, hash_)
            tree.finish()
        waiting = _check_outside_rows(findings)
        outside = _check_head_file(findings, log, copy, end)
        _check_receipts(findings, log, receipts)
    return Verification(
        entries=tree.frontier.size,
        heads=tree.head_count,
        waiting=waiting,
        root=tree.frontier.root().hex(),
        outside_heads=outside,
        receipts=len(receipts),
        problems=tuple(findings.first),
        problem_count=findings.count,
        seconds=round(time.monotonic() - started, 3),
    )
