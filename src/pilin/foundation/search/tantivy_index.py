"""The index that needs no server: tantivy, in one folder of this machine."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import tantivy

from pilin.foundation.search import tantivy_query
from pilin.foundation.search.enums import Kind
from pilin.foundation.search.index import Busy, Found, Hit, Unready, Writer
from pilin.foundation.search.query import MOST, Query, Unanswerable
from pilin.foundation.search.schema import Document, Schema, Unfit, day, number, strings
from pilin.foundation.search.tantivy_query import ID, MARK, THE_MARK, sound_field
from pilin.foundation.search.tokens import Word, sounds, tokens, words

MADE_FOR = "schema.json"  # beside the engine's own files: for which fields and tokens the index was made
HEAP = 50_000_000  # bytes a thread of the writer fills before it writes a segment
MANY, COMMON = 10_000, 1 / 3  # of so many documents, a word that more than this share has tells nothing apart
PAUSE = 0.05  # seconds between two looks whether the writer's lock is free


class TantivyIndex:
    """An index kept by tantivy in a folder.

    Readers see the last commit, of whichever process, from their next search on. The writer's lock is the operating
    system's and goes with its process: one that was killed leaves the last commit readable and the lock free.

    Parameters
    ----------
    folder : Path
        Where :func:`make_index` has made it.
    schema : Schema

    Raises
    ------
    Unready
        When there is none, it was made for other fields, or it cannot be read.
    """

    def __init__(self, folder: Path, schema: Schema) -> None:
        self.folder, self.schema = folder, schema
        made_for = made_for_digest(folder)
        if made_for is None:
            raise Unready(f"{schema.name}: there is no index in {folder}")
        if made_for != schema.digest:
            raise Unready(f"{schema.name}: the index in {folder} was made for other fields")
        self._engine_schema = engine_schema(schema)
        self._turn = threading.Lock()
        self._seen: tuple[int, int] | None = None
        self._mark: tuple[tuple[int, int], str | None] | None = None  # of the commit that was seen
        self._engine = self._told(lambda: tantivy.Index.open(str(folder)))

    # reading ------------------------------------------------------------------------------------------------------

    def search(self, query: Query) -> Found:
        """Return the best hits; see :class:`Index <pilin.foundation.search.index.Index>`."""
        query.check(self.schema)
        asked = words(query.words)
        if query.words.strip() and not asked:
            return Found((), 0 if query.counted else None)
        names = query.fields or {one.name: 1.0 for one in self.schema.texts}

        def ask() -> Found:
            searcher = self._searcher()
            size = searcher.num_docs
            many = size * COMMON if size >= MANY else size
            wanted = tantivy_query.built(self._engine_schema, self.schema, query, asked, searcher.doc_freq, many)
            if query.order:
                return self._first(searcher, query, wanted)
            result = searcher.search(wanted, limit=query.top, count=query.counted)
            told = list(names) if query.explained else []
            hits = [self._hit(searcher, score, address, asked, told) for score, address in result.hits]
            hits.sort(key=lambda hit: (-hit.score, hit.id))
            return Found(tuple(hits), result.count if query.counted else None)

        found: Found = self._told(ask)
        return found

    def _first(self, searcher: Any, query: Query, wanted: tantivy.Query) -> Found:
        """Return the first by a number and by id. Where equals would be cut apart, all of them are looked at."""
        name = query.order
        told = tantivy_query.with_number(self._engine_schema, wanted, name)
        result = searcher.search(
            told, limit=query.top + 1, count=query.counted, order_by_field=name, order=tantivy.Order.Asc
        )
        hits = result.hits
        if len(hits) > query.top and hits[-1][0] == hits[-2][0]:
            equal = hits[-1][0]
            run = tantivy_query.with_number(self._engine_schema, wanted, name, equal)
            hits = [hit for hit in hits if hit[0] < equal] + [
                (equal, address) for _score, address in searcher.search(run, limit=MOST, count=False).hits
            ]
        rows = sorted((number, str(searcher.doc(address).get_first(ID))) for number, address in hits)
        return Found(
            tuple(Hit(key, 0.0, {}) for _number, key in rows[: query.top]), result.count if query.counted else None
        )

    def _hit(self, searcher: Any, score: float, address: Any, asked: Sequence[Word], names: Sequence[str]) -> Hit:
        kept = searcher.doc(address)
        matched: dict[str, tuple[str, ...]] = {}
        for name in names if asked else ():
            here = set(" ".join(kept.get_all(name)).split(" "))
            met = [word.token for word in asked if word.token in here]
            told = self.schema.field(name)
            if told is not None and told.by_sound:
                heard = set(" ".join(kept.get_all(sound_field(name))).split(" "))
                for word in asked:
                    if word.token not in here and word.sounds and heard.issuperset(word.sounds):
                        met.extend(word.sounds)
            if met:
                matched[name] = tuple(dict.fromkeys(met))
        return Hit(kept.get_first(ID), score, matched)

    def beginning(self, name: str, start: str, most: int) -> dict[str, int]:
        """Return the keywords that begin so; see :class:`Index <pilin.foundation.search.index.Index>`."""
        found = self.schema.field(name)
        if found is None or found.kind != Kind.KEYWORD:
            raise Unanswerable(f"{self.schema.name} has no keywords {name}")
        told = self._told(lambda: self._searcher().terms_with_prefix(name, start, limit=most))
        return dict(sorted(told))

    def count(self) -> int:
        """Return how many documents there are."""
        return int(self._told(lambda: self._searcher().num_docs)) - (self._kept_mark() is not None)

    def mark(self) -> str:
        """Return the mark of the last commit that had one; empty where none had."""
        return self._kept_mark() or ""

    def _kept_mark(self) -> str | None:
        def ask() -> str | None:
            searcher, seen = self._searcher(), self._seen
            if seen is not None and self._mark is not None and self._mark[0] == seen:
                return self._mark[1]
            query = tantivy.Query.term_query(self._engine_schema, ID, THE_MARK, "basic")
            hits = searcher.search(query, limit=1, count=False).hits
            told = str(searcher.doc(hits[0][1]).get_first(MARK)) if hits else None
            self._mark = None if seen is None else (seen, told)
            return told

        kept: str | None = self._told(ask)
        return kept

    def _searcher(self) -> Any:
        """Return what reads the last commit: looked for anew when its file has changed, since a watcher would lag."""
        stat = (self.folder / "meta.json").stat()
        seen = (stat.st_mtime_ns, stat.st_ino)
        if seen != self._seen:
            with self._turn:
                self._engine.reload()
                self._seen = seen
        return self._engine.searcher()

    def _told(self, ask: Any) -> Any:
        """Return what the engine answers, with its complaints as ``Unready``."""
        try:
            return ask()
        except (ValueError, OSError, RuntimeError) as error:
            raise Unready(f"{self.schema.name}: the index in {self.folder} cannot be read: {error}") from error
        except BaseException as error:  # what the engine gives up over in Rust is no Exception
            if type(error).__name__ != "PanicException":
                raise
            raise Unready(f"{self.schema.name}: the index in {self.folder} is damaged: {error}") from error

    # writing ------------------------------------------------------------------------------------------------------

    @contextmanager
    def writing(self, *, wait: float = 0, heap: int = HEAP, threads: int = 1) -> Iterator[Writer]:
        """Give the one writer; see :class:`Index <pilin.foundation.search.index.Index>`.

        Leaving waits until segments are merged: without that they would become more with every commit.
        """
        engine = self._writer(wait, heap, threads)
        writer = TantivyWriter(engine, self.schema)
        try:
            yield writer
        finally:
            if not writer.is_clean:
                engine.rollback()
            engine.wait_merging_threads()

    def _writer(self, wait: float, heap: int, threads: int) -> Any:
        until = time.monotonic() + wait
        while True:
            try:
                return self._engine.writer(heap * threads, threads)
            except ValueError as error:
                if "LockBusy" not in str(error):
                    raise Unready(
                        f"{self.schema.name}: the index in {self.folder} cannot be written: {error}"
                    ) from error
                if time.monotonic() >= until:
                    raise Busy(f"{self.schema.name}: another process writes the index in {self.folder}") from None
            time.sleep(PAUSE)


class TantivyWriter:
    """Changes to an index kept by tantivy."""

    def __init__(self, engine: Any, schema: Schema) -> None:
        self._engine, self.schema = engine, schema
        self.is_clean = True

    def put(self, document: Document) -> None:
        """Add a document, in place of one with the same id."""
        told = engine_document(document, self.schema)
        self.remove(document.id)
        self._engine.add_document(told)

    def add(self, document: Document) -> None:
        """Add a document whose id is known not to be there: spares looking for it, when an index is made anew."""
        self.is_clean = False
        self._engine.add_document(engine_document(document, self.schema))

    def remove(self, key: str) -> None:
        """Take the document with this id out; it need not be there."""
        self.is_clean = False
        self._engine.delete_documents_by_term(ID, key)

    def commit(self, mark: str = "") -> None:
        """Let readers see all of it, durably, together with the mark."""
        if mark:
            self._engine.delete_documents_by_term(ID, THE_MARK)
            told = tantivy.Document()
            told.add_text(ID, THE_MARK)
            told.add_text(MARK, mark)
            self._engine.add_document(told)
        try:
            self._engine.commit()
        except (ValueError, OSError, RuntimeError) as error:  # a full disk, say
            raise Unready(f"{self.schema.name}: the index cannot be written: {error}") from error
        self.is_clean = True


def made_for_digest(folder: Path) -> str | None:
    """Return the digest of the schema that the index in a folder was made for; None where there is no index."""
    try:
        told = json.loads((folder / MADE_FOR).read_text(encoding="utf8"))
        return str(told["digest"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def make_index(folder: Path, schema: Schema) -> TantivyIndex:
    """Make an empty index in a folder that is empty or not there, and return it."""
    folder.mkdir(parents=True, exist_ok=True)
    tantivy.Index(engine_schema(schema), str(folder))
    (folder / MADE_FOR).write_text(json.dumps({"name": schema.name, "digest": schema.digest}), encoding="utf8")
    return TantivyIndex(folder, schema)


def engine_schema(schema: Schema) -> tantivy.Schema:
    """Return a schema as tantivy has it.

    Texts come cut into tokens, so blanks part them; frequencies are kept and positions are not, since nothing asks for
    phrases: pairs of characters stand for them.
    """
    made = tantivy.SchemaBuilder()
    made.add_text_field(ID, stored=True, tokenizer_name="raw", index_option="basic")
    made.add_text_field(MARK, stored=True, tokenizer_name="raw", index_option="basic")
    for one in schema.fields:
        if one.kind == Kind.TEXT:
            made.add_text_field(one.name, stored=True, tokenizer_name="whitespace", index_option="freq")
            if one.by_sound:
                made.add_text_field(
                    sound_field(one.name), stored=True, tokenizer_name="whitespace", index_option="freq"
                )
        elif one.kind == Kind.KEYWORD:
            made.add_text_field(one.name, tokenizer_name="raw", index_option="basic")
        elif one.kind == Kind.NUMBER:
            made.add_float_field(one.name, fast=True)
        else:
            made.add_integer_field(one.name, fast=True)
    return made.build()


def engine_document(document: Document, schema: Schema) -> tantivy.Document:
    """Return a document as tantivy has it.

    Raises
    ------
    Unfit
        When it does not fit the schema.
    """
    if not document.id or document.id.startswith("\x00"):
        raise Unfit(f"{document.id!r} is no id of a document")
    for name in document.values:
        if schema.field(name) is None:
            raise Unfit(f"{document.id}: {schema.name} has no field {name}")
    made = tantivy.Document()
    made.add_text(ID, document.id)
    for one in schema.fields:
        if one.kind == Kind.TEXT:
            for text in strings(document, one):
                made.add_text(one.name, " ".join(tokens(text)))
                if one.by_sound:
                    made.add_text(sound_field(one.name), " ".join(sounds(text)))
        elif one.kind == Kind.KEYWORD:
            for text in dict.fromkeys(strings(document, one)):
                made.add_text(one.name, text)
        elif one.kind == Kind.NUMBER:
            if (figure := number(document, one)) is not None:
                made.add_float(one.name, figure)
        elif (counted := day(document, one)) is not None:
            made.add_integer(one.name, counted)
    return made
