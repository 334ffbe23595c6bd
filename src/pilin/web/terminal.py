"""Plumbing of the command line: the answer on stdout, all else on stderr, three exit codes.

0 answered · 1 refused, or something checked is invalid · 2 wrong use.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NoReturn, TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

import click

from pilin.engine.base import Conflict, Fault, Invalid, PartialDate, Refused

SHANGHAI = ZoneInfo("Asia/Shanghai")
F = TypeVar("F", bound=Callable[..., Any])


def plain(value: Any) -> Any:
    """Return a value as JSON knows it: times with +08:00, decimals as numbers as written, unknown as null."""
    if isinstance(value, datetime):
        return value.astimezone(SHANGHAI).isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, (PartialDate, UUID)):
        return str(value)
    if is_dataclass(value) and not isinstance(value, type):
        return plain(asdict(value))
    if isinstance(value, Mapping):
        return {str(key): plain(entry) for key, entry in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain(entry) for entry in value]
    return value if value is None or isinstance(value, (bool, int, float)) else str(value)


def json_option(function: F) -> F:
    """Give a command ``--json``."""
    return click.option("--json", "as_json", is_flag=True, help="Answer in JSON.")(function)


def answer(data: Any, *, as_json: bool, text: str | Callable[[], str] = "") -> None:
    """Print the answer: JSON, or the text for people."""
    if as_json:
        click.echo(json.dumps(plain(data), ensure_ascii=False, indent=2))
    else:
        click.echo(text() if callable(text) else text)


def table(heads: Sequence[str], rows: Sequence[Sequence[Any]]) -> str:
    """Return rows as aligned text; a Chinese character counts two columns."""
    cells = [[str(h) for h in heads], *[["" if c is None else str(c) for c in row] for row in rows]]
    widths = [max(_width(row[k]) for row in cells) for k in range(len(heads))]
    return "\n".join(
        "  ".join(cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in cells
    )


def _width(text: str) -> int:
    return sum(2 if ord(character) > 0x2E7F else 1 for character in text)


def refuse(error: Exception, *, as_json: bool) -> NoReturn:
    """Print why not, on stderr for people or on stdout in JSON, and end with 1."""
    faults = error.faults if isinstance(error, Invalid) else (Fault(getattr(error, "code", "refused"), "", str(error)),)
    bodies = [{"code": f.code, "row": f.row, "field": f.field or None, "reason": str(f.reason)} for f in faults]
    if as_json:
        body: dict[str, Any] = {"error": bodies[0]}
        if len(bodies) > 1:
            body["faults"] = bodies
        click.echo(json.dumps(body, ensure_ascii=False, indent=2))
    for fault in faults:
        where = " ".join(part for part in (f"row {fault.row}" if fault.row else "", fault.field) if part)
        click.echo(f"{where}: {fault.reason}" if where else str(fault.reason), err=True)
    sys.exit(1)


__all__ = ["Conflict", "Invalid", "Refused", "answer", "json_option", "plain", "refuse", "table"]
