"""What was done on the spot: records and needs, sent once or often, and what becomes of a need."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from pilin.domain.visits import queries, rules
from pilin.domain.visits.enums import ESCALATE, MOST_RECORDS, Outcome, Taking
from pilin.domain.visits.models import Visit, VisitNeed, VisitRecord
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Fault, Invalid, Refused
from pilin.foundation.journal.actions import both, count, deed, tell
from pilin.foundation.members.models import Circle
from pilin.foundation.members.queries import day_of


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one record that a telephone sent; ``faults`` say why it was turned down."""

    client_id: UUID
    taking: Taking
    faults: tuple[Fault, ...] = ()


@deed("visits.record_visit", says=_("{who} visited {title}"))
def record_visit(
    *,
    by: Standing,
    at: datetime,
    visit: Visit,
    client_id: UUID,
    outcome: str,
    done_at: datetime,
    words: str = "",
    needs: Sequence[Mapping[str, Any]] = (),
    illustrative: bool = False,
) -> VisitRecord:
    """Write down what came of a visit, with what the firm needs. The same ``client_id`` again changes nothing.

    Where another officer recorded the visit before, this record is kept beside the first and marked; nothing that somebody wrote
    is lost. A visit took place only when somebody spoke with the firm; with it all that were merged into it.

    Parameters
    ----------
    client_id : UUID
        Made where the record was written, so that it can be sent until an answer comes.
    done_at : datetime
        On the spot, by the clock there; ten minutes ahead at most.
    needs : sequence of mapping
        Each with ``client_id``, ``kind``, ``words`` and perhaps ``due_on``.
    """
    rules.may_record(by, visit).require()
    known = VisitRecord.objects.visible_to(queries.HOUSE).filter(
        circle=visit.circle, owner=visit.owner, client_id=client_id
    )
    tell(title=both(visit.enterprise, "name"))
    if (again := known.first()) is not None:
        count(again=1)
        return again
    given = {"outcome": outcome, "at": done_at, "needs": needs}
    faults = rules.faults_of_record(given, at)
    if visit.called_off_at is not None and not faults:
        reason = _("This visit was called off: {why}").format(why=visit.why)
        faults = [Fault("called_off", "visit", reason)]
    if faults:
        raise Invalid(*faults)
    lead = visit.led_by if visit.led_by_id and visit.led_by else visit
    shared = {
        "in_circle_id": visit.in_circle_id, "circle": visit.circle, "owner": visit.owner, "audience": visit.audience, "person": by.person,
        "illustrative": illustrative or visit.illustrative,
    }  # fmt: skip
    row = VisitRecord(
        visit=lead,
        client_id=client_id,
        outcome=outcome,
        at=done_at,
        words=words.strip(),
        second=lead.done_at is not None,
        **shared,
    )
    row.save()
    if outcome == Outcome.MET and lead.done_at is None:
        for one in (lead, *lead.merged.visible_to(queries.HOUSE)):
            one.done_at = done_at
            one.save()
    for need in needs:
        _note(lead, need, day_of(done_at), shared)
    return row


@deed("visits.note_need", says=_("{who} noted what {title} needs"))
def note_need(
    *,
    by: Standing,
    at: datetime,
    visit: Visit,
    client_id: UUID,
    kind: str,
    words: str,
    due_on: date | None = None,
    illustrative: bool = False,
) -> VisitNeed:
    """Note what a firm needs, on a visit or after it. The same ``client_id`` again changes nothing."""
    rules.may_record(by, visit).require()
    if faults := rules.faults_of_need(kind=kind, words=words, due_on=due_on):
        raise Invalid(*faults)
    lead = visit.led_by if visit.led_by_id and visit.led_by else visit
    shared = {
        "in_circle_id": visit.in_circle_id, "circle": visit.circle, "owner": visit.owner, "audience": visit.audience, "person": by.person,
        "illustrative": illustrative or visit.illustrative,
    }  # fmt: skip
    tell(title=both(visit.enterprise, "name"))
    return _note(lead, {"client_id": client_id, "kind": kind, "words": words, "due_on": due_on}, day_of(at), shared)


