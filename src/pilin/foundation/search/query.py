"""What is asked of an index, without knowing which engine answers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from itertools import chain
from typing import TypeAlias

from pilin.foundation.search.enums import Kind, Match
from pilin.foundation.search.schema import Schema, finite, ordinal

MOST = 10_000  # hits of one query
LONGEST = 500  # characters of words: each pair of them is a list to read

Bound: TypeAlias = int | float | Decimal | date


class Unanswerable(ValueError):
    """A query asks for what its index does not have. The message names the field and the reason."""


@dataclass(frozen=True, slots=True)
class AnyOf:
    """The keyword field has one of these values."""

    field: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NoneOf:
    """The keyword field has none of these values; unknown is none."""

    field: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Between:
    """The number or day lies between two bounds, both inclusive; one may be left out. What is unknown does not."""

    field: str
    least: Bound | None = None
    most: Bound | None = None


@dataclass(frozen=True, slots=True)
class Both:
    """All of these filters are met."""

    filters: tuple[Filter, ...]


@dataclass(frozen=True, slots=True)
class Either:
    """One of these filters is met at least; of none, none is."""

    filters: tuple[Filter, ...]


Filter: TypeAlias = AnyOf | NoneOf | Between | Both | Either


@dataclass(frozen=True, slots=True)
class Preference:
    """What meets the filter scores so much more; what does not is not left out."""

    filter: AnyOf | Between
    weight: float


@dataclass(frozen=True, slots=True)
class Query:
    """Words, filters and preferences. Each method returns a new query.

    Parameters
    ----------
    words : str
        As a person writes them, 500 characters at most; empty asks for everything that meets the filters. Words in which nothing can be looked
        for (punctuation) find nothing.
    match : Match
    fields : mapping of str to float
        Text fields to look in, each with how much it weighs; empty looks in all of them alike.
    filters : tuple of filter
        All must be met. They never change a score.
    preferences : tuple of Preference
    top : int
        Most hits, 1 to 10,000.
    counted : bool
        Whether to count all that is found, which costs more the more is found.
    explained : bool
        Whether each hit says which words it met; a thousand hits of which only the ids are wanted cost less without.
    order : str
        A number field by which the first are wanted in place of the best, those with equal numbers by id; empty for the best.
        Then no hit has a score or says what it met, what has no number is left out, and which are cut off at ``top`` is
        no chance.

    Examples
    --------
    >>> query = Query("电缆料").only("division", "330482", "330421").between("minutes", most=60)
    >>> query.filters[1]
    Between(field='minutes', least=None, most=60)
    """

    words: str = ""
    match: Match = Match.ALL
    fields: Mapping[str, float] = field(default_factory=dict)
    filters: tuple[Filter, ...] = ()
    preferences: tuple[Preference, ...] = ()
    top: int = 20
    counted: bool = False
    explained: bool = True
    order: str = ""

    def only(self, name: str, *values: str) -> Query:
        """Return the query for what has one of the values; without a value nothing has."""
        return replace(self, filters=(*self.filters, AnyOf(name, values)))

    def without(self, name: str, *values: str) -> Query:
        """Return the query for what has none of the values."""
        return replace(self, filters=(*self.filters, NoneOf(name, values)))

    def meeting(self, wanted: Filter) -> Query:
        """Return the query for what meets a filter."""
        return replace(self, filters=(*self.filters, wanted))

    def between(self, name: str, least: Bound | None = None, most: Bound | None = None) -> Query:
        """Return the query for what lies between the bounds."""
        return replace(self, filters=(*self.filters, Between(name, least, most)))

    def preferring(self, wanted: AnyOf | Between, weight: float) -> Query:
        """Return the query that puts forward what meets a filter."""
        return replace(self, preferences=(*self.preferences, Preference(wanted, weight)))

    def check(self, schema: Schema) -> None:
        """Check that an index of this schema can answer.

        Raises
        ------
        Unanswerable
            When a field is not there or of another kind, a weight is not positive, ``words`` is too long, or
            ``top`` is out of range.
        """
        if not 1 <= self.top <= MOST:
            raise Unanswerable(f"top must be from 1 to {MOST}, not {self.top}")
        if len(self.words) > LONGEST:
            raise Unanswerable(f"words must have at most {LONGEST} characters, not {len(self.words)}")
        if self.order:
            _require(schema, self.order, Kind.NUMBER)
        for name, weight in self.fields.items():
            _require(schema, name, Kind.TEXT)
            _require_weight(name, weight)
        for preference in self.preferences:
            _require_weight(preference.filter.field, preference.weight)
        for wanted in chain(_each(self.filters), (preference.filter for preference in self.preferences)):
            if not isinstance(wanted, Between):
                _require(schema, wanted.field, Kind.KEYWORD)
            else:
                _require(schema, wanted.field, Kind.NUMBER, Kind.DATE)
                bounds(schema, wanted)


def _each(filters: Iterable[Filter]) -> Iterator[AnyOf | NoneOf | Between]:
    for one in filters:
        if isinstance(one, (Both, Either)):
            yield from _each(one.filters)
        else:
            yield one


def bounds(schema: Schema, wanted: Between) -> tuple[float | None, float | None]:
    """Return the bounds of a range as the index keeps them, days as a count.

    Raises
    ------
    Unanswerable
        When a bound is not of the field's kind.
    """
    found = schema.field(wanted.field)
    told = finite if found is not None and found.kind == Kind.NUMBER else ordinal
    try:
        least, most = (None if bound is None else told(bound, wanted.field) for bound in (wanted.least, wanted.most))
    except ValueError as error:
        raise Unanswerable(str(error)) from None
    return least, most


def _require(schema: Schema, name: str, *kinds: Kind) -> None:
    found = schema.field(name)
    if found is None:
        raise Unanswerable(f"{schema.name} has no field {name}")
    if found.kind not in kinds:
        raise Unanswerable(
            f"{schema.name}: {name} is a {found.kind.value}, not a {' or '.join(k.value for k in kinds)}"
        )


def _require_weight(name: str, weight: float) -> None:
    if not 0 < weight < float("inf"):
        raise Unanswerable(f"{name}: a weight must be positive, not {weight}")
