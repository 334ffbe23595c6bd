"""`pilin observatory gravity`: what it answers, on which stream, with which exit code."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner
from django.utils import translation

from pilin.domain.observatory.cli import observatory
from pilin.engine.flows import fit_gravity
from tests.engine.flows.shelf import TRADE, made_up

pytestmark = pytest.mark.once


def run(*words):
    return CliRunner().invoke(observatory, ["gravity", *(str(word) for word in words)], catch_exceptions=False)


@pytest.fixture
def flows(tmp_path):
    made_up(1, places=8).write_csv(tmp_path / "flows.csv")
    return tmp_path / "flows.csv"


@pytest.mark.skipif(not TRADE.is_file(), reason="the trade of the WTO's guide is not on this machine")
def test_the_printed_table():
    done = run(
        TRADE, "--y", "trade", "--x", "ln_DIST,CNTG,INTL_BRDR", "--effects", "exporter,importer", "--cluster", "pair_id", "--json",
    )  # fmt: skip
    told = json.loads(done.stdout)
    assert (done.exit_code, done.stderr, told["n"], told["converged"]) == (0, "", 4761, True)
    assert {name: (round(one["value"], 3), round(one["error"], 3)) for name, one in told["coefficients"].items()} == {
        "ln_DIST": (-0.791, 0.063), "CNTG": (0.674, 0.140), "INTL_BRDR": (-2.474, 0.149),
    }  # fmt: skip
    assert told["dropped"] == {
        "unknown": 0,
        "collinear": 0,
        "collinear_names": [],
        "separated": 0,
        "separation_settled": True,
        "never_flowing": [],
    }


def test_the_door_tells_what_the_engine_tells(flows):
    done = run(flows, "--y", "flow", "--x", "far,border", "--effects", "origin*year, destination*year", "--json")
    told = json.loads(done.stdout)
    right = fit_gravity(
        made_up(1, places=8), y="flow", x=["far", "border"], effects=["origin*year", "destination*year"]
    )
    assert told["errors"] == "robust" and told["path"] == right.path.value
    assert told["coefficients"]["far"]["value"] == pytest.approx(right.of("far").value, rel=1e-9)


@pytest.mark.parametrize(("language", "word"), [("en", "not a cause"), ("zh-hans", "不是因果")])
def test_it_says_in_the_readers_language_that_it_is_no_cause(flows, language, word):
    with translation.override(language):
        done = run(flows, "--y", "flow", "--x", "far", "--effects", "origin")
        told = json.loads(run(flows, "--y", "flow", "--x", "far", "--effects", "origin", "--json").stdout)
    assert (done.exit_code, word in done.stdout, word in told["says_not"]) == (0, True, True)


@pytest.mark.parametrize(
    ("words", "code"), [(("--y", "no", "--x", "far"), 1), (("--y", "flow", "--x", ","), 2), (("--y", "flow"), 2)]
)
def test_refused_and_wrong_use(flows, words, code):
    assert run(flows, *words).exit_code == code


@pytest.mark.parametrize(("language", "word"), [("en", "how sure"), ("zh-hans", "不足以说明")])
def test_where_flows_tell_no_errors_none_are_told(tmp_path, language, word):
    made_up(1074, places=6, zeros=0.7).sample(fraction=0.4, seed=1074).write_csv(tmp_path / "few.csv")
    words = (tmp_path / "few.csv", "--y", "flow", "--x", "far,border", "--effects", "origin*year,destination*year")
    with translation.override(language):
        done = run(*words)
    told = json.loads(run(*words, "--json").stdout)
    assert (done.exit_code, word in done.stdout, "nan" in done.stdout) == (0, True, False)
    assert (told["identified"], told["converged"]) == (False, True)
    assert {one[key] for one in told["coefficients"].values() for key in ("error", "low", "high", "z", "p")} == {None}
