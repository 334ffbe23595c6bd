"""The doors of indicators: pages, forms, pictures, programs and the terminal."""

from __future__ import annotations

import json
from datetime import timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from click.testing import CliRunner
from django.test import Client
from PIL import Image
from pypdf import PdfReader

from pilin.domain.observatory import actions, queries
from pilin.domain.observatory.cli import observatory
from pilin.domain.observatory.models import Concordance, Indicator
from pilin.engine.base import Invalid
from pilin.foundation.access.standing import Standing
from tests.factories import observatory as make
from tests.factories.base import NOW, TODAY, Five, circle_of_five

BACKEND = "django.contrib.auth.backends.ModelBackend"
HERE = "/c/five-towns/indicators/"
API = "/api/v1/circles/five-towns/indicators"


@pytest.fixture
def five(db: Any, on_the_day: Any) -> Five:
    on_the_day(NOW)
    return circle_of_five()


@pytest.fixture
def spending(five: Five) -> Indicator:
    """Fengjing's spending of two years, as its clerk gave it."""
    clerk = five.fengjing.clerk
    row = make.indicator(
        clerk, "spending", form="single", unit="CNY", title_zh="民生支出", title="Spending", source="S4:41"
    )
    kept = make.series(clerk, "spending", unit="CNY")
    make.fed(clerk, row, kept)
    make.figure(clerk, kept, 10_700_000_000, "2016", source="S4:41")
    make.figure(clerk, kept, 13_800_000_000, "2020", source="S4:41")
    make.target(clerk, row, "≥", 12_000_000_000)
    return row


@pytest.fixture
def split(five: Five) -> Indicator:
    """An indicator of both banks whose definitions nobody has judged."""
    row = make.indicator(five.fengjing.clerk, "workers", unit="person")
    for town, value in ((five.xindai, 300), (five.fengjing, 200)):
        kept = make.series(town.clerk, f"workers-{value}", unit="person")
        make.fed(town.clerk, row, kept)
        make.figure(town.clerk, kept, value)
        make.definition(town.clerk, row, text_zh=f"按办法{value}计")
    return row


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client


def english(client: Client, address: str) -> str:
    client.cookies["django_language"] = "en"
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_tree_tells_value_target_change_and_coverage(spending: Indicator) -> None:
    page = english(Client(), HERE)
    assert ("Spending" in page, "CNY 13,800 m" in page, "28.97" in page, "1 of 1" in page) == (True,) * 4
    assert page.count('<path d="M3.0 21.0L93.0 3.0"') == 1


def test_the_page_of_an_indicator_shows_what_it_rests_on(spending: Indicator) -> None:
    page = english(Client(), f"{HERE}spending/")
    assert ("S4:41" in page, "CNY 10,700 m" in page, "Fengjing" in page, "+28.97" in page) == (True,) * 4
    assert english(Client(), f"{HERE}spending/?as_of=2024-08-01").count("There is no value:") == 1


def test_a_day_that_is_none_or_yet_to_come_is_said_and_today_shown(spending: Indicator) -> None:
    for asked in ("2031-01-01", "yesterday", "2024-02-30"):
        assert english(Client(), f"{HERE}spending/?as_of={asked}").count("That is no day up to today") == 1


def test_both_banks_stay_apart_until_the_other_bank_confirms(five: Five, split: Indicator) -> None:
    judge, other = signed_in(five.xindai.clerk_user), signed_in(five.fengjing.clerk_user)
    assert english(Client(), f"{HERE}workers/").count("There is no value:") == 1
    told = queries.answer_of(Standing.public(), "five-towns", "workers", TODAY)
    assert told is not None
    left, right = (one.pk for one in told.definitions)
    form = f"{HERE}workers/judge/{left}/{right}/"
    assert judge.post(form, {"likeness": "same"}).status_code == 422
    assert judge.post(form, {"likeness": "same", "factor": "2", "reason_zh": "一样"}).status_code == 422
    assert judge.post(form, {"likeness": "same", "reason_zh": "都按年末数"}).status_code == 302
    assert english(other, f"{HERE}workers/").count("Confirm for your bank") == 1
    assert english(judge, f"{HERE}workers/").count("Confirm for your bank") == 0
    said = Concordance.objects.visible_to(five.fengjing.clerk).get()
    address = f"{HERE}workers/confirm/{said.pk}/"
    assert (judge.post(address).status_code, other.get(address).status_code) == (403, 405)
    assert [other.post(address).status_code for _twice in range(2)] == [302, 302]
    assert english(Client(), f"{HERE}workers/").count('<p class="ix-figure num">') == 1


