"""An event told afterwards: what each bank was told, did and when, with every delay, as record and not as reproach."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import numpy as np
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from pilin.domain.watch.enums import COLOURS, MATTERS, CheckKind, Colour, Sureness
from pilin.domain.watch.kinds import ROMAN, STOOD_DOWN, GateMoveKind, word_of
from pilin.domain.watch.models import Crossing, DatumOffset, Event, EventPart, GateMove, Response, Signal, WaterLine
from pilin.domain.watch.queries import checks_between, gates, place_code_of, responses, signals
from pilin.domain.watch.queries.desk import LONGEST
from pilin.domain.watch.queries.gates import UTC_US
from pilin.domain.watch.rules.checks import Laid, lines_on_day
from pilin.domain.watch.wording import in_words
from pilin.engine.hydro.acts import LIFTED
from pilin.engine.hydro.replay import replay
from pilin.engine.hydro.runs import crossings
from pilin.foundation.access.standing import Standing
from pilin.foundation.members.queries import day_of
from pilin.foundation.observations.queries.gauges import Window, window
from pilin.foundation.observations.rules.readings import SHANGHAI

LEAD = timedelta(hours=12)  # an event's course is told from so long before it was opened
JUST_AFTER = timedelta(microseconds=1)  # what began at the very end is told too
Crossed = set[tuple[UUID, str, datetime]]  # what is told from readings: gauge, kind of line, moment
ENGINE_LEVEL = {1: "I", 2: "II", 3: "III", 4: "IV"}


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened, in the reader's language.

    Attributes
    ----------
    kind : str
        signal, gate, response, level, check, asked, answered, known or stood_down.
    what : str
    detail : str
        Who ordered it, why, by how much.
    colour : str
        Of a signal.
    alarmed : bool
        Done against a rule, by order, or a line crossed.
    """

    at: datetime
    kind: str
    town: str
    what: str
    detail: str = ""
    colour: str = ""
    alarmed: bool = False
    source: str = ""
    illustrative: bool = False

    @property
    def clock(self) -> str:
        """Return its minute in Shanghai."""
        return f"{self.at.astimezone(SHANGHAI):%H:%M}"


@dataclass(frozen=True, slots=True)
class Step:
    """One of the steps between which delays are counted."""

    name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Delays:
    """The steps of one town in order, and the minutes from each to each later one."""

    town: str
    steps: tuple[Step, ...]
    minutes: Mapping[tuple[int, int], int]

    @property
    def rows(self) -> list[tuple[Step, list[int | None]]]:
        """Return the matrix, a row a step: minutes to each of the steps, None where it does not come later."""
        places = range(len(self.steps))
        return [(step, [self.minutes.get((row, place)) for place in places]) for row, step in enumerate(self.steps)]


@dataclass(frozen=True, slots=True)
class Course:
    """An event from before it was opened until it was over, or now."""

    event: Event
    since: datetime
    until: datetime
    entries: tuple[Entry, ...]
    delays: tuple[Delays, ...]

    @property
    def towns(self) -> list[str]:
        """Return the towns that did or were told something, as they come first."""
        return list(dict.fromkeys(one.town for one in self.entries))

    @property
    def first(self) -> datetime:
        """Return the moment of the first entry; the opening where there is none."""
        return self.entries[0].at if self.entries else self.event.opened_at

    @property
    def last(self) -> datetime:
        """Return the moment of the last entry; the opening where there is none."""
        return self.entries[-1].at if self.entries else self.event.opened_at


def events(standing: Standing, circle: str, most: int = 60) -> list[Event]:
    """Return the events of a circle, the newest first."""
    return list(Event.objects.visible_to(standing).filter(circle=circle)[:most])


def course_of(standing: Standing, event: Event, at: datetime) -> Course:
    """Return the course of an event. The number of queries does not grow with what happened."""
    since, until = event.opened_at - LEAD, event.closed_at or min(at, event.opened_at + LONGEST)
    told = list(
        signals(standing, event.circle).filter(issued_at__gte=since, issued_at__lte=until).order_by("issued_at")
    )
    moves = gates.moves_between(standing, event.circle, since, until)
    states = responses.states_between(standing, event.circle, since, until)
    levels, crossed = _levels(standing, event.circle, since, until)
    entries = [*_signals(told), *_moves(moves), *_states(states), *levels]
    entries += _checks(checks_between(standing, event.circle, since, until + JUST_AFTER), until, crossed)
    entries += _asked(standing, event.circle, since, until) + _parts(standing, event)
    entries.sort(key=lambda one: (one.at, one.kind))
    towns = dict.fromkeys([*(one.owner for one in moves), *(one.owner for one in states)])
    delays = [_delays(town, told, moves, states) for town in towns]
    return Course(event, since, until, tuple(entries), tuple(one for one in delays if one.minutes))


