"""A handover between two turns, its compiled dossiers, the seals under them and what the incoming chair has read."""

from __future__ import annotations

from typing import Any

from django.db import models

from pilin.domain.handover.enums import Side
from pilin.foundation.access.enums import Ledger
from pilin.foundation.members.models import InCircle, Member


class WrittenOnce(InCircle):
    """A row that is never changed after it was written."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError(f"{type(self).__name__} is written once")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise TypeError(f"{type(self).__name__} is never removed")


class Handover(InCircle):
    """The passing of the chair at the end of a year's turn. Owner: the town that hands over.

    Open to everyone with its outline: how many lines each section has, and the hash of the text. The lines themselves
    stand in the dossier, which only the circle reads.
    """

    LEDGER = Ledger.ROW

    year = models.PositiveSmallIntegerField()  # of the turn that ends
    outgoing = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    incoming = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    outline = models.JSONField(default=dict)  # of the dossier that counts: number, as_of, text_hash, sections

    class Meta:
        ordering = ["-year"]
        constraints = [models.UniqueConstraint(fields=["in_circle", "year"], name="one_handover_a_year")]

    def __str__(self) -> str:
        return f"{self.year} {self.outgoing} → {self.incoming}"


class Dossier(WrittenOnce):
    """One compiled version: the sections as they were, the text made of them and its hash. The last one counts.

    The text names officers, so the journal keeps neither it nor the sections.
    """

    LEDGER = Ledger.ROW
    PERSONAL = ("text", "sections")

    handover = models.ForeignKey(Handover, on_delete=models.CASCADE, related_name="dossiers")
    number = models.PositiveSmallIntegerField()
    as_of = models.DateField()
    compiled_at = models.DateTimeField()
    sections = models.JSONField(default=list)
    text = models.TextField()
    text_hash = models.CharField(max_length=64)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["handover", "number"], name="one_dossier_a_number")]

    def __str__(self) -> str:
        return f"{self.handover} · {self.number}"


class DossierSeal(WrittenOnce):
    """A chair's signature under the text with this hash. Owner: that town; nobody signs for another."""

    LEDGER = Ledger.ROW
    PERSONAL = ("signatory_name",)

    handover = models.ForeignKey(Handover, on_delete=models.CASCADE, related_name="seals")
    side = models.CharField(max_length=8, choices=Side.choices)
    text_hash = models.CharField(max_length=64)
    signatory = models.UUIDField(null=True)
    signatory_name = models.CharField(max_length=120)
    signed_at = models.DateTimeField()

    class Meta:
        ordering = ["signed_at", "uid"]
        constraints = [
            models.UniqueConstraint(fields=["handover", "side", "text_hash"], name="a_chair_seals_a_dossier_once")
        ]

    def __str__(self) -> str:
        return f"{self.handover} · {self.side}"


class SectionReading(WrittenOnce):
    """The incoming chair has read a section as it stood. Owner: the incoming town. A changed section is unread again."""

    LEDGER = Ledger.ROW
    PERSONAL = ("reader_name",)

    handover = models.ForeignKey(Handover, on_delete=models.CASCADE, related_name="readings")
    key = models.CharField(max_length=40)
    section_hash = models.CharField(max_length=64)
    reader_name = models.CharField(max_length=120, blank=True)
    read_at = models.DateTimeField()

    class Meta:
        ordering = ["read_at", "uid"]
        constraints = [
            models.UniqueConstraint(fields=["handover", "key", "section_hash"], name="a_section_is_read_once")
        ]

    def __str__(self) -> str:
        return f"{self.handover} · {self.key}"
