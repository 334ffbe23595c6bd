"""Safe reading: what a table may hold, what is wrong with it, and files that mean harm."""

from __future__ import annotations

import io
import struct
import time
import zipfile
from datetime import date
from decimal import Decimal

import openpyxl
import pytest

from pilin.engine.base import PartialDate
from pilin.foundation.intake.tables import Column, InvalidTable, read_table, report_of, write_csv, write_xlsx

COLUMNS = (
    Column("title", required=True, heads=("标题", "Title"), max_length=20),
    Column("strand", "choice", choices={"产业": "industry", "industry": "industry"}, heads=("条线",)),
    Column("count", "integer", minimum=0, heads=("数量",)),
    Column("share", "decimal"),
    Column("budget", "money", heads=("预算",)),
    Column("cost", "money", currency_in="cost_currency"),
    Column("cost_currency", "currency"),
    Column("due", "date", heads=("期限",)),
    Column("day", "day"),
    Column("partners", "codes", choices=("310116101", "330421003"), heads=("参与方",)),
)


def csv(text: str) -> bytes:
    return text.encode("utf8")


def read(content: bytes, columns=COLUMNS):
    return read_table(name="list.csv", content=content, columns=columns)


def faults(content: bytes, columns=COLUMNS) -> list[tuple]:
    with pytest.raises(InvalidTable) as raised:
        read(content, columns)
    return [(f.row, f.field, f.code, f.value) for f in raised.value.faults]


def one(column: Column, cell: str):
    return read(csv(f'{column.name}\n"{cell}"\n'), (column,)).rows[0][column.name]


def wrong(column: Column, cell: str) -> str:
    return faults(csv(f'{column.name}\n"{cell}"\n'), (column,))[0][2]


def test_a_whole_row():
    table = read(
        csv(
            "标题,条线,数量,share,预算,cost,cost_currency,期限,day,参与方\n"
            '接驳,产业,"1,200",0.5,12.5 CNY,3,USD,2024-Q2,2024-06-27,310116101;330421003\n'
        )
    )
    assert table.rows == (
        {
            "title": "接驳",
            "strand": "industry",
            "count": 1200,
            "share": Decimal("0.5"),
            "budget": (Decimal("12.50"), "CNY"),
            "cost": (Decimal("3.00"), "USD"),
            "cost_currency": "USD",
            "due": PartialDate.parse("2024-Q2"),
            "day": date(2024, 6, 27),
            "partners": ("310116101", "330421003"),
        },
    )
    assert (table.numbers, table.notes) == ((2,), ())


def test_every_fault_is_said_at_once_with_row_and_field():
    found = faults(
        csv("标题,条线,数量,budget,due,day,partners\n,矿业,1.5,12.5,2024-02-30,2024-06,1\n,产业,-1,x,6/27,,\n")
    )
    assert found == [
        (2, "标题", "missing", ""),
        (2, "条线", "no_choice", "矿业"),
        (2, "数量", "no_integer", "1.5"),
        (2, "预算", "no_currency", "12.5"),
        (2, "期限", "no_such_date", "2024-02-30"),
        (2, "day", "no_day", "2024-06"),
        (2, "参与方", "no_choice", "1"),
        (3, "标题", "missing", ""),
        (3, "数量", "too_small", "-1"),
        (3, "预算", "no_money", "x"),
        (3, "期限", "no_date", "6/27"),
    ]


def test_columns_unknown_missing_and_twice():
    assert faults(csv("数量,count,weight\n1,2,3\n")) == [
        (1, "count", "double_column", "count"),
        (1, "weight", "unknown_column", "weight"),
        (1, "标题", "missing_column", ""),
    ]


def test_heads_are_read_whatever_their_width_and_case():
    assert read(csv("ＴＩＴＬＥ , Count\na,１２\n")).rows[0]["count"] == 12


def test_blank_rows_are_passed_over_and_keep_their_number():
    assert read(csv("title\n\n ,\na\n")).numbers == (4,)


def test_a_cell_beyond_the_header():
    assert faults(csv("title,count\na,1,extra\n")) == [(2, "", "beyond", "extra")]


def test_no_header():
    assert faults(csv("\n\n")) == [(1, "", "no_header", "")]


def test_a_thousand_faults_and_no_more():
    found = faults(csv("title\n" + "=x\n" * 1500))
    assert (len(found), found[-1][2]) == (1001, "more")


@pytest.mark.parametrize(
    "cell", ["=1+1", "+1+1", "-cmd", "@SUM(A1)", "＝1+1", "＋cmd", "－cmd", "＠x", "\t=1", " =1", "\u200b=1", "-"]
)
def test_a_formula_is_refused(cell):
    assert wrong(Column("title"), cell) == "formula"


@pytest.mark.parametrize(
    ("cell", "text"), [("'=1+1", "=1+1"), ("''quoted", "'quoted"), ("'plain", "'plain"), ("-5", "-5"), ("+86", "+86")]
)
def test_a_guarded_text_and_a_number_are_taken(cell, text):
    assert one(Column("title"), cell) == text


