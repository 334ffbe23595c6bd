"""What is read of links, their ends and scenarios, and what lies in towns by the records there are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from pilin.domain.enterprises.queries import enterprises
from pilin.domain.living.enums.services import FacilityKind
from pilin.domain.living.models import Facility
from pilin.domain.observatory.enums import OF_TRAVEL, LinkMode, LinkState
from pilin.domain.observatory.models import ReachEnd, ReachLink, ReachScenario
from pilin.domain.observatory.rules import reach as rules
from pilin.engine.reach import Segment, broken_ends
from pilin.foundation.access.enums import Role
from pilin.foundation.access.standing import Standing
from pilin.foundation.members.enums import MembershipKind
from pilin.foundation.members.queries import MemberCard, members_on
from pilin.foundation.notices.enums import WorkItem, WorkKind
from pilin.foundation.places.models import Place
from pilin.foundation.places.queries import containment_edges, travel_minutes

HOUSE = Standing.machine("observatory")
MOST_WORK = 20


class Node(NamedTuple):
    """A place of the network: where it lies, and the area it counts to, a member of the circle or else the widest division."""

    code: str
    name_zh: str
    name: str
    latitude: float | None
    longitude: float | None
    area: str


class LinkRow(NamedTuple):
    """A link on a day as the network needs it; states by side, empty where that side has said nothing."""

    uid: UUID | None  # None: a travel time of the reference data, which has no sides
    start: str
    end: str
    mode: str
    minutes: Decimal
    both_ways: bool
    hour: str  # HH:MM; empty: nobody said
    illustrative: bool
    sides: tuple[str, ...]
    states: Mapping[str, str]

    @property
    def is_open(self) -> bool:
        """Return whether one goes over it."""
        return not self.sides or rules.is_open(self.sides, self.states)


@dataclass(frozen=True, slots=True)
class Ground:
    """The network of a circle on a day as one standing reads it: places, links, and who is a member."""

    circle: str
    on: date
    nodes: tuple[Node, ...]
    areas: Mapping[str, Node]  # what places count to, by code
    links: tuple[LinkRow, ...]
    members: Mapping[str, MemberCard]


@dataclass(frozen=True, slots=True)
class SideTold:
    """One side of a link on a day; its word is None where it has said nothing."""

    member: MemberCard | None
    code: str
    word: ReachEnd | None

    @property
    def is_open(self) -> bool:
        """Return whether this side says open."""
        return self.word is not None and self.word.state == LinkState.OPEN


@dataclass(frozen=True, slots=True)
class LinkTold:
    """A link on a day with the word of each side, left bank first."""

    row: ReachLink
    sides: tuple[SideTold, ...]

    @property
    def is_open(self) -> bool:
        """Return whether one goes over it: every side says open."""
        return all(side.is_open for side in self.sides)

    @property
    def waits_for(self) -> list[SideTold]:
        """Return the sides that have said nothing yet."""
        return [side for side in self.sides if side.word is None]


@dataclass(frozen=True, slots=True)
class BrokenTold:
    """A road that is open on one side and does not go on on the other; how far its nearest neighbour is, where both surveyed."""

    link: LinkTold
    side: SideTold
    other: SideTold
    gap_m: float | None


def circle_members(circle: str, on: date) -> dict[str, MemberCard]:
    """Return members and observers of a circle on a day, by code."""
    return {card.code: card for kind in MembershipKind for card in members_on(HOUSE, circle, on, kind)}


def outer_of(on: date) -> dict[str, str]:
    """Return the division in which each place lies directly on a day."""
    edges = containment_edges(HOUSE)
    return {edge.inner: edge.outer for edge in edges if edge.kind == "division" and edge.holds_on(on)}


def _upward(code: str, outer: Mapping[str, str]) -> list[str]:
    """Return a place and the divisions that hold it, the nearest first."""
    way = [code]
    while way[-1] in outer and outer[way[-1]] not in way:
        way.append(outer[way[-1]])
    return way


def _area(code: str, outer: Mapping[str, str], members: Mapping[str, Any]) -> str:
    """Return what a place counts to: the member that holds it, or else the widest division."""
    way = _upward(code, outer)
    return next((one for one in way if one in members), way[-1])


def sides_of(circle: str, on: date, start: str, end: str) -> tuple[str, str]:
    """Return in which member's bounds two places lie on a day, empty where in no member's."""
    members, outer = circle_members(circle, on), outer_of(on)
    first, second = (
        area if area in members else "" for area in (_area(place, outer, members) for place in (start, end))
    )
    return first, second


def links(standing: Standing, circle: str) -> QuerySet[ReachLink]:
    """Return the links of a circle in sight."""
    rows = ReachLink.objects.visible_to(standing).filter(circle=circle)
    return rows.select_related("start", "end", "in_circle").order_by("start__code", "end__code", "mode", "pk")


def link_named(standing: Standing, circle: str, uid: UUID) -> ReachLink | None:
    """Return a link; None where this standing reads none."""
    return links(standing, circle).filter(pk=uid).first()


def words(standing: Standing, circle: str, link: ReachLink | None = None) -> dict[UUID, list[ReachEnd]]:
    """Return what sides have said of their ends, by link, in the order of days."""
    rows = ReachEnd.objects.visible_to(standing).filter(circle=circle).order_by("since")
    told: dict[UUID, list[ReachEnd]] = {}
    for word in rows.filter(link=link) if link else rows:
        told.setdefault(word.link_id, []).append(word)
    return told


def links_told(standing: Standing, circle: str, on: date, link: ReachLink | None = None) -> list[LinkTold]:
    """Return links with the word of each of their sides on a day: one where it is named, else all in sight."""
    members, said = circle_members(circle, on), words(standing, circle, link)
    rows = [link] if link else list(links(standing, circle))
    told = []
    for row in rows:
        sides = [SideTold(members.get(side), side, rules.word_on(said.get(row.pk, ()), side, on)) for side in row.sides]
        told.append(LinkTold(row, tuple(sorted(sides, key=lambda one: one.member.bank if one.member else 0))))
    return told


def broken(standing: Standing, circle: str, on: date) -> list[BrokenTold]:
    """Return the roads that are open on one side and go on nowhere on the other (断头路), by link.

    Where a side surveyed the point at which its road meets the border, the engine asks whether any open road of another side
    ends within 50 m of it. Where it did not, the word of the other side on the same link decides.
    """
    told = [one for one in links_told(standing, circle, on) if one.row.mode == LinkMode.ROAD and len(one.sides) == 2]
    found = {one.segment: one for one in broken_ends(_segments(told))}
    out = []
    for link in told:
        for side, other in (link.sides, link.sides[::-1]):
            if side.word is None or not side.is_open:
                continue
            engine = found.get(_key(link, side))
            both = _surveyed(side) and (_surveyed(other) or not other.is_open)
            if engine is not None if both else not other.is_open:
                out.append(BrokenTold(link, side, other, engine.gap_m if engine else None))
    return out


def _key(link: LinkTold, side: SideTold) -> str:
    return f"{link.row.pk}:{side.code}"


def _surveyed(side: SideTold) -> bool:
    return side.word is not None and side.word.latitude is not None


def _segments(told: Sequence[LinkTold]) -> list[Segment]:
    """Return each surveyed side of each link as a stretch of road from its place to where it meets the border."""
    segments = []
    for link in told:
        for side in link.sides:
            word = side.word
            if word is None or word.latitude is None or word.longitude is None:
                continue
            meets = float(word.latitude), float(word.longitude)
            place = link.row.start if side.code == link.row.start_side else link.row.end
            begins = (float(place.latitude), float(place.longitude)) if place.latitude is not None and place.longitude is not None else meets  # fmt: skip
            segments.append(Segment(_key(link, side), side.code, word.state, (begins, meets), meets))
    return segments


def scenarios(standing: Standing, circle: str) -> QuerySet[ReachScenario]:
    """Return the scenarios of a circle in sight, the newest first."""
    return ReachScenario.objects.visible_to(standing).filter(circle=circle).annotate(many=Count("changes"))


def scenario_named(standing: Standing, circle: str, uid: UUID) -> ReachScenario | None:
    """Return a scenario; None where this standing reads none."""
    return ReachScenario.objects.visible_to(standing).filter(circle=circle, pk=uid).select_related("in_circle").first()


def changes_of(standing: Standing, scenario: ReachScenario) -> list[Any]:
    """Return the changes of a scenario with their places, in the order in which they were written."""
    return list(scenario.changes.visible_to(standing).select_related("start", "end"))


def inputs_of(standing: Standing, scenario: ReachScenario) -> list[rules.ChangeInput]:
    """Return what a scenario changes, by codes of places."""
    return [
        rules.ChangeInput(row.kind, row.start.code, row.end.code, row.minutes, row.both_ways)
        for row in changes_of(standing, scenario)
    ]


def ground(standing: Standing, circle: str, on: date, also: Iterable[str] = ()) -> Ground:
    """Return the network of a circle on a day: nine queries whatever its size.

    Its places are the full members', those at the ends of links in sight and of travel times, and ``also``, codes that a scenario
    names. A link in sight whose ends are kept back counts as one of which its sides have said nothing.
    """
    kinds = [members_on(HOUSE, circle, on, kind) for kind in MembershipKind]
    members, full = {card.code: card for cards in kinds for card in cards}, [card.code for card in kinds[0]]
    outer = outer_of(on)
    said: dict[UUID, dict[str, str]] = {}
    ends = ReachEnd.objects.visible_to(standing).filter(circle=circle, since__lte=on).order_by("since")
    for link, side, state in ends.values_list("link_id", "owner", "state"):
        said.setdefault(link, {})[side] = state  # the latest word stands last
    columns = ("pk", "start__code", "end__code", "mode", "minutes", "both_ways", "hour", "illustrative", "owner", "start_side", "end_side")  # fmt: skip
    rows = [
        LinkRow(pk, start, end, mode, minutes, both, hour, made_up, tuple(dict.fromkeys(s for s in sides if s)) or (owner,), said.get(pk, {}))
        for pk, start, end, mode, minutes, both, hour, made_up, owner, *sides in ReachLink.objects.visible_to(standing)
        .filter(circle=circle).order_by("start__code", "end__code", "mode", "pk").values_list(*columns)
    ]  # fmt: skip
    rows += [
        LinkRow(None, one.origin, one.destination, OF_TRAVEL.get(one.mode, one.mode), one.minutes, True, "", one.illustrative, (), {})
        for one in travel_minutes(standing, on)
    ]  # fmt: skip
    wanted = {code for row in rows for code in (row.start, row.end)} | set(also) | set(full)
    areas = {code: _area(code, outer, members) for code in wanted}
    named = Place.objects.visible_to(standing).filter(code__in=wanted | set(areas.values())).order_by("code")
    known = {
        code: Node(code, name_zh, name, None if lat is None else float(lat), None if lon is None else float(lon), areas.get(code, code))
        for code, name_zh, name, lat, lon in named.values_list("code", "name_zh", "name", "latitude", "longitude")
    }  # fmt: skip
    nodes = tuple(node for code, node in known.items() if code in wanted)
    return Ground(
        circle, on, nodes, {code: known[code] for code in set(areas.values()) if code in known}, tuple(rows), members
    )


def firms_by_town(standing: Standing, circle: str) -> dict[str, int]:
    """Return how many firms in sight each town keeps a register of; a town that is not named has brought none."""
    rows = enterprises(standing, circle).order_by().values_list("owner").annotate(many=Count("pk"))
    return dict(rows)


def hospitals_by_place(standing: Standing, circle: str) -> tuple[dict[str, int], set[str]]:
    """Return how many hospitals in sight lie in each division, and which towns have written down any facility at all."""
    rows = Facility.objects.visible_to(standing).filter(circle=circle).order_by()
    lie = rows.filter(kind=FacilityKind.HOSPITAL).values_list("place__code").annotate(many=Count("pk"))
    return dict(lie), set(rows.values_list("owner", flat=True))


def work_of(standing: Standing, on: date) -> list[WorkItem]:
    """Return the links of which the town's clerk has not said yet what their end is."""
    if not standing.member or not standing.holds(Role.CLERK):
        return []
    return [
        WorkItem(
            WorkKind.DUE, _title(row), _("The other side wrote this link down; say what your end of it is"),
            reverse("observatory:reach_link", args=[row.circle, row.pk]), None, _("Say what your end is"), 0,
        )
        for row in unsaid_of(standing, on)[:MOST_WORK]
    ]  # fmt: skip


def _title(row: ReachLink) -> str:
    """Return a link by its name, else by its ends, in the reader's language."""
    if row.name_zh:
        return _words(row.name_zh, row.name)
    return f"{_words(row.start.name_zh, row.start.name)} – {_words(row.end.name_zh, row.end.name)}"


def _words(zh: str, en: str) -> str:
    return (en or zh) if (get_language() or "").startswith("en") else (zh or en)


def unsaid_of(standing: Standing, on: date) -> list[ReachLink]:
    """Return the links in sight at whose end the town acted for has said nothing by a day."""
    town = standing.member
    if not town:
        return []
    at_an_end = Q(start_side=town) | Q(end_side=town)
    said = ReachEnd.objects.visible_to(standing).filter(owner=town, since__lte=on)
    rows = ReachLink.objects.visible_to(standing).filter(at_an_end).exclude(pk__in=said.values("link"))
    return list(rows.select_related("start", "end", "in_circle"))
