"""The measures in force on a day, read once: asked for one firm with reasons, or for many at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from pilin.engine.admit.bulk import Bits, Firms, Words, counted, unpacked
from pilin.engine.admit.exact import Cells, truth
from pilin.engine.admit.facts import Facts
from pilin.engine.admit.language import All, BadRules, Language, Node
from pilin.engine.admit.rules import Measure, Rules, built_in_rules, check_versions, predicates_of
from pilin.engine.admit.why import Finding, Result, finding, result_of

Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a measure comes to for one firm.

    Parameters
    ----------
    measure, version, title, title_zh, clause, source : str
    confirmed : bool
        Whether somebody made sure of the whole version.
    valid_to : date, optional
        The last day of this version.
    result : Result
        Meets where every criterion meets, fails where one fails, else unknown.
    criteria : tuple of Finding
    unsure : tuple of str
        Criteria that nobody made sure of and on which the result rests: all of them where it meets; those that fail where
        no other does.
    """

    measure: str
    version: str
    title: str
    title_zh: str
    clause: str
    source: str
    confirmed: bool
    valid_to: date | None
    result: Result
    criteria: tuple[Finding, ...]
    unsure: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """One measure, what it asks for by criterion, and all of it as one predicate."""

    measure: Measure
    asked: tuple[tuple[str, Node], ...]
    whole: Node

    @property
    def key(self) -> Key:
        """Return what names it: id and version."""
        return self.measure.id, self.measure.version


class Book:
    """The measures in force on a day.

    Parameters
    ----------
    rules : Rules
    on : date

    Raises
    ------
    BadRules
        Where a condition is not understood on that day.

    Examples
    --------
    >>> book = Book(built_in_rules(), date(2026, 6, 1))
    >>> [measure for measure, _ in book.entries]
    ['sme', 'rd_deduction', 'specialised_sme', 'little_giant', 'high_tech']
    """

    def __init__(self, rules: Rules, on: date) -> None:
        self.on, self.language = on, rules.language(on)
        self.entries: dict[Key, Entry] = {}
        for measure in rules.on(on):
            entry = _entry(measure, self.language)
            if entry.key in self.entries:
                raise BadRules(f"{measure.id} {measure.version} stands twice among the rules of {on}")
            self.entries[entry.key] = entry

    def changed(self, measure: Measure) -> Book:
        """Return a book in which one version stands in place of that of the same name; only it is read anew.

        Raises
        ------
        BadRules
            Where it is not understood, is not in force on the day of the book, or meets another version of its measure.
        """
        if not measure.holds(self.on):
            raise BadRules(f"{measure.id} {measure.version} is not in force on {self.on}")
        entry = _entry(measure, self.language)
        check_versions(
            [measure, *(e.measure for k, e in self.entries.items() if k[0] == measure.id and k != entry.key)]
        )
        made = object.__new__(Book)
        made.on, made.language, made.entries = self.on, self.language, {**self.entries, entry.key: entry}
        return made

    def answers(self, facts: Facts) -> tuple[Answer, ...]:
        """Return for one firm what each measure comes to, with reasons.

        Parameters
        ----------
        facts : Facts
        """
        return self.answers_of_cells(facts.cells())

    def answers_of_cells(self, cells: Cells) -> tuple[Answer, ...]:
        """Return the same of facts by column, as :meth:`Firms.cells` gives them."""
        return tuple(_answer(entry, cells) for entry in self.entries.values())

    def over(self, firms: Firms) -> Sheet:
        """Return what every measure comes to for many firms."""
        return Sheet(self, Bits(firms))


class Sheet:
    """Many firms against a book: conditions as bits and counts, reckoned when first asked for and kept.

    Parameters
    ----------
    book : Book
    bits : Bits
    """

    def __init__(self, book: Book, bits: Bits) -> None:
        self.book, self.bits = book, bits
        self._counts: dict[int, tuple[int, int, int]] = {}  # by the id of the predicate, which the language keeps alive

    def meets(self, measure: str, version: str) -> npt.NDArray[np.bool_]:
        """Return which firms a measure fits, shape (firms,)."""
        return unpacked(self._planes((measure, version))[0], len(self.bits.firms))

    def fails(self, measure: str, version: str) -> npt.NDArray[np.bool_]:
        """Return which firms it does not fit, shape (firms,). Those in neither are unknown."""
        return unpacked(self._planes((measure, version))[1], len(self.bits.firms))

    def counts(self) -> dict[Key, tuple[int, int, int]]:
        """Return by measure how many firms meet, fail, and are unknown."""
        self.bits.prepare(entry.whole for entry in self.book.entries.values() if id(entry.whole) not in self._counts)
        return {key: self.count(*key) for key in self.book.entries}

    def count(self, measure: str, version: str) -> tuple[int, int, int]:
        """Return of one measure how many firms meet, fail, and are unknown."""
        whole = self.book.entries[measure, version].whole
        found = self._counts.get(id(whole))
        if found is None:
            meets, fails = (counted(plane) for plane in self.bits.of(whole))
            found = self._counts[id(whole)] = meets, fails, len(self.bits.firms) - meets - fails
        return found

    def changed(self, measure: Measure) -> Sheet:
        """Return the sheet with one version changed: only conditions that no measure had are reckoned anew."""
        made = Sheet(self.book.changed(measure), self.bits)
        made._counts = dict(self._counts)
        return made

    def rules_anew(self) -> Sheet:
        """Return a sheet that keeps what is known of single conditions and reckons every rule of them anew."""
        return Sheet(self.book, self.bits)

    def why(self, at: int) -> tuple[Answer, ...]:
        """Return for one of the firms what each measure comes to, with reasons."""
        return self.book.answers_of_cells(self.bits.firms.cells(at))

    def _planes(self, key: Key) -> tuple[Words, Words]:
        return self.bits.of(self.book.entries[key].whole)


