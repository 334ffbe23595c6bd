"""Flows as their two ends tell them: each word with its earlier ones, the net of each pair, what a place draws and gives over time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from uuid import UUID

from django.db.models import Q

from pilin.domain.observatory.enums.flows import FlowKind, Reading, Said
from pilin.domain.observatory.models import FlowRecord
from pilin.domain.observatory.rules import flows as rules
from pilin.engine import flows as engine
from pilin.engine.base import PartialDate
from pilin.foundation.access.standing import Standing
from pilin.foundation.places.enums import PlaceKind
from pilin.foundation.places.models import Place
from pilin.foundation.places.queries import containment_edges
from pilin.foundation.places.rules import held

Amount = int | Decimal


@dataclass(frozen=True)
class FlowTold:
    """One flow of one period: what the side it leaves says of it, and the side it reaches. A silent side is None."""

    kind: str
    unit: str
    origin: Place
    destination: Place
    span: PartialDate
    sender: FlowRecord | None
    receiver: FlowRecord | None
    words: tuple[FlowRecord, ...]  # all that was ever said of it, the latest first

    @property
    def said(self) -> Said:
        """Return which sides have spoken, and whether they say the same."""
        if self.sender is None or self.receiver is None:
            return Said.RECEIVER if self.sender is None else Said.SENDER
        one, other = ((word.value, word.comparator) for word in (self.sender, self.receiver))
        return Said.SAME if one == other else Said.DIFFER

    @property
    def differs(self) -> bool:
        """Return whether both have spoken and do not say the same."""
        return self.said is Said.DIFFER

    @property
    def difference(self) -> Amount | None:
        """Return the sender's amount less the receiver's; None where one of them is silent, vague or does not know."""
        if self.sender is None or self.receiver is None:
            return None
        return rules.difference(_exact(self.sender), _exact(self.receiver))

    @property
    def lack(self) -> Amount | None:
        """Return the difference turned: by how much the receiver's amount is above the sender's."""
        return None if self.difference is None else -self.difference

    @property
    def gap(self) -> Amount | None:
        """Return by how much the two amounts lie apart, whichever is above."""
        return None if self.difference is None else max(self.difference, -self.difference)

    @property
    def any_word(self) -> FlowRecord:
        """Return a word that counts, for the address of the flow and for its marks."""
        found = self.sender or self.receiver
        assert found is not None  # a flow is made of words
        return found

    @property
    def kind_label(self) -> str:
        """Return what flows, in the reader's language."""
        return str(FlowKind(self.kind).label)

    def word(self, reading: Reading) -> FlowRecord:
        """Return the word that this reading takes: that of one side, or of the other where the first is silent."""
        first, second = (self.sender, self.receiver) if reading is Reading.SENDER else (self.receiver, self.sender)
        return first or second or self.any_word

    def read(self, reading: Reading) -> engine.Flow:
        """Return the flow as the engine reckons with it: an amount that is vague counts as unknown."""
        amount = _exact(self.word(reading))
        return engine.Flow(self.origin.code, self.destination.code, engine.Factor(self.kind), self.unit, amount)


