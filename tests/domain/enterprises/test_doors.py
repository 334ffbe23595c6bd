"""Numbers checked and registers brought at the terminal; registers by programs."""

from __future__ import annotations

import csv
import io
import json
import math
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from django.test import Client

from pilin.domain.enterprises.cli import enterprises
from pilin.domain.enterprises.models import Enterprise, Likeness, Register
from pilin.foundation.access.standing import Standing
from tests.factories import enterprises as make
from tests.factories.base import NOW, Five
from tests.kit import BACKEND

HOUSE = Standing.machine("test")
pytestmark = pytest.mark.django_db


class Caller:
    def __init__(self, standing: Standing) -> None:
        self.standing, self.at = standing, NOW


def run(*words: str, by: Standing = HOUSE, given: str = "") -> tuple[int, Any]:
    done = CliRunner().invoke(enterprises, list(words), obj=Caller(by), input=given)
    return done.exit_code, json.loads(done.stdout)


@pytest.mark.source("R-16")
def test_numbers_come_back_in_their_order_and_citizens_masked():
    given = "91350100M000100Y43\n\n91350100M000100Y4Z\n11010519491231002X\n440524188001010014\n91512081MA62K0260E\n"
    status, found = run("check", "-", "--json", given=given)
    assert status == 1  # one of them does not hold
    assert [(one["id"], one["kind"], one["valid"]) for one in found] == [
        ("91350100M000100Y43", "uscc", True),
        ("91350100M000100Y4Z", "uscc", False),
        ("110105********002X", "person", True),
        ("440524********0014", "person", True),
        ("91512081MA62K0260E", "uscc", True),
    ]
    assert {key for one in found for key in one} == {"id", "kind", "valid", "failed", "warnings"}
    assert found[1]["failed"] == ["alphabet", "check_digit"]


def test_all_numbers_hold_and_the_command_says_so():
    assert run("check", "-", "--json", given="91350100M000100Y43\n")[0] == 0
    assert run("check", "-", "--json", given="") == (0, [])


def write(folder: Path, *rows: str) -> str:
    file = folder / "名录.csv"
    file.write_text("\n".join(["name_zh,uscc,staff", *rows]), encoding="gb18030")
    return str(file)


def test_a_file_is_brought_for_a_town_and_a_dry_run_writes_nothing(five: Five, tmp_path: Path):
    file = write(tmp_path, f"甲电缆厂,{make.code(1)},300", f"乙电缆厂,{make.code(2)},")
    words = ("import", file, "--member", five.xindai.code, "--as-of", "2024-09", "--json")
    assert run(*words, "--dry-run") == (0, {"rows": 2, "written": False})
    assert Register.objects.visible_to(HOUSE).count() == 0
    status, made = run(*words)
    assert (status, made["title"], made["owner"], made["records"], made["new"]) == (0, "名录", five.xindai.code, 2, 2)
    assert [row.name_zh for row in Enterprise.objects.visible_to(HOUSE).order_by("uscc")] == ["甲电缆厂", "乙电缆厂"]
    status, turned = run(*words)
    assert (status, turned["error"]["code"]) == (1, "brought_already")


def test_faults_name_row_and_column(five: Five, tmp_path: Path):
    file = write(tmp_path, f"甲厂,{make.code(1)},300", "乙厂,123,")
    words = ("import", file, "--member", five.xindai.code, "--as-of", "2024-09", "--json")
    for more in ((), ("--dry-run",)):
        status, turned = run(*words, *more)
        assert (status, turned["error"]["code"], turned["error"]["row"], turned["error"]["field"]) == (
            1, "length", 3, "uscc",
        )  # fmt: skip


def test_a_register_is_brought_with_nothing_said_but_the_town_and_is_of_the_day(five: Five, tmp_path: Path):
    file = write(tmp_path, f"甲厂,{make.code(1)},300")
    status, made = run("import", file, "--member", five.xindai.code, "--json")
    assert (status, made["as_of"], made["title"]) == (0, "2024-10-18", "名录")
    status, turned = run("import", write(tmp_path, "乙厂,123,"), "--member", five.xindai.code, "--dry-run", "--json")
    assert (status, turned["error"]["code"], turned["error"]["row"]) == (1, "length", 2)


def test_faults_are_written_to_a_file_safe_to_open(five: Five, tmp_path: Path):
    out = tmp_path / "faults.csv"
    words = ("import", "--member", five.xindai.code, "--errors", str(out), "--json")
    assert run(*words[:1], write(tmp_path, f"甲厂,{make.code(1)},"), *words[1:], "--dry-run")[0] == 0
    assert out.exists() is False
    status, turned = run(*words[:1], write(tmp_path, "甲厂,123,300", f"乙厂,{make.code(2)},许多"), *words[1:])
    rows = list(csv.reader(io.StringIO(out.read_bytes().decode("utf-8-sig"))))
    assert (status, rows[0], [row[:3] for row in rows[1:]]) == (
        1, ["row", "column", "value", "reason"], [["2", "uscc", "123"], ["3", "staff", "许多"]],
    )  # fmt: skip
    assert [row[3] for row in rows[1:]] == [fault["reason"] for fault in turned["faults"]]


