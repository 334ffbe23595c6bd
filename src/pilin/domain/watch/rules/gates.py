"""When a gate may be moved, what its levels say, what state its moves leave it in, and how much water is reckoned. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from pilin.domain.watch.kinds import NOT_COMPARED, TAKEN_OVER_HOLDS, AnswerKind, Compared, GateKind, GateMoveKind, Needs
from pilin.domain.watch.rules.who import AHEAD, ON_DUTY
from pilin.foundation.access.enums import Role
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Fault, Text, Verdict

MILLIMETRE = Decimal("0.001")
LEVEL_SPAN = (Decimal(-20), Decimal(100))  # metres that a level here can stand at
HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Comparison:
    """What comparing inside and outside came to; ``head_m`` is inside less outside on the datum inside."""

    compared: Compared
    head_m: Decimal | None = None


def compare(
    inner_m: Decimal | None,
    inner_datum: str,
    outer_m: Decimal | None,
    outer_datum: str,
    offset: Callable[[str, str], Decimal | None],
) -> Comparison:
    """Compare the levels on both sides of a gate, on one datum or not at all.

    Parameters
    ----------
    offset : callable
        Metres to add to a level on the first datum to have it on the second; None where nobody knows.
    """
    from pilin.engine.hydro.datum import DATUMS, datum_key  # slow import

    if inner_m is None or outer_m is None:
        return Comparison(Compared.NO_LEVELS)
    inner, outer = datum_key(inner_datum), datum_key(outer_datum)
    if inner not in DATUMS or outer not in DATUMS:
        return Comparison(Compared.NO_DATUM)
    if inner != outer:
        metres = offset(outer, inner)
        if metres is None:
            return Comparison(Compared.TWO_DATUMS)
        outer_m += metres
    head = (inner_m - outer_m).quantize(MILLIMETRE)
    return Comparison(Compared.LOWER if head > 0 else Compared.HIGHER, head)


def may_note_move(by: Standing, gate: Any) -> Verdict:
    """Return whether this standing notes that a gate was moved: an officer on duty of the gate's town."""
    if not (by.sees_all or _on_duty(by, gate.owner, gate.circle)):
        return Verdict.no("not_keeper", _("Nothing was written. Officers of the gate’s own town note its moves"))
    if gate.ended_on is not None:
        return Verdict.no("ended", _("Nothing was written. This gate is used no more"))
    return Verdict.yes()


def may_force(by: Standing, gate: Any) -> Verdict:
    """Return whether this standing signs for a move against the levels or an agreement: whoever signs for the gate's town."""
    if by.member == gate.owner and by.holds(Role.SIGNATORY):
        return Verdict.yes()
    return Verdict.no(
        "not_signatory", _("Nothing was written. Only whoever signs for the gate’s town may order it against the rule")
    )


def may_move(by: Standing, gate: Any, kind: str, comparison: Comparison, missing: Text, *, forced: bool) -> Verdict:
    """Return whether a move may be noted as it is: never an opening against a higher level outside, unless signed for.

    Parameters
    ----------
    missing : str
        What an agreement asks and nobody gave, in words; empty where nothing is missing.
    """
    allowed = may_note_move(by, gate)
    if not allowed:
        return allowed
    if forced:
        return may_force(by, gate)
    if gate.kind == GateKind.GATE and kind == GateMoveKind.OPENED:
        if comparison.compared == Compared.HIGHER:
            return Verdict.no(
                "outer_higher",
                _("Not opened. The water outside stands as high as inside or higher and would run in. Whoever signs for the town may order it, with a reason"),
            )  # fmt: skip
        if comparison.compared in NOT_COMPARED:
            return Verdict.no(
                "not_comparable",
                _("Not opened. The two levels are not on one known datum, so they are not compared. Read both on one datum, or whoever signs for the town orders it, with a reason"),
            )  # fmt: skip
    if missing:
        return Verdict.no("not_agreed", missing)
    return Verdict.yes()


