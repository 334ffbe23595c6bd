"""Who belongs where, who chairs, and what is in force, on any day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from pilin.foundation.access.standing import Standing
from pilin.foundation.members.enums import MembershipKind
from pilin.foundation.members.models import AgreementParty, Circle, Member, Membership, Term
from pilin.foundation.values.columns import in_force_on

SHANGHAI = ZoneInfo("Asia/Shanghai")
HOUSE = Standing.machine("members")


@dataclass(frozen=True, slots=True)
class Belonging:
    """Where a member belongs on a day."""

    circles: frozenset[str]
    observes: frozenset[str]
    chairs: frozenset[str]
    agreements: frozenset[UUID]


def belonging(member: str, on: date) -> Belonging:
    """Return the circles, chairs and agreements of a member on a day."""
    ships = (
        Membership.objects.visible_to(HOUSE)
        .filter(in_force_on(on), member__code=member)
        .values_list("in_circle__slug", "kind")
    )
    chairs = (
        Term.objects.visible_to(HOUSE)
        .filter(member__code=member, starts_on__lte=on, ends_on__gte=on)
        .values_list("in_circle__slug", flat=True)
    )
    agreements = (
        AgreementParty.objects.visible_to(HOUSE)
        .filter(in_force_on(on, starts="joined_on", ends="left_on"), member__code=member)
        .values_list("of", flat=True)
    )
    pairs = list(ships)
    return Belonging(
        circles=frozenset(slug for slug, kind in pairs if kind == MembershipKind.MEMBER),
        observes=frozenset(slug for slug, kind in pairs if kind == MembershipKind.OBSERVER),
        chairs=frozenset(chairs),
        agreements=frozenset(agreements),
    )


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
    province: tuple[str, str]  # code, Chinese name
    county: tuple[str, str] | None


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


def member_card(member: Member) -> MemberCard:
    """Return a member as pages name it; needs ``province`` and ``county`` selected with the row."""
    return MemberCard(
        code=member.code,
        name=member.name,
        name_zh=member.name_zh,
        short=member.short,
        short_zh=member.short_zh,
        mark=member.mark,
        colour=member.colour,
        bank=member.bank,
        province=(member.province.code, member.province.name_zh),
        county=(member.county.code, member.county.name_zh) if member.county else None,
    )


def members_on(standing: Standing, circle: str, on: date, kind: str = MembershipKind.MEMBER) -> list[MemberCard]:
    """Return the members of a circle on a day, by code."""
    ships = (
        Membership.objects.visible_to(standing)
        .filter(in_force_on(on), in_circle__slug=circle, kind=kind)
        .select_related("member__province", "member__county")
        .order_by("member__code")
    )
    return [member_card(ship.member) for ship in ships]


def circle_cards(standing: Standing, at: datetime | None) -> list[CircleCard]:
    """Return every circle with its members today, by slug; two queries whatever their number."""
    on = (at or datetime.now(SHANGHAI)).astimezone(SHANGHAI).date()  # noqa: DTZ005
    ships = (
        Membership.objects.visible_to(standing)
        .filter(in_force_on(on), kind=MembershipKind.MEMBER)
        .select_related("member__province", "member__county")
        .order_by("member__bank", "member__code")
    )
    by_circle: dict[UUID, list[MemberCard]] = {}
    for ship in ships:
        by_circle.setdefault(ship.in_circle_id, []).append(member_card(ship.member))
    return [
        CircleCard(circle.slug, circle.name, circle.name_zh, tuple(by_circle.get(circle.pk, ())))
        for circle in Circle.objects.visible_to(standing)
    ]