def _signals(rows: Iterable[Signal]) -> list[Entry]:
    made = []
    for row in rows:
        named = {
            "station": in_words(row, "issuer"),
            "hazard": row.get_hazard_display(),
            "colour": row.get_colour_display(),
        }
        lifted = row.colour == Colour.NONE
        what = _("{hazard} signal lifted") if lifted else _("{hazard} signal, {colour}")
        made.append(
            Entry(
                row.issued_at, "signal", row.owner, what.format(**named), _("issued by {station}, relayed here").format(**named),
                "" if lifted else row.colour, source=row.source, illustrative=row.illustrative,
            )
        )  # fmt: skip
    return made


def _moves(rows: Sequence[GateMove]) -> list[Entry]:
    """Gates of one town that move alike in one minute are told together."""
    together: dict[tuple[datetime, str, str, str, bool], list[GateMove]] = {}
    for row in rows:
        together.setdefault((row.at, row.owner, row.kind, row.gate.kind, row.forced), []).append(row)
    made = []
    for (at, owner, kind, what, forced), found in together.items():
        names = pgettext("between names", ", ").join(dict.fromkeys(in_words(one.gate, "name") for one in found[:3]))
        detail = _("against the rule, by order: {why}").format(why=found[0].reason) if forced else ""
        if len(found) == 1 and found[0].head_m is not None:
            detail = detail or _("inside less outside {metres} m").format(metres=found[0].head_m)
        text = names if len(found) == 1 else _many(len(found), what)
        verb = _verb(kind, what)
        source, invented = found[0].source, found[0].illustrative
        made.append(
            Entry(at, "gate", owner, f"{text} {verb}", detail, alarmed=forced, source=source, illustrative=invented)
        )
    return made


def _many(number: int, kind: str) -> str:
    text = _("{n} pumping stations") if kind == "pump" else _("{n} gates")
    return text.format(n=number)


def _verb(move: str, kind: str) -> str:
    return str(word_of(move, kind))


def _states(rows: Iterable[Response]) -> list[Entry]:
    made: list[Entry] = []
    before: dict[UUID, int | None] = {}
    for row in rows:
        last = before.get(row.family)
        before[row.family] = row.level
        if row.level == STOOD_DOWN:
            what = _("response stood down")
        elif last is None:
            what = _("level {level} response launched").format(level=ROMAN[row.level])
        elif row.level < last:
            what = _("response raised to level {level}").format(level=ROMAN[row.level])
        else:
            what = _("response lowered to level {level}").format(level=ROMAN[row.level])
        detail = in_words(row, "command") + (f" · {row.reason}" if row.reason else "")
        made.append(
            Entry(row.since, "response", row.owner, what, detail, source=row.source, illustrative=row.illustrative)
        )
    return made


def _levels(standing: Standing, circle: str, since: datetime, until: datetime) -> tuple[list[Entry], Crossed]:
    """Return when each gauge went above a town's line and came back, and its highest level; lines are laid on its datum, or left out.

    Beside them which crossings they tell, so that a kept check of the same is not told again.
    """
    on = day_of(since)
    rows = WaterLine.objects.visible_to(standing).filter(circle=circle).select_related("series__station__place")
    offsets = list(DatumOffset.objects.visible_to(standing).filter(circle=circle))
    by_series: dict[UUID, list[WaterLine]] = {}
    for row in rows:
        by_series.setdefault(row.series_id, []).append(row)
    read = window(standing, [some[0].series for some in by_series.values()], since, until)
    made: list[Entry] = []
    crossed: Crossed = set()
    for key, some in by_series.items():
        series, told = some[0].series, read[key]
        if not len(told):
            continue
        laid = lines_on_day(some, offsets, datum=series.datum, place_code=place_code_of(series), on=on).laid
        for on_gauge in laid:
            found = _above(next(row for row in some if row.pk == on_gauge.uid), on_gauge, told)
            made += found
            crossed |= {(key, on_gauge.kind, one.at) for one in found}
    return made, crossed