def missing_word(
    needed: Sequence[Any], requests: Iterable[tuple[Any, Any]], at: datetime, used: set[Any]
) -> tuple[Text, Any]:
    """Return what the rules of a gate ask and nobody gave, and the request that the move may lean on.

    Parameters
    ----------
    needed : sequence of GateRule
        In force on the day, for this kind of move.
    requests : iterable of (GateRequest, GateAnswer or None)
        Those of the gate's own town, with the answer of the town asked.
    used : set
        Keys of requests without an end that a move has leaned on already: they were for one move.
    """  # fmt: skip
    told, leans = list(requests), None
    for rule in needed:
        found = None
        for asked, answer in told:
            if asked.to_town != rule.town or asked.move != rule.move or asked.from_at > at:
                continue
            ends = (answer.until_at if answer is not None else None) or asked.until_at
            over = at > ends if ends is not None else asked.pk in used
            agreed = rule.needs == Needs.NOTICE or (answer is not None and answer.answer == AnswerKind.CONSENT)
            refused = answer is not None and answer.answer == AnswerKind.REFUSE
            if agreed and not over and not refused:
                found = asked
        if found is None and rule.needs == Needs.CONSENT:
            return _("Not written. The agreement asks for the other town’s consent first: ask it, or whoever signs for the town orders it, with a reason"), None  # fmt: skip
        if found is None:
            return _("Not written. The agreement asks that the other town is told first: tell it, or whoever signs for the town orders it, with a reason"), None  # fmt: skip
        leans = found
    return "", leans


def may_ask(by: Standing, gate: Any, to_town: str) -> Verdict:
    """Return whether this standing asks a town about a gate: the gate's town asks downstream, other towns ask the gate's town."""
    own = _on_duty(by, gate.owner, gate.circle) and to_town not in ("", gate.owner)
    other = (
        by.member not in ("", gate.owner) and _on_duty(by, by.member, gate.circle) and to_town == gate.owner
    )  # an observer asks too: water does not stop at a circle
    if (own or other) and gate.ended_on is None:
        return Verdict.yes()
    return Verdict.no("not_on_duty", _("Nothing was asked. Officers on duty ask: the gate’s town the one downstream, other towns the gate’s town"))  # fmt: skip


def may_answer(by: Standing, request: Any, answered: bool) -> Verdict:
    """Return whether this standing answers for the town that was asked, once."""
    if not _on_duty(by, request.to_town, request.circle):
        return Verdict.no(
            "not_asked", _("Nothing was answered. Only officers of the town that was asked answer for it")
        )
    if answered:
        return Verdict.no("answered", _("Nothing was answered. Your town has answered already"))
    return Verdict.yes()


def faults_of_gate(
    *, code: str, kind: str, name_zh: str, openings: int | None, rated_m3s: Decimal | None, downstream: str, owner: str, towns: Iterable[str],
    longitude: Decimal | None, latitude: Decimal | None,
) -> list[Fault]:  # fmt: skip
    """Return everything that is wrong with a gate as it is entered."""
    faults = []
    if not code or not code.replace("-", "").isalnum() or not code.isascii() or len(code) > 40:
        faults.append(Fault("code", "code", _("Write a short name in small letters, figures and hyphens"), value=code))
    if kind not in GateKind.values:
        faults.append(Fault("kind", "kind", _("It is a gate or a pumping station"), value=kind))
    if not name_zh.strip():
        faults.append(Fault("no_name", "name_zh", _("Give it a Chinese name")))
    if openings is not None and not 1 <= openings <= 200:
        faults.append(Fault("openings", "openings", _("Between 1 and 200"), value=str(openings)))
    if rated_m3s is not None and not 0 < rated_m3s < 100_000:
        faults.append(Fault("rated", "rated_m3s", _("A rated flow lies above nought"), value=str(rated_m3s)))
    if downstream and (downstream == owner or downstream not in set(towns)):
        faults.append(
            Fault("downstream", "downstream", _("Choose another town, which the water reaches next"), value=downstream)
        )
    if (longitude is None) != (latitude is None):
        faults.append(Fault("position", "latitude", _("Give both coordinates, or none")))
    return faults


