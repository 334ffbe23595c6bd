"""Deeds of gauges: take what machines said, whole or not at all wrong row by row; do again what failed upon it."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import groupby
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from pilin.engine.base import Fault, Invalid, Refused
from pilin.foundation.access.enums import Audience
from pilin.foundation.access.standing import Standing
from pilin.foundation.journal.actions import attempt, count, deed, tell
from pilin.foundation.members.models import Circle
from pilin.foundation.observations import queries, rules
from pilin.foundation.observations.enums import BAD, MOST_TRIES, REACTIONS, Arrived, Quality
from pilin.foundation.observations.models import GaugeReading, ReactionDue, ReadingBatch, RefusedReading, Series
from pilin.foundation.observations.rules import Before, ReadingMeant, ReadingSaid

log = logging.getLogger(__name__)
HOUSE = Standing.machine("observations")
MOST_AT_ONCE = 50_000  # readings a deed takes; whoever has more brings several deliveries
NEVER_MOVED = timedelta(days=27)  # a month that is moved is over at least this long
FRESH_BACK = timedelta(days=1)
NARROW = timedelta(hours=6)  # a stretch of which everything is read, rather than each series asked apart
A_PIECE = 500  # readings of which the database is asked together what it has
PLACING = ("owner", "audience", "circle", "parties", "agreement", "illustrative")  # settles which batch a reading is of
Key = tuple[UUID, datetime]


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a delivery. ``taken`` are new readings; ``late`` and ``marked`` count among taken and revised."""

    taken: int = 0
    doubled: int = 0
    revised: int = 0
    late: int = 0
    marked: int = 0
    refused: list[Fault] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Kept:
    """What the database has, or will have after this deed, of one moment of a series."""

    begins_at: datetime | None
    value: Decimal | None
    quality: int
    revision: int
    known_at: datetime


@dataclass(frozen=True, slots=True)
class _New:
    """A reading that is going to be a row."""

    said: ReadingMeant
    quality: Quality
    revision: int
    current: bool


@deed("observations.take_readings", says=_("{who} brought {readings} readings from {source}"))
def take_readings(*, by: Standing, at: datetime, circle: str, rows: Sequence[ReadingSaid], source: str) -> Taken:
    """Keep readings of gauges of one's own town. Wrong rows are kept aside and named; they hold no right one up.

    The same reading again is no row; another value for the same moment is a revision; order does not matter. What
    looks wrong (outside the limits, a leap, stuck) or came late is kept and marked. Whoever is told of new readings
    (``REACTIONS``) is told within the deed; one that fails loses nothing and is done again.

    Raises
    ------
    Invalid
        Where there is no such circle, nothing was brought, or more than ``MOST_AT_ONCE`` rows.
    Refused
        Where ``by`` keeps no gauges here.
    """
    within = Circle.objects.visible_to(by).filter(slug=circle).first()
    if within is None:
        raise Invalid(Fault("unknown_circle", "circle", _("There is no such circle"), value=circle))
    rules.may_send(by, circle).require()
    if not rows:
        raise Invalid(Fault("nothing", "rows", _("The delivery holds no reading")))
    if len(rows) > MOST_AT_ONCE:
        reason = _("At most %(most)s readings at once: divide the delivery") % {"most": MOST_AT_ONCE}
        raise Invalid(Fault("too_many", "rows", reason, value=str(len(rows))))
    known = {s.slug: s for s in _gauges(by, circle, {row.series for row in rows})}
    right: list[ReadingMeant] = []
    wrong: list[tuple[ReadingSaid, list[Fault]]] = []
    for said in rows:
        read = rules.meant(said, known, by=by, at=at)
        if isinstance(read, ReadingMeant):
            right.append(read)
        else:
            wrong.append((said, read))
    new, doubled, backwards = _weighed(right)
    wrong += backwards
    batches = _write(within, new, doubled, source, at)
    refused = _set_aside(by, within, known, wrong, at)
    revised = sum(one.revision > 1 for one in new)
    late, marked = sum(bool(n.quality & Quality.LATE) for n in new), sum(bool(n.quality & BAD) for n in new)
    count(taken=len(new) - revised, revised=revised, doubled=doubled, late=late, marked=marked, refused=len(wrong))
    tell(readings=len(new), source=source)
    _react(at, batches)
    return Taken(len(new) - revised, doubled, revised, late, marked, refused)


