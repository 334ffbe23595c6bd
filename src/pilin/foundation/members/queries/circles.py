"""Who belongs where, and whose turn it is, on any day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Prefetch, Q

from pilin.engine.base import PartialDate
from pilin.foundation.access.prepared import rows_again
from pilin.foundation.access.standing import Standing
from pilin.foundation.members import rules
from pilin.foundation.members.enums import Level, MembershipKind, TurnKind
from pilin.foundation.members.models import (
    AgreementParty,
    Body,
    Circle,
    Function,
    Invitation,
    Member,
    MemberAlias,
    Membership,
    RotationOrder,
    Term,
)
from pilin.foundation.places import queries as places
from pilin.foundation.places.models import Place
from pilin.foundation.values.columns import in_force_on

SHANGHAI = ZoneInfo("Asia/Shanghai")
HOUSE = Standing.machine("members")
AHEAD = timedelta(seconds=300)  # clocks of honest machines differ by less
LEVELS = list(Level.values)


def day_of(at: datetime) -> date:
    """Return the day of a moment as calendars in Shanghai have it."""
    return at.astimezone(SHANGHAI).date()


@dataclass(frozen=True, slots=True)
class Belonging:
    """Where a member belongs on a day."""

    circles: frozenset[str]
    observes: frozenset[str]
    chairs: frozenset[str]
    agreements: frozenset[UUID]


def belonging(member: str, on: date) -> Belonging:
    """Return the circles, chairs and agreements of a member on a day; five queries whatever their number."""
    ships = list(
        Membership.objects.visible_to(HOUSE)
        .filter(in_force_on(on), member__code=member)
        .values_list("in_circle__slug", "kind", "in_circle__turn")
    )
    agreements = (
        AgreementParty.objects.visible_to(HOUSE)
        .filter(in_force_on(on, starts="joined_on", ends="left_on"), member__code=member)
        .values_list("of", flat=True)
    )
    circles = frozenset(slug for slug, kind, _turn in ships if kind == MembershipKind.MEMBER)
    hosts = {slug for slug, _kind, turn in ships if turn == TurnKind.HOST}  # a host takes nothing over
    in_office = {
        slug: (rules.turn_on if slug in hosts else rules.in_office_on)(turns, on)
        for slug, turns in _turns_by_circle(circles, 1, on.year).items()
    }
    return Belonging(
        circles=circles,
        observes=frozenset(slug for slug, kind, _turn in ships if kind == MembershipKind.OBSERVER),
        chairs=frozenset(slug for slug, turn in in_office.items() if turn is not None and turn.code == member),
        agreements=frozenset(agreements),
    )


class Division(NamedTuple):
    """The province or county-level unit a member lies in."""

    code: str
    name_zh: str
    name: str


@dataclass(frozen=True, slots=True)
class MemberCard:
    """A member as pages and answers name it."""

    code: str
    name: str
    name_zh: str
    short: str
    short_zh: str
    mark: str
    colour: int
    bank: int
    province: Division
    county: Division | None
    point: tuple[float, float] | None = None  # longitude, latitude, WGS 84
    source: str = ""
    illustrative: bool = False


@dataclass(frozen=True, slots=True)
class CircleCard:
    """A circle with its members of a day, left bank first."""

    slug: str
    name: str
    name_zh: str
    members: tuple[MemberCard, ...]

    @property
    def left(self) -> tuple[MemberCard, ...]:
        """Return the members on the left bank."""
        return tuple(m for m in self.members if m.bank < 0)

    @property
    def right(self) -> tuple[MemberCard, ...]:
        """Return the members on the right bank."""
        return tuple(m for m in self.members if m.bank >= 0)


@dataclass(frozen=True, slots=True)
class TermCard:
    """A turn in office: settled, or computed from the order of turns."""

    year: int
    member: MemberCard
    starts_on: date
    ends_on: date
    settled: bool
    illustrative: bool
    source: str = ""

    def is_on(self, on: date) -> bool:
        """Return whether it is the turn of that day."""
        return self.starts_on <= on <= self.ends_on


@dataclass(frozen=True, slots=True)
class FunctionCard:
    """One thing a body answers for, and who carries it."""

    uid: UUID
    name: str
    name_zh: str
    office: str
    office_zh: str
    member: MemberCard | None
    seconded_staff: int | None
    source: str
    illustrative: bool


@dataclass(frozen=True, slots=True)
class BodyCard:
    """A body of a circle with what it answers for."""

    uid: UUID
    level: str
    level_label: str
    name: str
    name_zh: str
    remit: str
    remit_zh: str
    meets_every_months: int | None
    escalation_days: int
    functions: tuple[FunctionCard, ...]
    source: str
    illustrative: bool


@dataclass(frozen=True, slots=True)
class Belonged:
    """A membership with its dates."""

    member: MemberCard
    kind: str
    valid_from: PartialDate | None
    valid_to: PartialDate | None
    source: str
    illustrative: bool


def member_card(member: Member) -> MemberCard:
    """Return a member as pages name it; needs ``place``, ``province`` and ``county`` selected with the row."""
    at = member.place
    return MemberCard(
        code=member.code,
        name=member.name,
        name_zh=member.name_zh,
        short=member.short,
        short_zh=member.short_zh,
        mark=member.mark,
        colour=member.colour,
        bank=member.bank,
        province=_division(member.province),
        county=_division(member.county) if member.county else None,
        point=(float(at.longitude), float(at.latitude))
        if at.longitude is not None and at.latitude is not None
        else None,
        source=member.source,
        illustrative=member.illustrative,
    )


def _division(place: Place) -> Division:
    return Division(place.code, place.name_zh, place.name)


CARD = (
    "code", "name", "name_zh", "short", "short_zh", "mark", "colour", "bank", "source", "illustrative",
    "place__longitude", "place__latitude", "province__code", "province__name_zh", "province__name",
    "county__code", "county__name_zh", "county__name",
)  # fmt: skip


def member_cards(standing: Standing) -> dict[str, MemberCard]:
    """Return every party entered, by code; one query. Cards are made again only where a row has changed."""
    rows = rows_again(("member_cards", standing), lambda: Member.objects.visible_to(standing).values_list(*CARD))
    return dict(_cards(tuple(rows)))


@lru_cache(maxsize=8)
def _cards(rows: tuple[tuple[Any, ...], ...]) -> dict[str, MemberCard]:
    found = {}
    for row in rows:
        told, (lon, lat, *divisions) = dict(zip(CARD, row[:10], strict=False)), row[10:]
        found[row[0]] = MemberCard(
            **told, province=Division(*divisions[:3]), county=Division(*divisions[3:]) if divisions[3] else None,
            point=(float(lon), float(lat)) if lon is not None and lat is not None else None,
        )  # fmt: skip
    return found


def counties_of(cards: Iterable[MemberCard]) -> set[str]:
    """Return the codes of the county-level units these members lie in, each once."""
    return {card.county[0] for card in cards if card.county}


def members_on(standing: Standing, circle: str, on: date, kind: str = MembershipKind.MEMBER) -> list[MemberCard]:
    """Return the members of a circle on a day, by code."""
    ships = (
        Membership.objects.visible_to(standing)
        .filter(in_force_on(on), in_circle__slug=circle, kind=kind)
        .select_related("member__place", "member__province", "member__county")
        .order_by("member__code")
    )
    return [member_card(ship.member) for ship in ships]


def membership_history(standing: Standing, circle: str) -> list[Belonged]:
    """Return every membership of a circle, past ones too, in the order in which they began."""
    ships = (
        Membership.objects.visible_to(standing)
        .filter(in_circle__slug=circle)
        .select_related("member__place", "member__province", "member__county")
        .order_by("valid_from_first", "member__code")
    )
    return [Belonged(member_card(s.member), s.kind, s.valid_from, s.valid_to, s.source, s.illustrative) for s in ships]


def circle_cards(standing: Standing, at: datetime | None) -> list[CircleCard]:
    """Return every circle with its members today, by slug; two queries whatever their number."""
    on = day_of(at) if at else date.max
    ships = (
        Membership.objects.visible_to(standing)
        .filter(in_force_on(on), kind=MembershipKind.MEMBER)
        .select_related("member__place", "member__province", "member__county")
        .order_by("member__bank", "member__code")
    )
    by_circle: dict[UUID, list[MemberCard]] = {}
    for ship in ships:
        by_circle.setdefault(ship.in_circle_id, []).append(member_card(ship.member))
    return [
        CircleCard(circle.slug, circle.name, circle.name_zh, tuple(by_circle.get(circle.pk, ())))
        for circle in Circle.objects.visible_to(standing)
    ]


def circle_named(standing: Standing, slug: str) -> Circle | None:
    """Return the circle of this address; None where there is none."""
    return Circle.objects.visible_to(standing).filter(slug=slug).first()


def member_row(standing: Standing, code: str) -> Member | None:
    """Return the party under a code; None where there is none."""
    return Member.objects.visible_to(standing).select_related("place", "province", "county").filter(code=code).first()


def member_named(standing: Standing, name: str) -> Member | None:
    """Return the one party of this name, own or other, in any language; None where none or several bear it."""
    wanted = " ".join(name.split())
    aliased = MemberAlias.objects.visible_to(standing).filter(name__iexact=wanted).values("member")
    own = Q(name_zh__iexact=wanted) | Q(name__iexact=wanted) | Q(short_zh__iexact=wanted) | Q(short__iexact=wanted)
    found = list(Member.objects.visible_to(standing).filter(own | Q(pk__in=aliased))[:2])
    return found[0] if len(found) == 1 else None


def colours_used() -> set[int]:
    """Return the numbers of the colours towns bear or have borne."""
    return set(Member.objects.visible_to(HOUSE).values_list("colour", flat=True)) - {0}


def province_code(place: Place, on: date) -> str:
    """Return the code of the province a place lies in, by its own code or by what holds it; empty if unknown."""
    if place.code[:2].isdigit():
        return place.code[:2]
    found = places.holders_of(HOUSE, place.code, on, kind="division")
    return next((holder.code[:2] for holder in found if holder.code[:2].isdigit()), "")


# ── terms ───────────────────────────────────────────────────────────────────


def membership_rows(circle: str, member: str) -> list[Membership]:
    """Return the memberships of a party in a circle, oldest first."""
    rows = Membership.objects.visible_to(HOUSE).filter(in_circle__slug=circle, member__code=member)
    return list(rows.order_by("valid_from_first"))


def member_spans(circle: str) -> list[rules.Span]:
    """Return when each full member of a circle belonged to it."""
    return _spans_by_circle([circle]).get(circle, [])


def settled_terms(circle: str) -> list[rules.Settled]:
    """Return the settled terms of a circle, by year."""
    return _settled_by_circle([circle]).get(circle, [])


def order_rows(circle: str) -> list[rules.Order]:
    """Return the orders of turns a circle settled, oldest first."""
    return _orders_by_circle([circle]).get(circle, [])


def all_turns(circle: str, first: int, last: int) -> list[rules.Turn]:
    """Return the turns of a circle, settled and computed; three queries."""
    return _turns_by_circle([circle], first, last).get(circle, [])


def turn_of_day(circle: str, on: date) -> rules.Turn | None:
    """Return whose turn it is on a day; None where nobody's is."""
    return rules.turn_on(all_turns(circle, on.year - 1, on.year), on)


