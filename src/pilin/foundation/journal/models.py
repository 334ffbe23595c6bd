"""Lines of the journal and the rows each line is about."""

from __future__ import annotations

from typing import Any

from django.db import models

from pilin.foundation.access.gate import deed_under_way
from pilin.foundation.access.models import AppendOnlyQuerySet, SharedModel


class WrittenOnce(SharedModel):
    """A row that is written with its deed and neither changed nor removed, ever."""

    ROWS = AppendOnlyQuerySet

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        deed = deed_under_way()
        if not self._state.adding:
            raise TypeError("the journal is never changed")
        self._before_save(True, deed.at)
        models.Model.save(self, *args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise TypeError("the journal is never shortened")


class JournalLine(WrittenOnce):
    """One deed: its code, who did it, for whom, when, and what it counted.

    Written by the ``deed`` decorator, never by hand. Its owner is the member acted for; its audience is that of the
    deed's principal row, the first shared row it wrote: the sentence of the line must tell of that row only.
    """

    code = models.CharField(max_length=80)
    at = models.DateTimeField(db_index=True)
    actor_kind = models.CharField(max_length=8)
    actor = models.UUIDField(null=True)
    actor_name = models.CharField(max_length=120, blank=True)
    facts = models.JSONField(default=dict)
    counts = models.JSONField(default=dict)

    class Meta:
        ordering = ["-at", "-uid"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.code}"


class JournalSubject(WrittenOnce):
    """One row that a line is about, with what changed in it and that row's own audience."""

    line = models.ForeignKey(JournalLine, on_delete=models.PROTECT, related_name="subjects")
    model = models.CharField(max_length=80)
    subject = models.CharField(max_length=40, db_index=True)
    name = models.CharField(max_length=200)
    what = models.CharField(max_length=8)
    changes = models.JSONField(default=dict)

    class Meta:
        ordering = ["uid"]

    def __str__(self) -> str:
        return f"{self.what} {self.name}"
