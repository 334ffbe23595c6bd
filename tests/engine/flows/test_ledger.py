"""The two-way ledger, shares above a line, and what a border costs."""

from __future__ import annotations

import math
from decimal import Context, Decimal, localcontext

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pilin.engine.base import Invalid
from pilin.engine.flows import (
    FOUR_FIVE_SIX_SEVEN,
    Factor,
    Flow,
    add_up,
    balance,
    border_penalty,
    fit_gravity,
    flows_of,
    net,
    same_distance,
    share_above,
    siphon,
)
from tests.engine.flows.shelf import made_up

PLACES = ("fengjing", "zhujing", "huimin", "shanghai")
AMOUNT = st.one_of(st.none(), st.integers(0, 10**30), st.integers(0, 10**32).map(lambda fen: Decimal(fen).scaleb(-2)))
FLOWS = st.lists(
    st.builds(Flow, st.sampled_from(PLACES), st.sampled_from(PLACES), st.sampled_from(Factor), st.sampled_from(("CNY", "USD")), AMOUNT),
    max_size=30,
)  # fmt: skip


@pytest.mark.source("D-54")
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(FLOWS)
def test_net_is_turned_exactly_and_balances_add_up_to_nothing(flows):
    with localcontext() as context:
        context.prec = 5  # a caller's rounding has no say
        told = net(flows)
        for (a, b, factor, unit), both in told.items():
            other = told[b, a, factor, unit]
            assert (both.net is None) == (other.net is None)
            if both.net is not None:
                assert both.net == (other.net.copy_negate() if isinstance(other.net, Decimal) else -other.net)
            assert both.gross == other.gross
            assert both.whole == other.whole
        known = [one for one in flows if one.amount is not None]
        sums: dict[tuple[Factor, str], int] = {}
        for (_place, factor, unit), one in balance(known).items():
            sums[factor, unit] = sums.get((factor, unit), 0) + int(
                one.net.scaleb(2, LONG) if isinstance(one.net, Decimal) else one.net * 100
            )
    assert set(sums.values()) <= {0}


LONG = Context(prec=100)


def test_unknown_stays_unknown_and_is_counted():
    flows = [
        Flow("a", "b", Factor.FIRMS, "firm", 3),
        Flow("a", "b", Factor.FIRMS, "firm", None),
        Flow("b", "a", Factor.FIRMS, "firm", None),
    ]
    both = net(flows)["a", "b", Factor.FIRMS, "firm"]
    assert (both.out.amount, both.out.known, both.out.unknown, both.out.coverage) == (3, 1, 1, Decimal("0.5"))
    assert (both.back.amount, both.net, both.gross, both.whole) == (None, None, None, False)


@pytest.mark.source("D-54")
def test_siphon_and_spill_over_are_both_told():
    flows = [
        Flow("jiashan", "shanghai", Factor.FIRMS, "firm", 12),
        Flow("shanghai", "jiashan", Factor.FIRMS, "firm", 30),
        Flow("pinghu", "shanghai", Factor.FIRMS, "firm", 5),
        Flow("jiashan", "pinghu", Factor.FIRMS, "firm", 100),
        Flow("shanghai", "shanghai", Factor.FIRMS, "firm", 1000),
        Flow("shanghai", "jiashan", Factor.CAPITAL, "CNY", Decimal("1.10")),
        Flow("shanghai", "jiashan", Factor.CAPITAL, "USD", Decimal("2")),
    ]
    told = {(one.factor, one.unit): one for one in siphon(flows, "shanghai")}
    firms = told[Factor.FIRMS, "firm"]
    assert (firms.to.amount, firms.come.amount, firms.net, firms.gross) == (17, 30, 13, 47)
    assert [(one.place, one.net) for one in firms.pairs] == [("jiashan", -18), ("pinghu", 5)]
    assert [(told[Factor.CAPITAL, unit].net) for unit in ("CNY", "USD")] == [Decimal("1.10"), Decimal(2)]
    with pytest.raises(Invalid) as wrong:
        siphon(flows, "nanjing")
    assert [fault.code for fault in wrong.value.faults] == ["no_place"]


@pytest.mark.parametrize(
    ("flows", "code"),
    [
        ([Flow("a", "b", Factor.CAPITAL, "CNY", 1), Flow("a", "b", Factor.CAPITAL, "USD", 1)], "mixed"),
        ([Flow("a", "b", Factor.FIRMS, "n", 1), Flow("a", "b", Factor.PLANTS, "n", 1)], "mixed"),
        ([Flow("a", "b", Factor.FIRMS, "n", -1)], "negative"),
        ([Flow("a", "b", Factor.FIRMS, "n", 0.5)], "no_exact_number"),
        ([Flow("a", "b", Factor.FIRMS, "n", Decimal("inf"))], "infinite"),
    ],
    ids=["currencies", "factors", "negative", "float", "infinite"],
)
def test_what_does_not_add_up_is_refused(flows, code):
    with pytest.raises(Invalid) as wrong:
        add_up(flows)
    assert [fault.code for fault in wrong.value.faults] == [code]


