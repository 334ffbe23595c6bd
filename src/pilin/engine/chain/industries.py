"""The industrial classification GB/T 4754-2017: sections, divisions, groups and classes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType

from pilin.engine.base import Fault
from pilin.engine.chain.tables import BadTable, TableRow, read_table

COLUMNS = ("code", "section", "zh", "en", "source")
SHIPPED = Path(__file__).with_name("data") / "industries.csv"
_CODE = re.compile(r"[A-T]|\d{2,4}")


class Level(StrEnum):
    """How fine a code of GB/T 4754 is."""

    SECTION = "section"  # 门类, one letter
    DIVISION = "division"  # 大类, two digits
    GROUP = "group"  # 中类, three digits
    CLASS = "class"  # 小类, four digits


_LEVELS = {2: Level.DIVISION, 3: Level.GROUP, 4: Level.CLASS}


@dataclass(frozen=True, slots=True)
class Industry:
    """One line of the classification.

    Parameters
    ----------
    code : str
        A letter, or two to four digits.
    section : str
        The letter of its section.
    zh, en : str
        Names; the English one is empty where nobody gave one.
    source : str
    """

    code: str
    section: str
    zh: str
    en: str
    source: str

    @property
    def level(self) -> Level:
        """How fine the code is."""
        return _LEVELS.get(len(self.code), Level.SECTION)


class Industries:
    """The classification, as far as it is known: whole, or the part a cluster needs.

    Parameters
    ----------
    lines : iterable of Industry
        One each code.

    Examples
    --------
    >>> table = load_industries()
    >>> table["3831"].zh, [line.code for line in table.path("C3831")]
    ('电线、电缆制造', ['C', '38', '383', '3831'])
    """

    def __init__(self, lines: Iterable[Industry]) -> None:
        self._lines: Mapping[str, Industry] = MappingProxyType({line.code: line for line in lines})

    def __len__(self) -> int:
        return len(self._lines)

    def __iter__(self) -> Iterator[Industry]:
        return iter(self._lines.values())

    def __contains__(self, code: str) -> bool:
        return bare_code(code) in self._lines

    def __getitem__(self, code: str) -> Industry:
        """Return the line of a code, which may carry its section's letter: ``3831`` or ``C3831``."""
        return self._lines[bare_code(code)]

    def path(self, code: str) -> tuple[Industry, ...]:
        """Return section, division, group and class above and including a code, as far as each is known."""
        line = self[code]
        steps = [line.section, *(line.code[:width] for width in range(2, len(line.code) + 1))]
        return tuple(self._lines[step] for step in steps if step in self._lines)

    def counts(self) -> dict[Level, int]:
        """Return how many lines there are of each level; the whole table has 20, 97, 473 and 1,382."""
        return {level: sum(line.level is level for line in self._lines.values()) for level in Level}


def bare_code(code: str) -> str:
    """Return a code without the letter of its section.

    Examples
    --------
    >>> bare_code("C3831"), bare_code("3831"), bare_code("C")
    ('3831', '3831', 'C')
    """
    return code[1:] if len(code) > 1 and code[0].isalpha() else code


def covers(wide: str, code: str) -> bool:
    """Return whether a code lies in a wider one, or is the same.

    Sections are letters and cover nothing by digits; name divisions instead.

    Examples
    --------
    >>> covers("383", "C3831"), covers("3831", "383"), covers("3340", "334")
    (True, False, False)
    """
    wide, code = bare_code(wide), bare_code(code)
    return bool(wide) and code.startswith(wide)


def load_industries(path: Path | None = None, extending: Industries | None = None) -> Industries:
    """Load a classification file of columns code, section, zh, en, source.

    Parameters
    ----------
    path : Path, optional
        The shipped core when left out: 20 sections, 97 divisions, and the classes of the circle's clusters with their
        groups. A file with the whole standard loads the same way.
    extending : Industries, optional
        Lines to start from; a code of the file takes the place of the same code there.

    Raises
    ------
    BadTable
        When a code has another form, is there twice, or its section or division is not known.

    Examples
    --------
    >>> counts = load_industries().counts()
    >>> counts[Level.SECTION], counts[Level.DIVISION]
    (20, 97)
    """
    rows = read_table(path or SHIPPED, COLUMNS, ("code", "zh", "source"))
    known = {} if extending is None else {line.code: line for line in extending}
    faults, lines = [], dict(known)
    seen: dict[str, int] = {}
    sections = {line.code: line.section for line in known.values() if line.level is Level.DIVISION}
    sections |= {r.values["code"]: r.values["section"] for r in rows if len(r.values["code"]) == 2}
    letters = {line.code for line in known.values() if line.level is Level.SECTION}
    letters |= {r.values["code"] for r in rows if len(r.values["code"]) == 1}
    for row in rows:
        code = row.values["code"]
        if _CODE.fullmatch(code) is None:
            faults.append(row.fault("code", "code", f"{code!r} is neither a letter A to T nor two to four digits"))
            continue
        if code in seen:
            faults.append(row.fault("twice", "code", f"{code} is there already, in row {seen[code]}"))
            continue
        seen[code] = row.row
        section = code if len(code) == 1 else sections.get(code[:2], "")
        fault = _misplaced(row, section, letters)
        if fault:
            faults.append(fault)
        lines[code] = Industry(code, section, row.values["zh"], row.values["en"], row.values["source"])
    if faults:
        raise BadTable(*faults)
    return Industries(lines.values())


def _misplaced(row: TableRow, section: str, letters: set[str]) -> Fault | None:
    code, said = row.values["code"], row.values["section"]
    if not section:
        where = "section" if len(code) == 2 else "code"
        return row.fault("section", where, f"the section of {code} is not known: division {code[:2]} has none")
    if section not in letters:
        return row.fault("section", "section", f"there is no section {section}")
    if said and said != section:
        return row.fault("section", "section", f"{code} lies in section {section}, not in {said}")
    return None