def term_row(circle: str, year: int) -> Term:
    """Return the settled term of a year."""
    return Term.objects.visible_to(HOUSE).select_related("member").get(in_circle__slug=circle, year=year)


def terms_of(standing: Standing, circle: str, first_year: int, last_year: int) -> list[TermCard]:
    """Return the terms of these years, settled and computed, oldest first; years without one are left out."""
    if circle_named(standing, circle) is None:
        return []
    return _term_cards(standing, all_turns(circle, first_year, last_year))


def terms_with_newcomer(
    standing: Standing, circle: str, first_year: int, last_year: int, joins_on: date, newcomer: MemberCard
) -> list[TermCard]:
    """Return the terms as they would be if one more member joined on a day; nothing is written."""
    spans = [*member_spans(circle), rules.Span(newcomer.code, joins_on)]
    turns = rules.turns(spans, order_rows(circle), settled_terms(circle), first_year, last_year)
    return _term_cards(standing, turns, {newcomer.code: newcomer})


def chair_on(standing: Standing, circle: str, on: date) -> TermCard | None:
    """Return who is in office on a day; None before the first term, and where no order says whose turn it is."""
    return next((t for t in terms_of(standing, circle, on.year - 1, on.year) if t.is_on(on)), None)


def hosts_of(standing: Standing, circle: str, first_year: int, last_year: int) -> list[tuple[int, MemberCard]]:
    """Return (year, host) of these years, oldest first."""
    return [(t.year, t.member) for t in terms_of(standing, circle, first_year, last_year)]