def _checks(rows: Iterable[Crossing], until: datetime, crossed: Crossed) -> list[Entry]:
    """Return the kept threshold checks that readings against today's lines do not tell: of rain, of rate, of lines set otherwise then.

    Of one gauge and moment the highest alone is told: what reaches orange has reached yellow. Withdrawn ones are not told.
    """
    begun: dict[tuple[UUID, str, str, datetime], Crossing] = {}
    ended: dict[tuple[UUID, str, str, datetime], Crossing] = {}
    for row in rows:
        if row.withdrawn_at is not None or row.kind not in MATTERS:
            continue
        side = row.of_town if row.kind == CheckKind.RISE else row.level if row.kind == CheckKind.LINE else ""
        if (row.series_id, row.level, row.began_at) not in crossed:
            _keep_higher(begun, (row.series_id, row.kind, side, row.began_at), row)
            if row.ended_at is not None and row.ended_at <= until:
                _keep_higher(ended, (row.series_id, row.kind, side, row.ended_at), row)
    return [_check(one, one.began_at, begins=True) for one in begun.values()] + [
        _check(one, key[3], begins=False) for key, one in ended.items()
    ]


def _keep_higher(kept: dict[Any, Crossing], key: Any, row: Crossing) -> None:
    other = kept.get(key)
    if other is None or (
        row.kind == CheckKind.RAIN and COLOURS.index(Colour(row.level)) > COLOURS.index(Colour(other.level))
    ):
        kept[key] = row


def _check(row: Crossing, at: datetime, *, begins: bool) -> Entry:
    named = {
        "gauge": in_words(row.series, "title"), "colour": row.colour_name, "line": row.line_name, "hours": row.hours,
        "value": _short(row.value), "limit": _short(row.threshold),
    }  # fmt: skip
    if row.kind == CheckKind.RAIN:
        at_least = row.certainty == Sureness.AT_LEAST
        what = _("{gauge}: {colour} at least, by the table") if at_least else _("{gauge}: {colour} by the table")
        detail, over = (
            _("{value} mm in {hours} h; the table says {limit} mm"),
            _("{gauge}: below {colour} of the table again"),
        )
    elif row.kind == CheckKind.RISE:
        what, detail = _("{gauge} rises fast"), _("{value} m an hour; the town set {limit}")
        over = _("{gauge} rises fast no more")
    else:
        what, detail = _("{gauge} above the {line}"), _("{value} m; the line was {limit} m")
        over = _("{gauge} below the {line} again")
    said = _("threshold check, no warning")
    if begins and row.value is not None and row.threshold is not None:
        said = detail.format(**named) + " · " + said
    return Entry(
        at, "check", row.of_town or row.owner, (what if begins else over).format(**named), said, alarmed=begins,
        source=row.series.source, illustrative=row.illustrative or row.series.illustrative,
    )  # fmt: skip


def _short(value: Decimal | None) -> str:
    return "" if value is None else f"{value:.2f}".rstrip("0").rstrip(".")


def _above(line: WaterLine, laid: Laid, told: Window) -> list[Entry]:
    """Return when one gauge crossed one line, as laid on its datum, and its highest level where it did."""
    crossed = crossings(told.values, float(laid.level_m))
    if not len(crossed.index):
        return []
    named = {"gauge": in_words(line.series, "title"), "line": line.get_kind_display()}
    detail = _("{line} {metres} m, {datum}").format(line=named["line"], metres=line.level_m, datum=line.datum)
    if line.datum_assumed:
        detail += " · " + _("datum assumed")

    def entry(place: int, what: str) -> Entry:
        return Entry(
            _moment(told.ends[place]), "level", line.owner, what, detail, alarmed=True, source=line.series.source or line.source,
            illustrative=line.series.illustrative,
        )  # fmt: skip

    top = int(np.nanargmax(told.values))
    made = []
    for place, up in zip(crossed.index.tolist(), crossed.up.tolist(), strict=True):
        if place != top:  # that is told below, with how high it was
            what = _("{gauge} above the {line}") if up else _("{gauge} below the {line} again")
            made.append(entry(place, what.format(**named)))
    high = Decimal(f"{told.values[top]:.2f}")
    what = _("{gauge} {high} m, {over} m above the {line}")
    made.append(entry(top, what.format(**named, high=high, over=high - laid.level_m.quantize(high))))
    return made


