"""Registers as frames, brought or not, and what linking them finds, as rows."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import polars as pl
from django.utils.translation import gettext as _

from pilin.domain.enterprises import queries
from pilin.domain.enterprises.models import Register
from pilin.domain.enterprises.rules import Pair
from pilin.engine.base import Fault, Invalid
from pilin.engine.link import Decision, LinkReasons, Links, link
from pilin.foundation.intake.columns import read_columns
from pilin.foundation.intake.enums import MOST_FAULTS, TURNED

HEADS = {
    "id": ("编号", "序号", "代码", "firm_id"),
    "name": ("企业名称", "名称", "单位名称", "公司名称", "name_zh"),
    "uscc": ("统一社会信用代码", "信用代码", "unified social credit code"),
    "address": ("地址", "住所", "注册地址"),
    "division": ("区划代码", "行政区划代码", "统计用区划代码", "division code"),
}
REQUIRED = ("id", "name")
SHANGHAI = ZoneInfo("Asia/Shanghai")
PARQUET = b"PAR1"
DIVISION = re.compile(r"(\d{2,12})?", re.ASCII)


def read_register(file: Path) -> pl.DataFrame:
    """Return a register to be linked: ``id`` and ``name``, with ``uscc``, ``address``, ``division`` where they are there.

    Parameters
    ----------
    file : Path
        CSV, XLSX or Parquet. Ids are text, unchanged.

    Raises
    ------
    Invalid
        When it cannot be read, a column is missing, an id is empty or stands twice, or a division is no code: with file,
        row and field.
    """
    with file.open("rb") as opened:
        parquet = opened.read(4) == PARQUET
    frame, numbers = _parquet(file) if parquet else _columns(file)
    if faults := _faults(file.name, frame, numbers):
        raise Invalid(*faults)
    return frame


def linked(left: pl.DataFrame, right: pl.DataFrame, progress: Callable[[int, int], None] | None = None) -> Links:
    """Return which firms stand in both registers."""
    return link(left, right, progress=progress)


def pair_rows(links: Links) -> tuple[Sequence[str], Iterator[tuple[Any, ...]]]:
    """Return heads and rows of the pairs as they are written to a file."""
    found = links.table()
    return found.columns, found.iter_rows()


def counts(links: Links) -> dict[str, int]:
    """Return how many pairs are matches, and how many want a look."""
    decisions = links.pairs["decision"].cast(pl.String)
    return {"matches": int((decisions == "match").sum()), "reviews": int((decisions == "review").sum())}


def likenesses(register: Register, at: datetime) -> list[Pair]:
    """Return which new firms of a register may be firms in sight of its town, sure ones and doubtful ones.

    Only what the town itself reads is weighed: a pair, its probability and its reasons tell nothing of what others keep
    to themselves. Two firms with different codes that hold are no pair.
    """
    fresh = queries.firms_to_compare(register)
    if not fresh:
        return []
    reader = queries.town_reader(register.owner, register.circle, at.astimezone(SHANGHAI).date())
    beside, names = queries.firms_beside(reader, register, before=fresh[0][0])
    if not beside:
        return []
    left, right = _firms(fresh, {}), _firms(beside, names)
    found = link(left, right)
    codes = dict(zip(left["id"], left["uscc"], strict=True)) | dict(zip(right["id"], right["uscc"], strict=True))
    pairs = []
    for one, other, told in zip(found.pairs["left_id"], found.pairs["right_id"], found.all_reasons(), strict=True):
        if codes[one] and codes[other] and codes[one] != codes[other]:
            continue
        reasons = tuple((part.name, part.level, round(part.bits, 2)) for part in told.reasons)
        pairs.append(Pair(UUID(one), UUID(other), told.probability, _is_sure(told), reasons))
    return pairs


def _is_sure(told: LinkReasons) -> bool:
    """Return whether a pair is merged without asking: a match with the same trade name letter by letter, or the same code.

    A match with like trade names is right in most cases; a person says in which.
    """
    same = {one.name for one in told.reasons if one.level == "same"}
    return told.decision == Decision.MATCH and bool(same & {"brand", "code"})


def _firms(rows: Sequence[queries.Row], names: Mapping[UUID, Sequence[str]]) -> pl.DataFrame:
    """Return firms with their other names as the linking engine reads them; an empty text says nothing."""
    keys, *said = zip(*rows, strict=True)
    heads = ("name", "uscc", "address", "division")
    frame = pl.DataFrame(
        {"id": [str(key) for key in keys], **dict(zip(heads, said, strict=True)), "aliases": [list(names.get(k, ())) for k in keys]},
        schema={"id": pl.String, **dict.fromkeys(heads, pl.String), "aliases": pl.List(pl.String)},
    )  # fmt: skip
    return frame.with_columns(pl.col(heads[1:]).replace("", None))


def _columns(file: Path) -> tuple[pl.DataFrame, Sequence[int]]:
    read = read_columns(file, HEADS, REQUIRED)
    return pl.DataFrame(dict(read.values), schema=dict.fromkeys(read.values, pl.String)), read.numbers


def _parquet(file: Path) -> tuple[pl.DataFrame, Sequence[int]]:
    try:
        held = pl.read_parquet_schema(file)
        own = {name: next((head for head in (name, *heads) if head in held), None) for name, heads in HEADS.items()}
        faults = [
            Fault("missing_column", name, f"{file.name}: {_('The column {name} is missing: add it').format(name=name)}")
            for name in REQUIRED
            if own[name] is None
        ]
        wanted = {name: head for name, head in own.items() if head is not None}
        faults += [
            Fault("no_text", name, f"{file.name}: {_('The column holds neither text nor whole numbers')}")
            for name, head in wanted.items()
            if not (held[head] == pl.String or held[head].is_integer() or held[head] == pl.Categorical)
        ]
        if faults:
            raise Invalid(*faults)
        frame = pl.read_parquet(file, columns=list(wanted.values()))
    except (pl.exceptions.PolarsError, OSError):
        raise Invalid(Fault("broken", "file", f"{file.name}: {TURNED['broken']}")) from None
    return frame.select(pl.col(head).cast(pl.String).alias(name) for name, head in wanted.items()), range(
        1, frame.height + 1
    )


def _faults(name: str, frame: pl.DataFrame, numbers: Sequence[int]) -> list[Fault]:
    """Return what is wrong with the ids and divisions of a file."""
    first: dict[str, int] = {}
    faults: list[Fault] = []
    divisions = frame["division"].to_list() if "division" in frame.columns else [None] * frame.height
    for number, one, division in zip(numbers, frame["id"].to_list(), divisions, strict=True):
        if one is None or not one.strip():
            faults.append(Fault("missing", "id", f"{name}: {_('This cell must not be empty')}", number))
        elif one in first:
            reason = _("{value} stands in row {row} already").format(value=one[:60], row=first[one])
            faults.append(Fault("twice", "id", f"{name}: {reason}", number, one[:200]))
        else:
            first[one] = number
        if division is not None and not DIVISION.fullmatch(division.strip()):
            reason = _("{value} is no division code: it has 2 to 12 digits").format(value=division[:60])
            faults.append(Fault("no_division", "division", f"{name}: {reason}", number, division[:200]))
        if len(faults) >= MOST_FAULTS:
            break
    return faults
