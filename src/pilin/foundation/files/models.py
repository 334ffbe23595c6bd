"""Attachments and source documents."""

from __future__ import annotations

from django.db import models

from pilin.foundation.access.enums import Ledger
from pilin.foundation.access.models import SharedModel
from pilin.foundation.files.enums import INLINE, AttachmentKind
from pilin.foundation.places.models import OpenReference


class Attachment(SharedModel):
    """A file that hangs on a row of some room. Its bytes lie once in the store, under their own hash."""

    LEDGER = Ledger.ROW

    subject = models.CharField(max_length=40, db_index=True)  # uid of the row it hangs on
    name = models.CharField(max_length=160)
    kind = models.CharField(max_length=5, choices=AttachmentKind.choices, default=AttachmentKind.FILE)
    content_type = models.CharField(max_length=80)  # as its bytes say, never as its sender says
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64, db_index=True)

    class Meta:
        ordering = ["made_at", "uid"]

    def __str__(self) -> str:
        return self.name

    @property
    def shown_inline(self) -> bool:
        """Return whether a browser may show it in the page's own origin."""
        return self.content_type in INLINE


class SourceDocument(OpenReference):
    """A published document that facts are taken from. What is not known of it stays empty."""

    LEDGER = Ledger.ROW

    code = models.CharField(max_length=8, unique=True)  # as facts cite it: S0
    title = models.CharField(max_length=300)
    title_zh = models.CharField(max_length=200, blank=True)
    publisher = models.CharField(max_length=160, blank=True)
    publisher_zh = models.CharField(max_length=120, blank=True)
    published_on = models.DateField(null=True, blank=True)
    published_time = models.TimeField(null=True, blank=True)
    language = models.CharField(max_length=8, default="en")
    side_stories = models.PositiveSmallIntegerField(null=True, blank=True)  # other stories on the copy held
    broken_off = models.PositiveSmallIntegerField(null=True, blank=True)  # of these, how many end in mid-sentence

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"
