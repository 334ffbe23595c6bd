"""What hangs on a row, and which documents facts are taken from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from pilin.foundation.access.standing import Standing
from pilin.foundation.files.enums import CITED, READERS, AttachmentKind
from pilin.foundation.files.models import Attachment, SourceDocument

HOUSE = Standing.machine("files")


@dataclass(frozen=True, slots=True)
class AttachmentCard:
    """An attachment as pages and answers name it. Its address is the route ``files:download`` with its uid."""

    uid: UUID
    subject: str
    name: str
    kind: str
    content_type: str
    size: int
    sha256: str
    owner: str
    made_at: datetime
    illustrative: bool

    @property
    def is_photo(self) -> bool:
        """Return whether it can be shown as a picture."""
        return self.kind == AttachmentKind.PHOTO and self.content_type.startswith("image/")


def attachments_of(standing: Standing, subjects: Iterable[Any]) -> dict[str, list[AttachmentCard]]:
    """Return what hangs on each of these rows, oldest first, keyed by the row's uid as text; one query."""
    keys = [str(getattr(subject, "pk", subject)) for subject in subjects]
    found: dict[str, list[AttachmentCard]] = {key: [] for key in keys}
    for row in Attachment.objects.visible_to(standing).filter(subject__in=keys):
        found[row.subject].append(attachment_card(row))
    return found


def attachment_card(row: Attachment) -> AttachmentCard:
    """Return an attachment as pages name it."""
    return AttachmentCard(
        row.pk, row.subject, row.name, row.kind, row.content_type, row.size, row.sha256, row.owner, row.made_at,
        row.illustrative,
    )  # fmt: skip


def attachment(standing: Standing, uid: UUID) -> Attachment | None:
    """Return an attachment this standing may read, by its audience or because a room says so of the row it hangs on; else None."""
    found = Attachment.objects.visible_to(standing).filter(pk=uid).first()
    if found is None:
        hung = Attachment.objects.visible_to(HOUSE).filter(pk=uid).first()
        found = hung if hung is not None and any(reads(standing, hung.subject) for reads in READERS) else None
    return found


@dataclass(frozen=True, slots=True)
class SourceCard:
    """A source document, with how many facts of each kind cite it."""

    code: str
    title: str
    title_zh: str
    publisher: str | None
    publisher_zh: str | None
    published_on: date | None
    published_time: time | None
    side_stories: int | None
    broken_off: int | None
    cited: tuple[tuple[Any, int, tuple[str, ...]], ...]  # (kind of fact in plural, how many, its paragraphs)

    @property
    def facts(self) -> int:
        """Return how many facts cite it."""
        return sum(number for _kind, number, _paragraphs in self.cited)


def source_documents(standing: Standing) -> list[SourceCard]:
    """Return the documents facts are taken from, reports first, by code, each with the facts this standing sees cite it."""
    cited = _citations(standing)
    return [
        SourceCard(
            code=row.code,
            title=row.title,
            title_zh=row.title_zh,
            publisher=row.publisher or None,
            publisher_zh=row.publisher_zh or None,
            published_on=row.published_on,
            published_time=row.published_time,
            side_stories=row.side_stories,
            broken_off=row.broken_off,
            cited=tuple(cited.get(row.code, ())),
        )
        for row in sorted(SourceDocument.objects.visible_to(standing), key=lambda row: _place(row.code))
    ]


def _place(code: str) -> tuple[bool, str, int]:
    """Return where a code stands in the list: the reports S0, S1 … first, then the rest, E9 before E10."""
    letters = code.rstrip("0123456789")
    return letters != "S", letters, int(code[len(letters) :] or 0)


def _citations(standing: Standing) -> dict[str, list[tuple[Any, int, tuple[str, ...]]]]:
    found: dict[str, list[tuple[Any, int, tuple[str, ...]]]] = {}
    for model in CITED:
        marks = model.objects.visible_to(standing).exclude(source="").order_by().values_list("source", flat=True)
        numbers: Counter[str] = Counter()
        paragraphs: dict[str, set[str]] = {}
        for mark in marks:
            for code, paragraph in _read(mark):
                numbers[code] += 1
                paragraphs.setdefault(code, set()).update(paragraph)
        for code in sorted(numbers):
            where = tuple(sorted(paragraphs[code], key=lambda p: (len(p), p)))
            found.setdefault(code, []).append((model._meta.verbose_name_plural, numbers[code], where))
    return found


def _read(mark: str) -> list[tuple[str, set[str]]]:
    """Return the codes and paragraphs of a source mark: ``S0:5,7`` or ``S0:5; S3:11``."""
    pairs = []
    for part in mark.replace(";", " ").split():
        code, _colon, rest = part.partition(":")
        pairs.append((code.strip(","), {p for p in rest.split(",") if p}))
    merged: dict[str, set[str]] = {}
    for code, places in pairs:
        merged.setdefault(code, set()).update(places)
    return list(merged.items())
