"""Rules as data: what cannot be used is refused at load, saying where; the days of two versions never meet."""

from __future__ import annotations

from datetime import date

import pytest

import pilin.engine.admit as engine
from tests.engine.admit.test_bulk import ONE_RULE
from tests.engine.admit.world import ON


def version(name, first, last=None, scope='["all"]'):
    made = (
        ONE_RULE.replace('version = "1"', f'version = "{name}"').replace("2020-01-01", first).replace('["all"]', scope)
    )
    return made.replace('clause = "c"', f'valid_to = {last}\nclause = "c"') if last else made


@pytest.mark.parametrize(
    ("one", "other", "refused"),
    [
        (("1", "2020-01-01", "2020-12-31"), ("2", "2021-01-01"), False),
        (("1", "2020-01-01", "2021-01-01"), ("2", "2021-01-01"), True),
        (("1", "2020-01-01"), ("2", "2021-01-01"), True),
        (("1", "2021-01-01"), ("2", "2020-01-01", "2020-12-31"), False),
        (("1", "2020-01-01", None, '["31"]'), ("2", "2020-01-01", None, '["33"]'), False),
        (("1", "2020-01-01", None, '["3304"]'), ("2", "2020-01-01", None, '["33"]'), True),
        (("1", "2020-01-01", None, '["31"]'), ("2", "2020-01-01", None, '["all"]'), True),
    ],
)
def test_versions_that_meet_are_refused(one, other, refused):
    text = version(*one) + version(*other)
    if refused:
        with pytest.raises(engine.BadRules, match="in one place"):
            engine.read_rules(text)
    else:
        assert [m.version for m in engine.read_rules(text).measures] == ["1", "2"]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('clause = "c"\n', "", "m 1: clause missing"),
        ('owner = "m"', 'owner = "m"\ncolour = "red"', "m 1: colour not known"),
        ('owner = "m"', "owner = 5", "m 1: owner must be texts"),
        ('["all"]', '["x"]', 'm 1: scope is a list of division codes, or ["all"]'),
        ("2020-01-01", '"soon"', "m 1: valid_from and valid_to are days, as 2022-07-01"),
        ("2020-01-01", "2020-01-01\nvalid_to = 2019-01-01", "m 1: ends on 2019-01-01, before it begins on 2020-01-01"),
        ('owner = "m"', 'owner = "m"\nvalid_years = "three"', "m 1: valid_years is a whole number"),
        ('id = "rd"', 'id = "place"', "m 1: at least one criterion, each with an id of its own that is not 'place'"),
        (
            "[[measure]]",
            "[[measure",
            "this is no TOML: Expected ']]' at the end of an array declaration (at line 2, column 10)",
        ),
    ],
)
def test_a_faulty_table_is_refused(old, new, says):
    with pytest.raises(engine.BadRules) as caught:
        engine.read_rules(ONE_RULE.replace(old, new, 1))
    assert str(caught.value) == says


@pytest.mark.parametrize(
    "condition",
    [
        "colour >= 5", "staff", "staff >= many", "staff >= 5 %", "debt_ratio >= 5", "revenue_cny >= 5", "staff[t-1] >= 5", "recognitions >= 1",
        "staff / revenue_cny[t-1] >= 5 %", "niche_years / niche_years >= 5 %", "founded_on >= 5", "has_core_ip is maybe", "place in 3",
        "recognitions has any of champion", "growth(staff, t-3..t-1) >= 5 %", "growth(revenue_cny, t-1..t-1) >= 5 %", "size >= micro",
        "size <= huge", "staff >= 5; staff >= 6", "__import__('os') >= 5",
        "rd_expense_cny[t-1] <= 5", "revenue_cny[t-1] / rd_expense_cny[t-1] >= 5 %", "growth(rd_expense_cny, t-3..t-1) >= 5 %",
    ],
)  # fmt: skip
def test_a_condition_outside_the_language_is_refused(condition):
    text = ONE_RULE.replace("rd_expense_cny[t-1] / revenue_cny[t-1] >= 3 %", condition)
    with pytest.raises(engine.BadRules) as caught:
        engine.read_rules(text)
    assert str(caught.value).startswith("m 1, rd: ")


