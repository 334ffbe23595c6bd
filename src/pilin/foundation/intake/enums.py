"""Kinds of columns, and the words for what can be wrong with a file."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

LARGEST = 20_000_000  # bytes of a table brought
MOST_FAULTS = 1_000
ROWS_A_TABLE = 20_000


class ColumnKind(models.TextChoices):
    """What a column holds."""

    TEXT = "text", _("text")
    CHOICE = "choice", _("one of several words")
    INTEGER = "integer", _("whole number")
    DECIMAL = "decimal", _("number")
    MONEY = "money", _("amount with its currency")
    CURRENCY = "currency", _("currency")
    DATE = "date", _("day, month, quarter or year")
    DAY = "day", _("day")
    CODES = "codes", _("codes")


TURNED = {  # code of the reader → why the file was not opened
    "broken": _("The file is damaged. Open it, save it again as XLSX or CSV, and bring it again"),
    "bomb": _("The file would unpack to more than it may ({value}). It was not opened"),
    "too_many_parts": _("The file has {value} parts inside; a table has far fewer. It was not opened"),
    "locked": _("The file is locked with a password. Save it without one"),
    "no_workbook": _("This is no workbook. Save it as XLSX or CSV"),
    "macros": _("The file holds macros. Save it as XLSX without them"),
    "nested": _("The file holds another file inside ({value}). Take it out"),
    "entities": _("The file holds declarations that a table does not need. It was not opened"),
    "old_excel": _("This is an old Excel file (XLS). Save it as XLSX or CSV"),
    "encoding": _("The letters cannot be read: save the file as UTF-8"),
    "no_table": _("This is no table. Save it as XLSX or CSV"),
    "too_many_rows": _("The file has more than {value} rows: split it"),
    "too_many_columns": _("The file has more than {value} columns"),
    "too_much_text": _("The file holds too much text: split it"),
    "too_large_to_read": _("Reading the file took more memory or time than a table may. It was not read"),
    "too_large": _("The file is larger than 20 MB: split it"),
    "empty": _("The file is empty"),
}
NOTES = {
    "gb18030": _("The file was read as GB18030, not UTF-8: check a few Chinese names"),
    "utf-16": _("The file was read as UTF-16"),
    "first_sheet": _("Only the first sheet was read"),
}
