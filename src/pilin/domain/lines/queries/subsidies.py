"""Who pays what of which line."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from pilin.domain.lines import rules
from pilin.domain.lines.models import Line, Subsidy, SubsidyWord
from pilin.domain.lines.queries.days import HOUSE
from pilin.foundation.access.standing import Standing


@dataclass(frozen=True, slots=True)
class SubsidyTold:
    """A subsidy with what each town pays of it, and which towns said yes."""

    row: Subsidy
    parts: tuple[tuple[str, Decimal, Decimal | None], ...]  # town, per cent, yuan; None where the amount is unknown
    said: tuple[str, ...]

    @property
    def waiting(self) -> tuple[str, ...]:
        """Return the towns that have not said yes."""
        return tuple(town for town, *_rest in self.parts if town not in self.said)


def subsidies(standing: Standing, held: Iterable[Line]) -> list[SubsidyTold]:
    """Return the subsidies of lines in sight, the latest year first, what was taken back left out; two queries."""
    rows = Subsidy.objects.visible_to(standing).filter(line__in=list(held), withdrawn_on__isnull=True)
    return _told(list(rows.select_related("line").order_by("line__number", "-year", "made_at")))


def subsidy_named(standing: Standing, circle: str, uid: UUID) -> Subsidy | None:
    """Return a subsidy; None where this standing reads none."""
    return (
        Subsidy.objects.visible_to(standing).select_related("line", "in_circle").filter(circle=circle, pk=uid).first()
    )


def subsidy_told(row: Subsidy) -> SubsidyTold:
    """Return a subsidy with what each town pays of it."""
    return _told([row])[0]


def _told(rows: list[Subsidy]) -> list[SubsidyTold]:
    """Return subsidies in sight with every town's word: a word is read by whoever reads what it answers."""
    said: dict[UUID, list[str]] = {}
    words = SubsidyWord.objects.visible_to(HOUSE).filter(subsidy__in=rows)
    for subsidy, town in words.values_list("subsidy_id", "member__code"):
        said.setdefault(subsidy, []).append(town)
    made = []
    for row in rows:
        shares = {town: Decimal(share) for town, share in row.shares.items()}
        paid = rules.paid(row.amount_cny, shares)
        parts = tuple((town, share, paid[town]) for town, share in shares.items())
        made.append(SubsidyTold(row, parts, tuple(said.get(row.pk, ()))))
    return made