def _term_cards(
    standing: Standing, turns: Iterable[rules.Turn], more: dict[str, MemberCard] | None = None
) -> list[TermCard]:
    cards = {**member_cards(standing), **(more or {})}
    return [TermCard(t.year, cards[t.code], t.starts_on, t.ends_on, t.settled, t.illustrative, t.source) for t in turns]


def hands_over(circle: str) -> bool:
    """Return whether an office is handed over in a circle: a chair's is, a host's turn merely passes."""
    return Circle.objects.visible_to(HOUSE).filter(slug=circle, turn=TurnKind.CHAIR).exists()


def _turns_by_circle(circles: Iterable[str], first: int, last: int) -> dict[str, list[rules.Turn]]:
    slugs = list(circles)
    if not slugs:
        return {}
    spans, orders, settled = _spans_by_circle(slugs), _orders_by_circle(slugs), _settled_by_circle(slugs)
    return {
        slug: rules.turns(spans.get(slug, ()), orders.get(slug, ()), settled.get(slug, ()), first, last)
        for slug in slugs
    }


def _spans_by_circle(slugs: list[str]) -> dict[str, list[rules.Span]]:
    rows = (
        Membership.objects.visible_to(HOUSE)
        .filter(in_circle__slug__in=slugs, kind=MembershipKind.MEMBER)
        .order_by("valid_from_first", "member__code")
        .values_list("in_circle__slug", "member__code", "valid_from_first", "valid_to_last")
    )
    return _grouped((slug, rules.Span(code, first, last)) for slug, code, first, last in rows)


