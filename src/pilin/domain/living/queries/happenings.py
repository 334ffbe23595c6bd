"""Public events as asked for: the one calendar, an event with its places, what clashes, what returns next year."""

from __future__ import annotations

from calendar import Calendar
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Prefetch, Q, QuerySet
from django.utils.translation import get_language

from pilin.domain.living.enums.happenings import HappeningState, RegistrationState
from pilin.domain.living.models import Happening, HappeningSeries, HappeningSession, HappeningVenue, Registration, Seats
from pilin.domain.living.rules import happenings as rules
from pilin.domain.meetings import queries as meetings
from pilin.domain.meetings.rules import Slot
from pilin.foundation.access.standing import Standing
from pilin.foundation.bulletins.enums import CALENDAR, CalendarEntry
from pilin.foundation.members.enums import MembershipKind
from pilin.foundation.members.models import Member
from pilin.foundation.members.queries import MemberCard, members_on

HOUSE = Standing.machine("happenings")
PUBLIC = Standing.public()
SHANGHAI = ZoneInfo("Asia/Shanghai")
FAR = date(2200, 1, 1)


@dataclass(frozen=True, slots=True)
class HappeningTold:
    """An event with where it is, its places, and where it stands at the moment of asking."""

    row: Happening
    state: HappeningState
    venues: list[HappeningVenue]
    whole: Seats | None
    quotas: list[Seats]

    @property
    def free(self) -> int | None:
        """Return how many places are free; None where they are not counted."""
        return self.whole.free if self.whole else None

    @property
    def full(self) -> bool:
        """Return whether every place is taken."""
        return self.whole is not None and self.whole.free == 0

    @property
    def towns(self) -> list[Member]:
        """Return the towns it is in: of its venues, else its host's."""
        found = {venue.town.code: venue.town for venue in self.venues if venue.town}
        if not found and self.row.host is not None:
            found[self.row.host.code] = self.row.host
        return list(found.values())

    @property
    def own_towns(self) -> set[str]:
        """Return the codes of the towns whose people go first, where any do."""
        host = {self.row.host.code} if self.row.host else set()
        return host | {venue.town.code for venue in self.venues if venue.town} | {self.row.owner}


@dataclass(frozen=True, slots=True)
class Clash:
    """Something else in the same town at the same time, with its address."""

    title_zh: str
    title: str
    url: str


@dataclass(frozen=True, slots=True)
class QuotaTold:
    """The places of one town on the board: given, taken of its own, on its waiting list, and in from elsewhere's places."""

    town: Member
    places: int | None
    taken: int
    beyond: int
    waiting: int

    @property
    def free(self) -> int | None:
        """Return how many of its own places are free; None where it has none of its own."""
        return None if self.places is None else self.places - self.taken


@dataclass(frozen=True, slots=True)
class Dated:
    """One line of the one calendar: an event of this room, or what another room adds."""

    uid: str
    title_zh: str
    title: str
    first: date
    last: date
    starts_at: datetime | None
    ends_at: datetime | None
    place_zh: str
    place: str
    url: str
    kind: str
    label: Any
    towns: frozenset[str]
    illustrative: bool
    rough: bool = False  # its day is not known, only its month, quarter or year
    told: HappeningTold | None = None
    clashes: list[str] = field(default_factory=list)  # titles in the language of whoever asks

    @property
    def when(self) -> datetime | date:
        """Return the hour where it is known, else the day."""
        return self.starts_at or self.first

    def slot(self) -> Slot:
        """Return when it is, for a clash."""
        return Slot(self.first, self.last, self.starts_at, self.ends_at)


def happenings_in(standing: Standing, circle: str) -> QuerySet[Happening]:
    """Return the events of a circle that this standing may read, drafts of its own town among them."""
    venues = HappeningVenue.objects.visible_to(standing).select_related("town", "division")
    seats = Seats.objects.visible_to(standing).select_related("town")
    rows = Happening.objects.visible_to(standing).filter(in_circle__slug=circle)
    return rows.select_related("series", "host", "in_circle", "meeting").prefetch_related(
        Prefetch("venues", venues), Prefetch("seats", seats)
    )


