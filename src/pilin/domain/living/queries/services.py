"""What one can do on the other side: services with papers, hours and the way there; facilities; where insurance pays directly."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet

from pilin.domain.lines.rules import clock
from pilin.domain.living.enums.services import Answer, LifeEvent, Open, OpenDays
from pilin.domain.living.models.services import (
    Facility,
    FacilityDepartment,
    FacilityPartnership,
    OpeningHours,
    PublicService,
    ServicePaper,
    SettlementWord,
    UnmetNeed,
)
from pilin.domain.living.queries.reaching import Reacher, ReachTold
from pilin.domain.living.rules import services as rules
from pilin.domain.living.rules import settlement
from pilin.domain.living.rules.settlement_codes import WHOLE, settled_code
from pilin.foundation.access.standing import Standing
from pilin.foundation.members.queries import MemberCard, members_on
from pilin.foundation.observations.models import Series
from pilin.foundation.observations.queries import Reading, latest, series_named
from pilin.foundation.places.models import Place
from pilin.foundation.places.queries import places_in

HOUSE = Standing.machine("living services")
CROSSED = "jinshan-jiaxing-settlement"  # series of how many paid directly across the border, where somebody keeps one
ZONE_PLACE = "yrd-zone"  # code of the Demonstration Zone among places
NOT_DIVISIONS = ("zone", "park", "basin", "region", "station")


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody asks for: a life event, a town that provides, words, and where they live."""

    event: str = ""
    town: str = ""
    words: str = ""
    home: str = ""  # code of a town; empty: not said


@dataclass(frozen=True, slots=True)
class HoursTold:
    """Hours of a facility, or of a service of its own: all of them, and those of the day; None: unknown, empty: closed."""

    rows: tuple[OpeningHours, ...]
    spans: tuple[tuple[int, int], ...] | None

    @property
    def clocks(self) -> list[str]:
        """Return the hours of the day as people read them."""
        return [f"{clock(opens)}–{'24:00' if closes == 1440 else clock(closes)}" for opens, closes in self.spans or ()]

    @property
    def weekly(self) -> list[tuple[str, str]]:
        """Return all hours: on which days, from when until when."""
        return [(row.get_days_display(), f"{clock(row.opens)}–{'24:00' if row.closes == 1440 else clock(row.closes)}") for row in self.rows]  # fmt: skip


@dataclass(frozen=True, slots=True)
class ServiceTold:
    """A service as somebody on the other bank needs it told."""

    row: PublicService
    facility: Facility | None
    papers: tuple[ServicePaper, ...]
    hours: HoursTold
    open: Open
    reach: ReachTold | None  # None: nobody said from where

    @property
    def always(self) -> list[ServicePaper]:
        """Return the papers that are always needed."""
        return [paper for paper in self.papers if not (paper.case_zh or paper.case)]

    @property
    def free(self) -> bool:
        """Return whether it costs nothing, as its town says."""
        return bool(self.row.cost_cny == Decimal(0))


@dataclass(frozen=True, slots=True)
class FacilityTold:
    """A facility with its departments, its partners, its hours and what is said of settling there."""

    row: Facility
    departments: tuple[FacilityDepartment, ...]
    partnerships: tuple[FacilityPartnership, ...]
    hours: HoursTold
    words: tuple[SettlementWord, ...]
    reach: ReachTold | None


@dataclass(frozen=True, slots=True)
class SettledAt:
    """Whether one pays directly at a facility: the rule, the word of whoever says it, and what to do."""

    told: settlement.Settled
    word: SettlementWord | None
    answer: Answer
    steps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NeedsOf:
    """What people did not find for one life event: how often, and the last words."""

    event: str
    label: Any
    count: int
    words: tuple[UnmetNeed, ...]


def services(standing: Standing, circle: str, on: date) -> QuerySet[PublicService]:
    """Return the services of a circle in sight that are given on a day."""
    rows = PublicService.objects.visible_to(standing).filter(circle=circle, valid_from__lte=on)
    return rows.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=on))


def service_named(standing: Standing, circle: str, uid: UUID) -> PublicService | None:
    """Return a service, also one that is given no more or not yet; None where this standing reads none."""
    rows = PublicService.objects.visible_to(standing).filter(circle=circle, pk=uid)
    return rows.select_related("in_circle").first()


def facilities(standing: Standing, circle: str) -> QuerySet[Facility]:
    """Return the facilities of a circle in sight, by name."""
    return Facility.objects.visible_to(standing).filter(circle=circle).select_related("place")


def facility_named(standing: Standing, circle: str, uid: UUID) -> Facility | None:
    """Return a facility; None where this standing reads none."""
    return facilities(standing, circle).filter(pk=uid).select_related("in_circle").first()


