"""People and the offices they hold."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q

from pilin.foundation.access.enums import Ledger, Role
from pilin.foundation.access.models import GatedModel, SharedModel
from pilin.foundation.access.standing import Standing
from pilin.foundation.values.columns import DateSpan, date_span_columns, uid_column


class User(AbstractUser):
    """A person who signs in. Written by the sign-in machinery as well as by deeds, so it passes by the write gate."""

    PERSONAL: ClassVar[tuple[str, ...]] = (
        "username",
        "email",
        "name_zh",
        "name_en",
        "phone",
        "first_name",
        "last_name",
    )

    uid = uid_column()
    name_zh = models.CharField(max_length=60, blank=True)
    name_en = models.CharField(max_length=80, blank=True)
    phone = models.CharField(max_length=20, blank=True)
    language = models.CharField(max_length=8, blank=True)  # empty: as chosen on the device
    acts_for = models.CharField(max_length=16, blank=True)  # member chosen, for those who hold office in several
    quiet_from = models.TimeField(null=True, blank=True)  # no messages between these, Asia/Shanghai
    quiet_to = models.TimeField(null=True, blank=True)
    digest = models.BooleanField(default=True)  # one message a day rather than one an event
    illustrative = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.name_zh or self.name_en or self.username


class Office(SharedModel):
    """A role a person holds for a member, from one day until another. The owner is that member."""

    LEDGER = Ledger.ROW
    PERSONAL = ("person", "deputy")

    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="offices")
    role = models.CharField(max_length=12, choices=Role.choices)
    title_zh = models.CharField(max_length=60, blank=True)
    title_en = models.CharField(max_length=80, blank=True)
    valid_from_first, valid_from_last = date_span_columns()
    valid_to_first, valid_to_last = date_span_columns(null=True)
    valid_from, valid_to = DateSpan("valid_from"), DateSpan("valid_to")
    deputy = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="stands_in_for")
    deputy_from = models.DateField(null=True, blank=True)
    deputy_to = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["owner", "role", "uid"]

    def __str__(self) -> str:
        return f"{self.role} · {self.owner}"  # no name: the journal keeps this


class Draft(GatedModel):
    """What a person has typed into a form and not yet sent. Theirs alone, and gone once the form is sent."""

    PERSONAL = ("fields",)
    BELT = "private:person_id"

    uid = uid_column()
    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="drafts")
    form = models.CharField(max_length=200)  # the form's address and what it is about
    fields = models.JSONField(default=dict)
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "form"], name="one_draft_a_form")]

    def __str__(self) -> str:
        return self.form

    @classmethod
    def visibility(cls, standing: Standing) -> Q:
        """Return: nobody but the person, not even scheduled work."""
        return Q(person=standing.person)


class _Guarded(GatedModel):
    """What guards sign-in: for the guard alone, shown to a person only in what is held on them."""

    BELT = "house"

    uid = uid_column()

    class Meta:
        abstract = True

    @classmethod
    def visibility(cls, standing: Standing) -> Q:
        """Return: nobody but scheduled work."""
        return Q() if standing.sees_all else Q(pk__in=())


class SignInTry(_Guarded):
    """A try to sign in that has not ended well: a name as typed, whether or not anybody has it."""

    PERSONAL = ("name", "address", "device")

    name = models.CharField(max_length=150)
    address = models.GenericIPAddressField()
    device = models.CharField(max_length=64, blank=True)  # hash of a known device's cookie; strange devices have none
    known = models.BooleanField()  # by a device or from an address that signed this person in before
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["name", "at"]), models.Index(fields=["address", "at"])]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"


class SignInPlace(_Guarded):
    """An address and a device from which a person was signed in: tries from elsewhere do not shut them out here."""

    PERSONAL = ("person", "address", "device")

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="places")
    address = models.GenericIPAddressField()
    device = models.CharField(max_length=64)
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "address", "device"], name="one_place_once")]

    def __str__(self) -> str:
        return f"{self.seen_at:%Y-%m-%d}"


class ApiKey(GatedModel):
    """A key for a program: a person's own, or one that acts for a town. Its secret is kept as a hash only."""

    BELT = "keys"

    PERSONAL = ("person", "name", "digest")

    uid = uid_column()
    person = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="keys")  # who made it
    member = models.CharField(max_length=16, blank=True, db_index=True)  # the town it acts for; empty: its person
    name = models.CharField(max_length=80)
    scopes = models.CharField(max_length=1000)  # "read write:obstacles"
    prefix = models.CharField(max_length=16, unique=True)
    digest = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.prefix

    @classmethod
    def visibility(cls, standing: Standing) -> Q:
        """Return: one's own; a town's for its signatory; every town's for the keeper."""
        if standing.sees_all:
            return Q()
        readable = Q(pk__in=())
        if standing.signed_in:
            readable |= Q(person=standing.person, member="")
        if standing.holds(Role.SIGNATORY) and standing.member:
            readable |= Q(member=standing.member)
        return readable | (~Q(member="") if standing.holds(Role.KEEPER) else Q(pk__in=()))
