"""What the API says of files and sources."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from ninja import Schema


class AttachmentOut(Schema):
    """A file: what it is by its bytes, and their hash."""

    uid: UUID
    subject: str
    name: str
    kind: str
    content_type: str
    size: int
    sha256: str
    owner: str
    made_at: str
    url: str
    illustrative: bool


class Citation(Schema):
    """How many facts of one kind stand on a document, and in which of its paragraphs."""

    kind: str
    facts: int
    paragraphs: list[str]


class SourceOut(Schema):
    """A document facts are taken from; what is not known of it is null."""

    code: str
    title: str
    title_zh: str | None
    publisher: str | None
    publisher_zh: str | None
    published_on: date | None
    cited: list[Citation]
