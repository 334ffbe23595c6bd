"""Many firms at once come to what each comes to alone; one changed rule costs its own predicates only."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import pilin.engine.admit as engine
from tests.engine.admit.world import BEFORE, MILLION, ON, known_in_part, said, yearly


def words(sheet, key):
    meets, fails = sheet.meets(*key), sheet.fails(*key)
    assert not (meets & fails).any()
    return ["meets" if m else "fails" if f else "unknown" for m, f in zip(meets, fails, strict=True)]


def until(facts, on):
    return {name: value for name, value in facts.items() if name != "founded_on" or value <= on.isoformat()}


@settings(max_examples=25)
@given(st.lists(known_in_part(), min_size=1, max_size=9))
def test_bulk_is_single(drawn):
    for on in (BEFORE, ON):
        firms = engine.read_firms([until(part, on) for part, _ in drawn], on=on)
        book = engine.Book(engine.built_in_rules(), on)
        alone = [book.answers(facts) for facts in firms]
        sheet, together = (book.over(engine.Firms.of(firms)) for _ in range(2))
        together.counts()  # reckons the conditions of one figure together
        for k, key in enumerate(book.entries):
            assert words(sheet, key) == [str(each[k].result) for each in alone]
            assert words(together, key) == words(sheet, key)
        assert [sheet.why(at) for at in range(len(firms))] == alone


@pytest.mark.parametrize("size", [0, 1, 7, 63, 64, 65, 128, 1000, 32_767, 32_768, 32_769])
def test_every_length(size):
    """The last word, and the last block, are as good as the others."""
    staff = np.resize([999.0, 1000.0, np.nan], size)
    code = engine.read_facts({"industry": "C"}, on=ON).cells()
    revenue = np.full(size, 400 * MILLION * 100.0)
    firms = engine.Firms(
        size, {"staff": staff, "revenue_cny[2025]": revenue} | {k: np.full(size, v) for k, v in code.items()}
    )
    sheet = engine.Book(engine.built_in_rules(), ON).over(firms)
    assert words(sheet, ("sme", "2011")) == (["meets", "fails", "unknown"] * size)[:size]
    meets, fails = -(-size // 3), (size + 1) // 3
    assert sheet.count("sme", "2011") == sheet.counts()["sme", "2011"] == (meets, fails, size - meets - fails)


def test_quotients_at_the_limit_are_reckoned_in_fractions():
    """One part in 3 x 10^17 below 3.37 %, which no double tells from it; and a fen more, which is above."""
    below = 10**15 - 10_000 + pow(337, -1, 10_000)  # fen; 337 of them leave 1 by 10,000
    above = (337 * below - 1) // 10_000
    assert above / below == 0.0337

    def yuan(fen):
        return f"{fen // 100}.{fen % 100:02}"

    rows = [said(revenue_cny=yearly(yuan(below)), rd_expense_cny=yearly(yuan(above + more))) for more in (0, 1)]
    rules = engine.read_rules(ONE_RULE.replace("3 %", "3.37 %"))
    firms = engine.read_firms(rows, on=ON)
    assert [str(engine.eligible(facts, on=ON, rules=rules)[0].result) for facts in firms] == ["fails", "meets"]
    assert words(engine.Book(rules, ON).over(engine.Firms.of(firms)), ("m", "1")) == ["fails", "meets"]


ONE_RULE = """
[[measure]]
id = "m"
version = "1"
title = "m"
title_zh = "m"
owner = "m"
scope = ["all"]
valid_from = 2020-01-01
clause = "c"
source = "s"
[[measure.criterion]]
id = "rd"
title = "t"
title_zh = "t"
test = "rd_expense_cny[t-1] / revenue_cny[t-1] >= 3 %"
"""


def test_a_changed_rule_reckons_only_what_is_new():
    firms = engine.Firms.of(engine.read_firms([said(), said(niche_years=2), said(niche_years=None)], on=ON))
    sheet = engine.Book(engine.built_in_rules(), ON).over(firms)
    assert sheet.count("specialised_sme", "2022") == (2, 0, 1)
    sheet.counts()
    before = sheet.bits.reckoned
    old = sheet.book.entries["specialised_sme", "2022"].measure
    criteria = tuple(replace(one, said="niche_years >= 4") if one.id == "niche_years" else one for one in old.criteria)
    changed = sheet.changed(replace(old, criteria=criteria))
    assert changed.count("specialised_sme", "2022") == (1, 1, 1)
    assert changed.bits.reckoned == before + 1
    assert sheet.count("specialised_sme", "2022") == (2, 0, 1)
    assert changed.count("little_giant", "2026") == sheet.count("little_giant", "2026")
    assert changed.bits.reckoned == before + 1


def test_a_changed_rule_must_hold_that_day_and_meet_no_other():
    book = engine.Book(engine.built_in_rules(), ON)
    old = book.entries["little_giant", "2026"].measure
    for wrong in (replace(old, valid_from=date(2026, 6, 2)), replace(old, version="2027")):
        with pytest.raises(engine.BadRules):
            book.changed(wrong)


def test_a_frame_gives_the_same_firms():
    rows = [
        said(),
        said(place=None, founded_on="2025-07-01", revenue_cny={}, rd_expense_cny={}, recognitions=None),
        said(industry="F"),
    ]
    read = engine.read_firms(rows, on=ON)
    flat = []
    for row, facts in zip(rows, read, strict=True):
        cells = {k: v for k, v in row.items() if not isinstance(v, dict | list)}
        cells |= {f"{k}[{year}]": v for k, years in row.items() if isinstance(years, dict) for year, v in years.items()}
        cells |= {name: value for name, value in facts.cells().items() if name.startswith("recognitions:")}
        flat.append(cells | {"founded_on": date.fromisoformat(row["founded_on"])})
    frame = pl.DataFrame(
        {name: [cells.get(name) for cells in flat] for name in dict.fromkeys(k for cells in flat for k in cells)},
        strict=False,
    )
    firms = engine.Firms.from_frame(frame)
    assert [firms.cells(at) for at in range(3)] == [facts.cells() for facts in read]
    with pytest.raises(ValueError, match="no fact"):
        engine.Firms.from_frame(pl.DataFrame({"colour": ["red"]}))
    with pytest.raises(ValueError, match="of 2 firms"):
        engine.Firms(2, {"staff": [1.0]})