def test_invisible_marks_are_taken_out():
    assert one(Column("title"), "a\u202eb\u200bc\u2066d\ufeffe") == "abcde"


def test_a_text_too_long_is_refused_not_cut():
    assert wrong(Column("title", max_length=3), "四个汉字") == "too_long"


@pytest.mark.parametrize(
    ("cell", "money"),
    [
        ("12.5 CNY", (Decimal("12.50"), "CNY")),
        ("CNY 12", (Decimal("12.00"), "CNY")),
        ("1,234.50usd", (Decimal("1234.50"), "USD")),
        ("89万元", (Decimal("890000.00"), "CNY")),
        ("１２元", (Decimal("12.00"), "CNY")),
    ],
)
def test_money(cell, money):
    assert one(Column("m", "money"), cell) == money


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("12", "no_currency"),
        ("12 ¥", "no_currency"),
        ("12.345 CNY", "too_fine"),
        ("CNY", "no_money"),
        ("1,23 CNY", "no_number"),
    ],
)
def test_money_refused(cell, code):
    assert wrong(Column("m", "money"), cell) == code


def test_two_currencies():
    found = faults(csv("title,cost,cost_currency\na,3 CNY,USD\nb,3,\n"))
    assert found == [(2, "cost", "two_currencies", "3 CNY"), (3, "cost", "no_currency", "3")]


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ("2024/6/27", "2024-06-27"), ("2024年6月27日", "2024-06-27"), ("2024.06", "2024-06"), ("2017年8月", "2017-08"),
        ("2024", "2024"), ("2024年", "2024"), ("2024-Q3", "2024-Q3"), ("2024年第三季度", "2024-Q3"),
    ],
)  # fmt: skip
def test_dates_keep_their_precision(cell, shown):
    assert str(one(Column("d", "date"), cell)) == shown


@pytest.mark.parametrize(
    ("cell", "code"),
    [("2023-02-29", "no_such_date"), ("2024-13", "no_such_date"), ("27.6.", "no_date"), ("45470", "no_date")],
)
def test_dates_refused(cell, code):
    assert wrong(Column("d", "date"), cell) == code


def test_gb18030_is_read_and_said():
    table = read("标题\n朱泾\n".encode("gb18030"))
    assert (table.rows[0]["title"], len(table.notes)) == ("朱泾", 1)


def test_bom_and_utf16_are_read():
    assert read("\ufefftitle\n朱泾\n".encode()).rows[0]["title"] == "朱泾"
    assert read("title\n朱泾\n".encode("utf-16")).rows[0]["title"] == "朱泾"


def test_semicolons_and_tabs():
    assert read(csv("title;count\na;1\n")).rows[0]["count"] == 1
    assert read(csv("title\tcount\na\t1\n")).rows[0]["count"] == 1


