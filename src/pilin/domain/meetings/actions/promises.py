"""Noting what speakers undertook, checking it a year later, and reviewing the half year."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from pilin.domain.meetings import rules
from pilin.domain.meetings.actions.events import (
    HOUSE,
    SHANGHAI,
    circle_of,
    meeting_of,
    member_of,
    require_keeper,
    shared,
)
from pilin.domain.meetings.enums import REVIEW_FIGURES, CheckResult, ReviewFigure
from pilin.domain.meetings.models import Commitment, CommitmentCheck, Review, ReviewRow
from pilin.domain.meetings.queries import meetings_in
from pilin.foundation.access.enums import Audience
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Fault, Invalid, Refused
from pilin.foundation.journal.actions import both, deed, tell
from pilin.foundation.members.models import Body, Member


@deed("meetings.note_commitment", says=_("{who} noted what {title} undertook"))
def note_commitment(
    *,
    by: Standing,
    at: datetime,
    circle: str,
    meeting: UUID,
    member: str,
    sentence_zh: str,
    sentence: str,
    speaker_zh: str = "",
    speaker: str = "",
    role_zh: str = "",
    role: str = "",
    check_on: date | None = None,
    source: str = "",
) -> Commitment:
    """Note what a speaker undertook for a member, in one's own words; it is checked a year after it was said."""
    row = meeting_of(by, circle, meeting)
    require_keeper(by, row)
    if not (sentence_zh or sentence).strip():
        raise Invalid(Fault("required", "sentence_zh", _("Write what was undertaken.")))
    due = check_on or row.last_day + timedelta(days=rules.CHECK_AFTER_DAYS)
    if due <= row.starts_on_first:
        raise Invalid(Fault("too_early", "check_on", _("It is checked after it was said.")))
    owner = member_of(member)
    promise = Commitment(
        meeting=row,
        member=owner,
        speaker_zh=speaker_zh,
        speaker=speaker,
        role_zh=role_zh,
        role=role,
        sentence_zh=(sentence_zh or sentence).strip(),
        sentence=(sentence or sentence_zh).strip(),
        check_on=due,
        **shared(row, owner=owner.code, source=source),
    )
    promise.save()
    tell(title=both(owner, "name"))
    return promise


@deed("meetings.check_commitment", says=_("{who} checked what {title} undertook"))
def check_commitment(
    *, by: Standing, at: datetime, circle: str, commitment: UUID, result: str, evidence: str, illustrative: bool = False
) -> CommitmentCheck:
    """Write down what became of a commitment, with the evidence; never by the member that made it."""
    promise = Commitment.objects.visible_to(by).filter(pk=commitment, circle=circle).select_related("member").first()
    if promise is None:
        raise Refused("not_found", _("There is no such commitment."))
    rules.may_check(by, circle, promise.member.code).require()
    faults = []
    if result not in CheckResult.values:
        faults.append(Fault("unknown_result", "result", _("There is no such result."), value=result))
    if not evidence.strip():
        faults.append(Fault("required", "evidence", _("Say what it rests on.")))
    if faults:
        raise Invalid(*faults)
    check = CommitmentCheck(
        commitment=promise,
        member=member_of(by.member) if by.member else None,
        result=result,
        evidence=evidence.strip(),
        on=at.astimezone(SHANGHAI).date(),
        **shared(promise, owner=by.member or circle),
    )
    check.illustrative = illustrative or promise.illustrative
    check.save()
    tell(title=both(promise.member, "name"))
    return check


@deed("meetings.take_review", says=_("{who} took the half-year review {title}"))
def take_review(
    *,
    by: Standing,
    at: datetime,
    circle: str,
    year: int,
    half: int,
    title_zh: str,
    title: str = "",
    member: str = "",
    meeting: UUID | None = None,
    body: UUID | None = None,
    as_of: date | None = None,
    notes_zh: str = "",
    notes: str = "",
    figures: Iterable[ReviewFigure] | None = None,
    illustrative: bool = False,
    source: str = "",
) -> Review:
    """Freeze the plan beside its result for half a year, row by row, from the registered figures; taken once.

    Parameters
    ----------
    member : str
        Whose review it is: empty for the circle's own, which the chair's secretary takes; else that member's.
    figures : iterable of ReviewFigure, optional
        Given for reviews held before this instance; else they are read from :data:`REVIEW_FIGURES`.
    """
    room = circle_of(circle)
    house = by.sees_all
    if not house and not (by.keeps_office_of_chair(circle) or (member and by.member == member)):
        raise Refused("not_chair", _("The chair's secretary takes the circle's half-year review."))
    faults = []
    on = as_of or at.astimezone(SHANGHAI).date()
    if half not in (1, 2):
        faults.append(Fault("no_half", "half", _("A year has two halves."), value=str(half)))
    elif on < (date(year, 1, 1) if half == 1 else date(year, 7, 1)):
        faults.append(Fault("not_yet", "half", _("That half year has not begun.")))
    if not (title_zh or title).strip():
        faults.append(Fault("required", "title_zh", _("Give it a title.")))
    owner = member or by.member or circle
    if Review.objects.visible_to(HOUSE).filter(in_circle=room, year=year, half=half, owner=owner).exists():
        faults.append(Fault("taken_already", "half", _("This half year has its review already.")))
    if faults:
        raise Invalid(*faults)
    at_meeting = meetings_in(by, circle).filter(pk=meeting).first() if meeting else None
    review = Review(
        in_circle=room,
        circle=circle,
        owner=owner,
        audience=Audience.PUBLIC,
        illustrative=illustrative,
        source=source,
        meeting=at_meeting,
        body=Body.objects.visible_to(by).filter(pk=body).first() if body else (at_meeting.body if at_meeting else None),
        year=year,
        half=half,
        title_zh=title_zh or title,
        title=title or title_zh,
        as_of=on,
        notes_zh=notes_zh,
        notes=notes,
    )
    review.save()
    rows = list(figures) if figures is not None else _read_figures(by, circle, year, half, on)
    members = {m.code: m for m in Member.objects.visible_to(HOUSE).filter(code__in={r.member for r in rows})}
    for no, figure in enumerate(rows, 1):
        ReviewRow(
            review=review,
            no=no,
            member=members.get(figure.member),
            strand=figure.strand,
            label_zh=figure.label_zh,
            label=figure.label,
            planned=figure.planned,
            achieved=figure.achieved,
            unit=figure.unit,
            carried=figure.carried,
            **shared(review, illustrative=figure.illustrative or illustrative, source=figure.source or source),
        ).save()
    tell(title=both(review, "title"))
    return review


def _read_figures(by: Standing, circle: str, year: int, half: int, on: date) -> list[ReviewFigure]:
    """Return what the registered sources say, as the public reads it: a review is public from its first day."""
    return [
        row for _name, read in sorted(REVIEW_FIGURES.items()) for row in read(Standing.public(), circle, year, half, on)
    ]


@deed("meetings.note_review", says=_("{who} wrote notes on {title}"))
def note_review(*, by: Standing, at: datetime, circle: str, review: UUID, notes_zh: str, notes: str = "") -> Review:
    """Write what the review concluded; the frozen rows stay as they are."""
    found = Review.objects.visible_to(by).filter(pk=review, circle=circle).first()
    if found is None:
        raise Refused("not_found", _("There is no such review."))
    if found.owner != by.member and not by.keeps_office_of_chair(circle):
        raise Refused("not_owner", _("Whoever took the review writes its notes."))
    found.notes_zh, found.notes = notes_zh, notes
    found.save()
    tell(title=both(found, "title"))
    return found