@deed("visits.take_records", says=_("{who} sent {number} records of visits from a telephone"))
def take_records(*, by: Standing, at: datetime, circle: Circle, records: Sequence[Mapping[str, Any]]) -> list[Taken]:
    """Take the records that waited on a telephone without a network, each by itself: one that is turned down stops no other.

    Parameters
    ----------
    records : sequence of mapping
        Each with ``client_id``, ``visit``, ``outcome``, ``at``, ``words`` and ``needs`` as :func:`record_visit` takes them; at most 200.

    Returns
    -------
    list of Taken
        One for each record, in order: kept, sent before, kept beside another officer's, or turned down with every fault.
    """
    if not records or len(records) > MOST_RECORDS:
        raise Invalid(Fault("number", "records", _("Send 1 to 200 records at once"), value=str(len(records))))
    if not by.sees_all and not (by.member and by.roles):
        raise Refused("not_officer", rules.NOT_OFFICER)
    taken = [_take(by, at, circle, record) for record in records]
    turned = sum(one.taking == Taking.TURNED_DOWN for one in taken)
    count(records=len(taken) - turned, turned_down=turned)
    tell(number=len(taken))
    return taken


def _take(by: Standing, at: datetime, circle: Circle, record: Mapping[str, Any]) -> Taken:
    uid = record["client_id"]
    visit = queries.visit_named(by, circle.slug, record["visit"])
    if visit is None:
        return Taken(
            uid,
            Taking.TURNED_DOWN,
            (Fault("not_found", "visit", _("This visit is not there any more, or not your town's")),),
        )
    before = VisitRecord.objects.visible_to(queries.HOUSE).filter(circle=circle.slug, owner=visit.owner, client_id=uid)
    known = before.exists()
    try:
        row = record_visit(
            by=by, at=at, visit=visit, client_id=uid, outcome=record["outcome"], done_at=record["at"], words=record.get("words", ""),
            needs=record.get("needs", ()),
        )  # fmt: skip
    except Invalid as wrong:
        return Taken(uid, Taking.TURNED_DOWN, wrong.faults)
    except Refused as refused:
        return Taken(uid, Taking.TURNED_DOWN, (Fault(refused.code, "visit", refused.reason),))
    return Taken(uid, Taking.AGAIN if known else Taking.SECOND if row.second else Taking.KEPT)


@deed("visits.escalate_need", says=_("{who} passed on what {title} needs: {reference}"))
def escalate_need(*, by: Standing, at: datetime, need: VisitNeed, way: str, choice: UUID | None = None) -> VisitNeed:
    """Let a need become something of a room above, such as a request to the service centre; it keeps its number.

    Raises
    ------
    Invalid
        Where there is no such way, or nothing under it was chosen.
    """
    rules.may_follow_need(by, need).require()
    found = ESCALATE.get(way)
    if found is None:
        raise Invalid(Fault("way", "way", _("Choose what becomes of it"), value=way))
    if choice not in [uid for uid, _label in found.choices(by, need.circle, need.owner, day_of(at))]:
        raise Invalid(Fault("choice", "choice", _("Choose to what it goes")))
    became = found.act(by=by, at=at, need=need, choice=choice)
    need.became, need.became_uid, need.became_reference, need.became_on = way, became.uid, became.reference, day_of(at)
    need.save()
    tell(title=both(need.visit.enterprise, "name"), reference=became.reference)
    return need


@deed("visits.answer_need", says=_("{who} answered what {title} needs"))
def answer_need(*, by: Standing, at: datetime, need: VisitNeed, answer: str) -> VisitNeed:
    """Answer a need at once: with a word to the firm, without another office."""
    rules.may_follow_need(by, need).require()
    if not answer.strip():
        raise Invalid(Fault("no_answer", "answer", _("Write what the firm was told")))
    need.became, need.answer, need.became_on = rules.BECAME_ANSWERED, answer.strip(), day_of(at)
    need.save()
    tell(title=both(need.visit.enterprise, "name"))
    return need


def _note(visit: Visit, need: Mapping[str, Any], on: date, shared: Mapping[str, Any]) -> VisitNeed:
    known = VisitNeed.objects.visible_to(queries.HOUSE).filter(
        circle=visit.circle, owner=visit.owner, client_id=need["client_id"]
    )
    if (again := known.first()) is not None:
        count(again=1)
        return again
    row = VisitNeed(
        visit=visit, client_id=need["client_id"], kind=need["kind"], words=need["words"].strip(), said_on=on, due_on=need.get("due_on"),
        **shared,
    )  # fmt: skip
    row.save()
    return row
