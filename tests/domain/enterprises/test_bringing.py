"""A file of any size: checked whole, written in steps that nobody sees, in force at once; broken off, it goes on."""

from __future__ import annotations

import csv
import importlib
import io
import json
import shutil
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from pilin.domain.enterprises import actions, bringing, queries, tasks
from pilin.domain.enterprises.cli import enterprises
from pilin.domain.enterprises.models import BRINGER, Bringing, Enterprise, Register, RegisterRecord
from pilin.domain.enterprises.rules import Frame
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Conflict, Invalid, Refused
from pilin.foundation.identity.models import Office
from pilin.foundation.intake.enums import TURNED
from pilin.foundation.journal.models import JournalLine
from pilin.foundation.ledger.models import Body, Entry
from tests.factories import enterprises as make
from tests.factories.base import NOW, Five, Stand, writing
from tests.kit import BACKEND

HOUSE = Standing.machine("test")
pytestmark = pytest.mark.django_db


class Broken(RuntimeError):
    """The power went."""


@pytest.fixture(autouse=True)
def _small_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three rows a step, so that a file of ten has four."""
    monkeypatch.setattr(bringing, "A_STEP", 3)


def named(numbers: Iterable[int], **more: str) -> list[str]:
    return [f"平湖第{n}电缆有限公司,{make.code(n)},{more.get('staff', '')}" for n in numbers]


def write(folder: Path, rows: list[str], name: str = "名录.csv") -> Path:
    file = folder / name
    file.write_text("\n".join(["企业名称,统一社会信用代码,从业人数", *rows]) + "\n", encoding="utf8")
    return file


def bring(five: Five, file: Path, told: Any = None, by: Standing | None = None, **more: Any) -> bringing.Brought:
    by = by or five.fengjing.clerk
    frame = Frame(
        "five-towns", by.member or "", more.pop("title", "名录"), "2024-09", more.pop("audience", "circle"), ""
    )
    return bringing.bring(by=by, clock=lambda: NOW, file=file, name=file.name, frame=frame, told=told, **more)


def breaking(after: int) -> Any:
    """Return what is told of each step and breaks when so many rows are written."""

    def told(so_far: bringing.Progress) -> None:
        if so_far.state == "writing" and so_far.done >= after:
            raise Broken

    return told


def everything(five: Five) -> dict[str, Any]:
    """Return all that any standing reads of firms and registers, by pages, programs and queries, and what is signed."""
    seen: dict[str, Any] = {}
    people = {"public": (Stand.public(), None), "house": (HOUSE, None)}
    people |= {t.code: (t.clerk, t.clerk_user) for t in (five.fengjing, five.xindai, five.huimin, five.stranger)}
    for name, (standing, user) in people.items():
        for model in (Register, RegisterRecord, Enterprise):
            seen[f"{name} {model.__name__}"] = sorted(model.objects.visible_to(standing).values_list("pk", flat=True))
        seen[f"{name} list"] = [row.pk for row in queries.enterprises(standing, five.slug)]
        seen[f"{name} tally"] = dict(queries.tally(standing, five.slug))
        seen[f"{name} to compare"] = [row.pk for row in queries.registers_to_compare(standing)]
        if name == "house":
            continue
        client = Client()
        if user is not None:
            client.force_login(user, backend=BACKEND)
        for address in ("enterprises", "registers"):
            seen[f"{name} {address}"] = client.get(f"/api/v1/circles/five-towns/{address}").json()
    seen["signed"] = Entry.objects.visible_to(HOUSE).count()
    seen["lines"] = JournalLine.objects.visible_to(HOUSE).count()
    return seen


def test_nobody_sees_any_of_it_before_all_of_it_is_in(five: Five, tmp_path: Path) -> None:
    make.bring(five.xindai.clerk, make.firm(1), title="先有的")
    make.bring(five.fengjing.clerk, make.firm(2, staff="7"), title="自己先有的")
    before = everything(five)
    looked = []

    def told(so_far: bringing.Progress) -> None:
        if so_far.state == "writing":
            assert RegisterRecord.objects.visible_to(BRINGER).filter(revision=0).count() == so_far.done
            looked.append(everything(five) == before)

    done = bring(five, write(tmp_path, named(range(1, 11), staff="300")), told)
    assert looked == [True] * 4
    assert (done.rows, done.register.records_new, done.continued_at) == (10, 8, None)
    after = everything(five)
    for name in ("house", five.huimin.code, five.fengjing.code):
        assert len(after[f"{name} list"]) == 10
        assert len(after[f"{name} RegisterRecord"]) == 12
    assert after["public list"] == []
    assert after["lines"] == before["lines"] + 1
    assert str(Enterprise.objects.visible_to(HOUSE).get(uscc=make.code(2)).staff) == "300 person"
    assert Enterprise.objects.visible_to(HOUSE).get(uscc=make.code(1)).staff is None  # Xindai's own words stay


def test_what_is_signed_is_what_is_in_force_each_row_once(five: Five, tmp_path: Path) -> None:
    done = bring(five, write(tmp_path, named(range(1, 11))))
    said = [json.loads(bytes(body.content)) for body in Body.objects.visible_to(HOUSE).filter(entry__kind="batch")]
    rows = sorted(row["uid"] for one in said for row in one["rows"])
    records = RegisterRecord.objects.visible_to(HOUSE).filter(register=done.register)
    firms = Enterprise.objects.visible_to(HOUSE)
    assert rows == sorted(map(str, [*records.values_list("pk", flat=True), *firms.values_list("pk", flat=True)]))
    assert {row["content"]["revision"] for one in said for row in one["rows"]} == {1}
    bring(five, write(tmp_path, named(range(20, 30)), "内.csv"), audience="own", title="内")
    assert Entry.objects.visible_to(HOUSE).filter(kind="batch").count() == len(said)


@pytest.mark.parametrize("after", [3, 6, 9, 10])
def test_broken_off_it_goes_on_after_the_last_step(five: Five, tmp_path: Path, after: int) -> None:
    file = write(tmp_path, named(range(1, 11)))
    with pytest.raises(Broken):
        bring(five, file, breaking(after))
    assert Register.objects.visible_to(HOUSE).count() == 0
    steps: list[tuple[str, int]] = []
    done = bring(five, file, lambda p: steps.append((p.state, p.done)))
    assert steps == [("writing", min(n, 10)) for n in range(after + 3, 13, 3)]  # nothing is checked again
    assert done.continued_at == (after + 2 if after < 10 else None)
    records = RegisterRecord.objects.visible_to(HOUSE).order_by("row")
    assert [(r.row, r.uscc, r.linked_by) for r in records] == [(n + 1, make.code(n), "first") for n in range(1, 11)]
    assert Enterprise.objects.visible_to(BRINGER).count() == 10
    assert Bringing.objects.visible_to(HOUSE).get().state == "done"


def test_a_changed_file_begins_anew_and_the_broken_part_is_gone(five: Five, tmp_path: Path) -> None:
    with pytest.raises(Broken):
        bring(five, write(tmp_path, named(range(1, 11))), breaking(6))
    done = bring(five, write(tmp_path, named(range(3, 9))))
    assert (done.rows, done.continued_at) == (6, None)
    assert Enterprise.objects.visible_to(BRINGER).count() == RegisterRecord.objects.visible_to(BRINGER).count() == 6
    assert Register.objects.visible_to(BRINGER).count() == 1


def test_the_same_file_said_to_be_another_register_begins_anew(five: Five, tmp_path: Path) -> None:
    file = write(tmp_path, named(range(1, 11)))
    with pytest.raises(Broken):
        bring(five, file, breaking(6))
    done = bring(five, file, title="另一份")
    assert (done.continued_at, done.register.title) == (None, "另一份")
    assert RegisterRecord.objects.visible_to(BRINGER).count() == 10


def test_one_wrong_row_at_the_end_and_nothing_is_written(five: Five, tmp_path: Path) -> None:
    with pytest.raises(Invalid) as caught:
        bring(five, write(tmp_path, [*named(range(1, 11)), f"重码厂,{make.code(3)},"]))
    assert [(f.row, f.field, f.code) for f in caught.value.faults] == [(12, "uscc", "double_code")]
    for model in (Register, RegisterRecord, Enterprise, Bringing):
        assert model.objects.visible_to(BRINGER).count() == 0
    assert JournalLine.objects.visible_to(HOUSE).filter(code__startswith="enterprises.").count() == 0


def test_one_file_of_a_town_at_a_time(five: Five, tmp_path: Path) -> None:
    file = write(tmp_path, named(range(1, 5)))
    turned = []

    def told(so_far: bringing.Progress) -> None:
        with pytest.raises(Refused) as caught:
            bring(five, file)
        turned.append(caught.value.code)

    bring(five, file, told)
    assert turned == ["under_way"] * len(turned)
    assert len(turned) == 3
    bring(five, file, by=five.xindai.clerk)  # another town's is its own


def test_a_step_of_a_process_that_fell_behind_is_turned_down(five: Five, tmp_path: Path) -> None:
    """Where the lock does not reach, on two machines: whoever wrote the step first goes on, the other is told."""
    with pytest.raises(Broken):
        bring(five, write(tmp_path, named(range(1, 11))), breaking(3))
    row = Bringing.objects.visible_to(HOUSE).get()
    given: dict[str, Any] = {"by": five.fengjing.clerk, "at": NOW, "bringing": row, "records": [(5, make.firm(4))]}
    actions.write_rows(**given, linker=[])
    with pytest.raises(Conflict) as caught:
        actions.write_rows(**given, linker=[])
    assert caught.value.code == "under_way"
    with pytest.raises(Conflict) as caught:
        actions.put_in_force(by=five.fengjing.clerk, at=NOW, bringing=Bringing.objects.visible_to(HOUSE).get())
    assert caught.value.code == "not_written"


def test_a_firm_that_came_meanwhile_is_the_one_that_is_spoken_of(five: Five, tmp_path: Path) -> None:
    """Another town's by its code; the town's own, brought by a program, by code and by name."""
    file = write(tmp_path, [*named(range(1, 5)), "枫泾无码厂,,", "枫泾另一厂,,"])
    with pytest.raises(Broken):
        bring(five, file, breaking(6))
    make.bring(five.xindai.clerk, make.firm(1))
    make.bring(five.xindai.clerk, make.firm(4), audience="own", title="内")
    make.bring(five.fengjing.clerk, make.firm(2), make.firm(9, name_zh="枫泾无码厂", uscc=""), title="小")
    done = bring(five, file)
    records = RegisterRecord.objects.visible_to(HOUSE).filter(register=done.register).select_related("enterprise")
    assert [(r.linked_by, r.enterprise.owner) for r in records.order_by("row")] == [
        ("code", five.xindai.code), ("code", five.fengjing.code), ("first", five.fengjing.code),
        ("first", five.fengjing.code), ("name", five.fengjing.code), ("first", five.fengjing.code),
    ]  # fmt: skip
    assert done.register.records_new == 3
    assert Enterprise.objects.visible_to(BRINGER).filter(revision=0).count() == 0
    assert sorted(
        Enterprise.objects.visible_to(HOUSE).filter(uscc=make.code(4)).values_list("owner", flat=True)
    ) == sorted([five.fengjing.code, five.xindai.code])  # what Xindai keeps back is another firm


def test_steps_link_as_one_deed_does(five: Five, tmp_path: Path) -> None:
    """By code, by the same name in an earlier step, and by the name of a firm that had no code."""
    clerk = five.fengjing.clerk
    for town in (five.fengjing, five.xindai):
        make.bring(town.clerk, make.firm(1), make.firm(5, name_zh="无码老厂", uscc=""), title="先")
    rows = [
        (2, make.firm(1)), (3, make.firm(2, name_zh="同名厂", uscc="")), (4, make.firm(3)), (5, make.firm(4)),
        (6, make.firm(6, name_zh="同名厂")), (7, make.firm(7, name_zh="无码老厂")),
    ]  # fmt: skip
    text = [f"{r.name_zh},{r.uscc}," for _n, r in rows]
    bring(five, write(tmp_path, text))
    one = actions.bring_register(
        by=five.xindai.clerk, at=NOW, circle="five-towns", title="一次", as_of="2024-09", records=rows
    )

    def linked(town: Any) -> list[tuple[int, str, str]]:
        of = RegisterRecord.objects.visible_to(HOUSE).filter(owner=town.code).exclude(register__title="先")
        return [(r.row, r.linked_by, r.enterprise.name_zh) for r in of.select_related("enterprise").order_by("row")]

    assert one.owner == five.xindai.code
    names = [(row, name) for row, _how, name in linked(five.fengjing)]
    assert names == [(row, name) for row, _how, name in linked(five.xindai)]
    assert [how for _row, how, _name in linked(five.fengjing)] == ["code", "first", "first", "first", "name", "name"]
    assert [how for _row, how, _name in linked(five.xindai)] == ["code", "first", "code", "code", "name", "code"]
    assert clerk.member == five.fengjing.code


def test_left_alone_for_long_it_is_taken_away(five: Five, tmp_path: Path) -> None:
    with pytest.raises(Broken):
        bring(five, write(tmp_path, named(range(1, 11))), breaking(6))
    row = Bringing.objects.visible_to(HOUSE).get()
    folder = bringing.folder_of(row)
    folder.mkdir(parents=True)
    (folder / "faults.csv").write_text("x", encoding="utf8")
    with writing():
        assert bringing.purge(NOW) == 0
        assert folder.exists()
        assert bringing.purge(NOW + timedelta(seconds=1)) == 1
    assert folder.exists() is False
    for model in (Register, RegisterRecord, Enterprise, Bringing):
        assert model.objects.visible_to(BRINGER).count() == 0


def test_taking_away_leaves_the_firms_that_were_there(five: Five, tmp_path: Path) -> None:
    make.bring(five.fengjing.clerk, make.firm(1), title="先有的")
    with pytest.raises(Broken):
        bring(
            five,
            write(tmp_path, [*named(range(1, 6)), "无码厂,,", f"无码厂,{make.code(8)},", *named([9])]),
            breaking(6),
        )
    status, said = run("import", str(tmp_path / "名录.csv"), "--member", five.fengjing.code, "--abandon", "--json")
    assert (status, said) == (0, {"taken_away": 6})
    assert [firm.uscc for firm in Enterprise.objects.visible_to(BRINGER)] == [make.code(1)]
    status, said = run("import", str(tmp_path / "名录.csv"), "--member", five.fengjing.code, "--abandon", "--json")
    assert (status, said["error"]["code"]) == (1, "not_begun")


# The command ----------------------------------------------------------------------------------------------------------


class Caller:
    def __init__(self, standing: Standing) -> None:
        self.standing, self.at = standing, NOW


def run(*words: str, by: Standing = HOUSE) -> tuple[int, Any]:
    done = CliRunner().invoke(enterprises, list(words), obj=Caller(by))
    assert done.stdout, (done.output, done.exc_info)
    return done.exit_code, json.loads(done.stdout)


def test_the_command_says_where_it_went_on(five: Five, tmp_path: Path) -> None:
    file = write(tmp_path, named(range(1, 11)))
    with pytest.raises(Broken):
        bring(five, file, breaking(6))
    words = ("import", str(file), "--member", five.fengjing.code, "--json")
    status, said = run(*words, by=five.fengjing.clerk)  # the day it was begun for stands, since no other is said
    assert (status, said["rows"], said["new"], said["continued_at"], said["as_of"]) == (0, 10, 10, 8, "2024-09")
    assert said["seconds"] >= 0
    status, said = run(*words, by=five.fengjing.clerk)
    assert (status, said["error"]["code"]) == (1, "brought_already")


def test_more_faults_than_are_shown_are_in_the_file_and_their_number_is_said(five: Five, tmp_path: Path) -> None:
    file, out = write(tmp_path, [f"甲厂{n},{123000 + n},许多" for n in range(800)]), tmp_path / "faults.csv"
    words = ("import", str(file), "--member", five.fengjing.code, "--errors", str(out), "--json")
    status, said = run(*words)
    rows = list(csv.reader(io.StringIO(out.read_bytes().decode("utf-8-sig"))))
    assert (status, len(said["faults"]), said["faults"][-1]["code"], len(rows)) == (1, 1001, "more", 1601)
    assert "1600" in said["faults"][-1]["reason"]
    assert rows[-1][:3] == ["801", "staff", "许多"]


def test_a_file_of_more_rows_than_a_table_may_have_is_brought(
    five: Five, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bringing, "A_STEP", 5_000)
    file = write(tmp_path, [f"平湖第{n}厂,," for n in range(20_500)])
    status, said = run("import", str(file), "--member", five.fengjing.code, "--audience", "own", "--json")
    assert (status, said["rows"], said["new"]) == (0, 20_500, 20_500)


# The pages ------------------------------------------------------------------------------------------------------------


def send(client: Client, rows: list[str], **more: str) -> Any:
    content = "\n".join(["企业名称,统一社会信用代码,从业人数", *rows]).encode()
    given = {"title": "名录", "as_of": "2024-09", "audience": "circle", "division_list": "", **more}
    file = SimpleUploadedFile("名录.csv", content, content_type="text/csv")
    return client.post("/c/five-towns/enterprises/registers/bring/", {**given, "file": file})


@pytest.fixture
def waiting(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Every file is a large one, and what is asked for behind the pages waits until the test does it."""
    asked: list[str] = []
    monkeypatch.setattr(importlib.import_module("pilin.domain.enterprises.web.bringing"), "AT_ONCE_BYTES", 0)
    monkeypatch.setitem(bringing.LATER, "queue", asked.append)
    yield asked
    shutil.rmtree(Path(settings.HOME) / "bringing", ignore_errors=True)


