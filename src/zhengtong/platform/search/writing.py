"""Put entries in and take them out, inside the caller's transaction."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from hashlib import blake2b
from itertools import islice
from typing import TypeAlias

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from zhengtong.platform.search import spellings, state, vocabulary
from zhengtong.platform.search.entries import Entry
from zhengtong.platform.search.segmentation import DIMENSIONS, all_words, simplify, term_number, terms
from zhengtong.platform.search.tuning import K1, TITLE_WEIGHT, B

Pair: TypeAlias = tuple[str, str]
"""(kind, key) or (kind, role)."""

_BATCH = 1_000
_MOST_TERMS = 16_000  # of a sparsevec
_COLUMNS = (
    ("kind", "text"), ("key", "text"), ("object", "text"), ("role", "text"), ("language", "text"),
    ("region", "text"), ("audience", "text[]"), ("valid_from", "date"), ("valid_to", "date"),
    ("length", "real"), ("vector_priority", "smallint"), ("digest", "bytea"), ("vector_digest", "bytea"),
    ("title", "text"), ("text", "text"), ("attributes", "jsonb"),
    ("terms", "integer[]"), ("average", "real"), ("weights", "sparsevec"),
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
    RETURNING id, kind, key
"""


def embedded_text(title: str, text: str) -> str:
    """What a vector stands for: the title, then the text where it says more."""
    return f"{title}\n{text}" if text and text != title else title


def upsert(entries: Iterable[Entry]) -> int:
    """Make the index hold these entries; returns how many were new or changed.

    Idempotent by (kind, key): an unchanged entry is not touched, an unchanged text keeps its vector. Of two
    entries with one key the later one counts. Visible at once in the caller's transaction. Keys are written in
    order, so two callers with the same keys wait for each other but do not deadlock.
    """
    unique = {(entry.kind, entry.key): entry for entry in entries}
    ordered = iter([unique[pair] for pair in sorted(unique)])
    changed, seen = 0, Counter[str]()
    with transaction.atomic(), connection.cursor() as cursor:
        while batch := list(islice(ordered, _BATCH)):
            todo = _changed(cursor, batch)
            if todo:
                write(cursor, todo)
                changed += len(todo)
                for entry in todo:
                    seen.update(all_words(simplify(f"{entry.title}\n{entry.text}")))
        vocabulary.save(seen.items())
    state.forget_state()
    return changed


def delete(*, kind: str, groups: Collection[str] | None = None, keys: Collection[str] | None = None) -> int:
    """Take out the entries of these groups or with these keys, or all of the kind; returns how many."""
    conditions = ["kind = %s"]
    params: list[str | list[str]] = [kind]
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
        state.forget_state()
        return int(cursor.rowcount)


def write(cursor: CursorWrapper, batch: Sequence[Entry]) -> None:
    """Insert or replace these entries, in order of (kind, key), whether or not they changed."""
    counted = [_counts(entry) for entry in batch]
    averages = _average_lengths(cursor, batch, counted)
    rows = [
        tuple(_row(entry, counts, averages[entry.kind, entry.role]))
        for entry, counts in zip(batch, counted, strict=True)
    ]
    cursor.execute(_UPSERT, [list(column) for column in zip(*rows, strict=True)])
    numbers = {(kind, key): number for number, kind, key in cursor.fetchall()}
    spellings.replace(cursor, [(numbers[entry.kind, entry.key], entry) for entry in batch])


def _changed(cursor: CursorWrapper, batch: Sequence[Entry]) -> list[Entry]:
    cursor.execute(
        """SELECT kind, key, digest FROM search_entry JOIN unnest(%s::text[], %s::text[]) AS given (kind, key)
           USING (kind, key)""",
        [[entry.kind for entry in batch], [entry.key for entry in batch]],
    )
    stored = {(kind, key): bytes(digest) for kind, key, digest in cursor.fetchall()}
    return [entry for entry in batch if stored.get((entry.kind, entry.key)) != _digest(entry)]


def _digest(entry: Entry) -> bytes:
    fields = {**vars(entry), "attributes": dict(entry.attributes)}
    canonical = json.dumps(fields, sort_keys=True, ensure_ascii=False, default=str)
    return blake2b(canonical.encode("utf-8", "ignore"), digest_size=16).digest()


def _counts(entry: Entry) -> Counter[str]:
    """How often each term occurs, a term of the title counting more."""
    counts = Counter(terms(simplify(entry.text)))
    for term, number in Counter(terms(simplify(entry.title))).items():
        counts[term] += number * (TITLE_WEIGHT if entry.text else 1)
    return counts


def _average_lengths(
    cursor: CursorWrapper, batch: Sequence[Entry], counted: Sequence[Counter[str]]
) -> dict[Pair, float]:
    """Mean length by kind and role over what is stored and this batch."""
    entries, lengths = Counter[Pair](), Counter[Pair]()
    for entry, counts in zip(batch, counted, strict=True):
        entries[entry.kind, entry.role] += 1
        lengths[entry.kind, entry.role] += counts.total()
    cursor.execute(
        """SELECT kind, role, sum(entries)::int, sum(length)::float8::int FROM search_size
           WHERE kind = ANY(%s) GROUP BY kind, role""",
        [sorted({entry.kind for entry in batch})],
    )
    for kind, role, number, length in cursor.fetchall():
        if (kind, role) in entries:
            entries[kind, role] += number
            lengths[kind, role] += length
    return {pair: max(lengths[pair] / max(number, 1), 1.0) for pair, number in entries.items()}


def weights_text(counts: Mapping[int, float], length: float, average: float) -> str:
    """BM25 document weights as a ``sparsevec`` literal: their inner product with the idf is the score."""
    norm = K1 * (1 - B + B * length / average)
    weights = (f"{term}:{count * (K1 + 1) / (count + norm):.4f}" for term, count in sorted(counts.items()))
    return "{" + ",".join(weights) + f"}}/{DIMENSIONS}"


def _row(entry: Entry, counts: Counter[str], average: float) -> Iterator[str | None]:
    numbers: Counter[int] = Counter()
    for term, count in counts.items():
        numbers[term_number(entry.kind, term)] += count
    kept = dict(numbers.most_common(_MOST_TERMS))
    embedded = embedded_text(entry.title, entry.text).encode("utf-8", "ignore")
    length = float(counts.total())
    yield from (entry.kind, entry.key, entry.group, entry.role, entry.language, entry.region)
    yield _array(entry.audience)
    yield entry.valid_from.isoformat() if entry.valid_from else None
    yield entry.valid_to.isoformat() if entry.valid_to else None
    yield from (repr(length), str(entry.vector_priority))
    yield from ("\\x" + _digest(entry).hex(), "\\x" + blake2b(embedded, digest_size=16).hexdigest())
    yield from (_storable(entry.title), _storable(entry.text))
    yield _storable(json.dumps(dict(entry.attributes), ensure_ascii=False).replace("\\u0000", ""))
    yield "{" + ",".join(map(str, sorted(kept))) + "}"
    yield from (repr(average), weights_text(kept, length, average))


def _storable(text: str) -> str:
    """Without what PostgreSQL's UTF-8 cannot hold: NUL and lone surrogates."""
    return text.replace("\0", "").encode("utf-8", "ignore").decode()


def _array(values: Iterable[str]) -> str:
    quoted = (value.replace("\\", "\\\\").replace('"', '\\"') for value in values)
    return "{" + ",".join(f'"{value}"' for value in quoted) + "}"
