"""The item lists of the two provinces, next to each other on a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from pilin.domain.enforcement import rules
from pilin.domain.enforcement.enums import PROVINCES, Comparison
from pilin.domain.enforcement.models import EnforcementItem
from pilin.domain.enforcement.queries.pacts import HOUSE
from pilin.foundation.access.standing import Standing


@dataclass(frozen=True, slots=True)
class Compared:
    """One matter on both banks."""

    matter: str
    left: EnforcementItem | None  # Zhejiang
    right: EnforcementItem | None  # Shanghai
    kind: Comparison
    differing: tuple[str, ...]  # fields in which they differ

    @property
    def title(self) -> EnforcementItem:
        """Return the item that gives the title: the left bank's where both have one."""
        found = self.left or self.right
        assert found is not None
        return found


def items(standing: Standing, circle: str, on: date | None = None) -> QuerySet[EnforcementItem]:
    """Return the items of all lists, of a day where one is named."""
    rows = EnforcementItem.objects.visible_to(standing).filter(circle=circle)
    if on is None:
        return rows
    return rows.filter(Q(valid_from__lte=on) & (Q(valid_to__isnull=True) | Q(valid_to__gte=on)))


def item_named(standing: Standing, circle: str, uid: UUID) -> EnforcementItem | None:
    """Return one item; None where this standing reads none."""
    return items(standing, circle).filter(pk=uid).first()


def item_for(circle: str, province: str, matter: str, on: date) -> EnforcementItem | None:
    """Return the item of a province's list in a matter, as it is in force on a day."""
    return items(HOUSE, circle, on).filter(province=province, matter=matter).first() if matter else None


def compared(standing: Standing, circle: str, on: date, *, kind: str = "", words: str = "") -> list[Compared]:
    """Return the lists of the two provinces matter by matter, as they are in force on a day.

    Parameters
    ----------
    kind : str
        Only a :class:`Comparison`; empty: all.
    words : str
        Only matters of which a title, a basis or a number has this.
    """
    sides: dict[str, dict[str, EnforcementItem]] = {}
    for row in items(standing, circle, on):
        sides.setdefault(row.matter, {})[row.province] = row
    told = [
        _compared(matter, held.get(PROVINCES["left"]), held.get(PROVINCES["right"]))
        for matter, held in sorted(sides.items())
        if held.keys() & set(PROVINCES.values())
    ]
    wanted = words.strip().casefold()
    return [
        one
        for one in told
        if (not kind or one.kind == kind)
        and (not wanted or any(wanted in f"{row.title_zh} {row.title} {row.basis_zh} {row.code}".casefold() for row in (one.left, one.right) if row))
    ]  # fmt: skip


def _compared(matter: str, left: EnforcementItem | None, right: EnforcementItem | None) -> Compared:
    if left is None or right is None:
        return Compared(matter, left, right, Comparison.RIGHT_ONLY if left is None else Comparison.LEFT_ONLY, ())
    differing = rules.differences(left, right)
    return Compared(matter, left, right, Comparison.DIFFERS if differing else Comparison.SAME, differing)


def matters(standing: Standing, circle: str, on: date) -> list[tuple[str, EnforcementItem]]:
    """Return the matters of the lists of a day, each with an item that names it."""
    return [(one.matter, one.title) for one in compared(standing, circle, on)]