def told_of(row: Happening, at: datetime) -> HappeningTold:
    """Return an event as :func:`happenings_in` read it, as it stands at a moment."""
    seats = list(row.seats.all())
    whole = next((one for one in seats if one.town_id is None), None)
    quotas = sorted((one for one in seats if one.town), key=lambda one: (one.town.bank, one.town.code))  # type: ignore[union-attr]
    return HappeningTold(row, row.state_at(at), list(row.venues.all()), whole, quotas)


def happening_named(standing: Standing, circle: str, uid: UUID, at: datetime) -> HappeningTold | None:
    """Return one event; None where this standing reads none under this key."""
    row = happenings_in(standing, circle).filter(pk=uid).first()
    return told_of(row, at) if row else None


def happenings(
    standing: Standing,
    circle: str,
    at: datetime,
    *,
    first: date | None = None,
    last: date | None = None,
    town: str = "",
    kind: str = "",
) -> list[HappeningTold]:
    """Return the events of a span of days, by date; those without any date at the end, where no span is asked for.

    Parameters
    ----------
    first, last : date, optional
        Both days count. An event known to the month or the year only belongs to a span it may touch.
    town : str
        Only those in the town with this code: by venue, host, or owner.
    """
    rows = happenings_in(standing, circle)
    if first is not None:
        rows = rows.filter(Q(ends_on_last__gte=first) | Q(ends_on_last__isnull=True, starts_on_last__gte=first))
    if last is not None:
        rows = rows.filter(starts_on_first__lte=last)
    if kind:
        rows = rows.filter(kind=kind)
    found = [told_of(row, at) for row in rows]
    if town:
        found = [one for one in found if town in _codes(one)]
    return sorted(found, key=lambda one: (one.row.starts_on_first or FAR, one.row.starts_at or _midnight(one.row), one.row.pk))  # fmt: skip


def calendar(
    standing: Standing,
    circle: str,
    at: datetime,
    first: date,
    last: date,
    *,
    town: str = "",
    kind: str = "",
) -> list[Dated]:
    """Return everything dated in a span of days: events, and the meetings, releases and milestones that other rooms add.

    Cancelled events stay, marked so. Things in one town at one time name each other under ``clashes``, to officers only.
    """
    zh = _zh()
    lines = [_dated(one) for one in happenings(standing, circle, at, first=first, last=last) if one.row.starts_on_first]
    lines += [line for line in _elsewhere(standing, circle) if line.first <= last and line.last >= first]
    if standing.member:
        lines = _with_clashes(lines, zh)
    if town:
        lines = [line for line in lines if town in line.towns]
    if kind:
        lines = [line for line in lines if line.kind == kind]
    return sorted(lines, key=lambda line: (line.first, line.starts_at is not None, line.starts_at or at, line.uid))


def weeks_of(year: int, month: int) -> list[list[date]]:
    """Return the weeks of a month, Monday first, filled up with the days beside it."""
    return Calendar(0).monthdatescalendar(year, month)


def calendar_entries(standing: Standing, circle: str) -> list[CalendarEntry]:
    """Return the circle's events for its calendar feed: those known to the day, drafts and cancelled ones left out."""
    zh = _zh()
    rows = happenings_in(standing, circle).filter(cancelled_at__isnull=True, announced_at__isnull=False)
    return [entry_of(told_of(row, row.made_at), zh) for row in rows if row.day_known]


def entry_of(one: HappeningTold, zh: bool) -> CalendarEntry:
    """Return an event as calendars take it in."""
    row = one.row
    towns = one.towns
    return CalendarEntry(
        uid=str(row.pk), title_zh=row.title_zh, title=row.title or row.title_zh, starts=row.starts_at or row.starts_on_first or FAR,
        ends=row.ends_at if row.starts_at else row.last_day, place=place_words(one, zh),
        url=f"/c/{row.circle}/living/happenings/{row.pk}/", illustrative=row.illustrative,
        town=towns[0].code if len(towns) == 1 else "",
    )  # fmt: skip


