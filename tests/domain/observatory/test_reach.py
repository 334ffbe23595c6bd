"""`pilin observatory reach`, `matrix` and `rail`: what they answer, on which stream, with which exit code."""

from __future__ import annotations

import json

import polars as pl
import pytest
from click.testing import CliRunner

from pilin.domain.observatory.cli import observatory

pytestmark = pytest.mark.once
LINKS = "from,to,minutes,mode,both_ways\nsh,nt,40,rail,\nsh,cs,61,rail,\nnt,hm,20.001,rail,\nis,land,5,,\nsh,ks,19.5,rail,false\n"
PLACES = "id,node,weight\n007,sh,24.5\nNantong,nt,7\nChangshu,cs,1.5\nHaimen,hm,1\nIsland,is,1\nKunshan,ks,2\n"


@pytest.fixture
def files(tmp_path):
    (tmp_path / "L.csv").write_text(LINKS)
    (tmp_path / "P.csv").write_text(PLACES)
    return "--links", tmp_path / "L.csv", "--places", tmp_path / "P.csv"


def run(*words):
    return CliRunner().invoke(observatory, [str(word) for word in words], catch_exceptions=False)


@pytest.mark.source("D-51")
def test_within_the_hour(files):
    done = run("reach", *files, "--from", "007", "--within", 60, "--json")
    assert done.exit_code == 0 and done.stderr == ""
    assert json.loads(done.stdout) == {
        "from": "007", "within": 60, "count": 3, "weight": 33.5, "modes": ["rail"],
        "places": [{"id": "007", "minutes": 0}, {"id": "Kunshan", "minutes": 19.5}, {"id": "Nantong", "minutes": 40}],
    }  # fmt: skip
    assert json.loads(run("reach", *files, "--from", "Kunshan", "--within", 60, "--json").stdout)["count"] == 1
    assert "Nantong  40" in run("reach", *files, "--from", "007", "--within", 60).stdout


@pytest.mark.source("D-51")
def test_what_added_links_change(files):
    done = run("reach", *files, "--from", "007", "--within", 60, "--add-link", "sh,cs,60", "--add-link", "ks,is,10", "--hour", "08:00", "--json")  # fmt: skip
    told = json.loads(done.stdout)
    assert (told["count"], told["weight"], told["hour"], told["lost"]) == (5, 36, "08:00", [])
    assert told["gained"] == [{"id": "Island", "minutes": 29.5}, {"id": "Changshu", "minutes": 60}]
    assert (told["before"]["count"], told["before"]["weight"], len(told["before"]["places"])) == (3, 33.5, 3)


def test_the_matrix(files, tmp_path):
    out = tmp_path / "M.parquet"
    done = run("matrix", *files, "--out", out, "--json")
    assert json.loads(done.stdout) == {"out": str(out), "places": 6, "rows": 36}
    told = {(a, b): minutes for a, b, minutes in pl.read_parquet(out).select("from", "to", "minutes").iter_rows()}
    assert [told[pair] for pair in (("007", "Haimen"), ("007", "007"), ("007", "Island"), ("Kunshan", "007"))] == [
        60.001,
        0,
        None,
        None,
    ]


@pytest.mark.parametrize(
    ("links", "places", "row", "field", "code"),
    [
        ("from,to,minutes\nsh,nt,0\n", PLACES, 2, "minutes", "not_positive"),
        (LINKS, PLACES + "Z,z,1\n", 8, "node", "unknown_node"),
        (LINKS, PLACES + "007,nt,1\n", 8, "id", "doubled"),
        (LINKS.replace("rail", "balloon", 1), PLACES, 2, "mode", "unknown_mode"),
    ],
    ids=["zero", "node", "doubled", "mode"],
)
def test_files_that_are_refused(links, places, row, field, code, files, tmp_path):
    (tmp_path / "L.csv").write_text(links)
    (tmp_path / "P.csv").write_text(places)
    out = tmp_path / "M.parquet"
    out.write_bytes(b"what stood there")
    done = run("matrix", *files, "--out", out, "--json")
    error = json.loads(done.stdout)["error"]
    assert (done.exit_code, error["row"], error["field"], error["code"]) == (1, row, field, code)
    assert out.read_bytes() == b"what stood there"
    assert sorted(file.name for file in tmp_path.iterdir()) == ["L.csv", "M.parquet", "P.csv"]
    assert run("reach", *files, "--from", "007", "--within", 60).exit_code == 1


def test_an_added_link_to_an_unknown_node_is_refused(files):
    done = run("reach", *files, "--from", "007", "--within", 60, "--add-link", "sh,nowhere,5", "--json")
    assert (done.exit_code, json.loads(done.stdout)["error"]["code"]) == (1, "unknown_node")
    done = run("reach", *files, "--from", "7", "--within", 60, "--json")
    assert (done.exit_code, json.loads(done.stdout)["error"]["code"]) == (1, "unknown_place")
    for minutes in (0, -1, "nan"):
        done = run("reach", *files, "--from", "007", "--within", 60, "--add-link", f"sh,nt,{minutes}", "--json")
        assert (done.exit_code, json.loads(done.stdout)["error"]["code"]) == (1, "no_minutes")


@pytest.mark.parametrize("more", [("--within", "-1"), ("--within", "nan"), ("--within", 60, "--add-link", "a,b")])
def test_wrong_use(more, files):
    done = run("reach", *files, "--from", "007", *more)
    assert (done.exit_code, done.stdout) == (2, "") and done.stderr


def test_a_folder_that_is_not_there(files, tmp_path):
    assert run("matrix", *files, "--out", tmp_path / "no" / "M.parquet").exit_code == 2
    assert run("matrix", *files, "--out", "/proc/M.parquet").exit_code == 1


def test_direct_trains(tmp_path):
    path = tmp_path / "F.csv"
    path.write_text(
        "block,车次,站序,站名,arr,dep\n1,G1,1,甲南,----,23:50:00\n1,G1,2,乙,00:08:00,----\n", encoding="utf-8"
    )
    done = run("rail", "--timetable", path, "--from", "甲", "--within", 60, "--json")
    assert json.loads(done.stdout) == {
        "from": "甲", "within": 60, "stations": ["甲南"], "mode": "rail", "count": 1,
        "places": [{"name": "乙", "minutes": 18, "train": "G1"}],
    }  # fmt: skip
    assert "乙" in run("rail", "--timetable", path, "--from", "甲", "--within", 60).stdout
    done = run("rail", "--timetable", path, "--from", "南通", "--within", 60, "--json")
    assert (done.exit_code, json.loads(done.stdout)["error"]["code"]) == (1, "unknown_station")
