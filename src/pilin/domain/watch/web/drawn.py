"""The schematic map of the watch: towns, the river between, and a ring for each gauge that fills as its line comes near."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from pilin.domain.watch.queries import Desk, GaugeCard
from pilin.foundation.members.queries import MemberCard
from pilin.web.drawing import Drawing, Drawn, stitch_map

APART = 24.0  # between the rings of one town
RING = 8.5


@dataclass(frozen=True, slots=True)
class Ring:
    """One gauge on the map: a ring and how far it is filled, from below."""

    x: float
    y: float
    card: GaugeCard
    fill_x: float
    fill_y: float
    fill_height: float


@dataclass(frozen=True, slots=True)
class WatchMap:
    """The drawing with what stands on it."""

    drawing: Drawing
    towns: tuple[tuple[Drawn, MemberCard], ...]
    rings: tuple[Ring, ...]


def watch_map(desk: Desk, codes: list[str]) -> WatchMap | None:
    """Return the map of these towns with a ring a gauge of levels; None where their shapes are not known."""
    drawn = stitch_map(tuple(sorted(codes)), 0, 620, 640)
    if drawn is None:
        return None
    by_town: dict[str, list[Any]] = defaultdict(list)
    for card in desk.gauges:
        if card.is_level and card.member is not None:
            by_town[card.member.code].append(card)
    rings = []
    for shape in drawn.towns:
        cards = by_town[shape.code]
        for k, card in enumerate(cards):
            x = shape.x + (k - (len(cards) - 1) / 2) * APART
            y = shape.y + 36
            height = round(2 * RING * card.fill / 8, 1)
            rings.append(Ring(round(x, 1), y, card, round(x - RING, 1), round(y + RING - height, 1), height))
    towns = tuple((shape, desk.members[shape.code]) for shape in drawn.towns if shape.code in desk.members)
    return WatchMap(drawn, towns, tuple(rings))
