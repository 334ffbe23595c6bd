"""Levies, pools and joint gains simulated on pages, by programs and at the terminal: the published cases, and what is refused in words."""

from __future__ import annotations

import doctest
import json
import re
from typing import Any
from urllib.parse import urlencode

import pytest
from click.testing import CliRunner
from django.test import Client

from pilin.domain.benefits import history
from pilin.domain.benefits.cli import benefits as commands
from pilin.domain.benefits.models import Figure, Scheme
from pilin.foundation.access.standing import Standing
from tests.domain.benefits.test_doors import API, HOUSE, PAGES, Caller, signed_in, words_of
from tests.factories.base import Five, circle_of_five

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day"), pytest.mark.above]
GAME = {"a": 600, "b": 500, "c": 400, "ab": 1500, "ac": 1300, "bc": 1100, "abc": 2400}
Asked = dict[str, Any]


@pytest.fixture
def five() -> Five:
    return circle_of_five()


@pytest.fixture
def reader() -> Client:
    client = Client()
    client.cookies["django_language"] = "en"
    return client


def ask(reader: Client, asked: Asked) -> Any:
    return reader.get(f"{PAGES}simulate/?{urlencode(asked, doseq=True)}")


def text_of(answer: Any) -> str:
    text = re.sub(r"<style.*?</style>|<[^>]+>", " ", answer.content.decode(), flags=re.DOTALL)
    return " ".join(text.split()).replace("&nbsp;", " ")


def three(five: Five, **more: Any) -> Asked:
    """A joint gain of three towns in one year: alone 600, 500, 400; two by two 1500, 1300, 1100; together 2400."""
    towns = [five.fengjing.code, five.huimin.code, five.yaozhuang.code]
    told = {
        "kind": "coalition",
        "towns": towns,
        "first": 2021,
        "years": 1,
        "currency": "CNY",
        "rules": ["shapley", "proportional"],
    }
    told |= {f"percent_{code}": share for code, share in zip(towns, ("33.34", "33.33", "33.33"), strict=True)}
    told |= {"of": ".".join(towns), "taxes.a.2021": 2400, "taxes.b.2021": 0, "taxes.c.2021": 0}
    return told | {f"worth.{some}.2021": reached for some, reached in GAME.items()} | more


def two(five: Five, **more: Any) -> Asked:
    """A levy between two towns over two years."""
    towns = [five.fengjing.code, five.huimin.code]
    told = {
        "kind": "levy",
        "towns": towns,
        "first": 2021,
        "years": 2,
        "currency": "CNY",
        "rules": ["geneva"],
        "of": ".".join(towns),
    }
    cells = {"pay.ab.2021": "10,000", "pay.ab.2022": 0, "pay.ba.2021": 1000, "pay.ba.2022": 20000}
    return told | cells | more


@pytest.mark.source("D-48", "R-04")
def test_shapley_next_to_fixed_shares(five: Five, reader: Client) -> None:
    answer = ask(reader, three(five))
    shown = words_of(answer)
    for said in (
        "Shapley value",
        "In proportion",
        "9,500,000.00",
        "8,000,000.00",
        "6,500,000.00",
        "8,001,600.00",
        "0.00",
    ):
        assert said in shown, said
    assert answer.content.count(b'class="tr k1"') == 6  # a line and its legend for each of three towns
    assert "It does not say who estimates" in shown
    assert Scheme.objects.visible_to(HOUSE).count() == Figure.objects.visible_to(HOUSE).count() == 0


@pytest.mark.source("D-48", "R-04")
def test_a_levy_next_to_a_pool_where_the_history_has_both(five: Five, reader: Client) -> None:
    answer = ask(reader, two(five, own_levy="5"))
    shown = words_of(answer)
    for said in ("Accord de 1973", "Levy of 5 %", "-3,150,000.00", "3,850,000.00", "never below nought from 2022 on"):
        assert said in shown, said
    wide = two(five, rules=["geneva", "twin-cities"])
    laid_out = ask(reader, wide)  # the pool's rows are new: the levy is shown, and the pool says what it waits for
    assert "tax base of Fengjing in 2020: nobody has entered it" in words_of(laid_out)
    assert 'name="base.a.2020"' in laid_out.content.decode()
    wide |= {
        f"base.{town}.{year}": amount
        for town, line in {"a": (2000, 3000, 2000), "b": (1200, 1000, 1400)}.items()
        for year, amount in zip((2020, 2021, 2022), line, strict=True)
    }
    wide |= {f"people.{town}.{year}": 1000 for town in "ab" for year in (2021, 2022)}
    both = words_of(ask(reader, wide))
    assert ("nobody has entered" in both, "3,500,000.00" in both, "4,000,000.00" in both) == (False, True, True)


