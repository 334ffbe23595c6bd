"""The table of a history as a page shows it: a row each figure and town, a column each year, a field each cell."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.http import QueryDict
from django.utils.translation import gettext as _

from pilin.domain.benefits import history, wording
from pilin.domain.benefits.enums import Measure, Simulated
from pilin.engine import share

CELL = re.compile(r"[a-z]+\.[a-e]+\.\d{4}")
LETTERS = "abcde"  # of the towns in the order in which the table was laid out: an address stays short
UNIT = Decimal(10_000)
GAME = {"a": 600, "b": 500, "c": 400, "ab": 1500, "ac": 1300, "bc": 1100, "abc": 2400}
EXAMPLE: dict[str, dict[str, list[int]]] = {  # ten thousands, and people; three years, of a base one more before them
    Simulated.LEVY: {"pay.ab": [10_000, 11_000, 12_000], "pay.ba": [1000, 1200, 1500]},
    Simulated.POOL: {
        "base.a": [2000, 3000, 3200, 3400], "base.b": [1200, 1000, 1100, 1500], "people.a": [60_000] * 3, "people.b": [40_000] * 3,
    },
    Simulated.COALITION: {
        **{f"worth.{some}": [reached, reached * 11 // 10, reached * 12 // 10] for some, reached in GAME.items()},
        "taxes.a": [2400, 2640, 2880], "taxes.b": [0] * 3, "taxes.c": [0] * 3,
    },
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure's field: its name in the address, what it says, how it is called, and whether it is none."""

    name: str
    text: str
    label: str
    wrong: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the table: which towns, and a cell each year, None where the year is not asked for."""

    title: str
    cells: tuple[Cell | None, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """The rows of one measure."""

    title: str
    people: bool
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A history as it was typed.

    Parameters
    ----------
    figures : tuple of Figure
        What could be read, yuan and people.
    wrong : tuple of str
        Each cell that is no figure, in words.
    unasked : int
        How many cells the address does not know: they were laid out just now.
    """

    years: tuple[int, ...]
    groups: tuple[Group, ...]
    figures: tuple[share.Figure, ...]
    wrong: tuple[str, ...]
    unasked: int

    @property
    def empty(self) -> int:
        """Return how many cells say nothing."""
        return sum(not cell.text for cell in self.cells)

    @property
    def cells(self) -> Iterator[Cell]:
        """Return the cells, row by row."""
        for group in self.groups:
            for line in group.lines:
                yield from (cell for cell in line.cells if cell is not None)


def columns_of(rows: Sequence[history.Row]) -> tuple[int, ...]:
    """Return the years of a table."""
    return tuple(sorted({year for row in rows for year in row.years}))


def order_of(data: QueryDict, towns: Sequence[str]) -> list[str]:
    """Return the towns that the letters in an address stand for."""
    return [code for code in data.get("of", "").split(".") if code][: len(LETTERS)] or list(towns)[: len(LETTERS)]


def laid(
    rows: Sequence[history.Row],
    towns: Sequence[str],
    names: Mapping[str, str],
    currency: str,
    data: QueryDict | None,
    kind: str,
) -> Table:
    """Return the table of some rows: filled from an address, or with the example where there is none."""
    years = columns_of(rows)
    was = order_of(data, towns) if data is not None else list(towns)
    figures: list[share.Figure] = []
    wrong: list[str] = []
    unasked = 0
    groups: dict[str, list[Line]] = {}
    for row in rows:
        cells: list[Cell | None] = []
        for year in years:
            if year not in row.years:
                cells.append(None)
                continue
            text = _typed(data, row, year, was) if data is not None else _example(kind, row, year, was)
            unasked += text is None
            amount, bad = None, False
            try:
                amount = history.amount_read(text or "", people=row.measure == Measure.PEOPLE, unit=UNIT)
            except ValueError:
                bad = True
                wrong.append(history.not_read(row.measure, row.about, year, text or "", names))
            if amount is not None:
                figures.append(share.Figure(year, row.measure, row.about, amount, currency))
            label = wording.needed_said(share.Needed(year, row.measure, row.about), names)
            cells.append(Cell(f"{_key(row, towns)}.{year}", (text or "")[:40], label, bad))
        groups.setdefault(row.measure, []).append(Line(_title(row, names), tuple(cells)))
    return Table(
        years,
        tuple(Group(str(Measure(one).label), one == Measure.PEOPLE, tuple(lines)) for one, lines in groups.items()),
        tuple(figures), tuple(wrong), unasked,
    )  # fmt: skip


def filled(data: QueryDict, rows: Sequence[history.Row], towns: Sequence[str]) -> QueryDict:
    """Return the address with what was pasted in its cells.

    Raises
    ------
    Invalid
        Where what was pasted does not fit the table.
    """
    told = history.pasted(str(data["paste"]), rows, columns_of(rows))
    was, made = order_of(data, towns), data.copy()
    for name in [name for name in made if name == "paste" or CELL.fullmatch(name)]:
        del made[name]
    for row in rows:
        for year in row.years:
            if (text := _typed(data, row, year, was)) is not None:
                made[f"{_key(row, towns)}.{year}"] = text
    made["of"] = ".".join(towns)
    for (place, year), word in told.items():
        made[f"{_key(rows[place], towns)}.{year}"] = word[:40]
    return made


def carried(data: QueryDict) -> list[tuple[str, str]]:
    """Return the cells of an address as they are."""
    return [(name, str(data[name])[:40]) for name in data if CELL.fullmatch(name)][: history.MOST_FIGURES]


def _key(row: history.Row, order: Sequence[str]) -> str | None:
    """Return a row's name in an address; None where one of its towns has no letter there."""
    if any(code not in order for code in row.about):
        return None
    letters = [LETTERS[order.index(code)] for code in row.about]
    return f"{row.measure}.{''.join(letters if row.measure == Measure.PAY else sorted(letters))}"


def _typed(data: QueryDict, row: history.Row, year: int, was: Sequence[str]) -> str | None:
    key = _key(row, was)
    found = None if key is None else data.get(f"{key}.{year}")
    return None if found is None else str(found).strip()


def _example(kind: str, row: history.Row, year: int, order: Sequence[str]) -> str:
    given = EXAMPLE[kind].get(_key(row, order) or "", [])
    place = row.years.index(year)
    if (
        len(order) == 2 and kind == Simulated.COALITION and row.measure == Measure.TAXES
    ):  # two towns reach what both do together
        given = EXAMPLE[kind]["worth.ab"] if row.about[0] == order[0] else [0] * 3
    return str(given[place]) if place < len(given) else ""


def _title(row: history.Row, names: Mapping[str, str]) -> str:
    if row.measure == Measure.PAY:
        work, home = (names.get(code, code) for code in row.about)
        return _("works in %(work)s, lives in %(home)s") % {"work": work, "home": home}
    return wording.names_of(row.about, names)
