"""What a half-year review and a frozen snapshot show of the joint list: the programme's hand to meetings."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import translation

from pilin.domain.meetings.enums import REVIEW_FIGURES, SNAPSHOTS, ReviewFigure
from pilin.domain.programme.enums import Strand
from pilin.domain.programme.queries import ItemCard, items_of
from pilin.foundation.access.standing import Standing
from pilin.foundation.members.queries import members_on


def fill() -> None:
    """Fill the registries that meetings declare."""
    REVIEW_FIGURES["programme"] = milestones_of_the_half_year
    SNAPSHOTS["programme"] = list_as_it_stands


def milestones_of_the_half_year(standing: Standing, circle: str, year: int, half: int, on: date) -> list[ReviewFigure]:
    """Return for each strand and each town: milestones due in the half year, those witnessed, those carried over."""
    first, last = (date(year, 1, 1), date(year, 6, 30)) if half == 1 else (date(year, 7, 1), date(year, 12, 31))
    items = items_of(standing, circle, year, on)
    if not items:
        return []
    rows = []
    for strand in Strand:
        with translation.override("zh-hans"):
            zh = str(strand.label)
        with translation.override("en"):
            en = str(strand.label)
        rows.append(_row(zh, en, (i for i in items if i.strand == strand), first, last, strand=strand.value))
    for town in members_on(standing, circle, min(on, last)):
        led = (i for i in items if i.lead == town.code)
        rows.append(_row(f"{town.short_zh}牵头", f"Led by {town.short}", led, first, last, member=town.code))
    return rows


def _row(zh: str, en: str, items: Iterable[ItemCard], first: date, last: date, **of: Any) -> ReviewFigure:
    chosen = list(items)
    due = [m for i in chosen for m in i.milestones if first <= m.due_on <= last]
    seen = sum(m.witnessed_on is not None for m in due)
    return ReviewFigure(
        zh,
        en,
        Decimal(len(due)),
        Decimal(seen),
        carried=len(due) - seen,
        illustrative=any(i.illustrative for i in chosen),
        **of,
    )


def list_as_it_stands(standing: Standing, circle: str, on: date) -> list[dict[str, Any]]:
    """Return the year's list as it stands on a day: each item with its state and its milestones."""
    return [
        {
            "no": item.no,
            "title_zh": item.title_zh,
            "title_en": item.title,
            "strand": item.strand,
            "lead": item.lead,
            "partners": sorted(item.partners),
            "state": str(item.state),
            "milestones": [
                {
                    "no": m.no,
                    "title_zh": m.title_zh,
                    "due_on": m.due_on.isoformat(),
                    "state": str(m.state),
                    "witnessed_on": m.witnessed_on.isoformat() if m.witnessed_on else None,
                }
                for m in item.milestones
            ],
        }
        for item in items_of(standing, circle, on.year, on)
    ]
