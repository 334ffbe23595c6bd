"""Counted indicators and what is said of firms, made by the room's own deeds."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from pilin.domain.enterprises.models import Enterprise
from pilin.domain.observatory import actions
from pilin.domain.observatory.actions import FirmSaying
from pilin.domain.observatory.models import AttestedCount, FirmWord, Indicator, IndicatorInput
from pilin.foundation.access.standing import Standing
from tests.factories import observatory
from tests.factories.base import NOW


def said(
    by: Standing, firms: Iterable[Enterprise], holds: bool = True, about: str = "related", place: str = "31", at: datetime = NOW, **more: Any
) -> list[FirmWord]:  # fmt: skip
    """Say the same of some firms; since 2024 unless said otherwise."""
    shared = {name: more.pop(name) for name in ("audience", "source", "illustrative") if name in more}
    given = {"valid_from": "2024-01-01", "place": place, **more}
    words = [FirmSaying(firm, about, holds, **given) for firm in firms]
    return actions.say_of_firms(by=by, at=at, words=words, **shared)


def counted(
    by: Standing, towns: Iterable[str], count: str = "related", whole: str = "firms", place: str = "31", slug: str = "counted", **more: Any
) -> Indicator:  # fmt: skip
    """Define a share of the town acted for that is counted from the register, of some towns."""
    row = observatory.indicator(by, slug, **{"form": "share", "unit": "percent", **more})
    for town in towns:
        fed(by, row, town, count=count, whole=whole, place=place)
    return row


def fed(by: Standing, row: Indicator, town: str, at: datetime = NOW, **more: Any) -> IndicatorInput:
    """Have one town's part counted."""
    return actions.count_from_register(by=by, at=at, indicator=row, town=town, **more)


def attested(by: Standing, row: Indicator, at: datetime = NOW) -> AttestedCount:
    """Attest the count of a day."""
    return actions.attest_count(by=by, at=at, indicator=row)
