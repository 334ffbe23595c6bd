"""What lies in what: dated, never in a circle, never counted twice."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Invalid, Refused
from pilin.foundation.places import actions, queries, rules
from pilin.foundation.places.enums import ContainmentKind
from pilin.foundation.places.models import Containment, Place
from tests.factories.base import NOW, Stand

SETUP = Standing.machine("setup")
places = st.sampled_from("abcdef")
years = st.integers(2000, 2010)
PUBLIC = Standing.public()


@st.composite
def edges(draw: st.DrawFn) -> rules.Edge:
    first, last = sorted((draw(years), draw(years)))
    return rules.Edge(
        draw(places), draw(places), draw(st.sampled_from(["division", "zone"])), date(first, 1, 1), date(last, 12, 31)
    )


@given(st.lists(edges(), max_size=14), st.integers(2000, 2010))
def test_a_graph_grown_without_cycles_never_holds_itself(new: list[rules.Edge], year: int) -> None:
    grown: list[rules.Edge] = []
    for edge in new:
        if not rules.closes_a_cycle(grown, edge):
            grown.append(edge)
    for place in "abcdef":
        assert place not in rules.holders(grown, place, date(year, 6, 1))


@given(st.lists(edges(), max_size=14))
def test_an_edge_is_refused_only_where_some_day_closes(new: list[rules.Edge]) -> None:
    grown: list[rules.Edge] = []
    for edge in new:
        if rules.closes_a_cycle(grown, edge):
            days = (date(y, 6, 1) for y in range(edge.first.year, edge.last.year + 1))
            assert edge.inner == edge.outer or any(edge.inner in rules.holders(grown, edge.outer, day) for day in days)
        else:
            grown.append(edge)


@given(st.lists(edges(), max_size=14), st.sets(places), st.integers(2000, 2010))
def test_overlapping_containers_count_nothing_twice(graph: list[rules.Edge], containers: set[str], year: int) -> None:
    day = date(year, 6, 1)
    assert rules.held(graph, containers, day) == {
        p for p in "abcdef" if any(c in rules.holders(graph, p, day) for c in containers)
    }


def make(code: str, name_zh: str, name: str, **more: object) -> Place:
    return actions.add_place(by=SETUP, at=NOW, code=code, kind="town", name_zh=name_zh, name=name, **more)  # type: ignore[arg-type]


@pytest.mark.django_db
@pytest.mark.source("Q-02")
def test_two_names_mean_one_place() -> None:
    street = make("330421003", "惠民街道", "Huimin Street")
    actions.name_place(by=SETUP, at=NOW, place=street, name="嘉善经济技术开发区", language="zh")
    found = [queries.place_named(PUBLIC, name) for name in ("惠民街道", " huimin  street ", "嘉善经济技术开发区")]
    assert found == [street, street, street]
    assert queries.place_named(PUBLIC, "惠民") is None


@pytest.mark.django_db
def test_a_cycle_is_refused_and_nothing_is_written() -> None:
    one, two = make("a", "甲", "A"), make("b", "乙", "B")
    actions.set_in(
        by=SETUP, at=NOW, inner=one, outer=two, kind=ContainmentKind.ZONE, valid_from="2020", valid_to="2021"
    )
    with pytest.raises(Invalid) as error:
        actions.set_in(by=SETUP, at=NOW, inner=two, outer=one, kind=ContainmentKind.PARK, valid_from="2021-12")
    assert [f.code for f in error.value.faults] == ["cycle"]
    actions.set_in(by=SETUP, at=NOW, inner=two, outer=one, kind=ContainmentKind.PARK, valid_from="2022-01")
    assert Containment.objects.visible_to(PUBLIC).count() == 2
    assert [queries.lies_in(PUBLIC, "a", "b", date(y, 6, 1)) for y in (2019, 2020, 2022)] == [False, True, False]


@pytest.mark.django_db
def test_holders_by_kind_on_a_day() -> None:
    town, county, zone = make("t", "镇", "T"), make("c", "县", "C"), make("z", "区", "Z")
    actions.set_in(by=SETUP, at=NOW, inner=town, outer=county, kind="division")
    actions.set_in(by=SETUP, at=NOW, inner=county, outer=zone, kind="zone", valid_from="2023-02")
    actions.set_in(by=SETUP, at=NOW, inner=town, outer=zone, kind="zone", valid_from="2024")
    held = [[h.code for h in queries.holders_of(PUBLIC, "t", day)] for day in (date(2023, 1, 31), date(2023, 2, 1))]
    assert held == [["c"], ["c", "z"]]
    assert [p.code for p in queries.places_in(PUBLIC, ["z", "c"], date(2024, 5, 1))] == ["c", "t"]
    assert [h.code for h in queries.holders_of(PUBLIC, "t", date(2024, 5, 1), kind="division")] == ["c"]


@pytest.mark.django_db
def test_only_the_keeper_writes_places_and_every_fault_is_named() -> None:
    with pytest.raises(Refused):
        actions.add_place(by=Stand.officer("310116102"), at=NOW, code="x", kind="town", name_zh="甲", name="A")
    with pytest.raises(Invalid) as error:
        actions.add_place(
            by=SETUP, at=NOW, code="", kind="moon", name_zh=" ", name="", longitude=Decimal(200), latitude=Decimal(1)
        )
    assert [f.field for f in error.value.faults] == ["code", "kind", "name_zh", "longitude"]


@pytest.mark.django_db
@pytest.mark.source("Q-06")
def test_a_garbled_name_is_told_what_it_means() -> None:
    actions.note_name(by=SETUP, at=NOW, kind="person", name="Nobunaga Xing", name_zh="信长星", meant="Xin Changxing")
    found = queries.name_meant(PUBLIC, "nobunaga xing")
    assert found is not None
    assert (found.name_zh, found.meant) == ("信长星", "Xin Changxing")
    assert queries.name_meant(PUBLIC, "Somebody Else") is None
