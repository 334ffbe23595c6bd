"""Which firms are worth weighing for a need, found in the index of firms instead of reading all of them.

Asked for is what the ranking gives points for: products that fit by knowledge (what firms call them was looked up when the
index was made), names alike by their words, and the class of the product, each in each town. These *steps* are in the order
of the ranking itself (:class:`Step`), and firms of one step in that of their ids, as the ranking has them too; so the first
so many are those that weighing all firms would put first, as far as nothing but product, class and town tells them apart.
Where fewer are found than may be weighed, none is missing that would have had points, and the answer is that from all
firms. Where more are found and there are few firms in all, all are read.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import product
from typing import Any
from uuid import UUID

from pilin.domain.chains import queries
from pilin.domain.enterprises.queries import finding
from pilin.engine.chain import (
    BEYOND_CLASS,
    CLASS,
    Ask,
    Firm,
    Knowledge,
    LeftOut,
    Ways,
    Why,
    Wish,
    partners_among,
    rank_key,
)
from pilin.foundation.access.standing import Standing
from pilin.foundation.search.index import Unready
from pilin.foundation.search.query import MOST as MOST_HITS
from pilin.foundation.search.query import AnyOf, Both, Either, Filter, NoneOf

MOST = 160  # firms that are read and weighed
FEW = 3_000  # of so many in all, all are read and weighed where more than MOST are found
ASIDE = 60  # of them outside the places asked for, where more would fit: enough to say of fifty why they are left out
MOST_NAMES = (
    5_000  # names that share a pair of characters; a pair that more names have is too common to look all through
)
IN_CLASS = 0.25  # of the firms that name a product, about so many are in its class: a guide, see Step.firms
LONGEST_PHRASE = 200
PLAIN = "\u2022"  # a product that fits by its own words and is in no knowledge


@dataclass(frozen=True, slots=True)
class Found:
    """Firms to weigh; ``whole`` where no other one would have had points."""

    firms: tuple[UUID, ...]
    whole: bool


@dataclass(frozen=True, slots=True)
class Place:
    """What a town is to whoever asks; ``town`` is None for all towns that nobody entered."""

    town: str | None = None
    points: float = 0.0  # for standing there
    minutes: float | None = None
    aside: bool = False  # not asked for


@dataclass(frozen=True, slots=True)
class Stands:
    """What all towns are to whoever asks; without any told, all are alike."""

    places: tuple[Place, ...] = (Place(),)


@dataclass(frozen=True, slots=True)
class _Tier:
    """Products that fit equally well: by their keys in the knowledge, and by their names; none where only the class does.

    ``classed`` says whether the firm is in the class of the product or is not; None where that changes nothing.
    """

    points: float
    keys: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    classed: bool | None = None
    documents: int = 0  # that have it, about


@dataclass(frozen=True, slots=True)
class Step:
    """Firms that the index cannot tell apart: alike in product, class and place. The first step is the best."""

    parts: tuple[tuple[str | None, _Tier], ...]  # town and tier
    firms: float  # about; a guide for how many steps to take at once


def stands(ask: Ask, ways: Ways, provinces: Mapping[str, str | None]) -> Stands:
    """Return what each town is to whoever asks, as the ranking itself judges firms of each that are otherwise alike."""
    return _stands(
        replace(ask, asker=None), tuple(ways.points.items()), tuple(ways.minutes.items()), tuple(provinces.items())
    )


@lru_cache(maxsize=256)
def _stands(
    ask: Ask, points: tuple[Any, ...], minutes: tuple[Any, ...], provinces: tuple[tuple[str, str | None], ...]
) -> Stands:
    known, ways, of = queries.knowledge(), Ways(dict(points), dict(minutes)), dict(provinces)
    alike = [Firm(code, town=code, province=of.get(code), products=(PLAIN,)) for code in ways.points]
    alike.append(Firm("", products=(PLAIN,)))
    wish, many = Wish(PLAIN, known), len(alike)
    free = replace(ask, within=None, within_km=None, areas=frozenset())
    judged = partners_among(wish, free, alike, known, ways=ways, top=many)
    missed = partners_among(wish, ask, alike, known, ways=ways, top=many, most_missed=many).missed
    aside = {one.firm_id for one in missed if one.why is not LeftOut.BELOW}
    told = (
        Place(
            one.firm_id or None,
            sum(part.points for part in one.parts if part.why is not Why.PRODUCT),
            one.minutes,
            one.firm_id in aside,
        )
        for one in judged.partners
    )
    return Stands(tuple(told))


def candidates(
    standing: Standing, circle: str, wish: Wish, known: Knowledge, stands: Stands, *, most: int = MOST
) -> Found | None:
    """Return the firms to weigh for a need; None where all are to be read: the index does not answer, or is small."""
    if not finding.is_ready():
        return None
    found: dict[UUID, None] = {}
    whole = True
    industry = known.industry(wish.product) if wish.product and not wish.offered else None
    try:
        owners = finding.owners_in_index()
        entered = {place.town for place in stands.places}
        places = [
            one for one in stands.places if (one.town in owners if one.town is not None else owners.keys() - entered)
        ]
        shares = _shares(owners, entered)
        walk = _Walk(standing, circle, industry, tuple(one.town for one in places if one.town is not None))
        apart = any(place.aside for place in places)
        tiers, every = _tiers(wish)
        for aside, upto in ((False, most - ASIDE if apart else most), (True, most)):
            steps = _steps(tiers, industry, [place for place in places if place.aside is aside], shares)
            whole = walk.add(steps, found, upto) and whole
    except Unready:
        return None
    whole = whole and every
    return None if not whole and finding.number_in_index() <= FEW else Found(tuple(found), whole)


@dataclass(frozen=True, slots=True)
class _Walk:
    """Asking the index step by step."""

    standing: Standing
    circle: str
    industry: str | None  # of the product
    towns: tuple[str, ...]  # that anybody entered and that keep firms

    def add(self, steps: Sequence[Step], found: dict[UUID, None], upto: int) -> bool:
        """Add the firms of the first steps, so many in all, and return whether these are all.

        Several steps are taken at once as long as all their firms have room: then which of them is better needs no saying.
        """
        at, most = 0, len(steps)
        while at < len(steps):
            room = upto - len(found)
            until = _fill(steps, at, max(most, at + 1), room)
            wanted = self._wanted([part for step in steps[at:until] for part in step.parts])
            if finding.number_meeting(self.standing, self.circle, wanted) <= room:
                found |= dict.fromkeys(self._first(wanted, upto))
                at, most = until, most if until < most else len(steps)
            elif until > at + 1:
                most = at + (until - at) // 2
            else:
                more = [key for key in self._first(wanted, upto) if key not in found]
                found |= dict.fromkeys(more[:room])
                if len(found) == upto:
                    return False
                at, most = until, len(steps)  # what was too many were firms found before
        return True

    def _first(self, wanted: Filter, upto: int) -> list[UUID]:
        """Return the first firms by their ids: all, or more than there may be in all."""
        top = upto + 1
        while True:
            keys, every = finding.first_in_index(self.standing, self.circle, wanted, min(top, MOST_HITS))
            if every or len(keys) > upto or top >= MOST_HITS:
                return keys
            top *= 2  # a firm may have several documents

    def _wanted(self, parts: Sequence[tuple[str | None, _Tier]]) -> Filter:
        """Return what meets any of these parts: one filter for all tiers of a town, and for all towns with the same tiers."""
        by_town: dict[tuple[str | None, bool | None, bool], list[_Tier]] = defaultdict(list)
        for town, tier in parts:  # a tier of the class alone stays apart: products would narrow it
            by_town[town, tier.classed, bool(tier.keys or tier.names)].append(tier)
        alike: dict[tuple[bool | None, tuple[_Tier, ...]], list[str | None]] = defaultdict(list)
        for (town, classed, _by_product), tiers in by_town.items():
            alike[classed, tuple(tiers)].append(town)
        found = [
            Both((*self._fits(classed, tiers), *where))
            for (classed, tiers), towns in alike.items()
            for where in self._places(towns)
        ]
        return found[0] if len(found) == 1 else Either(tuple(found))

    def _fits(self, classed: bool | None, tiers: Sequence[_Tier]) -> list[Filter]:
        keys = tuple(key for tier in tiers for key in tier.keys)
        called = tuple(finding.name_keywords(name)[0] for tier in tiers for name in tier.names)
        told = tuple(one for one in (AnyOf("makes", keys), AnyOf("called", called)) if one.values)
        fits: list[Filter] = [Either(told) if len(told) > 1 else told[0]] if told else []
        if classed is not None and self.industry:
            fits.append((AnyOf if classed else NoneOf)("classes", (self.industry,)))
        return fits

    def _places(self, towns: Sequence[str | None]) -> Iterator[tuple[Filter, ...]]:
        entered = tuple(town for town in towns if town is not None)
        if None in towns and len(entered) == len(self.towns):
            yield ()
            return
        if entered:
            yield (AnyOf("owner", entered),)
        if None in towns:
            yield (NoneOf("owner", self.towns),)


def _fill(steps: Sequence[Step], at: int, most: int, room: int) -> int:
    """Return up to which step the firms have room, about: one step at least."""
    firms, until = steps[at].firms, at + 1
    while until < most and firms + steps[until].firms <= room:
        firms += steps[until].firms
        until += 1
    return until


def _tiers(wish: Wish) -> tuple[list[_Tier], bool]:
    """Return the products that fit, best first, and whether these are all that firms name."""
    keys: dict[float, list[str]] = defaultdict(list)
    names: dict[float, list[str]] = defaultdict(list)
    for key, points in wish.known.items():
        keys[points].append(key)
    every, documents = True, dict[str, int]()
    if not wish.offered and len(wish.phrase) <= LONGEST_PHRASE:
        shared, documents, every = finding.names_with(wish.pairs, MOST_NAMES)
        for name, points in wish.alike(shared).items():
            names[points].append(name)
    best = sorted({*keys, *names}, reverse=True)
    return [
        _Tier(
            points, tuple(keys[points]), tuple(names[points]),
            documents=sum(map(finding.number_making, keys[points])) + sum(documents[name] for name in names[points]),
        )
        for points in best
    ], every  # fmt: skip


def _shares(owners: Mapping[str, int], entered: Collection[str | None]) -> dict[str | None, float]:
    """Return what share of all documents each town has, under None those that nobody entered."""
    whole = max(1, sum(owners.values()))
    shares: dict[str | None, float] = {town: number / whole for town, number in owners.items() if town in entered}
    shares[None] = max(0.0, 1 - sum(shares.values()))
    return shares


def _steps(
    tiers: Sequence[_Tier], industry: str | None, places: Sequence[Place], shares: Mapping[str | None, float]
) -> list[Step]:
    """Return the steps within some places, best first by the ranking's own key."""
    fits: list[_Tier] = []
    for tier in tiers:
        if industry and tier.points < BEYOND_CLASS:
            of_class = int(tier.documents * IN_CLASS)
            fits.append(replace(tier, points=tier.points + CLASS, classed=True, documents=of_class))
            fits.append(replace(tier, classed=False))
        else:
            fits.append(tier)
    if industry:
        fits.append(_Tier(CLASS, classed=True, documents=finding.number_in_class(industry)))
    steps: dict[Any, list[tuple[str | None, _Tier]]] = defaultdict(list)
    for tier, place in product(fits, places):
        steps[rank_key(tier.points + place.points, place.minutes, "")].append((place.town, tier))
    return [
        Step(tuple(steps[key]), sum(tier.documents * shares.get(town, 0.0) for town, tier in steps[key]))
        for key in sorted(steps)
    ]
