"""Beats of workers, tasks put aside, and answers kept."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from pilin.foundation.access.enums import Role, StandingKind
from pilin.foundation.access.models import GatedModel
from pilin.foundation.access.standing import Standing
from pilin.foundation.upkeep.enums import LONGEST_KEY, Settled
from pilin.foundation.values.columns import uid_column


class Kept(GatedModel):
    """What the instance notes of its own running: its keeper reads it, no town does."""

    BELT = "keeper"

    class Meta:
        abstract = True

    @classmethod
    def visibility(cls, standing: Standing) -> Q:
        """Return: the keeper and scheduled work."""
        return Q() if standing.sees_all or standing.holds(Role.KEEPER) else Q(pk__in=())


class WorkerBeat(Kept):
    """A worker that is, or was, doing tasks: when it last said that it is alive."""

    uid = uid_column()
    worker = models.CharField(max_length=64, unique=True)
    host = models.CharField(max_length=120)
    began_at = models.DateTimeField()
    beat_at = models.DateTimeField()

    class Meta:
        ordering = ["began_at", "uid"]

    def __str__(self) -> str:
        return self.worker


class DeadLetter(Kept):
    """A task that failed as often as it may: put aside until the keeper says what becomes of it."""

    PERSONAL = ("error", "traceback")  # an error may repeat what it was about

    uid = uid_column()
    task = models.UUIDField()  # its row in the queue
    name = models.CharField(max_length=200)
    tries = models.PositiveSmallIntegerField()
    first_at = models.DateTimeField()  # when it was asked for
    failed_at = models.DateTimeField()
    error = models.CharField(max_length=300)
    traceback = models.TextField(blank=True)
    settled = models.CharField(max_length=8, choices=Settled.choices, default=Settled.OPEN, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-failed_at", "-uid"]
        constraints = [
            models.UniqueConstraint(fields=["task"], condition=Q(settled=""), name="one_open_letter_a_task"),
        ]

    def __str__(self) -> str:
        return self.name


def caller_of(by: Standing) -> str:
    """Return whose keys a standing calls under: the person's, or those of a town's program; empty for all others."""
    if by.person is not None:
        return str(by.person)
    if by.kind == StandingKind.MACHINE and by.member:
        return f"{by.member}:{by.name}"[:LONGEST_KEY]
    return ""


class KeptAnswer(GatedModel):
    """The first answer to a call under a key, so that the same call again has the same answer and no second effect."""

    BELT = "caller"

    PERSONAL = ("caller", "body")

    uid = uid_column()
    caller = models.CharField(max_length=LONGEST_KEY)  # a person's uid, or a town's program
    key = models.CharField(max_length=LONGEST_KEY)
    request = models.CharField(max_length=64)  # hash of verb, address, body and who acted for whom
    status = models.PositiveSmallIntegerField(null=True)
    content_type = models.CharField(max_length=80, blank=True)
    body = models.TextField(blank=True)
    made_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["caller", "key"], name="one_answer_a_key")]

    def __str__(self) -> str:
        return str(self.uid)

    @classmethod
    def visibility(cls, standing: Standing) -> Q:
        """Return: whoever called; scheduled work too, because it forgets them."""
        return Q() if standing.sees_all else Q(caller=caller_of(standing) or None)
