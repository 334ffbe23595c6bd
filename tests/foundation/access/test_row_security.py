"""The second belt, with the first one off: what the database itself lets a reader see.

Every model is made to forget who may read it (``visibility`` answers "everything"); PostgreSQL alone is left. The control
takes the second belt off too and must see a neighbour's rows, or the rest would prove nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, connections
from django.db.models import Q

from pilin.domain.obstacles.models import Obstacle, Step
from pilin.foundation.access import policies
from pilin.foundation.access.asking import on_behalf_of, settings_for
from pilin.foundation.access.models import GatedModel
from pilin.foundation.access.standing import Standing
from pilin.foundation.identity.models import Draft, User
from pilin.foundation.notices.models import Notice
from tests.factories.base import Stand, standing_at, writing
from tests.matrix import NOTHING, Walker, address, names_an_object
from tests.reliability.report import tried
from tests.routes import walk
from tests.world import READERS, World, shared_models

HOUSE = Standing.machine("test")
GATED = [model for model in apps.get_models() if issubclass(model, GatedModel)]


def of_reader(reader: str) -> Standing:
    """Return the standing in which a reader of the small world asks."""
    name = READERS[reader]
    return standing_at(User.objects.get(username=name)) if name else Standing.public()


# what holds on any database -------------------------------------------------------------------------------------------


def test_every_model_says_how_its_table_is_held() -> None:
    for model in GATED:
        policies.condition(model)  # raises where a model forgot


def test_a_model_that_says_anew_who_may_read_it_says_it_to_the_database_too() -> None:
    faults = []
    for model in GATED:
        first = {
            name: next(i for i, c in enumerate(model.__mro__) if name in vars(c)) for name in ("visibility", "BELT")
        }
        if first["BELT"] > first["visibility"]:
            faults.append(model._meta.label)
    assert faults == []


@pytest.mark.django_db
def test_who_asks_is_who_the_query_names_then_who_the_door_was_opened_for() -> None:
    clerk = Stand.officer("310116101", circles=("five-towns",), observes=("elsewhere",))
    asked = Obstacle.objects.visible_to(clerk).filter(year=2024).order_by("pk").query
    told = dict(settings_for(asked))
    assert (told["pilin.all"], told["pilin.member"], told["pilin.circles"]) == ("", "310116101", "elsewhere,five-towns")
    assert dict(settings_for())["pilin.all"] == "on"  # no door is open: a command, a task, a migration
    with on_behalf_of(Standing.public()):
        assert dict(settings_for(asked)) == told
        assert dict(settings_for())["pilin.all"] == ""
        assert dict(settings_for(Obstacle.objects.visible_to(HOUSE).query))["pilin.all"] == "on"
        with writing():
            assert dict(settings_for())["pilin.all"] == "deed"
            assert dict(settings_for(asked)) == told
        assert dict(settings_for())["pilin.all"] == ""


def test_a_person_without_office_has_no_member_to_match() -> None:
    told = dict(settings_for(Obstacle.objects.visible_to(Stand.officer("")).query))
    assert (told["pilin.all"], told["pilin.member"]) == ("", "")


# on PostgreSQL --------------------------------------------------------------------------------------------------------


@pytest.fixture
def held(planted: World, pytestconfig: pytest.Config) -> World:
    """Give the small world on a database that holds rows back."""
    if pytestconfig.getoption("--engine") != "postgresql":
        pytest.skip("SQLite knows no row-level security")
    return planted


@pytest.fixture
def first_belt_off(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let every model forget who may read it."""
    for model in {c for m in GATED for c in m.__mro__ if "visibility" in vars(c)}:
        monkeypatch.setattr(model, "visibility", classmethod(lambda cls, standing: Q()))
    yield


def seen_by(world: World, reader: str) -> set[tuple[str, str, str]]:
    """Return which planted rows a reader finds, by asking each model's table."""
    standing = of_reader(reader)
    keys = {(label, row.pk): (label, audience, family) for (label, audience, family), row in world.rows.items()}
    found = set()
    for model in [*shared_models(), Draft, Notice]:
        for key in model.objects.visible_to(standing).values_list("pk", flat=True):
            if (model._meta.label, key) in keys:
                found.add(keys[model._meta.label, key])
    return found


def expected_for(world: World, reader: str) -> set[tuple[str, str, str]]:
    marks = {(m.label, m.audience, m.family): m for m in world.marks.values() if m.column == "uid"}
    return {at for at in world.rows if marks[at].may_be_read_by(reader)}


