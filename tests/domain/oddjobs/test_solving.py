"""The doors that assign files and replay arrivals: what they read, refuse, write and say."""

from __future__ import annotations

import csv
import json
import re

import pytest
from click.testing import CliRunner

from pilin.domain.oddjobs.cli import oddjobs
from tests.engine.assign.test_one import DATA, gmission, published
from tests.engine.assign.world import shift_texts, worker_texts

pytestmark = pytest.mark.once


@pytest.fixture
def run(tmp_path):
    """Return the running of a command on tables of rows; its answer as JSON and the rows that were written."""

    def run(command, code=0, mode="", **tables):
        words = [command, "--out", str(tmp_path / "A.csv"), "--json", *(["--mode", mode] if mode else [])]
        for name, rows in tables.items():
            file = tmp_path / f"{name}.csv"
            if isinstance(rows, str):
                file.write_text(rows, encoding="utf-8")
            else:
                with file.open("w", encoding="utf-8", newline="") as out:
                    writer = csv.DictWriter(out, list(rows[0]))
                    writer.writeheader()
                    writer.writerows(rows)
            words += [f"--{name}", str(file)]
        told = CliRunner().invoke(oddjobs, words, catch_exceptions=False)
        assert told.exit_code == code, told.output
        out = tmp_path / "A.csv"
        made = None
        if out.exists():
            with out.open(encoding="utf-8", newline="") as file:
                made = list(csv.DictReader(file))
        assert sorted(path.name for path in tmp_path.iterdir() if path.name.endswith(".part")) == []
        return json.loads(told.stdout), made

    return run


def faults(told):
    return [(fault["row"], fault["field"], fault["code"]) for fault in told.get("faults", [told["error"]])]


@pytest.mark.source("D-09")
def test_a_batch_says_everything(run):
    workers = [
        worker_texts(),
        worker_texts(worker_id="w2", reliability="", lat="30.95"),
        worker_texts(worker_id="w3", skills="welding"),
    ]
    shifts = [
        shift_texts(headcount="2"),
        shift_texts(shift_id="s2", skill="welding", headcount="3", place_code="330421003"),
        shift_texts(shift_id="s3", hourly_cny="23"),
        shift_texts(shift_id="s4", starts_at="2026-10-19T20:00", ends_at="2026-10-20T02:00"),
        shift_texts(shift_id="s5", headcount="1000000000", skill=""),
    ]
    told, made = run("assign", workers=workers, shifts=shifts)
    seconds = told.pop("seconds")
    assert sorted(seconds) == ["pairs", "proof", "read", "reasons", "solve", "write"]
    objective = sum(float(row["value"]) for row in made)
    assert told == {
        "mode": "one", "objective": pytest.approx(objective), "upper_bound": pytest.approx(objective), "gap": 0.0, "pairs": 6,
        "filled": 3, "filled_shifts": told["filled_shifts"], "unfilled": told["unfilled"], "unfilled_shifts": told["unfilled"],
        "unfilled_seats": 1_000_000_007 - 3, "reasons": told["reasons"], "fairness": None, "floor_unknown": 1,
        "floor_unknown_shifts": 1,
    }  # fmt: skip
    assert sum(told["reasons"].values()) == told["unfilled"] == 5 - told["filled_shifts"]
    assert told["reasons"]["floor"] == told["reasons"]["time"] == 1
    assert sorted(row["worker_id"] for row in made) == ["w1", "w2", "w3"]
    by = {row["worker_id"]: row for row in made}
    assert float(by["w1"]["value"]) == 4 * 25 * 0.9
    assert float(by["w2"]["value"]) == pytest.approx(100 - 5.5597, abs=1e-4)
    assert float(by["w2"]["km"]) == pytest.approx(5.5597, abs=1e-4)


def test_several_shifts_a_day_and_floors_of_ones_own(run):
    shifts = [
        shift_texts(),
        shift_texts(
            shift_id="s2",
            starts_at="2026-10-19T12:00",
            ends_at="2026-10-19T16:00",
            place_code="330421003",
            hourly_cny="21",
        ),
    ]
    assert len(run("assign", mode="day", workers=[worker_texts()], shifts=shifts)[1]) == 2
    floors = [{"place_code": "3304", "valid_from": "2024-01-01", "valid_to": "2026-10-19", "hourly_cny": "22"}]
    told, made = run("assign", mode="day", workers=[worker_texts()], shifts=shifts, floors=floors)
    assert ([row["shift_id"] for row in made], told["floor_unknown"], told["reasons"]) == (["s1"], 0, {"floor": 1})
    floors[0]["valid_to"] = "2026-10-18"
    assert run("assign", mode="day", workers=[worker_texts()], shifts=shifts, floors=floors)[0]["floor_unknown"] == 1


