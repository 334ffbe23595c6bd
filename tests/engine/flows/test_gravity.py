"""Gravity: the printed table, a plain reckoning with dummies, known parameters, what is left out, and bad input."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pilin.engine.base import Invalid
from pilin.engine.flows import Path, fit_gravity, read_flows
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
    assert one.converged and two.converged
    for name in (c.name for c in one.coefficients):
        assert one.of(name).value == pytest.approx(two.of(name).value, rel=1e-6, abs=1e-7)
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
