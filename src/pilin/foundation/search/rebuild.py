"""Making an index anew from the database, and keeping it up with single changes."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from pilin.foundation.search.index import Index, Unready
from pilin.foundation.search.registry import Source
from pilin.foundation.search.schema import Document
from pilin.foundation.search.shelf import Shelf
from pilin.foundation.search.tantivy_index import TantivyIndex, TantivyWriter, make_index

BATCH = 20_000  # documents between two commits: so many are made again after a kill
HEAP = 100_000_000

Told = Callable[[int], None]


class Disorder(ValueError):
    """A source gives its documents out of order, so what is left after an interruption could not be told."""


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What a rebuild did.

    Parameters
    ----------
    name : str
    documents : int
        In the new index.
    resumed : int
        How many of them an interrupted rebuild had left.
    mark : str
        How the database stood when it began.
    """

    name: str
    documents: int
    resumed: int
    mark: str


def rebuild(source: Source, shelf: Shelf, *, told: Told = lambda _done: None, batch: int = BATCH) -> Rebuilt:
    """Make an index anew and put it in use; the old one answers until then.

    The database's mark is taken before the first document is read, so what changes meanwhile leaves the index behind and
    never counts as in it. A rebuild that was interrupted goes on after its last commit, unless the fields, the tokens or
    the database's mark have changed since: then it begins again.

    Parameters
    ----------
    source : Source
    shelf : Shelf
    told : callable, optional
        Called with the number of documents done, after each batch.
    batch : int, optional
        Documents between two commits.

    Raises
    ------
    Busy
        When another process changes the index.
    Disorder
        When the source does not give its documents in the order of their ids.
    Unfit
        When one of them does not fit the schema.
    """
    with shelf.locked():
        mark = source.mark()
        index, after = _begun(source, shelf, mark)
        resumed = done = index.count()
        told(done)
        with index.writing(heap=HEAP) as writer:
            assert isinstance(writer, TantivyWriter)
            pending = 0
            for document in source.documents(after):
                if document.id <= after:
                    raise Disorder(f"{source.name}: {document.id!r} comes after {after!r}; ids must grow")
                writer.add(document)
                after, pending = document.id, pending + 1
                if pending == batch:
                    writer.commit(_state(mark, after))
                    done, pending = done + pending, 0
                    told(done)
            writer.commit(_state(mark))
            done += pending
        told(done)
        shelf.put_in_use()
    return Rebuilt(source.name, done, resumed, mark)


def _begun(source: Source, shelf: Shelf, mark: str) -> tuple[TantivyIndex, str]:
    """Return the index being made and the last id in it: an interrupted one where it can go on, else an empty one."""
    try:
        index = TantivyIndex(shelf.next, source.schema)
        state = json.loads(index.mark() or "{}")
        if state.get("database") == mark and "after" in state:
            return index, str(state["after"])
    except (Unready, ValueError):
        pass
    shutil.rmtree(shelf.next, ignore_errors=True)
    return make_index(shelf.next, source.schema), ""


def _state(mark: str, after: str | None = None) -> str:
    """Return the mark of a commit: how the database stood, and how far its documents are in where not all of them are."""
    return json.dumps({"database": mark} if after is None else {"database": mark, "after": after})


def database_mark(index: Index) -> str | None:
    """Return how the database stood that an index holds whole; None where it holds none whole."""
    state = json.loads(index.mark() or "{}")
    return None if "after" in state else state.get("database")


def refresh(
    source: Source,
    shelf: Shelf,
    *,
    put: Iterable[Document] = (),
    gone: Iterable[str] = (),
    was: str,
    now: str,
    wait: float = 5,
) -> bool:
    """Take changes of the database into the index in use, once they are committed there.

    Parameters
    ----------
    source : Source
    shelf : Shelf
    put : iterable of Document
        New and changed ones, whole.
    gone : iterable of str
        Ids of those that are no more.
    was, now : str
        The database's marks before and after the change. The index moves to ``now`` only if it stood at ``was``: where
        another change in between has not come in yet it stays behind, and says so.
    wait : float, optional
        Seconds to wait for another process that changes the index.

    Returns
    -------
    bool
        Whether the index is at ``now``.

    Raises
    ------
    Busy
        When another process still changes it. The database is right; the index is behind, and says so.
    Unready
        When there is no index to keep up.
    Unfit
        When a document does not fit the schema; nothing is taken in then.
    """
    with shelf.locked(wait=wait):
        index = shelf.index()
        follows = database_mark(index) == was
        with index.writing(wait=wait) as writer:
            for document in put:
                writer.put(document)
            for key in gone:
                writer.remove(key)
            writer.commit(_state(now) if follows else "")
    return follows
