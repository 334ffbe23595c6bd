"""Floors and caps: dated, with their clause; what nobody made sure of is never used unasked."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

import pilin.engine.assign as engine


@pytest.mark.source("R-08")
@pytest.mark.parametrize(
    ("on", "floor"),
    [((2021, 6, 30), None), ((2021, 7, 1), 23), ((2023, 6, 30), 23), ((2023, 7, 1), 24), ((2026, 1, 1), 24)],
)
def test_floor_of_shanghai_by_day(on, floor):
    found = engine.floor_on(engine.built_in_floors(), "310116102", date(*on))
    assert (found and found.hourly_cny) == floor


@pytest.mark.source("R-08")
def test_what_nobody_made_sure_of_is_shown_and_not_used():
    assert engine.floor_on(engine.built_in_floors(), "330482", date(2024, 6, 1)) is None
    tiers = engine.unconfirmed_floors("33", date(2024, 6, 1))
    assert [(row.tier, row.hourly_cny, row.place_code) for row in tiers] == [
        ("33/1", Decimal(24), ""),
        ("33/2", Decimal(22), ""),
        ("33/3", Decimal(20), ""),
    ]
    assert engine.unconfirmed_floors("33", date(2023, 12, 31)) == ()
    assert [row.hourly_cny for row in engine.unconfirmed_floors("31", date(2025, 7, 1))] == [Decimal(25)]
    assert sorted({row.confirmed for row in engine.known_floors()}) == [False, True]


def test_the_smallest_place_and_the_newest_row_go_first():
    rows = [
        engine.Floor("33", date(2024, 1, 1), None, Decimal(20)),
        engine.Floor("3304", date(2024, 1, 1), date(2024, 12, 31), Decimal(22)),
        engine.Floor("33", date(2025, 6, 1), None, Decimal(21)),
    ]
    asked = [
        ("330421", (2024, 12, 31)),
        ("330421", (2025, 1, 1)),
        ("330421", (2025, 6, 1)),
        ("32", (2025, 6, 1)),
        ("", (2025, 6, 1)),
    ]
    found = [engine.floor_on(rows, place, date(*on)) for place, on in asked]
    assert [row and row.hourly_cny for row in found] == [22, 20, 21, None, None]


@pytest.mark.source("R-08")
def test_caps_with_what_sets_them():
    assert engine.caps_on(date(2026, 10, 19)) == engine.Caps(
        16, Decimal(4), Decimal(24), 15, Decimal(8), Decimal(44), Decimal(11)
    )
    law = {row.name for row in engine.cap_rows(date(2026, 10, 19)) if row.law}
    assert law == {
        "minimum_age", "employer_day_hours", "employer_week_hours", "settlement_days", "adult_age", "damage_percent",
    }  # fmt: skip
    assert all(row.clause for row in engine.cap_rows(date(2026, 10, 19)))
    with pytest.raises(engine.NoCaps):
        engine.caps_on(date(2007, 12, 31))
