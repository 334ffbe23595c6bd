"""The demo's scheme, laid on a circle of five: signed, two years settled, one that waits for Huimin."""

from __future__ import annotations

import pytest

from pilin.config.demo import benefits
from pilin.config.demo.world import World
from pilin.domain.benefits import queries
from pilin.domain.benefits.enums import SettlementStage, State
from tests.factories.base import NOW, TODAY, Five, Stand, circle_of_five


def world_of(five: Five) -> World:
    """Return the demo's world with the five towns' officers under the names that the demo calls them by."""
    names = ("fengjing", "zhujing", "huimin", "yaozhuang", "xindai")
    towns = {name: getattr(five, name) for name in names}
    people = {
        f"{name}-{name_of}": getattr(town, f"{role}_user")
        for name, town in towns.items()
        for name_of, role in (("clerk", "clerk"), ("leader", "signatory"), ("secretary", "secretary"))
    }
    return World(now=NOW, circle=five.circle, members={name: town.row for name, town in towns.items()}, people=people)


@pytest.mark.django_db
@pytest.mark.source("D-48")
def test_the_demo_has_a_scheme_with_two_settled_years_and_one_that_waits() -> None:
    five = circle_of_five()
    benefits.load(world_of(five))
    cards = queries.schemes_of(Stand.machine(), five.slug, TODAY)
    assert [(card.state, card.row.illustrative) for card in cards] == [(State.PROPOSED, True), (State.SIGNED, True)]
    found = queries.whole(Stand.machine(), five.slug, cards[1].row.pk, TODAY)
    assert found is not None
    assert [one.course.stage for one in found.settlements] == [
        SettlementStage.SETTLED,
        SettlementStage.SETTLED,
        SettlementStage.WAITING,
    ]
    assert [sum(side.net for side in one.sides) for one in found.settlements] == [0, 0, 0]
    assert [len(queries.work_of(town.signatory, TODAY)) for town in (five.fengjing, five.huimin)] == [0, 1]
    assert {row.illustrative for row in found.told} == {True}
