"""The demo's flows: all invented, most told by both ends, enough for gravity to speak."""

from __future__ import annotations

import pytest

from pilin.config.demo import flows as demo
from pilin.config.demo.places import PLACES
from pilin.config.demo.world import World
from pilin.domain.observatory.enums.flows import Reading, Said
from pilin.domain.observatory.frames import flows as frames
from pilin.domain.observatory.models import FlowRecord
from pilin.domain.observatory.queries import flows as queries
from pilin.foundation.access.standing import Standing
from pilin.foundation.places.models import Place
from tests.factories.base import NOW, Five, Stand, make_place, writing

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]


def test_the_demo_loads_and_every_flow_is_marked_invented(five: Five):
    with writing():
        make_place("3304", "prefecture", "嘉兴市", "Jiaxing")
        for code, _kind, _zh, _en, lon, lat, _source in PLACES:
            row = Place.objects.visible_to(Stand.machine()).filter(code=code).first()
            if row is not None and lon:
                row.longitude, row.latitude = lon, lat
                row.save()
    world = World(now=NOW, circle=five.circle)
    for name in demo.TOWNS:
        town = getattr(five, name)
        world.members[name], world.people[f"{name}-clerk"] = town.row, town.clerk_user
    demo.load(world)
    rows = FlowRecord.objects.visible_to(Standing.public())
    assert rows.count() > 500
    assert not rows.filter(illustrative=False).exists()
    told = queries.flows(Standing.public(), five.slug, kind="people", unit="person")
    said = queries.coverage(told).by_said
    assert all(said[word] > 0 for word in Said)
    found = frames.gravity(told, Reading.SENDER)
    assert (found.why_not, found.places, found.left.nested > 0) == (None, 7, True)
    assert found.fit.of("log_km").high < 0 < found.penalty.less_low