def test_equal_predicates_are_one_however_written():
    read = engine.Language(ON).read
    assert read("revenue_cny[t-1] >= 5000万") == read("revenue_cny[t-1]  >= 50_000_000")
    assert read({"all": ["staff >= 5"]}) == read("staff >= 5.0")
    assert read("sum(revenue_cny, t-1..t-2) > 5") == read("sum(revenue_cny, t-2..t-1) > 5")
    assert len({read("staff >= 5"), read("staff >= 6"), read("staff > 5"), read("rd_staff >= 5")}) == 4


def test_the_listing_has_every_version_with_clause_source_and_dates():
    rows = engine.rules_as_rows(engine.built_in_rules())
    assert [(r["measure"], r["version"], r["valid_from"], r["valid_to"]) for r in rows] == [
        ("sme", "2011", "2011-06-18", None),
        ("rd_deduction", "2023", "2023-01-01", None),
        ("specialised_sme", "2022", "2022-07-01", None),
        ("little_giant", "2022", "2022-07-01", "2026-03-31"),
        ("little_giant", "2026", "2026-04-01", None),
        ("high_tech", "2016", "2016-01-01", None),
    ]
    assert all(r["clause"] and r["source"] and r["owner"] and r["scope"] for r in rows)
    assert [(r["measure"], c["id"]) for r in rows for c in r["criteria"] if not c["confirmed"]] == [
        ("specialised_sme", "score"), ("high_tech", "score"),
    ]  # fmt: skip
    assert len(engine.rules_as_rows(engine.built_in_rules(), date(2026, 4, 1))) == 5


SIZES = """
[[size]]
industries = ["C"]
valid_from = 2020-01-01
clause = "one"
source = "s"
confirmed = true
small = { staff = 20, revenue_cny = "300万" }
medium = { staff = 300, revenue_cny = "2000万" }
large = { staff = 1000, revenue_cny = "4亿" }
"""


@pytest.mark.parametrize(
    ("sizes", "says"),
    [
        (SIZES + SIZES.replace('"C"', '"C34", "F"'), "two size classes speak of one industry: one, one"),
        (SIZES.replace("staff = 20, ", ""), "a size class: each limit is of staff and revenue_cny"),
        (SIZES.replace('source = "s"\n', ""), "a size class: source missing"),
    ],
)
def test_faulty_size_classes_are_refused(sizes, says):
    with pytest.raises(engine.BadRules) as caught:
        engine.read_rules(ONE_RULE, sizes)
    assert str(caught.value) == says


def test_size_classes_follow_one_another():
    later = SIZES.replace("2020-01-01", "2026-01-01").replace("1000", "2000")
    rules = engine.read_rules(
        ONE_RULE, SIZES.replace('clause = "one"', 'clause = "one"\nvalid_to = 2025-12-31') + later
    )
    facts = {"industry": "C34", "staff": 1500, "revenue_cny": {"2025": 500_000_000, "2024": 500_000_000}}
    found = [
        engine.size_of(engine.read_facts(facts, on=day), on=day, rules=rules)
        for day in (date(2025, 12, 31), date(2026, 1, 1))
    ]
    assert found == ["large", "medium"]


@pytest.mark.source("D-42")
@pytest.mark.source("D-76")
def test_a_source_that_declares_more_than_it_names_is_incomplete():
    packages = engine.built_in_rules().packages
    assert [(p.id, p.declared, len(p.named), p.status) for p in packages] == [
        ("putuo_private_economy", 10, 4, "incomplete_source"),
        ("financial_measures", 10, 0, "incomplete_source"),
        ("quality_measures", 40, 0, "incomplete_source"),
    ]
