"""The write gate: rows change only inside a deed, and the deed remembers which."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from pilin.foundation.access.standing import Standing


class WriteOutsideDeed(RuntimeError):
    """A row was written, or deleted, where no deed was under way."""


@dataclass(frozen=True, slots=True)
class Touch:
    """One row a deed wrote: its model's label, uid and name, what happened, and what changed."""

    model: str
    uid: str
    name: str
    what: str  # made · changed · removed
    changes: dict[str, list[Any]]
    row: Any = field(repr=False, compare=False)


@dataclass(slots=True)
class Deed:
    """A deed under way."""

    code: str
    by: Standing
    at: datetime
    touches: list[Touch] = field(default_factory=list)
    bulk: list[tuple[Any, tuple[Any, ...]]] = field(default_factory=list)  # (model, keys) of rows written at once
    counts: dict[str, int] = field(default_factory=dict)
    erased: list[tuple[Any, list[str]]] = field(default_factory=list)  # (log, entries) whose bodies were erased
    sealed: str = ""  # why the logs it enters get a signed head that other towns compare and sign too
    facts: dict[str, Any] = field(default_factory=dict)


_under_way: ContextVar[Deed | None] = ContextVar("deed", default=None)


def deed_under_way() -> Deed:
    """Return the deed under way.

    Raises
    ------
    WriteOutsideDeed
        When there is none.
    """
    deed = _under_way.get()
    if deed is None:
        raise WriteOutsideDeed("rows are written only inside a deed: call an action of the room")
    return deed


def is_deed_under_way() -> bool:
    """Return whether a deed is under way."""
    return _under_way.get() is not None


@contextmanager
def under_way(deed: Deed) -> Iterator[Deed]:
    """Let rows be written as part of this deed."""
    token = _under_way.set(deed)
    try:
        yield deed
    finally:
        _under_way.reset(token)
