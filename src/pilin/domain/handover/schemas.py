"""What programs get of a handover."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from ninja import Schema
from pydantic import Field

from pilin.domain.handover import queries
from pilin.domain.handover.enums import HandoverState, Side, StepState
from pilin.web.api import Incoming


class RowOut(Schema):
    """One line of a section."""

    title_zh: str
    title_en: str
    detail_zh: str
    detail_en: str
    member: str | None
    due_on: date | None
    url: str | None
    illustrative: bool


class TotalOut(Schema):
    """A figure under a section."""

    label_zh: str
    label_en: str
    value: str


class SectionOut(Schema):
    """A section and whether the incoming town has read it as it stands."""

    key: str
    title_zh: str
    title_en: str
    count: int | None
    rows: list[RowOut] | None  # null for whoever is not of the circle
    totals: list[TotalOut]
    read_at: datetime | None


class SealOut(Schema):
    """A chair's seal; null times while it is awaited."""

    side: Side
    member: str
    signed_at: datetime | None


class HandoverOut(Schema):
    """A handover with the dossier that counts."""

    circle: str
    year: int
    outgoing: str
    incoming: str
    ends_on: date
    takes_over_on: date
    state: HandoverState
    late: bool
    version: int | None
    as_of: date | None
    text_hash: str | None
    read: int
    sections_count: int
    seals: list[SealOut]
    sections: list[SectionOut]
    illustrative: bool


class HandoverLineOut(Schema):
    """A handover as a list gives it."""

    year: int
    outgoing: str
    incoming: str
    ends_on: date
    state: HandoverState
    late: bool
    version: int | None
    text_hash: str | None
    illustrative: bool


class SealIn(Incoming):
    """The hash of the text that is signed."""

    text_hash: Annotated[str, Field(pattern="^[0-9a-f]{64}$")]


class ClosingIn(Incoming):
    """Whether a year that is closed is closed anew, with what has grown since."""

    anew: bool = False


class CeremonyStepOut(Schema):
    """A step of the ceremony; its words in the reader's language."""

    key: str
    state: StepState
    title: str
    detail: str
    at: datetime | None


class ArchiveOut(Schema):
    """The archive of the closing, for deposit: its name here and the hash printed under the dossier."""

    name: str
    bytes: int
    sha256: str


class HeadOut(Schema):
    """A closed log that everyone may read."""

    log: str
    writer: str
    size: int
    root: str
    cosigners: list[str]


class SecretOut(Schema):
    """A secret that several towns share, and when it was changed at this handover."""

    key: str
    title: str
    where: str
    changed_at: datetime | None


class CeremonyOut(Schema):
    """The ceremony of a handover as it stands.

    Parameters
    ----------
    entries_since : int
        Entries that came into the closed logs after the closing.
    lacking : list of str
        Towns that have keys and did not cosign every head.
    without_key : list of str
        Members that have signed nothing yet.
    """

    circle: str
    year: int
    done: bool
    steps: list[CeremonyStepOut]
    archive: ArchiveOut | None
    heads: list[HeadOut]
    entries_since: int
    lacking: list[str]
    without_key: list[str]
    secrets: list[SecretOut]


def line_out(view: queries.View) -> dict[str, Any]:
    """Return a handover as a list gives it."""
    return {
        "year": view.year,
        "outgoing": view.outgoing.code,
        "incoming": view.incoming.code,
        "ends_on": view.ends_on,
        "state": view.state,
        "late": view.late,
        "version": view.version,
        "text_hash": view.text_hash or None,
        "illustrative": view.illustrative,
    }


def handover_out(view: queries.View) -> dict[str, Any]:
    """Return a handover with its dossier as programs get it; unknown is null."""
    towns = ((Side.OUTGOING, view.outgoing.code), (Side.INCOMING, view.incoming.code))
    return {
        **line_out(view),
        "circle": view.circle,
        "takes_over_on": view.takes_over_on,
        "as_of": view.as_of,
        "read": view.read_count,
        "sections_count": len(view.sections),
        "seals": [
            {"side": side, "member": code, "signed_at": view.seals[side].signed_at if side in view.seals else None}
            for side, code in towns
        ],
        "sections": [
            {
                "key": section.key,
                "title_zh": section.title_zh,
                "title_en": section.title,
                "count": section.count,
                "rows": None
                if section.rows is None
                else [
                    {
                        "title_zh": row["title_zh"],
                        "title_en": row["title"],
                        "detail_zh": row["detail_zh"],
                        "detail_en": row["detail"],
                        "member": row["member"] or None,
                        "due_on": row["due_on"],
                        "url": row["url"] or None,
                        "illustrative": row["illustrative"],
                    }
                    for row in section.rows
                ],
                "totals": [
                    {"label_zh": t["label_zh"], "label_en": t["label"], "value": t["value"]} for t in section.totals
                ],
                "read_at": section.read_at,
            }
            for section in view.sections
        ],
    }


def ceremony_out(found: queries.Ceremony) -> dict[str, Any]:
    """Return the ceremony with its steps as programs get it."""
    closing = found.closing
    return {
        "circle": found.view.circle,
        "year": found.view.year,
        "done": found.done,
        "steps": [
            {"key": step.key, "state": step.state, "title": step.title, "detail": step.detail, "at": step.at}
            for step in found.steps
        ],
        "archive": {"name": closing.archive, "bytes": closing.archive_bytes, "sha256": closing.archive_hash}
        if closing
        else None,
        "heads": closing.heads if closing else [],
        "entries_since": found.since,
        "lacking": list(found.lacking),
        "without_key": list(found.keyless),
        "secrets": [
            {
                "key": changed.secret.key,
                "title": str(changed.secret.title),
                "where": changed.secret.where,
                "changed_at": changed.at,
            }
            for changed in found.secrets
        ],
    }
