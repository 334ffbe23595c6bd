"""Reads: pairs of firms that may be one, for the town that is asked."""

from __future__ import annotations

from collections.abc import Iterable, Set
from dataclasses import dataclass, replace
from datetime import date
from difflib import SequenceMatcher
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pilin.domain.enterprises import rules
from pilin.domain.enterprises.enums import FIELDS, LEVELS, REASONS, LikenessState, LinkedBy
from pilin.domain.enterprises.models import Enterprise, Likeness, Register, RegisterRecord
from pilin.domain.enterprises.queries.finding import HOUSE
from pilin.domain.enterprises.queries.registers import enterprises, merged_here
from pilin.foundation.access.enums import Role
from pilin.foundation.access.standing import Standing
from pilin.foundation.members.queries import belonging
from pilin.foundation.notices.enums import WorkItem, WorkKind

FULL = 24.0  # bits that fill a bar: more says no more


@dataclass(frozen=True, slots=True)
class Side:
    """What one of two firms has in a field: runs of text, each with whether the other has it too."""

    value: Any
    runs: tuple[tuple[str, bool], ...] = ()


@dataclass(frozen=True, slots=True)
class Compared:
    """One field of two firms side by side."""

    name: str
    label: Any
    left: Side | None  # None: nobody says
    right: Side | None

    @property
    def differ(self) -> bool:
        """Return whether both say something, and not the same."""
        return self.left is not None and self.right is not None and str(self.left.value) != str(self.right.value)


@dataclass(frozen=True, slots=True)
class Weighed:
    """One reason, as a bar shows it."""

    name: str
    label: Any
    level: Any
    bits: float

    @property
    def share(self) -> float:
        """Return how much of its half the bar fills, in percent."""
        return round(min(abs(self.bits) / FULL, 1) * 100, 1)

    @property
    def told(self) -> str:
        """Return its bits with their sign."""
        return f"{self.bits:+.1f}".replace("-", "−")


@dataclass(frozen=True, slots=True)
class LikenessTold:
    """Two firms that may be one: field by field, with the reasons."""

    likeness: Likeness
    fields: tuple[Compared, ...]
    reasons: tuple[Weighed, ...]  # as reckoned; empty where a person said so

    @property
    def percent(self) -> int | None:
        """Return the probability in percent, never rounded to certainty."""
        reckoned = self.likeness.probability
        return None if reckoned is None else max(1, min(99, round(reckoned * 100)))


def likenesses(standing: Standing, circle: str, state: str = LikenessState.OPEN) -> QuerySet[Likeness]:
    """Return the pairs of one state that this standing's town is asked about, likeliest first.

    Open ones only while neither of the two was merged elsewhere and both are in sight.
    """
    seen = Enterprise.objects.visible_to(standing)
    rows = (
        Likeness.objects.visible_to(standing)
        .filter(Exists(seen.filter(pk=OuterRef("enterprise"))), Exists(seen.filter(pk=OuterRef("other"))))
        .filter(circle=circle, state=state)
        .select_related("enterprise", "other")
    )
    if state == LikenessState.OPEN:
        return rows.filter(enterprise__merged_into__isnull=True, other__merged_into__isnull=True)
    return rows.order_by("-decided_at", "uid")


def likeness_counts(standing: Standing, circle: str) -> dict[str, int]:
    """Return how many pairs stand in each state that a page shows."""
    return {
        state: likenesses(standing, circle, state).count()
        for state in (LikenessState.OPEN, LikenessState.MERGED, LikenessState.APART, LikenessState.UNDONE)
    }


def likeness_named(standing: Standing, circle: str, uid: UUID) -> Likeness | None:
    """Return a pair; None where this standing may not read it, or one of its firms."""
    seen = Enterprise.objects.visible_to(standing)
    return (
        Likeness.objects.visible_to(standing)
        .filter(Exists(seen.filter(pk=OuterRef("enterprise"))), Exists(seen.filter(pk=OuterRef("other"))))
        .filter(circle=circle, pk=uid)
        .select_related("enterprise", "other")
        .first()
    )


def likeness_told(likeness: Likeness) -> LikenessTold:
    """Return a pair as a page shows it."""
    fields = tuple(_compared(name, likeness.enterprise, likeness.other) for name in FIELDS)
    reasons = tuple(
        Weighed(name, REASONS.get(name, name), LEVELS.get(level, level), float(bits))
        for name, level, bits in likeness.reasons
        if level != "missing" and bits
    )
    return LikenessTold(likeness, tuple(f for f in fields if f.left or f.right), reasons)


def _compared(name: str, firm: Enterprise, other: Enterprise) -> Compared:
    left, right = getattr(firm, name), getattr(other, name)
    if not left or not right:
        return Compared(name, FIELDS[name], Side(left) if left else None, Side(right) if right else None)
    if isinstance(left, str) and isinstance(right, str) and left != right:
        blocks = SequenceMatcher(None, left, right, autojunk=False).get_opcodes()
        return Compared(
            name, FIELDS[name],
            Side(left, tuple((left[a:b], kind == "equal") for kind, a, b, _c, _d in blocks if a < b)),
            Side(right, tuple((right[c:d], kind == "equal") for kind, _a, _b, c, d in blocks if c < d)),
        )  # fmt: skip
    return Compared(name, FIELDS[name], Side(left), Side(right))


