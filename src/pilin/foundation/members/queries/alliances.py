"""Alliances, awake or sleeping, and how far the posts across the border are filled."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Prefetch

from pilin.foundation.access.standing import Standing
from pilin.foundation.members import rules
from pilin.foundation.members.models import Alliance, AllianceActivity, AllianceMember, CrossAppointment, VillagePair
from pilin.foundation.members.queries.circles import HOUSE, MemberCard, member_card, member_cards
from pilin.foundation.places import queries as places

WITH_MEMBER = ("member__place", "member__province", "member__county")


@dataclass(frozen=True, slots=True)
class ActivityCard:
    """Something an alliance did."""

    held_on: date
    title: str
    title_zh: str
    outputs: str
    outputs_zh: str
    source: str
    illustrative: bool


@dataclass(frozen=True, slots=True)
class AllianceCard:
    """An alliance with its members of a day, what it did, and whether it sleeps."""

    uid: UUID
    slug: str
    name: str
    name_zh: str
    subject: str
    subject_zh: str
    founded_on: date | None
    secretary: MemberCard | None
    charter: str  # slug of its charter, where it is kept
    members: tuple[MemberCard, ...]
    founders: tuple[str, ...]
    activities: tuple[ActivityCard, ...]
    sleeping: bool
    source: str
    illustrative: bool


@dataclass(frozen=True, slots=True)
class PairCard:
    """A pair of villages and the two posts between them on a day."""

    uid: UUID
    number: int
    left: str  # Chinese name; empty where the source names none
    right: str
    left_en: str
    right_en: str
    to_right: bool  # the post on the right bank's committee is filled
    to_left: bool
    source: str
    illustrative: bool


@dataclass(frozen=True, slots=True)
class CoverageCard:
    """How many of the posts across the border are filled on a day."""

    filled: int
    posts: int
    pairs: tuple[PairCard, ...]

    @property
    def both_ways(self) -> int:
        """Return how many pairs have someone in each direction."""
        return sum(pair.to_left and pair.to_right for pair in self.pairs)


def alliances_of(standing: Standing, circle: str, on: date) -> list[AllianceCard]:
    """Return the alliances of a circle as of a day; four queries whatever their number."""
    rows = (
        Alliance.objects.visible_to(standing)
        .filter(in_circle__slug=circle)
        .select_related("charter", "secretary__place", "secretary__province", "secretary__county")
        .prefetch_related(
            Prefetch("member_rows", AllianceMember.objects.visible_to(standing).select_related(*WITH_MEMBER)),
            Prefetch("activities", AllianceActivity.objects.visible_to(standing)),
        )
    )
    return [_card(row, on) for row in rows]


def alliance_named(standing: Standing, slug: str, on: date) -> AllianceCard | None:
    """Return one alliance as of a day; None where this standing sees none."""
    row = alliance_row(standing, slug)
    return None if row is None else next((a for a in alliances_of(standing, row.circle, on) if a.slug == slug), None)


def alliance_row(standing: Standing, slug: str) -> Alliance | None:
    """Return the row of an alliance for a deed on it."""
    return Alliance.objects.visible_to(standing).select_related("in_circle", "secretary").filter(slug=slug).first()


def alliance_member_rows(alliance: Alliance) -> list[AllianceMember]:
    """Return all memberships of an alliance, past ones too."""
    return list(AllianceMember.objects.visible_to(HOUSE).filter(alliance=alliance).select_related("member"))


def _card(row: Alliance, on: date) -> AllianceCard:
    members = list(row.member_rows.all())
    founded = min((m.valid_from_first for m in members), default=None)
    done = [a for a in row.activities.all() if a.held_on <= on]
    return AllianceCard(
        uid=row.pk,
        slug=row.slug,
        name=row.name,
        name_zh=row.name_zh,
        subject=row.subject,
        subject_zh=row.subject_zh,
        founded_on=founded,
        secretary=member_card(row.secretary) if row.secretary else None,
        charter=row.charter.slug if row.charter else "",
        members=tuple(
            member_card(m.member)
            for m in members
            if m.valid_from_first <= on and (m.valid_to_last is None or on <= m.valid_to_last)
        ),
        founders=tuple(sorted(m.member.code for m in members if m.valid_from_first == founded)),
        activities=tuple(
            ActivityCard(a.held_on, a.title, a.title_zh, a.outputs, a.outputs_zh, a.source, a.illustrative)
            for a in done
        ),
        sleeping=rules.is_sleeping(founded, max((a.held_on for a in done), default=None), on),
        source=row.source,
        illustrative=row.illustrative,
    )


def coverage_of(standing: Standing, circle: str, on: date) -> CoverageCard:
    """Return how far the posts across the border are filled on a day; two queries.

    The posts count for everyone; who holds them is not part of the answer.
    """
    appointments = CrossAppointment.objects.visible_to(HOUSE).filter(in_circle__slug=circle)
    held = [
        (a.pair_id, a.to_right)
        for a in appointments
        if a.valid_from_first <= on and (a.valid_to_last is None or on <= a.valid_to_last)
    ]
    pairs = pair_rows(circle)
    numbers = {pair.pk: pair.number for pair in pairs}
    filled, posts = rules.coverage(len(pairs), ((numbers[pair], way) for pair, way in held))
    return CoverageCard(
        filled,
        posts,
        tuple(
            PairCard(
                p.pk,
                p.number,
                p.left.name_zh if p.left else "",
                p.right.name_zh if p.right else "",
                p.left.name if p.left else "",
                p.right.name if p.right else "",
                (p.pk, True) in held,
                (p.pk, False) in held,
                p.source,
                p.illustrative,
            )
            for p in pairs
        ),
    )


def pair_rows(circle: str) -> list[VillagePair]:
    """Return the pairs of villages of a circle, by number."""
    rows = VillagePair.objects.visible_to(HOUSE).filter(in_circle__slug=circle)
    return list(rows.select_related("left", "right", "in_circle").order_by("number"))


def pair_row(standing: Standing, circle: str, number: int) -> VillagePair | None:
    """Return one pair; None where there is none."""
    rows = VillagePair.objects.visible_to(standing).filter(in_circle__slug=circle, number=number)
    return rows.select_related("left", "right", "in_circle").first()


def appointment_rows(pair: VillagePair) -> list[CrossAppointment]:
    """Return all services across the border of a pair, past ones too."""
    return list(CrossAppointment.objects.visible_to(HOUSE).filter(pair=pair))


def appointment_row(standing: Standing, uid: UUID) -> CrossAppointment | None:
    """Return one service across the border; None where this standing sees none."""
    return CrossAppointment.objects.visible_to(standing).filter(pk=uid).first()


def home_town(pair: VillagePair, to_right: bool, on: date) -> str:
    """Return the code of the member that sends, from where its village lies; empty where that is unknown."""
    village = pair.left if to_right else pair.right
    if village is None:
        return ""
    known = member_cards(HOUSE)
    found = places.holders_of(HOUSE, village.code, on, kind="division")
    return next((h.code for h in found if h.code in known and len(h.code) == 9), village.code[:9])
