"""Which firms are worth weighing for a need, found in the index of firms instead of reading all of them.

Asked for is what the ranking gives points for: products that fit by knowledge (what firms call them was looked up when the
index was made), the words of the asker's own phrase, and the class of the product; best first by product and by where a
firm stands. Where fewer are found than may be weighed, none is missing that would have had points, and the answer is that
from all firms. Where more are found and there are few firms in all, all are read.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any
from uuid import UUID

import polars as pl

from pilin.domain.chains import queries
from pilin.domain.chains.frames.firms import MINUTES, TOWNS
from pilin.domain.enterprises.queries import finding
from pilin.engine.chain import Ask, Knowledge, LeftOut, Wish, partners
from pilin.foundation.access.standing import Standing
from pilin.foundation.search.enums import Match
from pilin.foundation.search.index import Unready
from pilin.foundation.search.query import AnyOf, Query

MOST = 250  # firms that are read and weighed
FEW = 3_000  # of so many in all, all are read and weighed where more than MOST are found
ASIDE = 100  # of them outside the places asked for, where more would fit: enough to say of fifty why they are left out
SPARE = 50  # hits beyond the room there is: some are of firms that were found before
LAST = re.compile(r"[\u3400-\u9fff](?![\u3400-\u9fff])")  # the last character of a run: two names may share no more
LONGEST_PHRASE = 200
PLAIN = "\u2022"  # a product that fits by its own words and is in no knowledge


@dataclass(frozen=True, slots=True)
class Found:
    """Firms to weigh; ``whole`` where no other one would have had points."""

    firms: tuple[UUID, ...]
    whole: bool


@dataclass(frozen=True, slots=True)
class Stands:
    """What the towns are to whoever asks: how much each gains by where it stands, and which are not asked for."""

    gains: Mapping[str, float] = field(default_factory=dict)
    aside: tuple[str, ...] = ()


def stands(ask: Ask, towns: pl.DataFrame, minutes: pl.DataFrame, provinces: Mapping[str, str | None]) -> Stands:
    """Return what each town is to whoever asks, as the ranking itself judges firms of each that are otherwise alike."""
    given = tuple(sorted(provinces.items()))
    return _stands(replace(ask, asker=None), tuple(towns.rows()), tuple(minutes.rows()), given)


@lru_cache(maxsize=256)
def _stands(
    ask: Ask, points: tuple[Any, ...], minutes: tuple[Any, ...], provinces: tuple[tuple[str, str | None], ...]
) -> Stands:
    known, codes, of = queries.knowledge(), [row[0] for row in points], dict(provinces)
    alike = pl.DataFrame(
        {"firm_id": codes, "town": codes, "province": [of.get(code) for code in codes], "products": [[PLAIN]] * len(codes)},
        {"firm_id": pl.String, "town": pl.String, "province": pl.String, "products": pl.List(pl.String)},
    )  # fmt: skip
    found = partners(
        Wish(PLAIN, known), ask, alike, known, minutes=pl.DataFrame(list(minutes), MINUTES, orient="row"),
        towns=pl.DataFrame(list(points), TOWNS, orient="row"), top=len(codes), most_missed=len(codes),
    )  # fmt: skip
    least = min((one.score for one in found.partners), default=0.0)
    return Stands(
        {one.firm_id: gain for one in found.partners if (gain := one.score - least) > 0},
        tuple(sorted(one.firm_id for one in found.missed if one.why is not LeftOut.BELOW)),
    )


def candidates(
    standing: Standing, circle: str, wish: Wish, known: Knowledge, places: Stands, *, most: int = MOST
) -> Found | None:
    """Return the firms to weigh for a need; None where all are to be read: the index does not answer, or is small."""
    if not finding.is_ready():
        return None
    found: dict[UUID, None] = {}
    whole = True
    rooms = [(most - ASIDE if places.aside else most, _near(places))]
    rooms += [(most, _aside(places))] if places.aside else []
    try:
        for upto, where in rooms:
            for query in _asked(wish, known):
                if len(found) >= upto:
                    whole = False
                    break
                keys, every = finding.firms_in_index(standing, circle, where(query(upto - len(found) + SPARE)))
                found |= dict.fromkeys([key for key in keys if key not in found][: upto - len(found)])
                whole = whole and every and all(key in found for key in keys)
    except Unready:
        return None
    return None if not whole and finding.number_in_index() <= FEW else Found(tuple(found), whole)


def _near(places: Stands) -> Callable[[Query], Query]:
    def where(query: Query) -> Query:
        query = query.without("owner", *places.aside) if places.aside else query
        for town, gain in places.gains.items():
            query = query.preferring(AnyOf("owner", (town,)), gain)
        return query

    return where


def _aside(places: Stands) -> Callable[[Query], Query]:
    return lambda query: query.only("owner", *places.aside)


def _asked(wish: Wish, known: Knowledge) -> Iterator[Callable[[int], Query]]:
    """Yield the questions, the one whose firms fit best first; each is told how many firms it may find.

    A later one leaves out what an earlier one has found whole.
    """
    if wish.known:
        tiers: dict[float, list[str]] = defaultdict(list)
        for key, points in wish.known.items():
            tiers[points].append(key)

        def by_knowledge(top: int) -> Query:
            query = Query(top=top, explained=False).only("makes", *wish.known)
            for points, keys in tiers.items():
                query = query.preferring(AnyOf("makes", tuple(keys)), points)
            return query

        yield by_knowledge
    if wish.offered:
        return

    def others(query: Query) -> Query:
        return query.without("makes", *wish.known) if wish.known else query

    phrase = wish.phrase[:LONGEST_PHRASE]
    words = " ".join([phrase, *dict.fromkeys(LAST.findall(phrase))])
    yield lambda top: others(Query(words, match=Match.ANY, fields={"products": 1.0}, top=top, explained=False))
    wanted = known.industry(wish.product) if wish.product else None
    if wanted:
        yield lambda top: others(Query(top=top, explained=False).only("classes", wanted))
