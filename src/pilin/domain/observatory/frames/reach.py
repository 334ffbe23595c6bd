"""The network of a circle as the engine reckons with it, and what it answers: the hour, a bridge, the matrix, two states compared."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from pilin.domain.observatory.enums import HOUR, ChangeKind
from pilin.domain.observatory.queries import reach as queries
from pilin.domain.observatory.rules.reach import ChangeInput
from pilin.engine import reach
from pilin.foundation.access.standing import Standing

Cells = NDArray[np.int32]
SHOWN = 200  # rows of a page; the file holds all


@dataclass(frozen=True)
class Picture:
    """A network on a day: as it is, or as a scenario would have it.

    Parameters
    ----------
    ground : Ground
    mode : str
        Only links of this mode; empty: of all.
    network : Network
        Every place is a node of it, also one to which no open link leads.
    idle : tuple of ChangeInput
        Links that a scenario closes where none is open: that changes nothing.
    """

    ground: queries.Ground
    mode: str
    network: reach.Network
    idle: tuple[ChangeInput, ...] = ()

    @property
    def nodes(self) -> tuple[queries.Node, ...]:
        """Return the places, by code."""
        return self.ground.nodes

    @cached_property
    def open_links(self) -> tuple[queries.LinkRow, ...]:
        """Return the links one goes over, of the mode asked for."""
        return tuple(row for row in self.ground.links if row.is_open and self.mode in ("", row.mode))

    @cached_property
    def shut_links(self) -> tuple[queries.LinkRow, ...]:
        """Return the links of the mode asked for over which nobody goes: a side says something else, or nothing."""
        return tuple(row for row in self.ground.links if not row.is_open and self.mode in ("", row.mode))

    @property
    def hours(self) -> list[str]:
        """Return the hours of day of which the minutes of open links are, ``HH:MM``; links of which nobody said it tell none."""
        return sorted({row.hour for row in self.open_links if row.hour})

    @property
    def unsaid_hours(self) -> bool:
        """Return whether of any open link nobody said at which hour it takes so long."""
        return any(not row.hour for row in self.open_links)

    @property
    def modes(self) -> list[str]:
        """Return the modes of the open links."""
        return sorted({row.mode for row in self.open_links})

    @property
    def is_invented(self) -> bool:
        """Return whether minutes of any open link are illustrative."""
        return any(row.illustrative for row in self.open_links)

    @cached_property
    def places(self) -> reach.Places:
        """Return the places as the engine has them, each with weight 1: nobody has said how many live there."""
        return reach.Places(self.codes, self.codes, np.ones(len(self.codes)))

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """Return the codes of the places, in their order."""
        return tuple(node.code for node in self.nodes)

    @cached_property
    def at(self) -> NDArray[np.int64]:
        """Return the engine's number of each place."""
        return self.network.codes(self.codes)

    def names(self, code: str) -> bool:
        """Return whether a place of this code is in the network."""
        return code in self.codes

    def cells_from(self, origin: str) -> Cells:
        """Return thousandths of a minute (P,) from a place to every place."""
        told: Cells = self.network.cells(self.network.codes([origin]), self.at)[0]
        return told

    @cached_property
    def matrix(self) -> reach.Matrix:
        """Return the times between all places."""
        return reach.Matrix.of(self.network, self.places)

    def changed(self, changes: Iterable[ChangeInput]) -> Picture:
        """Return the picture as a scenario would have it; a link that is closed where none is open is told as idle."""
        network, idle = self.network, list(self.idle)
        for one in changes:
            if one.kind == ChangeKind.ADD:
                network = network.with_links([reach.Added(one.start, one.end, float(one.minutes or 0), one.both_ways)])
                continue
            a, b = network.node(one.start), network.node(one.end)
            if network.least(a, b) is None and (not one.both_ways or network.least(b, a) is None):
                idle.append(one)
            else:
                network = network.without_links([(one.start, one.end)], both_ways=one.both_ways)
        return replace(self, network=network, idle=tuple(idle))


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """A place with the minutes to it, before and after; None where there is no way."""

    node: queries.Node
    before: Decimal | None
    after: Decimal | None
    within: int

    @property
    def is_inside(self) -> bool:
        """Return whether it lies within the bound now: exactly at it is within."""
        return self.after is not None and self.after <= self.within

    @property
    def was_inside(self) -> bool:
        """Return whether it lay within the bound before."""
        return self.before is not None and self.before <= self.within

    @property
    def won(self) -> Decimal | None:
        """Return the minutes won; None where there was no way, or is none."""
        return None if self.before is None or self.after is None else self.before - self.after