def test_every_table_wears_its_belt(held: World) -> None:
    assert policies.without_belt() == []
    assert not policies.passes_by()
    assert len(policies.policies()) >= len(shared_models())


@pytest.mark.parametrize("reader", READERS)
def test_with_the_first_belt_off_a_reader_sees_exactly_what_is_shared(
    held: World, first_belt_off: None, reader: str
) -> None:
    assert seen_by(held, reader) == expected_for(held, reader)


def test_with_both_belts_off_a_stranger_sees_everything(held: World, first_belt_off: None) -> None:
    """The control."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in policies.policies():
            cursor.execute(f'ALTER TABLE "{table}" NO FORCE ROW LEVEL SECURITY')
    assert policies.without_belt() == sorted(policies.policies())
    assert seen_by(held, "elsewhere") == set(held.rows)
    tried(
        "S3", "rows of every model asked for with the first belt off", len(held.rows) * len(READERS), 0, len(held.rows)
    )


def test_an_older_policy_is_laid_anew_and_no_other_is_touched(held: World) -> None:
    table = Obstacle._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"COMMENT ON POLICY {policies.READING} ON \"{table}\" IS 'pilin of last year'")
    assert policies.lay_belts() == [table]
    assert policies.lay_belts() == []


WAYS: dict[str, Any] = {
    "raw SQL": lambda: _count(f'SELECT count(*) FROM "{Obstacle._meta.db_table}"'),
    "raw SQL with parameters": lambda: _count(f'SELECT count(*) FROM "{Obstacle._meta.db_table}" WHERE year > %s', [1]),
    "a subquery": lambda: _count(f'SELECT (SELECT count(*) FROM "{Obstacle._meta.db_table}")'),
    "Django's own manager": lambda: Obstacle._base_manager.count(),
    "a chunked reading": lambda: len(list(Obstacle._base_manager.all().iterator(chunk_size=2))),
    "a join": lambda: Step._base_manager.values("obstacle").distinct().count(),
}


def _count(statement: str, parameters: Any = None) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return int(cursor.fetchone()[0])


@pytest.mark.parametrize("way", WAYS)
def test_what_does_not_say_who_asks_is_asked_in_the_doors_name(held: World, way: str) -> None:
    everything = WAYS[way]()
    with on_behalf_of(of_reader("elsewhere")):
        strangers = WAYS[way]()
    with on_behalf_of(of_reader("owner")):
        owners = WAYS[way]()
    assert (strangers, owners) == (1, everything)
    assert everything > 1


def test_a_key_followed_to_a_row_that_may_not_be_read_finds_nothing(held: World) -> None:
    step = held.row("obstacles.Step", "own")
    fresh = Step.objects.visible_to(HOUSE).get(pk=step.pk)
    with on_behalf_of(of_reader("elsewhere")), pytest.raises(Obstacle.DoesNotExist):
        assert fresh.obstacle
    assert fresh.obstacle.pk == held.row("obstacles.Obstacle", "own").pk


def test_a_reading_of_the_house_raises_nothing_after_it(held: World) -> None:
    with on_behalf_of(of_reader("elsewhere")):
        before = WAYS["raw SQL"]()
        assert Obstacle.objects.visible_to(HOUSE).count() > before
        assert WAYS["raw SQL"]() == before


def test_nothing_that_was_told_stays_on_a_connection(held: World) -> None:
    other = connections.create_connection("default")
    try:
        for standing in (HOUSE, of_reader("owner")):
            with on_behalf_of(standing), other.cursor() as cursor:
                cursor.execute("SELECT 1")
            with on_behalf_of(standing), other.chunked_cursor() as cursor:
                cursor.execute("SELECT 1")
            for name, _value in settings_for():
                told = other.connection.execute(f"SELECT current_setting('{name}', true)").fetchone()[0]  # round Django
                assert not told, f"{name} is {told!r}"
    finally:
        other.close()


def test_a_stranger_and_a_neighbour_find_nothing_on_any_page(held: World, first_belt_off: None) -> None:
    walker, leaks, asked = Walker(held), set(), 0
    for route in walk():
        if route.name.startswith(("account_", "mfa_")):
            continue
        for audience in ("own", "public") if names_an_object(route) else (NOTHING,):
            for reader in ("elsewhere", "neighbour"):
                answer = walker.seen(route, reader, "GET", address(held, route, audience), audience)
                asked += 1
                leaks |= {f"{route.key} to {reader}: {m.name}" for m in answer.marks if not m.may_be_read_by(reader)}
    tried("S3", "pages asked for with the first belt off", asked, len(leaks), "see with both belts off")
    assert sorted(leaks) == []