def _asked(standing: Standing, circle: str, since: datetime, until: datetime) -> list[Entry]:
    made = []
    for asked, answer in gates.requests_between(standing, circle, since, until):
        gate = in_words(asked.gate, "name")
        what = _("asked about {gate}: {move}").format(gate=gate, move=_verb(asked.move, asked.gate.kind))
        made.append(Entry(asked.asked_at, "asked", asked.owner, what, asked.reason, illustrative=asked.illustrative))
        if answer is not None and answer.answered_at <= until:
            minutes = round((answer.answered_at - asked.asked_at).total_seconds() / 60)
            what = _("answered about {gate}: {answer}").format(gate=gate, answer=answer.get_answer_display())
            detail = _("{n} min after it was asked").format(n=minutes)
            made.append(
                Entry(answer.answered_at, "answered", answer.owner, what, detail, illustrative=answer.illustrative)
            )
    return made


def _parts(standing: Standing, event: Event) -> list[Entry]:
    made = []
    for part in EventPart.objects.visible_to(standing).filter(event=event):
        made.append(
            Entry(part.acknowledged_at, "known", part.owner, _("the town knows"), illustrative=part.illustrative)
        )
        if part.stood_down_at:
            made.append(
                Entry(
                    part.stood_down_at,
                    "stood_down",
                    part.owner,
                    _("the town stood down"),
                    illustrative=part.illustrative,
                )
            )
    return made


def _delays(town: str, told: Iterable[Signal], moves: Iterable[GateMove], states: Iterable[Response]) -> Delays:
    """Return the delays of one town: from the signals that it relayed or that were for it, to what it did."""
    own = [one for one in told if one.owner == town]
    heard = own or [one for one in told if any(town.startswith(code) or code.startswith(town) for code in one.areas)]
    rows: list[dict[str, Any]] = [
        {"kind": "signal", "at": one.issued_at, "station": f"{one.issuer_zh} {one.hazard}", "level": LIFTED if one.colour == Colour.NONE else one.colour}
        for one in heard
    ]  # fmt: skip
    rows += [
        {"kind": "gate", "at": one.at, "station": one.gate.code, "state": "closed" if one.kind == GateMoveKind.CLOSED else "open"}
        for one in moves
        if one.owner == town and one.gate.kind == "gate"
    ]  # fmt: skip
    rows += [
        {"kind": "response", "at": one.since, "station": one.owner, "level": ENGINE_LEVEL.get(one.level, LIFTED)}
        for one in states
        if one.owner == town
    ]
    steps: dict[tuple[str, datetime], int] = {}
    minutes: dict[tuple[int, int], int] = {}
    found = replay([{**row, "at": row["at"].isoformat()} for row in rows]).delays if rows else ()
    for one in sorted({(d.first_at, d.first) for d in found} | {(d.then_at, d.then) for d in found}):
        steps[one[1], one[0]] = len(steps)
    for delay in found:
        minutes[steps[delay.first, delay.first_at], steps[delay.then, delay.then_at]] = int(delay.minutes)
    return Delays(town, tuple(Step(step_said(name), at) for name, at in steps), minutes)


def step_said(name: str) -> str:
    """Return a step of the engine in the reader's language: ``signal orange``, ``gate open``, ``response II``."""
    kind, _space, level = name.partition(" ")
    if kind == "signal":
        return _("signal {colour}").format(colour=Colour(level).label)
    if kind == "response":
        return _("level {level}").format(level=ROMAN[{"I": 1, "II": 2, "III": 3, "IV": 4}[level]])
    return pgettext("step of an event", "gates open")


def until(course: Course, at: datetime) -> list[Entry]:
    """Return what had happened by a moment of a replay."""
    return [one for one in course.entries if one.at <= at]


def standing_of_banks(entries: Iterable[Entry], bank: Callable[[str], int]) -> dict[int, dict[str, Entry]]:
    """Return the newest signal, response, gate and level of each bank: what a duty officer sees at a glance."""
    newest: dict[int, dict[str, Entry]] = {-1: {}, 1: {}}
    for one in entries:
        if one.kind in ("signal", "response", "gate", "level"):
            newest[-1 if bank(one.town) < 0 else 1][one.kind] = one
    return newest


def _moment(micros: Any) -> datetime:
    return datetime.fromtimestamp(int(micros) / UTC_US, SHANGHAI)