def test_rows_of_a_frame():
    rows = {
        "origin": ["a", "a"],
        "destination": ["b", "b"],
        "factor": ["people", "people"],
        "unit": ["person"] * 2,
        "amount": [2, None],
    }
    assert flows_of(pl.DataFrame(rows)) == (
        Flow("a", "b", Factor.PEOPLE, "person", 2), Flow("a", "b", Factor.PEOPLE, "person", None),
    )  # fmt: skip
    with pytest.raises(Invalid) as wrong:
        flows_of(pl.DataFrame(rows | {"factor": ["people", "gold"], "unit": ["", "person"], "amount": [-1, 1]}))
    assert [(fault.row, fault.code) for fault in wrong.value.faults] == [
        (2, "missing"),
        (2, "negative"),
        (3, "no_factor"),
    ]
    for bad, code in (({"amount": [0.1, 0.2]}, "no_exact_number"), ({}, "no_column")):
        frame = pl.DataFrame(rows | bad) if bad else pl.DataFrame(rows).drop("unit")
        with pytest.raises(Invalid) as wrong:
            flows_of(frame)
        assert [fault.code for fault in wrong.value.faults] == [code]


@pytest.mark.source("D-49")
@pytest.mark.source("Q-07")
@pytest.mark.parametrize(("name", "fails"), list(zip(FOUR_FIVE_SIX_SEVEN, (400, 500, 600, 700), strict=True)))
def test_4567_is_strictly_above(name, fails):
    line = FOUR_FIVE_SIX_SEVEN[name]
    assert (share_above(fails, 1000, line).above, share_above(fails + 1, 1000, line).above) == (False, True)


def test_shares_show_what_they_rest_on():
    told = share_above([1, 3, None, 2], [2, 4, 5, None], "0.5")
    assert (told.numerator, told.denominator, told.above, told.known, told.unknown) == (4, 6, True, 2, 2)
    assert told.coverage == Decimal("0.5")
    nobody = share_above(3, None, "0.4")
    assert (nobody.share, nobody.above, nobody.low, nobody.unknown) == (None, None, None, 1)
    # Wilson 1927 of 401 in 1,000, reckoned apart: roots of (p - x)^2 = z^2 x (1 - x) / n
    ten = share_above(401, 1000, "0.4")
    z2 = 1.959963984540054**2
    for x in (ten.low, ten.high):
        assert math.isclose((0.401 - x) ** 2, z2 * x * (1 - x) / 1000, rel_tol=1e-9)
    assert share_above(Decimal("4.1"), Decimal(10), "0.4").low is None


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ((1, 0, "0.4"), "part_above_whole"), ((0, 0, "0.4"), "zero_denominator"), ((5, 4, "0.4"), "part_above_whole"),
        ((-1, 4, "0.4"), "no_amount"), ((0.5, 4, "0.4"), "no_amount"), ((1, 4, "1.4"), "no_share"), (([1], [2, 3], "0.4"), "lengths"),
        (([], [], "0.4"), "no_rows"),
    ],
    ids=["nothing", "zero", "above", "negative", "float", "line", "lengths", "empty"],
)  # fmt: skip
def test_no_share_is_named(words, code):
    with pytest.raises(Invalid) as wrong:
        share_above(*words)
    assert [fault.code for fault in wrong.value.faults] == [code]


def test_a_border_in_plain_figures():
    frame = made_up(1)
    fit = fit_gravity(frame, y="flow", x=("far", "border"), effects=("origin*year", "destination*year"))
    told, b, c = border_penalty(fit, "border", "far"), fit.of("border"), fit.of("far")
    assert told.less == pytest.approx(1 - math.exp(b.value)) and told.error == pytest.approx(
        math.exp(b.value) * b.error
    )
    assert (told.less_low, told.less_high) == (pytest.approx(1 - math.exp(b.high)), pytest.approx(1 - math.exp(b.low)))
    assert told.times_farther == pytest.approx(math.exp(b.value / c.value))
    assert told.times_farther_low < told.times_farther < told.times_farther_high
    assert border_penalty(fit, "border").times_farther is None
    with pytest.raises(Invalid) as wrong:
        border_penalty(fit, "wall", "far")
    assert [fault.field for fault in wrong.value.faults] == ["wall"]


def test_pairs_beside_pairs_at_the_same_distance():
    frame = pl.DataFrame(
        {"km": [1, 2, 3, 12, 13, 15, None], "over": [0, 1, 1, 0, 0, 1, 1], "flow": [10.0, 4, 6, 2, None, 3, 9]}
    )
    near, far, none = same_distance(frame, y="flow", distance="km", border="over", edges=(0, 10, 20, 30))
    assert (near.across, near.beside, near.mean_across, near.mean_beside, near.less) == (2, 1, 5, 10, 0.5)
    assert (far.across, far.beside, far.less, far.unknown) == (1, 1, -0.5, 1)
    assert (none.across, none.beside, none.less) == (0, 0, None)
    with pytest.raises(Invalid):
        same_distance(frame, y="flow", distance="km", border="over", edges=(10, 0))
