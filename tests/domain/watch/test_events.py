"""Signals, lines and events: what is refused, and what follows from what."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from pilin.domain.watch import actions, queries
from pilin.domain.watch.models import WaterLine
from pilin.foundation.access.verdict import Conflict, Invalid, Refused
from tests.factories import watch as make
from tests.factories.base import NOW, circle_of_five

pytestmark = pytest.mark.django_db


@pytest.mark.source("D-22")
def test_a_signal_is_relayed_with_its_station_and_minute_and_changes_forward_only() -> None:
    clerk = circle_of_five().fengjing.clerk
    yellow = make.signal(clerk, "yellow", issued_at=NOW - timedelta(hours=2))
    orange = make.signal(clerk, "orange", family=yellow.family, issued_at=NOW - timedelta(hours=1))
    assert [(s.colour, s.family) for s in queries.signals(clerk, "five-towns")] == [
        ("orange", yellow.family),
        ("yellow", yellow.family),
    ]
    with pytest.raises(Conflict):
        make.signal(clerk, "red", family=yellow.family, issued_at=orange.issued_at)
    with pytest.raises(Invalid) as wrong:
        actions.relay_signal(
            by=clerk, at=NOW, circle=make.circle(clerk), town=clerk.member, hazard="hail", colour="none", issuer_zh=" ",
            issued_at=NOW + timedelta(hours=1), areas=[],
        )  # fmt: skip
    assert [(f.code, f.field) for f in wrong.value.faults] == [
        ("unknown_hazard", "hazard"), ("no_issuer", "issuer_zh"), ("no_area", "areas"), ("ahead", "issued_at"), ("nothing_to_lift", "colour"),
    ]  # fmt: skip


@pytest.mark.source("D-23")
def test_a_line_ends_where_the_next_begins_and_needs_a_datum() -> None:
    clerk = circle_of_five().fengjing.clerk
    series = make.level_series(clerk)
    make.line(clerk, series, "3.50", valid_from=date(2002, 1, 1))
    make.line(clerk, series, "3.80", valid_from=date(2023, 1, 1))
    rows = WaterLine.objects.visible_to(clerk).order_by("valid_from")
    assert [(r.level_m, r.valid_from, r.valid_to) for r in rows] == [
        (Decimal("3.500"), date(2002, 1, 1), date(2022, 12, 31)), (Decimal("3.800"), date(2023, 1, 1), None),
    ]  # fmt: skip
    with pytest.raises(Conflict):
        make.line(clerk, series, "3.60", valid_from=date(2023, 1, 1))
    with pytest.raises(Invalid):
        make.line(clerk, series, "3.60", valid_from=date(2024, 1, 1), datum=" ")


@pytest.mark.source("D-66")
def test_an_event_is_over_when_every_town_that_was_called_stood_down() -> None:
    five = circle_of_five()
    west, east = five.xindai.clerk, five.fengjing.clerk
    event = make.event(east, called=(west.member,))
    assert event.called == [east.member, west.member]
    with pytest.raises(Refused):
        actions.acknowledge_event(by=five.huimin.clerk, at=NOW, event=event)
    parts = [actions.acknowledge_event(by=who, at=NOW, event=event) for who in (east, west)]
    with pytest.raises(Refused):
        actions.acknowledge_event(by=west, at=NOW, event=event)
    later = NOW + timedelta(hours=3)
    actions.stand_down(by=east, at=later, part=parts[0])
    event.refresh_from_db()
    assert event.closed_at is None
    with pytest.raises(Refused):
        actions.stand_down(by=east, at=later, part=parts[1])
    parts[1].refresh_from_db()
    actions.stand_down(by=west, at=later, part=parts[1])
    event.refresh_from_db()
    assert event.closed_at == later