def feed(standing: Standing, circle: str, at: datetime, town: str = "") -> list[CalendarEntry]:
    """Return the calendar feed of a circle or of one town in it: events of the room; the circle's own feed has all rooms'."""
    zh = _zh()
    return [
        entry_of(one, zh)
        for one in happenings(standing, circle, at, town=town)
        if one.row.day_known and one.state not in (HappeningState.DRAFT, HappeningState.CANCELLED)
    ]


def place_words(one: HappeningTold, zh: bool) -> str:
    """Return where an event is, in words: every venue."""
    mark = "；" if zh else "; "
    return mark.join((v.name_zh or v.name) if zh else (v.name or v.name_zh) for v in one.venues)


def clashes(
    standing: Standing, circle: str, towns: Iterable[str], slot: Slot, *, but: UUID | None = None
) -> list[Clash]:
    """Return what is in one of these towns at the same time: events and meetings."""
    codes, found = set(towns), []
    rows = (
        happenings_in(standing, circle)
        .filter(cancelled_at__isnull=True, starts_on_first__lte=slot.last)
        .filter(Q(starts_on_last__gte=slot.first) | Q(ends_on_last__gte=slot.first))
    )
    for row in rows:
        other = rules.slot_of(row)
        if row.pk == but or other is None or not rules.clash(slot, other):
            continue
        if codes & _codes(told_of(row, row.made_at)):
            found.append(Clash(row.title_zh, row.title or row.title_zh, f"/c/{circle}/living/happenings/{row.pk}/"))
    for code in sorted(codes):
        found += [
            Clash(row.title_zh, row.title, f"/c/{row.circle}/meetings/{row.pk}/")
            for row in meetings.clashes(standing, code, slot)
        ]
    return list(dict.fromkeys(found))


def towns_of(standing: Standing, circle: str, on: date) -> list[MemberCard]:
    """Return the towns whose people may come: the members of a circle, then those that read along."""
    return [
        *members_on(standing, circle, on), *members_on(standing, circle, on, MembershipKind.OBSERVER)
    ]  # fmt: skip


def quotas_of(told: HappeningTold) -> list[QuotaTold]:
    """Return the board of an event's places: every town that has places or somebody waiting. Counts only, no names."""
    rows = Registration.objects.visible_to(HOUSE).filter(happening=told.row.pk)
    rows = rows.exclude(state=RegistrationState.WITHDRAWN)
    beyond: dict[str, int] = {}
    waiting: dict[str, int] = {}
    towns = {one.town.code: one.town for one in told.quotas if one.town}
    for row in rows.select_related("town"):
        towns.setdefault(row.town.code, row.town)
        if row.state == RegistrationState.WAITING:
            waiting[row.town.code] = waiting.get(row.town.code, 0) + 1
        elif row.seat != "own":
            beyond[row.town.code] = beyond.get(row.town.code, 0) + 1
    own = {one.town.code: one for one in told.quotas if one.town}
    return [
        QuotaTold(
            member, own[code].places if code in own else None, own[code].taken if code in own else 0, beyond.get(code, 0),
            waiting.get(code, 0),
        )
        for code, member in sorted(towns.items(), key=lambda pair: (pair[1].bank, pair[0]))
    ]  # fmt: skip


def sessions_of(standing: Standing, happening: Happening) -> list[HappeningSession]:
    """Return the curriculum of a camp or class, in order."""
    return list(HappeningSession.objects.visible_to(standing).filter(happening=happening))


def series_in(standing: Standing, circle: str) -> QuerySet[HappeningSeries]:
    """Return the series of a circle that this standing may read."""
    return HappeningSeries.objects.visible_to(standing).filter(in_circle__slug=circle).select_related("host")


@dataclass(frozen=True, slots=True)
class SeriesTold:
    """A series with its editions, the newest first, and whether a year has one."""

    row: HappeningSeries
    editions: list[HappeningTold]
    due: bool  # it returns every year, and the year asked for has no edition


def series_told(standing: Standing, circle: str, at: datetime, year: int) -> list[SeriesTold]:
    """Return the series of a circle, each with its editions and whether a year lacks one."""
    of: dict[UUID, list[HappeningTold]] = {}
    for one in happenings(standing, circle, at):
        if one.row.series_id is not None:
            of.setdefault(one.row.series_id, []).insert(0, one)
    return [
        SeriesTold(row, of.get(row.pk, []), row.yearly and not _has(of.get(row.pk, []), year))
        for row in series_in(standing, circle)
    ]


