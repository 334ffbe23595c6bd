"""No table that leaves makes a spreadsheet run what somebody typed, and each comes back as it was (S8)."""

from __future__ import annotations

import ast
import csv
import io
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.conf import settings
from django.test import Client

from pilin.domain.programme import forms
from pilin.foundation.access.verdict import Fault
from pilin.foundation.intake import rules
from pilin.foundation.intake.tables import ImportReport, write_csv, write_xlsx
from tests.factories import programme as make
from tests.factories.base import Five
from tests.kit import BACKEND
from tests.reliability.report import tried

FORMULAS = [
    f"{start}{rest}"
    for start in (
        "=",
        "+",
        "-",
        "@",
        "\t=",
        "\r=",
        "\n=",
        "＝",
        "＋",
        "－",
        "＠",
        "﹦",
        "﹢",
        "﹣",
        "﹫",
        " =",
        "\u3000=",
        "\u200b=",
        "\ufeff@",
    )
    for rest in ("1+1", "cmd|'/C calc'!A0", 'HYPERLINK("http://evil.example","点我")', "SUM(A1:A9)")
]
PLAIN = ["枫泾镇", "2024年", "a=b", "'引号", "''", "1-2", "e@x.cn", "O'Neil"]


def runs(cell: str) -> bool:
    """Return whether a spreadsheet may run this cell: written here once more, so that a slip in the writer is seen."""
    return cell.lstrip(" \u00a0\u2007\u202f\u3000\u200b\ufeff")[:1] in tuple("=+-@\t\r\n＝＋－＠﹦﹢﹣﹫")


def cells(content: bytes) -> list[list[Any]]:
    if content.startswith(b"PK"):
        book = openpyxl.load_workbook(io.BytesIO(content))
        assert [cell.data_type for row in book.active.iter_rows() for cell in row if cell.data_type == "f"] == []
        return [[cell.value for cell in row] for row in book.active.iter_rows()]
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def of_texts(content: bytes) -> list[str]:
    return [cell for row in cells(content) for cell in row if isinstance(cell, str)]


def wide(rows: list[list[Any]], suffix: str) -> bytes:
    return write_csv(["a", "b"], rows) if suffix == "csv" else write_xlsx({"1": (["a", "b"], rows)})


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_no_text_runs_and_numbers_stay_numbers(suffix: str) -> None:
    rows = [[text, Decimal("-12.5")] for text in FORMULAS + PLAIN]
    content = wide(rows, suffix)
    texts = [row[0] for row in cells(content)[1:]]
    ran = [text for text in texts if runs(text)]
    tried(
        "S8",
        f"texts that begin like formulas, written as {suffix}",
        len(FORMULAS),
        len(ran),
        f"{len(FORMULAS)} unguarded",
    )
    assert ran == []
    assert [rules.unguarded(text)[0] for text in texts] == [one.replace("\r", "\n") for one in FORMULAS + PLAIN]
    numbers = [row[1] for row in cells(content)[1:]]
    assert {str(number) for number in numbers} == {"-12.5"}


def test_without_the_guard_each_of_them_runs() -> None:
    """The control."""
    out = io.StringIO()
    csv.writer(out).writerows([[text] for text in FORMULAS])
    assert [runs(text) for text in of_texts(out.getvalue().encode())] == [True] * len(FORMULAS)


@pytest.mark.django_db
@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_a_list_goes_out_harmless_and_comes_back_exactly(five: Five, suffix: str) -> None:
    items = [
        make.item(five, n, title_zh=text[:60], about_zh=text)
        for n, text in enumerate(["=1+1", "＝1+1", "@x", "-1+1"], 1)
    ]
    content = forms.exported(items, f".{suffix}")
    assert [text for text in of_texts(content) if runs(text)] == []
    assert [item for _row, item in forms.read_items(f"list.{suffix}", content)] == items


@pytest.mark.django_db
def test_the_page_hands_out_the_same(five: Five) -> None:
    make.drafted(five, 1)
    client = Client()
    client.force_login(five.fengjing.clerk_user, backend=BACKEND)
    answer = client.get(f"/c/five-towns/programme/{make.YEAR}/export.csv")
    assert (answer.status_code, answer.headers["Content-Disposition"][:10]) == (200, "attachment")
    assert [text for text in of_texts(answer.content) if runs(text)] == []


def test_what_was_wrong_with_a_file_goes_away_harmless_too() -> None:
    report = ImportReport(
        "x.csv", 2, tuple(Fault("formula", f"=A{n}", "+reason", n, text) for n, text in enumerate(FORMULAS))
    )
    assert [text for text in of_texts(report.as_csv) if runs(text)] == []


def test_nothing_else_writes_tables() -> None:
    """One writer: a second one would forget the guard some day."""
    package = Path(settings.PACKAGE)
    found = {
        str(file.relative_to(package))
        for file in package.rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf8")))
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
        if name.split(".")[0] in ("csv", "openpyxl", "xlsxwriter", "xlwt", "pandas", "odf")
    }
    reads_only = {
        "domain/drills/rules/duties.py",  # who drills how often, of the package
        "domain/living/rules/settlement.py",  # versions of the rule on settling, of the package
        "domain/living/rules/listings_flights.py",  # rules of flights, of the package
        "domain/proposals/rules/tables.py",  # offices, terms and words of the package
        "domain/watch/rules/house.py",  # the house's own figures, of the package
        "domain/watch/rules/statutory.py",  # what laws ask in a response, of the package
        "engine/base/labour.py",  # floors and caps of the package
        "engine/flows/reading.py",  # tables of flows of whoever runs a command
        "engine/gtfs/reading.py",  # timetables that operators exchange; names that begin like formulas are refused
        "engine/hydro/dated.py",  # thresholds, lines and offsets of the package
        "engine/chain/tables.py",  # knowledge files of the package and of towns
        "foundation/intake/columns.py",  # long files of whoever runs a command
    }
    assert [name for name in reads_only if "writer" in (package / name).read_text(encoding="utf8").lower()] == []
    assert found == {"foundation/intake/reader.py", "foundation/intake/tables.py", *reads_only}
