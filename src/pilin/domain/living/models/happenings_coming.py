"""Who comes to a public event: registrations, who was there, a camp's sessions, secondments, what people thought of it."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from pilin.domain.living.enums.happenings import ByHow, RegistrationState, Seat
from pilin.domain.living.models.happenings import Happening
from pilin.foundation.access.enums import Ledger
from pilin.foundation.identity.models import User
from pilin.foundation.members.models import InCircle, Member


class Registration(InCircle):
    """Somebody comes, or would: a name and a town, no more. Owner: that of the event; the host reads it, the public never.

    Of a person with an account the town of the registration reads nothing; a clerk of it who registered somebody does.
    """

    LEDGER = Ledger.NONE
    PERSONAL = ("person", "name", "code")

    happening = models.ForeignKey(Happening, on_delete=models.PROTECT, related_name="registrations")
    person = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    name = models.CharField(max_length=60, blank=True)  # empty once it was erased
    town = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    on_behalf = models.BooleanField(default=False)  # a clerk registered somebody without a telephone
    state = models.CharField(max_length=9, choices=RegistrationState.choices)
    seat = models.CharField(max_length=8, choices=Seat.choices, blank=True)
    asked_at = models.DateTimeField()
    code = models.CharField(max_length=32, unique=True)  # 128 bits in hexadecimal
    evaluated = models.BooleanField(
        default=False
    )  # said once what they thought; which answer is theirs is kept nowhere

    class Meta:
        ordering = ["asked_at", "uid"]
        indexes = [models.Index(fields=["happening", "state", "asked_at"], name="waiting_in_order")]
        constraints = [
            models.UniqueConstraint(
                fields=["happening", "person"], condition=~Q(state="withdrawn"), name="one_registration_a_person"
            ),
            models.CheckConstraint(
                condition=Q(state="held", seat__in=Seat.values) | (~Q(state="held") & Q(seat="")),
                name="who_has_a_place_has_a_seat",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"…{self.code[-4:]}"  # the journal keeps this


class HappeningSession(InCircle):
    """One sitting of a camp or class: the curriculum is the list of them. Owner: that of the event."""

    LEDGER = Ledger.ROW

    happening = models.ForeignKey(Happening, on_delete=models.CASCADE, related_name="sessions")
    no = models.PositiveSmallIntegerField()
    title_zh = models.CharField(max_length=160)
    title = models.CharField(max_length=240, blank=True)
    starts_at = models.DateTimeField(null=True, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)
    place_zh = models.CharField(max_length=160, blank=True)
    place = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["happening", "no"]
        constraints = [
            models.UniqueConstraint(fields=["happening", "no"], name="one_session_a_number"),
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(starts_at__isnull=True) | Q(ends_at__gt=F("starts_at")),
                name="a_session_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.no}. {self.title_zh}"


class Presence(InCircle):
    """Somebody was there, at the event or at one of its sessions. Owner: that of the event."""

    LEDGER = Ledger.NONE

    registration = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="presences")
    session = models.ForeignKey(
        HappeningSession, on_delete=models.CASCADE, null=True, blank=True, related_name="presences"
    )
    came_at = models.DateTimeField()
    how = models.CharField(max_length=4, choices=ByHow.choices)

    class Meta:
        ordering = ["came_at", "uid"]
        constraints = [
            models.UniqueConstraint(fields=["registration", "session"], name="one_comes_to_a_session_once"),
            models.UniqueConstraint(
                fields=["registration"], condition=Q(session__isnull=True), name="one_comes_to_a_happening_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.registration}"


class Secondment(InCircle):
    """A participant of a camp works in another town for a while. Owner: that of the camp; home and receiving town read it."""

    LEDGER = Ledger.NONE
    PERSONAL = ("task_zh",)

    registration = models.ForeignKey(Registration, on_delete=models.PROTECT, related_name="secondments")
    to = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    office_zh = models.CharField(max_length=120)
    office = models.CharField(max_length=160, blank=True)
    task_zh = models.CharField(max_length=300, blank=True)
    from_on = models.DateField()
    until_on = models.DateField()  # the last day

    class Meta:
        ordering = ["from_on", "uid"]
        constraints = [
            models.CheckConstraint(condition=Q(until_on__gte=F("from_on")), name="a_secondment_ends_after_it_begins")
        ]

    def __str__(self) -> str:
        return f"{self.registration} → {self.to}"


class Evaluation(InCircle):
    """What somebody thought of an event afterwards, from 1 to 5, with words. Nothing leads from it to whoever said it.

    Its key is drawn by lot and tells no time, and its moments are the beginning of the day. Owner: that of the event.
    """

    LEDGER = Ledger.NONE
    PERSONAL = ("words",)

    happening = models.ForeignKey(Happening, on_delete=models.CASCADE, related_name="evaluations")
    score = models.PositiveSmallIntegerField()
    words = models.CharField(max_length=400, blank=True)

    class Meta:
        ordering = ["uid"]
        constraints = [models.CheckConstraint(condition=Q(score__range=(1, 5)), name="a_score_is_one_to_five")]

    def __str__(self) -> str:
        return str(self.score)
