"""A table comes in whole or not at all, and goes out so that it comes back the same."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest

from pilin.domain.programme import actions, forms, queries
from pilin.domain.programme.models import Item
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Invalid
from pilin.foundation.intake.tables import write_csv
from tests.factories import programme as make
from tests.factories.base import NOW, Five

HOUSE = Standing.machine("test")
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_the_round_trip_is_exact(five: Five, suffix: str) -> None:
    items = [
        make.item(five, n, title_zh=f"=1+{n}", title=f"  @{n}".strip(), partners=(five.huimin.code, five.xindai.code))
        for n in (1, 2)
    ]
    assert [i for _row, i in forms.read_items("list" + suffix, forms.exported(items, suffix))] == items


def _rows(five: Five, **changes: Any) -> list[list[Any]]:
    rows = forms.table_rows([make.item(five, 1), make.item(five, 2)])
    for name, value in changes.items():
        rows[2][forms.HEADS.index(name)] = value
    return rows


def _bring(five: Five, content: bytes) -> dict[str, int]:
    items = forms.read_items("list.csv", content)
    return actions.import_items(by=five.chair.secretary, at=NOW, circle=five.slug, year=make.YEAR, items=items)


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ({"lead": "310116102,310116101"}, "lead", "two_leads"),
        ({"partners": "310116101"}, "partners", "no_partner_across"),
        ({"strand": "sports"}, "strand", "unknown_strand"),
        ({"budget": "310116102 500"}, "budget", "no_currency"),
    ],
)
def test_a_wrong_row_is_named_and_nothing_is_written(
    five: Five, changes: dict[str, str], field: str, code: str
) -> None:
    make.drafted(five, 9)
    with pytest.raises(Invalid) as caught:
        _bring(five, write_csv(forms.HEADS, _rows(five, **changes)))
    assert (4, field, code) in [(f.row, f.field, f.code) for f in caught.value.faults]
    assert [i.no for i in Item.objects.visible_to(HOUSE)] == [9]


def test_a_date_that_does_not_exist_is_refused_with_its_row(five: Five) -> None:
    rows = _rows(five)
    rows[1][forms.HEADS.index("milestone_due_on")] = "2025-02-30"
    with pytest.raises(Invalid) as caught:
        forms.read_items("list.csv", write_csv(forms.HEADS, rows))
    assert [f.row for f in caught.value.faults] == [3]


def test_a_second_lead_in_a_later_row_is_refused(five: Five) -> None:
    rows = _rows(five)
    rows[1][forms.HEADS.index("lead")] = five.zhujing.code
    with pytest.raises(Invalid) as caught:
        forms.read_items("list.csv", write_csv(forms.HEADS, rows))
    assert [(f.row, f.field, f.code) for f in caught.value.faults] == [(3, "lead", "two_leads")]


def test_a_formula_is_refused() -> None:
    with pytest.raises(Invalid) as caught:
        forms.read_items("list.csv", b"no,title_zh\r\n1,=HYPERLINK(1)\r\n")
    assert [(f.row, f.code) for f in caught.value.faults] == [(2, "formula")]


def test_a_bomb_is_not_opened() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<x/>")
        archive.writestr("xl/workbook.xml", b"0" * 60_000_000)
    with pytest.raises(Invalid) as caught:
        forms.read_items("list.xlsx", out.getvalue())
    assert caught.value.faults[0].code == "bomb"


def test_a_file_is_one_deed_with_counts(five: Five) -> None:
    make.drafted(five, 9)
    assert _bring(five, write_csv(forms.HEADS, _rows(five))) == {"items": 2, "milestones": 4, "budget_lines": 2}
    assert [i.no for i in queries.items_of(HOUSE, five.slug, make.YEAR)] == [1, 2, 9]
