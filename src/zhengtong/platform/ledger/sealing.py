"""Sealing: entries that wait are put into the tree, in an order without gaps, by one sealer at a time."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db import connection, transaction

from .heads import latest_head, log_id, make_head, write_head_file
from .merkle import Frontier, Place, Span, leaf_hash, places
from .record import utc_now

SEALER_LOCK = 0x7A74_6C65_6467
_WAITING = """
SELECT p.position, e.id, e.header::text FROM ledger_pending p JOIN ledger_entry e ON e.id = p.entry
ORDER BY p.position LIMIT %s
"""
_ADD_NODES = """
INSERT INTO ledger_node (last, level, hash, entry)
SELECT * FROM unnest(%s::bigint[], %s::smallint[], %s::bytea[], %s::uuid[])
"""
_ADD_HEAD = """
INSERT INTO ledger_head (number, size, root, sealed_at, previous, digest) VALUES (%s, %s, %s, %s, %s, %s)
"""


def node_hashes(wanted: Iterable[Place]) -> dict[Place, bytes]:
    """The hashes of complete subtrees, in one read.

    Raises:
        LookupError: one is not stored: the ledger is damaged, ``verify`` says where.
    """
    names = list(dict.fromkeys(wanted))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT last, level, hash FROM ledger_node JOIN unnest(%s::bigint[], %s::smallint[]) AS w (last, level)"
            " USING (last, level)",
            [[place.last for place in names], [place.level for place in names]],
        )
        found = {Place(last, level): bytes(hash_) for last, level, hash_ in cursor.fetchall()}
    if len(found) != len(names):
        raise LookupError("the ledger's tree has a hole")
    return found


def seal(*, limit: int = 5000) -> int:
    """Put up to ``limit`` waiting entries into the tree, and a new head over them; all or nothing.

    Safe to call from any number of processes: an entry is sealed once, after its transaction has committed, and
    numbers have no gaps. Returns the number of entries sealed.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            # waits for a sealer in another process; released by the end of the transaction, also by a crash
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [SEALER_LOCK])
            cursor.execute(_WAITING, [limit])
            waiting = cursor.fetchall()
        if waiting:
            _append(waiting)
    # also after a crash between a commit and its line in the file
    if waiting:
        transaction.on_commit(write_head_file)
    return len(waiting)


def _append(waiting: list[tuple[int, UUID, str]]) -> None:
    before = latest_head()
    size = before.size if before else 0
    edge = places(Span(0, size))
    stored = node_hashes(edge)
    frontier = Frontier(size, [stored[place] for place in edge])
    nodes: list[tuple[Place, bytes, UUID | None]] = []
    for _, entry, header in waiting:
        for place, hash_ in frontier.append(leaf_hash(header.encode())):
            nodes.append((place, hash_, entry if place.level == 0 else None))
    head = make_head(log=log_id(), before=before, size=frontier.size, root=frontier.root(), sealed_at=utc_now())
    with connection.cursor() as cursor:
        cursor.execute(
            _ADD_NODES,
            [
                [place.last for place, _, _ in nodes],
                [place.level for place, _, _ in nodes],
                [hash_ for _, hash_, _ in nodes],
                [entry for _, _, entry in nodes],
            ],
        )
        cursor.execute(_ADD_HEAD, [head.number, head.size, head.root, head.sealed_at, head.previous, head.digest])
        cursor.execute(
            "DELETE FROM ledger_pending WHERE position = ANY(%s)", [[position for position, _, _ in waiting]]
        )