def test_those_passed_over_and_their_price(run):
    workers = [worker_texts(passed_over="0"), worker_texts(worker_id="w2", reliability="0.899", passed_over="3")]
    told, made = run("assign", workers=workers, shifts=[shift_texts()])
    assert [row["worker_id"] for row in made] == ["w2"]
    assert told["fairness"] == {
        "first": 1, "before": 0, "weeks": 3.0, "weeks_before": 0.0, "cny": pytest.approx(0.1), "share": pytest.approx(0.1 / 90)
    }  # fmt: skip
    workers[1]["reliability"] = "0.8"  # more than a hundredth
    assert [row["worker_id"] for row in run("assign", workers=workers, shifts=[shift_texts()])[1]] == ["w1"]


def test_every_fault_of_every_table_at_once(run):
    workers = [
        worker_texts(lat="121.0", lon="30.9"),
        worker_texts(lat="30.9x", reliability="1.2"),
        worker_texts(worker_id="w3", available_to="2026-10-18T06:00", max_km="nan", birth_date="2026-02-30"),
        worker_texts(worker_id="", min_hourly_cny="-1", available_from="yesterday"),
    ]
    shifts = [
        shift_texts(ends_at="2026-10-19T07:00"),
        shift_texts(shift_id="s2", headcount="0", hourly_cny="inf"),
        shift_texts(shift_id="s3", headcount="-2", lon="181"),
        shift_texts(shift_id="s4", headcount="1.5", employer_id=""),
        shift_texts(shift_id="s4"),
    ]
    told, made = run("assign", code=1, workers=workers, shifts=shifts)
    assert made is None
    assert faults(told) == [
        (2, "lat", "swapped"),
        (3, "worker_id", "double"),
        (3, "lat", "no_number"),
        (3, "reliability", "out_of_range"),
        (4, "available_to", "backwards"),
        (4, "max_km", "no_number"),
        (4, "birth_date", "no_date"),
        (5, "worker_id", "empty"),
        (5, "available_from", "no_time"),
        (5, "min_hourly_cny", "out_of_range"),
        (2, "ends_at", "backwards"),
        (3, "headcount", "out_of_range"),
        (3, "hourly_cny", "no_number"),
        (4, "lon", "out_of_range"),
        (4, "headcount", "out_of_range"),
        (5, "employer_id", "empty"),
        (5, "headcount", "no_number"),
        (6, "shift_id", "double"),
    ]
    assert all(re.match(r"(workers|shifts)\.csv: ", fault["reason"]) for fault in told["faults"])


def test_missing_columns_of_both_tables(run):
    workers = [{name: text for name, text in worker_texts().items() if name != "birth_date"}]
    shifts = [{name: text for name, text in shift_texts().items() if name not in ("ends_at", "headcount")}]
    told, _made = run("assign", code=1, workers=workers, shifts=shifts)
    assert faults(told) == [
        (1, "birth_date", "missing_column"),
        (1, "ends_at", "missing_column"),
        (1, "headcount", "missing_column"),
    ]


def test_what_stood_there_stays_where_something_is_wrong(run, tmp_path):
    (tmp_path / "A.csv").write_text("shift_id,worker_id,value,km\nold,old,1,1\n")
    assert run("assign", code=1, workers=[worker_texts(lat="")], shifts=[shift_texts()])[1][0]["shift_id"] == "old"


def test_a_folder_that_is_not_there(tmp_path):
    for name, row in (("workers", worker_texts()), ("shifts", shift_texts())):
        (tmp_path / f"{name}.csv").write_text(",".join(row) + "\n" + ",".join(row.values()) + "\n")
    words = ["assign", "--workers", str(tmp_path / "workers.csv"), "--shifts", str(tmp_path / "shifts.csv")]
    told = CliRunner().invoke(oddjobs, [*words, "--out", str(tmp_path / "no" / "A.csv"), "--json"])
    assert (told.exit_code, json.loads(told.stdout)["error"]["code"]) == (1, "not_written")


@pytest.mark.parametrize("mode", ["one", "day"])
def test_empty_tables_answer_nothing(run, mode):
    heads = {"workers": ",".join(worker_texts()) + "\n", "shifts": ",".join(shift_texts()) + "\n"}
    told, made = run("assign", mode=mode, **heads)
    wanted = {
        "objective": 0.0,
        "upper_bound": 0.0,
        "gap": 0.0,
        "pairs": 0,
        "filled": 0,
        "unfilled": 0,
        "unfilled_seats": 0,
        "reasons": {},
    }
    assert ({name: told[name] for name in wanted}, made) == (wanted, [])


