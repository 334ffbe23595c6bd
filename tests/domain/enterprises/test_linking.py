"""Two registers in files linked at the terminal: what goes in, what comes out, and that nothing is half-written."""

from __future__ import annotations

import codecs
import csv
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pytest
from click.testing import CliRunner
from django.utils import translation

from pilin.domain.enterprises.cli import enterprises
from pilin.foundation.intake.tables import read_cells, write_csv_file

CODE = "91350100M000100Y43"
LEFT = [
    ("007", "平湖恒力機械有限公司", ""),
    ("0012", "上海起帆电缆股份有限公司", ""),
    ("=1+1", "嘉善华瑞电子有限公司", CODE),
    ("n9", "苏州海燕纺织有限公司", ""),
]
RIGHT = [
    ("01", "恒力机械（平湖）有限公司", ""),
    ("-3", "别的名字厂", CODE.lower()),
    ("2", "起帆电缆", ""),
    ("5", "温州百川阀门有限公司", ""),
]
FOUND = [("007", "01", "match"), ("0012", "2", "match"), ("=1+1", "-3", "match")]


def text(rows: list[tuple[str, ...]], head: str = "id,name,uscc") -> str:
    return "\n".join([head, *(",".join(row) for row in rows)]) + "\n"


def run(*words: str | Path) -> tuple[int, str, str]:
    with translation.override("en"):
        done = CliRunner().invoke(enterprises, ["link", *map(str, words)])
    assert done.exception is None or isinstance(done.exception, SystemExit)
    return done.exit_code, done.stdout, done.stderr


def pairs(file: Path) -> list[tuple[str, ...]]:
    """Return the pairs as whoever reads the file back with the guard taken off has them."""
    rows, _notes = read_cells(file.read_bytes())
    assert rows[0] == ["left_id", "right_id", "probability", "decision", "reasons"]
    return [(a.removeprefix("'"), b.removeprefix("'"), decision) for a, b, _p, decision, _r in rows[1:]]


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path, Path]:
    left, right = tmp_path / "甲.csv", tmp_path / "乙.csv"
    left.write_text(text(LEFT), encoding="utf8")
    right.write_text(text(RIGHT), encoding="utf8")
    return left, right, tmp_path / "pairs.csv"


def test_pairs_are_written_and_counted(files: tuple[Path, Path, Path]) -> None:
    left, right, out = files
    status, stdout, stderr = run(left, right, "--out", out, "--json")
    assert (status, json.loads(stdout)) == (0, {"left": 4, "right": 4, "matches": 3, "reviews": 0})
    assert pairs(out) == FOUND
    assert stderr.splitlines() == ["reading 甲.csv and 乙.csv", "preparing 4 and 4 rows", "4 of 4 names weighed"]
    with out.open(encoding="utf-8-sig", newline="") as opened:
        kept = list(csv.reader(opened))
    assert [row[0] for row in kept[1:]] == ["007", "0012", "'=1+1"]  # a spreadsheet would run the last one
    assert kept[3][1] == "'-3"
    assert all(0 < float(row[2]) <= 1 for row in kept[1:])
    assert "code same +40.0" in kept[3][4]


def test_people_are_answered_in_a_line(files: tuple[Path, Path, Path]) -> None:
    left, right, out = files
    assert run(left, right, "--out", out)[:2] == (0, f"3 matches, 0 to review: {out}\n")


@pytest.mark.parametrize("encoding", ["utf8", "utf-8-sig", "gb18030", "utf-16"])
def test_encodings(files: tuple[Path, Path, Path], encoding: str) -> None:
    left, right, out = files
    right.write_bytes(codecs.encode(text(RIGHT), encoding))
    assert run(left, right, "--out", out)[0] == 0
    assert pairs(out) == FOUND


def test_workbooks_and_parquet(files: tuple[Path, Path, Path], tmp_path: Path) -> None:
    left, _right, out = files
    book = openpyxl.Workbook()
    for row in [("编号", "企业名称", "统一社会信用代码", "备注"), *((*row, "x") for row in RIGHT)]:
        book.active.append(row)
    book.save(tmp_path / "right.xlsx")
    held = pl.DataFrame(RIGHT, schema=["id", "name", "uscc"], orient="row").with_columns(other=pl.lit(1.5))
    held.write_parquet(tmp_path / "right.parquet")
    for right in ("right.xlsx", "right.parquet"):
        assert run(left, tmp_path / right, "--out", out)[0] == 0
        assert pairs(out) == FOUND


def test_whole_numbers_of_parquet_are_ids(files: tuple[Path, Path, Path], tmp_path: Path) -> None:
    left, _right, out = files
    pl.DataFrame({"firm_id": [70, 71], "name": ["恒力机械(平湖)", "起帆电缆"]}).write_parquet(tmp_path / "r.parquet")
    assert run(left, tmp_path / "r.parquet", "--out", out)[0] == 0
    assert pairs(out) == [("007", "70", "match"), ("0012", "71", "match")]


