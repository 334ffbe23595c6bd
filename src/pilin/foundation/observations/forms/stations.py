"""What is written about stations, and the tables and messages in which readings come."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pilin.engine.base import Fault, Invalid
from pilin.foundation.access.enums import Audience
from pilin.foundation.intake.tables import Column, read_table, table_blocks
from pilin.foundation.observations.enums import DATUMS, QuantityKind, StationKind
from pilin.foundation.observations.rules import ReadingSaid
from pilin.web.forms import Form

READERS = [
    (Audience.PUBLIC.value, _("everyone")), (Audience.CIRCLE.value, _("the circle")), (Audience.OWN.value, _("own town only")),
]  # fmt: skip
# Cells stay text: what a machine wrote is judged by the deed, row by row, and kept word for word where it is no reading.
COLUMNS = [
    Column(name="series", max_length=60, heads=("测项", "序列", "gauge")),
    Column(name="at", max_length=40, heads=("时间", "time", "timestamp")),
    Column(name="value", max_length=40, heads=("值", "数值", "reading")),
    Column(name="unit", max_length=16, heads=("单位",)),
    Column(name="datum", max_length=40, heads=("基面", "高程基准")),
    Column(name="begins_at", max_length=40, heads=("起", "开始时间", "from")),
]
FIELDS = tuple(column.name for column in COLUMNS)


def read_rows(name: str, content: bytes) -> list[ReadingSaid]:
    """Return the readings that a table says (CSV or XLSX), unchecked.

    Raises
    ------
    Invalid
        When the file as a whole is turned away, or no row names a gauge.
    """
    table = read_table(name=name, content=content, columns=COLUMNS)
    if not any(row.get("series") for row in table.rows):
        raise Invalid(
            Fault("no_column", "series", _("The table needs the columns series, at, value, unit and datum"), row=1)
        )
    return [_said(row, number) for row, number in zip(table.rows, table.numbers, strict=True)]


def read_blocks(file: Path) -> Iterator[ReadingSaid]:
    """Yield the readings that a file on the disk says (CSV or XLSX, up to a million rows), unchecked.

    Raises
    ------
    Invalid
        When the file is turned away, be it in its midst: what came before may be kept already, and is known again.
    """
    with file.open("rb") as opened:
        for block in table_blocks(opened, COLUMNS, [], large=True):
            for row, number in zip(block.rows, block.numbers, strict=True):
                yield _said(row, number)


def _said(row: Mapping[str, Any], number: int) -> ReadingSaid:
    words: dict[str, Any] = {name: row.get(name) or "" for name in FIELDS}
    return ReadingSaid(**words, row=number)


def read_said(content: bytes) -> list[ReadingSaid]:
    """Return the readings that a JSON message says: one object, a list of them, or ``{"readings": […]}``.

    Raises
    ------
    Invalid
        When it is no such JSON; every row that is no object of known fields is named.
    """
    try:
        said = json.loads(content, parse_float=str, parse_int=str)
    except (ValueError, UnicodeDecodeError, RecursionError):
        raise Invalid(Fault("no_json", "", _("This is no JSON"))) from None
    rows = said.get("readings", [said]) if isinstance(said, dict) else said
    if not isinstance(rows, list):
        raise Invalid(Fault("no_list", "readings", _("Send a list of readings")))
    faults, read = [], []
    for number, row in enumerate(rows, 1):
        if not isinstance(row, dict) or not row.keys() <= set(FIELDS) or not {"series", "at", "value"} <= row.keys():
            faults.append(
                Fault("no_reading", "readings", _("A reading has series, at, value, unit and datum"), row=number)
            )
        else:
            words = {name: "" if row.get(name) is None else str(row[name]) for name in FIELDS}
            read.append(ReadingSaid(**words, row=number))  # type: ignore[arg-type]  # all of them text
    if faults:
        raise Invalid(*faults)
    return read


class StationForm(Form):
    """Enters a station."""

    name_zh = forms.CharField(label=_("Name (Chinese)"), max_length=60)
    name = forms.CharField(label=_("Name in English"), max_length=80, required=False)
    code = forms.SlugField(
        label=_("Code"), help_text=_("Small letters and figures with hyphens: fengjing-hospital"), max_length=40
    )
    kind = forms.ChoiceField(label=_("What it is for"), choices=StationKind.choices)
    river_zh = forms.CharField(label=_("River or canal (Chinese)"), max_length=60, required=False)
    river = forms.CharField(label=_("River or canal, in English"), max_length=80, required=False)
    longitude = forms.CharField(
        label=_("Longitude"), help_text=_("Degrees in WGS 84, as 121.306512"), max_length=16, required=False
    )
    latitude = forms.CharField(
        label=_("Latitude"), help_text=_("Degrees in WGS 84, as 30.842871"), max_length=16, required=False
    )
    note_zh = forms.CharField(label=_("Note (Chinese)"), max_length=300, required=False)
    note = forms.CharField(label=_("Note (English)"), max_length=400, required=False)
    audience = forms.ChoiceField(label=_("Who may read it"), choices=READERS)


class GaugeForm(Form):
    """Opens the series of one quantity of a station. A limit left empty is not checked."""

    quantity = forms.ChoiceField(label=_("What the gauge measures"), choices=QuantityKind.choices)
    datum = forms.ChoiceField(
        label=_("Vertical datum"),
        help_text=_("For water levels only"),
        choices=[("", "—"), *DATUMS.items()],
        required=False,
    )
    interval_minutes = forms.IntegerField(
        label=_("A reading every (minutes)"), help_text=_("Empty where it reads at no set times: then nobody is told that it is silent."),
        min_value=1, max_value=527_040, required=False,
    )  # fmt: skip
    lowest = forms.DecimalField(
        label=_("Lowest value it can show"), help_text=_("What lies outside is kept and marked. Empty: not checked."), max_digits=12, decimal_places=3, required=False
    )  # fmt: skip
    highest = forms.DecimalField(label=_("Highest value it can show"), max_digits=12, decimal_places=3, required=False)
    largest_step = forms.DecimalField(
        label=_("Largest change between two readings"), max_digits=12, decimal_places=3, min_value=0, required=False
    )
    stuck_minutes = forms.IntegerField(
        label=_("Looks stuck after (minutes)"), help_text=_("So long the same figure; zero is never stuck."), min_value=1, max_value=527_040, required=False
    )  # fmt: skip


class MoveForm(Form):
    """Notes that a station stands elsewhere."""

    longitude = forms.CharField(label=_("Longitude"), help_text=_("Degrees in WGS 84, as 121.306512"), max_length=16)
    latitude = forms.CharField(label=_("Latitude"), help_text=_("Degrees in WGS 84, as 30.842871"), max_length=16)
    valid_from = forms.DateTimeField(
        label=_("Stands there since"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    reason_zh = forms.CharField(label=_("Why it moved (Chinese)"), max_length=200)
    reason = forms.CharField(label=_("Why it moved, in English"), max_length=300, required=False)


class BringForm(Form):
    """Brings readings as a table."""

    file = forms.FileField(
        label=_("Readings"),
        help_text=_("XLSX or CSV, one row a reading. Rows that are wrong are kept aside; the others count."),
    )