def test_a_large_file_is_brought_behind_the_pages(five: Five, client: Client, waiting: list[str]) -> None:
    client.force_login(five.fengjing.clerk_user, backend=BACKEND)
    answer = send(client, named(range(1, 11)))
    row = Bringing.objects.visible_to(HOUSE).get()
    address = f"/c/five-towns/enterprises/bringings/{row.pk}/"
    assert (answer.status_code, answer["Location"], waiting) == (302, address, [str(row.pk)])
    page = client.get(f"{address}?lang=en").content.decode()
    assert ("You may leave this page" in page, "being checked" in page) == (True, True)
    assert address in client.get("/c/five-towns/enterprises/registers/").content.decode()
    with pytest.raises(Broken):
        bringing.bring(  # a worker that is killed in its midst
            by=five.fengjing.clerk, clock=lambda: NOW, file=bringing.folder_of(row) / "file", name="名录.csv",
            frame=Frame("five-towns", five.fengjing.code, "名录", "2024-09", "circle", ""), told=breaking(6),
        )  # fmt: skip
    page = client.get(f"{address}?lang=en").content.decode()
    assert ("6 of 10 rows" in page, 'value="60"' in page) == (True, True)
    assert tasks.bring_file.call(waiting[0]) == 10
    assert tasks.bring_file.call(waiting[0]) == 0  # asked for twice, it is done once
    page = client.get(f"{address}?lang=en").content.decode()
    register = Register.objects.visible_to(HOUSE).get()
    assert f"/c/five-towns/enterprises/registers/{register.pk}/" in page
    assert bringing.folder_of(row).exists() is False
    line = JournalLine.objects.visible_to(HOUSE).get(code="enterprises.put_in_force")
    assert line.actor == five.fengjing.clerk_user.uid
    for user in (None, five.xindai.clerk_user):
        client.logout()
        if user is not None:
            client.force_login(user, backend=BACKEND)
        assert client.get(address).status_code == 404
        assert client.post(address).status_code == 404


