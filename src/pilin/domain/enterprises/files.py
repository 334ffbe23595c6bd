"""Files of firms: what their columns are, and their rows, read in a stream and checked."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from pilin.domain.enterprises.enums import MOST_KEPT_FAULTS, MOST_PRODUCTS
from pilin.domain.enterprises.rules import Checker, RecordInput, faults_of_number
from pilin.foundation.access.verdict import Fault, Text
from pilin.foundation.intake.enums import MOST_FAULTS, TURNED
from pilin.foundation.intake.tables import Block, Column, InvalidTable, table_blocks

COLUMNS = [
    Column("name_zh", required=True, max_length=200, heads=("企业名称", "名称", "单位名称", "公司名称", "name")),
    Column("name", max_length=240, heads=("英文名称", "name in English", "name_en")),
    Column("uscc", max_length=40, heads=("统一社会信用代码", "信用代码", "unified social credit code")),
    Column("address", max_length=240, heads=("地址", "住所", "注册地址", "address")),
    Column("division", max_length=12, heads=("区划代码", "行政区划代码", "统计用区划代码", "division code")),
    Column("industry", max_length=5, heads=("行业代码", "行业类别", "国民经济行业代码", "industry class")),
    Column("founded_on", kind="date", heads=("成立日期", "成立时间", "founded")),
    Column("staff", max_length=40, heads=("从业人数", "职工人数", "员工人数", "staff")),
    Column("products", max_length=2_000, heads=("主要产品", "产品", "products")),
]
HEADS = {column.heads[0]: column.name for column in COLUMNS}  # how faults of cells name a column → its name
SEPARATORS = "、，,；;|\n"
Numbered = tuple[int, RecordInput]  # row of the file, the header being row 1, and what it says


class InvalidFile(InvalidTable):
    """What is wrong with a file of firms. ``faults`` are the first thousand, ``kept`` more of them, ``number`` is how many."""

    def __init__(self, kept: list[Fault], number: int, rows: int) -> None:
        shown = kept[:MOST_FAULTS]
        if number > len(shown):
            more = _("There are {number} faults; these are the first {shown}").format(number=number, shown=len(shown))
            shown = [*shown, Fault("more", "", more)]
        super().__init__(*shown, rows=rows)
        self.kept, self.number = kept, number


@dataclass(slots=True)
class Checked:
    """What a check of a file has come to so far."""

    rows: int = 0
    faults: int = 0
    kept: list[Fault] = field(default_factory=list)  # the first of them, for the file of faults
    notes: list[Text] = field(default_factory=list)


def digest_of(file: Path) -> str:
    """Return the SHA-256 of a file."""
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def check_file(
    file: Path, told: Callable[[Checked], None] = lambda _so_far: None, declared: int | None = None
) -> Checked:
    """Read a file to its end and check every row, by itself and with those before it; nothing of it is kept.

    Parameters
    ----------
    file : Path
        CSV or XLSX of up to a million rows.
    told : callable
        Called after each thousand rows or so with what was found so far.
    declared : int, optional
        How many rows there must be.

    Raises
    ------
    InvalidFile
        Naming row, column and reason of what is wrong: the first hundred thousand faults, and how many there are.
    InvalidTable
        When the file as a whole is turned away.
    """
    found, checker = Checked(), Checker()
    for block in _blocks(file, found.notes):
        records = _inputs(block)
        known = {(fault.row, HEADS.get(fault.field, fault.field)) for fault in block.faults}
        more = [f for f in checker.faults(records) if (f.row, f.field) not in known]
        found.rows += len(records)
        found.faults += len(block.faults) + len(more)
        if len(found.kept) < MOST_KEPT_FAULTS:
            found.kept += sorted([*block.faults, *more], key=lambda fault: fault.row or 0)
            del found.kept[MOST_KEPT_FAULTS:]
        told(found)
    if not found.rows:
        found.kept.append(Fault("no_rows", "file", _("The register names no firm")))
        found.faults += 1
    elif wrong := faults_of_number(found.rows, declared):
        found.kept = [*wrong, *found.kept][:MOST_KEPT_FAULTS]
        found.faults += len(wrong)
    if found.faults:
        raise InvalidFile(found.kept, found.faults, found.rows)
    return found


def read_rows(file: Path, after: int = 0) -> Iterator[list[Numbered]]:
    """Yield the rows of a file that was checked, some at a time, those after the first ``after``."""
    passed = 0
    for block in _blocks(file, []):
        size = len(block.rows)
        if passed + size > after:
            yield _inputs(block)[max(after - passed, 0) :]
        passed += size


def _blocks(file: Path, notes: list[Text]) -> Iterator[Block]:
    if not file.stat().st_size:
        raise InvalidTable(Fault("empty", "file", TURNED["empty"]))
    with file.open("rb") as opened:
        yield from table_blocks(opened, COLUMNS, notes, large=True)


def _inputs(block: Block) -> list[Numbered]:
    return [(number, _input(row)) for row, number in zip(block.rows, block.numbers, strict=True)]


def _input(row: Mapping[str, Any]) -> RecordInput:
    return RecordInput(
        row["name_zh"] or "", row["name"] or "", row["uscc"] or "", row["address"] or "", row["division"] or "",
        row["industry"] or "", row["founded_on"], row["staff"] or "", split_products(row["products"] or ""),
    )  # fmt: skip


def split_products(text: str) -> tuple[str, ...]:
    """Return the products of a cell, each once, as they were written.

    Examples
    --------
    >>> split_products("电缆、 PVC电缆料；电缆")
    ('电缆', 'PVC电缆料')
    """
    if not text:
        return ()
    for separator in SEPARATORS:
        text = text.replace(separator, "|")
    found = dict.fromkeys(part.strip() for part in text.split("|") if part.strip())
    return tuple(found)[: MOST_PRODUCTS + 1]  # one more than may be: the rule then says so
