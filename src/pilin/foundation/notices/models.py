"""Notices."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from pilin.foundation.access.enums import Role
from pilin.foundation.access.models import GatedModel
from pilin.foundation.access.standing import Standing
from pilin.foundation.identity.models import User
from pilin.foundation.values.columns import uid_column


class Notice(GatedModel):
    """Something a person was told. Theirs alone: no colleague and no other town reads it."""

    PERSONAL = ("facts", "url")
    BELT = "person:person_id"

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


class Hook(GatedModel):
    """An address at which a town's own software is told of deeds. The town's signatory alone reads it."""

    BELT = "signatory:owner"

    PERSONAL = ("address", "made_by", "salt")  # an address may carry a key of the receiver's

    uid = uid_column()
    owner = models.CharField(max_length=16, db_index=True)
    address = models.CharField(max_length=300)
    salt = models.CharField(max_length=32)  # with the instance's secret it gives the hook's; neither is enough alone
    made_by = models.UUIDField(null=True)  # who is told when it ends
    made_at = models.DateTimeField()
    told_to = models.UUIDField()  # the last line told of; what is newer waits
    failures = models.PositiveSmallIntegerField(default=0)  # in a row
    next_at = models.DateTimeField(null=True)  # after a failure: not before
    ended_at = models.DateTimeField(null=True)  # it failed too often; it tells nothing until it is begun anew
    test_at = models.DateTimeField(null=True)  # a test was asked for and not sent yet

    class Meta:
        ordering = ["made_at", "uid"]
        constraints = [models.UniqueConstraint(fields=["owner", "address"], name="one_hook_an_address")]

    def __str__(self) -> str:
        return f"{self.owner} {self.made_at:%Y-%m-%d}"

    @classmethod
    def visibility(cls, standing: Standing) -> Q:
        """Return: the town's signatory; scheduled work reads all, because it sends."""
        if standing.sees_all:
            return Q()
        return Q(owner=standing.member) if standing.member and standing.holds(Role.SIGNATORY) else Q(pk__in=())


class Delivery(GatedModel):
    """One message to a hook, and what came of it. The last twenty are kept."""

    BELT = "through:hook"

    uid = uid_column()
    hook = models.ForeignKey(Hook, on_delete=models.CASCADE, related_name="deliveries")
    at = models.DateTimeField()
    lines = models.PositiveIntegerField()
    test = models.BooleanField(default=False)
    outcome = models.CharField(max_length=40)  # "" where it arrived, else why not
    took_ms = models.PositiveIntegerField(null=True)

    class Meta:
        ordering = ["-at", "-uid"]
        verbose_name_plural = "deliveries"

    def __str__(self) -> str:
        return self.outcome or "arrived"

    @classmethod
    def visibility(cls, standing: Standing) -> Q:
        """Return: whoever reads the hook."""
        return Q() if standing.sees_all else Q(hook__in=Hook.objects.visible_to(standing))