def to_announce(at: datetime) -> list[Happening]:
    """Return the drafts that are to be announced by a moment."""
    return list(happenings_in_all().filter(announced_at__isnull=True, cancelled_at__isnull=True, announce_at__lte=at))


def to_release(on: date) -> list[Happening]:
    """Return the events whose unused places are released by a day and for which somebody still waits."""
    waiting = Registration.objects.visible_to(HOUSE).filter(state=RegistrationState.WAITING).values("happening")
    rows = happenings_in_all().filter(cancelled_at__isnull=True, release_on__lte=on, pk__in=waiting)
    return [row for row in rows if row.last_day is None or row.last_day >= on]


def happenings_in_all() -> QuerySet[Happening]:
    """Return the events of every circle, for scheduled work."""
    return Happening.objects.visible_to(HOUSE).select_related("host", "in_circle", "series")


def _has(editions: Sequence[HappeningTold], year: int) -> bool:
    return any(
        one.row.starts_on_first is not None and one.row.starts_on_first.year == year and one.row.cancelled_at is None
        for one in editions
    )


def _dated(one: HappeningTold) -> Dated:
    row = one.row
    first = row.starts_on_first or FAR
    return Dated(
        uid=str(row.pk), title_zh=row.title_zh, title=row.title or row.title_zh, first=first, last=row.last_day or first, starts_at=row.starts_at,
        ends_at=row.ends_at, place_zh=place_words(one, True), place=place_words(one, False), url=f"/c/{row.circle}/living/happenings/{row.pk}/",
        kind=row.kind, label=row.get_kind_display(), towns=frozenset(_codes(one)), illustrative=row.illustrative, rough=not row.day_known,
        told=one,
    )  # fmt: skip


def _elsewhere(standing: Standing, circle: str) -> list[Dated]:
    """Return what other rooms put into the calendar."""
    lines = []
    for source in CALENDAR:
        if source is calendar_entries:
            continue
        for entry in source(standing, circle):
            timed = isinstance(entry.starts, datetime)
            first = _day(entry.starts)
            last = first if entry.ends is None else max(first, _day(entry.ends))
            lines.append(
                Dated(
                    uid=entry.uid, title_zh=entry.title_zh, title=entry.title, first=first, last=last,
                    starts_at=entry.starts if timed else None,  # type: ignore[arg-type]
                    ends_at=entry.ends if isinstance(entry.ends, datetime) else None, place_zh=entry.place, place=entry.place,
                    url=entry.url, kind="other", label="", towns=frozenset({entry.town} if entry.town else ()),
                    illustrative=entry.illustrative,
                )
            )  # fmt: skip
    return lines


def _with_clashes(lines: list[Dated], zh: bool) -> list[Dated]:
    """Return the lines, each with the titles of what is in the same town at the same time."""
    exact = [line for line in lines if not line.rough and line.towns and not _cancelled(line)]
    of: dict[str, list[str]] = {}
    for place, one in enumerate(exact):
        for other in exact[place + 1 :]:
            if one.towns & other.towns and rules.clash(one.slot(), other.slot()):
                of.setdefault(one.uid, []).append(other.title_zh if zh else other.title)
                of.setdefault(other.uid, []).append(one.title_zh if zh else one.title)
    for line in lines:
        line.clashes.extend(of.get(line.uid, []))
    return lines


def _cancelled(line: Dated) -> bool:
    return line.told is not None and line.told.state is HappeningState.CANCELLED


def _codes(one: HappeningTold) -> set[str]:
    return {member.code for member in one.towns} or {one.row.owner}


def _midnight(row: Happening) -> datetime:
    return datetime.combine(row.starts_on_first or FAR, datetime.min.time(), SHANGHAI)


def _day(moment: datetime | date) -> date:
    return moment.astimezone(SHANGHAI).date() if isinstance(moment, datetime) else moment


def _zh() -> bool:
    return (get_language() or "zh").startswith("zh")