def test_firms_are_merged_and_parted_at_the_terminal(five: Five):
    (kept,) = make.made(five.fengjing.clerk, make.firm(1))
    (firm,) = make.made(five.xindai.clerk, make.firm(2, name_zh="别名厂", uscc=""))
    pair = make.likeness(firm, kept)
    by = five.xindai.clerk
    status, listed = run("likenesses", "five-towns", "--json", by=by)
    assert (status, [one["uid"] for one in listed]) == (0, [str(pair.pk)])
    status, done = run("merge", "five-towns", str(firm.pk), str(kept.pk), "--json", by=by)
    assert (status, done["merged_into"]) == (0, str(kept.pk))
    assert run("likenesses", "five-towns", "--state", "merged", "--json", by=by)[1][0]["uid"] == str(pair.pk)
    status, turned = run("merge", "five-towns", str(firm.pk), str(kept.pk), "--json", by=by)
    assert (status, turned["error"]["code"]) == (1, "merged")
    status, done = run("undo", "five-towns", str(firm.pk), "--why", "两家", "--json", by=by)
    assert (status, done["merged_into"]) == (0, None)
    status, turned = run("apart", "five-towns", str(pair.pk), "--json", by=by)
    assert (status, turned["error"]["code"]) == (1, "decided")
    status, turned = run("undo", "five-towns", str(pair.pk), "--why", "无", "--json", by=by)
    assert (status, turned["error"]["code"]) == (1, "not_found")


def test_what_is_brought_is_compared_with_what_the_town_reads_and_no_more(five: Five):
    """A name that sounds the same is left to a person, however likely; what another town keeps back is no pair."""
    make.bring(five.fengjing.clerk, make.firm(1, name_zh="上海枫泾恒隆特种电缆有限公司"))
    make.bring(five.huimin.clerk, make.firm(2, name_zh="嘉善惠民博远精密机械有限公司"), audience="own", title="内")
    (one, other) = make.made(
        five.xindai.clerk,
        make.firm(3, name_zh="上海枫泾恒龙特种电缆有限公司", uscc="", division=""),
        make.firm(4, name_zh="嘉善惠民博远精密机械有限公司", uscc="", division=""),
    )
    status, done = run("compare", "five-towns", "--json")
    assert (status, sum(row["pairs"] for row in done)) == (0, 1)
    (pair,) = Likeness.objects.visible_to(HOUSE)
    assert (pair.enterprise_id, pair.owner, pair.audience, pair.state) == (one.pk, five.xindai.code, "own", "open")
    assert [level for name, level, _bits in pair.reasons if name == "brand"] == ["same sound"]
    assert abs(sum(bits for _n, _l, bits in pair.reasons) - math.log2(pair.probability / (1 - pair.probability))) < 0.1
    assert run("compare", "five-towns", "--json") == (0, [])
    assert (one.merged_into_id, other.merged_into_id) == (None, None)


def test_a_town_brings_no_register_of_another(five: Five, tmp_path: Path):
    file = write(tmp_path, f"甲厂,{make.code(1)},300")
    words = ("import", file, "--member", five.xindai.code, "--as-of", "2024-09", "--json")
    for more in ((), ("--dry-run",)):
        status, turned = run(*words, *more, by=five.fengjing.clerk)
        assert (status, turned["error"]["code"]) == (1, "not_owner")
    status, turned = run(*words[:4], "--as-of", "2199-01", "--json", "--dry-run")
    assert (status, turned["error"]["code"]) == (1, "ahead")


def test_the_list_at_the_terminal_finds_by_code(five: Five):
    make.bring(five.fengjing.clerk, make.firm(1), make.firm(2))
    status, found = run("list", "five-towns", "--find", make.code(2), "--json")
    assert (status, [one["uscc"] for one in found]) == (0, [make.code(2)])


def test_a_program_brings_a_register_and_takes_it_back(five: Five):
    client = Client()
    client.force_login(five.fengjing.clerk_user, backend=BACKEND)
    body = {
        "title": "名录", "as_of": "2024-09",
        "records": [{"name_zh": "甲厂", "uscc": make.code(1), "founded_on": "2011", "products": ["电缆"]}],
    }  # fmt: skip
    wrong = {**body, "records": [{**body["records"][0], "founded_on": "2011-13"}]}  # type: ignore[dict-item]
    answer = client.post("/api/v1/circles/five-towns/registers", wrong, content_type="application/json")
    assert (answer.status_code, answer.json()["error"]["field"], answer.json()["error"]["row"]) == (
        422,
        "founded_on",
        1,
    )
    made = client.post("/api/v1/circles/five-towns/registers", body, content_type="application/json")
    assert made.status_code == 201
    listed = client.get("/api/v1/circles/five-towns/enterprises").json()
    assert (listed["number"], [one["uscc"] for one in listed["enterprises"]]) == (1, [make.code(1)])
    uid = listed["enterprises"][0]["uid"]
    whole = client.get(f"/api/v1/circles/five-towns/enterprises/{uid}").json()
    assert [(r["founded_on"], r["linked_by"]) for r in whole["records"]] == [("2011", "first")]
    back = client.post(
        f"/api/v1/circles/five-towns/registers/{made.json()['uid']}/withdrawal",
        {"why": "旧"},
        content_type="application/json",
    )
    assert (back.status_code, back.json()["withdrawn_why"]) == (200, "旧")
    assert client.get("/api/v1/circles/five-towns/enterprises").json()["number"] == 0


def test_a_register_brought_without_a_day_is_of_the_day_it_is_brought(five: Five, tmp_path: Path):
    file = write(tmp_path, f"枫泾电缆厂,{make.code(77)},12")
    status, told = run("import", file, "--member", five.fengjing.code, "--json", by=five.fengjing.clerk)
    assert (status, told["records"], told["as_of"]) == (0, 1, f"{NOW:%Y-%m-%d}")