def test_addresses_and_divisions_are_read(tmp_path: Path) -> None:
    twins = ["恒力机械有限公司", "恒力机械有限公司"]
    left, right, out = tmp_path / "a.csv", tmp_path / "b.csv", tmp_path / "p.csv"
    left.write_text(f"id;name;division\na;{twins[0]};330482\nb;{twins[1]};330421004\n", encoding="utf8")
    right.write_text(f"id\tname\t区划代码\nx\t{twins[0]}\t330421\ny\t{twins[1]}\t330482\n", encoding="utf8")
    assert run(left, right, "--out", out)[0] == 0
    assert pairs(out) == [("a", "y", "match"), ("b", "x", "match")]


@pytest.mark.parametrize(
    ("content", "faults"),
    [
        ("id,uscc\n1,x\n", [(1, "name", "乙.csv: The column name is missing: add it")]),
        ("name\nx\n", [(1, "id", "乙.csv: The column id is missing: add it")]),
        ("id,name,编号\n1,x,2\n", [(1, "编号", "乙.csv: This column stands here twice: keep one")]),
        ("id,name\n1,x\n\n1,y\n,z\n", [(4, "id", "乙.csv: 1 stands in row 2 already"), (5, "id", "乙.csv: This cell must not be empty")]),
        ("id,name,division\n1,x,33\n2,y,平湖\n", [(3, "division", "乙.csv: 平湖 is no division code: it has 2 to 12 digits")]),
        ("id,name\n1,x,,y\n", [(2, None, "乙.csv: There is a cell beyond the last column: is a comma or a quotation mark missing?")]),
        ("", [(None, "file", "乙.csv: The file is empty")]),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_and_nothing_written(
    files: tuple[Path, Path, Path], content: str, faults: list[Any]
) -> None:
    left, right, out = files
    out.write_text("what was there before", encoding="utf8")
    right.write_text(content, encoding="utf8")
    status, stdout, stderr = run(left, right, "--out", out, "--json")
    told = json.loads(stdout)
    found = [(one["row"], one["field"], one["reason"]) for one in told.get("faults", [told["error"]])]
    assert (status, found) == (1, faults)
    assert all(reason in stderr for _row, _field, reason in faults)
    assert out.read_text(encoding="utf8") == "what was there before"
    assert sorted(path.name for path in out.parent.iterdir()) == sorted([left.name, right.name, out.name])


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"id,name\n1,\"x\n", "no_table"), (b"id,name\n1,\x81\xff\xff\n", "encoding"), (b"PAR1broken", "broken"), (b"PK\x03\x04broken", "broken"),
     (b"id,name\n1,a\x00b\n", "no_table")],
)  # fmt: skip
def test_files_that_cannot_be_read(files: tuple[Path, Path, Path], content: bytes, code: str) -> None:
    left, right, out = files
    right.write_bytes(content)
    status, stdout, _stderr = run(left, right, "--out", out, "--json")
    assert (status, json.loads(stdout)["error"]["code"], out.exists()) == (1, code, False)


def test_parquet_of_other_kinds_is_refused(files: tuple[Path, Path, Path], tmp_path: Path) -> None:
    left, _right, out = files
    pl.DataFrame({"id": [1.5], "name": [["x"]]}).write_parquet(tmp_path / "r.parquet")
    status, stdout, _stderr = run(left, tmp_path / "r.parquet", "--out", out, "--json")
    assert status == 1
    assert [one["field"] for one in json.loads(stdout)["faults"]] == ["id", "name"]


def test_a_place_that_cannot_be_written_is_said(files: tuple[Path, Path, Path], tmp_path: Path) -> None:
    left, right, _out = files
    status, stdout, _stderr = run(left, right, "--out", tmp_path / "nowhere" / "pairs.csv", "--json")
    assert (status, json.loads(stdout)["error"]["reason"]) == (1, "pairs.csv: No such file or directory")


def test_a_table_broken_off_leaves_what_was_there(tmp_path: Path) -> None:
    out = tmp_path / "p.csv"
    write_csv_file(out, ["a"], [["=1"], [2]])
    assert out.read_bytes().decode("utf-8-sig") == "a\r\n'=1\r\n2\r\n"

    def breaking() -> Any:
        yield ["x"]
        raise RuntimeError

    with pytest.raises(RuntimeError):
        write_csv_file(out, ["a"], breaking())
    assert out.read_bytes().decode("utf-8-sig") == "a\r\n'=1\r\n2\r\n"
    assert list(tmp_path.iterdir()) == [out]


def test_a_fresh_home_is_enough(files: tuple[Path, Path, Path], tmp_path: Path) -> None:
    left, right, out = files
    done = subprocess.run(
        [sys.executable, "-m", "pilin.config.command", "enterprises", "link", left, right, "--out", out, "--json"],
        capture_output=True, text=True, check=True, env={**os.environ, "PILIN_HOME": str(tmp_path / "home")},
    )  # fmt: skip
    assert json.loads(done.stdout)["matches"] == 3
    assert pairs(out) == FOUND
