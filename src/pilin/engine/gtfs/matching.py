"""Which stop of a feed is which stop known already: by forms of the name and distance together, never by a number alone."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pilin.engine.base import great_circles_km

SURE_M = 150.0  # of one name, this near: the same stop
STEM_M = 60.0  # of one stem (枫泾汽车站, 枫泾站), this near: the same stop
ASKED_M = 600.0  # of one name or stem, this near: people are asked
TOUCHING_M = 30.0  # of whatever name, this near: people are asked
DROPPED = re.compile(r"[\s·•・\-—_()（）\[\]【】.,，。'’]+")
ENDS = re.compile(r"(公交车站|公交站|公交首末站|汽车客运站|客运中心|客运站|汽车站|长途站|枢纽站|站台|车站|站|busstop|busstation|coachstation|station|stop)$")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Known:
    """A stop, of a feed or known already: its key, its names in whatever languages, and its place in degrees."""

    key: str
    names: tuple[str, ...]
    lat: float
    lon: float


@dataclass(frozen=True, slots=True)
class Found:
    """What a stop of a feed may be: ``sure`` the key of one that it is; ``maybe`` those people are asked about, with metres."""

    key: str
    sure: str
    maybe: tuple[tuple[str, float], ...]


def name_forms(name: str) -> tuple[str, str]:
    """Return a name as it is compared: without case, width, space and marks; and the same without the word for a stop.

    Examples
    --------
    >>> name_forms("枫泾 汽车站")
    ('枫泾汽车站', '枫泾')
    """
    whole = DROPPED.sub("", unicodedata.normalize("NFKC", name).casefold())
    return whole, ENDS.sub("", whole) or whole


def match_stops(stops: Sequence[Known], known: Sequence[Known]) -> list[Found]:
    """Return for each stop of a feed which known stop it is, or which it may be.

    Sure is only what one known stop alone answers to: the same name within 150 m, or the same stem within 60 m. Asked about
    is the same name or stem within 600 m, and whatever stands within 30 m. The same number says nothing.

    Returns
    -------
    list of Found
        In the order of ``stops``; ``maybe`` by distance.
    """
    if not known:
        return [Found(stop.key, "", ()) for stop in stops]
    lat, lon = np.array([one.lat for one in known]), np.array([one.lon for one in known])
    forms = [{form for name in one.names if name for form in [name_forms(name)]} for one in known]
    found = []
    for stop in stops:
        metres = great_circles_km(stop.lat, stop.lon, lat, lon) * 1000
        own = {name_forms(name) for name in stop.names if name}
        whole, stem = {form[0] for form in own}, {form[1] for form in own}
        sure, maybe = [], []
        for place in np.flatnonzero(metres <= ASKED_M).tolist():
            far = float(metres[place])
            same = bool(whole & {form[0] for form in forms[place]})
            akin = same or bool(stem & {form[1] for form in forms[place]})
            if (same and far <= SURE_M) or (akin and far <= STEM_M):
                sure.append(known[place].key)
            if akin or far <= TOUCHING_M:
                maybe.append((known[place].key, round(far, 1)))
        maybe.sort(key=lambda one: (one[1], one[0]))
        found.append(Found(stop.key, sure[0] if len(sure) == 1 else "", () if len(sure) == 1 else tuple(maybe)))
    return found