@dataclass(frozen=True, slots=True)
class AreaRow:
    """The places of a town, or of a division outside the circle, seen from one place."""

    node: queries.Node
    is_member: bool
    places: int
    before: int  # within the bound
    after: int
    winners: int
    losers: int
    opened: int  # had no way before and have one now
    minutes_won: (
        float | None
    )  # mean over its places with a way both before and after, the origin apart; None where there is none


@dataclass(frozen=True, slots=True)
class Circle:
    """What lies within so many minutes of a place, and what a change makes of it."""

    picture: Picture
    origin: queries.Node
    within: int
    rows: tuple[PlaceRow, ...]  # by minutes now, then before; without a way last
    areas: tuple[AreaRow, ...]

    @property
    def inside(self) -> list[PlaceRow]:
        """Return the places within the bound, the origin among them."""
        return [row for row in self.rows if row.is_inside]

    @property
    def before_count(self) -> int:
        """Return how many places lay within the bound before."""
        return sum(row.was_inside for row in self.rows)

    @property
    def half(self) -> Decimal:
        """Return half the bound, by which the map tells near from far."""
        return Decimal(self.within) / 2

    @property
    def outside(self) -> list[PlaceRow]:
        """Return the places that are farther, or to which there is no way."""
        return [row for row in self.rows if not row.is_inside]

    @property
    def gained(self) -> list[PlaceRow]:
        """Return the places that come within the bound."""
        return [row for row in self.rows if row.is_inside and not row.was_inside]

    @property
    def lost(self) -> list[PlaceRow]:
        """Return the places that fall out of the bound."""
        return [row for row in self.rows if row.was_inside and not row.is_inside]

    @property
    def shown(self) -> tuple[PlaceRow, ...]:
        """Return as many rows as a page holds."""
        return self.rows[:SHOWN]


