"""The index of firms: what it holds of each, how far it goes, and what is found in it.

Nothing may be found by words that whoever asks may not read. A firm is read by some, and what one register says of it by
fewer; so a firm is one document for all who read it, and where the circle or one town reads more of it than those, one
more for each of these readers. ``readers`` says for whom a document is. Rows are read again all the same: an index lags.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db import connection

from pilin.domain.enterprises.enums import GoodRole
from pilin.domain.enterprises.models import Enterprise, Good, Register, RegisterRecord
from pilin.engine.base import canonical_number
from pilin.engine.chain import Knowledge, load_knowledge, name_pairs, term_key
from pilin.foundation.access.enums import Audience, StandingKind
from pilin.foundation.access.standing import Standing
from pilin.foundation.journal.models import JournalLine
from pilin.foundation.members.queries import member_cards
from pilin.foundation.search import queries as search
from pilin.foundation.search.enums import Kind
from pilin.foundation.search.index import SHARING, Unready
from pilin.foundation.search.query import LONGEST, Filter, Query
from pilin.foundation.search.schema import LONGEST_KEYWORD, Document, Field, Schema

HOUSE = Standing.machine("enterprises")
SCHEMA = Schema(
    "firms",
    (
        Field("name", Kind.TEXT, by_sound=True),  # every name a register gives it, and those of firms merged into it
        Field("products", Kind.TEXT),  # as registers name them
        Field("industry", Kind.TEXT),  # the words of its class, in both languages
        Field("town", Kind.TEXT),  # that keeps it
        Field("makes", Kind.KEYWORD),  # keys of those products that the knowledge knows, whatever they are called
        Field(
            "called", Kind.KEYWORD
        ),  # each pair of characters of each product's name, with the name: see name_keywords
        Field("classes", Kind.KEYWORD),  # its class of GB/T 4754 with each wider one
        Field("code", Kind.KEYWORD),
        Field("division", Kind.KEYWORD),  # with each wider one
        Field("made", Kind.NUMBER),  # when its id was made: orders firms as their ids do
        Field("readers", Kind.KEYWORD),  # for whom this document is: see reads_as
        *SHARING,
    ),
)
WEIGHTS = {"name": 4.0, "products": 2.0, "industry": 1.0, "town": 1.0}
MOST_FOUND = 1_000  # firms a list is found by; where more are meant, the database looks through all of them
DEEDS = tuple(
    f"enterprises.{deed}"
    for deed in (
        "bring_register",
        "put_in_force",
        "withdraw_register",
        "merge_firms",
        "undo_merge",
        "note_likenesses",
        "note_good",
        "remove_good",
    )
)  # that change what the index holds
A_CHUNK = 1_000  # firms read at a time
LAG = 600_000  # milliseconds: a deed may be in the database so much later than its line was numbered
BETWEEN = "\x1f"  # a pair and the name it is of; nobody types it
LONGEST_NAME = LONGEST_KEYWORD - 3
FIRM = ("pk", "owner", "audience", "circle", "name_zh", "name", "uscc", "division", "industry", "products")
SAID = ("enterprise_id", "owner", "audience", "name_zh", "name", "uscc", "division", "industry", "products")
NOTHING: dict[str, Any] = dict.fromkeys(("name_zh", "name", "uscc", "division", "industry"), "")  # of what says no more
WITH_ALL, IN_CIRCLE = "", "circle"  # levels of readers; any other level is a town's code
_newest: dict[str, tuple[UUID | None, UUID]] = {}  # database → newest line of DEEDS, and of all when it was looked for


@cache
def knowledge() -> Knowledge:
    """Return the shipped knowledge of products, read once a process."""
    return load_knowledge()


@cache
def _knows() -> str:
    """Return a short text that differs when the knowledge names other products: ``makes`` is read with it."""
    known = knowledge()
    told = "\n".join(f"{key}\t{'|'.join(known.names(key))}" for key in sorted(known.products))
    return sha256(told.encode()).hexdigest()[:8]


# how far it goes ------------------------------------------------------------------------------------------------------


def mark() -> str:
    """Return how the database stands: the newest deed that changed firms, and with which knowledge they are read."""
    return f"{_newest_line() or ''}:{_knows()}"


def _newest_line() -> UUID | None:
    """Return the newest line of the deeds that change firms, reading only what is new since it was last looked for.

    Lines are numbered when they are written and seen when their deed is in the database, so the last minutes are always
    looked through again.
    """
    lines = JournalLine.objects.visible_to(HOUSE).order_by("-pk").values_list("pk", "code")
    place = str(connection.settings_dict["NAME"])
    found, looked = _newest.get(place, (None, None))
    late = list(lines.filter(pk__gt=UUID(int=((looked.int >> 80) - LAG) << 80))) if looked is not None else []
    if late and any(key == looked for key, _code in late):
        last, found = late[0], next((key for key, code in late if code in DEEDS), found)
    else:
        first = lines.first()
        if first is None:
            return None
        last, of_firms = first, lines.filter(code__in=DEEDS).first()
        found = of_firms[0] if of_firms else None
    _newest[place] = found, last[0]
    return found


def alone_since(was: str) -> bool:
    """Return whether exactly one deed changed firms since a mark."""
    line = was.partition(":")[0]
    rows = JournalLine.objects.visible_to(HOUSE).filter(code__in=DEEDS)
    return (rows.filter(pk__gt=UUID(line)) if line else rows).count() == 1


# what it holds --------------------------------------------------------------------------------------------------------


def documents(after: str = "") -> Iterator[Document]:
    """Yield the documents of all firms whose ids sort after this one, by their ids."""
    rows = Enterprise.objects.visible_to(HOUSE).filter(merged_into=None).order_by("pk")
    chunk = rows.filter(pk__gte=UUID(after[:36])) if after else rows
    while firms := list(chunk.values(*FIRM)[:A_CHUNK]):
        for document in _documents(firms):
            if document.id > after:
                yield document
        chunk = rows.filter(pk__gt=firms[-1]["pk"])


def documents_of(keys: Iterable[UUID]) -> tuple[list[Document], list[str]]:
    """Return the documents of firms as they are now, or of those they were merged into, and the ids that are no more."""
    wanted, roots = set(keys), set[UUID]()
    while wanted:
        rows = Enterprise.objects.visible_to(HOUSE).filter(pk__in=wanted).values_list("pk", "merged_into_id")
        roots |= (went := dict(rows)).keys()
        wanted = {into for into in went.values() if into is not None} - roots
    firms = Enterprise.objects.visible_to(HOUSE).filter(pk__in=roots, merged_into=None).order_by("pk").values(*FIRM)
    put = list(_documents(list(firms)))
    towns = Register.objects.visible_to(HOUSE).order_by().values_list("owner", flat=True).distinct()
    there = {document.id for document in put}
    every = {_id(key, level) for key in roots for level in (WITH_ALL, IN_CIRCLE, *towns)}
    return put, sorted(every - there)


def _documents(firms: Sequence[Mapping[str, Any]]) -> Iterator[Document]:
    """Yield the documents of firms, with what registers in force say of them and of those merged into them."""
    root = {firm["pk"]: firm["pk"] for firm in firms}
    merged: dict[UUID, Mapping[str, Any]] = {}
    below = list(root)
    while below:
        rows = Enterprise.objects.visible_to(HOUSE).filter(merged_into__in=below).values(*FIRM, "merged_into_id")
        found = {row["pk"]: row for row in rows}
        root |= {key: root[row["merged_into_id"]] for key, row in found.items()}
        merged |= found
        below = list(found)
    said: dict[UUID, list[tuple[str, Mapping[str, Any]]]] = defaultdict(list)
    for key, row in merged.items():
        _note(said[root[key]], row, row)
    records = RegisterRecord.objects.visible_to(HOUSE).filter(enterprise__in=list(root), register__withdrawn_at=None)
    named = set()
    for record in records.order_by("register__as_of_first", "pk").values(*SAID):
        key = record["enterprise_id"]
        named.add(root[key])
        of = (record, merged[key]) if key in merged else (record,)
        _note(said[root[key]], record, *of)
    made = Good.objects.visible_to(HOUSE).filter(enterprise__in=list(root), role=GoodRole.MAKES)
    for good in made.order_by("pk").values("enterprise_id", "owner", "audience", "name_zh"):
        key = good["enterprise_id"]
        of = (good, merged[key]) if key in merged else (good,)
        _note(said[root[key]], {**NOTHING, "products": [good["name_zh"]]}, *of)
    towns = member_cards(HOUSE)
    for firm in firms:
        if firm["pk"] in named:
            yield from _of_firm(firm, said[firm["pk"]], towns.get(firm["owner"]))


def _note(said: list[tuple[str, Mapping[str, Any]]], row: Mapping[str, Any], *read: Mapping[str, Any]) -> None:
    if (level := _level(*read)) is not None:
        said.append((level, row))


def _level(*rows: Mapping[str, Any]) -> str | None:
    """Return who reads all of these rows: everyone, the circle, or one town; None where nobody does."""
    towns = {row["owner"] for row in rows if row["audience"] not in (Audience.PUBLIC, Audience.CIRCLE)}
    if towns:
        return str(towns.pop()) if len(towns) == 1 else None
    return IN_CIRCLE if any(row["audience"] == Audience.CIRCLE for row in rows) else WITH_ALL


def _of_firm(firm: Mapping[str, Any], said: Sequence[tuple[str, Mapping[str, Any]]], town: Any) -> Iterator[Document]:
    own = _level(firm) or WITH_ALL
    wider = {WITH_ALL: {WITH_ALL}, IN_CIRCLE: {WITH_ALL, IN_CIRCLE}}
    more = {level for level, _row in said} - wider[own] if own in wider else set()
    for level in (own, *sorted(more)):  # in the order of ids
        reads = {WITH_ALL, IN_CIRCLE, level} if level != WITH_ALL else {WITH_ALL}
        rows = [firm, *(row for of, row in said if of in reads)]
        yield _document(_id(firm["pk"], level if level != own else WITH_ALL), firm, rows, level, town)


def _id(key: UUID, level: str) -> str:
    return f"{key}:{level}" if level else str(key)


def _document(key: str, firm: Mapping[str, Any], rows: Sequence[Mapping[str, Any]], level: str, town: Any) -> Document:
    known = knowledge()
    products = list(dict.fromkeys(name for row in rows for name in row["products"]))
    classes = [known.industries[row["industry"]] for row in rows if row["industry"] in known.industries]
    words = (town.name_zh, town.name) if town else ()
    values = {
        "name": list(dict.fromkeys(name for row in rows for name in (row["name_zh"], row["name"]) if name)),
        "products": products,
        "industry": list(dict.fromkeys(name for line in classes for name in (line.zh, line.en))),
        "town": [word for word in words if word],
        "makes": sorted({made for name in products if (made := known.find(name))}),
        "called": sorted({keyword for name in products for keyword in name_keywords(name)}),
        "classes": _wider((row["industry"] for row in rows), 2),
        "code": sorted({row["uscc"] for row in rows if row["uscc"]}),
        "division": _wider((row["division"] for row in rows), 2),
        "made": firm["pk"].int >> 75,  # the 53 bits that a number holds exactly: milliseconds and a little more
        "readers": _readers(level, firm),
        "circle": firm["circle"], "owner": firm["owner"], "audience": firm["audience"],
    }  # fmt: skip
    return Document(key, {name: value for name, value in values.items() if value})


@lru_cache(maxsize=10_000)
def name_keywords(name: str) -> tuple[str, ...]:
    """Return a product's name as keywords: once behind each of its pairs, so that names that share a pair are found by it.

    None for a name too long for a keyword.
    """
    key = term_key(name)
    return () if len(key) > LONGEST_NAME else tuple(f"{pair}{BETWEEN}{key}" for pair in sorted(name_pairs(key)))


def _wider(codes: Iterable[str], shortest: int) -> list[str]:
    return sorted({code[:length] for code in codes for length in range(shortest, len(code) + 1)})


def _readers(level: str, firm: Mapping[str, Any]) -> str:
    if level == WITH_ALL:
        return "everyone"
    return f"circle:{firm['circle']}" if level == IN_CIRCLE else f"town:{level}"


# what is found --------------------------------------------------------------------------------------------------------


def reads_as(standing: Standing) -> tuple[str, ...] | None:
    """Return the readers whose documents this standing is shown; None for one that reads everything."""
    if standing.sees_all:
        return None
    if standing.kind in (StandingKind.PUBLIC, StandingKind.PERSON, StandingKind.FIRM) or not standing.member:
        return ("everyone",)
    circles = sorted(standing.circles | standing.observes)
    return ("everyone", f"town:{standing.member}", *(f"circle:{circle}" for circle in circles))


def is_ready() -> bool:
    """Return whether the index has all that the database has."""
    return search.is_ready(SCHEMA.name)


def number_in_index() -> int:
    """Return how many documents the index has, of all circles and readers: never told to anybody."""
    return search.number_in(SCHEMA.name)


def names_with(pairs: Iterable[str], most: int) -> tuple[dict[str, int], dict[str, int], bool]:
    """Return the names of products that have any of these pairs.

    Whoever names them: a name is asked for by it, and never told to anybody.

    Returns
    -------
    tuple of (dict of str to int, dict of str to int, bool)
        How many of the pairs each has; how many documents have each; whether these are all names.

    Raises
    ------
    Unready
    """
    shared: Counter[str] = Counter()
    documents: dict[str, int] = {}
    every = True
    for pair in pairs:
        keywords = search.beginning(SCHEMA.name, "called", f"{pair}{BETWEEN}", most)
        every = every and len(keywords) < most
        names = {keyword[len(pair) + 1 :]: number for keyword, number in keywords.items()}
        shared.update(names.keys())
        documents |= names
    return dict(shared), documents, every


def number_making(key: str) -> int:
    """Return how many documents name a product of the knowledge, whoever may read them: a guide, never told."""
    return search.beginning(SCHEMA.name, "makes", key, 1).get(key, 0)


def number_in_class(code: str) -> int:
    """Return how many documents are of a class, likewise."""
    return search.beginning(SCHEMA.name, "classes", code, 1).get(code, 0)


def owners_in_index() -> dict[str, int]:
    """Return the towns that keep firms, those of all circles, each with how many: most that anybody entered keep none.

    Raises
    ------
    Unready
    """
    return search.beginning(SCHEMA.name, "owner", "", MOST_FOUND)


def _seen_by(standing: Standing, circle: str, query: Query) -> Query:
    asked = query.only("circle", circle)
    readers = reads_as(standing)
    return asked if readers is None else asked.only("readers", *readers)


def firms_in_index(standing: Standing, circle: str, query: Query) -> tuple[list[UUID], bool]:
    """Return the firms of a circle that the index has for a query, best first, and whether these are all it has.

    The rows are still to be read. ``query.top`` counts documents, of which a firm may have several.

    Raises
    ------
    Unready
        When it cannot answer: ask the database instead.
    """
    hits = search.find(SCHEMA.name, _seen_by(standing, circle, query)).hits
    return list(dict.fromkeys(UUID(hit.id[:36]) for hit in hits)), len(hits) < query.top


def first_in_index(standing: Standing, circle: str, wanted: Filter, top: int) -> tuple[list[UUID], bool]:
    """Return the first firms by their ids that meet a filter, and whether these are all; see :func:`firms_in_index`.

    Raises
    ------
    Unready
    """
    query = Query(top=top, explained=False, order="made").meeting(wanted)
    return firms_in_index(standing, circle, query)


def number_meeting(standing: Standing, circle: str, wanted: Filter) -> int:
    """Return how many documents of those this standing is shown meet a filter: never told, rows may have gone since.

    Raises
    ------
    Unready
    """
    query = Query(top=1, explained=False, counted=True).meeting(wanted)
    return search.find(SCHEMA.name, _seen_by(standing, circle, query)).total or 0


def firms_found(standing: Standing, circle: str, find: str, town: str, industry: str) -> list[UUID] | None:
    """Return the firms in whose names, products, industry or town all the words stand; None where the database must look.

    It must where the index does not have all of it, where it has none with these words, which may be parts of words, and
    where it has too many.
    """
    if len(find) > LONGEST or not is_ready():
        return None
    code = canonical_number(find)
    asked = Query(find, fields=WEIGHTS, top=MOST_FOUND + 1, explained=False)
    if len(code) == 18:
        asked = Query(top=MOST_FOUND + 1, explained=False).only("code", code)
    if town:
        asked = asked.only("owner", town)
    if len(industry) > 1:
        asked = asked.only("classes", industry)
    try:
        keys, every = firms_in_index(standing, circle, asked)
    except Unready:
        return None
    return keys if keys and every else None