def test_faults_of_a_large_file_are_taken_away_as_a_list(five: Five, client: Client, waiting: list[str]) -> None:
    client.force_login(five.fengjing.clerk_user, backend=BACKEND)
    send(client, [*named(range(1, 5)), "乙厂,123,"])
    assert tasks.bring_file.call(waiting[0]) == 0
    row = Bringing.objects.visible_to(HOUSE).get()
    address = f"/c/five-towns/enterprises/bringings/{row.pk}/"
    assert "1 fault in 5 rows. Nothing was written." in client.get(f"{address}?lang=en").content.decode()
    answer = client.get(f"{address}faults/")
    rows = list(csv.reader(io.StringIO(b"".join(answer).decode("utf-8-sig"))))  # type: ignore[call-overload]
    assert [line[:3] for line in rows] == [["row", "column", "value"], ["6", "uscc", "123"]]
    client.force_login(five.xindai.clerk_user, backend=BACKEND)
    assert client.get(f"{address}faults/").status_code == 404
    client.force_login(five.fengjing.clerk_user, backend=BACKEND)
    assert send(client, named(range(1, 5))).status_code == 302  # put right, the faulty one is gone
    assert Bringing.objects.visible_to(HOUSE).get().pk != row.pk
    assert client.get(f"{address}faults/").status_code == 404