def _gauges(by: Standing, circle: str, slugs: Iterable[str]) -> Iterator[Series]:
    wanted = sorted(slug[:60] for slug in slugs if isinstance(slug, str))
    for k in range(0, len(wanted), A_PIECE):
        some = wanted[k : k + A_PIECE]
        yield from Series.objects.visible_to(by).filter(circle=circle, kept_by="gauge", slug__in=some)


def _weighed(right: list[ReadingMeant]) -> tuple[list[_New], int, list[tuple[ReadingSaid, list[Fault]]]]:
    """Return what becomes a row, how many were said before, and what was known before what it would revise."""
    weighing = _Weighing()
    for piece in _pieces(sorted(right, key=_key)):  # stable: what was said later of a moment revises the earlier
        there = _there(piece)
        for uid, group in groupby(piece, key=lambda reading: reading.series.pk):
            weighing.go_on(uid, list(group), there)
    return weighing.new, weighing.doubled, weighing.wrong


def _key(reading: ReadingMeant) -> Key:
    return reading.series.pk, reading.at


def _pieces(ordered: list[ReadingMeant]) -> Iterator[list[ReadingMeant]]:
    """Yield readings in pieces; those of one moment stay together."""
    piece: list[ReadingMeant] = []
    for reading in ordered:
        if len(piece) >= A_PIECE and _key(reading) != _key(piece[-1]):
            yield piece
            piece = []
        piece.append(reading)
    if piece:
        yield piece


def _there(piece: list[ReadingMeant]) -> dict[Key, _Kept]:
    """Return what is kept of the moments of these readings, and of those before that their marks depend on."""
    since: dict[UUID, datetime] = {}  # from when each series is looked at; it comes in order
    until: dict[UUID, datetime] = {}
    for reading in piece:
        since.setdefault(reading.series.pk, reading.at - rules.looks_back(reading.series))
        until[reading.series.pk] = reading.at
    first, last = min(since.values()), max(until.values())
    if last - first <= NARROW:  # what machines send as it happens: one condition costs a tenth of one a series
        wanted = Q(series__in=list(since), at__gte=first, at__lte=last)
    else:
        wanted = Q()
        for uid, group in groupby(piece, key=lambda reading: reading.series.pk):
            moments = {reading.at for reading in group}
            apart = Q(at__in=moments) if since[uid] == min(moments) else Q(at__gte=since[uid], at__lte=until[uid])
            wanted |= Q(series=uid) & apart
    rows = GaugeReading.objects.visible_to(HOUSE).filter(wanted, current=True).order_by()
    columns = ("series_id", "at", "begins_at", "value", "quality", "revision", "known_at")
    found = _on_shelf(piece)
    for uid, moment, begins, value, quality, revision, known in rows.values_list(*columns):
        if since[uid] <= moment <= until[uid]:
            found[uid, moment] = _Kept(begins, value, quality, revision, known)
    return found


def _on_shelf(piece: list[ReadingMeant]) -> dict[Key, _Kept]:
    """Return what lies on the shelf of the months of old readings; nothing is asked where all of them are fresh."""
    series = {reading.series.pk: reading.series for reading in piece}
    first, last = min(r.at for r in piece) - FRESH_BACK, max(r.at for r in piece)
    if first > max(r.known_at for r in piece) - NEVER_MOVED:
        return {}
    found: dict[Key, _Kept] = {}
    for uid, months in queries.months_on_shelf(HOUSE, series.values(), first, last).items():
        wanted = {queries.month_of(r.at) for r in piece if r.series.pk == uid}
        wanted |= {queries.month_of(r.at - rules.looks_back(r.series)) for r in piece if r.series.pk == uid}
        for at, begins, value, quality, revision, known in queries.kept_before(
            HOUSE, series[uid], [m for m in months if m in wanted]
        ):
            found[uid, at] = _Kept(begins, value, quality, revision, known)
    return found


