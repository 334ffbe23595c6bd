"""What people asked to be told, and what they were told."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from pilin.domain.watch.enums import Colour
from pilin.foundation.access.models import GatedModel
from pilin.foundation.access.standing import Standing
from pilin.foundation.identity.models import User
from pilin.foundation.members.models import Circle
from pilin.foundation.values.columns import uid_column


class Subscription(GatedModel):
    """Where a person lives and works, and of what they want to be told there. Theirs alone; ends when they say so."""

    PERSONAL = ("home", "work")
    BELT = "person:person_id"

    uid = uid_column()
    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    in_circle = models.ForeignKey(Circle, on_delete=models.PROTECT, related_name="+")
    home = models.CharField(max_length=16)  # code of a town
    work = models.CharField(max_length=16, blank=True, default="")  # of another, perhaps on the other bank
    hazards = models.JSONField(default=list)
    least = models.CharField(max_length=6, choices=Colour.choices, default=Colour.YELLOW)
    by_mail = models.BooleanField(default=True)
    agreed_at = models.DateTimeField()  # to its being kept; taking it back erases the row

    class Meta:
        ordering = ["agreed_at", "uid"]
        constraints = [models.UniqueConstraint(fields=["person", "in_circle"], name="a_person_subscribes_once")]

    def __str__(self) -> str:
        return str(self.uid)

    @classmethod
    def visibility(cls, standing: Standing) -> Q:
        """Return: the person reads their own; the machine all, because it tells them."""
        return Q() if standing.sees_all else Q(person=standing.person)


class Told(GatedModel):
    """One hazard in one colour that a subscriber was told of, for both places at once."""

    BELT = "through:subscription"

    uid = uid_column()
    subscription = models.ForeignKey(Subscription, on_delete=models.CASCADE, related_name="told")
    hazard = models.CharField(max_length=10)
    colour = models.CharField(max_length=6, choices=Colour.choices)
    episode = models.UUIDField()  # family of the first signal of it: the same hazard from two stations is one
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "uid"]
        verbose_name_plural = "told"
        constraints = [
            models.UniqueConstraint(
                fields=["subscription", "episode", "colour"], name="a_person_is_told_once_a_colour"
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.hazard} {self.colour}"

    @classmethod
    def visibility(cls, standing: Standing) -> Q:
        """Return: whoever reads the subscription."""
        return Q() if standing.sees_all else Q(subscription__person=standing.person)


class Pulse(GatedModel):
    """How often something changed in the watch of a circle: a number that says nothing else, so everyone may read it."""

    BELT = "open"

    slug = models.SlugField(max_length=40, primary_key=True)
    number = models.PositiveBigIntegerField(default=0)

    class Meta:
        ordering = ["slug"]

    def __str__(self) -> str:
        return f"{self.slug} {self.number}"

    @classmethod
    def visibility(cls, standing: Standing) -> Q:
        """Return: everyone reads it."""
        return Q()
