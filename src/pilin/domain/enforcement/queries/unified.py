"""The five functions of a zone on both banks: which is truly unified?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from pilin.domain.enforcement.enums import UnifiedKind
from pilin.domain.enforcement.models import UnifiedFunction
from pilin.foundation.access.standing import Standing


@dataclass(frozen=True, slots=True)
class FunctionTold:
    """One of the five with each side's newest word.

    Truly unified is what a town on either bank calls so, with the same responsible body. One bank's word is half.
    """

    kind: UnifiedKind
    left: tuple[UnifiedFunction, ...]  # Zhejiang's towns
    right: tuple[UnifiedFunction, ...]  # Shanghai's

    @property
    def says_left(self) -> bool:
        """Return whether a town on the left bank calls it unified."""
        return any(row.unified for row in self.left)

    @property
    def says_right(self) -> bool:
        """Return whether a town on the right bank calls it unified."""
        return any(row.unified for row in self.right)

    @property
    def same_body(self) -> bool:
        """Return whether every town that calls it unified names the same body."""
        return len({row.body_zh.strip() for row in (*self.left, *self.right) if row.unified}) == 1

    @property
    def truly(self) -> bool | None:
        """Return whether it is truly unified; None while a side has not said."""
        said = [row.unified for row in (*self.left, *self.right)]
        if False in said:
            return False
        if not (self.left and self.right) or None in said:
            return None
        return self.says_left and self.says_right and self.same_body


@dataclass(frozen=True, slots=True)
class ZoneTold:
    """A zone on both banks with its five functions."""

    zone: UnifiedFunction  # gives its name
    functions: tuple[FunctionTold, ...]

    @property
    def number(self) -> int:
        """Return how many of the five are truly unified."""
        return sum(one.truly is True for one in self.functions)


def unified_rows(standing: Standing, circle: str) -> QuerySet[UnifiedFunction]:
    """Return every word on the five functions, earlier ones too."""
    return UnifiedFunction.objects.visible_to(standing).filter(circle=circle)


def unified(standing: Standing, circle: str, on: date) -> list[ZoneTold]:
    """Return the zones with each side's newest word of a day on each of the five functions."""
    newest: dict[tuple[str, str, str], UnifiedFunction] = {}
    for row in unified_rows(standing, circle).filter(said_on__lte=on).order_by("said_on", "made_at", "uid"):
        newest[row.zone_zh, row.function, row.owner] = row
    zones: dict[str, list[UnifiedFunction]] = {}
    for row in newest.values():
        zones.setdefault(row.zone_zh, []).append(row)
    return [
        ZoneTold(next((row for row in rows if row.zone), rows[0]), tuple(_function(kind, rows) for kind in UnifiedKind))
        for _name, rows in sorted(zones.items())
    ]


def _function(kind: UnifiedKind, rows: list[UnifiedFunction]) -> FunctionTold:
    held = sorted((row for row in rows if row.function == kind), key=lambda row: row.owner)
    left = tuple(row for row in held if row.owner.startswith("33"))
    return FunctionTold(kind, left, tuple(row for row in held if row not in left))
