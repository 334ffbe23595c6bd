"""Workers, shifts, floors and pairs as arrays, from the texts of a table: every cell that does not hold is named."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt
import polars as pl

from pilin.engine.base import Fault, Invalid
from pilin.engine.base.labour import Floor

Texts = Mapping[str, Sequence[str | None]]
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

SHANGHAI = ZoneInfo("Asia/Shanghai")
AHEAD = 8 * 3_600_000_000  # of UTC, µs; Shanghai kept summer time until 1991 only
SINCE = datetime(1992, 1, 1)  # noqa: DTZ001 - local, compared with local times
DAY = 86_400_000_000  # µs
UNREAD = np.iinfo(np.int64).min
MOST_FAULTS = 1_000  # of one kind in one column: a million rows with one mistake are one mistake
WORKER_COLUMNS = (
    "worker_id", "lat", "lon", "skills", "available_from", "available_to", "max_km", "min_hourly_cny", "reliability", "birth_date",
)  # fmt: skip
SHIFT_COLUMNS = (
    "shift_id", "employer_id", "lat", "lon", "starts_at", "ends_at", "skill", "headcount", "hourly_cny", "place_code",
)  # fmt: skip
FLOOR_COLUMNS = ("place_code", "valid_from", "valid_to", "hourly_cny")
PAIR_COLUMNS = ("worker_id", "shift_id", "value")
EVENT_COLUMNS = ("kind", "id", "arrives", "expires")


class BadTable(Invalid):
    """A table cannot be reckoned with; every fault names its row, field and reason. Nothing of it was taken."""

    def __str__(self) -> str:
        return "; ".join(f"{f.reason} ({f.field}{'' if f.row is None else f', row {f.row}'})" for f in self.faults)


@dataclass(frozen=True, slots=True)
class Workers:
    """Who would work: one entry a worker in each array.

    Parameters
    ----------
    ids : sequence of str
    lat, lon : numpy.ndarray
        Degrees, WGS 84, float64.
    skills : tuple of str
        Every skill that one of them has.
    skill_start, skill_of : numpy.ndarray
        Skills of worker i, as places in ``skills``: ``skill_of[skill_start[i]:skill_start[i + 1]]``.
    free_from, free_to : numpy.ndarray
        Microseconds since 1970 UTC, int64; a shift must lie between, ends included.
    max_km, min_hourly : numpy.ndarray
        Wishes, in km and yuan; ``inf`` and 0 where there are none. Doubles: decimals of up to 15 digits compare as written.
    reliability : numpy.ndarray
        0 to 1.
    born : numpy.ndarray
        datetime64[D].
    passed_over : numpy.ndarray
        Weeks without a shift though one was wanted, at least 0.
    """

    ids: Sequence[str]
    lat: Floats
    lon: Floats
    skills: tuple[str, ...]
    skill_start: Ints
    skill_of: Ints
    free_from: Ints
    free_to: Ints
    max_km: Floats
    min_hourly: Floats
    reliability: Floats
    born: npt.NDArray[np.datetime64]
    passed_over: Floats

    def __len__(self) -> int:
        return len(self.ids)

    def come_of_age(self, years: int) -> Ints:
        """Return the local day of the birthday, in days since 1970; 29 February becomes 1 March where there is none.

        Examples
        --------
        >>> texts = dict.fromkeys(WORKER_COLUMNS, ["0"]) | {"available_from": ["2026-01-01"], "available_to": ["2027-01-01"]}
        >>> ann = read_workers(texts | {"birth_date": ["2008-02-29"]}, [2])
        >>> [str(np.datetime64(int(ann.come_of_age(n)[0]), "D")) for n in (16, 17)]
        ['2024-02-29', '2025-03-01']
        """
        month = self.born.astype("datetime64[M]")
        days = (self.born - month.astype("datetime64[D]")).astype(np.int64)
        then = (month + np.timedelta64(12 * years, "M")).astype("datetime64[D]")
        born: Ints = then.astype(np.int64) + days
        return born


@dataclass(frozen=True, slots=True)
class Shifts:
    """What is to be done: one entry a shift in each array.

    Parameters
    ----------
    ids : sequence of str
    employer : numpy.ndarray
        Place of the employer in ``employers``.
    employers : tuple of str
    lat, lon : numpy.ndarray
    starts, ends : numpy.ndarray
        Microseconds since 1970 UTC, int64; half-open.
    skill : numpy.ndarray
        Place in ``skills``, -1 where none is asked for.
    skills : tuple of str
    heads : numpy.ndarray
        Seats, int64, at least 1.
    hourly : numpy.ndarray
        Yuan.
    places : sequence of str
        Division code; empty where unknown.
    """

    ids: Sequence[str]
    employer: Ints
    employers: tuple[str, ...]
    lat: Floats
    lon: Floats
    starts: Ints
    ends: Ints
    skill: Ints
    skills: tuple[str, ...]
    heads: Ints
    hourly: Floats
    places: Sequence[str]

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def day(self) -> Ints:
        """Return the local day each starts on, in days since 1970: the day, and the week, it counts on."""
        return (self.starts + AHEAD) // DAY

    @property
    def hours(self) -> Floats:
        """Return how long each is."""
        hours: Floats = (self.ends - self.starts) / 3.6e9
        return hours


@dataclass(slots=True)
class _Reader:
    """Reads columns of one table and gathers what is wrong with them."""

    texts: Texts
    rows: Sequence[int]
    faults: list[Fault] = field(default_factory=list)

    def text(self, name: str, *, required: bool = True) -> pl.Series:
        """Return a column without outer blanks; null where empty."""
        found = self.texts.get(name)
        column = pl.Series(name, [None] * len(self.rows) if found is None else found, dtype=pl.String)
        column = column.str.strip_chars().replace("", None)
        if required:
            self.refuse(column.is_null(), name, "empty", f"{name} is empty")
        return column

    def ids(self, name: str) -> list[str]:
        """Return a column in which no text stands twice."""
        column = self.text(name)
        again = ~column.is_first_distinct() & column.is_not_null()
        self.refuse(again, name, "double", f"this {name} stands in an earlier row already")
        return column.fill_null("").to_list()

    def number(self, name: str, *, low: float = -np.inf, high: float = np.inf, empty: float | None = None) -> Floats:
        """Return a column of numbers between two bounds, both inclusive; ``empty`` where a cell is, None refuses that."""
        column = self.text(name, required=empty is None)
        found = column.cast(pl.Float64, strict=False)
        unread = column.is_not_null() & ~found.is_finite().fill_null(False)
        self.refuse(unread, name, "no_number", f"{name} is no number")
        beyond = ~unread & ((found < low) | (found > high)).fill_null(False)
        if high == np.inf:
            told = f"{name} is less than {low:g}"
        else:
            told = f"{name} does not lie between {low:g} and {high:g}"
        self.refuse(beyond, name, "out_of_range", told)
        return found.fill_null(0.0 if empty is None else empty).to_numpy().copy()

    def place(self) -> tuple[Floats, Floats]:
        """Return latitudes and longitudes; where they would do the other way round, the fault says so."""
        lat, lon = self.number("lat"), self.number("lon")
        swapped = (np.abs(lat) > 90) & (np.abs(lat) <= 180) & (np.abs(lon) <= 90)
        beyond = (np.abs(lat) > 90) & np.isfinite(lat)
        self.refuse(pl.Series(swapped), "lat", "swapped", "lat lies beyond 90 degrees: lat and lon seem to be swapped")
        self.refuse(pl.Series(beyond & ~swapped), "lat", "out_of_range", "lat does not lie between -90 and 90")
        self.refuse(pl.Series(np.abs(lon) > 180), "lon", "out_of_range", "lon does not lie between -180 and 180")
        return lat, lon

    def time(self, name: str) -> Ints:
        """Return a column of times as µs since 1970 UTC, ``UNREAD`` where faulty; without offset they are of Asia/Shanghai."""
        column = self.text(name)
        plain = column.str.replace(r"\+08:00$", "").str.replace(" ", "T", literal=True)
        found = plain.str.to_datetime("%Y-%m-%dT%H:%M:%S", strict=False, time_unit="us")
        found = found.fill_null(plain.str.to_datetime("%Y-%m-%dT%H:%M", strict=False, time_unit="us"))
        found = found.set(found < SINCE, None)
        micros = found.cast(pl.Int64) - AHEAD
        open_ = (micros.is_null() & column.is_not_null()).arg_true()
        if len(open_):
            told = [_micros(text) for text in column.gather(open_)]
            micros = micros.scatter(open_, told)
        self.refuse(
            micros.is_null() & column.is_not_null(), name, "no_time", f"{name} is no time such as 2026-10-18T08:00"
        )
        return micros.fill_null(UNREAD).to_numpy().copy()

    def date(self, name: str, *, required: bool = True) -> pl.Series:
        """Return a column of days."""
        column = self.text(name, required=required)
        found = column.str.to_date("%Y-%m-%d", strict=False)
        self.refuse(found.is_null() & column.is_not_null(), name, "no_date", f"{name} is no day such as 2026-10-18")
        return found

    def refuse(self, bad: pl.Series, name: str, code: str, reason: str) -> None:
        """Note a fault for each row where something holds."""
        texts = self.texts.get(name)
        for at in bad.arg_true().head(MOST_FAULTS):
            value = texts[at] if texts is not None else None
            self.faults.append(Fault(code, name, reason, self.rows[at], value or ""))

    def done(self) -> None:
        """Raise with all that was noted, by row."""
        if self.faults:
            raise BadTable(*sorted(self.faults, key=lambda fault: fault.row or 0))


def read_workers(texts: Texts, rows: Sequence[int]) -> Workers:
    """Return the workers of a table.

    Parameters
    ----------
    texts : mapping of str to sequence of str or None
        The cells by column: ``WORKER_COLUMNS``, and ``passed_over`` where there is one. An empty ``max_km`` or
        ``min_hourly_cny`` is no limit, an empty ``reliability`` is 1, an empty ``passed_over`` 0.
    rows : sequence of int
        Where each stood in its file, for the faults.

    Raises
    ------
    BadTable
        With every cell that is empty, unreadable, out of range or there twice.
    """
    reader = _Reader(texts, rows)
    ids = reader.ids("worker_id")
    lat, lon = reader.place()
    free_from, free_to = reader.time("available_from"), reader.time("available_to")
    backwards = pl.Series((free_to < free_from) & (free_to != UNREAD) & (free_from != UNREAD))
    reader.refuse(backwards, "available_to", "backwards", "available_to lies before available_from")
    max_km = reader.number("max_km", low=0, empty=np.inf)
    min_hourly = reader.number("min_hourly_cny", low=0, empty=0.0)
    reliability = reader.number("reliability", low=0, high=1, empty=1.0)
    born = reader.date("birth_date")
    passed_over = reader.number("passed_over", low=0, empty=0.0)
    reader.done()
    listed = reader.text("skills", required=False).fill_null("").str.split("|")
    counted = pl.DataFrame({"worker": np.arange(len(ids)), "skill": listed}).explode("skill")
    counted = (
        counted.with_columns(pl.col("skill").str.strip_chars())
        .filter(pl.col("skill") != "")
        .unique(maintain_order=True)
    )
    names, codes = _coded(counted["skill"])
    order = np.lexsort((codes, counted["worker"].to_numpy()))
    start = np.searchsorted(counted["worker"].to_numpy()[order], np.arange(len(ids) + 1))
    return Workers(
        ids, lat, lon, names, start.astype(np.int64), codes[order], free_from, free_to, max_km, min_hourly, reliability,
        born.to_numpy().astype("datetime64[D]"), passed_over,
    )  # fmt: skip


def read_shifts(texts: Texts, rows: Sequence[int]) -> Shifts:
    """Return the shifts of a table; see :func:`read_workers`.

    Parameters
    ----------
    texts : mapping of str to sequence of str or None
        ``SHIFT_COLUMNS``. An empty ``skill`` asks for none; an empty ``place_code`` leaves the floor unknown.

    Raises
    ------
    BadTable
        Also where a shift ends before, or as, it starts.
    """
    reader = _Reader(texts, rows)
    ids = reader.ids("shift_id")
    employer = reader.text("employer_id")
    lat, lon = reader.place()
    starts, ends = reader.time("starts_at"), reader.time("ends_at")
    backwards = pl.Series((ends <= starts) & (ends != UNREAD) & (starts != UNREAD))
    reader.refuse(backwards, "ends_at", "backwards", "the shift does not end after it starts")
    heads = _heads(reader)
    hourly = reader.number("hourly_cny", low=0)
    reader.done()
    employers, of = _coded(employer)
    skills, skill = _coded(reader.text("skill", required=False))
    places = reader.text("place_code", required=False).fill_null("").to_list()
    return Shifts(ids, of, employers, lat, lon, starts, ends, skill, skills, heads, hourly, places)


def read_heads(texts: Texts, rows: Sequence[int]) -> dict[str, int]:
    """Return how many each shift of a table wants, by its id; 1 where the table has no ``headcount``.

    Raises
    ------
    BadTable
    """
    reader = _Reader(texts, rows)
    ids = reader.ids("shift_id")
    heads = _heads(reader) if "headcount" in texts else np.ones(len(ids), np.int64)
    reader.done()
    return dict(zip(ids, heads.tolist(), strict=True))


def read_floors(texts: Texts, rows: Sequence[int]) -> tuple[Floor, ...]:
    """Return the floors of a table: ``FLOOR_COLUMNS``, an empty ``valid_to`` being open.

    Raises
    ------
    BadTable
        Also where a place has two floors from one day on.
    """
    reader = _Reader(texts, rows)
    places = reader.text("place_code")
    since, until = reader.date("valid_from"), reader.date("valid_to", required=False)
    reader.number("hourly_cny", low=0)
    both = since.is_not_null() & until.is_not_null()
    reader.refuse(both & (until < since).fill_null(False), "valid_to", "backwards", "valid_to lies before valid_from")
    again = ~pl.DataFrame({"place": places, "since": since}).is_unique() & places.is_not_null()
    reader.refuse(again, "place_code", "double", "this place has two floors from one day on")
    reader.done()
    amounts = [_decimal(text) for text in reader.text("hourly_cny")]
    return tuple(Floor(*row) for row in zip(places, since, until, amounts, strict=True))


@dataclass(frozen=True, slots=True)
class Given:
    """Pairs that somebody else found, as arrays: places in ``workers`` and ``shifts``, values."""

    workers: tuple[str, ...]
    shifts: tuple[str, ...]
    worker: Ints
    shift: Ints
    value: Floats


def read_pairs(
    texts: Texts, rows: Sequence[int], *, workers: Sequence[str] | None = None, shifts: Sequence[str] | None = None
) -> Given:
    """Return the pairs of a table: ``PAIR_COLUMNS``.

    Parameters
    ----------
    workers, shifts : sequence of str, optional
        Those there are; None: those that the pairs name.

    Raises
    ------
    BadTable
        Also where a pair stands twice, or names somebody that is not there.
    """
    reader = _Reader(texts, rows)
    worker, shift = reader.text("worker_id"), reader.text("shift_id")
    value = reader.number("value")
    named = worker.is_not_null() & shift.is_not_null()
    again = ~pl.DataFrame({"worker": worker, "shift": shift}).select(
        pl.struct("worker", "shift").is_first_distinct()
    ).to_series()  # fmt: skip
    reader.refuse(again & named, "shift_id", "double", "this pair stands in an earlier row already")
    for name, column, known in (("worker_id", worker, workers), ("shift_id", shift, shifts)):
        if known is not None:
            stranger = ~column.is_in(pl.Series(known, dtype=pl.String).implode()) & column.is_not_null()
            reader.refuse(stranger, name, "unknown", f"no such {name} is known")
    reader.done()
    names, of = _coded(worker) if workers is None else _placed(worker, workers)
    titles, to = _coded(shift) if shifts is None else _placed(shift, shifts)
    return Given(names, titles, of, to, value)


@dataclass(frozen=True, slots=True)
class Event:
    """Somebody or something arrives, and is there until it expires, that moment included."""

    kind: str
    id: str
    arrives: float
    expires: float


def read_events(texts: Texts, rows: Sequence[int]) -> tuple[Event, ...]:
    """Return the events of a table in the order of their arrival, those of one moment in that of the file.

    Parameters
    ----------
    texts : mapping of str to sequence of str or None
        ``EVENT_COLUMNS``; ``arrives`` and ``expires`` are numbers throughout, or times throughout; an empty ``expires``
        is never.

    Raises
    ------
    BadTable
    """
    reader = _Reader(texts, rows)
    kind, ids = reader.text("kind"), reader.text("id")
    reader.refuse(~kind.is_in(["worker", "shift"]) & kind.is_not_null(), "kind", "unknown", "kind is worker or shift")
    again = ~pl.DataFrame({"kind": kind, "id": ids}).select(pl.struct("kind", "id").is_first_distinct()).to_series()
    reader.refuse(again & ids.is_not_null(), "id", "double", "this id stands in an earlier row already")
    arrives, expires = reader.text("arrives"), reader.text("expires", required=False)
    if arrives.cast(pl.Float64, strict=False).is_not_null().any() or not len(arrives):
        at, until = reader.number("arrives"), reader.number("expires", empty=np.inf)
    else:
        at = reader.time("arrives").astype(np.float64)
        never = expires.is_null().to_numpy()
        filled = dict(reader.texts) | {"expires": expires.fill_null("9999-12-31").to_list()}
        late = _Reader(filled, rows, reader.faults)
        until = np.where(never, np.inf, late.time("expires").astype(np.float64))
    backwards = pl.Series((until < at) & (at != UNREAD) & (until != UNREAD))
    reader.refuse(backwards, "expires", "backwards", "expires lies before arrives")
    reader.done()
    made = [Event(*row) for row in zip(kind, ids, at.tolist(), until.tolist(), strict=True)]
    return tuple(sorted(made, key=lambda event: event.arrives))


def _heads(reader: _Reader) -> Ints:
    heads = reader.number("headcount", low=1)
    odd = pl.Series(np.isfinite(heads) & (heads != np.floor(heads)))
    reader.refuse(odd, "headcount", "no_number", "headcount is no whole number")
    return np.nan_to_num(heads, posinf=0, neginf=0).clip(-1, 1e15).astype(np.int64)


def _coded(column: pl.Series) -> tuple[tuple[str, ...], Ints]:
    """Return the texts of a column, each once, and where each cell's stands; -1 where it is empty."""
    names = column.drop_nulls().unique(maintain_order=True)
    return _placed(column, names.to_list())


def _placed(column: pl.Series, names: Sequence[str]) -> tuple[tuple[str, ...], Ints]:
    places = pl.DataFrame({"name": pl.Series(names, dtype=pl.String), "at": np.arange(len(names), dtype=np.int64)})
    found = column.to_frame("name").join(places, on="name", how="left", maintain_order="left")["at"]
    return tuple(names), found.fill_null(-1).to_numpy().astype(np.int64)


def _micros(text: str) -> int | None:
    try:
        told = datetime.fromisoformat(text)
    except ValueError:
        return None
    if told.tzinfo is None:
        told = told.replace(tzinfo=SHANGHAI)
    since = told - datetime(1970, 1, 1, tzinfo=ZoneInfo("UTC"))
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds


def _decimal(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:  # what polars reads as a number and Decimal does not
        return Decimal(repr(float(text)))


def date_of(day: int) -> date:
    """Return the day that is so many days after 1 January 1970."""
    return date.fromordinal(day + date(1970, 1, 1).toordinal())