@dataclass(frozen=True, slots=True)
class Bridge:
    """A link that might be built, as a browser reckons with it: times before, and to and from both its ends."""

    picture: Picture
    origin: str
    start: str
    end: str
    both_ways: bool
    within: int
    old: Cells  # (P,)
    from_start: Cells  # (P,)
    from_end: Cells  # (P,)
    to_start: int  # from the origin
    to_end: int

    def at(self, minutes: float) -> Cells:
        """Return thousandths of a minute (P,) from the origin if the link took so many minutes: min(old, o→a + m + b→p, …).

        Raises
        ------
        ValueError
            Where these are no minutes.
        """
        own = int(reach.thousandths(minutes))
        told = self.old.astype(np.int64)
        ways = [(self.to_start, self.from_end), (self.to_end, self.from_start)][: 2 if self.both_ways else 1]
        for reached, onward in ways:
            if reached < reach.UNREACHABLE:
                np.minimum(told, np.where(onward < reach.UNREACHABLE, onward.astype(np.int64) + reached + own, reach.UNREACHABLE), out=told)  # fmt: skip
        return told.astype(np.int32)

    def out(self, names: Mapping[str, str]) -> dict[str, Any]:
        """Return what a browser needs, in thousandths of a minute; ``names`` of places and areas by code."""
        nodes = self.picture.nodes
        areas = list(dict.fromkeys(node.area for node in nodes))
        return {
            "never": reach.UNREACHABLE, "within": self.within * 1_000, "both": self.both_ways, "origin": self.picture.codes.index(self.origin),
            "start": self.picture.codes.index(self.start), "end": self.picture.codes.index(self.end),
            "codes": list(self.picture.codes), "names": [names.get(code, code) for code in self.picture.codes],
            "points": [None if node.latitude is None else [node.latitude, node.longitude] for node in nodes],
            "areas": areas, "area": [areas.index(node.area) for node in nodes], "old": self.old.tolist(),
            "fromStart": self.from_start.tolist(), "fromEnd": self.from_end.tolist(), "toStart": self.to_start, "toEnd": self.to_end,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Compared:
    """Two states of the network compared over all places as origins: what the engine says, with names."""

    before: Picture
    after: Picture
    within: int
    told: reach.Comparison
    areas: Mapping[str, queries.Node]
    gained: tuple[tuple[queries.Node, queries.Node, PlaceRow], ...]  # from, to, the times
    lost: tuple[tuple[queries.Node, queries.Node, PlaceRow], ...]
    gained_count: int
    lost_count: int

    @property
    def idle(self) -> tuple[ChangeInput, ...]:
        """Return the links that either state closes where none is open."""
        return tuple(dict.fromkeys((*self.before.idle, *self.after.idle)))

    @property
    def groups(self) -> list[tuple[queries.Node | None, bool, reach.Group]]:
        """Return each area with whether it is a member and what the engine says of it."""
        return [(self.areas.get(one.name), one.name in self.before.ground.members, one) for one in self.told.groups]


def picture(
    standing: Standing,
    circle: str,
    on: date,
    mode: str = "",
    changes: Iterable[ChangeInput] = (),
    also: Iterable[str] = (),
) -> Picture:
    """Return the network of a circle on a day, with what a scenario changes; ``also`` are codes of places it needs besides."""
    made = list(changes)
    codes = [code for one in made for code in (one.start, one.end)]
    return drawn(queries.ground(standing, circle, on, [*codes, *also]), mode).changed(made)


def drawn(ground: queries.Ground, mode: str = "") -> Picture:
    """Return the network of links that are open, of one mode or of all; each place is a node, linked or not."""
    rows = [row for row in ground.links if row.is_open and mode in ("", row.mode)]
    codes = [node.code for node in ground.nodes]
    frame = pl.DataFrame({
        "start": [row.start for row in rows] + codes, "end": [row.end for row in rows] + codes,  # to itself: a node, no link
        "thousandths": pl.Series([int(row.minutes * 1_000) for row in rows] + [1] * len(codes), dtype=pl.Int64),
        "both_ways": pl.Series([row.both_ways for row in rows] + [False] * len(codes), dtype=pl.Boolean),
        "mode": pl.Series([row.mode for row in rows] + [None] * len(codes), dtype=pl.String),
    }, schema_overrides={"start": pl.String, "end": pl.String})  # fmt: skip
    return Picture(ground, mode, reach.Network.of(reach.Links(frame)))


def far_from(now: Picture, origin: str) -> str:
    """Return the member's or observer's place that is longest to reach, of those without a way the first; empty where there is none."""
    row = now.cells_from(origin)
    others = [code for code in now.ground.members if code in now.codes and code != origin]
    return max(others, key=lambda code: row[now.codes.index(code)], default="")


def circle_of(now: Picture, origin: str, within: int = HOUR, before: Picture | None = None) -> Circle:
    """Return what lies within so many minutes of a place; with ``before`` also what came in and fell out."""
    after = now.cells_from(origin)
    return told_from(now, origin, within, before.cells_from(origin) if before else after, after)


def told_from(now: Picture, origin: str, within: int, before: Cells, after: Cells) -> Circle:
    """Return the circle of a place from the times to every place before and after."""
    order = np.lexsort((before, after)).tolist()
    rows = tuple(PlaceRow(now.nodes[k], reach.exact(before[k]), reach.exact(after[k]), within) for k in order)
    return Circle(now, now.nodes[now.codes.index(origin)], within, rows, tuple(_areas(now, origin, within, before, after)))  # fmt: skip


def _areas(now: Picture, origin: str, within: int, before: Cells, after: Cells) -> Iterable[AreaRow]:
    """Yield what every town's places are to one place, members first."""
    most, never, here = within * 1_000, reach.UNREACHABLE, np.array([code == origin for code in now.codes])
    order = {code: place for place, code in enumerate(now.ground.members)}
    area = np.array([node.area for node in now.nodes], dtype=object)
    known = [code for code in now.ground.areas if np.any(area == code)]
    for code in sorted(known, key=lambda code: (order.get(code, len(order)), code)):
        own = area == code
        both = own & ~here & (before < never) & (after < never)
        won = (before[both].astype(np.int64) - after[both]) / 1_000
        yield AreaRow(
            now.ground.areas[code], code in now.ground.members, int(own.sum()), int((own & (before <= most)).sum()),
            int((own & (after <= most)).sum()), int((won > 0).sum()), int((won < 0).sum()),
            int((own & (before == never) & (after < never)).sum()), float(won.mean()) if len(won) else None,
        )  # fmt: skip


def bridge(now: Picture, origin: str, start: str, end: str, *, both_ways: bool = True, within: int = HOUR) -> Bridge:
    """Return a link that might be built between two places, reckoned so far that any number of minutes is one pass.

    Four rows of times, whatever the number of places: from the origin, and from both ends.
    """
    codes = now.network.codes([origin, start, end])
    old, from_start, from_end = now.network.cells(codes, now.at)
    reached = now.network.cells(codes[:1], codes[1:])[0]
    return Bridge(
        now, origin, start, end, both_ways, within, old, from_start, from_end, int(reached[0]), int(reached[1])
    )


def compared(before: Picture, after: Picture, within: int = HOUR, most: int = SHOWN) -> Compared:
    """Return what changes between two states of one ground, over all places as origins, by town."""
    was, now, nodes = before.matrix.cells, after.matrix.cells, before.nodes
    told = reach.compare(was, now, before.places.weights, [node.area for node in nodes], within=within)
    gained, lost = told.gained(), told.lost()

    def pairs(found: NDArray[np.intp]) -> tuple[tuple[queries.Node, queries.Node, PlaceRow], ...]:
        return tuple(
            (nodes[i], nodes[j], PlaceRow(nodes[j], reach.exact(was[i, j]), reach.exact(now[i, j]), within))
            for i, j in found[:most].tolist()
        )

    return Compared(before, after, within, told, before.ground.areas, pairs(gained), pairs(lost), len(gained), len(lost))  # fmt: skip


def scenarios_compared(
    standing: Standing, circle: str, on: date, mode: str, within: int, before: Any, after: Any
) -> Compared:
    """Return what changes between two scenarios over one ground; None stands for the network as it is."""
    made = [queries.inputs_of(standing, row) if row else [] for row in (before, after)]
    codes = [code for changes in made for one in changes for code in (one.start, one.end)]
    ground = drawn(queries.ground(standing, circle, on, codes), mode)
    return compared(ground.changed(made[0]), ground.changed(made[1]), within)


def matrix_file(now: Picture, form: str) -> bytes:
    """Return the minutes of every pair as ``csv`` or ``parquet``: from, to, minutes, empty where there is no way."""
    frame, sink = now.matrix.frame(), io.BytesIO()
    if form == "csv":
        frame.write_csv(sink)
    else:
        frame.write_parquet(sink, compression="zstd")
    return sink.getvalue()


def geojson(told: Circle) -> bytes:
    """Return the places as points with their minutes from one of them, and the links as lines, by RFC 7946."""
    at = {node.code: [node.longitude, node.latitude] for node in told.picture.nodes if node.latitude is not None}
    points = [
        _feature("Point", at[row.node.code], {
            "code": row.node.code, "name_zh": row.node.name_zh, "name": row.node.name, "area": row.node.area,
            "minutes": None if row.after is None else float(row.after), "is_inside": row.is_inside,
        })
        for row in told.rows if row.node.code in at
    ]  # fmt: skip
    lines = [
        _feature("LineString", [at[row.start], at[row.end]], {
            "from": row.start, "to": row.end, "mode": row.mode, "minutes": float(row.minutes), "both_ways": row.both_ways,
            "is_open": row.is_open, "states": dict(row.states), "illustrative": row.illustrative,
        })
        for row in told.picture.ground.links if row.start in at and row.end in at and told.picture.mode in ("", row.mode)
    ]  # fmt: skip
    whole = {
        "type": "FeatureCollection", "from": told.origin.code, "within": told.within, "on": str(told.picture.ground.on),
        "mode": told.picture.mode or None, "hours": told.picture.hours, "features": [*points, *lines],
    }  # fmt: skip
    return json.dumps(whole, ensure_ascii=False).encode()


def _feature(kind: str, coordinates: Sequence[Any], properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "Feature", "geometry": {"type": kind, "coordinates": coordinates}, "properties": properties}


@dataclass(frozen=True, slots=True)
class Content:
    """What lies within the bound by records that exist: how many, and of how many towns within it somebody has said it."""

    kind: str
    value: int | None  # None: nobody has said it of any town within
    known: int
    towns: int


def contents(standing: Standing, told: Circle) -> list[Content]:
    """Return what lies within the bound by records: firms by the registers of its towns, hospitals by where they lie.

    People and jobs stand in no record by town yet, so they are unknown; they are named, so that nobody takes their absence
    for none.
    """
    circle, inside = told.picture.ground.circle, [row.node.code for row in told.inside]
    towns = [code for code in inside if code in told.picture.ground.members]
    firms = queries.firms_by_town(standing, circle)
    known = [code for code in towns if code in firms]
    hospitals, said = queries.hospitals_by_place(standing, circle)
    saying = [code for code in towns if code in said]
    return [
        Content("firms", sum(firms[code] for code in known) if known else None, len(known), len(towns)),
        Content("people", None, 0, len(towns)),
        Content("jobs", None, 0, len(towns)),
        Content(
            "hospitals", sum(hospitals.get(code, 0) for code in inside) if saying else None, len(saying), len(towns)
        ),
    ]