WRONG: list[tuple[Asked, str]] = [
    ({"pay.ba.2022": ""}, "gross pay of frontier workers of Huimin → Fengjing in 2022: nobody has entered it"),
    ({"pay.ba.2022": "x"}, "gross pay of frontier workers of Huimin → Fengjing in 2022: “x” is no amount"),
    ({"pay.ba.2022": "-1"}, "gross pay of frontier workers of Huimin → Fengjing in 2022: “-1” is no amount"),
    ({"pay.ba.2022": "0.0000001"}, "“0.0000001” is no amount"),
    ({"pay.ba.2022": "1e99999"}, "“1e99999” is no amount"),
    ({"years": 13}, "less than or equal to 12"),
    ({"towns": ["310116102"]}, "Choose two to five towns"),
    ({"rules": []}, "Choose a rule, or give a percentage of your own"),
    ({"own_levy": "101"}, "less than or equal to 100"),
    ({"currency": "XXX"}, "Select a valid choice"),
    ({"paste": "1\t2"}, "1 rows were pasted, and the table has 2"),
    ({"paste": "1\t2\n3"}, "Row 2 has 1 figures, and the table has 2 years"),
]


@pytest.mark.source("D-48")
def test_what_cannot_be_reckoned_says_what_whose_and_when_and_keeps_what_was_typed(five: Five, reader: Client) -> None:
    for more, said in WRONG:
        answer = ask(reader, two(five, **more))
        assert (answer.status_code, said in text_of(answer)) == (422, True), more
        kept = dict(re.findall(r'name="(pay\.\w+\.\d+)"\s+value="([^"]*)"', answer.content.decode()))
        assert (len(kept), kept["pay.ab.2021"], kept["pay.ba.2022"]) == (
            4,
            "10,000",
            more.get("pay.ba.2022", "20000"),
        ), more


@pytest.mark.source("D-48", "R-04")
def test_shares_of_99_percent_and_a_gain_that_does_not_add_up(five: Five, reader: Client) -> None:
    short = ask(reader, three(five, **{f"percent_{five.huimin.code}": "32.33"}))
    assert (short.status_code, "The shares add up to 99 %, not to 100 %" in text_of(short)) == (422, True)
    assert len(re.findall(r'name="worth\.\w+\.2021"\s+value="\d', short.content.decode())) == 7
    loose = ask(reader, three(five, rules=["shapley"], **{"taxes.a.2021": 2300}))
    assert loose.status_code == 422
    assert "Yaozhuang in 2021: What all reach together is not what they took in" in text_of(loose)
    both = words_of(ask(reader, three(five, **{"worth.ab.2021": ""})))  # the other rule stands
    assert "what Fengjing, Huimin reach together in 2021: nobody has entered it" in both
    everyone = [one.code for one in (five.fengjing, five.huimin, five.yaozhuang, five.zhujing, five.xindai)]
    many = ask(reader, three(five, towns=everyone, years=7, rules=["shapley"]))
    assert (many.status_code, "This history has 252 figures, and at most 240 fit" in text_of(many)) == (422, True)


@pytest.mark.source("D-48")
def test_a_table_is_filled_from_a_spreadsheet_and_keeps_its_figures_when_laid_out_anew(
    five: Five, reader: Client
) -> None:
    asked = {name: value for name, value in two(five).items() if not name.startswith("pay.")}
    sent = ask(reader, asked | {"paste": "工作地\t2021\t2022\nA\t10,000\t0\nB\t1000\t20000\n"})
    assert sent.status_code == 302
    assert sent.headers["Location"].endswith("pay.ab.2021=10%2C000&pay.ab.2022=0&pay.ba.2021=1000&pay.ba.2022=20000")
    assert "3,850,000.00" in words_of(reader.get(sent.headers["Location"]))
    fewer = ask(reader, asked)
    assert (fewer.status_code, "4 figures are still to be filled in below." in text_of(fewer)) == (200, True)
    turned = [five.huimin.code, five.fengjing.code, five.zhujing.code]  # other towns, another order: each keeps its own
    again = ask(reader, two(five, towns=turned, years=1)).content.decode()
    kept = dict(re.findall(r'name="(pay\.\w+\.\d+)"\s+value="([^"]*)"', again))
    assert {name: value for name, value in kept.items() if value} == {"pay.ab.2021": "1000", "pay.ba.2021": "10,000"}


