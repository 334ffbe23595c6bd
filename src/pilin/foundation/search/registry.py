"""What is searched: rooms above put in how their rows become documents."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeAlias

from pilin.foundation.search.schema import Document, Schema

Documents: TypeAlias = Callable[[str], Iterable[Document]]


@dataclass(frozen=True, slots=True)
class Source:
    """Where the documents of an index come from.

    Parameters
    ----------
    schema : Schema
    documents : callable
        ``documents(after)`` yields every document whose id sorts after this one, in the order of ids as text, whoever
        may read it; ``after`` is empty for all of them. It asks nobody's standing: an index is made for all readers,
        and each reader's hits are read again from the database.
    mark : callable
        ``mark()`` returns a short text that differs whenever the documents might: the newest change, say. It must be cheap.
    """

    schema: Schema
    documents: Documents
    mark: Callable[[], str]

    @property
    def name(self) -> str:
        """Return the name of the index."""
        return self.schema.name


SOURCES: dict[str, Source] = {}


def register(schema: Schema, documents: Documents, mark: Callable[[], str]) -> None:
    """Let something be searched under the name of its schema; said again, the later word counts."""
    SOURCES[schema.name] = Source(schema, documents, mark)