def test_a_file_that_is_no_table_says_so_behind_the_pages(five: Five, client: Client, waiting: list[str]) -> None:
    client.force_login(five.fengjing.clerk_user, backend=BACKEND)
    send(client, ['"没有收尾'])
    assert tasks.bring_file.call(waiting[0]) == 0
    row = Bringing.objects.visible_to(HOUSE).get()
    page = client.get(f"/c/five-towns/enterprises/bringings/{row.pk}/").content.decode()
    assert str(TURNED["no_table"]) in page


def test_a_large_file_is_given_up_on_its_page(five: Five, client: Client, waiting: list[str]) -> None:
    client.force_login(five.fengjing.clerk_user, backend=BACKEND)
    send(client, named(range(1, 5)))
    row = Bringing.objects.visible_to(HOUSE).get()
    assert client.post(f"/c/five-towns/enterprises/bringings/{row.pk}/").status_code == 302
    assert Bringing.objects.visible_to(HOUSE).count() == 0
    assert tasks.bring_file.call(waiting[0]) == 0


def test_whoever_is_no_clerk_any_more_brings_nothing_behind_the_pages(
    five: Five, client: Client, waiting: list[str]
) -> None:
    client.force_login(five.fengjing.clerk_user, backend=BACKEND)
    send(client, named(range(1, 5)))
    with writing():
        for office in Office.objects.visible_to(HOUSE).filter(person=five.fengjing.clerk_user.uid):
            office.valid_to = "2023-12-31"
            office.save()
    with pytest.raises(Refused) as caught:
        tasks.bring_file.call(waiting[0])
    assert caught.value.code in ("not_member", "not_clerk")
    assert RegisterRecord.objects.visible_to(BRINGER).count() == 0


