"""`pilin watch grade` and `pilin watch replay`: what they answer, on which stream, with which exit code."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

import pilin.domain.watch
from pilin.domain.watch.cli import watch

pytestmark = pytest.mark.once
NIGHT = Path(pilin.domain.watch.__file__).parent / "data" / "fengxian-2023-06-23.json"


def run(*words):
    return CliRunner().invoke(watch, [str(word) for word in words], catch_exceptions=False)


@pytest.mark.source("D-22")
def test_grade():
    done = run("grade", "--period", 12, "--mm", 201.3, "--json")
    told = json.loads(done.stdout)
    assert done.exit_code == 0 and done.stderr == ""
    assert {k: told[k] for k in ("standard", "period_h", "mm", "code", "grade_zh", "confirmed")} == {
        "standard": "GB/T 28592-2012", "period_h": 12, "mm": 201.3, "code": "extreme_rainstorm", "grade_zh": "特大暴雨", "confirmed": True,
    }  # fmt: skip
    assert json.loads(run("grade", "--period", 24, "--mm", 201.3, "--json").stdout)["grade_zh"] == "大暴雨"
    assert "nobody read" in run("grade", "--period", 12, "--mm", 20).stdout


@pytest.mark.parametrize(
    ("period", "mm"), [(6, 50), (1, 50), (13, 50), ("x", 50), (12, "x"), (12, -1), (12, "nan"), (12, "1e99"), (12, "")]
)
def test_wrong_use_of_grade(period, mm):
    done = run("grade", "--period", period, "--mm", mm, "--json")
    assert (done.exit_code, done.stdout) == (2, "") and done.stderr


@pytest.mark.source("D-22")
@pytest.mark.source("D-23")
@pytest.mark.source("D-24")
@pytest.mark.source("D-25")
def test_the_night_that_ships():
    told = json.loads(run("replay", NIGHT, "--json").stdout)
    assert [(one["at"], one["kind"], one["level"], one["certainty"]) for one in told["entries"]] == [
        ("2023-06-24T04:50:00+08:00", "signal", "orange", None), ("2023-06-24T06:00:00+08:00", "gate", "open", None),
        ("2023-06-24T07:15:00+08:00", "response", "II", None), ("2023-06-24T08:00:00+08:00", "check", "extreme_rainstorm", "certain"),
        ("2023-06-24T08:00:00+08:00", "check", "orange", "at_least"),
        ("2023-06-24T08:00:00+08:00", "check", "orange", "at_least"), ("2023-06-24T08:00:00+08:00", "check", "warning", "certain"),
    ]  # fmt: skip
    assert [(one["value"], one["threshold"]) for one in told["entries"][3:]] == [
        (201.3, 140),
        (100.65, 100),
        (100.65, 100),
        (3.55, 3.3),
    ]
    assert [(one["from"], one["to"], one["minutes"]) for one in told["lags"]] == [
        ("signal orange", "gate open", 70), ("signal orange", "response II", 145), ("gate open", "response II", 75),
    ]  # fmt: skip
    assert told["entries"][1]["count"] == 5


def test_everything_in_the_night_that_ships_stands_in_the_report():
    kept = json.loads(NIGHT.read_text(encoding="utf-8"))
    assert {one["source"] for one in kept["entries"]} == {"S0:37"}
    assumed = [(one["station"], name) for one in kept["entries"] for name in one if name.endswith("_assumed")]
    assert assumed == [("Nanqiao", "at_assumed"), ("Nanqiao", "datum_assumed")]


def test_a_table_tells_the_same_as_json(tmp_path):
    kept = json.loads(NIGHT.read_text(encoding="utf-8"))["entries"]
    heads = sorted({name for row in kept for name in row})
    lines = [",".join(heads), *(",".join(str(row.get(name, "")) for name in heads) for row in kept)]
    file = tmp_path / "night.csv"
    file.write_text("\n".join(lines), encoding="utf-8")
    one, two = (json.loads(run("replay", path, "--json").stdout) for path in (NIGHT, file))
    for told in (one, two):
        for entry in told["entries"]:
            entry.pop("row")
    assert one == two


def test_the_national_table():
    told = json.loads(run("replay", NIGHT, "--table", "national", "--json").stdout)
    assert [(one["level"], one["rule"]) for one in told["entries"][4:6]] == [("orange", "rain_3h")] * 2


def test_everything_malformed_is_named_by_row_and_field_and_nothing_is_answered(tmp_path):
    rows = [
        {"kind": "signal", "at": "04:50", "level": "green"},
        {"kind": "observation", "station": "A", "quantity": "rain_mm", "value": "x"},
    ]
    file = tmp_path / "events.json"
    file.write_text(json.dumps(rows), encoding="utf-8")
    for words in ((), ("--json",)):
        done = run("replay", file, *words)
        assert (done.exit_code, done.stdout) == (1, "")
        assert [line.split(":")[0] for line in done.stderr.splitlines()] == [
            "row 1 at", "row 1 level", "row 2 value", "row 2 to", "row 2 from",
        ]  # fmt: skip
    table = tmp_path / "events.csv"
    table.write_text(
        "kind,at,level\nsignal,2023-06-24T04:50,orange\n\nsignal,2023-06-24T05:50,pink\n", encoding="utf-8"
    )
    done = run("replay", table, "--json")
    assert (done.exit_code, done.stdout) == (1, "") and done.stderr.startswith("row 4 level: ")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[1]",
        "{}",
        '{"entries": 5}',
        "5",
        '"a"',
        "null",
        '[{"kind": "observation", "value": 1e999999}]',
        "[" * 100_000,
    ],
)
def test_what_is_no_event_is_refused(tmp_path, text):
    file = tmp_path / "events.json"
    file.write_text(text, encoding="utf-8")
    done = run("replay", file, "--json")
    assert (done.exit_code, done.stdout) == (1, "") and done.stderr


def test_nothing_is_answered_with_nothing(tmp_path):
    file = tmp_path / "events.json"
    file.write_text("[]", encoding="utf-8")
    assert json.loads(run("replay", file, "--json").stdout) == {"entries": [], "lags": []}


@pytest.mark.parametrize(
    "words",
    [("--speed", "0"), ("--speed", "fast"), ("--speed", "nan"), ("--speed", "60", "--json"), ("--table", "mars")],
)
def test_wrong_use_of_replay(words):
    done = run("replay", NIGHT, *words)
    assert (done.exit_code, done.stdout) == (2, "")


def test_entries_fall_due_as_many_times_as_fast(monkeypatch):
    slept = []
    monkeypatch.setattr(time, "sleep", slept.append)  # the clock of this machine, not a part of ours
    done = run("replay", NIGHT, "--speed", 60)
    assert slept == [0, 70, 75, 45, 0, 0, 0]  # seconds: 70, 75 and 45 minutes
    assert [line.split()[1] for line in done.stdout.splitlines()[:6]] == [
        "signal",
        "gate",
        "response",
        "check",
        "check",
        "check",
    ]
    assert "145" in done.stdout
