"""Measures as dated rules with their clause: read from the data, refused where two versions would hold at once."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache
from itertools import combinations
from typing import Any

from pilin.engine.admit.facts import DATA, PLACE
from pilin.engine.admit.language import BadRules, Language, Node, Within

EVERYWHERE = "all"
MEASURE = {"id", "version", "title", "title_zh", "owner", "scope", "valid_from", "clause", "source", "criterion"}
MEASURE_MAY = {"valid_to", "valid_years", "confirmed"}
OTHERS = {
    "scope",
    "valid_from",
    "criterion",
    "declared",
    "named",
    "industries",
    "confirmed",
    "small",
    "medium",
    "large",
}
SIZE = {"industries", "valid_from", "clause", "source", "confirmed", "small", "medium", "large"}
PACKAGE = {"id", "title", "title_zh", "owner", "declared", "named", "source"}
CRITERION = {"id", "title", "title_zh"}
CRITERION_MAY = {"clause", "confirmed", "test", "any", "all"}


@dataclass(frozen=True, slots=True)
class Criterion:
    """One thing a measure asks for.

    Parameters
    ----------
    id, title, title_zh : str
    said : str or mapping
        The condition as written: see :mod:`pilin.engine.admit.language`.
    clause : str
        What asks for it.
    confirmed : bool
        Whether somebody made sure of its figure.
    """

    id: str
    title: str
    title_zh: str
    said: Any
    clause: str
    confirmed: bool = True


@dataclass(frozen=True, slots=True)
class Measure:
    """One version of a measure.

    Parameters
    ----------
    id, version, title, title_zh : str
    owner : str
        Whoever issued it.
    scope : tuple of str
        Beginnings of division codes in which it holds; ``("all",)``: the whole country.
    valid_from, valid_to : date
        Both inclusive; None: until said otherwise.
    valid_years : int, optional
        How long a title given under it lasts.
    clause, source : str
    confirmed : bool
    criteria : tuple of Criterion
    """

    id: str
    version: str
    title: str
    title_zh: str
    owner: str
    scope: tuple[str, ...]
    valid_from: date
    valid_to: date | None
    valid_years: int | None
    clause: str
    source: str
    confirmed: bool
    criteria: tuple[Criterion, ...]

    def holds(self, on: date) -> bool:
        """Return whether it is in force on a day."""
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)

    @property
    def unconfirmed(self) -> tuple[str, ...]:
        """Return its criteria of which nobody made sure."""
        return tuple(one.id for one in self.criteria if not (one.confirmed and self.confirmed))


@dataclass(frozen=True, slots=True)
class Package:
    """Measures that a source declares and does not set out.

    Parameters
    ----------
    id, title, title_zh, owner : str
    declared : int
        How many there are, by its title.
    named : tuple of str
        Those that the source names.
    source : str
    """

    id: str
    title: str
    title_zh: str
    owner: str
    declared: int
    named: tuple[str, ...]
    source: str

    @property
    def status(self) -> str:
        """Return ``complete``, or ``incomplete_source`` where fewer are named than declared."""
        return "complete" if len(self.named) == self.declared else "incomplete_source"


@dataclass(frozen=True, slots=True)
class Rules:
    """Measures in all their versions, and the size classes they speak of.

    Parameters
    ----------
    measures : tuple of Measure
    sizes : tuple of mapping
        The rows of ``sizes.toml``.
    packages : tuple of Package
    """

    measures: tuple[Measure, ...]
    sizes: tuple[Mapping[str, Any], ...] = ()
    packages: tuple[Package, ...] = ()

    def on(self, day: date) -> tuple[Measure, ...]:
        """Return the versions in force on a day.

        Examples
        --------
        >>> [m.version for m in built_in_rules().on(date(2026, 3, 31)) if m.id == "little_giant"]
        ['2022']
        >>> [m.version for m in built_in_rules().on(date(2026, 4, 1)) if m.id == "little_giant"]
        ['2026']
        """
        return tuple(one for one in self.measures if one.holds(day))

    def language(self, day: date) -> Language:
        """Return what reads criteria for a day, with the size classes of that day."""
        return Language(day, tuple(row for row in self.sizes if _in_force(row, day)))


def predicates_of(measure: Measure, language: Language) -> tuple[tuple[str, Node], ...]:
    """Return what a measure asks for, as predicates, its scope first where it is not the whole country.

    Raises
    ------
    BadRules
        Naming measure, version and criterion.
    """
    found: list[tuple[str, Node]] = []
    if measure.scope != (EVERYWHERE,):
        found.append(("place", language.one(Within("place", measure.scope))))
    for criterion in measure.criteria:
        try:
            found.append((criterion.id, language.read(criterion.said)))
        except BadRules as wrong:
            raise BadRules(f"{measure.id} {measure.version}, {criterion.id}: {wrong}") from None
    return tuple(found)


def read_rules(text: str, sizes: str = "") -> Rules:
    """Read measures from the text of a file as ``measures.toml``.

    Parameters
    ----------
    text : str
    sizes : str
        Of a file as ``sizes.toml``; those that Pilin brings along where empty.

    Raises
    ------
    BadRules
        Where a key is missing, unknown or of a wrong type, a condition is not understood, a version ends before it begins,
        two versions of one measure hold in one place on one day, or two rows of sizes speak of one industry on one day.
    """
    rows = _parsed(text)
    measures = tuple(_measure(row) for row in _tables(rows, "measure"))
    rules = Rules(
        measures,
        _sizes(_parsed(sizes or (DATA / "sizes.toml").read_text(encoding="utf8"))),
        tuple(_package(row) for row in _tables(rows, "package")),
    )
    check_versions(measures)
    for measure in measures:  # read once for its first day: a fault shall show at load, not at the first firm
        predicates_of(measure, rules.language(measure.valid_from))
    return rules


def check_versions(measures: Iterable[Measure]) -> None:
    """Refuse two versions of one measure that hold in one place on one day.

    Raises
    ------
    BadRules
    """
    by_id: dict[str, list[Measure]] = {}
    for measure in measures:
        by_id.setdefault(measure.id, []).append(measure)
    for name, versions in by_id.items():
        for one, other in combinations(sorted(versions, key=lambda m: m.valid_from), 2):
            if _places_meet(one.scope, other.scope) and (one.valid_to is None or other.valid_from <= one.valid_to):
                end = one.valid_to or "an open end"
                raise BadRules(
                    f"{name}: version {one.version} holds until {end}, and {other.version} from {other.valid_from}, in one place"
                )


@cache
def built_in_rules() -> Rules:
    """Return the measures that Pilin brings along."""
    return read_rules((DATA / "measures.toml").read_text(encoding="utf8"))


@lru_cache(maxsize=8)
def _parsed(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as wrong:
        raise BadRules(f"this is no TOML: {wrong}") from None


def _tables(rows: Mapping[str, Any], name: str) -> Sequence[Mapping[str, Any]]:
    found = rows.get(name, [])
    if not isinstance(found, list) or not all(isinstance(row, dict) for row in found):
        raise BadRules(f"{name}: one [[{name}]] each")
    return found


def _measure(row: Mapping[str, Any]) -> Measure:
    where = f"{row.get('id', 'a measure without id')} {row.get('version', '')}".strip()
    _keys(row, MEASURE, MEASURE_MAY, where)
    scope = tuple(row["scope"]) if isinstance(row["scope"], list) else ()
    if scope != (EVERYWHERE,) and (not scope or not all(isinstance(c, str) and PLACE.fullmatch(c) for c in scope)):
        raise BadRules(f'{where}: scope is a list of division codes, or ["{EVERYWHERE}"]')
    first, last = row["valid_from"], row.get("valid_to")
    if type(first) is not date or (last is not None and type(last) is not date):
        raise BadRules(f"{where}: valid_from and valid_to are days, as 2022-07-01")
    if not isinstance(row.get("valid_years", 1), int):
        raise BadRules(f"{where}: valid_years is a whole number")
    if last is not None and last < first:
        raise BadRules(f"{where}: ends on {last}, before it begins on {first}")
    criteria = tuple(_criterion(one, row, where) for one in _tables(row, "criterion"))
    names = [one.id for one in criteria]
    if not names or len(set(names)) < len(names) or "place" in names:
        raise BadRules(f"{where}: at least one criterion, each with an id of its own that is not 'place'")
    return Measure(
        row["id"], row["version"], row["title"], row["title_zh"], row["owner"], scope, first, last, row.get("valid_years"),
        row["clause"], row["source"], row.get("confirmed", True), criteria,
    )  # fmt: skip


def _package(row: Mapping[str, Any]) -> Package:
    where = f"package {row.get('id', 'without id')}"
    _keys(row, PACKAGE, set(), where)
    if (
        not isinstance(row["declared"], int)
        or not isinstance(row["named"], list)
        or len(row["named"]) > row["declared"]
    ):
        raise BadRules(f"{where}: declared is how many there are, named a list of no more")
    return Package(
        row["id"], row["title"], row["title_zh"], row["owner"], row["declared"], tuple(row["named"]), row["source"]
    )


def _sizes(rows: Mapping[str, Any]) -> tuple[Mapping[str, Any], ...]:
    found = tuple(_tables(rows, "size"))
    for row in found:
        _keys(row, SIZE, {"valid_to"}, "a size class")
        if any(set(row[name]) != {"staff", "revenue_cny"} for name in ("small", "medium", "large")):
            raise BadRules("a size class: each limit is of staff and revenue_cny")
    for one, other in combinations(found, 2):
        apart = any(a.get("valid_to", date.max) < b["valid_from"] for a, b in ((one, other), (other, one)))
        if not apart and any(
            a.startswith(b) or b.startswith(a) for a in one["industries"] for b in other["industries"]
        ):
            raise BadRules(f"two size classes speak of one industry: {one['clause']}, {other['clause']}")
    return found


def _criterion(row: Mapping[str, Any], measure: Mapping[str, Any], where: str) -> Criterion:
    where = f"{where}, {row.get('id', 'a criterion without id')}"
    _keys(row, CRITERION, CRITERION_MAY, where)
    words = [word for word in ("test", "any", "all") if word in row]
    if len(words) != 1:
        raise BadRules(f"{where}: one of test, any, all")
    said = row["test"] if words == ["test"] else {words[0]: row[words[0]]}
    return Criterion(
        row["id"], row["title"], row["title_zh"], said, row.get("clause", measure["clause"]), row.get("confirmed", True)
    )


def _keys(row: Mapping[str, Any], must: set[str], may: set[str], where: str) -> None:
    if lacking := sorted(must - set(row)):
        raise BadRules(f"{where}: {', '.join(lacking)} missing")
    if strange := sorted(set(row) - must - may):
        raise BadRules(f"{where}: {', '.join(strange)} not known")
    texts = (must - OTHERS) | (may & {"clause"})
    if wrong := sorted(key for key in texts & set(row) if not isinstance(row[key], str)):
        raise BadRules(f"{where}: {', '.join(wrong)} must be texts")
    if not isinstance(row.get("confirmed", True), bool):
        raise BadRules(f"{where}: confirmed is true or false")


def _places_meet(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    if EVERYWHERE in one or EVERYWHERE in other:
        return True
    return any(a.startswith(b) or b.startswith(a) for a in one for b in other)


def _in_force(row: Mapping[str, Any], day: date) -> bool:
    return bool(row["valid_from"] <= day) and ("valid_to" not in row or bool(day <= row["valid_to"]))