def workbook(rows, more=None) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    if more:
        more(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_workbook_with_days_and_numbers():
    table = read(workbook([["title", "count", "day", "share"], ["a", 3.0, date(2024, 6, 27), 0.1]]))
    assert (table.rows[0]["count"], table.rows[0]["day"], table.rows[0]["share"]) == (
        3,
        date(2024, 6, 27),
        Decimal("0.1"),
    )


def test_a_formula_in_a_workbook_is_refused_where_it_stands():
    assert faults(workbook([["title", "count"], ["a", "=SUM(A1:A9)"], ["=1+1", 1]])) == [
        (2, "数量", "formula", "=SUM(A1:A9)"),
        (3, "标题", "formula", "=1+1"),
    ]


def test_an_error_in_a_workbook_is_refused():
    assert faults(workbook([["title", "count"], ["a", "#REF!"]]))[0][2] == "error_cell"


def test_a_second_sheet_is_said():
    table = read(workbook([["title"], ["a"]], lambda book: book.create_sheet("2").append(["x"])))
    assert len(table.notes) == 1


def test_the_report_counts_rows_and_goes_away_as_csv():
    with pytest.raises(InvalidTable) as raised:
        read(csv("title,count\na,x\nb,1\n,y\n"))
    report = report_of(raised.value, "list.csv")
    assert (report.wrong_rows, report.rows, len(report.faults)) == (2, 3, 3)
    assert report.as_csv.decode("utf-8-sig").splitlines()[1].startswith("2,数量,x,")
    assert report.csv_link.startswith("data:text/csv;charset=utf-8;base64,")


# files that mean harm -------------------------------------------------------------------------------------------


def packed(parts: dict[str, bytes], method=zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


SKELETON = {"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<workbook/>"}
LAUGHS = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><workbook>&b;</workbook>'
OUTSIDE = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><workbook>&x;</workbook>'


def real_with(**parts: bytes) -> bytes:
    """Return a true workbook with parts put in or replaced."""
    base = zipfile.ZipFile(io.BytesIO(workbook([["title"], ["a"]])))
    kept = {name: base.read(name) for name in base.namelist()}
    return packed({**kept, **{name.replace("__", "/"): content for name, content in parts.items()}})


HARM = {
    "a bomb of 300 MB": (lambda: packed({**SKELETON, "xl/worksheets/sheet1.xml": b"0" * 300_000_000}), "bomb"),
    "a bomb of many parts": (lambda: packed({**SKELETON, **{f"xl/{n}.xml": b"0" * 900_000 for n in range(60)}}), "bomb"),
    "a small file of great ratio": (lambda: packed({**SKELETON, "xl/a.xml": b"0" * 40_000_000}), "bomb"),
    "too many parts": (lambda: packed({**SKELETON, **{f"xl/{n}.xml": b"" for n in range(3000)}}), "too_many_parts"),
    "a zip in the zip by name": (lambda: packed({**SKELETON, "xl/embeddings/x.zip": b"PK"}), "nested"),
    "a zip in the zip by its bytes": (lambda: real_with(**{"xl__media__image1.png": packed({"a": b"b"})}), "nested"),
    "a billion laughs": (lambda: packed({**SKELETON, "xl/workbook.xml": LAUGHS}), "entities"),
    "an entity from outside": (lambda: packed({**SKELETON, "xl/workbook.xml": OUTSIDE}), "entities"),
    "an entity in UTF-16": (lambda: packed({**SKELETON, "xl/workbook.xml": LAUGHS.decode().encode("utf-16")}), "entities"),
    "macros": (lambda: real_with(**{"xl__vbaProject.bin": b"x"}), "macros"),
    "no workbook": (lambda: packed({"word/document.xml": b"<a/>"}), "no_workbook"),
    "a broken zip": (lambda: workbook([["title"]])[:-40], "broken"),
    "a lie about its size": (lambda: _lying(), "broken"),
    "an old Excel file": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old_excel"),
    "nothing": (lambda: b"", "empty"),
    "more than 20 MB": (lambda: b"a" * 20_000_001, "too_large"),
    "zeros": (lambda: b"\0" * 1000, "no_table"),
    "a picture": (lambda: b"\x89PNG\r\n\x1a\n\x00\x01\x02\xff", "encoding"),
    "an open quotation mark": (lambda: b'title\n"a', "no_table"),
    "one endless cell": (lambda: b"title\n" + b"a" * 200_000, "no_table"),
    "a million rows": (lambda: b"title\n" + b"a\n" * 1_000_000, "too_many_rows"),
    "five hundred columns": (lambda: b"title" + b",x" * 500 + b"\n", "too_many_columns"),
}  # fmt: skip


def _lying() -> bytes:
    """Return a workbook whose directory says a part is ten bytes long when it is more."""
    whole = bytearray(workbook([["title"], ["a"]]))
    at = whole.find(b"PK\x01\x02")
    struct.pack_into("<I", whole, at + 24, 10)
    return bytes(whole)


@pytest.mark.parametrize("name", HARM)
def test_a_hostile_file_is_turned_away(name):
    make, code = HARM[name]
    content = make()
    began = time.perf_counter()
    found = faults(content)
    assert [f[2] for f in found] == [code]
    assert time.perf_counter() - began < 10  # a busy machine; on a free one each takes under a second


def test_a_row_far_below_is_not_lost_in_silence():
    def far(book):
        book.active["A30000"] = "lost"

    assert faults(workbook([["title"], ["a"]], far))[0][2] == "too_many_rows"


def test_a_wide_and_deep_sheet_does_not_eat_the_machine():
    def far(book):
        for row in range(1, 400):
            book.active.cell(row, 16384, "x")

    assert faults(workbook([["title"]], far))[0][2] in ("too_many_columns", "too_large_to_read")


def test_what_is_written_reads_as_numbers_in_a_spreadsheet():
    book = openpyxl.load_workbook(io.BytesIO(write_xlsx({"A": (["title", "count"], [["=1", Decimal("2.50")]])})))
    title, count = book.active[2]
    assert (title.data_type, title.value, count.data_type, count.value) == ("s", "'=1", "n", 2.5)


def test_a_csv_begins_with_its_mark_and_guards():
    assert write_csv(["a"], [["＝x"], [-5], [Decimal("-1.50")], [(Decimal("-3"), "CNY")], [None]]) == (
        "\ufeffa\r\n'＝x\r\n-5\r\n-1.50\r\n'-3 CNY\r\n\"\"\r\n".encode()
    )


@pytest.mark.parametrize(
    ("language", "head"), [("en", "2 rows are wrong; none of the 3 was written"), ("zh-hans", "2 行有错，3 行都没写入")]
)
def test_the_report_as_a_page(language, head):
    from django.template.loader import render_to_string
    from django.utils import translation

    with translation.override(language):
        with pytest.raises(InvalidTable) as raised:
            read(csv('title,count\n<script>,x\nb,1\n"a\u202eb",y\n'))
        page = render_to_string("intake/report.html", {"report": report_of(raised.value, "<b>list.csv")})
    assert head in page
    assert "<script>" not in page
    assert "<b>list.csv" not in page
    assert "data:text/csv" in page
