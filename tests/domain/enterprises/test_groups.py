"""Groups on both banks: what is stated once is counted once, areas keep their unit, and nothing is told too widely."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from click.testing import CliRunner
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from pilin.domain.enterprises import actions, queries, rules
from pilin.domain.enterprises.cli import enterprises as commands
from pilin.domain.enterprises.models import Enterprise, Group, GroupEntity, GroupFigure, Site
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Invalid, Refused
from tests.factories import enterprises as make
from tests.factories.base import NOW, Five, Stand
from tests.kit import BACKEND

HOUSE = Standing.machine("test")
pytestmark = pytest.mark.django_db


def denair(five: Five) -> tuple[Group, Enterprise, Enterprise]:
    """Return the group of the report: head office in Fengjing, plant in Xindai, one turnover of both."""
    (head,) = make.made(five.fengjing.clerk, make.firm(1, name_zh="德耐尔"))
    (plant,) = make.made(five.xindai.clerk, make.firm(2, name_zh="德耐尔新埭"))
    one, other = {"by": five.fengjing.clerk, "at": NOW}, {"by": five.xindai.clerk, "at": NOW}
    group = actions.note_group(**one, circle=five.slug, name_zh="德耐尔", listed_on="2016")
    actions.place_in_group(**one, group=group, enterprise=head)
    actions.place_in_group(**other, group=group, enterprise=plant, valid_from="2018")
    actions.note_site(**one, enterprise=head, kind="head")
    actions.note_site(**other, enterprise=plant, kind="plant", area="35000平方米", since="2018")
    actions.note_figure(**one, group=group, kind="revenue", year=2023, value="约5亿元")
    return group, head, plant


@pytest.mark.source("D-15")
def test_a_turnover_of_two_companies_is_counted_once_and_given_to_no_town(five: Five):
    group, _head, _plant = denair(five)
    told = queries.group_told(five.huimin.clerk, group)
    assert (told.footprint.entities, told.footprint.provinces) == (2, ("31", "33"))
    assert told.footprint.area_mu is not None
    assert told.footprint.area_m2 is not None
    assert (told.footprint.area_m2.value, told.footprint.area_mu.value) == (Decimal(35000), Decimal("52.5"))
    assert told.footprint.sites_without_area == 1
    (figure,) = told.figures
    assert (str(figure.amount), dict(figure.towns), figure.is_split) == (
        "≈ 500,000,000 CNY", {five.fengjing.code: None, five.xindai.code: None}, False,
    )  # fmt: skip
    actions.note_figure(
        by=five.xindai.clerk, at=NOW, group=group, kind="revenue", year=2023, value="约5亿元"
    )  # each of its towns may state it
    assert queries.totals(five.huimin.clerk, five.slug) == {("revenue", "CNY", "2023"): Decimal(500_000_000)}
    assert [town for town, _entities, _sites in told.towns] == [five.fengjing.code, five.xindai.code]


def test_a_figure_of_one_entity_is_no_figure_of_the_whole(five: Five):
    group, _head, plant = denair(five)
    entity = GroupEntity.objects.visible_to(HOUSE).get(enterprise=plant)
    actions.note_figure(
        by=five.xindai.clerk, at=NOW, group=group, kind="staff", year=2023, value="320人", entity=entity
    )
    told = queries.group_told(five.huimin.clerk, group)
    assert [(f.figure.kind, f.figure.entity_id, f.towns) for f in told.figures if f.figure.entity_id] == [
        ("staff", entity.pk, ()),
    ]  # fmt: skip
    assert ("staff", "person", "2023") not in queries.totals(five.huimin.clerk, five.slug)


@given(st.decimals("0.01", "99999", places=2), st.sampled_from([("平方米", "m2"), ("亩", "mu")]))
def test_an_area_stays_in_the_unit_in_which_it_was_given(value, unit):
    found = rules.read_area(f"{value}{unit[0]}")
    assert found is not None
    assert (found.value, found.unit) == (value, unit[1])


@pytest.mark.parametrize(
    ("more", "codes"),
    [
        ({"kind": "palace"}, ["kind"]), ({"area": "35000"}, ["area"]), ({"area": "300人"}, ["area"]), ({"since": "2018-13"}, ["date"]),
        ({"lon": 121.0}, ["position"]), ({"lon": 121.0, "lat": 91.0}, ["position"]), ({"division": "33048"}, ["division"]),
        ({"audience": "public"}, ["wider"]), ({"audience": "parties"}, ["audience"]),
    ],
)  # fmt: skip
def test_a_wrong_site_is_named_and_nothing_is_written(five: Five, more, codes):
    (firm,) = make.made(five.fengjing.clerk, make.firm(1))
    with pytest.raises(Invalid) as caught:
        actions.note_site(**{"by": five.fengjing.clerk, "at": NOW, "enterprise": firm, "kind": "plant", **more})
    assert [fault.code for fault in caught.value.faults] == codes
    assert Site.objects.visible_to(HOUSE).count() == 0


@pytest.mark.parametrize(
    ("more", "codes"),
    [
        ({"kind": "fame"}, ["kind"]), ({"value": "300亩"}, ["value"]), ({"value": "多"}, ["value"]), ({"year": 2025}, ["year"]),
        ({"year": 2023}, ["double"]), ({"audience": "public"}, ["wider"]),
    ],
)  # fmt: skip
def test_a_wrong_figure_is_named_and_nothing_is_written(five: Five, more, codes):
    group, _head, _plant = denair(five)
    given_ = {"by": five.fengjing.clerk, "at": NOW, "group": group, "kind": "revenue", "year": 2022, "value": "4亿元"}
    with pytest.raises(Invalid) as caught:
        actions.note_figure(**{**given_, **more})
    assert [fault.code for fault in caught.value.faults] == codes
    assert GroupFigure.objects.visible_to(HOUSE).count() == 1


def test_each_town_says_what_its_own_firm_is(five: Five):
    group, head, _plant = denair(five)
    with pytest.raises(Refused):
        actions.place_in_group(by=five.xindai.clerk, at=NOW, group=group, enterprise=head)
    with pytest.raises(Refused):
        actions.note_site(by=five.xindai.signatory, at=NOW, enterprise=head, kind="shop")
    shop = actions.note_site(by=five.xindai.clerk, at=NOW, enterprise=head, kind="shop")
    assert shop.owner == five.xindai.code  # where it lies, whoever keeps the firm
    again = actions.place_in_group(
        by=five.fengjing.clerk, at=NOW, group=group, enterprise=head, valid_from="2016", valid_to="2020"
    )
    assert (GroupEntity.objects.visible_to(HOUSE).count(), str(again.valid_to)) == (2, "2020")
    with pytest.raises(Invalid):
        actions.place_in_group(
            by=five.fengjing.clerk, at=NOW, group=group, enterprise=head, valid_from="2020", valid_to="2016"
        )


def test_a_firm_kept_to_its_town_is_no_hint_in_a_group(five: Five):
    group, _head, _plant = denair(five)
    (own,) = make.made(five.huimin.clerk, make.firm(5, name_zh="内部的厂"), audience="own", title="内")
    with pytest.raises(Invalid) as caught:
        actions.place_in_group(by=five.huimin.clerk, at=NOW, group=group, enterprise=own)
    assert [fault.code for fault in caught.value.faults] == ["wider"]
    actions.place_in_group(by=five.huimin.clerk, at=NOW, group=group, enterprise=own, audience="own")
    entity = GroupEntity.objects.visible_to(HOUSE).get(enterprise=own)
    actions.note_figure(
        by=five.huimin.clerk, at=NOW, group=group, kind="staff", year=2023, value="7人", entity=entity, audience="own"
    )
    assert queries.group_told(five.huimin.clerk, group).footprint.entities == 3
    told = queries.group_told(five.fengjing.clerk, group)
    assert (told.footprint.entities, len(told.figures)) == (2, 1)
    assert list(queries.groups(Stand.public(), five.slug)) == []


def sign_in(client: Client, user: Any) -> None:
    client.force_login(user, backend=BACKEND)


def test_the_pages_of_a_group(five: Five, client: Client):
    group, head, plant = denair(five)
    sign_in(client, five.fengjing.clerk_user)
    page = client.get(f"/c/five-towns/enterprises/groups/{group.pk}/?lang=en").content.decode()
    assert ("52.5 mu" in page, page.count("not split by town")) == (True, 2)
    made = client.post("/c/five-towns/enterprises/groups/add/", {"name_zh": "另一集团", "audience": "circle"})
    assert made.status_code == 302
    assert (
        client.post("/c/five-towns/enterprises/groups/add/", {"name_zh": "另一集团", "audience": "circle"}).status_code
        == 422
    )
    other = Group.objects.visible_to(HOUSE).get(name_zh="另一集团")
    place = f"/c/five-towns/enterprises/{head.pk}/group/"
    assert client.post(place, {"group": str(other.pk), "audience": "circle"}).status_code == 302
    assert [row.name_zh for row in queries.groups_of(five.huimin.clerk, head)] == ["另一集团", "德耐尔"]
    assert client.get(f"/c/five-towns/enterprises/{plant.pk}/group/").status_code == 403
    site = f"/c/five-towns/enterprises/{plant.pk}/sites/"
    assert client.post(site, {"kind": "warehouse", "area": "3亩", "audience": "circle"}).status_code == 302
    assert client.post(site, {"kind": "warehouse", "area": "3", "audience": "circle"}).status_code == 422
    assert "仓库" in client.get(f"/c/five-towns/enterprises/{plant.pk}/?lang=zh-hans").content.decode()
    figure = f"/c/five-towns/enterprises/groups/{group.pk}/figures/"
    given_ = {"kind": "staff", "year": "2023", "value": "320人", "audience": "circle"}
    assert client.post(figure, given_).status_code == 302
    assert client.post(figure, given_).status_code == 422


def test_programs_and_the_terminal_note_a_group(five: Five, client: Client):
    (firm,) = make.made(five.fengjing.clerk, make.firm(1))
    sign_in(client, five.fengjing.clerk_user)
    base = "/api/v1/circles/five-towns"

    def send(path: str, **body: Any) -> Any:
        return client.post(f"{base}{path}", body, content_type="application/json")

    made = send("/groups", name_zh="集团", listed_on="2016")
    uid = made.json()["uid"]
    assert (made.status_code, made.json()["listed_on"]) == (201, "2016")
    placed = send(f"/enterprises/{firm.pk}/group", group=uid)
    assert (placed.status_code, len(placed.json()["entities"])) == (200, 1)
    site = send(f"/enterprises/{firm.pk}/sites", kind="plant", area="52.5亩")
    assert (site.status_code, site.json()["area"], site.json()["area_unit"]) == (201, 52.5, "mu")
    figure = send(f"/groups/{uid}/figures", kind="revenue", year=2023, value="约5亿元")
    assert (figure.status_code, figure.json()["figures"][0]["towns"]) == (
        201,
        [{"town": five.fengjing.code, "value": None}],
    )
    assert send(f"/groups/{uid}/figures", kind="revenue", year=2023, value="5亿元").status_code == 422
    assert client.get(f"{base}/groups/{uid}").json()["area_m2"] == 35000
    assert [one["uid"] for one in client.get(f"{base}/groups").json()] == [uid]

    class Caller:
        standing, at = five.fengjing.clerk, NOW

    def run(*words: str) -> Any:
        done = CliRunner().invoke(commands, [*words, "--json"], obj=Caller())
        return done.exit_code, json.loads(done.stdout)

    assert [one["uid"] for one in run("groups", "five-towns")[1]] == [uid]
    assert run("group", "five-towns", uid)[1]["area_mu"] == 52.5
    status, other = run("note-group", "five-towns", "另一集团")
    assert (status, run("note-group", "five-towns", "另一集团")[1]["error"]["code"]) == (0, "double")
    assert len(run("place-in-group", "five-towns", str(firm.pk), other["uid"])[1]["entities"]) == 1
    assert run("note-site", "five-towns", str(firm.pk), "--kind", "shop", "--area", "20平方米")[1]["area"] == 20
    assert run("note-figure", "five-towns", other["uid"], "staff", "2023", "320人")[1]["figures"][0]["value"] == 320