def test_an_indicator_is_defined_fed_and_given_a_target_by_forms(five: Five) -> None:
    clerk = signed_in(five.fengjing.clerk_user)
    new = {
        "title_zh": "跨界企业", "title": "Firms across", "slug": "firms-across", "form": "share", "unit": "percent", "expects": "named",
        "valid_from": "2024-01-01",
    }  # fmt: skip
    assert clerk.post(f"{HERE}define/", {**new, "unit": "firm"}).status_code == 422
    assert clerk.post(f"{HERE}define/", new).headers["Location"] == f"{HERE}firms-across/"
    above, below = make.series(five.fengjing.clerk, "above"), make.series(five.fengjing.clerk, "below")
    make.figure(five.fengjing.clerk, above, 21)
    make.figure(five.fengjing.clerk, below, 41)
    assert clerk.post(f"{HERE}firms-across/series/", {"numerator": "above"}).status_code == 422
    assert clerk.post(f"{HERE}firms-across/series/", {"numerator": "above", "denominator": "below"}).status_code == 302
    line = {"comparator": ">", "value": "50", "binds": "", "clause_zh": "第一条", "valid_from": "2024-01-01"}
    assert clerk.post(f"{HERE}firms-across/target/", {**line, "value": "half"}).status_code == 422
    assert clerk.post(f"{HERE}firms-across/target/", line).status_code == 302
    said = {"text_zh": "有对岸股东的企业", "valid_from": "2024-01-01"}
    assert clerk.post(f"{HERE}firms-across/definition/", said).status_code == 302
    assert clerk.post(f"{HERE}firms-across/definition/", said).status_code == 422  # another begins on that day
    told = queries.answer_of(Standing.public(), "five-towns", "firms-across", TODAY)
    assert told is not None
    assert (round(told.at.value or 0, 2), told.target and told.target.met) == (Decimal("51.22"), True)
    changed = clerk.post(
        f"{HERE}firms-across/change/", {**new, "title": "Changed", "revision": told.indicator.revision}
    )
    assert (changed.status_code, clerk.post(f"{HERE}firms-across/change/", {**new, "revision": told.indicator.revision}).status_code) == (302, 422)  # fmt: skip


def test_forms_are_for_clerks_and_never_for_the_public(five: Five, split: Indicator) -> None:
    for path in ("define/", "workers/change/", "workers/series/", "workers/target/", "workers/definition/"):
        assert Client().get(f"{HERE}{path}").status_code in (302, 403)
        assert signed_in(five.fengjing.clerk_user).get(f"{HERE}{path}").status_code == 200


@pytest.mark.parametrize("lang", ["zh-hans", "en"])
def test_a_chart_is_taken_along_with_title_source_and_day_in_it(spending: Indicator, lang: str) -> None:
    client = Client()
    client.cookies["django_language"] = lang
    got = {kind: client.get(f"{HERE}spending/chart.{kind}") for kind in ("svg", "png", "pdf")}
    assert {kind: answer.headers["Content-Type"] for kind, answer in got.items()} == {
        "svg": "image/svg+xml", "png": "image/png", "pdf": "application/pdf",
    }  # fmt: skip
    assert got["pdf"].headers["Content-Disposition"] == 'attachment; filename="five-towns-spending-2024-10-18.pdf"'
    title = "民生支出" if lang == "zh-hans" else "Spending"
    drawn = got["svg"].content.decode()
    assert all(word in drawn for word in (title, "S4:41", "2024-10-18", "13,800,000,000", "2016"))
    assert Image.open(BytesIO(got["png"].content)).size == (1920, 1080)
    page = PdfReader(BytesIO(got["pdf"].content))
    assert len(page.pages) == 1
    text = page.pages[0].extract_text()
    assert all(word in text for word in (title, "S4:41", "2024-10-18"))


def test_what_has_no_chart_or_is_no_kind_is_not_found(spending: Indicator, split: Indicator) -> None:
    paths = ("spending/chart.gif", "workers/chart.svg", "nothing/chart.svg", "nothing/")
    assert [Client().get(f"{HERE}{path}").status_code for path in paths] == [404] * 4