def eligible(facts: Facts, *, on: date, rules: Rules | None = None) -> tuple[Answer, ...]:
    """Return which measures fit a firm on a day, each with every criterion and what it lacks.

    Parameters
    ----------
    facts : Facts
        What is not among them is unknown, and leaves a criterion unknown unless it does not matter.
    on : date
        Versions in force on it are asked; its year less one is the last whole year.
    rules : Rules, optional
        Those that Pilin brings along where None.

    Examples
    --------
    The lead firm of a circle, of which a report says revenue and deduction of 2023. It *is* a national little giant, so the
    2.31 % are of the narrower definition and decide nothing:

    >>> from pilin.engine.admit.facts import read_facts
    >>> said = {"revenue_cny": {"2023": 3_852_000_000}, "rd_deduction_cny": {"2023": 89_000_000}}
    >>> firm = read_facts({**said, "recognitions": ["national_little_giant"]}, on=date(2024, 6, 27))
    >>> found = {a.measure: a for a in eligible(firm, on=date(2024, 6, 27))}["specialised_sme"]
    >>> one = next(c for c in found.criteria if c.id == "rd_intensity")
    >>> one.result, one.lack
    (<Result.UNKNOWN: 'unknown'>, <Lack.WIDER: 'wider_definition'>)
    """
    return (Book(rules, on) if rules else _built_in_book(on)).answers(facts)


@lru_cache(maxsize=32)
def _built_in_book(on: date) -> Book:
    return Book(built_in_rules(), on)


def answers_as_rows(answers: Iterable[Answer]) -> list[dict[str, Any]]:
    """Return answers as plain rows, as programs take them."""
    return [
        {
            "measure": one.measure,
            "version": one.version,
            "title": one.title,
            "title_zh": one.title_zh,
            "clause": one.clause,
            "source": one.source,
            "confirmed": one.confirmed,
            "valid_to": one.valid_to and one.valid_to.isoformat(),
            "result": str(one.result),
            "unsure": list(one.unsure),
            "criteria": [_finding_as_row(found) for found in one.criteria],
        }
        for one in answers
    ]


def rules_as_rows(rules: Rules, on: date | None = None) -> list[dict[str, Any]]:
    """Return measures in all their versions as plain rows; with a day, those in force on it."""
    return [
        {
            "measure": one.id,
            "version": one.version,
            "title": one.title,
            "title_zh": one.title_zh,
            "owner": one.owner,
            "scope": list(one.scope),
            "valid_from": one.valid_from.isoformat(),
            "valid_to": one.valid_to and one.valid_to.isoformat(),
            "valid_years": one.valid_years,
            "clause": one.clause,
            "source": one.source,
            "confirmed": one.confirmed,
            "criteria": [
                {
                    "id": asked.id,
                    "title": asked.title,
                    "title_zh": asked.title_zh,
                    "condition": asked.said,
                    "clause": asked.clause,
                    "confirmed": asked.confirmed,
                }
                for asked in one.criteria
            ],
        }
        for one in rules.measures
        if on is None or one.holds(on)
    ]


def _finding_as_row(found: Finding) -> Mapping[str, Any]:
    return {
        "id": found.id,
        "title": found.title,
        "title_zh": found.title_zh,
        "clause": found.clause,
        "confirmed": found.confirmed,
        "result": str(found.result),
        "lack": found.lack and str(found.lack),
        "missing": list(found.missing),
        "fact": found.fact,
        "fact_zh": found.fact_zh,
        "needed": found.needed,
        "needed_zh": found.needed_zh,
    }


def _entry(measure: Measure, language: Language) -> Entry:
    asked = predicates_of(measure, language)
    nodes = tuple(node for _, node in asked)
    return Entry(measure, asked, nodes[0] if len(nodes) == 1 else language.one(All(nodes)))


def _answer(entry: Entry, cells: Cells) -> Answer:
    measure = entry.measure
    by_id = {one.id: one for one in measure.criteria}
    found = []
    for name, node in entry.asked:
        one = by_id.get(name)
        if one is None:  # its scope
            found.append(finding(name, "in its area", "适用区域", measure.clause, measure.confirmed, node, cells))
        else:
            found.append(finding(name, one.title, one.title_zh, one.clause, one.confirmed, node, cells))
    result = result_of(truth(entry.whole, cells))
    doubted = [one for one in found if one.id in measure.unconfirmed]
    failing = [one for one in found if one.result is Result.FAILS]
    if result is Result.FAILS and any(one not in doubted for one in failing):
        doubted = []
    unsure = tuple(one.id for one in doubted if one.result is result) if result is not Result.UNKNOWN else ()
    return Answer(
        measure.id, measure.version, measure.title, measure.title_zh, measure.clause, measure.source, measure.confirmed,
        measure.valid_to, result, tuple(found), unsure,
    )  # fmt: skip
