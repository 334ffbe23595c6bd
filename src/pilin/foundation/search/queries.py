"""Reads: what is found, and how each index stands to the database."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from pilin.foundation.search import rebuild
from pilin.foundation.search.enums import State
from pilin.foundation.search.index import Found, Unready
from pilin.foundation.search.query import Query
from pilin.foundation.search.registry import SOURCES, Source
from pilin.foundation.search.schema import Document
from pilin.foundation.search.shelf import Shelf
from pilin.foundation.search.tantivy_index import made_for_digest

_shelves: dict[tuple[Path, str, str], Shelf] = {}


@dataclass(frozen=True, slots=True)
class IndexCard:
    """How one index stands.

    Parameters
    ----------
    name : str
    state : State
    documents : int or None
        In the index in use; None where none can be read.
    size : int
        Bytes on disk.
    mark : str or None
        How far the index goes; None where that is not known.
    database : str
        How far the database goes.
    fault : str
        Why it cannot answer; empty where it can.
    """

    name: str
    state: State
    documents: int | None
    size: int
    mark: str | None
    database: str
    fault: str = ""


def shelf_of(source: Source) -> Shelf:
    """Return the place of an index in this instance, the same from call to call."""
    key = (Path(settings.HOME) / "search", source.name, source.schema.digest)
    if key not in _shelves:
        _shelves[key] = Shelf(key[0], source.schema)
    return _shelves[key]


def find(name: str, query: Query) -> Found:
    """Return what an index finds. Read the rows themselves as the reader's standing before any of it is shown.

    Raises
    ------
    Unready
        When there is no such index, or none that can be read: ask the database instead.
    Unanswerable
        When the query does not fit the index's fields.
    """
    source = SOURCES.get(name)
    if source is None:
        raise Unready(f"nothing is searched under the name {name}")
    return shelf_of(source).search(query)


def beginning(name: str, field: str, start: str, most: int) -> dict[str, int]:
    """Return the keywords of an index's field that begin so, with their numbers, whoever may read them: never to be shown.

    Raises
    ------
    Unready
        When there is no such index, or none that can be read.
    """
    if name not in SOURCES:
        raise Unready(f"nothing is searched under the name {name}")
    return shelf_of(SOURCES[name]).index().beginning(field, start, most)


def number_in(name: str) -> int:
    """Return how many documents an index has; 0 where none can be read."""
    try:
        return shelf_of(SOURCES[name]).index().count() if name in SOURCES else 0
    except Unready:
        return 0


def is_ready(name: str) -> bool:
    """Return whether there is an index that can be read and has all that the database has."""
    source = SOURCES.get(name)
    if source is None:
        return False
    try:
        return rebuild.database_mark(shelf_of(source).index()) == source.mark()
    except Unready:
        return False


def keep_up(
    name: str, *, put: Iterable[Document] = (), gone: Iterable[str] = (), was: str, now: str, wait: float = 5
) -> bool:
    """Take changes into an index once the database has them; see :func:`rebuild.refresh`."""
    return rebuild.refresh(SOURCES[name], shelf_of(SOURCES[name]), put=put, gone=gone, was=was, now=now, wait=wait)


def make_anew(name: str) -> rebuild.Rebuilt:
    """Make an index anew from the database; see :func:`rebuild.rebuild`."""
    return rebuild.rebuild(SOURCES[name], shelf_of(SOURCES[name]))


def card_of(source: Source) -> IndexCard:
    """Return how an index stands."""
    shelf, database = shelf_of(source), source.mark()
    folder = shelf.in_use()
    made_for = made_for_digest(folder) if folder else None
    try:
        index = shelf.index()
        documents, mark = index.count(), rebuild.database_mark(index)
    except Unready as fault:
        state = State.ABSENT if folder is None else State.BROKEN
        if made_for not in (None, source.schema.digest):
            state = State.OUTDATED
        return IndexCard(source.name, state, None, shelf.size(), None, database, str(fault))
    state = State.READY if mark == database else State.BEHIND
    return IndexCard(source.name, state, documents, shelf.size(), mark, database)


def cards() -> list[IndexCard]:
    """Return how every index stands, by name."""
    return [card_of(SOURCES[name]) for name in sorted(SOURCES)]
