"""What every index can do, whichever engine keeps it.

Who may read what is **not** decided here. An index lags behind the database, so a document carries circle, owner and
audience as keywords (:data:`SHARING`), a caller passes those it stands for as filters to keep others' rows out of its
hits, and then reads the rows themselves through ``visible_to(standing)``: what that does not return is not shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from pilin.foundation.search.enums import Kind
from pilin.foundation.search.query import Query
from pilin.foundation.search.schema import Document, Field, Schema

SHARING = (Field("circle", Kind.KEYWORD), Field("owner", Kind.KEYWORD), Field("audience", Kind.KEYWORD))


class Unready(Exception):
    """The index cannot answer: it is absent, made for other fields, or cannot be read. Ask the database instead."""


class Busy(Exception):
    """Another process writes the index just now."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found.

    Parameters
    ----------
    id : str
    score : float
        BM25 over the fields, each times its weight, plus the preferences met. Comparable within one answer only.
    matched : mapping of str to tuple of str
        Field → tokens asked for that stand in it, in the order of the question, then pinyin where it was found by sound.
        Fields without any are left out.
    """

    id: str
    score: float
    matched: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Found:
    """The answer to a query.

    Parameters
    ----------
    hits : tuple of Hit
        The best first, equals by id. Which of several equals are cut off at ``top`` is not said.
    total : int or None
        How many there are in all, where it was asked for.
    """

    hits: tuple[Hit, ...]
    total: int | None = None


class Writer(Protocol):
    """Changes to an index. Nothing counts before ``commit``; what was not committed is forgotten."""

    def put(self, document: Document) -> None:
        """Add a document, in place of one with the same id.

        Raises
        ------
        Unfit
            When it does not fit the schema.
        """

    def remove(self, key: str) -> None:
        """Take the document with this id out; it need not be there."""

    def commit(self, mark: str = "") -> None:
        """Let readers see all of it, durably, together with a mark of how far it goes."""


class Index(Protocol):
    """Documents of one schema. Any number of readers in any number of processes; one writer at a time."""

    schema: Schema

    def search(self, query: Query) -> Found:
        """Return the best hits.

        Raises
        ------
        Unanswerable
            When the query does not fit the schema.
        Unready
            When the index cannot be read.
        """

    def beginning(self, name: str, start: str, most: int) -> dict[str, int]:
        """Return the keywords of a field that begin so, in their order, so many at most, each with its number of documents.

        Of all documents, whoever may read them, those taken out lately too: never shown to anybody, only asked for.

        Raises
        ------
        Unanswerable
            When the field is not there or of another kind.
        Unready
            When the index cannot be read.
        """

    def count(self) -> int:
        """Return how many documents there are."""

    def mark(self) -> str:
        """Return the mark of the last commit that had one; empty where none had."""

    def writing(self, *, wait: float = 0) -> AbstractContextManager[Writer]:
        """Give the one writer, waiting so many seconds for another.

        Raises
        ------
        Busy
            When another process still writes.
        """