def faults_of_move(
    *, kind: str, moved_at: datetime, at: datetime, openings: int | None, most: int | None, inner_m: Decimal | None, outer_m: Decimal | None,
    forced: bool, reason: str, taken: bool, shut: bool,
) -> list[Fault]:  # fmt: skip
    """Return everything that is wrong with a move before it is noted."""
    faults = []
    if kind not in GateMoveKind.values:
        faults.append(Fault("kind", "kind", _("Say whether it was opened, closed or adjusted"), value=kind))
    if moved_at > at + AHEAD:
        faults.append(Fault("ahead", "moved_at", _("This moment has not come yet")))
    if taken:
        faults.append(Fault("twice", "moved_at", _("A move is noted for this minute already")))
    if openings is not None and (openings < 1 or (most is not None and openings > most)):
        faults.append(Fault("openings", "openings", _("It has not so many openings"), value=str(openings)))
    if kind == GateMoveKind.CLOSED and openings is not None:
        faults.append(Fault("closed_openings", "openings", _("A closed gate has none open: leave it empty")))
    for field, level in (("inner_m", inner_m), ("outer_m", outer_m)):
        if level is not None and not LEVEL_SPAN[0] <= level <= LEVEL_SPAN[1]:
            faults.append(Fault("level", field, _("No water stands there: write metres"), value=str(level)))
    if forced and not reason.strip():
        faults.append(Fault("no_reason", "reason", _("Say why it is done against the rule: it is kept and shown")))
    if shut and kind == GateMoveKind.ADJUSTED:
        faults.append(Fault("adjusted_shut", "kind", _("It was shut then: note that it was opened"), value=kind))
    return faults


def faults_of_request(
    *, move: str, reason: str, from_at: datetime, until_at: datetime | None, at: datetime
) -> list[Fault]:
    """Return everything that is wrong with what one town asks another."""
    faults = []
    if move not in GateMoveKind.values:
        faults.append(Fault("kind", "move", _("Say what is to be done with it"), value=move))
    if not reason.strip():
        faults.append(Fault("no_reason", "reason", _("Say why: the other town reads it before it answers")))
    if until_at is not None and until_at <= from_at:
        faults.append(Fault("ends_before", "until_at", _("It ends after it begins")))
    if until_at is not None and until_at <= at:
        faults.append(Fault("over", "until_at", _("This is over already")))
    return faults


@dataclass(frozen=True, slots=True)
class GateState:
    """How a gate stands: open or shut since a moment, and with how many openings; all None where nobody ever noted a move."""

    is_open: bool | None = None
    openings: int | None = None
    since: datetime | None = None
    move: Any = None


def state_of(moves: Iterable[Any], at: datetime) -> GateState:
    """Return how a gate stood at a moment, from its moves in whatever order they were noted."""
    state = GateState()
    for move in sorted((one for one in moves if one.at <= at), key=lambda one: one.at):
        was_open = state.is_open
        if move.kind == GateMoveKind.CLOSED:
            state = GateState(False, None, move.at if was_open is not False else state.since, move)
        else:
            state = GateState(True, move.openings, move.at if was_open is not True else state.since, move)
    return state


def known_state(moves: Iterable[Any], at: datetime) -> GateState:
    """Return how a gate stands as far as anybody knows: a move taken over from a report says so for a day, not for years."""
    state = state_of(moves, at)
    old = state.move is not None and state.move.source and at - state.move.at > TAKEN_OVER_HOLDS
    return GateState() if old else state


@dataclass(frozen=True, slots=True)
class Volume:
    """Water reckoned from rated flow and hours, m³; None where the rated flow or the number of openings is not known."""

    m3: Decimal | None
    hours: Decimal  # that it stood open

    estimated: bool = True


def volume_of(
    moves: Iterable[Any], rated_m3s: Decimal | None, openings: int | None, since: datetime, until: datetime
) -> Volume:
    """Return the water that a gate let through between two moments: rated flow by hours, by the share of its openings."""
    from pilin.engine.hydro.gates import estimate_volume  # slow import

    ordered = sorted((one for one in moves if one.at < until), key=lambda one: one.at)
    hours, m3 = Decimal(0), Decimal(0)
    known = rated_m3s is not None
    for place, move in enumerate(ordered):
        if move.kind == GateMoveKind.CLOSED:
            continue
        begins = max(move.at, since)
        ends = min(ordered[place + 1].at if place + 1 < len(ordered) else until, until)
        if ends <= begins:
            continue
        span = Decimal(int((ends - begins).total_seconds())) / 3600
        hours += span
        if rated_m3s is None or move.openings is None or openings is None:
            known = False
        else:
            share = Decimal(move.openings) / Decimal(openings)
            m3 += Decimal(str(estimate_volume(float(rated_m3s * share), float(span)).m3))
    return Volume(m3.quantize(Decimal(1)) if known else None, hours.quantize(Decimal("0.01")))


def _on_duty(by: Standing, town: str, circle: str) -> bool:
    return by.member == town and any(by.holds(role) for role in ON_DUTY) and circle in by.circles | by.observes
