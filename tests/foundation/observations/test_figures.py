"""Figures: kept as reported, refused where they mean nothing, never lost, never changed, readable as they were known."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from importlib import import_module
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pilin.engine.base import Comparator, PartialDate, Quantity
from pilin.foundation.access.enums import Audience
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Invalid, Refused
from pilin.foundation.observations import actions, queries
from pilin.foundation.observations.models import Observation
from pilin.foundation.observations.queries import Reading, current
from tests.factories.base import NOW, SHANGHAI, Five, writing
from tests.facts.harness import run
from tests.kit import BACKEND

HOUSE = Standing.machine("test")
PUBLIC = Standing.public()


def open_series(five: Five, slug: str = "suppliers", **more: Any) -> Any:
    given_ = {
        "kind": "count",
        "unit": "firm",
        "period_kind": "year",
        "title_zh": "供应商",
        "title": "Suppliers",
        **more,
    }
    return actions.add_series(by=five.fengjing.clerk, at=NOW, circle=five.slug, slug=slug, **given_)


def attest(five: Five, at: datetime = NOW, **more: Any) -> Observation:
    given_ = {"series": "suppliers", "value": "300", "unit": "firm", "period": "2023", **more}
    return actions.attest_figure(by=five.fengjing.clerk, at=at, **given_)


def codes(error: Any) -> set[tuple[str, str]]:
    return {(fault.code, fault.field) for fault in error.value.faults}


class TestKept:
    def test_comparator_unit_period_and_who_are_kept(self, five: Five) -> None:
        open_series(five)
        attest(five, comparator=">", source="S0:13")
        [reading] = queries.series_on(PUBLIC, "suppliers")
        assert reading.quantity == Quantity(Decimal(300), "firm", Comparator.MORE_THAN, "2023", "S0:13")
        assert (reading.owner, reading.attested_role) == (five.fengjing.code, "clerk")
        assert str(reading.quantity) == "> 300 firm"

    @pytest.mark.parametrize("sign", [c.value for c in Comparator])
    def test_every_comparator_survives(self, five: Five, sign: str) -> None:
        open_series(five)
        attest(five, comparator=sign)
        latest = queries.latest(PUBLIC, "suppliers")
        assert latest and latest.quantity and latest.quantity.comparator == sign

    def test_what_is_not_given_stays_null(self, five: Five) -> None:
        open_series(five)
        attest(five, value=None)
        latest = queries.latest(PUBLIC, "suppliers")
        assert latest is not None
        assert (latest.quantity, latest.value) == (None, None)

    def test_two_series_with_the_same_number_stay_two(self, five: Five) -> None:
        for slug in ("projects-a", "projects-b"):
            open_series(five, slug, unit="project")
            attest(five, series=slug, value="508", unit="project")
        assert [c.slug for c in queries.catalogue(PUBLIC, five.slug)] == ["projects-a", "projects-b"]
        assert len(queries.series_on(PUBLIC, "projects-a")) == 1


class TestRefused:
    @pytest.mark.parametrize(
        ("series", "figure", "expected"),
        [
            ({}, {"unit": "person"}, ("other_unit", "unit")),
            ({"kind": "flow", "unit": "CNY"}, {"unit": ""}, ("no_currency", "unit")),
            ({"kind": "flow", "unit": "CNY"}, {"unit": "元"}, ("no_currency", "unit")),
            ({"kind": "flow", "unit": "CNY"}, {"unit": "USD"}, ("other_currency", "unit")),
            (
                {"kind": "level", "unit": "m_level", "datum": "吴淞"},
                {"unit": "m_level", "value": "3.55"},
                ("no_datum", "datum"),
            ),
            (
                {"kind": "level", "unit": "m_level", "datum": "吴淞"},
                {"unit": "m_level", "value": "3.55", "datum": "1985"},
                ("other_datum", "datum"),
            ),
            ({}, {"period": "2023-02-30"}, ("no_period", "period")),
            ({}, {"period": "2023-Q5"}, ("no_period", "period")),
            ({}, {"period": "2023-06"}, ("other_period", "period")),
            ({}, {"period": "2025"}, ("period_ahead", "period")),
            ({}, {"period": None}, ("no_period", "period")),
            ({}, {"value": "three"}, ("no_number", "value")),
            ({}, {"value": "NaN"}, ("no_number", "value")),
            ({}, {"value": "1e30"}, ("no_number", "value")),
            ({}, {"value": "2.5"}, ("no_count", "value")),
            ({}, {"value": "-1"}, ("no_count", "value")),
            ({}, {"value": None, "comparator": ">"}, ("nothing_to_compare", "comparator")),
            ({}, {"comparator": "~"}, ("unknown_comparator", "comparator")),
            ({}, {"known_at": NOW + timedelta(seconds=1)}, ("known_ahead", "known_at")),
        ],
    )
    def test_a_figure_that_means_nothing(self, five: Five, series: Any, figure: Any, expected: tuple[str, str]) -> None:
        open_series(five, **series)
        with pytest.raises(Invalid) as error:
            attest(five, **figure)
        assert expected in codes(error)
        assert queries.series_on(PUBLIC, "suppliers") == []

    def test_all_faults_at_once(self, five: Five) -> None:
        open_series(five)
        with pytest.raises(Invalid) as error:
            attest(five, unit="person", period="2030", value="x", comparator="?")
        assert codes(error) == {("other_unit", "unit"), ("period_ahead", "period"), ("no_number", "value")}

    @pytest.mark.parametrize(
        ("series", "expected"),
        [
            ({"kind": "level", "unit": "m_level"}, ("no_datum", "datum")),
            ({"kind": "flow", "unit": "元"}, ("no_currency", "unit")),
            ({"kind": "flow", "unit": ""}, ("no_currency", "unit")),
            ({"unit": "furlong"}, ("unknown_unit", "unit")),
            ({"unit": "firm", "datum": "吴淞"}, ("datum_without_level", "datum")),
            ({"kind": "share", "unit": "percent"}, ("no_denominator", "denominator")),
        ],
    )
    def test_a_series_that_means_nothing(self, five: Five, series: Any, expected: tuple[str, str]) -> None:
        with pytest.raises(Invalid) as error:
            open_series(five, **series)
        assert expected in codes(error)

    def test_only_the_owner_s_clerk_attests(self, five: Five) -> None:
        open_series(five)
        for other in (five.huimin.clerk, five.fengjing.signatory, five.stranger.clerk, PUBLIC):
            with pytest.raises(Refused):
                actions.attest_figure(by=other, at=NOW, series="suppliers", value="1", unit="firm", period="2023")

    def test_a_share_is_strictly_kept(self, five: Five) -> None:
        open_series(five, kind="share", unit="percent", numerator="a", denominator="b")
        attest(five, unit="percent", value="40", comparator=">")
        latest = queries.latest(PUBLIC, "suppliers")
        assert latest and latest.quantity
        assert [latest.quantity.exceeds(Decimal(v)) for v in (39, 40, 41)] == [True, True, None]


class TestNeverChanged:
    def test_a_correction_is_a_later_row(self, five: Five) -> None:
        open_series(five)
        attest(five)
        attest(five, at=NOW + timedelta(days=1), value="310")
        assert [r.value for r in queries.series_on(PUBLIC, "suppliers")] == [Decimal(310)]
        assert [r.value for r in queries.series_on(PUBLIC, "suppliers", known_at=NOW)] == [Decimal(300)]
        assert queries.series_on(PUBLIC, "suppliers", known_at=NOW - timedelta(seconds=1)) == []
        series = queries.series_named(PUBLIC, "suppliers")
        assert series and [r.revision for r in queries.revisions_of(PUBLIC, series)] == [1, 2]

    def test_a_correction_comes_after(self, five: Five) -> None:
        open_series(five)
        attest(five)
        for known in (NOW, NOW - timedelta(days=3)):
            with pytest.raises(Refused):
                attest(five, at=NOW + timedelta(days=2), known_at=known, value="1")

    def test_no_door_of_python_changes_it(self, five: Five) -> None:
        open_series(five)
        row = attest(five)
        with writing():
            again = Observation.objects.visible_to(HOUSE).get(pk=row.pk)
            again.value = Decimal(1)
            for attempt in (
                again.save,
                again.delete,
                lambda: Observation.objects.visible_to(HOUSE).update(value=1),
                lambda: Observation.objects.visible_to(HOUSE).delete(),
                lambda: Observation.objects.visible_to(HOUSE).bulk_update([again], ["value"]),
            ):
                with pytest.raises(TypeError):
                    attempt()
        assert queries.series_on(PUBLIC, "suppliers")[0].value == Decimal(300)

    def test_the_database_refuses_too(self, five: Five) -> None:
        migration = import_module("pilin.foundation.observations.migrations.0002_written_once")
        open_series(five)
        attest(five)
        with connection.cursor() as cursor:
            migration.guard(apps, SimpleNamespace(connection=connection, execute=cursor.execute))
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("UPDATE observations_observation SET value = 1")
        assert queries.series_on(PUBLIC, "suppliers")[0].value == Decimal(300)

    @settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(
        steps=st.lists(
            st.tuples(st.sampled_from(["2021", "2022", "2023"]), st.integers(0, 999)), min_size=1, max_size=8
        )
    )
    def test_none_is_ever_lost(self, five: Five, steps: list[tuple[str, int]]) -> None:
        with transaction.atomic():
            open_series(five)
            moments = []
            for k, (period, value) in enumerate(steps):
                at = NOW + timedelta(hours=k)
                attest(five, at=at, period=period, value=str(value))
                moments.append(at)
            series = queries.series_named(PUBLIC, "suppliers")
            assert series is not None
            kept = queries.revisions_of(PUBLIC, series)
            assert sorted((str(r.period), int(r.value or 0)) for r in kept) == sorted(steps)
            for k, at in enumerate(moments):  # what was known then is what the steps until then say
                known = dict(steps[: k + 1])
                read = {str(r.period): int(r.value or 0) for r in queries.series_on(PUBLIC, "suppliers", known_at=at)}
                assert read == known
            transaction.set_rollback(True)


MOMENTS = st.integers(0, 50).map(lambda h: NOW + timedelta(hours=h))


@given(
    st.lists(
        st.builds(
            Reading,
            uid=st.uuids(), period=st.sampled_from([None, PartialDate.parse("2022"), PartialDate.parse("2023-06")]),
            quantity=st.none(), known_at=MOMENTS, source=st.just(""), owner=st.just(""), attested_name=st.just(""),
            attested_role=st.just(""), note_zh=st.just(""), note=st.just(""), illustrative=st.booleans(), revision=st.just(1),
        ),
        max_size=12,
    )
)  # fmt: skip
def test_the_last_word_wins(readings: list[Reading]) -> None:
    chosen = current(readings)
    assert {r.period for r in chosen} == {r.period for r in readings}
    assert len(chosen) == len({r.period for r in chosen})
    for reading in chosen:
        assert all(r.known_at <= reading.known_at for r in readings if r.period == reading.period)


class TestWhoReads:
    def test_a_private_series_leaks_nowhere(self, five: Five, client: Client, on_the_day: Any) -> None:
        open_series(five, "secret-suppliers", audience=Audience.OWN, title_zh="秘密供应商", title="Secret suppliers")
        attest(five, series="secret-suppliers", value="777")
        for user in (None, five.huimin.clerk_user, five.stranger.clerk_user):
            client.logout()
            if user:
                client.force_login(user, backend=BACKEND)
            for address in ("/c/five-towns/observatory/", "/api/v1/circles/five-towns/observations"):
                body = client.get(address).content.decode()
                assert "secret-suppliers" not in body
                assert "777" not in body
            assert client.get("/c/five-towns/observatory/secret-suppliers/").status_code == 404
            assert client.get("/api/v1/circles/five-towns/observations/secret-suppliers").status_code == 404
        assert run("observations", "show", "secret-suppliers").exit_code == 1

    def test_the_attesting_officer_s_name_is_for_officers(self, five: Five, client: Client, on_the_day: Any) -> None:
        open_series(five)
        attest(five)
        name = five.fengjing.clerk.name
        assert name not in client.get("/c/five-towns/observatory/suppliers/").content.decode()
        assert name not in client.get("/api/v1/circles/five-towns/observations/suppliers").content.decode()
        client.force_login(five.huimin.clerk_user, backend=BACKEND)
        assert name in client.get("/c/five-towns/observatory/suppliers/").content.decode()


class TestDoors:
    def test_a_clerk_gives_a_figure_on_the_page(self, five: Five, client: Client, on_the_day: Any) -> None:
        open_series(five)
        client.force_login(five.fengjing.clerk_user, backend=BACKEND)
        address = "/c/five-towns/observatory/suppliers/attest/"
        wrong = client.post(address, {"period": "2023", "comparator": ">", "value": "300", "unit": "person"})
        assert wrong.status_code == 200
        assert queries.series_on(PUBLIC, "suppliers") == []
        right = client.post(address, {"period": "2023", "comparator": ">", "value": "300", "unit": "firm"})
        assert right.status_code == 302
        assert str(queries.series_on(PUBLIC, "suppliers")[0].quantity) == "> 300 firm"

    def test_the_terminal_answers_as_of(self, five: Five) -> None:
        import json

        open_series(five)
        attest(five, comparator="≈")
        attest(five, at=NOW + timedelta(days=1), value="310")
        told = json.loads(run("observations", "show", "suppliers", "--known-at", "2024-10-18T12:00", "--json").stdout)
        assert [(r["value"], r["comparator"]) for r in told["readings"]] == [("300", "≈")]
        now = json.loads(run("observations", "show", "suppliers", "--json").stdout)
        assert [r["value"] for r in now["readings"]] == ["310"]
        assert now["readings"][0]["known_at"] == (NOW + timedelta(days=1)).astimezone(SHANGHAI).isoformat(
            timespec="seconds"
        )
        assert run("observations", "show", "suppliers", "--known-at", "yesterday").exit_code == 2
