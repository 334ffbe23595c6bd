"""A past event run again: official acts as they were, beside what the tables say of the observations at the end of each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from pilin.engine.hydro.acts import LIFTED, RESPONSES, SHANGHAI, Act, ActKind, read_acts
from pilin.engine.hydro.datum import MILLIMETRE, Line, UnknownDatum, lines_on, offset_on
from pilin.engine.hydro.grades import UnknownPeriod, rain_grade
from pilin.engine.hydro.thresholds import (
    NONE,
    Certainty,
    NoTable,
    SignalTable,
    Undecided,
    ceiling,
    check_bounds,
    signal_table,
)

CHECK = "check"
TABLES = {"shanghai": "31", "national": "00"}
REACH = 24 * 3600  # seconds of rain that a check looks back
HOUR_SECONDS = Decimal(3600)


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """One line of a replay: an official act, or our check.

    Parameters
    ----------
    at : datetime
        In Shanghai.
    kind : str
        ``check``, ``signal``, ``gate`` or ``response``.
    station : str
    rule : str, optional
        What was compared: ``rain_6h``, ``grade_12h``, ``warning_line``; or why nothing was: ``no_datum``, ``no_offset``, ``no_line``, ``no_table``.
    level : str, optional
        A colour, a line or ``none``; a response level; a gate's state. None where nothing could be compared.
    certainty : Certainty, optional
        Of a check: ``certain`` where the value was measured over the rule's own hours, ``at_least`` where it is a bound;
        what may be higher stands in ``undecided``.
        None of official acts, and where nothing could be compared.
    value, threshold : Decimal, optional
        Millimetres, or metres on the line's datum.
    reason : str
        Why nothing was compared.
    notes : tuple of str
        ``limits_unconfirmed``, ``time_assumed``, ``datum_assumed``, ``converted``, ``no_guarantee_line``.
    undecided : tuple of Undecided
    count : int, optional
        How many gates.
    row : int
        Where it stood in what was given.
    source : str
    """

    at: datetime
    kind: str
    station: str
    rule: str | None = None
    level: str | None = None
    certainty: Certainty | None = None
    value: Decimal | None = None
    threshold: Decimal | None = None
    reason: str = ""
    notes: tuple[str, ...] = ()
    undecided: tuple[Undecided, ...] = ()
    count: int | None = None
    row: int = 0
    source: str = ""


@dataclass(frozen=True, slots=True)
class Delay:
    """What passed between two official acts.

    Parameters
    ----------
    first, then : str
        ``signal orange``, ``gate open``, ``response II``.
    minutes : Decimal
    first_at, then_at : datetime
    """

    first: str
    then: str
    minutes: Decimal
    first_at: datetime
    then_at: datetime


@dataclass(frozen=True, slots=True)
class Replay:
    """A past event, judged.

    Parameters
    ----------
    entries : tuple of Judged
        By time, then as given.
    delays : tuple of Delay
        Between any two of: changes of a signal's colour, the first opening of a gate, launches of a response; by the first of
        them, then by the second.
    """

    entries: tuple[Judged, ...]
    delays: tuple[Delay, ...]


@dataclass(slots=True)
class _Gauge:
    """What one rain gauge said so far."""

    ends: dict[datetime, dict[int, Decimal]] = field(default_factory=dict)  # by end: seconds back to millimetres
    inside: list[tuple[datetime, datetime, int, Decimal, bool]] = field(default_factory=list)  # by end

    def hear(self, act: Act) -> _Heard:
        """Take an observation in, and return what is then known of the rain that ends with it."""
        assert act.start is not None and act.value is not None
        span = int((act.at - act.start).total_seconds())
        if act.period_h is None:
            known = self.ends.setdefault(act.at, {})
            back = [(span, act.value)]
            back += [(span + more, act.value + mm) for more, mm in self.ends.get(act.start, {}).items()]
            for seconds, mm in back:
                if seconds <= max(REACH, span):
                    known[seconds] = max(mm, known.get(seconds, mm))
            self.inside.append((act.start, act.at, span, act.value, False))
        else:
            self.inside.append((act.start, act.at, int(act.period_h * HOUR_SECONDS), act.value, True))
        within = []
        for start, end, seconds, mm, largest in reversed(self.inside):
            if end <= act.start:
                break
            if start >= act.start:
                within.append((Decimal(seconds) / HOUR_SECONDS, mm, largest and start == act.start and end == act.at))
        sums = {Decimal(seconds) / HOUR_SECONDS: mm for seconds, mm in self.ends.get(act.at, {}).items()}
        return _Heard(Decimal(span) / HOUR_SECONDS, sums, tuple(within))


@dataclass(frozen=True, slots=True)
class _Heard:
    """Bounds of rain from sums that end at one moment, and from stretches within the interval that ends there.

    Only the shortest sum that covers a rule's hours speaks for them: a longer one might hold rain long gone.
    """

    span: Decimal  # hours of the interval
    sums: Mapping[Decimal, Decimal]
    within: tuple[tuple[Decimal, Decimal, bool], ...]  # hours, millimetres, whether the most in so many hours of it all

    def least(self, period_h: Decimal) -> tuple[Decimal, bool]:
        """Return the millimetres of some so many hours at least, and whether that is measured."""
        told = [(mm, hours == period_h) for hours, mm in self.sums.items() if hours <= period_h]
        longer = min((hours for hours in self.sums if hours > period_h), default=None)
        if longer is not None and period_h not in self.sums:
            told.append((self.sums[longer] / ceiling(longer / period_h), False))
        for hours, mm, _ in self.within:
            told.append((mm, hours == period_h) if hours <= period_h else (mm / ceiling(hours / period_h), False))
        return max(told)

    def most(self, period_h: Decimal) -> Decimal | None:
        """Return the millimetres that so many hours do not exceed; None where rain before is not known."""
        covering = min((hours for hours in self.sums if hours >= max(period_h, self.span)), default=None)
        told = [] if covering is None else [self.sums[covering]]
        if period_h <= self.span:
            told += [mm * ceiling(period_h / hours) for hours, mm, largest in self.within if largest]
        return min(told, default=None)


def replay(
    rows: Sequence[Mapping[str, Any]] | Sequence[Act],
    *,
    table: str = "shanghai",
    lines: Callable[[str, date], Sequence[Line]] = lines_on,
    numbers: Sequence[int] | None = None,
) -> Replay:
    """Return a past event judged: official acts as they were, and our check at the end of each observation.

    Parameters
    ----------
    rows : sequence of mapping or of Act
        As :func:`~pilin.engine.hydro.read_acts` reads them.
    table : str
        Whose rain thresholds: ``shanghai`` or ``national``.
    lines : callable
        Given a gauge and a day, its lines, lowest first.
    numbers : sequence of int, optional
        The number of each row, for faults; without it they are counted from one.

    Returns
    -------
    Replay

    Raises
    ------
    Invalid
        With every fault of every row.
    KeyError
        Of another table.

    Examples
    --------
    >>> told = replay([
    ...     {"kind": "observation", "station": "柘林", "quantity": "rain_mm", "from": "2023-06-23T20:00", "to": "2023-06-24T08:00",
    ...      "value": 201.3},
    ...     {"kind": "signal", "at": "2023-06-24T04:50", "station": "奉贤区气象台", "level": "orange"},
    ...     {"kind": "response", "at": "2023-06-24T07:15", "station": "奉贤区防汛指挥部", "level": "II"},
    ... ])
    >>> [(one.kind, one.level, str(one.value)) for one in told.entries]
    [('signal', 'orange', 'None'), ('response', 'II', 'None'), ('check', 'extreme_rainstorm', '201.3'), ('check', 'orange', '100.65')]
    >>> [(one.first, one.then, str(one.minutes)) for one in told.delays]
    [('signal orange', 'response II', '145')]
    """
    place_code = TABLES[table]
    acts = tuple(rows) if rows and all(isinstance(row, Act) for row in rows) else read_acts(rows, numbers=numbers)  # type: ignore[arg-type]
    ordered: list[Act] = sorted(acts, key=lambda act: act.at)  # type: ignore[arg-type]
    gauges: dict[str, _Gauge] = {}
    tables: dict[date, SignalTable | None] = {}
    entries: list[Judged] = []
    for act in ordered:
        if act.kind is not ActKind.OBSERVATION:
            entries.append(_as_it_was(act))
        elif act.quantity == "level_m":
            entries.append(_level(act, lines))
        else:
            day = act.at.astimezone(SHANGHAI).date()
            if day not in tables:
                tables[day] = _table(place_code, day)
            heard = gauges.setdefault(act.station.casefold(), _Gauge()).hear(act)
            entries += [*_grade(act), _rain(act, heard, tables[day])]
    return Replay(tuple(entries), tuple(_delays(ordered)))


def replay_as_rows(told: Replay) -> dict[str, list[dict[str, Any]]]:
    """Return a replay as plain rows, for JSON: times as ISO texts with +08:00, unknown as None."""
    return {
        "entries": [_entry_row(one) for one in told.entries],
        "lags": [
            {
                "from": one.first,
                "to": one.then,
                "minutes": one.minutes,
                "from_at": _iso(one.first_at),
                "to_at": _iso(one.then_at),
            }
            for one in told.delays
        ],
    }


def _entry_row(one: Judged) -> dict[str, Any]:
    row: dict[str, Any] = {
        "at": _iso(one.at), "kind": one.kind, "station": one.station, "rule": one.rule, "level": one.level,
        "certainty": one.certainty and one.certainty.value, "value": one.value, "threshold": one.threshold,
        "reason": one.reason or None, "notes": list(one.notes), "row": one.row,
    }  # fmt: skip
    if one.kind == CHECK:
        row["undecided"] = [
            {
                "level": open_one.level, "rule": open_one.rule, "reason": open_one.reason.value,
                "threshold": open_one.threshold, "least": open_one.least, "most": open_one.most,
            }
            for open_one in one.undecided
        ]  # fmt: skip
    if one.count is not None:
        row["count"] = one.count
    if one.source:
        row["source"] = one.source
    return row


def _iso(at: datetime) -> str:
    return at.astimezone(SHANGHAI).isoformat()


def _as_it_was(act: Act) -> Judged:
    return Judged(
        at=act.at,
        kind=act.kind.value,
        station=act.station,
        level=act.level,
        count=act.count,
        row=act.row,
        source=act.source,
    )


def _table(place_code: str, on: date) -> SignalTable | None:
    try:
        return signal_table(place_code, on)
    except NoTable:
        return None


def _rain(act: Act, heard: _Heard, table: SignalTable | None) -> Judged:
    told: dict[str, Any] = {"at": act.at, "kind": CHECK, "station": act.station, "row": act.row, "source": act.source}
    if table is None:
        return Judged(**told, rule="no_table", value=act.value, reason="no table of thresholds is known for that day")
    found = check_bounds(heard, table)
    return Judged(
        **told, rule=found.rule, level=found.level, certainty=Certainty.CERTAIN if found.value_exact else Certainty.AT_LEAST,
        value=found.value, threshold=found.threshold, undecided=found.undecided,
    )  # fmt: skip


def _grade(act: Act) -> list[Judged]:
    """Return what rain of 12 or 24 hours is called; nothing of other periods, which no standard grades."""
    assert act.start is not None
    hours = act.period_h or Decimal((act.at - act.start) // timedelta(seconds=1)) / HOUR_SECONDS
    try:
        found = rain_grade(hours, act.value, on=act.at.astimezone(SHANGHAI).date())
    except UnknownPeriod:
        return []
    return [
        Judged(
            at=act.at, kind=CHECK, station=act.station, row=act.row, source=act.source, rule=f"grade_{found.period_h}h", level=found.code,
            certainty=Certainty.CERTAIN, value=found.mm, threshold=found.least_mm,
            notes=() if found.confirmed else ("limits_unconfirmed",),
        )
    ]  # fmt: skip


def _level(act: Act, lines: Callable[[str, date], Sequence[Line]]) -> Judged:
    told: dict[str, Any] = {"at": act.at, "kind": CHECK, "station": act.station, "row": act.row, "source": act.source}
    day = act.at.astimezone(SHANGHAI).date()
    assert act.value is not None
    if not act.datum:
        return Judged(
            **told, rule="no_datum", value=act.value, reason="the level names no datum: it was compared with nothing"
        )
    known = lines(act.station, day)
    if not known:
        return Judged(**told, rule="no_line", value=act.value, reason="no line of this gauge is known on that day")
    try:
        laid = [
            (line, (act.value + offset_on(line.place_code, act.datum, line.datum, day)).quantize(MILLIMETRE))
            for line in known
        ]
    except UnknownDatum as unknown:
        return Judged(**told, rule="no_offset", value=act.value, reason=str(unknown))
    reached = [(line, value) for line, value in laid if value >= line.metres]
    line, value = reached[-1] if reached else laid[0]
    moved = line.datum != act.datum
    notes = {
        "time_assumed": act.at_assumed,
        "datum_assumed": act.datum_assumed or line.datum_assumed,
        "converted": moved,
        "no_guarantee_line": all(one.kind != "guarantee" for one in known),
    }
    return Judged(
        **told, rule=f"{line.kind}_line", level=line.kind if reached else NONE, certainty=Certainty.CERTAIN,
        value=value if moved else act.value, threshold=line.metres, notes=tuple(name for name, so in notes.items() if so),
    )  # fmt: skip


def _delays(acts: Iterable[Act]) -> list[Delay]:
    steps: list[tuple[str, datetime]] = []
    stands: dict[tuple[ActKind, str], str] = {}
    opened = False
    for act in acts:
        before = stands.get((act.kind, act.station), LIFTED)
        stands[act.kind, act.station] = act.level
        if act.kind is ActKind.SIGNAL:
            counts = act.level not in (before, LIFTED)
        elif act.kind is ActKind.RESPONSE:
            counts = _rank(act.level) > _rank(before)
        else:
            counts = act.kind is ActKind.GATE and act.level == "open" and not opened
            opened = opened or counts
        if counts:
            steps.append((f"{act.kind} {act.level}", act.at))
    return [
        Delay(first, then, Decimal(int((later - at).total_seconds())) / 60, at, later)
        for place, (first, at) in enumerate(steps)
        for then, later in steps[place + 1 :]
    ]


def _rank(level: str) -> int:
    return RESPONSES.index(level) if level in RESPONSES else -1