def event_counts(standing: Standing, circle: str, on: date) -> list[tuple[LifeEvent, int]]:
    """Return every life event with how many services help with it on a day."""
    found = Counter(code for events in services(standing, circle, on).values_list("events", flat=True) for code in events.split(","))  # fmt: skip
    return [(event, found[event.value]) for event in LifeEvent]


def services_told(
    standing: Standing, circle: str, on: date, asked: Asked, reacher: Reacher | None = None
) -> list[ServiceTold]:
    """Return the services that fit what is asked, those that are open and reachable first; a fixed number of queries.

    Words are looked for in title, provider, what it is about and its papers, whatever their case.
    """
    rows = list(services(standing, circle, on))
    if asked.event:
        rows = [row for row in rows if asked.event in row.event_codes]
    if asked.town:
        rows = [row for row in rows if row.owner == asked.town]
    told = _told(standing, circle, rows, on, asked.home, reacher)
    words = asked.words.casefold().split()
    fits = [one for one in told if all(word in _text_of(one) for word in words)]
    return sorted(fits, key=lambda one: (_rank(one), one.row.title_zh, one.row.pk))


def service_told(
    standing: Standing, row: PublicService, on: date, home: str = "", reacher: Reacher | None = None
) -> ServiceTold:
    """Return one service as it is told on a day."""
    return _told(standing, row.circle, [row], on, home, reacher)[0]


def facility_told(standing: Standing, row: Facility, on: date, reacher: Reacher | None = None) -> FacilityTold:
    """Return one facility as it is told on a day."""
    hours = _hours(standing, [row], [])[row.pk, None]
    spans = rules.spans_on(hours, on)
    return FacilityTold(
        row,
        tuple(FacilityDepartment.objects.visible_to(standing).filter(facility=row)),
        tuple(FacilityPartnership.objects.visible_to(standing).filter(facility=row)),
        HoursTold(tuple(hours), spans),
        tuple(settlement_words(standing, [row.pk], on)),
        reacher.to(row.point, spans) if reacher else None,
    )


def settlement_words(standing: Standing, keys: Iterable[UUID], on: date) -> list[SettlementWord]:
    """Return the newest word as of a day on each kind of care and area at some facilities."""
    rows = SettlementWord.objects.visible_to(standing).filter(facility__in=list(keys), as_of__lte=on)
    newest: dict[tuple[UUID, str, UUID], SettlementWord] = {}
    for row in rows.select_related("area").order_by("as_of", "uid"):
        newest[row.facility_id, row.kind, row.area_id] = row
    return sorted(newest.values(), key=lambda row: (row.facility_id, row.kind, row.area.code))


def word_for(words: Iterable[SettlementWord], insured: str, kind: str) -> SettlementWord | None:
    """Return the word that counts for people insured in an area: that of the smallest area that holds theirs."""
    home = settled_code(insured)
    fits = [(settled_code(word.area.code), word) for word in words if word.kind == kind]
    held = [(len(code), word) for code, word in fits if code and home.startswith(code)]
    return max(held, key=lambda one: (one[0], one[1].as_of), default=(0, None))[1]


def zone_on(standing: Standing, on: date) -> settlement.ZoneOn:
    """Return the Demonstration Zone on a day: as the records of places have it, else as its regulation names it."""
    named = frozenset(filter(None, map(settled_code, Place.objects.visible_to(standing).exclude(kind__in=NOT_DIVISIONS).values_list("code", flat=True))))  # fmt: skip
    inside = frozenset(filter(None, (settled_code(place.code) for place in places_in(standing, [ZONE_PLACE], on))))
    if not inside:
        return settlement.ZoneOn(settlement.ZONE.codes, settlement.ZONE.source, named)
    return settlement.ZoneOn(inside, ZONE_PLACE, named)


def settled(standing: Standing, insured: str, at: str, on: date, kind: str) -> settlement.Settled:
    """Return what the rule answers, with the Zone as this instance records it."""
    return settlement.settle(insured, at, on, kind, zone_on(standing, on))


def settled_anywhere(standing: Standing, insured: str, at: str, on: date, kind: str) -> settlement.Settled:
    """Return the same also where no instance was set up yet: then by the Zone as its regulation names it."""
    if Place._meta.db_table not in connection.introspection.table_names():
        return settlement.settle(insured, at, on, kind)
    return settled(standing, insured, at, on, kind)


def settled_at(standing: Standing, facility: Facility, insured: str, on: date, kind: str) -> SettledAt:
    """Return whether one pays directly at a facility, and what one does for it."""
    told = settled(standing, insured, facility.place.code, on, kind)
    word = word_for(settlement_words(standing, [facility.pk], on), insured, kind)
    answer = settlement.at_facility(told, word.linked if word else None)
    return SettledAt(told, word, answer, settlement.steps(told, answer))