def test_examples_hold() -> None:
    assert doctest.testmod(history).failed == 0


def test_each_kind_begins_with_an_example(five: Five, reader: Client) -> None:
    for kind, rows in (("levy", 2), ("pool", 4), ("coalition", 10)):
        shown = reader.get(f"{PAGES}simulate/?kind={kind}").content.decode()
        filled = re.findall(r'name="([a-z]+\.[a-e]+)\.\d+"\s+value="(\d+)"', shown)
        assert len({name for name, _value in filled}) == rows
        assert "The figures are an example" in shown
        fields = dict(re.findall(r'name="([a-z_0-9.]+)"[^>]*? value="([^"]*)"', shown))
        assert fields["kind"] == kind
    assert reader.get(f"{PAGES}simulate/?kind=tithe").status_code == 404
    assert "What the town moved to lays out" in words_of(reader.get(f"{PAGES}simulate/?kind=move"))


def test_pictures_are_taken_along(five: Five, reader: Client) -> None:
    asked = urlencode(two(five), doseq=True)
    at = f"{PAGES}simulate/{five.huimin.code}/chart"
    drawn = reader.get(f"{at}.svg?{asked}").content.decode()
    assert [said in drawn for said in ("Huimin", "Accord de 1973", ">2022<", "nothing is agreed by it")] == [True] * 4
    kinds = [reader.get(f"{at}.{kind}?{asked}").headers["Content-Type"] for kind in ("png", "pdf")]
    assert kinds == ["image/png", "application/pdf"]
    move = "before=2000+2200+2400&after=3000+3000&led=yes&fits=yes&presets=bth-2015"
    assert "财预" in reader.get(f"{PAGES}simulate/out/chart.svg?{move}").content.decode()
    for wrong in (f"{at}.gif?{asked}", f"{at}.svg", f"{PAGES}simulate/nowhere/chart.svg?{asked}"):
        assert reader.get(wrong).status_code == 404, wrong


@pytest.mark.source("D-48")
def test_a_draft_begins_with_what_was_simulated(five: Five, reader: Client) -> None:
    clerk = signed_in(five.fengjing.clerk.person)
    assert "Draft a scheme from this" not in words_of(ask(reader, two(five)))
    links = re.findall(
        r'href="(/c/five-towns/benefits/draft/\?[^"]+)"', ask(clerk, two(five, own_levy="5")).content.decode()
    )
    assert len(links) == 2
    form = clerk.get(links[1].replace("&amp;", "&")).content.decode()
    fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form))
    assert [fields[name] for name in ("from_year", "years", "percent")] == ["2021", "2", "5"]
    assert re.findall(r'name="parties" value="(\d+)"[^>]*checked', form) == [five.fengjing.code, five.huimin.code]
    shares = re.findall(r'href="(/c/five-towns/benefits/draft/\?[^"]+)"', ask(clerk, three(five)).content.decode())
    form = clerk.get(shares[1].replace("&amp;", "&")).content.decode()
    assert dict(re.findall(r'name="(\w+)" value="([^"]*)"', form))[f"percent_{five.huimin.code}"] == "33.33"


def run(*words: str) -> tuple[int, Any]:
    done = CliRunner().invoke(commands, ["simulate", *words, "--json"], obj=Caller(Standing.public()))
    return done.exit_code, json.loads(done.stdout or done.stderr) if done.exit_code < 2 else done.stderr


ROWS = [f"worth:{'/'.join(some)}:2024={reached}" for some, reached in GAME.items()]
ROWS += ["taxes:a:2024=2400", "taxes:b:2024=0", "taxes:c:2024=0"]


