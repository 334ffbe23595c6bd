"""Enter gates, note their moves, ask another town and answer it: request, consent, notice."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from pilin.domain.watch.actions.shared import like
from pilin.domain.watch.kinds import AnswerKind, GateMoveKind, Needs, word_of
from pilin.domain.watch.models import Gate, GateAnswer, GateMove, GateRequest, GateRule
from pilin.domain.watch.queries import HOUSE
from pilin.domain.watch.queries import gates as queries
from pilin.domain.watch.rules import gates as rules
from pilin.domain.watch.rules.who import may_keep
from pilin.foundation.access.enums import Audience, Role
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import STALE, Conflict, Fault, Invalid
from pilin.foundation.identity.queries import people_holding
from pilin.foundation.journal.actions import both, deed, label, tell
from pilin.foundation.members.models import Circle
from pilin.foundation.members.queries import day_of, members_on
from pilin.foundation.notices.actions import notify

SIXTH = Decimal("0.000001")


@deed("watch.note_gate", says=_("{who} entered the gate {title}"))
def note_gate(
    *,
    by: Standing,
    at: datetime,
    circle: Circle,
    town: str,
    code: str,
    kind: str,
    name_zh: str,
    gate: Gate | None = None,
    revision: int | None = None,
    name: str = "",
    river_zh: str = "",
    river: str = "",
    openings: int | None = None,
    rated_m3s: Decimal | None = None,
    downstream: str = "",
    place_code: str = "",
    inner_series: UUID | None = None,
    outer_series: UUID | None = None,
    felt_series: UUID | None = None,
    datum: str = "",
    longitude: Decimal | None = None,
    latitude: Decimal | None = None,
    audience: str = Audience.CIRCLE,
    source: str = "",
    illustrative: bool = False,
) -> Gate:
    """Enter a gate or a pumping station of a town, or change what is said of it (``gate``, as it was read at ``revision``).

    Raises
    ------
    Refused, Invalid, Conflict
    """
    town = gate.owner if gate else town
    may_keep(by, circle.slug, town).require()
    towns = {one.code for one in members_on(HOUSE, circle.slug, day_of(at))}
    faults = rules.faults_of_gate(
        code=code, kind=kind, name_zh=name_zh, openings=openings, rated_m3s=rated_m3s, downstream=downstream, owner=town, towns=towns,
        longitude=longitude, latitude=latitude,
    )  # fmt: skip
    same = Gate.objects.visible_to(HOUSE).filter(in_circle=circle, code=code)
    if (same.exclude(pk=gate.pk) if gate else same).exists():
        faults.append(Fault("twice", "code", _("Another gate has this short name"), value=code))
    if faults:
        raise Invalid(*faults)
    row = gate or Gate(in_circle=circle, circle=circle.slug, owner=town, source=source, illustrative=illustrative)
    if gate is not None and revision is not None and gate.revision != revision:
        raise Conflict("stale", STALE)
    row.audience, row.code, row.kind, row.openings, row.downstream = audience, code, kind, openings, downstream
    row.name_zh, row.name, row.river_zh, row.river = name_zh.strip(), name.strip(), river_zh.strip(), river.strip()
    row.place_code, row.datum = place_code.strip(), datum.strip()
    row.inner_series, row.outer_series, row.felt_series = inner_series, outer_series, felt_series
    row.rated_m3s = None if rated_m3s is None else rated_m3s.quantize(rules.MILLIMETRE)
    row.longitude = None if longitude is None else longitude.quantize(SIXTH)
    row.latitude = None if latitude is None else latitude.quantize(SIXTH)
    row.save()
    tell(title=both(row, "name"))
    return row


@deed("watch.set_gate_rule", says=_("{who} wrote down what is asked before {title} is moved"))
def set_gate_rule(
    *,
    by: Standing,
    at: datetime,
    gate: Gate,
    move: str,
    needs: str,
    town: str,
    title_zh: str,
    clause: str,
    valid_from: date,
    title: str = "",
    valid_to: date | None = None,
    source: str = "",
    illustrative: bool = False,
) -> GateRule:
    """Write down what an agreement asks before a gate is moved; the rule before it for the same town and move ends the day before.

    Raises
    ------
    Refused, Invalid, Conflict
    """
    may_keep(by, gate.circle, gate.owner).require()
    towns = {one.code for one in members_on(HOUSE, gate.circle, day_of(at))}
    faults = []
    if move not in GateMoveKind.values:
        faults.append(Fault("kind", "move", _("Say whether it was opened, closed or adjusted"), value=move))
    if needs not in Needs.values:
        faults.append(Fault("needs", "needs", _("The agreement asks for consent or for notice"), value=needs))
    if town == gate.owner or town not in towns:
        faults.append(Fault("unknown_member", "town", _("Choose another town"), value=town))
    if not title_zh.strip() or not clause.strip():
        faults.append(Fault("no_clause", "clause", _("Name the agreement and the clause that asks it")))
    if valid_to is not None and valid_to < valid_from:
        faults.append(Fault("ends_before", "valid_to", _("It ends after it begins")))
    if faults:
        raise Invalid(*faults)
    rows = GateRule.objects.visible_to(HOUSE).filter(gate=gate, move=move, town=town)
    if rows.filter(valid_from__gte=valid_from).exists():
        raise Conflict("not_later", _("A rule for this begins on that day or later already"))
    for earlier in rows.filter(valid_to__isnull=True):
        earlier.valid_to = valid_from - timedelta(days=1)
        earlier.save()
    row = GateRule(
        **like(gate, gate.owner), gate=gate, move=move, needs=needs, town=town, title_zh=title_zh.strip(), title=title.strip(),
        clause=clause.strip(), valid_from=valid_from, valid_to=valid_to,
    )  # fmt: skip
    row.source, row.illustrative = source, illustrative
    row.save()
    tell(title=both(gate, "name"))
    return row


@deed("watch.end_gate", says=_("{who} noted that the gate {title} is used no more"))
def end_gate(*, by: Standing, at: datetime, gate: Gate) -> Gate:
    """Note that a gate is used no more, from today on; its moves stay.

    Raises
    ------
    Refused, Conflict
    """
    may_keep(by, gate.circle, gate.owner).require()
    if gate.ended_on is not None:
        raise Conflict("ended", _("This gate is used no more"))
    gate.ended_on = day_of(at)
    gate.save()
    tell(title=both(gate, "name"))
    return gate


@deed("watch.note_move", says=_("{who} noted at the gate {title}: {move}"))
def note_move(
    *,
    by: Standing,
    at: datetime,
    gate: Gate,
    kind: str,
    moved_at: datetime | None = None,
    openings: int | None = None,
    inner_m: Decimal | None = None,
    inner_datum: str = "",
    outer_m: Decimal | None = None,
    outer_datum: str = "",
    forced: bool = False,
    reason: str = "",
    source: str = "",
    illustrative: bool = False,
) -> GateMove:
    """Note that a gate was opened, closed or adjusted. Levels that are not said are taken from its gauges of the last hour.

    Parameters
    ----------
    inner_datum, outer_datum : str
        Of the levels that are said; where empty, the datum of the gate, which may be unknown.
    forced : bool
        Whoever signs for the town orders it against the levels or against an agreement, with the reason: kept as alarmed.
    source : str
        Of a move taken over from a report, which need not say the levels.

    Raises
    ------
    Refused
        Where the water outside stands as high or higher, where two levels cannot be compared, or where an agreement asks for a
        consent or a notice that is not there: unless it is forced.
    Invalid
        With every fault.
    """
    moved = moved_at or at
    rules.may_note_move(by, gate).require()
    earlier = list(queries.moves_of(HOUSE, gate))
    state = rules.state_of(earlier, moved)
    faults = rules.faults_of_move(
        kind=kind, moved_at=moved, at=at, openings=openings, most=gate.openings, inner_m=inner_m, outer_m=outer_m, forced=forced,
        reason=reason, taken=any(one.at == moved for one in earlier), shut=state.is_open is False,
    )  # fmt: skip
    if faults:
        raise Invalid(*faults)
    read = queries.levels_at(by, gate, moved)
    inner_datum = (inner_datum or gate.datum) if inner_m is not None else read.inner_datum
    inner_m = inner_m if inner_m is not None else read.inner_m
    outer_datum = (outer_datum or gate.datum) if outer_m is not None else read.outer_datum
    outer_m = outer_m if outer_m is not None else read.outer_m
    on = day_of(moved)
    comparison = rules.compare(
        inner_m, inner_datum, outer_m, outer_datum, lambda one, two: queries.offset_at(HOUSE, gate, one, two, on)
    )
    needed = [rule for rule in queries.rules_of(HOUSE, gate, on) if rule.move == kind]
    asked = [(one, answer) for one, answer in queries.requests_of(HOUSE, gate, 200) if one.owner == gate.owner]
    missing, leans = rules.missing_word(needed, asked, moved, queries.used_requests(gate))
    if not source:
        rules.may_move(by, gate, kind, comparison, missing, forced=forced).require()
    row = GateMove(
        **like(gate, gate.owner), gate=gate, kind=kind, at=moved, noted_at=at, compared=comparison.compared, head_m=comparison.head_m, forced=forced,
        openings=1 if openings is None and gate.openings == 1 and kind != GateMoveKind.CLOSED else openings,
        reason=reason.strip(), signed_by=by.person if forced else None, request=None if leans is None else leans.pk,
        inner_m=_exact(inner_m), inner_datum=inner_datum, outer_m=_exact(outer_m), outer_datum=outer_datum,
    )  # fmt: skip
    row.source, row.illustrative = source, illustrative or gate.illustrative
    row.save()
    _tell_town(by, at, gate, gate.downstream, "gate_moved")
    tell(title=both(gate, "name"), move=label(word_of(kind, gate.kind)))
    return row


@deed("watch.ask_about_gate", says=_("{who} asked another town about the gate {title}: {move}"))
def ask_about_gate(
    *,
    by: Standing,
    at: datetime,
    gate: Gate,
    to_town: str,
    move: str,
    reason: str,
    openings: int | None = None,
    from_at: datetime | None = None,
    until_at: datetime | None = None,
    illustrative: bool = False,
) -> GateRequest:
    """Ask another town: may we move our gate, or please move yours. Its officers on duty find it in their work.

    Raises
    ------
    Refused, Invalid
    """
    rules.may_ask(by, gate, to_town).require()
    begins = from_at or at
    faults = rules.faults_of_request(move=move, reason=reason, from_at=begins, until_at=until_at, at=at)
    if to_town not in {one.code for one in members_on(HOUSE, gate.circle, day_of(at))}:
        faults.append(Fault("unknown_member", "to_town", _("Choose another town"), value=to_town))
    if openings is not None and (openings < 1 or (gate.openings is not None and openings > gate.openings)):
        faults.append(Fault("openings", "openings", _("It has not so many openings"), value=str(openings)))
    if faults:
        raise Invalid(*faults)
    row = GateRequest(
        **like(gate, by.member), gate=gate, to_town=to_town, move=move, openings=openings, from_at=begins, until_at=until_at,
        reason=reason.strip(), asked_at=at, asked_by=by.person,
    )  # fmt: skip
    row.illustrative = illustrative
    row.save()
    _tell_town(by, at, gate, to_town, "gate_asked")
    tell(title=both(gate, "name"), move=label(word_of(move, gate.kind)))
    return row


@deed("watch.answer_gate_request", says=_("{who} answered about the gate {title}: {answer}"))
def answer_gate_request(
    *, by: Standing, at: datetime, request: GateRequest, answer: str, reason: str = "", until_at: datetime | None = None
) -> GateAnswer:
    """Answer for one's own town what was asked about a gate: consent, refuse with a reason, or take note.

    Raises
    ------
    Refused, Invalid
    """
    said = GateAnswer.objects.visible_to(HOUSE).filter(request=request)
    rules.may_answer(by, request, said.exists()).require()
    faults = []
    if answer not in AnswerKind.values:
        faults.append(Fault("answer", "answer", _("Consent, refuse, or take note"), value=answer))
    if answer == AnswerKind.REFUSE and not reason.strip():
        faults.append(Fault("no_reason", "reason", _("Say why: the town that asked has to go on")))
    if until_at is not None and until_at <= at:
        faults.append(Fault("over", "until_at", _("This is over already")))
    if faults:
        raise Invalid(*faults)
    row = GateAnswer(
        **like(request, by.member), request=request, answer=answer, reason=reason.strip(), until_at=until_at, answered_at=at,
        answered_by=by.person,
    )  # fmt: skip
    row.save()
    _tell_town(by, at, request.gate, request.owner, "gate_answered")
    tell(title=both(request.gate, "name"), answer=label(AnswerKind(answer).label))
    return row


def address_of(gate: Gate) -> str:
    """Return where a gate stands."""
    return reverse("watch:gate", kwargs={"circle": gate.circle, "uid": gate.pk})


def _tell_town(by: Standing, at: datetime, gate: Gate, town: str, kind: str) -> None:
    if town and town != by.member:
        people = people_holding(town, Role.CLERK, day_of(at))
        facts = {"title": gate.name or gate.name_zh, "title_zh": gate.name_zh}
        notify(by=by, at=at, people=people, kind=kind, facts=facts, url=address_of(gate))


def _exact(level: Decimal | None) -> Decimal | None:
    return None if level is None else level.quantize(rules.MILLIMETRE)