def _orders_by_circle(slugs: list[str]) -> dict[str, list[rules.Order]]:
    rows = RotationOrder.objects.visible_to(HOUSE).filter(in_circle__slug__in=slugs).order_by("from_year", "uid")
    return _grouped(
        (o.circle, rules.Order(tuple(o.codes), o.from_year, o.decided_on_first, o.illustrative, o.source)) for o in rows
    )


def _settled_by_circle(slugs: list[str]) -> dict[str, list[rules.Settled]]:
    rows = Term.objects.visible_to(HOUSE).filter(in_circle__slug__in=slugs).select_related("member").order_by("year")
    return _grouped(
        (t.circle, rules.Settled(t.member.code, t.year, t.starts_on, t.ends_on, t.illustrative, t.source)) for t in rows
    )


def _grouped(pairs: Iterable[tuple[str, Any]]) -> dict[str, list[Any]]:
    groups: dict[str, list[Any]] = {}
    for key, value in pairs:
        groups.setdefault(key, []).append(value)
    return groups


# ── bodies and invitations ──────────────────────────────────────────────────


def bodies_of(standing: Standing, circle: str) -> list[BodyCard]:
    """Return the bodies of a circle with their functions, decision level first; two queries."""
    functions = Function.objects.visible_to(standing).select_related(
        "member__place", "member__province", "member__county"
    )
    rows = (
        Body.objects.visible_to(standing)
        .filter(in_circle__slug=circle)
        .prefetch_related(Prefetch("functions", functions))
    )
    return [_body_card(row) for row in sorted(rows, key=lambda b: (LEVELS.index(b.level), b.made_at, b.pk))]


def body_row(standing: Standing, uid: UUID) -> Body | None:
    """Return one body; None where this standing sees none."""
    return Body.objects.visible_to(standing).select_related("in_circle").filter(pk=uid).first()


def _body_card(row: Body) -> BodyCard:
    return BodyCard(
        uid=row.pk,
        level=row.level,
        level_label=row.get_level_display(),
        name=row.name,
        name_zh=row.name_zh,
        remit=row.remit,
        remit_zh=row.remit_zh,
        meets_every_months=row.meets_every_months,
        escalation_days=row.escalation_days,
        functions=tuple(
            FunctionCard(
                f.pk,
                f.name,
                f.name_zh,
                f.office,
                f.office_zh,
                member_card(f.member) if f.member else None,
                f.seconded_staff,
                f.source,
                f.illustrative,
            )
            for f in row.functions.all()
        ),
        source=row.source,
        illustrative=row.illustrative,
    )


def open_invitation(token_hash: str, at: datetime) -> Invitation | None:
    """Return the invitation behind a link while it can still be accepted.

    One made in the future is none: the clock was wrong then, and nobody can say how long its link has been out.
    """
    return (
        Invitation.objects.visible_to(HOUSE)
        .filter(token_hash=token_hash, accepted_at=None, withdrawn_at=None, expires_on__gte=day_of(at))
        .filter(made_at__lte=at + AHEAD)
        .select_related("member__place", "member__province", "member__county", "in_circle")
        .first()
    )


def invitations_of(standing: Standing, circle: str) -> list[Invitation]:
    """Return the invitations of a circle this standing may see, newest first."""
    rows = Invitation.objects.visible_to(standing).filter(in_circle__slug=circle)
    return list(rows.select_related("member__place", "member__province", "member__county"))
