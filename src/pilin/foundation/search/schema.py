"""What an index holds of a thing: fields with their kinds, and documents that fill them."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from typing import TypeAlias

from pilin.foundation.search.enums import Kind
from pilin.foundation.search.tokens import SCHEME

NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
LONGEST_KEYWORD = 256

Value: TypeAlias = str | Sequence[str] | int | float | Decimal | date | None


class Unfit(ValueError):
    """A document does not fit the schema of its index. The message names document, field and reason."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a document.

    Parameters
    ----------
    name : str
        Small letters, digits and single underscores.
    kind : Kind
    by_sound : bool, optional
        Whether a text's Chinese is found by its pinyin too: ``jiaxing`` finds 嘉兴. Doubles what the field weighs.
    """

    name: str
    kind: Kind
    by_sound: bool = False


@dataclass(frozen=True)
class Schema:
    """The fields of an index. An index made for other fields, or for other tokens, is made anew.

    Parameters
    ----------
    name : str
        Of the index, and of its folder.
    fields : tuple of Field

    Raises
    ------
    ValueError
        When a name is malformed or stands twice, or something else than a text is to be found by its sound.

    Examples
    --------
    >>> schema = Schema("firms", (Field("name", Kind.TEXT, by_sound=True), Field("minutes", Kind.NUMBER)))
    >>> schema.field("minutes").kind.value, [text.name for text in schema.texts], len(schema.digest)
    ('number', ['name'], 16)
    """

    name: str
    fields: tuple[Field, ...]

    def __post_init__(self) -> None:
        seen: set[str] = set()
        for name in (self.name, *(one.name for one in self.fields)):
            if not NAME.fullmatch(name):
                raise ValueError(f"{name!r} is no name: small letters, digits and single underscores only")
        for one in self.fields:
            if one.name in seen:
                raise ValueError(f"{self.name}: the field {one.name} stands twice")
            if one.by_sound and one.kind != Kind.TEXT:
                raise ValueError(f"{self.name}: {one.name} is no text, and has no sound to be found by")
            seen.add(one.name)

    @cached_property
    def texts(self) -> tuple[Field, ...]:
        """Return the fields whose words are looked for."""
        return tuple(one for one in self.fields if one.kind == Kind.TEXT)

    @cached_property
    def _by_name(self) -> dict[str, Field]:
        return {one.name: one for one in self.fields}

    def field(self, name: str) -> Field | None:
        """Return the field of this name; None where there is none."""
        return self._by_name.get(name)

    @cached_property
    def digest(self) -> str:
        """Return 16 hexadecimal digits that differ as soon as an index made for this schema would."""
        told = json.dumps([SCHEME, self.name, [asdict(one) for one in self.fields]], sort_keys=True)
        return hashlib.sha256(told.encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Document:
    """One thing to be found.

    Parameters
    ----------
    id : str
        Its key in the database; a later document of the same key replaces an earlier one. Not empty.
    values : mapping of str to value
        By field. A text or keyword is one string or several; a date is a day; what is None or left out is unknown and
        meets no filter and no range.
    """

    id: str
    values: Mapping[str, Value] = field(default_factory=dict)


def strings(document: Document, one: Field) -> list[str]:
    """Return what a document has in a text or keyword field, as a list.

    Raises
    ------
    Unfit
        When it is no string, or a keyword is empty or longer than 256 characters.
    """
    value = document.values.get(one.name)
    if value is None:
        return []
    listed = [value] if isinstance(value, str) else value
    if not isinstance(listed, Sequence) or not all(isinstance(entry, str) for entry in listed):
        raise Unfit(f"{document.id}: {one.name} must be a string or several, not {value!r}")
    if one.kind == Kind.KEYWORD and any(not 0 < len(entry) <= LONGEST_KEYWORD for entry in listed):
        raise Unfit(f"{document.id}: a keyword of {one.name} must have 1 to {LONGEST_KEYWORD} characters")
    return [str(entry) for entry in listed]


def number(document: Document, one: Field) -> float | None:
    """Return what a document has in a number field.

    Raises
    ------
    Unfit
        When it is no finite number.
    """
    value = document.values.get(one.name)
    return None if value is None else finite(value, f"{document.id}: {one.name}")


def day(document: Document, one: Field) -> int | None:
    """Return the day a document has in a date field, as a count of days.

    Raises
    ------
    Unfit
        When it is no day; a moment is none, since its day depends on where one stands.
    """
    value = document.values.get(one.name)
    return None if value is None else ordinal(value, f"{document.id}: {one.name}")


def finite(value: object, where: str) -> float:
    """Return a number as the index keeps it; where names it in the error."""
    if isinstance(value, bool) or not isinstance(value, (int, float, Decimal)):
        raise Unfit(f"{where} must be a number, not {value!r}")
    try:
        told = float(value)
    except OverflowError:
        told = float("inf")
    if told - told != 0:
        raise Unfit(f"{where} must be a finite number, not {value!r}")
    return told


def ordinal(value: object, where: str) -> int:
    """Return a day as the index keeps it; where names it in the error."""
    if isinstance(value, datetime) or not isinstance(value, date):
        raise Unfit(f"{where} must be a day, not {value!r}")
    return value.toordinal()
