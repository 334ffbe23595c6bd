"""Firms to be found, and a plain reading of what a query means, to hold the index against."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from pilin.foundation.search.enums import Kind, Match
from pilin.foundation.search.index import SHARING
from pilin.foundation.search.query import Between, Both, Either, NoneOf, Query
from pilin.foundation.search.schema import Document, Field, Schema
from pilin.foundation.search.tokens import sounds, tokens, words

FIRMS = Schema(
    "firms",
    (
        Field("name", Kind.TEXT, by_sound=True),
        Field("products", Kind.TEXT),
        Field("division", Kind.KEYWORD),
        Field("minutes", Kind.NUMBER),
        Field("since", Kind.DATE),
        *SHARING,
    ),
)


def firm(key: str, name: str, *products: str, **values: object) -> Document:
    return Document(key, {"name": name, "products": products, **values})  # type: ignore[dict-item]


SIX = [
    firm("f1", "嘉兴平湖电缆有限公司", "PVC电缆料", "铜杆", division=("33", "330482"), minutes=20, since=date(1998, 5, 1),
         circle="five-towns", owner="xindai", audience="public"),
    firm("f2", "上海金山铜业", "铜杆", "电解铜", division=("31", "310116"), minutes=45.5, since=date(2003, 1, 1),
         circle="five-towns", owner="fengjing", audience="circle"),
    firm("f3", "Jiashan Cable Works", "cables", "PVC compound", division=("33", "330421"), minutes=None,
         circle="five-towns", owner="huimin", audience="own"),
    firm("f4", "重庆钢铁", "H型钢", division="50", minutes=1200, since=date(1938, 3, 1), audience="public"),
    firm("f5", "料缆电", division="33", minutes=0, audience="public"),
    firm("f6", "", audience="public"),
]  # fmt: skip


def meant(query: Query, documents: Iterable[Document]) -> dict[str, dict[str, tuple[str, ...]]]:
    """Return what a query finds, read off the documents one by one: id → field → tokens matched."""
    found = {}
    asked = words(query.words)
    for document in documents:
        met = {name: _met(document, name, asked) for name in query.fields or ("name", "products")}
        wanted = [any(word in of for of in met.values()) for word in range(len(asked))]
        fits = not query.words.strip() or (bool(asked) and (all(wanted) if query.match == Match.ALL else any(wanted)))
        if fits and all(_passes(document, one) for one in query.filters):
            found[document.id] = {
                name: tuple(dict.fromkeys(token for tokens_ in of.values() for token in tokens_))
                for name, of in met.items()
                if of
            }
    return found


def _met(document: Document, name: str, asked: list) -> Mapping[int, tuple[str, ...]]:  # type: ignore[type-arg]
    value = document.values.get(name) or ()
    texts = [value] if isinstance(value, str) else list(value)  # type: ignore[arg-type]
    there = {token for text in texts for token in tokens(text)}
    heard = {sound for text in texts for sound in sounds(text)} if name == "name" else set()
    direct = {n: (word.token,) for n, word in enumerate(asked) if word.token in there}
    by_sound = {
        n: word.sounds for n, word in enumerate(asked) if n not in direct and word.sounds and heard >= set(word.sounds)
    }
    return {**direct, **by_sound}


def _passes(document: Document, wanted: object) -> bool:
    if isinstance(wanted, (Both, Either)):
        return (all if isinstance(wanted, Both) else any)(_passes(document, one) for one in wanted.filters)
    value = document.values.get(wanted.field)  # type: ignore[attr-defined]
    if isinstance(wanted, Between):
        if value is None:
            return False
        return (wanted.least is None or value >= wanted.least) and (wanted.most is None or value <= wanted.most)  # type: ignore[operator]
    has = {value} if isinstance(value, str) else set(value or ())  # type: ignore[call-overload]
    meets = bool(has & set(wanted.values))  # type: ignore[attr-defined]
    return not meets if isinstance(wanted, NoneOf) else meets
