"""Indicators with their series for tests, made by the rooms' own deeds."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from pilin.domain.observatory import actions
from pilin.domain.observatory.models import Concordance, Indicator, IndicatorDefinition, IndicatorInput, IndicatorTarget
from pilin.foundation.access.standing import Standing
from pilin.foundation.members.models import Circle
from pilin.foundation.members.queries import circle_named
from pilin.foundation.observations import actions as observations
from pilin.foundation.observations.models import Observation, Series
from tests.factories.base import NOW

SINCE = date(2020, 1, 1)
OPENED = NOW - timedelta(days=90)


def _five(by: Standing) -> Circle:
    found = circle_named(by, "five-towns")
    assert found is not None
    return found


def series(by: Standing, slug: str, unit: str = "firm", **more: Any) -> Series:
    """Open a series of the town acted for: a count by year."""
    given = {
        "kind": "flow" if unit == "CNY" else "count",
        "title_zh": f"序列{slug}",
        "title": slug,
        "member": by.member,
        **more,
    }
    return observations.add_series(by=by, at=OPENED, circle="five-towns", slug=slug, unit=unit, **given)


def figure(
    by: Standing,
    row: Series,
    value: Any,
    period: str | None = "2023",
    at: datetime = NOW - timedelta(days=30),
    **more: Any,
) -> Observation:
    """Attest a figure of the series."""
    return observations.attest_figure(by=by, at=at, series=row.slug, value=value, unit=row.unit, period=period, **more)


def indicator(by: Standing, slug: str = "suppliers", at: datetime = NOW, **more: Any) -> Indicator:
    """Define an indicator of the town acted for: a sum of firms unless said otherwise."""
    given = {
        "title_zh": "两岸供应商",
        "title": "Suppliers of both banks",
        "form": "sum",
        "unit": "firm",
        "valid_from": SINCE,
        **more,
    }
    return actions.define_indicator(by=by, at=at, circle=_five(by), town=by.member, slug=slug, **given)


def fed(
    by: Standing, row: Indicator, numerator: Series, denominator: Series | None = None, at: datetime = NOW
) -> IndicatorInput:
    """Put series under an indicator."""
    below = denominator.slug if denominator else ""
    return actions.add_input(by=by, at=at, indicator=row, numerator=numerator.slug, denominator=below)


def target(
    by: Standing, row: Indicator, comparator: str = ">", value: Any = "40", at: datetime = NOW, **more: Any
) -> IndicatorTarget:
    """Set a target of an indicator for the circle."""
    given = {"clause_zh": "第三条", "valid_from": SINCE, **more}
    return actions.set_target(by=by, at=at, indicator=row, comparator=comparator, value=value, **given)


def definition(by: Standing, row: Indicator, at: datetime = NOW, **more: Any) -> IndicatorDefinition:
    """Write how the province of the town acted for counts."""
    given = {
        "jurisdiction": by.member[:2],
        "text_zh": "年末在册供应商",
        "text": "Suppliers on the books",
        "valid_from": SINCE,
        **more,
    }
    return actions.describe_definition(by=by, at=at, indicator=row, **given)


def judged(
    by: Standing, left: IndicatorDefinition, right: IndicatorDefinition, at: datetime = NOW, **more: Any
) -> Concordance:
    """Judge two definitions to be the same unless said otherwise."""
    given = {"likeness": "same", "reason_zh": "两边都按年末在册数", **more}
    return actions.judge_concordance(by=by, at=at, left=left, right=right, **given)
