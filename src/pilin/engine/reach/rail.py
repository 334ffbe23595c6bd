"""Direct trains of a timetable: the least minutes from a station, or a city's stations, to every other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import polars as pl

from pilin.engine.base import Fault, Invalid
from pilin.engine.reach.tables import MOST_FAULTS, read_texts

DAY = 86_400
HEADS = {"block": ("block",), "order": ("站序", "order"), "station": ("站名", "station"), "arr": ("arr",), "dep": ("dep",), "train": ("车次", "train")}  # fmt: skip
NONE = ("", "-", "--", "----")  # a train does not arrive where it begins, nor leave where it ends


@dataclass(frozen=True, slots=True)
class Ride:
    """The quickest direct train to a station."""

    name: str
    seconds: int
    train: str | None

    @property
    def minutes(self) -> Decimal:
        """Minutes: whole seconds over sixty, to the thousandth."""
        exact = Decimal(self.seconds) / 60
        return exact if exact == exact.to_integral_value() else round(exact, 3)


@dataclass(frozen=True, slots=True)
class Rides:
    """Stations that a direct train reaches within so many minutes, and from which stations."""

    origin: str
    stations: tuple[str, ...]
    within: Decimal
    places: tuple[Ride, ...]


@dataclass(frozen=True, slots=True)
class Timetable:
    """Calls of trains: block (a trip), order, station, arr and dep (seconds after midnight, null for none), train."""

    calls: pl.DataFrame

    @classmethod
    def read(cls, path: Path) -> Timetable:
        """Return the timetable of a CSV file in UTF-8, a row a call.

        Columns: ``block`` (the trip), 站序 or ``order``, 站名 or ``station``, ``arr``, ``dep`` (HH:MM[:SS], ``----`` for none),
        and if there is one 车次 or ``train``.

        Raises
        ------
        Invalid
            With row (the head is row 1), field and reason of each fault, at most a hundred.
        """
        read = read_texts(path)
        names = {name: next((head for head in heads if head in read.columns), None) for name, heads in HEADS.items()}
        if missing := [name for name, head in names.items() if head is None and name != "train"]:
            raise Invalid(*(Fault("missing_column", name, f"no column is called {' or '.join(HEADS[name])}", 1) for name in missing))  # fmt: skip
        frame = read.select(
            (pl.lit(None, pl.String) if head is None else pl.col(head).str.strip_chars()).alias(name)
            for name, head in names.items()
        )
        calls = frame.with_columns(pl.col("order").cast(pl.Int64, strict=False), _seconds("arr"), _seconds("dep"))
        _check(frame, calls, names)
        return cls(calls)

    def stations_of(self, text: str) -> tuple[str, ...]:
        """Return the stations whose names begin with a text, by name."""
        found = self.calls["station"].unique().sort()
        return tuple(name for name in found if text and name.startswith(text))

    def within(self, origin: str, minutes: float | Decimal) -> Rides:
        """Return the stations at most so many minutes from a city, or a station, by direct train; its own are left out.

        A ride takes arrival less departure, over midnight too, so one of a day and more looks short: high-speed trains have
        none. Of several trains, and several stations of the origin, the least counts. A station without a direct train is
        not there at all: that says nothing of changes.

        Raises
        ------
        Invalid
            Where no station's name begins so, or these are no minutes.
        """
        most = Decimal(str(minutes))
        if not most.is_finite() or most < 0:
            raise Invalid(Fault("no_number", "within", "minutes are a number from zero up", value=str(minutes)))
        own = self.stations_of(origin)
        if not own:
            raise Invalid(Fault("unknown_station", "from", f"no station's name begins with {origin}", value=origin))
        here = self.calls.filter(pl.col("station").is_in(own) & pl.col("dep").is_not_null())
        leaves = here.select("block", pl.col("order").alias("left"), pl.col("dep").alias("leaves"))
        there = self.calls.filter(~pl.col("station").is_in(own) & pl.col("arr").is_not_null())
        took = ((pl.col("arr") - pl.col("leaves")) % DAY).alias("seconds")
        rides = there.join(leaves, on="block").filter(pl.col("order") > pl.col("left")).with_columns(took)
        least = rides.sort("seconds", "train", "block").group_by("station", maintain_order=True).first()
        near = least.filter(pl.col("seconds") <= int(most * 60)).sort("seconds", "station")
        places = tuple(Ride(*row) for row in near.select("station", "seconds", "train").iter_rows())
        return Rides(origin, own, most, places)


def _seconds(name: str) -> pl.Expr:
    parts = pl.col(name).str.extract_groups(r"^(\d{1,2}):([0-5]\d)(?::([0-5]\d))?$")
    hours, rest, seconds = (parts.struct.field(str(k)).cast(pl.Int64) for k in (1, 2, 3))
    return pl.when(hours < 24).then(hours * 3_600 + rest * 60 + seconds.fill_null(0)).alias(name)


def _check(frame: pl.DataFrame, calls: pl.DataFrame, names: Mapping[str, str | None]) -> None:
    faults = []
    for name in ("block", "order", "station", "arr", "dep"):
        told, said = calls[name], frame[name]
        if name in ("arr", "dep"):
            wrong, reason = (
                told.is_null() & ~said.fill_null("").is_in(NONE),
                "a time is HH:MM or HH:MM:SS, or ---- for none",
            )
        else:
            wrong, reason = (
                told.is_null() | (said.fill_null("") == ""),
                "every call has its trip, its number and its station",
            )
        for k in wrong.arg_true().head(MOST_FAULTS).to_list():
            faults.append(Fault("malformed", names[name] or name, reason, k + 2, said[k] or ""))
    if faults:
        raise Invalid(*sorted(faults, key=lambda fault: fault.row or 0)[:MOST_FAULTS])
