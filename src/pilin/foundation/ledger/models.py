"""Logs, their entries and what stands beside them. Written once; nothing here is ever changed but a body, which may be erased."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from pilin.foundation.access.enums import Ledger
from pilin.foundation.access.models import AppendOnlyQuerySet, GatedModel, SharedModel
from pilin.foundation.access.standing import Standing
from pilin.foundation.ledger.enums import EntryKind, Holder


class Log(SharedModel):
    """One writer's log for one audience: gapless, each entry naming the one before. ``owner`` is the writer.

    ``size`` and ``tip`` only save reading the last entry; the verifier reckons them anew.
    """

    LEDGER = Ledger.NONE

    log_id = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=440)  # the audience in words of rules.audience_of
    epoch = models.PositiveSmallIntegerField(default=0)
    size = models.PositiveBigIntegerField(default=0)
    tip = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["owner", "name", "epoch"]

    def __str__(self) -> str:
        return f"{self.owner} · {self.name}"


class Entry(GatedModel):
    """One signed entry, kept as the very bytes that were signed. ``number`` orders the entries of all logs here."""

    LEDGER = Ledger.NONE
    BELT = "through:log"
    ROWS = AppendOnlyQuerySet

    number = models.BigAutoField(primary_key=True)
    log = models.ForeignKey(Log, on_delete=models.PROTECT, related_name="entries")
    seq = models.PositiveBigIntegerField()
    kind = models.CharField(max_length=10, choices=EntryKind.choices)
    obj = models.CharField(max_length=100, db_index=True)  # programme.item:<uid>; empty for many at once
    raw = models.BinaryField()
    sig = models.BinaryField()
    key_id = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)
    line = models.UUIDField(null=True)  # the line of the journal that tells of the same deed

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["log", "seq"], name="one_entry_a_place")]

    def __str__(self) -> str:
        return f"{self.log_id} {self.seq}"

    @classmethod
    def visibility(cls, standing: Standing) -> Q:
        """Return: whoever may read the log reads its entries."""
        return _within(Log.visibility(standing), "log")


class Mention(GatedModel):
    """A row that an entry of many speaks of: so that a record's trail finds it."""

    LEDGER = Ledger.NONE
    BELT = "through:entry"
    ROWS = AppendOnlyQuerySet

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="mentions")
    obj = models.CharField(max_length=100, db_index=True)

    def __str__(self) -> str:
        return self.obj

    @classmethod
    def visibility(cls, standing: Standing) -> Q:
        """Return: whoever may read the log reads what it mentions."""
        return _within(Log.visibility(standing), "entry__log")


class Body(GatedModel):
    """What an entry commits to, with its salt. Erased, it leaves the chain whole and says nothing any more."""

    LEDGER = Ledger.NONE
    BELT = "through:entry"
    PERSONAL = ("content",)

    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, primary_key=True, related_name="body")
    salt = models.BinaryField()
    content = models.BinaryField(null=True)
    erased_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"body of {self.pk}"

    @classmethod
    def visibility(cls, standing: Standing) -> Q:
        """Return: whoever may read the log reads what it commits to."""
        return _within(Log.visibility(standing), "entry__log")


class Manifest(SharedModel):
    """A town's keys from some entry on, signed with its root key. ``owner`` is the town; the private keys stand elsewhere."""

    LEDGER = Ledger.NONE
    ROWS = AppendOnlyQuerySet

    serial = models.PositiveIntegerField()
    raw = models.BinaryField()  # manifest and signatures as one line of JSON
    held_by = models.CharField(max_length=4, choices=Holder.choices, default=Holder.HOST)

    class Meta:
        ordering = ["owner", "serial"]
        constraints = [models.UniqueConstraint(fields=["owner", "serial"], name="one_manifest_a_serial")]

    def __str__(self) -> str:
        return f"{self.owner} {self.serial}"


class Head(SharedModel):
    """A checkpoint of a log, signed by its writer and by the towns that compared it with what they hold."""

    LEDGER = Ledger.NONE

    log = models.ForeignKey(Log, on_delete=models.PROTECT, related_name="heads")
    size = models.PositiveBigIntegerField()
    root = models.CharField(max_length=64)
    note = models.TextField()  # the signed note, cosignatures included
    why = models.CharField(max_length=120, blank=True)  # release, closing of a year

    class Meta:
        ordering = ["log", "-size"]
        constraints = [models.UniqueConstraint(fields=["log", "size"], name="one_head_a_size")]

    def __str__(self) -> str:
        return f"{self.log_id} {self.size}"


def _within(condition: Q, path: str) -> Q:
    """Return a condition on a related row: each of its columns is looked up along the path."""
    children: list[Any] = list(condition.children)
    moved = [_within(child, path) if isinstance(child, Q) else (f"{path}__{child[0]}", child[1]) for child in children]
    return Q(*moved, _connector=condition.connector, _negated=condition.negated)