@pytest.mark.source("D-48", "R-04")
def test_programs_simulate_years(five: Five) -> None:
    def get(**asked: Any) -> tuple[int, Any]:
        answer = Client().get(f"{API}/benefit-yearly-prospects?{urlencode(asked, doseq=True)}")
        return answer.status_code, answer.json()

    game = {
        "kind": "coalition",
        "towns": "a,b,c",
        "first": 2024,
        "years": 1,
        "row": ROWS,
        "shares": "a:33.34,b:33.33,c:33.33",
    }
    status, told = get(**game)
    assert (status, told["unit"], told["years"]) == (200, "CNY", [2024])
    assert {one["rule"]: [town["had"] for town in one["towns"]] for one in told["prospects"]} == {
        "shapley": [["950.00"], ["800.00"], ["650.00"]],
        "proportional": [["800.16"], ["799.92"], ["799.92"]],
    }
    assert get(**{**game, "shares": "a:33,b:33,c:33"})[1]["faults"][0]["reason"] == "份额合计 99 %，不是 100 %"
    levy = {"kind": "levy", "towns": "a,b", "first": 2024, "years": 2}
    rows = ["pay:a/b:2024=100000000,0", "pay:b/a:2024=10000000,200000000"]
    status, told = get(**levy, row=rows, levy="5")
    assert (status, [one["towns"][0]["cumulated"] for one in told["prospects"]]) == (
        200,
        [["-3150000.00", "3850000.00"], ["-4500000.00", "5500000.00"]],
    )
    assert [(one["even_from"], one["net"]) for one in told["prospects"][0]["towns"]] == [
        (2025, ["-3150000.00", "7000000.00"]), (None, ["3150000.00", "-7000000.00"]),
    ]  # fmt: skip
    assert (told["prospects"][0]["clause"], told["prospects"][0]["confirmed"]) == (
        "Accord de 1973, 3.5 % de la masse salariale brute",
        False,
    )
    status, told = get(**levy, row=[rows[0], "pay:b/a:2024=1,"])
    assert (status, [(one["field"], one["code"]) for one in told["faults"]]) == (422, [("pay:b+a:2025", "missing")])
    status, told = get(**levy, row=[rows[0], "pay:b/a:2024:HKD=1,2"])
    assert (status, [one["code"] for one in told["faults"]]) == (422, ["currencies", "currencies"])
    status, told = get(**levy, row=rows, rules="geneva,twin-cities")  # one stands, the other says what is missing
    assert (status, [one["towns"] is None for one in told["prospects"]]) == (200, [False, True])
    assert told["prospects"][1]["wrong"][0]["field"] == "base:a:2023"
    for wrong in (
        {"row": ["pay:a/b=1"]}, {"row": ["pay:a/b:2024=x"]}, {"rules": "bth-2015"}, {"rules": "shapley"}, {"levy": "x"}, {"levy": "101"},
        {"towns": "a"}, {"towns": "a,a"}, {"shares": "d:100"}, {"years": 13}, {"kind": "move"}, {"currency": "XXX"},
        {"levy": "1e-9999"}, {"towns": "a:b,c"}, {"row": ["pay:a/b:2024=1e99999"]}, {"row": ["pay:a/b:2024:XXX=1"]}, {"row": ["pay::2024=1"]},
    ):  # fmt: skip
        assert get(**{**levy, "row": rows, **wrong})[0] == 422, wrong
    assert (
        Client()
        .get("/api/v1/circles/nowhere/benefit-yearly-prospects?kind=levy&towns=a,b&first=2024&years=1")
        .status_code
        == 404
    )


@pytest.mark.source("D-48", "R-04")
def test_the_terminal_simulates_years() -> None:
    rows = [word for row in ROWS for word in ("--row", row)]
    code, told = run("--kind", "coalition", "--towns", "a,b,c", "--first", "2024", *rows)
    assert (code, [town["had"] for town in told["prospects"][0]["towns"]]) == (0, [["950.00"], ["800.00"], ["650.00"]])
    pool = ["--kind", "pool", "--towns", "a,b", "--first", "2024", "--pool", "20"]
    rows = ["base:a:2023=20,30", "base:b:2023=12,10", "people:a:2024=1000", "people:b:2024=1000"]
    code, told = run(*pool, *(word for row in rows for word in ("--row", row)))
    assert (code, [[town["net"] for town in one["towns"]] for one in told["prospects"]]) == (
        0,
        [[["-3.00"], ["3.00"]], [["-1.50"], ["1.50"]]],
    )
    code, told = run(*pool, "--row", rows[0])
    assert (code, "base:b:2023" in json.dumps(told)) == (1, True)
    assert run(*pool[:4])[0] == run("--kind", "move")[0] == 2
    shown = CliRunner().invoke(
        commands, ["simulate", *pool, *(w for row in rows for w in ("--row", row))], obj=Caller(Standing.public())
    )
    assert [line.split()[:3] for line in shown.stdout.splitlines() if line.startswith("own-pool")] == [
        ["own-pool", "a", "-1.50"], ["own-pool", "b", "1.50"],
    ]  # fmt: skip
