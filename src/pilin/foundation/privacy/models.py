"""Consents, and what the retention job erased."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from pilin.foundation.access.models import GatedModel
from pilin.foundation.access.standing import Standing
from pilin.foundation.values.columns import uid_column


class Consent(GatedModel):
    """What one person agreed to, in which words, when, and when they took it back. Nobody else reads it.

    ``person`` is a key without a constraint: this room stands below the one that knows people.
    """

    BELT = "person:person"

    PERSONAL = ("person", "noted_by")

    uid = uid_column()
    person = models.UUIDField(db_index=True)
    purpose = models.CharField(max_length=40)
    town = models.CharField(max_length=16, blank=True)
    circle = models.SlugField(max_length=40, blank=True)
    words = models.TextField()  # as it was shown, in the language it was shown in
    given_at = models.DateTimeField()
    noted_by = models.UUIDField(null=True)  # who wrote it down, where the person said it to somebody
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-given_at", "-uid"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "purpose", "town", "circle"],
                condition=Q(withdrawn_at__isnull=True),
                name="one_consent_in_force",
            )
        ]

    def __str__(self) -> str:
        return self.purpose

    @classmethod
    def visibility(cls, standing: Standing) -> Q:
        """Return: the person reads their own; scheduled work reads all, because it acts on them."""
        return Q() if standing.sees_all else Q(person=standing.person)


class PurgeRun(GatedModel):
    """One run of the retention job for one term: up to when, and how many were erased. Anybody may read it: it is the proof."""

    BELT = "open"

    uid = uid_column()
    term = models.CharField(max_length=40, db_index=True)
    at = models.DateTimeField()
    before = models.DateTimeField()
    erased = models.PositiveIntegerField()

    class Meta:
        ordering = ["-at", "term"]

    def __str__(self) -> str:
        return f"{self.term} {self.at:%Y-%m-%d}"

    @classmethod
    def visibility(cls, standing: Standing) -> Q:
        """Return: everybody; it says how many, never what or whose."""
        return Q()
