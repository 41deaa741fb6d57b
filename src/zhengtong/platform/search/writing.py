"""Put entries in and take them out, inside the caller's transaction."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from hashlib import blake2b
from itertools import islice

from django.db import connection, transaction

from zhengtong.platform.search.entries import Entry
from zhengtong.platform.search.segmentation import DIMENSIONS, term_number, words
from zhengtong.platform.search.tuning import B, K1, TITLE_WEIGHT

_BATCH = 500
_COLUMNS = (
    ("kind", "text"), ("key", "text"), ("object", "text"), ("role", "text"), ("language", "text"),
    ("region", "text"), ("audience", "text[]"), ("valid_from", "date"), ("valid_to", "date"),
    ("length", "real"), ("vector_priority", "smallint"), ("digest", "bytea"), ("vector_digest", "bytea"),
    ("title", "text"), ("text", "text"), ("attributes", "jsonb"),
    ("terms", "integer[]"), ("counts", "real[]"), ("weights", "sparsevec"),
)  # fmt: skip
_NAMES = ", ".join(name for name, _ in _COLUMNS)
_CHANGES = ", ".join(f"{name} = excluded.{name}" for name, _ in _COLUMNS if name not in ("kind", "key"))
_UPSERT = f"""
    INSERT INTO search_entry AS e ({_NAMES})
    SELECT {", ".join(f"{name}::{kind}" for name, kind in _COLUMNS)}
    FROM unnest({", ".join("%s::text[]" for _ in _COLUMNS)}) AS given ({_NAMES})
    ORDER BY kind, key
    ON CONFLICT (kind, key) DO UPDATE SET {_CHANGES},
        vector = CASE WHEN e.vector_digest = excluded.vector_digest THEN e.vector END
    WHERE e.digest <> excluded.digest