# What clerks' files hold ----------------------------------------------------------------------------------------------


def workbook(folder: Path, rows: list[list[Any]], change: Any = None) -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    if change:
        change(book.active)
    file = folder / "名录.xlsx"
    book.save(file)
    return file


HEAD = ["企业名称", "统一社会信用代码", "从业人数", "成立日期", "主要产品"]
FIRM = ["甲厂", make.code(1), 300, date(2011, 5, 3), "电缆"]


@pytest.mark.parametrize(
    ("column", "cell", "fault"),
    [
        (2, 45_000.5, "staff"),  # a number with a fraction: half a person
        (2, date(2024, 1, 1), "staff"),  # a number that the spreadsheet shows as a day
        (2, "20吨/月", "staff"),
        (2, "=1+1", "formula"),
        (3, 45_000, "no_date"),  # a day that the spreadsheet keeps as a number
        (3, "2011-02-30", "no_such_date"),
        (1, 913_304_820_000_000_000, "length"),  # eighteen digits that became a number
        (0, None, "missing"),
        (4, "=HYPERLINK(A1)", "formula"),
    ],
)
def test_each_thing_that_goes_wrong_in_a_workbook_is_named_where_it_stands(
    five: Five, tmp_path: Path, column: int, cell: Any, fault: str
) -> None:
    row: list[Any] = [*FIRM]
    row[column] = cell
    with pytest.raises(Invalid) as caught:
        bring(five, workbook(tmp_path, [HEAD, ["乙厂", make.code(2), 7, 2011, ""], row]))
    assert [(f.row, f.code) for f in caught.value.faults] == [(3, fault)]
    assert Enterprise.objects.visible_to(BRINGER).count() == 0


