"""What people say of flows, and the tables in which flows come."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pilin.domain.observatory.enums.flows import UNIT_WORDS, FlowKind
from pilin.domain.observatory.rules.flows import FlowInput
from pilin.engine.base import Comparator, Fault
from pilin.foundation.access.enums import Audience
from pilin.foundation.intake.tables import Column, InvalidTable, read_table
from pilin.web.forms import Form

READERS = [
    (Audience.CIRCLE.value, _("the circle")), (Audience.PUBLIC.value, _("everyone")), (Audience.OWN.value, _("own town only")),
]  # fmt: skip
COMPARED = [
    (Comparator.EXACTLY.value, _("= exactly")), (Comparator.ABOUT.value, _("≈ about, nearly")),
    (Comparator.MORE_THAN.value, _("> more than")), (Comparator.AT_LEAST.value, _("≥ at least")),
    (Comparator.LESS_THAN.value, _("< less than")), (Comparator.AT_MOST.value, _("≤ at most")),
]  # fmt: skip
KIND_WORDS = {
    **{kind: kind for kind in FlowKind.values}, "企业": "firms", "企业迁移": "firms", "工厂": "plants", "订单": "orders", "人员": "people",
    "人口": "people", "资本": "capital", "投资": "capital", "专利": "patents",
}  # fmt: skip
UNIT_NAMES = {
    **{unit: unit for unit in UNIT_WORDS}, "家": "firm", "座": "plant", "单": "order", "人": "person", "件": "patent", "元": "CNY", "美元": "USD",
}  # fmt: skip
SIGNS = {
    **{sign.value: sign.value for sign in Comparator},
    "约": "≈",
    "超过": ">",
    "不少于": "≥",
    "少于": "<",
    "不超过": "≤",
}
COLUMNS = [
    Column(name="kind", kind="choice", choices=KIND_WORDS, required=True, heads=("要素", "what flows")),
    Column(name="origin", kind="text", required=True, max_length=80, heads=("流出地", "from")),
    Column(name="destination", kind="text", required=True, max_length=80, heads=("流入地", "to")),
    Column(name="period", kind="text", required=True, max_length=10, heads=("时期", "年份", "year")),
    Column(name="value", kind="text", max_length=40, heads=("数量", "数值", "amount")),
    Column(name="unit", kind="choice", choices=UNIT_NAMES, required=True, heads=("单位", "币种", "currency")),
    Column(name="comparator", kind="choice", choices=SIGNS, heads=("精确程度", "how exact")),
    Column(name="source", kind="text", max_length=60, heads=("来源", "source")),
    Column(name="note_zh", kind="text", max_length=300, heads=("说明", "note in Chinese")),
    Column(name="note", kind="text", max_length=400, heads=("英文说明", "note in English")),
]


def read_flow_table(name: str, content: bytes) -> tuple[list[tuple[int | None, FlowInput]], list[Fault]]:
    """Return the words of a table, one a row, and what is wrong with its cells.

    Where only cells are wrong, the rest is given with them, so that the deed says at once what else it finds.

    Raises
    ------
    InvalidTable
        When the file as a whole is turned away.
    """
    faults: list[Fault] = []
    try:
        table = read_table(name=name, content=content, columns=COLUMNS)
    except InvalidTable as error:
        if error.table is None:
            raise
        table, faults = error.table, list(error.faults)
    return [(number, flow_of(row)) for row, number in zip(table.rows, table.numbers, strict=True)], faults


def flow_of(row: Mapping[str, Any]) -> FlowInput:
    """Return a row of words as a word on a flow; what is missing is empty."""
    said = {column.name: str(row.get(column.name) or "").strip() for column in COLUMNS}
    said["comparator"] = said["comparator"] or Comparator.EXACTLY.value
    return FlowInput(**said)


class FlowForm(Form):
    """Says for a town what flows from it or to it."""

    kind = forms.ChoiceField(label=_("Kind of flow"), choices=FlowKind.choices)
    origin = forms.ChoiceField(label=_("From where"))
    destination = forms.ChoiceField(label=_("To where"))
    period = forms.CharField(label=_("Period"), help_text=_("A year, a quarter or a month: 2023, 2023-Q2, 2023-06"), max_length=10)  # fmt: skip
    comparator = forms.ChoiceField(label=_("How exact"), choices=COMPARED, initial="=")
    value = forms.CharField(label=_("How much"), help_text=_("Leave it empty where nobody knows. Yuan in full, not in ten thousands."), max_length=40, required=False)  # fmt: skip
    unit = forms.ChoiceField(label=_("Unit or currency"), choices=list(UNIT_WORDS.items()))
    source = forms.CharField(label=_("Where it stands"), help_text=_("A report, file or register"), max_length=60, required=False)  # fmt: skip
    note_zh = forms.CharField(label=_("Note (Chinese)"), max_length=300, required=False)
    note = forms.CharField(label=_("Note (English)"), max_length=400, required=False)
    audience = forms.ChoiceField(label=_("Who may read it"), choices=READERS)

    def __init__(self, *args: Any, places: list[tuple[str, str]] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in ("origin", "destination"):
            self.fields[field].choices = places or []  # type: ignore[attr-defined]

    def said(self) -> FlowInput:
        """Return what was said, as the deed reads it."""
        return FlowInput(**{name: value for name, value in self.cleaned_data.items() if name != "audience"})


class FlowTableForm(Form):
    """Brings a table of flows."""

    file = forms.FileField(
        label=_("Table of flows"),
        help_text=_("CSV or XLSX, one row a flow. Nothing is written while one row is wrong."),
    )
    audience = forms.ChoiceField(label=_("Who may read it"), choices=READERS)
