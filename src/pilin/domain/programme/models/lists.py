"""The year's list, its frozen versions, each town's answer, and the errata that follow a release."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models

from pilin.domain.programme.enums import Answer
from pilin.foundation.access.enums import Ledger
from pilin.foundation.members.models import InCircle


class FrozenText(InCircle):
    """A row whose words are never changed once written; who may read it can widen at release."""

    FROZEN: ClassVar[tuple[str, ...]] = ("text", "text_hash")

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write the row; refuse to change what is frozen."""
        loaded = {} if self._state.adding else getattr(self, "_loaded", {})
        for name in self.FROZEN:
            if name in loaded and loaded[name] != getattr(self, name):
                raise TypeError(f"{type(self).__name__}.{name} is frozen")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Refuse: what was frozen stays."""
        raise TypeError(f"{type(self).__name__} is frozen")


class KeyProjectList(InCircle):
    """The joint key-project list of a circle for one year. Its owner is the town that chaired when it was drafted."""

    LEDGER = Ledger.ROW

    year = models.PositiveSmallIntegerField()
    plan = models.ForeignKey(
        "programme.ActionPlan", on_delete=models.PROTECT, null=True, blank=True, related_name="lists"
    )
    title_zh = models.CharField(max_length=160, blank=True)
    title = models.CharField(max_length=240, blank=True)
    reopened_at = models.DateTimeField(null=True, blank=True)  # the chair took the proposal back to change it
    accept_by = models.DateField(null=True, blank=True)
    release_at = models.DateTimeField(null=True, blank=True)  # the moment set
    released_at = models.DateTimeField(null=True, blank=True)  # the moment it was made public
    bulletin = models.SlugField(max_length=80, blank=True)
    summarised = models.BooleanField(default=False)  # known in outline only

    class Meta:
        ordering = ["-year"]
        constraints = [models.UniqueConstraint(fields=["in_circle", "year"], name="one_list_a_year")]

    def __str__(self) -> str:
        return f"{self.circle} {self.year}"


class ListVersion(FrozenText):
    """A version of the list as it was put to the towns: canonical text, its hash, and who had to accept it."""

    LEDGER = Ledger.ROW
    FROZEN = ("number", "text", "text_hash", "towns")

    of_list = models.ForeignKey(KeyProjectList, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    text = models.TextField()
    text_hash = models.CharField(max_length=64)
    towns = models.CharField(max_length=400)  # ",code,code,": members of the day it was proposed
    proposed_at = models.DateTimeField()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["of_list", "number"], name="one_version_a_number")]

    def __str__(self) -> str:
        return f"{self.of_list} v{self.number}"


class Acceptance(FrozenText):
    """One town's answer to one version. Its owner is that town; an answer to another text does not count."""

    LEDGER = Ledger.ROW
    PERSONAL = ("signatory_name",)
    FROZEN = ("text_hash", "answer", "reason", "signatory_name", "answered_at")

    version = models.ForeignKey(ListVersion, on_delete=models.PROTECT, related_name="acceptances")
    text_hash = models.CharField(max_length=64)
    answer = models.CharField(max_length=8, choices=Answer.choices)
    reason = models.TextField(blank=True)
    signatory = models.UUIDField(null=True)
    signatory_name = models.CharField(max_length=60, blank=True)
    answered_at = models.DateTimeField()

    class Meta:
        ordering = ["answered_at"]
        constraints = [models.UniqueConstraint(fields=["version", "owner"], name="a_town_answers_a_version_once")]

    def __str__(self) -> str:
        return f"{self.owner} · {self.version}"


class Erratum(FrozenText):
    """A correction of a released list, shown beside the frozen text once every town signed it."""

    LEDGER = Ledger.ROW
    FROZEN = ("number", "item_no", "field", "old", "new", "reason", "text_hash", "towns")

    of_list = models.ForeignKey(KeyProjectList, on_delete=models.PROTECT, related_name="errata")
    number = models.PositiveSmallIntegerField()
    item_no = models.PositiveSmallIntegerField()
    field = models.CharField(max_length=20)
    old = models.TextField(blank=True)
    new = models.TextField()
    reason = models.TextField()
    text_hash = models.CharField(max_length=64)
    towns = models.CharField(max_length=400)
    proposed_at = models.DateTimeField()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["of_list", "number"], name="one_erratum_a_number")]

    def __str__(self) -> str:
        return f"{self.of_list} erratum {self.number}"


class ErratumSignature(FrozenText):
    """One town's signature under an erratum. Its owner is that town."""

    LEDGER = Ledger.ROW
    PERSONAL = ("signatory_name",)
    FROZEN = ("text_hash", "signatory_name", "signed_at")

    erratum = models.ForeignKey(Erratum, on_delete=models.PROTECT, related_name="signatures")
    text_hash = models.CharField(max_length=64)
    signatory = models.UUIDField(null=True)
    signatory_name = models.CharField(max_length=60, blank=True)
    signed_at = models.DateTimeField()

    class Meta:
        ordering = ["signed_at"]
        constraints = [models.UniqueConstraint(fields=["erratum", "owner"], name="a_town_signs_an_erratum_once")]

    def __str__(self) -> str:
        return f"{self.owner} · {self.erratum}"
