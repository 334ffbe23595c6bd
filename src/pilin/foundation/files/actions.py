"""Attaching files and entering source documents."""

from __future__ import annotations

from datetime import date, datetime, time
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from pilin.foundation.access.enums import Audience
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Fault, Invalid, Refused, Verdict
from pilin.foundation.files import pictures, rules, store
from pilin.foundation.files.enums import AttachmentKind
from pilin.foundation.files.models import Attachment, SourceDocument
from pilin.foundation.journal.actions import deed, tell


@deed("files.attach_file", says=_("{who} attached {file}"))
def attach_file(
    *,
    by: Standing,
    at: datetime,
    name: str,
    content: bytes,
    owner: str,
    audience: str,
    circle: str = "",
    parties: str = "",
    agreement: UUID | None = None,
    subject: str | UUID,
    kind: str = "file",
    illustrative: bool = False,
) -> Attachment:
    """Hang a file on a row. A picture loses its position and whatever else the camera wrote.

    The bytes are on the disk before the row is written; a deed that fails later leaves bytes nobody points at,
    never a row without bytes.

    Raises
    ------
    Refused
        When the town that owns the row is another.
    Invalid
        When it is empty, larger than 50 MB, a program, or no picture though said to be one.
    """
    rules.may_attach(by, owner).require()
    faults = rules.faults_of(name, content, kind)
    if faults:
        raise Invalid(*faults)
    content_type = rules.sniff(content)
    try:
        content = pictures.without_position(content, content_type)
    except pictures.NoPicture:
        raise Invalid(Fault("broken", "file", _("The picture is damaged or too large to open"), value=name)) from None
    row = Attachment(
        subject=str(subject),
        name=rules.clean_name(name),
        kind=AttachmentKind(kind),
        content_type=content_type,
        size=len(content),
        sha256=store.keep(content),
        owner=owner,
        audience=Audience(audience),
        circle=circle,
        parties=parties,
        agreement=agreement,
        illustrative=illustrative,
    )
    row.save()
    tell(file=row.name)
    return row


@deed("files.enter_source", says=_("{who} entered the source {source}"))
def enter_source(
    *,
    by: Standing,
    at: datetime,
    code: str,
    title: str,
    title_zh: str = "",
    publisher: str = "",
    publisher_zh: str = "",
    published_on: date | None = None,
    published_time: time | None = None,
    language: str = "en",
    side_stories: int | None = None,
    broken_off: int | None = None,
) -> SourceDocument:
    """Enter a document that facts cite, or bring what is known of it up to date."""
    verdict = Verdict.yes() if by.sees_all else Verdict.no(
        "not_machine", _("Source documents come with the data that cites them")
    )  # fmt: skip
    if not verdict:
        raise Refused(verdict.code, verdict.reason)
    row = SourceDocument.objects.visible_to(by).filter(code=code).first() or SourceDocument(code=code)
    row.title, row.title_zh = title, title_zh
    row.publisher, row.publisher_zh = publisher, publisher_zh
    row.published_on, row.published_time, row.language = published_on, published_time, language
    row.side_stories, row.broken_off = side_stories, broken_off
    row.save()
    tell(source=code)
    return row
