"""Parks with their shares and what compares them, crossings, carriers, promises late first, and who is in the Zone on a day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db.models import Q, QuerySet

from pilin.domain.enterprises.models import Enterprise
from pilin.domain.enterprises.queries import enterprise_named, enterprises
from pilin.domain.parks import rules
from pilin.domain.parks.enums import (
    FORM,
    MONEY,
    ZONE,
    ZONE_PLAN,
    ZONE_START,
    CarrierPart,
    CrossingState,
    PromiseState,
    ProposalState,
)
from pilin.domain.parks.models import (
    Carrier,
    CarrierFigure,
    Crossing,
    Park,
    ParkFirm,
    ParkList,
    ParkParty,
    Promise,
    ShareProposal,
    ShareWord,
    Work,
)
from pilin.engine.base import Comparator, Misfit, Quantity, misfit_of
from pilin.foundation.access.standing import Standing
from pilin.foundation.places.enums import PlaceKind
from pilin.foundation.places.models import Place
from pilin.foundation.places.queries import PlaceTold, places_in, places_told

HOUSE = Standing.machine("parks")
LATE_FIRST = (PromiseState.LATE, PromiseState.PAST, PromiseState.UNKNOWN, PromiseState.OPEN, PromiseState.KEPT)


@dataclass(frozen=True, slots=True)
class ProposalTold:
    """A proposal of shares with each town's word on it."""

    row: ShareProposal
    shares: dict[str, Decimal | None]  # by uid of the party, per cent
    words: tuple[ShareWord, ...]
    waits_for: tuple[str, ...]  # codes of the towns that have not answered

    def lines(self, parties: Iterable[ParkParty]) -> list[tuple[ParkParty, Decimal | None]]:
        """Return each party with the share proposed for it."""
        return [(party, self.shares.get(str(party.pk))) for party in parties]


@dataclass(frozen=True, slots=True)
class ParkTold:
    """A park with its parties, the shares in force and what its figures make."""

    row: Park
    parties: tuple[ParkParty, ...]
    proposals: tuple[ProposalTold, ...] = ()  # the newest first
    firms: tuple[ParkFirm, ...] = ()  # entered here and there on the day asked
    named: Mapping[UUID, Enterprise] = field(default_factory=dict)  # of these, whose names are in sight

    @property
    def towns(self) -> tuple[str, ...]:
        """Return the codes of the members that are party: their words make shares count."""
        return tuple(party.member.code for party in self.parties if party.member)

    @property
    def open_proposal(self) -> ProposalTold | None:
        """Return the proposal that waits for towns."""
        return next((one for one in self.proposals if one.row.state == ProposalState.OPEN), None)

    @property
    def agreed(self) -> ProposalTold | None:
        """Return the proposal whose shares are in force: the one agreed last."""
        return next((one for one in self.proposals if one.row.state == ProposalState.AGREED), None)

    @property
    def shares(self) -> list[tuple[ParkParty, Decimal | None]]:
        """Return each party with its share in force, per cent; None is unknown."""
        held = self.agreed.shares if self.agreed else {}
        return [(party, held.get(str(party.pk))) for party in self.parties]

    @property
    def banks(self) -> tuple[list[tuple[ParkParty, Decimal | None]], list[tuple[ParkParty, Decimal | None]]]:
        """Return the parties of the left bank and of the right; those of neither stand where fewer are."""
        left = [one for one in self.shares if one[0].bank < 0]
        right = [one for one in self.shares if one[0].bank > 0]
        for one in self.shares:
            if not one[0].bank:
                (left if len(left) <= len(right) else right).append(one)
        return left, right

    @property
    def density(self) -> Quantity | None:
        """Return firms per km² as reported."""
        return rules.density(self.row.firms_said, self.row.area)

    @property
    def comparable(self) -> bool:
        """Return whether the density compares: the source says that the firms lie inside the area."""
        return self.density is not None and self.row.firms_inside is True

    @property
    def hnte(self) -> Quantity | None:
        """Return how many firms are high-tech by the share reported."""
        return rules.hnte_firms(self.row.firms_said, self.row.hnte_share)

    @property
    def hnte_percent(self) -> Decimal | None:
        """Return the share of high-tech firms in per cent."""
        return None if self.row.hnte_share is None else self.row.hnte_share * 100


