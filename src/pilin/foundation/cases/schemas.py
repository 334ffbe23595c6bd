"""What programs send and get about cases."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from django.urls import reverse
from ninja import Schema
from pydantic import Field

from pilin.foundation.cases import queries
from pilin.foundation.cases.enums import KINDS, CaseState, Channel, RatingStage, StepKind
from pilin.foundation.cases.models import AnswerTemplate, CaseTerm
from pilin.web.api import Incoming


class CaseOut(Schema):
    """A case as lists give it."""

    uid: UUID
    reference: str
    kind: str
    subject: str
    state: CaseState
    town: str
    firm: UUID | None
    about: UUID | None
    channel: Channel
    received_on: date
    take_by: date
    answer_by: date
    due_on: date
    waiting_since: date | None
    promised_on: date | None
    provisional: bool
    late_days: int
    raised_on: date | None
    answered_on: date | None
    closed_on: date | None
    reopened: int
    sent_back: int
    same_as: UUID | None
    offered_to: str | None
    partner: str | None
    coordinator: str | None
    bounces: int
    level_on: date | None
    assignee: UUID | None
    illustrative: bool


class CaseStepOut(Schema):
    """One thing that happened to a case."""

    kind: StepKind
    at: datetime
    who: str
    from_town: bool
    town: str
    to_town: str | None
    rule: str | None
    note: str


class CaseRatingOut(Schema):
    """How whoever asked found the answer, or what was done."""

    stage: RatingStage
    mark: int
    words: str
    at: datetime


class CaseFileOut(Schema):
    """A file that hangs on a case; its bytes are at ``url``."""

    uid: UUID
    name: str
    content_type: str
    size: int
    sha256: str
    url: str


class CaseWholeOut(CaseOut):
    """A case with its path."""

    text: str
    steps: list[CaseStepOut]
    ratings: list[CaseRatingOut]
    files: list[CaseFileOut]
    same_words: int


class CasesOut(Schema):
    """Cases that this caller reads."""

    circle: str
    cases: list[CaseOut]


class CaseRatingIn(Incoming):
    """How whoever asked found it, 1 to 5."""

    stage: RatingStage
    mark: Annotated[int, Field(ge=1, le=5)]
    words: Annotated[str, Field(max_length=2_000)] = ""


class CaseTermIn(Incoming):
    """The working days that a town gives itself for a kind of case from a day on."""

    kind: Annotated[str, Field(max_length=24)]
    taken_within: Annotated[int, Field(ge=0, le=250)]
    answered_within: Annotated[int, Field(ge=0, le=250)]
    clause: Annotated[str, Field(max_length=200)]
    valid_from: date


class CaseTermOut(CaseTermIn):
    """The days of a town for a kind of case."""

    uid: UUID
    town: str
    valid_to: date | None
    illustrative: bool


class KindTermOut(Schema):
    """The days of a kind where a town set none."""

    kind: str
    taken_within: int
    answered_within: int


class CaseTermsOut(Schema):
    """The terms of a circle's towns, and of each kind where a town set none."""

    circle: str
    terms: list[CaseTermOut]
    kinds: list[KindTermOut]


class AnswerTemplateIn(Incoming):
    """Words with which answers of a kind begin; with ``uid`` those are changed."""

    uid: UUID | None = None
    kind: Annotated[str, Field(max_length=24)]
    title: Annotated[str, Field(max_length=80)]
    text: Annotated[str, Field(max_length=10_000)]


class AnswerTemplateOut(Schema):
    """Words with which answers of a kind begin."""

    uid: UUID
    kind: str
    title: str
    text: str
    illustrative: bool


class AnswerTemplatesOut(Schema):
    """The words that the town acted for keeps."""

    circle: str
    templates: list[AnswerTemplateOut]


class CaseMeasureOut(Schema):
    """One thing that is counted, and what it is a share of."""

    key: str
    count: int
    of: int | None


class CaseFiguresKindOut(Schema):
    """How the cases of a kind went; ``kind`` is null for all kinds together."""

    kind: str | None
    measures: list[CaseMeasureOut]
    open_up_to_days: list[tuple[int | None, int]]
    median_days_to_answer: float | None
    answers_in_same_words: int


