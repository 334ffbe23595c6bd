"""Gravity: the printed table, a plain reckoning with dummies, known parameters, what is left out, and bad input."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pilin.engine.base import Invalid
from pilin.engine.flows import Path, border_penalty, fit_gravity, read_flows
from tests.engine.flows.shelf import TRADE, B, made_up

YEARLY = ("origin*year", "destination*year")
X = ("far", "border")


def by_dummies(frame, effects, cluster=None):
    """Return slopes and errors by Newton on one dummy for each level: slow, and plain to see."""
    columns = [frame[name].to_numpy().astype(float) for name in X]
    for one in effects:
        keys = frame.select(pl.concat_str(one.split("*"), separator="|")).to_series().to_numpy()
        columns += [(keys == key).astype(float) for key in np.unique(keys)]
    design, y = np.column_stack(columns), frame["flow"].to_numpy()
    beta = np.linalg.lstsq(design, np.log((y + y.mean()) / 2), rcond=None)[0]
    for _ in range(60):
        mean = np.exp(design @ beta)
        beta += np.linalg.pinv(design.T @ (design * mean[:, None]), hermitian=True) @ (design.T @ (y - mean))
    mean = np.exp(design @ beta)
    bread = np.linalg.pinv(design.T @ (design * mean[:, None]), hermitian=True)
    n, k = len(y), np.linalg.matrix_rank(design)
    scores = design * (y - mean)[:, None]
    if cluster is None:
        factor = n / (n - k)
    else:
        groups = frame[cluster].to_numpy()
        scores = np.stack([scores[groups == one].sum(0) for one in np.unique(groups)])
        factor = len(scores) / (len(scores) - 1) * (n - 1) / (n - k)
    covariance = bread @ (scores.T @ scores) @ bread * factor
    return beta[: len(X)], np.sqrt(np.diag(covariance))[: len(X)]


@pytest.mark.skipif(not TRADE.is_file(), reason="the trade of the WTO's guide is not on this machine")
@pytest.mark.parametrize("path", ["grid", "sparse"])
def test_the_printed_table_to_every_digit(path):
    names = ("ln_DIST", "CNTG", "INTL_BRDR")
    trade = read_flows(TRADE, ["trade", *names, "exporter", "importer", "pair_id"])
    told = fit_gravity(trade, y="trade", x=names, effects=("exporter", "importer"), cluster="pair_id", path=path)
    assert [f"{one.value:.3f} ({one.error:.3f})" for one in told.coefficients] == [
        "-0.791 (0.063)", "0.674 (0.140)", "-2.474 (0.149)",
    ]  # fmt: skip
    assert (told.n, told.converged, told.path.value, told.dropped.separated) == (4761, True, path, 0)
    assert told.effects == {"exporter": 69, "importer": 69}


@pytest.mark.parametrize("effects", [YEARLY, ("origin", "destination", "year"), ("origin",), ()], ids=str)
@pytest.mark.parametrize("cluster", [None, "pair"], ids=["robust", "pair"])
def test_as_with_a_dummy_for_each_level(effects, cluster):
    frame = made_up(3, places=12)
    told = fit_gravity(frame, y="flow", x=X, effects=effects, cluster=cluster)
    slopes, errors = by_dummies(frame, effects or ("constant",), cluster) if effects else by_dummies(
        frame.with_columns(constant=pl.lit(1)), ("constant",), cluster
    )  # fmt: skip
    np.testing.assert_allclose([one.value for one in told.coefficients], slopes, rtol=1e-8)
    np.testing.assert_allclose([one.error for one in told.coefficients], errors, rtol=1e-6)
    assert told.path is (Path.GRID if effects == YEARLY else Path.SPARSE)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 10**6), st.floats(0, 0.8), st.floats(0.4, 1))
def test_both_paths_tell_the_same(seed, zeros, kept):
    frame = made_up(seed, places=10, zeros=zeros).sample(fraction=kept, seed=seed)
    told = []
    for path in ("auto", "sparse"):
        try:
            told.append(fit_gravity(frame, y="flow", x=X, effects=YEARLY, path=path))
        except Invalid as nothing:  # so few flows that effects tell them all
            told.append([fault.code for fault in nothing.faults])
    one, two = told
    if isinstance(one, list) or isinstance(two, list):
        assert one == two
        return
    assert one.n == two.n and one.dropped == two.dropped
    assert one.converged and two.converged and one.identified == two.identified
    for name in (c.name for c in one.coefficients):
        assert one.of(name).value == pytest.approx(two.of(name).value, rel=1e-6, abs=1e-7)
        if one.identified:
            assert one.of(name).error == pytest.approx(two.of(name).error, rel=1e-5, abs=1e-7)


@pytest.mark.parametrize("seed", range(8))
def test_known_parameters_are_found_within_three_errors(seed):
    told = fit_gravity(made_up(seed), y="flow", x=X, effects=YEARLY)
    assert [abs(told.of(name).value - B[name]) < 3 * told.of(name).error for name in X] == [True, True]


@pytest.mark.nightly
def test_intervals_hold_the_truth_about_95_times_in_100():
    held = np.zeros(len(X))
    for seed in range(200):
        told = fit_gravity(made_up(1000 + seed), y="flow", x=X, effects=YEARLY)
        held += [told.of(name).low <= B[name] <= told.of(name).high for name in X]
    assert ((held >= 180) & (held <= 199)).all(), held


def test_as_the_peer_tells():
    peer = pytest.importorskip("pyfixest", reason="the peer is not installed")
    frame = made_up(5)
    for cluster in (None, "pair"):
        fit = peer.fepois(
            "flow ~ far + border | origin^year + destination^year", frame.to_pandas(),
            vcov={"CRV1": cluster} if cluster else "hetero", ssc=peer.ssc(k_adj=False, G_adj=False), iwls_tol=1e-10,
        )  # fmt: skip
        told = fit_gravity(frame, y="flow", x=X, effects=YEARLY, cluster=cluster)
        groups = told.clusters or 0
        factor = groups / (groups - 1) * (told.n - 1) / told.free if groups else told.n / told.free
        np.testing.assert_allclose([one.value for one in told.coefficients], fit.coef(), rtol=1e-6)
        np.testing.assert_allclose([one.error for one in told.coefficients], np.sqrt(factor) * fit.se(), rtol=1e-4)


def test_what_does_not_count_is_left_out_with_its_name():
    frame = made_up(1, places=8).with_columns(
        flow=pl.when(pl.col("origin") == 3).then(0.0).otherwise(pl.col("flow")),
        twin=pl.col("far") * 2 + 1,
        level=pl.col("origin") * 1.5,
    )
    gone = frame.with_columns(flow=pl.when(pl.int_range(pl.len()) == 0).then(None).otherwise(pl.col("flow")))
    told = fit_gravity(gone, y="flow", x=("far", "twin", "border", "level"), effects=("origin", "destination"))
    assert told.dropped.unknown == 1
    assert told.dropped.never_flowing == (("origin", "3"),)
    assert told.dropped.never_flowing_rows == 24
    assert told.dropped.collinear == ("twin", "level")
    assert [one.name for one in told.coefficients] == ["far", "border"]
    assert told.n == frame.height - 25


def test_zeros_that_a_column_foretells_are_out_and_the_rest_is_as_without_them():
    # wherever "closed" is 1 nothing flows: its coefficient would fall without end
    frame = made_up(2, places=10, zeros=0.3).with_columns(
        closed=((pl.col("origin") + pl.col("destination")) % 7 == 3).cast(pl.Float64)
    )
    frame = frame.with_columns(flow=pl.when(pl.col("closed") > 0).then(0.0).otherwise(pl.col("flow")))
    for path in ("grid", "sparse"):
        told = fit_gravity(frame, y="flow", x=(*X, "closed"), effects=YEARLY, path=path)
        alone = fit_gravity(frame.filter(pl.col("closed") == 0), y="flow", x=X, effects=YEARLY)
        assert told.dropped.separated == frame.filter(pl.col("closed") > 0).height
        assert told.dropped.collinear == ("closed",) and told.converged
        for name in X:
            assert told.of(name).value == pytest.approx(alone.of(name).value, abs=1e-8)


def test_zeros_that_effects_foretell_together_are_out():
    # places 0-4 and 5-9 exchange nothing but for one link's way back: zeros between the halves that only a mix of effects tells
    frame = made_up(4, places=10, years=1, zeros=0)
    low, high = pl.col("origin") < 5, pl.col("destination") < 5
    frame = frame.with_columns(flow=pl.when(low & ~high).then(0.0).otherwise(pl.col("flow"))).filter(~(~low & high))
    told = {
        path: fit_gravity(frame, y="flow", x=("far",), effects=("origin", "destination"), path=path)
        for path in ("auto", "sparse")
    }
    for one in told.values():
        assert (one.dropped.separated, one.n, one.converged) == (25, 50, True)
    assert told["auto"].of("far").value == pytest.approx(told["sparse"].of("far").value, abs=1e-8)


def test_scale_and_order_of_rows_say_nothing():
    frame = made_up(6, places=9)
    one = fit_gravity(frame, y="flow", x=X, effects=YEARLY)
    for other in (
        frame.with_columns(pl.col("flow") * 1e9),
        frame.with_columns(pl.col("flow") * 1e-9),
        frame.sample(fraction=1, shuffle=True, seed=1),
    ):
        two = fit_gravity(other, y="flow", x=X, effects=YEARLY)
        assert two.converged
        np.testing.assert_allclose(two.covariance, one.covariance, rtol=1e-7)
        assert [c.value for c in two.coefficients] == pytest.approx([c.value for c in one.coefficients], rel=1e-9)


GOOD = made_up(7, places=5, years=1)


@pytest.mark.parametrize(
    ("change", "words", "code"),
    [
        ({}, {"y": "nothing"}, "no_column"),
        ({"flow": pl.lit("many")}, {}, "no_number"),
        ({"far": pl.lit(float("inf"))}, {}, "infinite"),
        ({"flow": -pl.col("flow") - 1}, {}, "negative"),
        ({"flow": pl.lit(0.0)}, {}, "no_flow"),
        ({"flow": pl.lit(None, pl.Float64)}, {}, "no_rows"),
        ({"origin": pl.lit("here")}, {}, "one_place"),
        ({"one": pl.lit(1)}, {"cluster": "one"}, "one_cluster"),
        ({"far": pl.col("origin")}, {"x": ("far",)}, "nothing_left"),
        ({}, {"x": ()}, "no_columns"),
        ({}, {"x": ("far", "far")}, "twice"),
        ({}, {"x": ("flow",)}, "itself"),
        ({}, {"effects": ("origin",), "path": "grid"}, "no_grid"),
        ({}, {"effects": ("pair",)}, "nothing_left"),
    ],
    ids=lambda value: value if isinstance(value, str) else "-",
)  # fmt: skip
def test_bad_input_is_named(change, words, code):
    with pytest.raises(Invalid) as told:
        fit_gravity(
            GOOD.with_columns(**change), **({"y": "flow", "x": X, "effects": ("origin", "destination")} | words)
        )
    assert [fault.code for fault in told.value.faults] == [code]


def test_a_table_is_read_alike_from_each_format(tmp_path):
    GOOD.write_csv(tmp_path / "a.csv")
    GOOD.write_parquet(tmp_path / "a.parquet")
    GOOD.to_pandas().to_stata(tmp_path / "a.dta", write_index=False)
    told = [
        fit_gravity(
            read_flows(tmp_path / f"a.{end}", ["flow", "far", "origin"]), y="flow", x=["far"], effects=["origin"]
        )
        for end in ("csv", "parquet", "dta")
    ]
    assert [one.of("far").value for one in told] == pytest.approx([told[0].of("far").value] * 3, rel=1e-9)
    for end in ("csv", "parquet", "dta"):
        with pytest.raises(Invalid) as wrong:
            read_flows(tmp_path / f"a.{end}", ["flow", "none", "nor"])
        assert [fault.field for fault in wrong.value.faults] == ["none", "nor"]
        (tmp_path / f"bad.{end}").write_bytes(b"\xff\xfe\x00no table")
        with pytest.raises(Invalid):
            read_flows(tmp_path / f"bad.{end}", ["flow"])
    with pytest.raises(Invalid):
        read_flows(tmp_path / "a.xls")


def barred(seed, places=6, rows=43):
    """Return a small sample in which nothing flows where ``closed`` is 1, as real places without effects may show it."""
    rng = np.random.default_rng(seed)
    one, two = (column.ravel() for column in np.meshgrid(np.arange(places), np.arange(places + 2), indexing="ij"))
    far, closed = rng.normal(0, 1, len(one)), (rng.random(len(one)) < 0.3).astype(float)
    flow = rng.poisson(np.exp(0.5 + 0.4 * far)) * (closed == 0)
    frame = pl.DataFrame({"origin": one, "destination": two, "far": far, "closed": closed, "flow": flow.astype(float)})
    return frame.sample(rows, seed=seed)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.sampled_from([(), ("origin",), ("origin", "destination")]))
def test_a_coefficient_that_would_fall_without_end_is_left_out(seed, effects):
    """Without effects a column that is the same at every flow was once taken for free: rounding stood beside rounding."""
    frame = barred(seed)
    try:
        told = fit_gravity(frame, y="flow", x=("far", "closed"), effects=effects)
        alone = fit_gravity(frame.filter(pl.col("closed") == 0), y="flow", x=("far",), effects=effects)
    except Invalid:  # so few flows that effects tell them all
        return
    assert told.dropped.collinear == ("closed",)
    assert told.dropped.separated + told.n == frame.height
    assert (told.n, told.identified) == (alone.n, alone.identified)
    assert told.of("far").value == pytest.approx(alone.of("far").value, abs=1e-8)
    assert (told.of("far").error is None) == (not told.identified)


# 20 flows that 18 effects and two columns meet exactly, and one zero whose mean is 4e-14: errors came out as 3e-10
def test_where_every_flow_is_met_exactly_no_errors_are_told():
    frame = made_up(1074, places=6, zeros=0.7).sample(fraction=0.4, seed=1074)
    told = {path: fit_gravity(frame, y="flow", x=X, effects=YEARLY, path=path) for path in ("grid", "sparse")}
    for one in told.values():
        assert (one.converged, one.identified, one.n, one.free) == (True, False, 21, 1)
        assert [(c.error, c.low, c.high, c.z, c.p) for c in one.coefficients] == [(None,) * 5] * 2
        assert np.isnan(one.covariance).all()
    cost = border_penalty(told["grid"], "border", "far")
    assert (cost.less_low, cost.less_high, cost.error, cost.times_farther_low, cost.times_farther_high) == (None,) * 5
    assert cost.times_farther == pytest.approx(np.exp(told["grid"].of("border").value / told["grid"].of("far").value))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 10**6), st.floats(0, 0.6), st.sampled_from(["auto", "sparse"]), st.sampled_from([None, "pair"]))
def test_good_samples_are_identified(seed, zeros, path, cluster):
    told = fit_gravity(made_up(seed, places=12, zeros=zeros), y="flow", x=X, effects=YEARLY, path=path, cluster=cluster)
    assert told.converged and told.identified
    assert all(0 < one.error < 1 and one.low < one.value < one.high for one in told.coefficients)


def test_a_small_flow_and_exact_flows_are_no_reason_to_doubt():
    small = made_up(9, places=12).with_columns(flow=pl.when(pl.col("pair") == 1).then(1e-9).otherwise(pl.col("flow")))
    exact = made_up(9, places=12).with_columns(flow=(B["far"] * pl.col("far") + B["border"] * pl.col("border")).exp())
    assert fit_gravity(small, y="flow", x=X, effects=YEARLY).identified
    told = fit_gravity(exact, y="flow", x=X, effects=YEARLY)
    assert told.identified and [one.value for one in told.coefficients] == pytest.approx(list(B.values()), abs=1e-9)


# two parts of a small grid that hang together by zeros alone, whose means fall to 1e-60: a dense factor cannot tell that from nought
THIN = [
    (6, 1, 0.94, 0), (0, 2, -1.62, 0), (9, 8, 1.39, 1.4428799570398196e-3), (7, 4, 1.41, 0), (1, 8, -0.05, 2.117313444703445e-3),
    (2, 5, 1.47, 1.768044042569184), (3, 1, -0.44, 7.217592601968914), (3, 2, 0.11, 4.721177107415945e-3),
    (8, 1, 1.45, 0.2462571996399868), (4, 6, 0.81, 2.5954338133155703), (2, 3, 1.32, 3.64520310789524e-3),
    (5, 0, 0.31, 1.825469077991946), (6, 4, 0.16, 7.161577770843639e-10), (2, 0, -1.23, 0), (5, 3, -1.75, 0),
    (3, 7, 0.11, 0.7346001486133743), (0, 4, 0.13, 1.5262322795634442e-3), (7, 2, 0.49, 0.635648148477711),
]  # fmt: skip


def test_where_weights_are_beyond_a_dense_factor_the_other_path_answers():
    frame = pl.DataFrame(THIN, schema=["origin", "destination", "far", "flow"], orient="row", strict=False)
    words = {"y": "flow", "x": ("far",), "effects": ("origin", "destination")}
    one, two = (fit_gravity(frame, path=path, **words) for path in ("auto", "sparse"))
    assert (one.n, one.converged, one.identified) == (two.n, True, two.identified)
    assert one.of("far").value == pytest.approx(two.of("far").value, rel=1e-4)