def insured_areas(standing: Standing, circle: str, on: date) -> list[Place]:
    """Return the county-level units that the towns of a circle and the words on settling speak of, by code: a choice to offer."""
    counties = {card.county.code for card in members_on(standing, circle, on) if card.county}
    words = SettlementWord.objects.visible_to(standing).filter(circle=circle).values_list("area__code", flat=True)
    codes = counties | {code for code in words if len(settled_code(code)) == WHOLE} | settlement.ZONE.codes
    return list(Place.objects.visible_to(standing).filter(code__in=codes).order_by("code"))


@dataclass(frozen=True, slots=True)
class Crossed:
    """How many paid directly across the border, as the newest figure says, with what its series warns of."""

    series: Series
    reading: Reading


def crossed(standing: Standing, circle: str) -> Crossed | None:
    """Return the newest figure on direct payment across the border; None where nobody keeps one."""
    series = series_named(standing, CROSSED, circle=circle)
    reading = latest(standing, CROSSED) if series else None
    return Crossed(series, reading) if series and reading else None


def needs_by_event(standing: Standing, circle: str, most: int = 5) -> list[NeedsOf]:
    """Return what people looked for and did not find, by life event, the most missed first; officers of the circle read it."""
    held: dict[str, list[UnmetNeed]] = defaultdict(list)
    for row in UnmetNeed.objects.visible_to(standing).filter(circle=circle):
        held[row.event].append(row)
    told = [
        NeedsOf(event.value, event.label, len(held[event]), tuple(row for row in held[event] if row.words)[:most])
        for event in LifeEvent
        if held[event]
    ]
    return sorted(told, key=lambda one: -one.count)


def towns_of(standing: Standing, circle: str, on: date) -> dict[str, MemberCard]:
    """Return the towns of a circle on a day by code, left bank first."""
    return {card.code: card for card in sorted(members_on(standing, circle, on), key=lambda card: (card.bank, card.code))}  # fmt: skip


def _told(
    standing: Standing, circle: str, rows: Sequence[PublicService], on: date, home: str, reacher: Reacher | None
) -> list[ServiceTold]:
    keys = {row.facility_id for row in rows if row.facility_id}
    places = {row.pk: row for row in Facility.objects.visible_to(standing).filter(pk__in=keys).select_related("place")}
    papers: dict[UUID, list[ServicePaper]] = defaultdict(list)
    for paper in ServicePaper.objects.visible_to(standing).filter(service__in=[row.pk for row in rows]):
        papers[paper.service_id].append(paper)
    hours = _hours(standing, list(places.values()), rows)
    towns = towns_of(standing, circle, on)
    told = []
    for row in rows:
        facility = places.get(row.facility_id) if row.facility_id else None
        kept = hours[None, row.pk] or (hours[facility.pk, None] if facility else [])
        spans = rules.spans_on(kept, on)
        bank = towns[row.owner].bank if row.owner in towns else 0
        opened = rules.open_to(
            row.for_whom, home=home, home_bank=towns[home].bank if home in towns else None, bank=bank, members=towns
        )  # fmt: skip
        reach = reacher.to(facility.point, spans) if reacher and facility else None
        told.append(ServiceTold(row, facility, tuple(papers[row.pk]), HoursTold(tuple(kept), spans), opened, reach))
    return told


def _hours(
    standing: Standing, places: Sequence[Facility], rows: Sequence[PublicService]
) -> dict[tuple[UUID | None, UUID | None], list[OpeningHours]]:
    """Return the hours by (facility, None) and (None, service), in the order of the week."""
    mine = Q(facility__in=[place.pk for place in places]) | Q(service__in=[row.pk for row in rows])
    order = [day.value for day in OpenDays]
    found: dict[tuple[UUID | None, UUID | None], list[OpeningHours]] = defaultdict(list)
    for row in sorted(
        OpeningHours.objects.visible_to(standing).filter(mine), key=lambda row: (order.index(row.days), row.opens)
    ):
        found[row.facility_id, row.service_id].append(row)
    return found


def _rank(one: ServiceTold) -> tuple[int, int]:
    """Return what comes first: open to whoever asks, then what can be reached or needs no way."""
    opened = (Open.YES, Open.UNKNOWN, Open.NO).index(one.open)
    return opened, 0 if one.reach is None or one.reach.reachable else 1


def _text_of(one: ServiceTold) -> str:
    row, papers = one.row, one.papers
    parts = [row.title_zh, row.title, row.about_zh, row.about, row.provider_zh, row.provider, *row.event_labels]
    parts += [text for paper in papers for text in (paper.paper_zh, paper.paper)]
    if one.facility:
        parts += [one.facility.name_zh, one.facility.name]
    return " ".join(parts).casefold()