class CaseFiguresOut(Schema):
    """How the cases of a town went."""

    circle: str
    town: str
    received_from: date | None
    received_to: date | None
    kinds: list[CaseFiguresKindOut]


class CaseStepIn(Incoming):
    """A step; ``person`` counts where the case is given to somebody, ``town`` and ``joint`` where it is offered, ``rule`` where it is
    refused, ``promised_on`` where it is answered, ``other`` where it is tied to another case.
    """

    kind: StepKind
    note: Annotated[str, Field(max_length=10_000)] = ""
    person: UUID | None = None
    town: Annotated[str, Field(max_length=16)] = ""
    joint: bool = False
    rule: Annotated[str, Field(max_length=200)] = ""
    promised_on: date | None = None
    other: UUID | None = None


def term_out(row: CaseTerm) -> dict[str, Any]:
    """Return a town's term as programs get it."""
    same = ("kind", "taken_within", "answered_within", "clause", "valid_from", "valid_to", "illustrative")
    return {**{name: getattr(row, name) for name in same}, "uid": row.pk, "town": row.owner}


def terms_out(circle: str, rows: Iterable[CaseTerm]) -> dict[str, Any]:
    """Return the terms of a circle as programs get them."""
    kinds = [
        {"kind": key, "taken_within": kind.taken_within, "answered_within": kind.answered_within}
        for key, kind in KINDS.items()
    ]
    return {"circle": circle, "terms": [term_out(row) for row in rows], "kinds": kinds}


def template_out(row: AnswerTemplate) -> dict[str, Any]:
    """Return words for answers as programs get them."""
    return {**{name: getattr(row, name) for name in ("kind", "title", "text", "illustrative")}, "uid": row.pk}


def figures_out(
    circle: str, town: str, first: date | None, last: date | None, told: Iterable[queries.Figures]
) -> dict[str, Any]:
    """Return how a town's cases went as programs get it; the last limit of the ages is null."""
    kinds = [
        {
            "kind": one.kind or None,
            "measures": [{"key": m.key, "count": one.cell(m.key)[0], "of": one.cell(m.key)[1]} for m in queries.MEASURES],
            "open_up_to_days": list(zip((*queries.OLD, None), one.ages, strict=True)),
            "median_days_to_answer": one.median_days, "answers_in_same_words": one.same_words,
        }
        for one in told
    ]  # fmt: skip
    return {"circle": circle, "town": town, "received_from": first, "received_to": last, "kinds": kinds}


def case_out(card: queries.CaseCard | queries.CaseTold) -> dict[str, Any]:
    """Return a case as programs get it; unknown is null."""
    row = card.case
    same = (
        "kind", "subject", "state", "firm", "about", "channel", "received_on", "take_by", "answer_by", "due_on", "waiting_since", "promised_on",
        "provisional", "raised_on", "answered_on", "closed_on", "reopened", "sent_back", "same_as", "bounces", "level_on", "illustrative",
    )  # fmt: skip
    return {
        **{name: getattr(row, name) for name in same},
        "uid": row.pk, "reference": row.reference, "town": row.owner, "assignee": row.assignee_id, "late_days": card.late,
        "offered_to": row.offered_to or None, "partner": row.partner or None, "coordinator": row.coordinator or None,
    }  # fmt: skip


def whole_out(told: queries.CaseTold) -> dict[str, Any]:
    """Return a case with its path as programs get it."""
    same = ("kind", "at", "who", "from_town", "note")
    steps = [
        {
            **{name: getattr(step, name) for name in same},
            "town": step.owner, "to_town": step.to_town or None, "rule": step.rule or None,
        }
        for step in told.steps
    ]  # fmt: skip
    ratings = [{name: getattr(one, name) for name in ("stage", "mark", "words", "at")} for one in told.ratings]
    files = [
        {
            **{name: getattr(one, name) for name in ("uid", "name", "content_type", "size", "sha256")},
            "url": reverse("files:download", kwargs={"uid": one.uid}),
        }
        for one in told.files
    ]  # fmt: skip
    more = {"ratings": ratings, "files": files, "same_words": told.same_words}
    return {**case_out(told), "text": told.case.text, "steps": steps, **more}