def test_programs_define_judge_and_read_the_same(five: Five, split: Indicator) -> None:
    clerk, other = signed_in(five.fengjing.clerk_user), signed_in(five.xindai.clerk_user)

    def post(client: Client, path: str, **data: Any) -> Any:
        return client.post(f"{API}{path}", json.dumps(data), content_type="application/json")

    new = {"slug": "p", "title_zh": "程序", "form": "sum", "unit": "firm", "valid_from": "2024-01-01"}
    assert (post(clerk, "", **new).status_code, post(clerk, "", **new).status_code) == (201, 422)
    kept = make.series(five.fengjing.clerk, "p-series")
    assert post(clerk, "/p/series", numerator=kept.slug).json()["town"] == five.fengjing.code
    said = post(clerk, "/p/targets", comparator="≥", value="3", clause_zh="条", valid_from="2024-01-01").json()
    assert (said["value"], said["met"], said["binds"]) == ("3", None, None)
    assert post(clerk, "/p/definitions", jurisdiction="33", text_zh="x", valid_from="2024-01-01").status_code == 403
    assert (
        post(clerk, "/p/definitions", jurisdiction="31", text_zh="年末", valid_from="2024-01-01").json()["jurisdiction"]
        == "31"
    )
    whole = clerk.get(f"{API}/workers").json()
    assert (whole["value"], whole["reason"], whole["concordances"][0]["state"]) == (None, "unjudged", "unjudged")
    pair = whole["concordances"][0]
    judged = post(clerk, "/workers/concordances", left=pair["left"], right=pair["right"], likeness="convertible", factor="0.5", reason_zh="半数").json()  # fmt: skip
    assert (judged["factor"], judged["offset"], judged["judged_by"]) == ("0.5", "0", five.fengjing.code)
    assert post(clerk, f"/workers/concordances/{judged['uid']}/confirmation").status_code == 403
    assert post(other, f"/workers/concordances/{judged['uid']}/confirmation").status_code == 201
    after = Client().get(f"{API}/workers").json()
    assert (after["value"], after["converted"], after["concordances"][0]["confirmed_by"]) == (
        "350",
        True,
        five.xindai.code,
    )
    assert [len(part["parts"]) for part in after["periods"]] == [2]
    assert Client().get(f"{API}?as_of=2031-01-01").status_code == 422
    assert [one["slug"] for one in Client().get(API).json()["indicators"]] == ["p", "workers"]


def test_the_terminal_lists_them_as_known_on_a_day(five: Five, spending: Indicator) -> None:
    caller = type("Caller", (), {"standing": Standing.public(), "at": NOW})()

    def run(*words: str) -> Any:
        return CliRunner().invoke(observatory, ["indicators", *words], obj=caller)

    told = json.loads(run("five-towns", "--json").stdout)["indicators"]
    assert [(one["slug"], one["value"], one["targets"][0]["met"], one["change_percent"]) for one in told] == [
        ("spending", "13800000000", True, "28.97")
    ]
    assert "≥ 12000000000" in run("five-towns").stdout
    before = json.loads(run("five-towns", "--as-of", (TODAY - timedelta(days=60)).isoformat(), "--json").stdout)
    assert [(one["value"], one["reason"]) for one in before["indicators"]] == [(None, "no_figure")]
    assert (run("nowhere").exit_code, run("five-towns", "--as-of", "2031-01-01").exit_code) == (1, 1)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"slug": "Über"}, "slug"), ({"title_zh": " "}, "title_zh"), ({"unit": "m_level"}, "unit"), ({"unit": "percent"}, "unit"),
        ({"parent": "nobody"}, "parent"), ({"claim": "nothing"}, "claim"), ({"part_of": "king"}, "part_of"), ({"form": "mean"}, "form"),
        ({"expects": "all"}, "expects"),
    ],
)  # fmt: skip
def test_an_indicator_that_is_wrong_says_where(five: Five, wrong: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        make.indicator(five.fengjing.clerk, **{"slug": "right", **wrong})
    assert [fault.field for fault in refused.value.faults] == [field]


def test_series_of_another_unit_or_none_are_refused(five: Five) -> None:
    clerk = five.fengjing.clerk
    row = make.indicator(clerk)
    make.series(clerk, "persons", unit="person")
    for slug, code in (("persons", "unit"), ("nothing", "unknown_series"), ("", "missing")):
        with pytest.raises(Invalid) as refused:
            actions.add_input(by=clerk, at=NOW, indicator=row, numerator=slug)
        assert [fault.code for fault in refused.value.faults] == [code]


@pytest.mark.source("D-93")
def test_the_page_of_the_cities_within_the_hour_states_line_denominator_and_source(five: Five) -> None:
    clerk = five.fengjing.clerk
    row = make.indicator(clerk, "cities", form="share", unit="percent", title_zh="一小时城市", title="Cities")
    within = make.series(clerk, "cities-within", unit="place", period_kind="open")
    every = make.series(
        clerk,
        "cities",
        unit="place",
        period_kind="open",
        method_zh="41 个地级以上城市",
        method="Shanghai and 40 cities",
    )
    make.fed(clerk, row, within, every)
    make.figure(clerk, every, 41, None)
    make.figure(clerk, within, None, None)  # the report says "more than half", and gives no number
    make.target(clerk, row, ">", 50, source="S4:9")
    page = " ".join(english(Client(), f"{HERE}cities/").split())
    assert ("50 % of 41 is 21 or more." in page.replace("50%", "50 %"), "Shanghai and 40 cities" in page, "S4:9" in page) == (True,) * 3  # fmt: skip
    said = []
    for number, cities in enumerate((20, 21)):
        make.figure(clerk, within, cities, None, at=NOW - timedelta(hours=2 - number))
        page = " ".join(english(Client(), f"{HERE}cities/").split())
        said.append((page.count("<span>met</span>"), page.count("<span>not met</span>")))
    assert said == [(0, 1), (1, 0)]