def test_pairs_found_elsewhere(run):
    pairs = [
        {"worker_id": "a", "shift_id": "x", "value": "3"},
        {"worker_id": "b", "shift_id": "x", "value": "2.5"},
        {"worker_id": "b", "shift_id": "y", "value": "1"},
        {"worker_id": "c", "shift_id": "y", "value": "-4"},
    ]
    told, made = run("assign", pairs=pairs)
    assert (told["objective"], told["pairs"], told["gap"], told["reasons"]) == (4.0, 3, 0.0, {})
    assert [(row["shift_id"], row["worker_id"], float(row["value"]), row["km"]) for row in made] == [
        ("x", "a", 3.0, ""),
        ("y", "b", 1.0, ""),
    ]
    told, made = run(
        "assign", pairs=pairs, shifts=[{"shift_id": "x", "headcount": "2"}, {"shift_id": "y", "headcount": "1"}]
    )
    assert (told["objective"], told["unfilled_seats"], told["reasons"]) == (5.5, 1, {"outcompeted": 1})


def test_pairs_of_nobody_known(run):
    pairs = [
        {"worker_id": "a", "shift_id": "z", "value": "3"},
        {"worker_id": "b", "shift_id": "x", "value": "none"},
        {"worker_id": "b", "shift_id": "x", "value": "1"},
    ]
    told, made = run(
        "assign", code=1, pairs=pairs, shifts=[{"shift_id": "x", "headcount": "2"}], workers=[{"worker_id": "b"}]
    )
    assert faults(told) == [
        (2, "worker_id", "unknown"),
        (2, "shift_id", "unknown"),
        (3, "value", "no_number"),
        (4, "shift_id", "double"),
    ]
    assert made is None


def test_arrivals_by_numbers_and_by_times(run):
    pairs = [
        {"worker_id": "a", "shift_id": "x", "value": "3"},
        {"worker_id": "b", "shift_id": "x", "value": "2"},
        {"worker_id": "b", "shift_id": "y", "value": "1"},
    ]
    rows = [("worker", "a", 1, 2), ("shift", "x", 3, 9), ("worker", "b", 3, 5), ("shift", "y", 4, 4)]
    for write in (str, lambda n: f"2026-10-19T08:0{n}"):
        events = [
            dict(zip(("kind", "id", "arrives", "expires"), (a, b, write(c), write(d)), strict=True))
            for a, b, c, d in rows
        ]
        told, made = run("replay", events=events, pairs=pairs)
        assert told == {"objective": 2.0, "pairs": 1, "policy": "greedy"}
        assert [(row["shift_id"], row["worker_id"], float(row["value"])) for row in made] == [("x", "b", 2.0)]


def test_bad_arrivals(run):
    events = [
        {"kind": "worker", "id": "a", "arrives": "1", "expires": "0"},
        {"kind": "robot", "id": "b", "arrives": "nan", "expires": ""},
        {"kind": "worker", "id": "a", "arrives": "3", "expires": "soon"},
    ]
    told, made = run("replay", code=1, events=events, pairs=[{"worker_id": "q", "shift_id": "x", "value": "1"}])
    assert (faults(told), made) == (
        [
            (2, "expires", "backwards"),
            (3, "kind", "unknown"),
            (3, "arrives", "no_number"),
            (4, "id", "double"),
            (4, "expires", "no_number"),
        ],
        None,
    )
    events = [{"kind": "worker", "id": "a", "arrives": "1", "expires": "2"}]
    told, _made = run("replay", code=1, events=events, pairs=[{"worker_id": "q", "shift_id": "x", "value": "1"}])
    assert faults(told) == [(2, "worker_id", "unknown"), (2, "shift_id", "unknown")]


@published
@pytest.mark.source("D-09")
def test_gmission_through_the_door(run):
    given, order = gmission(1)
    pairs = [
        {"worker_id": given.workers[w], "shift_id": given.shifts[s], "value": repr(v)}
        for w, s, v in zip(given.worker.tolist(), given.shift.tolist(), given.value.tolist(), strict=True)
    ]
    assert round(run("assign", pairs=pairs)[0]["objective"], 4) == 1878.4316
    events = [{"kind": one.kind, "id": one.id, "arrives": one.arrives, "expires": ""} for one in order]
    told, made = run("replay", events=events, pairs=pairs)
    assert (round(told["objective"], 4), told["pairs"]) == (1747.7937, len(made))
    assert DATA.name == "assignment"
