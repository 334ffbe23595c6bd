"""Copies that were taken, and the marks of an instance that came back from one."""

from __future__ import annotations

from pathlib import PurePath

from django.db import models
from django.db.models import Q

from pilin.foundation.access.enums import Role
from pilin.foundation.access.models import GatedModel
from pilin.foundation.access.standing import Standing
from pilin.foundation.backups.enums import Settling, Why
from pilin.foundation.values.columns import uid_column


class KeepersOwn(GatedModel):
    """A row that the keeper reads, and scheduled work."""

    BELT = "keeper"

    uid = uid_column()

    class Meta:
        abstract = True

    @classmethod
    def visibility(cls, standing: Standing) -> Q:
        """Return: all of it to the keeper and to scheduled work, nothing to anybody else."""
        return Q() if standing.sees_all or standing.holds(Role.KEEPER) else Q(pk__in=[])


class Copy(KeepersOwn):
    """One copy that was taken, or tried: ``fault`` says why a try failed."""

    taken_at = models.DateTimeField(db_index=True)
    path = models.CharField(max_length=500)
    why = models.CharField(max_length=9, choices=Why.choices, default=Why.ASKED)
    size = models.PositiveBigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    encrypted = models.BooleanField(default=False)
    with_keys = models.BooleanField(default=False)
    rows = models.PositiveBigIntegerField(default=0)
    entries = models.PositiveBigIntegerField(default=0)  # of all logs
    files = models.PositiveIntegerField(default=0)
    damaged = models.JSONField(default=list)  # attachments that were not what they should be when they were copied
    seconds = models.FloatField(default=0)
    verified_at = models.DateTimeField(null=True)
    drilled_at = models.DateTimeField(null=True)
    drill_seconds = models.FloatField(null=True)
    drill_fault = models.TextField(blank=True)
    fault = models.TextField(blank=True)
    gone_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-taken_at", "-uid"]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """Return the name of its file."""
        return PurePath(self.path).name


class Restoration(KeepersOwn):
    """The mark that a copy carries. While it is open, the instance is read and not written: see ``guard``.

    It is written into each copy when it is taken (PostgreSQL: when it is restored), never into the instance it was taken
    from.
    """

    taken_at = models.DateTimeField()
    version = models.CharField(max_length=40)
    settled_at = models.DateTimeField(null=True)
    how = models.CharField(max_length=8, choices=Settling.choices, blank=True)
    said = models.JSONField(default=dict)  # the heads that were answered for

    class Meta:
        ordering = ["-taken_at", "-uid"]

    def __str__(self) -> str:
        return f"{self.taken_at:%Y-%m-%d %H:%M}"