@dataclass(frozen=True, slots=True)
class ListTold:
    """A list of parks as its source counts it, and how many of them stand here."""

    row: ParkList
    here: int

    @property
    def missing(self) -> int:
        """Return how many are not here: the source counts them and does not name them."""
        return max(0, self.row.declared - self.here)

    @property
    def percent(self) -> int:
        """Return how much of the list stands here, in whole per cent, rounded down."""
        return min(100, 100 * self.here // self.row.declared) if self.row.declared else 100


@dataclass(frozen=True, slots=True)
class FirmsTold:
    """Firms entered in parks on a day: a firm in several parks is counted once."""

    firms: int
    entries: int  # one a firm and park
    in_several: int  # firms that stand in more than one park


@dataclass(frozen=True, slots=True)
class Parks:
    """The parks of a circle on a day."""

    on: date
    told: tuple[ParkTold, ...]
    lists: tuple[ListTold, ...]
    firms: FirmsTold

    @property
    def compared(self) -> list[ParkTold]:
        """Return the parks with a density, the densest first, those that do not compare last."""
        dense = [one for one in self.told if one.density]
        return sorted(dense, key=lambda one: (not one.comparable, -one.density.value, one.row.name_zh))  # type: ignore[union-attr]


@dataclass(frozen=True, slots=True)
class CrossingTold:
    """A crossing with what its counts say of its design."""

    row: Crossing
    design: rules.DesignTold


@dataclass(frozen=True, slots=True)
class Crossings:
    """The crossings of a circle, and how many there are in each state."""

    told: tuple[CrossingTold, ...]
    states: tuple[tuple[CrossingState, int], ...]

    @property
    def total(self) -> int:
        """Return how many crossings there are, built or not; closed ones are not counted."""
        return sum(number for state, number in self.states if state is not CrossingState.CLOSED)


@dataclass(frozen=True, slots=True)
class CarrierTold:
    """A carrier with its figures and what they make."""

    row: Carrier
    figures: tuple[CarrierFigure, ...]

    def of(self, part: CarrierPart) -> Quantity | None:
        """Return one of its figures."""
        found = next((one for one in self.figures if one.part == part), None)
        unit = "CNY" if part in MONEY else ""
        return None if found is None else Quantity(found.value, unit, Comparator(found.comparator))

    @property
    def form(self) -> int | None:
        """Return of how many centres, bases and platforms it is made; None where it has none."""
        parts = [found.value for part in FORM if (found := self.of(part))]
        return int(sum(parts)) if parts else None

    @property
    def flights_a_firm(self) -> Quantity | None:
        """Return flights per firm served, to a tenth."""
        return _over(self.of(CarrierPart.FLIGHTS), self.of(CarrierPart.SERVED), "0.1", "")

    @property
    def investment_a_project(self) -> Quantity | None:
        """Return investment per project, to the fen."""
        return _over(self.of(CarrierPart.INVESTMENT), self.of(CarrierPart.PROJECTS), "0.01", "CNY")


@dataclass(frozen=True, slots=True)
class PromiseTold:
    """A promise and what became of it as of a day."""

    row: Promise
    outcome: rules.Outcome

    @property
    def misfit(self) -> Misfit | None:
        """Return the date that its words put on the wrong side of the day they were said; None where they fit."""
        return misfit_of(self.row.words, self.row.said_on)


@dataclass(frozen=True, slots=True)
class ZoneTold:
    """Who is in the Demonstration Zone and in its plan on a day, and who came into the plan since the Zone began."""

    on: date
    zone: tuple[Place, ...]
    start: tuple[Place, ...]
    plan: tuple[Place, ...]

    @property
    def added(self) -> tuple[Place, ...]:
        """Return the places of the plan that are not in the Zone itself."""
        held = {place.code for place in self.zone}
        return tuple(place for place in self.plan if place.code not in held)


def parks(standing: Standing, circle: str, on: date) -> Parks:
    """Return the parks of a circle on a day with what compares them; a fixed number of queries."""
    rows = list(_rows(standing, circle))
    told = _told(standing, rows, on)
    return Parks(on, tuple(told), tuple(_lists(standing, circle, rows)), firms_over(one.firms for one in told))


def park_named(standing: Standing, circle: str, uid: UUID) -> Park | None:
    """Return a park; None where this standing may not read it."""
    return _rows(standing, circle).filter(pk=uid).first()


def park_told(standing: Standing, row: Park, on: date) -> ParkTold:
    """Return a park with its parties, shares and firms on a day, the names of the firms in sight with them."""
    (told,) = _told(standing, [row], on)
    keys = [one.enterprise_id for one in told.firms]
    named = {firm.pk: firm for firm in Enterprise.objects.visible_to(standing).filter(pk__in=keys)}
    return ParkTold(told.row, told.parties, told.proposals, told.firms, named)


def parties_of(row: Park) -> list[ParkParty]:
    """Return all parties of a park in their order, for the deeds."""
    return list(ParkParty.objects.visible_to(HOUSE).filter(park=row).select_related("member"))


def towns_of(row: Park) -> list[str]:
    """Return the codes of all members that are party to a park, for the rules."""
    return [party.member.code for party in parties_of(row) if party.member]


def proposal_named(standing: Standing, circle: str, uid: UUID) -> ShareProposal | None:
    """Return a proposal of shares; None where this standing may not read it."""
    rows = ShareProposal.objects.visible_to(standing).filter(circle=circle, pk=uid)
    return rows.select_related("park", "in_circle").first()


def open_proposal_of(row: Park) -> ShareProposal | None:
    """Return the proposal of a park that waits for towns, for the deeds."""
    return ShareProposal.objects.visible_to(HOUSE).filter(park=row, state=ProposalState.OPEN).first()


def stays_over(row: Park, firm: Enterprise, since: date, until: date | None) -> bool:
    """Return whether a firm is in a park on a day of a span already, for the deeds."""
    rows = ParkFirm.objects.visible_to(HOUSE).filter(
        Q(valid_to__isnull=True) | Q(valid_to__gte=since), park=row, enterprise=firm
    )
    return (rows if until is None else rows.filter(valid_from__lte=until)).exists()


def words_on(row: ShareProposal) -> dict[str, bool]:
    """Return what each town said on a proposal, by its code, for the rules."""
    rows = ShareWord.objects.visible_to(HOUSE).filter(proposal=row)
    return dict(rows.values_list("member__code", "agrees"))


def park_firm_named(standing: Standing, circle: str, uid: UUID) -> ParkFirm | None:
    """Return a firm's stay in a park; None where this standing may not read it."""
    rows = ParkFirm.objects.visible_to(standing).filter(circle=circle, pk=uid)
    return rows.select_related("park", "in_circle").first()  # not the firm: it may be out of sight


def firms_to_put(standing: Standing, circle: str, find: str, most: int = 40) -> list[Enterprise]:
    """Return firms in sight of the circle that may be put into a park, by the sound of their names."""
    return list(enterprises(standing, circle, find=find)[:most])


def firm_to_put(standing: Standing, circle: str, uid: UUID) -> Enterprise | None:
    """Return a firm that may be put into a park: in sight, and not merged into another."""
    found = enterprise_named(standing, circle, uid)
    return found if found is not None and found.merged_into_id is None else None


def firms_over(stays: Iterable[Iterable[ParkFirm]]) -> FirmsTold:
    """Return how many firms stand in parks: a firm in several is counted once, and said to be in several."""
    seen: dict[UUID, set[UUID]] = defaultdict(set)
    for park in stays:
        for stay in park:
            seen[stay.enterprise_id].add(stay.park_id)
    return FirmsTold(len(seen), sum(map(len, seen.values())), sum(len(held) > 1 for held in seen.values()))


def park_lists(standing: Standing, circle: str) -> list[ParkList]:
    """Return the lists of parks of a circle."""
    return list(ParkList.objects.visible_to(standing).filter(circle=circle))


def crossings(standing: Standing, circle: str) -> Crossings:
    """Return the crossings of a circle, those in use first, and how many there are in each state."""
    rows = list(Crossing.objects.visible_to(standing).filter(circle=circle))
    order = list(CrossingState)
    rows.sort(key=lambda row: (order.index(CrossingState(row.state)), row.opened_first or date.max, row.name_zh))
    counted = [(state, sum(row.number for row in rows if row.state == state)) for state in order]
    return Crossings(tuple(crossing_told(row) for row in rows), tuple(one for one in counted if one[1]))


def crossing_named(standing: Standing, circle: str, uid: UUID) -> Crossing | None:
    """Return a crossing; None where this standing may not read it."""
    return Crossing.objects.visible_to(standing).filter(circle=circle, pk=uid).select_related("in_circle").first()


def crossing_told(row: Crossing) -> CrossingTold:
    """Return a crossing with what its counts say of its design."""
    told = rules.design_told(day=row.day_count, peak=row.peak_count, times=row.times_design, design=row.design_count)
    return CrossingTold(row, told)


def carriers(standing: Standing, circle: str) -> list[CarrierTold]:
    """Return the carriers of a circle with their figures, in the order of the kinds of figures."""
    rows = list(Carrier.objects.visible_to(standing).filter(circle=circle))
    held: dict[UUID, list[CarrierFigure]] = defaultdict(list)
    order = list(CarrierPart)
    for figure in CarrierFigure.objects.visible_to(standing).filter(carrier__in=rows):
        held[figure.carrier_id].append(figure)
    return [
        CarrierTold(row, tuple(sorted(held[row.pk], key=lambda one: order.index(CarrierPart(one.part)))))
        for row in rows
    ]


def works(standing: Standing, circle: str) -> list[Work]:
    """Return the works of a circle of which something was promised."""
    return list(Work.objects.visible_to(standing).filter(circle=circle))


def work_named(standing: Standing, circle: str, uid: UUID) -> Work | None:
    """Return a work; None where this standing may not read it."""
    return Work.objects.visible_to(standing).filter(circle=circle, pk=uid).first()


def promises(standing: Standing, circle: str, on: date) -> list[PromiseTold]:
    """Return what was promised and what came as of a day: the latest first, what was kept last."""
    rows = Promise.objects.visible_to(standing).filter(circle=circle).select_related("work")
    told = [promise_told(row, on) for row in rows]
    return sorted(
        told,
        key=lambda one: (LATE_FIRST.index(one.outcome.state), -(one.outcome.days or 0), one.row.said_on, one.row.pk),
    )


def promise_told(row: Promise, on: date) -> PromiseTold:
    """Return a promise and what became of it as of a day."""
    return PromiseTold(row, rules.outcome(row.promised, row.actual, on))


def promise_named(standing: Standing, circle: str, uid: UUID) -> Promise | None:
    """Return a promise; None where this standing may not read it."""
    rows = Promise.objects.visible_to(standing).filter(circle=circle, pk=uid)
    return rows.select_related("work", "in_circle").first()


def zone_on(standing: Standing, on: date) -> ZoneTold:
    """Return who is in the Demonstration Zone and in its plan on a day."""
    kinds = [kind for kind in PlaceKind.values if kind != "zone"]
    zone, start, plan = (tuple(places_in(standing, [code], on, kinds)) for code in (ZONE, ZONE_START, ZONE_PLAN))
    return ZoneTold(on, zone, start, plan)


def regions_on(standing: Standing, on: date) -> list[PlaceTold]:
    """Return the regions that sources name, with what they lie in and what is known to lie in them on a day, by code."""
    return places_told(standing, PlaceKind.REGION, on)


def _rows(standing: Standing, circle: str) -> QuerySet[Park]:
    return Park.objects.visible_to(standing).filter(circle=circle).select_related("in_circle")


def _lists(standing: Standing, circle: str, rows: Iterable[Park]) -> list[ListTold]:
    """Return the lists of a circle with how many of their parks stand among these rows; made-up ones do not count."""
    here: dict[UUID | None, int] = defaultdict(int)
    for row in rows:
        here[row.listed_in_id] += not row.illustrative
    return [ListTold(one, here[one.pk]) for one in park_lists(standing, circle)]


def _told(standing: Standing, rows: list[Park], on: date) -> list[ParkTold]:
    """Return parks with parties, proposals and firms; four queries whatever they are."""
    parties: dict[UUID, list[ParkParty]] = defaultdict(list)
    for party in ParkParty.objects.visible_to(standing).filter(park__in=rows).select_related("member"):
        parties[party.park_id].append(party)
    proposals: dict[UUID, list[ShareProposal]] = defaultdict(list)
    for proposal in ShareProposal.objects.visible_to(standing).filter(park__in=rows):
        proposals[proposal.park_id].append(proposal)
    said: dict[UUID, list[ShareWord]] = defaultdict(list)
    words = ShareWord.objects.visible_to(standing).filter(proposal__park__in=[row.pk for row in rows])
    for word in words.select_related("member"):
        said[word.proposal_id].append(word)
    stays: dict[UUID, list[ParkFirm]] = defaultdict(list)
    there = Q(valid_from__lte=on) & (Q(valid_to__isnull=True) | Q(valid_to__gte=on))
    for stay in ParkFirm.objects.visible_to(standing).filter(there, park__in=rows):
        stays[stay.park_id].append(stay)
    told = []
    for row in rows:
        towns = [party.member.code for party in parties[row.pk] if party.member]
        held = [_proposal(one, said[one.pk], towns) for one in proposals[row.pk]]
        told.append(ParkTold(row, tuple(parties[row.pk]), tuple(held), tuple(stays[row.pk])))
    return told


def _proposal(row: ShareProposal, words: list[ShareWord], towns: list[str]) -> ProposalTold:
    shares = {key: None if share is None else Decimal(share) for key, share in row.shares.items()}
    spoke = {word.member.code for word in words}
    waits = tuple(code for code in towns if code not in spoke) if row.state == ProposalState.OPEN else ()
    return ProposalTold(row, shares, tuple(words), waits)


def _over(value: Quantity | None, by: Quantity | None, step: str, unit: str) -> Quantity | None:
    if value is None or by is None or not by.value:
        return None
    comparator = rules.weaker(value.comparator, by.comparator)
    quotient = (value.value / by.value).quantize(Decimal(step))
    if quotient * by.value != value.value:
        comparator = Comparator.ABOUT if comparator is Comparator.EXACTLY else comparator
    return Quantity(quotient, unit, comparator)
