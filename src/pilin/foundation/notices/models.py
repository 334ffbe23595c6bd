"""Notices."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from pilin.foundation.access.models import GatedModel
from pilin.foundation.access.standing import Standing
from pilin.foundation.identity.models import User
from pilin.foundation.values.columns import uid_column


class Notice(GatedModel):
    """Something a person was told. Theirs alone: no colleague and no other town reads it."""

    PERSONAL = ("facts", "url")

    uid = uid_column()
    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=40)
    facts = models.JSONField(default=dict)  # what its sentence names
    url = models.CharField(max_length=300, blank=True)
    due_on = models.DateField(null=True, blank=True)
    made_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-made_at", "-uid"]
        indexes = [models.Index(fields=["person", "read_at"], name="unread_of_a_person")]

    def __str__(self) -> str:
        return self.kind

    @classmethod
    def visibility(cls, standing: Standing) -> Q:
        """Return: the person reads their own; scheduled work reads all, because it sends them."""
        return Q() if standing.sees_all else Q(person=standing.person)