def town_reader(town: str, circle: str, on: date) -> Standing:
    """Return the standing in which a town's own firms are compared: it reads what the town reads, and no more."""
    where = belonging(town, on)
    circles, observes = where.circles & {circle}, where.observes & {circle}
    return replace(HOUSE, member=town, circles=circles, observes=observes, sees_all=False)


def town_house(town: str) -> Standing:
    """Return the instance as it works for one town: it reads everything, and what it does stands in that town's journal."""
    return replace(HOUSE, member=town)


def registers_to_compare(standing: Standing, circle: str = "") -> QuerySet[Register]:
    """Return the registers in force whose new firms were not compared with those in sight, oldest first."""
    rows = Register.objects.visible_to(standing).filter(compared_at__isnull=True, withdrawn_at__isnull=True)
    return (rows.filter(circle=circle) if circle else rows).order_by("made_at", "uid")


COMPARED = ("pk", "name_zh", "uscc", "address", "division")
Row = tuple[UUID, str, str, str, str]  # a firm's columns that are compared


def firms_to_compare(register: Register) -> list[Row]:
    """Return the firms that a register was the first to name and that stand for themselves, in the order of their making."""
    records = RegisterRecord.objects.visible_to(HOUSE).filter(register=register, linked_by=LinkedBy.FIRST)
    rows = Enterprise.objects.visible_to(HOUSE).filter(pk__in=records.values("enterprise"), merged_into__isnull=True)
    return list(rows.order_by("uid").values_list(*COMPARED))


def firms_beside(reader: Standing, register: Register, before: UUID) -> tuple[list[Row], dict[UUID, list[str]]]:
    """Return the firms in sight of a register's town that it is compared with, and other names of some of them.

    Another town's firm only where it is shared with the circle or everyone, never what that town keeps to itself. Only
    firms that stood ``before`` the first new one: whenever it is done, the later register is the one that is asked.
    """
    rows = (
        enterprises(reader, register.circle)
        .filter(audience__in=rules.WIDTHS, merged_into__isnull=True, pk__lt=before)
        .order_by("uid")
    )
    names: dict[UUID, list[str]] = {}
    merged = Enterprise.objects.visible_to(reader).filter(circle=register.circle, merged_into__isnull=False)
    for kept, name in merged.values_list("merged_into", "name_zh"):
        assert kept is not None
        names.setdefault(kept, []).append(name)
    return list(rows.values_list(*COMPARED)), names


def pairs_known(firms: Iterable[UUID]) -> set[frozenset[UUID]]:
    """Return the pairs of these firms that were weighed before, whichever way round and whatever was decided."""
    keys = list(firms)
    rows = Likeness.objects.visible_to(HOUSE).filter(Q(enterprise__in=keys) | Q(other__in=keys))
    return {frozenset(pair) for pair in rows.values_list("enterprise", "other")}


def firms_like(standing: Standing, firm: Enterprise, find: str, most: int = 12) -> list[Enterprise]:
    """Return the firms into which one may be merged: those of the same code, those it was weighed against, those found."""
    weighed = Likeness.objects.visible_to(standing).filter(enterprise=firm).values("other")
    rows = enterprises(standing, firm.circle).exclude(pk=firm.pk).filter(merged_into__isnull=True)
    found = list(rows.filter(Q(pk__in=weighed) | (Q(uscc=firm.uscc) if firm.uscc else Q(pk=None)))[:most])
    if find:
        known = {row.pk for row in found}
        more = enterprises(standing, firm.circle, find=find).exclude(pk=firm.pk).filter(merged_into__isnull=True)
        found += [row for row in more[:most] if row.pk not in known]
    return found[:most]


def holds_others(standing: Standing, firm: Enterprise) -> bool:
    """Return whether firms in sight were merged into this one."""
    return merged_here(standing, firm.pk).exists()


def holders(firms: Set[UUID]) -> set[UUID]:
    """Return those of these firms into which others were merged, in two steps too, whoever sees it."""
    merged = Enterprise.objects.visible_to(HOUSE).filter(merged_into__isnull=False)
    steps = merged.values_list("merged_into", "merged_into__merged_into").iterator()
    return {key for pair in steps for key in pair if key is not None and key in firms}


def work_of(standing: Standing, on: date) -> list[WorkItem]:
    """Return what waits for a clerk among the firms: pairs to look at, recognitions that end."""
    if not standing.signed_in or not standing.member or not standing.holds(Role.CLERK):
        return []
    rows = Likeness.objects.visible_to(standing).filter(
        owner=standing.member, state=LikenessState.OPEN, circle__in=standing.circles,
        enterprise__merged_into__isnull=True, other__merged_into__isnull=True,
    )  # fmt: skip
    return [
        WorkItem(
            kind=WorkKind.DUE,
            title=ngettext(
                "{number} pair of firms may be one", "{number} pairs of firms may be one", row["number"]
            ).format(number=row["number"]),
            detail=_("Side by side, with what speaks for it and against"),
            url=reverse("enterprises:likenesses", kwargs={"circle": row["circle"]}),
            verb=_("Look"),
        )
        for row in rows.order_by("circle").values("circle").annotate(number=Count("pk"))
    ]
