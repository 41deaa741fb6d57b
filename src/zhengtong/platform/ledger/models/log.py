"""The append-only tables. Made by hand-written SQL (migrations/sql/log.sql), so Django does not manage them:
their triggers also refuse the TRUNCATE with which Django empties tables between tests."""

from __future__ import annotations

from django.db import models


class Entry(models.Model):
    """One act or one audited write. Its ``header`` is what a receipt shows and what is sealed; ``private`` is bound
    to it by a salted digest. Every other column is generated from the header by the database."""

    id = models.UUIDField(primary_key=True)
    code = models.TextField(unique=True)
    kind = models.TextField()
    recorded_at = models.DateTimeField()
    algorithm = models.TextField(null=True)  # noqa: DJ001 - generated; NULL for audited writes
    outcome = models.TextField(null=True)  # noqa: DJ001 - generated; NULL for audited writes

    # header and private are read as text, by SQL: what is hashed is their text and not what it means

    class Meta:
        managed = False
        db_table = "ledger_entry"

    def __str__(self) -> str:
        return f"{self.kind} {self.code}"


class Pending(models.Model):
    """Entries that wait to be sealed; filled by a trigger, emptied by the sealer."""

    position = models.BigIntegerField(primary_key=True)
    entry = models.UUIDField()

    class Meta:
        managed = False
        db_table = "ledger_pending"

    def __str__(self) -> str:
        return f"{self.position} {self.entry}"


class Node(models.Model):
    """A complete subtree of the Merkle tree, in the order in which sealing makes them.

    It covers 2^``level`` leaves and ends with number ``last``; leaf k is (last=k, level=0) and names its entry.
    """

    pk = models.CompositePrimaryKey("last", "level")
    last = models.BigIntegerField()
    level = models.SmallIntegerField()
    hash = models.BinaryField()
    entry = models.UUIDField(null=True)

    class Meta:
        managed = False
        db_table = "ledger_node"

    def __str__(self) -> str:
        return f"{self.level}/{self.last}"


class Head(models.Model):
    """The state of the log after a sealing, chained to the head before it."""

    number = models.BigIntegerField(primary_key=True)
    size = models.BigIntegerField()
    root = models.BinaryField()
    sealed_at = models.DateTimeField()
    previous = models.BinaryField()
    digest = models.BinaryField()

    class Meta:
        managed = False
        db_table = "ledger_head"

    def __str__(self) -> str:
        return f"{self.number}: {self.size}"
