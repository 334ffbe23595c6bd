"""The chains at the terminal and by programs: what people read on pages, programs read as it is."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from click.testing import CliRunner
from django.test import Client

from pilin.domain.chains import actions, frames
from pilin.domain.chains.cli import chains
from pilin.domain.chains.models import Introduction, Need, SupplyLink
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Invalid
from pilin.foundation.places import actions as places
from tests.engine.rank import world
from tests.factories import chains as make
from tests.factories.base import NOW, Five, Stand
from tests.kit import BACKEND

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]
API = "/api/v1/circles/five-towns"


class Caller:
    def __init__(self, standing: Standing) -> None:
        self.standing, self.at = standing, NOW


def run(*words: str, by: Standing | None = None) -> tuple[int, Any]:
    done = CliRunner().invoke(chains, [*words, "--json"], obj=Caller(by or Standing.public()))
    return done.exit_code, json.loads(done.stdout or done.stderr)


@pytest.fixture
def makers(five: Five) -> Any:
    """Return a cable maker of Fengjing, and three makers of its material: at home, across, and farther."""
    cable = make.firm(five.fengjing.clerk, 1, "控制电缆", audience="public")
    home = make.firm(five.fengjing.clerk, 2, "PVC电缆料", audience="public", name_zh="枫泾料厂")
    across = make.firm(five.xindai.clerk, 3, "PVC电缆料", audience="public", name_zh="新埭料厂")
    kept = make.firm(five.huimin.clerk, 4, "PVC电缆料", audience="own", name_zh="惠民料厂")
    places.note_travel(
        by=Stand.machine(),
        at=NOW,
        origin=five.fengjing.row.place,
        destination=five.xindai.row.place,
        minutes=make.Decimal(14),
    )
    return cable, home, across, kept


def test_a_need_is_understood_and_answered_with_reasons_that_add_up(five: Five, makers: Any):
    status, got = run("search", "PVC cable granules, 20 t a month, within 60 minutes, RoHS", "--from", "310116102")
    assert status == 0
    told = got["understood"]
    assert {k: told[k] for k in ("product", "quantity", "unit", "period", "within", "certificates")} == {
        "product": "PVC cable granules", "quantity": "20", "unit": "t", "period": "month", "within": 60.0, "certificates": ["RoHS"],
    }  # fmt: skip
    assert [(one["rank"], one["name"], one["minutes"], one["minutes_estimated"]) for one in got["results"]] == [
        (1, "新埭料厂", 14.0, False), (2, "枫泾料厂", None, False),
    ]  # fmt: skip
    for one in got["results"]:
        assert one["score"] == pytest.approx(sum(part["points"] for part in one["reasons"]), abs=1e-3)
    assert got["left_out"] == []
    assert (
        len(run("search", "PVC电缆料", by=five.huimin.clerk)[1]["results"]) == 3
    )  # its own firm, which others do not see


def test_options_go_before_what_the_text_says(five: Five, makers: Any):
    _, near = run("search", "PVC电缆料，60分钟内", "--from", "310116102", "--within", "10")
    assert [one["name"] for one in near["results"]] == ["枫泾料厂"]
    assert [(one["name"], one["why"], one["about"]) for one in near["left_out"]] == [("新埭料厂", "too_far", "14")]
    _, there = run("search", "PVC电缆料", "--area", "浙江,33")
    assert [one["name"] for one in there["results"]] == ["新埭料厂"]
    status, refused = run("search", "PVC电缆料", "--area", "月球")
    assert (status, refused["error"]["code"]) == (1, "unknown_area")
    assert run("search", "每月20吨")[1]["error"]["code"] == "no_product"


def test_the_gaps_of_a_chain_and_the_surroundings_of_a_firm(five: Five, makers: Any):
    cable, _home, across, _ = makers
    status, got = run("gaps", "cable")
    assert status == 0
    assert {gap["stage"]: (gap["kind"], len(gap["firms"])) for gap in got["circle"]} == {
        "upstream": ("held", 2), "midstream": ("fill", 0), "downstream": ("strengthen", 1),
    }  # fmt: skip
    upstream = next(gap for gap in got["towns"]["310116102"] if gap["stage"] == "upstream")
    assert next((one["name"], one["across"]) for one in upstream["candidates"]) == ("新埭料厂", True)
    assert run("graph", str(cable.pk))[1]["nodes"] == []
    make.link(five.fengjing.clerk, across, cable, product_zh="PVC电缆料", audience="public")
    status, graph = run("graph", cable.name_zh)
    assert status == 0
    assert [(node["name"], node["depth"], node["across"]) for node in graph["nodes"]] == [
        ("新埭料厂", -1, True),
        (cable.name_zh, 0, False),
    ]
    assert run("graph", "没有这家")[0] == 1


def test_a_link_across_the_border_is_a_stitch_and_amounts_weigh_a_stage(five: Five, makers: Any, client: Client):
    cable, _home, across, _ = makers
    bare = client.get("/c/five-towns/chains/of/cable/?lang=en&view=map").content.decode()
    assert ("crosses the border" in bare, "How concentrated" in bare) == (True, False)
    row = make.link(
        five.fengjing.clerk, across, cable, product_zh="PVC电缆料", audience="public", amount=make.Decimal("100.00")
    )
    actions.say_link(by=five.xindai.clerk, at=NOW, link=row, side="seller", holds=True)
    page = client.get("/c/five-towns/chains/of/cable/?lang=en&view=map").content.decode()
    assert page.count(f"/chains/links/{row.pk}/") == 2  # on the map, and in the list below it
    assert f"新埭料厂 → {cable.name_zh}: one side says it holds" in page
    told = {
        name: frames.chain_told(standing, "five-towns", "cable", NOW.date()).concentrated
        for name, standing in {"owner": five.fengjing.clerk, "public": Stand.public()}.items()
    }
    assert [(one.stage, one.links, one.known_share, one.sellers, one.index) for one in told["owner"]] == [
        ("upstream", 1, 1.0, 1, 1.0),
    ]  # fmt: skip
    assert [(one.links, one.known_share, one.index) for one in told["public"]] == [
        (1, 0.0, None)
    ]  # the amount is the owner's
    actions.say_link(by=five.xindai.clerk, at=NOW, link=row, side="seller", holds=False)
    denied = client.get("/c/five-towns/chains/of/cable/?lang=en&view=map").content.decode()
    assert "one side says it does not hold" in denied


def test_minutes_that_somebody_made_up_are_marked_where_they_are_shown(five: Five, makers: Any, client: Client):
    pages = ("/c/five-towns/chains/of/cable/?lang=en", "/c/five-towns/chains/ask/?lang=en&q=PVC电缆料")

    def marked() -> list[bool]:
        found = [
            re.search(r"estimated from the distance and marked so\.(.*?)</p>", client.get(page).content.decode(), re.S)
            for page in pages
        ]
        return ["illustrative" in hit[1] for hit in found if hit]

    assert marked() == [False, False]
    places.note_travel(
        by=Stand.machine(), at=NOW, origin=five.fengjing.row.place, destination=five.huimin.row.place, minutes=make.Decimal(12),
        illustrative=True,
    )  # fmt: skip
    assert marked() == [True, True]


def signed(client: Client, user: Any) -> Client:
    client.logout()
    client.force_login(user, backend=BACKEND)
    return client


def post(client: Client, path: str, **body: Any) -> tuple[int, Any]:
    answer = client.post(f"{API}{path}", body, content_type="application/json")
    return answer.status_code, answer.json()


def test_programs_state_ask_answer_and_end(five: Five, makers: Any, client: Client):
    cable, _, across, _ = makers
    fengjing, xindai = five.fengjing.clerk_user, five.xindai.clerk_user
    status, need = post(signed(client, fengjing), "/needs", enterprise=str(cable.pk), text="求购PVC电缆料，每月20吨")
    assert (status, need["understood"]["quantity"], need["state"]) == (201, "20", "open")
    person = {"person": "林女士", "phone": "021"}
    status, asked = post(client, f"/needs/{need['uid']}/introductions", partner=str(across.pk), contact=person)
    assert (status, asked["course"], list(asked["contacts"])) == (201, "one", ["buyer"])
    words = f"/introductions/{asked['uid']}/words"
    assert post(client, words, side="seller", word="consents")[0] == 403
    signed(client, xindai)
    assert client.get(f"{API}/introductions/{asked['uid']}").json()["contacts"] == {}
    status, told = post(
        client, words, side="seller", word="consents", contact={"person": "周先生", "mail": "zhou@example.cn"}
    )
    assert (status, told["course"], sorted(told["contacts"])) == (201, "talking", ["buyer", "seller"])
    assert post(client, words, side="seller", word="contract")[1]["course"] == "half"
    assert post(signed(client, fengjing), words, side="buyer", word="contract")[1]["course"] == "contract"
    assert client.get(f"{API}/needs").json()[0]["state"] == "met"
    assert signed(client, five.huimin.clerk_user).get(f"{API}/introductions/{asked['uid']}").status_code == 404
    assert (
        Need.objects.visible_to(Stand.machine()).count(),
        Introduction.objects.visible_to(Stand.machine()).count(),
    ) == (1, 1)


def test_links_by_programs_are_all_noted_or_none(five: Five, makers: Any, client: Client):
    cable, home, across, _ = makers
    signed(client, five.fengjing.clerk_user)
    good = {
        "seller": str(across.pk),
        "buyer": str(cable.pk),
        "product_zh": "PVC电缆料",
        "amount": "2500000.00",
        "from_on": "2023",
    }
    status, told = post(client, "/links", links=[good, {**good, "seller": str(home.pk), "amount": "一百万"}])
    assert (status, SupplyLink.objects.visible_to(Stand.machine()).count()) == (422, 0)
    status, told = post(client, "/links", links=[good])
    assert (status, told[0]["band"], told[0]["amount"]) == (201, "1-5", "2500000.00")
    signed(client, five.xindai.clerk_user)
    status, said = post(client, f"/links/{told[0]['uid']}/words", side="seller", holds=False, note="没有这回事")
    assert (status, said["said"], said["amount"]) == (201, {"seller": False}, None)


@pytest.mark.source("D-31", "Q-04", "D-32")
def test_a_cluster_keeps_its_leader_its_titles_and_what_reports_disagree_on(five: Five, makers: Any, client: Client):
    cable, home, across, _ = makers
    by = five.fengjing.clerk
    cluster = actions.add_cluster(
        by=by, at=NOW, circle="five-towns", slug="cables", name_zh="电缆集群", chain="cable", leader=cable
    )
    actions.join_cluster(by=by, at=NOW, cluster=cluster, firms=[(home, "upstream"), (across, "midstream")])
    actions.recognise_cluster(by=by, at=NOW, cluster=cluster, title_zh="特色产业集群", level="municipal", year=2024)
    for slug, line, stages in (
        ("headline", "S1:5", ["upstream", "downstream"]),
        ("body", "S1:11", ["upstream", "midstream"]),
    ):
        make.published(slug, "84", by=Stand.machine(), source=line)
        actions.point_at_figure(
            by=by, at=NOW, circle="five-towns", what="attracted", series=slug, cluster=cluster, stages=stages
        )
    told = client.get(f"{API}/clusters/cables").json()
    assert (told["leader"], {key: len(rows) for key, rows in told["firms"].items()}) == (
        str(cable.pk),
        {"midstream": 1, "upstream": 1},
    )
    assert [(one["value"], one["source"], one["stages"]) for one in told["reported"]] == [
        ("84", "S1:5", ["upstream", "downstream"]), ("84", "S1:11", ["upstream", "midstream"]),
    ]  # fmt: skip
    assert [one["title_zh"] for one in told["recognitions"]] == ["特色产业集群"]
    page = client.get("/c/five-towns/clusters/cables/?lang=en").content.decode()
    assert "The reports disagree which positions this figure counts" in page
    assert "特色产业集群" not in client.get(f"/c/five-towns/chains/firms/{home.pk}/").content.decode()


@pytest.mark.source("D-30")
def test_a_firm_stands_under_one_branch_and_may_have_no_organisation(five: Five, makers: Any, client: Client):
    cable, home, across, _ = makers
    body: dict[str, Any] = {"by": five.fengjing.clerk, "at": NOW, "circle": "five-towns"}
    committee = actions.add_organisation(**body, kind="committee", name_zh="党委")
    one = actions.add_organisation(**body, kind="branch", name_zh="甲", parent=committee)
    two = actions.add_organisation(**body, kind="branch", name_zh="乙", parent=committee)
    cell = actions.add_organisation(**body, kind="organisation", name_zh="支部", parent=one)
    by: dict[str, Any] = {"by": five.fengjing.clerk, "at": NOW}
    actions.place_firms(**by, branch=one, firms=[(cable, cell), (home, None)])
    with pytest.raises(Invalid) as error:
        actions.place_firms(**by, branch=two, firms=[(home, None), (across, cell)])
    assert [(fault.row, fault.field) for fault in error.value.faults] == [(1, "firms"), (2, "organisation")]
    (tree,) = client.get(f"{API}/organisations").json()
    assert tree["counts"] == {"branches": 2, "organisations": 1, "firms": 2, "with_organisation": 1}


@pytest.mark.source("D-33")
def test_three_forms_a_quarter_are_twelve_a_year_and_a_missing_one_is_named(five: Five, client: Client):
    by = five.fengjing.clerk
    long_ago = NOW.replace(year=2023)
    cluster = actions.add_cluster(by=by, at=long_ago, circle="five-towns", slug="cables", name_zh="电缆集群")
    forms = ("书记沙龙", "红领圆桌会", "红领党课")
    for form in forms:
        actions.note_activity(by=by, at=long_ago, cluster=cluster, form_zh=form)
        for month in (2, 5, 8):
            if (form, month) != ("红领党课", 5):
                on = NOW.date().replace(month=month, day=3)
                actions.note_activity(by=by, at=NOW, cluster=cluster, form_zh=form, held_on=on)
    quarters = client.get(f"{API}/clusters/cables").json()["quarters"]
    assert sum(one["due"] for one in quarters) == 12
    assert [(one["quarter"], one["held"], one["missing"], one["over"]) for one in quarters] == [
        (1, 3, [], True), (2, 2, ["红领党课"], True), (3, 3, [], True), (4, 0, [], False),
    ]  # fmt: skip


def test_what_an_evaluation_lacks_is_named_and_nothing_is_written(tmp_path: Path):
    queries, out = tmp_path / "q.parquet", tmp_path / "r.parquet"
    pl.DataFrame({"qid": ["a"], "task": ["T9"], "query": ["铜杆"], "area_filter": [None]}).write_parquet(queries)
    words = ("evaluate", "--data", str(tmp_path), "--queries", str(queries), "--out", str(out))
    status, refused = run(*words)
    assert (status, refused["error"]["code"]) == (1, "no_file")
    for name, frame in (("firms", world.with_sellers()), ("edges_visible", world.edges())):
        frame.write_parquet(tmp_path / f"{name}.parquet")
    pl.DataFrame({"material": ["大豆"]}).write_parquet(tmp_path / "candidates_material.parquet")
    (tmp_path / "candidates_product.parquet").write_bytes(b"no parquet")
    status, refused = run(*words)
    assert (status, refused["error"]["code"]) == (1, "unreadable")
    assert sorted(path.name for path in tmp_path.iterdir() if path.name.startswith((".r", "r."))) == []


def test_price_deadline_and_what_was_left_open_are_read_back(five: Five, makers: Any, client: Client):
    text = "PVC电缆料和铜杆，几十吨，2026年12月底前，不超过8500元/吨"
    told = run("search", text)[1]["understood"]
    price = {"amount": "8500", "currency": "CNY", "comparator": "≤", "upper": None, "per": "t", "whole": False}
    assert (told["product"], told["price"], told["by"], told["unread"]) == ("PVC电缆料", price, "2026-12", [])
    assert told["notes"] == [
        {"part": "quantity", "words": "几十吨", "reason": "vague_number"},
        {"part": "product", "words": "铜杆", "reason": "second_product"},
    ]
    address = f"/c/five-towns/chains/ask/?lang=en&q={text}"
    page = " ".join(re.sub(r"<[^>]+>", " ", client.get(address).content.decode()).split())
    for words in ("by 2026-12", "price ≤ 8500 CNY / t", "left open 铜杆: a second product; ask for it by itself"):
        assert words in page
    page = " ".join(re.sub(r"<[^>]+>", " ", client.get(f"{address}&by=2027-03&price=9000").content.decode()).split())
    assert "by 2027-03" in page
    assert "price ≤ 9000 CNY / t" in page
    assert client.get(f"{address}&by=soon").status_code == 422


def test_price_and_deadline_are_kept_with_the_need_and_can_be_corrected(five: Five, makers: Any, client: Client):
    cable = makers[0]
    signed(client, five.fengjing.clerk_user)
    shared = {"enterprise": str(cable.pk), "text": "求购铜杆，12月底前，预算50万元"}
    status, need = post(client, "/needs", **shared)
    assert (status, need["understood"]["by"], [n["reason"] for n in need["understood"]["notes"]]) == (
        201,
        None,
        ["no_year"],
    )
    row = Need.objects.visible_to(Stand.machine()).get(pk=need["uid"])
    assert (row.needed_by, row.price, row.price_currency) == (None, 500_000, "CNY")
    assert need["understood"]["price"]["whole"]
    status, need = post(client, "/needs", **shared, by="2026-12", price="600000.50")
    assert (status, need["understood"]["by"], need["understood"]["notes"]) == (201, "2026-12", [])
    row = Need.objects.visible_to(Stand.machine()).get(pk=need["uid"])
    assert (str(row.needed_by), str(row.price)) == ("2026-12", "600000.50")
    assert (need["understood"]["price"]["comparator"], need["understood"]["price"]["amount"]) == ("≤", "600000.50")
    assert post(client, "/needs", **shared, by="soon")[0] == 422
    old = {
        "kind": "need",
        "product": "铜杆",
        "areas": [],
        "certificates": [],
        "unread": [],
    }  # as needs were kept before
    assert (made := make.need(five.fengjing.clerk, cable, understood=old)).needed_by is None
    assert client.get(f"/c/five-towns/chains/needs/{made.pk}/").status_code == 200
