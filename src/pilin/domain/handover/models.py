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
    """A town's signature under the text with this hash, and under the term that follows. Owner: that town.

    The two chairs sign; where one refuses or is absent after its last day, a majority of the other towns signs in its
    stead, each for itself. Nobody signs for another.
    """

    LEDGER = Ledger.ROW
    PERSONAL = ("signatory_name",)

    handover = models.ForeignKey(Handover, on_delete=models.CASCADE, related_name="seals")
    side = models.CharField(max_length=8, choices=Side.choices)
    text_hash = models.CharField(max_length=64)
    term = models.JSONField(default=dict)  # year, town, powers; of those who stand in also the members counted
    signatory = models.UUIDField(null=True)
    signatory_name = models.CharField(max_length=120)
    signed_at = models.DateTimeField()

    class Meta:
        ordering = ["signed_at", "uid"]
        constraints = [
            models.UniqueConstraint(fields=["handover", "owner", "text_hash"], name="a_town_seals_a_dossier_once")
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


class Closing(WrittenOnce):
    """The closing of the year: everything checked, every log closed and cosigned, all of it put into one archive.

    Owner: the town that hands over. It names the heads that everyone may read and the SHA-256 of the archive, which holds
    the circle's logs too; its own entry comes after them. How much is not public is not even counted here.
    """

    LEDGER = Ledger.ROW

    handover = models.ForeignKey(Handover, on_delete=models.CASCADE, related_name="closings")
    number = models.PositiveSmallIntegerField()
    closed_at = models.DateTimeField()
    checked = models.JSONField(default=dict)  # logs, entries, joint: what of it everyone may read; all of it held
    heads = models.JSONField(default=list)  # of the public logs: log, writer, size, root, cosigners
    archive = models.CharField(max_length=120)  # the file's name under PILIN_HOME/handover
    archive_bytes = models.PositiveBigIntegerField()
    archive_hash = models.CharField(max_length=64)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["handover", "number"], name="one_closing_a_number")]

    def __str__(self) -> str:
        return f"{self.handover} · {self.number}"


class Rotation(WrittenOnce):
    """A shared secret was changed at a handover. Owner: the town, or whoever keeps the instance."""

    LEDGER = Ledger.ROW

    handover = models.ForeignKey(Handover, on_delete=models.CASCADE, related_name="rotations")
    key = models.CharField(max_length=40)
    rotated_at = models.DateTimeField()

    class Meta:
        ordering = ["rotated_at", "uid"]
        constraints = [models.UniqueConstraint(fields=["handover", "key"], name="a_secret_is_changed_once")]

    def __str__(self) -> str:
        return f"{self.handover} · {self.key}"
