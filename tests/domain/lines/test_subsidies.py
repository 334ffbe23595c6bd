"""Who pays what of a line: to the fen, and agreed only when every town said yes."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilin.domain.lines import actions, queries, rules
from pilin.foundation.access.verdict import Conflict, Invalid, Refused
from tests.domain.lines.test_lines import codes
from tests.factories import lines as make
from tests.factories.base import NOW, TODAY, Five, Stand

YEAR = TODAY.year


def propose(five: Five, row: Any, **more: Any) -> Any:
    given = {"shares": {five.fengjing.code: Decimal("33.34"), five.huimin.code: Decimal("66.66")}, "amount_cny": Decimal("100000.01"), "year": YEAR, **more}  # fmt: skip
    return actions.propose_subsidy(**{"by": five.fengjing.clerk, "at": NOW, "line": row, **given})


@pytest.mark.django_db
@pytest.mark.source("D-87")
def test_shares_are_agreed_by_both_towns_and_add_up_to_the_fen(five: Five):
    row = make.line(five.fengjing.clerk)
    made = propose(five, row)
    told = queries.subsidies(Stand.public(), [row])[0]
    assert (told.row.agreed_on, told.said, told.waiting) == (None, (five.fengjing.code,), (five.huimin.code,))
    assert [part for _town, _share, part in told.parts] == [Decimal("33340.00"), Decimal("66660.01")]
    for by in (five.fengjing.clerk, five.xindai.clerk):
        with pytest.raises(Refused):
            actions.agree_to_subsidy(by=by, at=NOW, subsidy=made)
    with pytest.raises(Conflict):
        propose(five, row)
    actions.agree_to_subsidy(by=five.huimin.clerk, at=NOW, subsidy=made)
    assert queries.subsidy_named(Stand.public(), five.slug, made.pk).agreed_on == TODAY  # type: ignore[union-attr]
    for deed in (actions.agree_to_subsidy, actions.withdraw_subsidy):
        with pytest.raises((Conflict, Refused)):
            deed(by=five.fengjing.clerk, at=NOW, subsidy=made)
    newer = propose(five, row, amount_cny=None)
    assert [part for *_town, part in queries.subsidy_told(newer).parts] == [None, None]
    actions.agree_to_subsidy(by=five.huimin.clerk, at=NOW, subsidy=newer)
    assert [one.row for one in queries.subsidies(Stand.public(), [row])] == [newer]


@pytest.mark.django_db
def test_what_is_no_sharing_is_refused(five: Five):
    row = make.line(five.fengjing.clerk)
    mine, yours = five.fengjing.code, five.huimin.code
    for more, code in (
        ({"shares": {mine: Decimal(50), yours: Decimal(49)}}, "sum"),
        ({"shares": {mine: Decimal(150), yours: Decimal(-50)}}, "share"),
        ({"shares": {mine: Decimal(50), "320583102": Decimal(50)}}, "town"),
        ({"year": YEAR + 9}, "year"),
        ({"amount_cny": Decimal("0.001")}, "amount"),
    ):
        with pytest.raises(Invalid) as error:
            propose(five, row, **more)
        assert code in {one[0] for one in codes(error)}
    with pytest.raises(Refused):
        propose(five, row, by=five.xindai.clerk)
    open_one = propose(five, row)
    actions.withdraw_subsidy(by=five.fengjing.clerk, at=NOW, subsidy=open_one)
    assert queries.subsidies(Stand.public(), [row]) == []


@given(st.integers(0, 10**10), st.lists(st.integers(1, 9999), min_size=1, max_size=5))
def test_the_parts_are_the_whole_to_the_fen(fen: int, weights: list[int]):
    shares = {str(n): Decimal(weight) / 100 for n, weight in enumerate(weights)}
    whole = Decimal(fen) / 100
    assert sum(part for part in rules.paid(whole, shares).values() if part is not None) == whole
