"""`pilin observatory share`: the formula of 2015 on a file, and what it refuses by name."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from tests.facts.harness import commands

pytestmark = pytest.mark.once
CASE = {"before": [20, 22, 24], "after": [30] * 5, "led_by_government": True, "in_layout": True}


def ask(tmp_path: Path, given: Any, *words: str, scheme: str = "bth-2015") -> Any:
    path = tmp_path / "f.json"
    path.write_text(given if isinstance(given, str) else json.dumps(given), encoding="utf-8")
    return CliRunner().invoke(commands(), ["observatory", "share", scheme, "--inputs", str(path), *words])


@pytest.mark.source("D-48", "R-04", "P-4")
@pytest.mark.parametrize(
    ("change", "eligible", "ceiling", "shares"),
    [
        ({}, True, 66, [15, 15, 15, 15, 6]),
        ({"after": [60] * 5}, True, 66, [30, 30, 6, 0, 0]),
        ({"before": [19, 19, 19]}, False, None, [0] * 5),
        ({"led_by_government": False}, False, None, [0] * 5),
        ({"after": [10] * 5}, True, 66, [5] * 5),
        ({"after": [30.00000003]}, True, 66, [15.00000002]),
        ({"after": []}, True, 66, []),
    ],
    ids=["A", "B", "C", "D", "E", "to the fen", "nothing yet"],
)
def test_the_formula_on_a_file(tmp_path: Path, change: Any, eligible: bool, ceiling: Any, shares: list[Any]) -> None:
    told = ask(tmp_path, CASE | change, "--json")
    found = json.loads(told.stdout)
    assert (told.exit_code, found["eligible"], found["ceiling"], found["shares"]) == (0, eligible, ceiling, shares)
    assert (found["clause"], len(found["reasons"])) == ("财预〔2015〕92号", 3)


@pytest.mark.parametrize(
    ("given", "faults"),
    [
        (CASE | {"before": [20, None, 24]}, [("before[1]", "missing")]),
        (CASE | {"before": [20, 22]}, [("before", "years")]),
        (CASE | {"after": ["thirty"]}, [("after[0]", "no_number")]),
        (CASE | {"after": 30}, [("after", "no_list")]),
        (CASE | {"after": [-1]}, [("after[0]", "negative")]),
        (CASE | {"after": [0.000000001]}, [("after[0]", "fen")]),
        (CASE | {"currency": "USD"}, [("currency", "currency")]),
        (CASE | {"led_by_government": "yes"}, [("led_by_government", "no_truth")]),
        ({"before": [20, 22, 24]}, [("after", "missing_field")]),
        (CASE | {"share": 0.5}, [("share", "unknown_field")]),
        ("{", [("inputs", "no_json")]),
        ([], [("inputs", "no_object")]),
    ],
    ids=[
        "a year unknown", "a year missing", "words", "no list", "below nought", "finer than a fen", "dollars", "no truth", "no after",
        "nobody asks", "no JSON", "no object",
    ],
)  # fmt: skip
def test_what_cannot_be_reckoned_is_named(tmp_path: Path, given: Any, faults: list[tuple[str, str]]) -> None:
    told = ask(tmp_path, given, "--json")
    body = json.loads(told.stdout)
    assert told.exit_code == 1
    assert [(one["field"], one["code"]) for one in body.get("faults", [body["error"]])] == faults
    assert all(one["reason"] for one in body.get("faults", [body["error"]]))


def test_what_nobody_knows_is_not_met_and_said(tmp_path: Path) -> None:
    found = json.loads(ask(tmp_path, CASE | {"in_layout": None}, "--json").stdout)
    assert (found["eligible"], found["reasons"][1]) == (False, "不明：是否符合布局")


def test_half_for_five_years_asks_for_no_years_before(tmp_path: Path) -> None:
    found = json.loads(ask(tmp_path, {"after": [30] * 6}, "--json", scheme="equal-five-years").stdout)
    assert (found["shares"], found["ceiling"], found["confirmed"]) == ([15] * 5 + [0], None, False)


def test_people_read_it_in_lines(tmp_path: Path) -> None:
    told = ask(tmp_path, CASE)
    assert told.stdout.splitlines()[-2:] == ["每年（百万元）：15, 15, 15, 15, 6；合计 66", "上限 66"]