@dataclass(slots=True)
class _Weighing:
    """Goes through readings in order of series and moment, with what is kept beside them."""

    new: list[_New] = field(default_factory=list)
    doubled: int = 0
    wrong: list[tuple[ReadingSaid, list[Fault]]] = field(default_factory=list)
    before: dict[UUID, Before] = field(default_factory=dict)
    reached: dict[UUID, datetime] = field(default_factory=dict)  # up to which moment ``before`` tells

    def go_on(self, uid: UUID, readings: list[ReadingMeant], there: dict[Key, _Kept]) -> None:
        """Weigh the next readings of a series, in order of their moments."""
        state = self.before.setdefault(uid, Before())
        line = {moment: kept for (of, moment), kept in there.items() if of == uid}
        moments = iter(sorted({*line, *(reading.at for reading in readings)}))
        moment = next(moments)
        last: dict[datetime, int] = {}  # moment → place in ``new`` of its last word, where this delivery said it
        for reading in readings:
            while moment < reading.at:
                if moment in line and (uid not in self.reached or moment > self.reached[uid]):
                    state.follow(moment, line[moment].value, line[moment].quality)
                    self.reached[uid] = moment
                moment = next(moments)
            self._weigh(reading, line, last, state)
        if moment in line:  # the last of these readings
            state.follow(moment, line[moment].value, line[moment].quality)
            self.reached[uid] = moment

    def _weigh(
        self, reading: ReadingMeant, line: dict[datetime, _Kept], last: dict[datetime, int], state: Before
    ) -> None:
        old = line.get(reading.at)
        if old is not None and (old.value, old.begins_at) == (reading.value, reading.begins_at):
            self.doubled += 1
            return
        if old is not None and reading.known_at < old.known_at:
            reason = _("A later word on this moment is already kept; a revision comes after it")
            self.wrong.append((reading.said, [Fault("known_later", "known_at", reason, row=reading.said.row)]))
            return
        if reading.at in last:
            earlier = self.new[last[reading.at]]
            self.new[last[reading.at]] = replace(earlier, current=False)
        last[reading.at] = len(self.new)
        revision = old.revision + 1 if old else 1
        quality = rules.marks(reading, state)
        self.new.append(_New(reading, quality, revision, current=True))
        line[reading.at] = _Kept(reading.begins_at, reading.value, quality, revision, reading.known_at)


def _write(
    within: Circle, new: list[_New], doubled: int, source: str, at: datetime
) -> list[tuple[ReadingBatch, list[Arrived]]]:
    """Write readings and, for those that the same people read, one batch. Returns what arrived by batch."""
    groups: dict[tuple[Any, ...], list[_New]] = {}
    for one in new:
        series = one.said.series
        groups.setdefault(tuple(getattr(series, name) for name in PLACING), []).append(one)
    written = []
    for placing, some in groups.items():
        _retire(some)
        batch = _batch(within, dict(zip(PLACING, placing, strict=True)), some, doubled, source)
        batch.save()
        doubled = 0  # said once, of the first batch: a doubled reading is no row of any
        columns = {
            "series_id": [n.said.series.pk for n in some],
            "begins_at": [n.said.begins_at for n in some],
            "at": [n.said.at for n in some],
            "value": [n.said.value for n in some],
            "quality": [int(n.quality) for n in some],
            "known_at": [n.said.known_at for n in some],
            "revision": [n.revision for n in some],
            "current": [n.current for n in some],
        }
        rows: Any = GaugeReading.objects.visible_to(HOUSE)
        rows.put_columns(len(some), columns, batch_id=batch.pk)
        arrived = [
            Arrived(n.said.series.pk, n.said.at, n.said.begins_at, n.said.value, int(n.quality), n.revision > 1)
            for n in some
            if n.current
        ]
        written.append((batch, arrived))
    return written


def _batch(within: Circle, placing: dict[str, Any], some: list[_New], doubled: int, source: str) -> ReadingBatch:
    told = (
        (n.said.series.pk, n.said.begins_at, n.said.at, n.said.value, n.quality, n.said.known_at, n.revision)
        for n in some
    )
    revised = sum(n.revision > 1 for n in some)
    return ReadingBatch(
        in_circle=within, source=source[:60], **placing, doubled=doubled, revised=revised,
        taken=len(some) - revised, late=sum(bool(n.quality & Quality.LATE) for n in some),
        marked=sum(bool(n.quality & BAD) for n in some), first_at=min(n.said.at for n in some),
        last_at=max(n.said.at for n in some), root=rules.root_of([rules.leaf_of(*one) for one in told]),
    )  # fmt: skip