"""


def embedded_text(entry_title: str, entry_text: str) -> str:
    """What a vector stands for: the title, then the text where it says more."""
    return f"{entry_title}\n{entry_text}" if entry_text and entry_text != entry_title else entry_title


def upsert(entries: Iterable[Entry]) -> int:
    """Make the index hold these entries; returns how many were new or changed.

    Idempotent by (kind, key): an unchanged entry is not touched, an unchanged text keeps its vector. Of two
    entries with one key the later one counts. Visible at once in the caller's transaction. Keys are written in
    order, so two callers with the same keys do not deadlock.
    """
    unique = {(entry.kind, entry.key): entry for entry in entries}
    ordered = iter(sorted(unique.values(), key=lambda entry: (entry.kind, entry.key)))
    changed = 0
    with transaction.atomic(), connection.cursor() as cursor:
        written: set[tuple[str, str]] = set()
        while batch := list(islice(ordered, _BATCH)):
            changed += _write(cursor, batch, written)
    return changed


def delete(*, kind: str, groups: Collection[str] | None = None, keys: Collection[str] | None = None) -> int:
    """Take out the entries of these groups or with these keys, or all of the kind; returns how many."""
    conditions, params = ["kind = %s"], [kind]  # type: tuple[list[str], list[object]]
    if groups is not None:
        conditions.append("object = ANY(%s)")
        params.append(sorted(groups))
    if keys is not None:
        conditions.append("key = ANY(%s)")
        params.append(sorted(keys))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"""DELETE FROM search_entry WHERE id IN
                (SELECT id FROM search_entry WHERE {" AND ".join(conditions)} ORDER BY kind, key FOR UPDATE)""",
            params,
        )
        return int(cursor.rowcount)


def _write(cursor, batch: Sequence[Entry], written: set[tuple[str, str]]) -> int:
    digests = {(entry.kind, entry.key): _digest(entry) for entry in batch}
    known = _stored_digests(cursor, digests)
    todo = [entry for entry in batch if known.get((entry.kind, entry.key)) != digests[entry.kind, entry.key]]
    if not todo:
        return 0
    counted = [_counts(entry) for entry in todo]
    averages = _average_lengths(cursor, todo, counted)
    rows = [
        _row(entry, counts, averages[entry.kind, entry.role], digests[entry.kind, entry.key])
        for entry, counts in zip(todo, counted, strict=True)
    ]
    cursor.execute(_UPSERT, [list(column) for column in zip(*rows, strict=True)])
    changed = int(cursor.rowcount)
    new = sorted(
        {(e.kind, word) for e, counts in zip(todo, counted, strict=True) for word in counts} - written
    )
    written.update(new)
    cursor.execute(
        """INSERT INTO search_word (kind, text)
           SELECT kind, text FROM unnest(%s::text[], %s::text[]) AS given (kind, text)
           WHERE NOT EXISTS (SELECT FROM search_word w WHERE w.kind = given.kind AND w.text = given.text)""",
        [[kind for kind, _ in new], [word for _, word in new]],
    )
    return changed


def _stored_digests(cursor, digests: Mapping[tuple[str, str], bytes]) -> dict[tuple[str, str], bytes]:
    cursor.execute(
        """SELECT kind, key, digest FROM search_entry JOIN unnest(%s::text[], %s::text[]) AS given (kind, key)
           USING (kind, key)""",
        [[kind for kind, _ in digests], [key for _, key in digests]],
    )
    return {(kind, key): bytes(digest) for kind, key, digest in cursor.fetchall()}


def _digest(entry: Entry) -> bytes:
    fields = {**vars(entry), "attributes": dict(entry.attributes)}
    canonical = json.dumps(fields, sort_keys=True, ensure_ascii=False, default=str)
    return blake2b(canonical.encode("utf-8", "ignore"), digest_size=16).digest()


def _counts(entry: Entry) -> Counter[str]:
    """How often each word occurs, a word of the title counting more."""
    counts: Counter[str] = Counter()
    title_weight = TITLE_WEIGHT if entry.text else 1
    for word in words(entry.title):
        counts[word] += title_weight
    counts.update(words(entry.text))
    return counts


def _average_lengths(
    cursor, batch: Sequence[Entry], counted: Sequence[Counter[str]]
) -> dict[tuple[str, str], float]:
    """Mean length by kind and role over what is stored and this batch."""
    entries: Counter[tuple[str, str]] = Counter()
    lengths: Counter[tuple[str, str]] = Counter()
    for entry, counts in zip(batch, counted, strict=True):
        entries[entry.kind, entry.role] += 1
        lengths[entry.kind, entry.role] += counts.total()
    cursor.execute(
        "SELECT kind, role, sum(entries), sum(length) FROM search_size WHERE kind = ANY(%s) GROUP BY kind, role",
        [sorted({entry.kind for entry in batch})],
    )
    for kind, role, number, length in cursor.fetchall():
        if (kind, role) in entries:
            entries[kind, role] += number
            lengths[kind, role] += length
    return {pair: max(lengths[pair] / max(number, 1), 1.0) for pair, number in entries.items()}


def weights_text(numbers: Mapping[int, float], length: float, average: float) -> str:
    """BM25 document weights as a ``sparsevec`` literal: their inner product with the idf is the score."""
    norm = K1 * (1 - B + B * length / average)
    return (
        "{" + ",".join(f"{term}:{count * (K1 + 1) / (count + norm):.4f}" for term, count in sorted(numbers.items()))
        + f"}}/{DIMENSIONS}"
    )  # fmt: skip


def _row(entry: Entry, counts: Counter[str], average: float, digest: bytes) -> Iterator[str | None]:
    numbers: Counter[int] = Counter()
    for word, count in counts.items():
        numbers[term_number(entry.kind, word)] += count
    ordered = dict(sorted(numbers.most_common(16_000)))
    vector_digest = blake2b(embedded_text(entry.title, entry.text).encode("utf-8", "ignore"), digest_size=16)
    length = float(counts.total())
    yield from (entry.kind, entry.key, entry.group, entry.role, entry.language, entry.region)
    yield _text_array(entry.audience)
    yield entry.valid_from.isoformat() if entry.valid_from else None
    yield entry.valid_to.isoformat() if entry.valid_to else None
    yield from (
        repr(length),
        str(entry.vector_priority),
        "\\x" + digest.hex(),
        "\\x" + vector_digest.hexdigest(),
    )
    yield from (entry.title.replace("\0", ""), entry.text.replace("\0", ""))
    yield json.dumps(dict(entry.attributes), ensure_ascii=False).replace("\\u0000", "")
    yield "{" + ",".join(map(str, ordered)) + "}"
    yield "{" + ",".join(f"{count:g}" for count in ordered.values()) + "}"
    yield weights_text(ordered, length, average)


def _text_array(values: Iterable[str]) -> str:
    quoted = (value.replace("\\", "\\\\").replace('"', '\\"') for value in values)
    return "{" + ",".join(f'"{value}"' for value in quoted) + "}"