@pytest.mark.parametrize(
    ("cell", "staff"),
    [("约300", "≈ 300 person"), ("３００", "300 person"), (300.0, "300 person"), ("1,200人", "1,200 person")],
)
def test_figures_are_read_with_their_comparator_whatever_their_width(
    five: Five, tmp_path: Path, cell: Any, staff: str
) -> None:
    done = bring(five, workbook(tmp_path, [HEAD, [*FIRM[:2], cell, *FIRM[3:]]]))
    (record,) = RegisterRecord.objects.visible_to(HOUSE).filter(register=done.register)
    assert (str(record.staff), str(record.founded_on)) == (staff, "2011-05-03")


def test_columns_in_another_order_are_known_by_their_heads_and_swapped_cells_are_named(
    five: Five, tmp_path: Path
) -> None:
    turned = [1, 0, 4, 3, 2]
    done = bring(five, workbook(tmp_path, [[HEAD[k] for k in turned], [FIRM[k] for k in turned]]))
    (record,) = RegisterRecord.objects.visible_to(HOUSE).filter(register=done.register)
    assert (record.name_zh, record.uscc, record.products) == ("甲厂", make.code(1), ["电缆"])
    with pytest.raises(Invalid) as caught:
        bring(five, workbook(tmp_path, [HEAD, [FIRM[1], FIRM[0], *FIRM[2:]]]))
    assert [(f.row, f.field, f.code) for f in caught.value.faults] == [(2, "uscc", "length")]


def test_merged_cells_leave_rows_without_a_name_and_those_are_named(five: Five, tmp_path: Path) -> None:
    rows = [HEAD, FIRM, ["乙厂", make.code(2), "", "", ""], ["丙厂", make.code(3), "", "", ""]]
    with pytest.raises(Invalid) as caught:
        bring(five, workbook(tmp_path, rows, lambda sheet: sheet.merge_cells("A3:A4")))
    assert [(f.row, f.field, f.code) for f in caught.value.faults] == [(4, "企业名称", "missing")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_a_file_is_read_in_whichever_letters_it_is_kept(five: Five, tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "名录.csv"
    file.write_text(f"企业名称,统一社会信用代码\n枫泾𬭚厂,{make.code(1)}\n", encoding=encoding)
    assert bring(five, file).rows == 1
    assert Enterprise.objects.visible_to(HOUSE).get().name_zh == "枫泾𬭚厂"