def _retire(some: list[_New]) -> None:
    """Let rows that are revised be the last word no longer."""
    revised: dict[UUID, list[datetime]] = {}
    for one in some:
        if one.revision > 1:
            revised.setdefault(one.said.series.pk, []).append(one.said.at)
    for uid, moments in revised.items():
        for k in range(0, len(moments), A_PIECE):
            rows = GaugeReading.objects.visible_to(HOUSE).filter(series=uid, at__in=moments[k : k + A_PIECE])
            rows.filter(current=True).update(current=False)


def _set_aside(
    by: Standing,
    within: Circle,
    known: dict[str, Series],
    wrong: list[tuple[ReadingSaid, list[Fault]]],
    at: datetime,
) -> list[Fault]:
    """Keep rows that are no readings, word for word and each once; return every fault."""
    owner = by.member or within.slug
    made: dict[str, RefusedReading] = {}
    for said, faults in wrong:
        words, first = said.words(), faults[0]
        digest = rules.digest_of(words, first.code, first.field)
        series = known.get(said.series)
        made.setdefault(
            digest,
            RefusedReading(
                in_circle=within, circle=within.slug, owner=owner, audience=Audience.OWN, made_at=at, changed_at=at, revision=1,
                said=words, row=said.row, field=first.field, code=first.code, digest=digest,
                series=series.pk if series else None, station=series.station_id if series else None,
            ),
        )  # fmt: skip
    digests = list(made)
    for k in range(0, len(digests), A_PIECE):
        rows = RefusedReading.objects.visible_to(HOUSE).filter(in_circle=within, owner=owner)
        there = set(rows.filter(digest__in=digests[k : k + A_PIECE]).values_list("digest", flat=True))
        rows.bulk_create([made[d] for d in digests[k : k + A_PIECE] if d not in there])
    return [fault for _said, faults in wrong for fault in faults]


def _react(at: datetime, batches: list[tuple[ReadingBatch, list[Arrived]]]) -> None:
    """Tell of new readings; what fails is noted, to be done again, and takes no reading with it."""
    for name in sorted(REACTIONS):
        for batch, arrived in batches:
            try:
                attempt(lambda name=name, arrived=arrived: REACTIONS[name](at, arrived))  # type: ignore[misc]
            except Exception as error:  # whatever it is: readings are kept, a person is told by the log
                log.exception("%s failed upon readings %s", name, batch.pk)
                ReactionDue(name=name, batch=batch, noted_at=at, error=f"{type(error).__name__}: {error}"[:300]).save()


@deed("observations.redo_reaction", says=_("{who} told {name} again of readings that had come"))
def redo_reaction(*, by: Standing, at: datetime, due: ReactionDue) -> bool:
    """Do again what failed when readings arrived; returns whether it went well. Once done it is never done again."""
    if not by.sees_all:
        raise Refused("not_machine", _("This is done by the clock"))
    if due.done_at is not None or due.tries >= MOST_TRIES:
        raise Refused("done", _("This is done, or was tried too often"))
    tell(name=due.name)
    rows = GaugeReading.objects.visible_to(HOUSE).filter(batch=due.batch_id, current=True).order_by("series", "at")
    columns = ("series_id", "at", "begins_at", "value", "quality", "revision")
    arrived = [
        Arrived(uid, moment, begins, value, quality, revision > 1)
        for uid, moment, begins, value, quality, revision in rows.values_list(*columns)
    ]
    try:
        attempt(lambda: REACTIONS[due.name](at, arrived))
    except Exception as error:  # as above
        log.exception("%s failed again upon readings %s", due.name, due.batch_id)
        due.tries += 1
        due.error = f"{type(error).__name__}: {error}"[:300]
    else:
        due.done_at = at
    due.save()
    return due.done_at is not None


@deed("observations.put_aside", says=_("{who} looked at a refused reading"))
def put_aside(*, by: Standing, at: datetime, refused: RefusedReading) -> RefusedReading:
    """Note that somebody of the town looked at a refused reading; it stays readable."""
    if not by.sees_all:
        rules.may_change_station(by, refused.owner).require()
    if refused.seen_at is not None:
        raise Refused("done", _("Somebody looked at it already"))
    refused.seen_at = at
    refused.save()
    return refused
