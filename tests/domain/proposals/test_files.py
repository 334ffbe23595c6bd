"""The two commands for files of one's own, and reading the register at the terminal."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from pilin.domain.proposals import rules
from pilin.domain.proposals.cli import proposals

pytestmark = pytest.mark.once
HEADS = ("留言编号", "留言主题", "留言详情", "一级标签")


def run(*words: str) -> Result:
    return CliRunner().invoke(proposals, list(words))


def written(file: Path, heads: tuple[str, ...], rows: list[tuple[str, ...]]) -> Path:
    with file.open("w", encoding="utf8", newline="") as out:
        csv.writer(out).writerows([heads, *rows])
    return file


def read(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_messages_get_a_label_a_probability_and_reasons(tmp_path: Path) -> None:
    train = written(tmp_path / "x.csv", HEADS, [(s.id, s.subject, s.text, s.label) for s in rules.seeds()])
    asked = written(
        tmp_path / "y.csv",
        ("id", "subject", "text"),
        [("1", "河里水葫芦", "河面漂满水葫芦"), ("2", "公交太少", "公交班次太少挤不上")],
    )
    out = tmp_path / "z.csv"
    answer = run("classify", "--train", str(train), "--messages", str(asked), "--out", str(out), "--json")
    assert (answer.exit_code, json.loads(answer.stdout)["messages"]) == (0, 2)
    rows = read(out)
    assert [list(row) for row in rows] == [["id", "label", "probability", "reasons"]] * 2
    assert [(row["id"], row["label"]) for row in rows] == [("1", "water"), ("2", "transport")]
    assert all(0 < float(row["probability"]) < 1 and row["reasons"] for row in rows)


def test_topics_are_one_row_a_clustered_message_the_hottest_first(tmp_path: Path) -> None:
    said = [
        ("a", "杏花苑小区旁搅拌站扰民", "夜里很吵"),
        ("b", "杏花苑小区附近搅拌站噪音扰民", "晚上很吵"),
        ("c", "公交车何时来", "等了半天"),
    ]
    out = tmp_path / "z.csv"
    answer = run(
        "topics",
        "--messages",
        str(written(tmp_path / "x.csv", HEADS[:3], said)),
        "--out",
        str(out),
        "--json",
    )
    assert answer.exit_code == 0
    rows = read(out)
    assert [(row["id"], row["topic_id"], row["rank"], row["place"], row["people"]) for row in rows] == [
        ("a", "1", "1", "杏花苑小区", "2"), ("b", "1", "1", "杏花苑小区", "2"),
    ]  # fmt: skip


def test_a_faulty_file_is_named_with_its_row_and_nothing_is_written(tmp_path: Path) -> None:
    train = written(tmp_path / "x.csv", HEADS, [("1", "水", "水", "water"), ("1", "路", "路", "")])
    out = tmp_path / "z.csv"
    answer = run("classify", "--train", str(train), "--messages", str(train), "--out", str(out), "--json")
    told = json.loads(answer.stdout)
    assert answer.exit_code == 1
    assert [(one["row"], one["field"], one["code"]) for one in told["faults"]] == [
        (3, "id", "double"),
        (3, "label", "empty"),
    ]
    assert not out.exists()