@dataclass(frozen=True)
class PairTold:
    """Both ways of a pair in a period, of one kind and unit, with the net by each reading. A way nobody spoke of is None."""

    kind: str
    unit: str
    one: Place
    other: Place
    span: PartialDate
    there: FlowTold | None  # from one to other
    back: FlowTold | None
    by: dict[Reading, engine.Both]

    @property
    def net_by_sender(self) -> Amount | None:
        """Return what goes there less what comes back, each as the side it leaves says; None where a way is unknown."""
        return self.by[Reading.SENDER].net

    @property
    def net_by_receiver(self) -> Amount | None:
        """Return the same, each way as the side it reaches says."""
        return self.by[Reading.RECEIVER].net

    @property
    def agreed(self) -> bool:
        """Return whether both readings come to the same net, or both to none."""
        return self.net_by_sender == self.net_by_receiver

    @property
    def kind_label(self) -> str:
        """Return what flows, in the reader's language."""
        return str(FlowKind(self.kind).label)

    @property
    def told(self) -> list[FlowTold]:
        """Return the ways that somebody spoke of."""
        return [way for way in (self.there, self.back) if way is not None]

    def turned(self) -> PairTold:
        """Return the same as the other place sees it."""
        turned = {reading: both.turned() for reading, both in self.by.items()}
        return PairTold(self.kind, self.unit, self.other, self.one, self.span, self.back, self.there, turned)


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many flows were told, and by whom."""

    flows: int
    by_said: dict[Said, int]
    unknown: int  # told without an exact amount by the one reading or the other

    @property
    def both(self) -> int:
        """Return of how many both sides have spoken."""
        return self.by_said[Said.SAME] + self.by_said[Said.DIFFER]

    @property
    def one_side(self) -> int:
        """Return of how many only one side has spoken."""
        return self.flows - self.both


@dataclass(frozen=True, slots=True)
class Drawn:
    """What a place draws from others and gives them in a period: siphon and overflow."""

    span: PartialDate
    drawn: engine.Total  # what reaches it
    given: engine.Total  # what leaves it
    net: Amount | None  # given less drawn: above 0 it gives more than it draws

    @property
    def ways_drawn(self) -> int:
        """Return how many ways lead to it, known and unknown."""
        return self.drawn.known + self.drawn.unknown

    @property
    def ways_given(self) -> int:
        """Return how many ways lead from it, known and unknown."""
        return self.given.known + self.given.unknown


@dataclass(frozen=True)
class Balance:
    """A place over time, of one kind and unit, by one reading; places in which another counted one lies are not added."""

    place: Place
    kind: str
    unit: str
    reading: Reading
    years: tuple[Drawn, ...]
    pairs: tuple[PairTold, ...]  # of the last period, as the place sees them
    counted: tuple[Place, ...]
    apart: tuple[Place, ...]  # hold a place that is counted: adding them too would count twice


@dataclass(frozen=True)
class Known:
    """What the circle keeps of flows, as this standing reads it: what one may ask for."""

    kinds: tuple[tuple[str, str], ...]  # (kind, unit)
    spans: tuple[PartialDate, ...]  # the latest first
    places: tuple[Place, ...]

    @cached_property
    def place_of(self) -> dict[str, Place]:
        """Return the places by code."""
        return {place.code: place for place in self.places}


def ends(standing: Standing) -> list[Place]:
    """Return the places a form offers as ends of a flow: the members, the shortest codes last, and prefectures and provinces."""
    members = Q(members__isnull=False) | Q(kind__in=(PlaceKind.PREFECTURE, PlaceKind.PROVINCE))
    rows = Place.objects.visible_to(standing).filter(members).distinct()
    return sorted(rows, key=lambda place: (-len(place.code), place.code))


def known(standing: Standing, circle: str) -> Known:
    """Return of which kinds, units, periods and places there are words; three queries."""
    rows = FlowRecord.objects.visible_to(standing).filter(in_circle__slug=circle).order_by()
    kinds = set(rows.values_list("kind", "unit").distinct())
    spans = {PartialDate(*ends) for ends in rows.values_list("period_first", "period_last").distinct()}
    ends = Q(pk__in=rows.values("origin")) | Q(pk__in=rows.values("destination"))
    order = list(FlowKind.values)
    return Known(
        kinds=tuple(sorted(kinds, key=lambda pair: (order.index(pair[0]), pair[1] != "CNY", pair[1]))),
        spans=tuple(sorted(spans, reverse=True)),
        places=tuple(Place.objects.visible_to(standing).filter(ends)),
    )


def flows(
    standing: Standing,
    circle: str,
    *,
    kind: str = "",
    unit: str = "",
    span: PartialDate | None = None,
    places: Sequence[str] = (),
    known_by: datetime | None = None,
) -> list[FlowTold]:
    """Return the flows of a circle with the word of each end that counts, as this standing reads them; one query.

    Parameters
    ----------
    standing : Standing
    circle : str
    kind, unit : str
        Only of these; all where empty.
    span : PartialDate, optional
        Only of exactly this period: quarters never count into a year.
    places : sequence of str
        One code: flows from it and to it; two: flows between them.
    known_by : datetime, optional
        As it was known at this moment; words said later are left out.
    """
    rows = FlowRecord.objects.visible_to(standing).filter(in_circle__slug=circle)
    for name, value in (("kind", kind), ("unit", unit)):
        rows = rows.filter(**{name: value}) if value else rows
    if span is not None:
        rows = rows.filter(period_first=span.first, period_last=span.last)
    for code in places:
        rows = rows.filter(Q(origin__code=code) | Q(destination__code=code))
    if known_by is not None:
        rows = rows.filter(known_at__lte=known_by)
    return _told(rows.select_related("origin", "destination"))


def flow_named(standing: Standing, circle: str, uid: UUID) -> FlowTold | None:
    """Return the flow of which this is a word, with all that was said of it; None where the word may not be read."""
    row = FlowRecord.objects.visible_to(standing).filter(in_circle__slug=circle, pk=uid).first()
    if row is None:
        return None
    found = FlowRecord.objects.visible_to(standing).filter(
        in_circle__slug=circle, kind=row.kind, unit=row.unit, origin=row.origin_id, destination=row.destination_id,
        period_first=row.period_first, period_last=row.period_last,
    )  # fmt: skip
    return _told(found.select_related("origin", "destination", "in_circle"))[0]


def pairs(told: Iterable[FlowTold]) -> list[PairTold]:
    """Return both ways of each pair, once, the left or lower code first; of each period, kind and unit apart.

    ``net`` of a pair turned is its opposite, exactly, by either reading: the engine adds it up without rounding. A way of
    which nobody spoke is unknown, not nought.
    """
    ways: dict[tuple[PartialDate, str, str], dict[tuple[str, str], FlowTold]] = {}
    for one in told:
        ways.setdefault((one.span, one.kind, one.unit), {})[one.origin.code, one.destination.code] = one
    found = []
    for (span, kind, unit), held_ways in ways.items():
        nets = {reading: engine.net(_both_ways(held_ways, kind, unit, reading)) for reading in Reading}
        for first, second in sorted({(min(way), max(way)) for way in held_ways}):
            there, back = held_ways.get((first, second)), held_ways.get((second, first))
            any_way = there or back
            assert any_way is not None  # a pair is made of ways
            places = {place.code: place for place in (any_way.origin, any_way.destination)}
            by = {reading: nets[reading][first, second, engine.Factor(kind), unit] for reading in Reading}
            found.append(PairTold(kind, unit, places[first], places[second], span, there, back, by))
    order = list(FlowKind.values)
    return sorted(
        found, key=lambda p: (-p.span.last.toordinal(), order.index(p.kind), p.unit, p.one.code, p.other.code)
    )


def coverage(told: Sequence[FlowTold]) -> Coverage:
    """Return how many flows were told, and by which side."""
    said = [one.said for one in told]
    unknown = sum(any(one.read(reading).amount is None for reading in Reading) for one in told)
    return Coverage(len(told), {word: said.count(word) for word in Said}, unknown)


def balance(standing: Standing, told: Sequence[FlowTold], place: Place, reading: Reading) -> Balance | None:
    """Return what a place draws and gives over time; ``told`` of one kind and unit. One query; None without any flow of its own.

    Only periods of the longest precision told are compared: years where there are years.
    """
    own = [one for one in told if place.code in (one.origin.code, one.destination.code)]
    if not own:
        return None
    longest = max((one.span.last - one.span.first).days // 28 for one in own)  # months: 13, 3 or 1 of 28 days
    own = [one for one in own if (one.span.last - one.span.first).days // 28 == longest]
    places = {end.code: end for one in own for end in (one.origin, one.destination) if end.code != place.code}
    edges = containment_edges(standing)
    on = max(one.span.last for one in own)
    holders: dict[str, set[str]] = {code: set() for code in places}
    for outer in places:
        for inner in held(edges, [outer], on) & set(places) - {outer}:
            holders[inner].add(outer)
    counted, apart = rules.not_nested(places, holders)
    kind, unit = own[0].kind, own[0].unit
    years = []
    for span in sorted({one.span for one in own}):
        ways = {(one.origin.code, one.destination.code): one for one in own if one.span == span}
        kept = {way: one for way, one in ways.items() if set(way) - {place.code} <= set(counted)}
        if kept:
            (whole,) = engine.siphon(_both_ways(kept, kind, unit, reading), place.code)
            years.append(Drawn(span, whole.to, whole.come, whole.net))
    last = max(one.span for one in own)
    seen = [pair if pair.one.code == place.code else pair.turned() for pair in pairs(one for one in own if one.span == last)]  # fmt: skip
    return Balance(
        place, kind, unit, reading, tuple(years), tuple(seen), tuple(places[code] for code in counted), tuple(places[code] for code in apart)
    )  # fmt: skip


def _both_ways(ways: dict[tuple[str, str], FlowTold], kind: str, unit: str, reading: Reading) -> list[engine.Flow]:
    """Return flows with the way back of each added as unknown where nobody spoke of it: silence is not nought."""
    silent = [(end, start) for start, end in ways if (end, start) not in ways]
    return [
        *(one.read(reading) for one in ways.values()),
        *(engine.Flow(start, end, engine.Factor(kind), unit, None) for start, end in silent),
    ]


def _told(rows: Iterable[FlowRecord]) -> list[FlowTold]:
    """Return the flows that words are of: of each end its latest word counts."""
    held_rows: dict[tuple[object, ...], list[FlowRecord]] = {}
    for row in rows:
        key = (row.period_first, row.period_last, row.kind, row.unit, row.origin_id, row.destination_id)
        held_rows.setdefault(key, []).append(row)
    found = []
    for words in held_rows.values():
        words.sort(key=lambda row: (row.known_at, row.pk))
        latest = {row.owner: row for row in words}
        first = words[0]
        found.append(
            FlowTold(
                first.kind, first.unit, first.origin, first.destination, PartialDate(first.period_first, first.period_last),
                latest.get(first.origin.code), latest.get(first.destination.code), tuple(reversed(words)),
            )
        )  # fmt: skip
    return [one for one in found if one.sender or one.receiver]


def _exact(word: FlowRecord) -> Amount | None:
    return word.amount if word.exact else None
