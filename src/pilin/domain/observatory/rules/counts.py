"""Counting firms in three words, yes, no and unknown, and what can be said of a share of which not all is known. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from django.utils.translation import gettext_lazy as _

from pilin.domain.observatory.enums import Beside, IndicatorForm
from pilin.domain.observatory.enums.counts import (
    ACROSS,
    DESIGNATED_SIZE,
    FEWEST,
    REVENUE_YEARS,
    WHOLES,
    WITH_PLACE,
    CountOf,
    FirmAsked,
)
from pilin.domain.observatory.rules.indicators import Measured, may_define, met
from pilin.engine.base import Comparator, Fault
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Verdict

Word = bool | None
MANUFACTURING = range(13, 44)  # divisions of GB/T 4754-2017 that are section C


@dataclass(frozen=True, slots=True)
class Tally:
    """How many firms answered what, where one is asked whether it belongs to the whole and whether to the part.

    Parameters
    ----------
    yes, no, open : int
        Of the whole: in the part, not in it, and not known.
    maybe_yes, maybe_no, maybe_open : int
        The same of firms of which it is not known whether they belong to the whole.
    outside : int
        Not of the whole.
    """

    yes: int = 0
    no: int = 0
    open: int = 0
    maybe_yes: int = 0
    maybe_no: int = 0
    maybe_open: int = 0
    outside: int = 0

    def __add__(self, other: Tally) -> Tally:
        mine, theirs = asdict(self), asdict(other)
        return Tally(**{name: mine[name] + theirs[name] for name in mine})

    @property
    def known(self) -> int:
        """Return of how many of the whole the answer is known: what the share is out of."""
        return self.yes + self.no

    @property
    def unknown(self) -> int:
        """Return of how many it is not known whether they are of the whole, or of the part."""
        return self.open + self.maybe_yes + self.maybe_no + self.maybe_open

    @property
    def records(self) -> int:
        """Return how many firms are of the whole, or may be."""
        return self.known + self.unknown

    @property
    def coverage(self) -> Fraction | None:
        """Return the known of all; None where there is nothing."""
        return Fraction(self.known, self.records) if self.records else None

    @property
    def share(self) -> Fraction | None:
        """Return the part of what is known; None where nothing is."""
        return Fraction(self.yes, self.known) if self.known else None

    @property
    def least(self) -> Fraction | None:
        """Return what the share is at least, whatever the unknown ones are; None where no firm is surely of the whole."""
        if not self.known + self.open:
            return None
        return Fraction(self.yes, self.known + self.open + self.maybe_no + self.maybe_open)

    @property
    def most(self) -> Fraction | None:
        """Return what the share is at most, whatever the unknown ones are; None where no firm is surely of the whole."""
        if not self.known + self.open:
            return None
        more = self.open + self.maybe_yes + self.maybe_open
        return Fraction(self.yes + more, self.known + more)

    @property
    def number(self) -> Measured:
        """Return how many are in the part: at least so many where some are unknown."""
        return Measured(Fraction(self.yes), Comparator.AT_LEAST if self.unknown else Comparator.EXACTLY)

    @property
    def percent(self) -> Measured | None:
        """Return the share in per cent: over what is known, so about that where some are unknown."""
        if self.share is None:
            return None
        return Measured(100 * self.share, Comparator.ABOUT if self.unknown else Comparator.EXACTLY)


@dataclass(frozen=True, slots=True)
class Revenue:
    """A firm's revenue of one year in yuan."""

    year: int
    value: Decimal
    comparator: str


@dataclass(frozen=True, slots=True)
class Saying:
    """What was said of a firm, as far as it bears on a day."""

    holds: bool
    place: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """One firm with every record that bears on the counts on one day."""

    uid: str
    town: str
    industry: str = ""
    founded: tuple[date, date] | None = None
    division: str = ""
    illustrative: bool = False
    partners: tuple[
        tuple[str, Word], ...
    ] = ()  # where the firm at the other end lies, and whether the link surely holds
    sayings: Mapping[str, Sequence[Saying]] | None = None  # by what is asked
    revenue: Revenue | None = None


def tally_of(answers: Iterable[tuple[Word, Word]]) -> Tally:
    """Return how many firms gave which pair of answers: of the whole, of the part.

    Examples
    --------
    >>> told = tally_of([(True, True), (True, False), (True, None), (None, True), (False, True)])
    >>> told.yes, told.known, told.unknown, told.share, told.least, told.most
    (1, 2, 2, Fraction(1, 2), Fraction(1, 3), Fraction(3, 4))
    """
    names = {
        (True, True): "yes", (True, False): "no", (True, None): "open",
        (None, True): "maybe_yes", (None, False): "maybe_no", (None, None): "maybe_open",
    }  # fmt: skip
    held = dict.fromkeys([*names.values(), "outside"], 0)
    for whole, part in answers:
        held[names.get((whole, part), "outside")] += 1
    return Tally(**held)


def both(*words: Word) -> Word:
    """Return no if one is no, unknown if one is unknown, else yes."""
    if any(word is False for word in words):
        return False
    return None if any(word is None for word in words) else True


def answered(firm: Asked, count: str, prefixes: Sequence[str], on: date) -> Word:
    """Return whether a firm is one of what is counted; None where its records do not tell.

    Parameters
    ----------
    prefixes : sequence of str
        Beginnings of the division codes of the place asked for; ``("",)`` is any place.
    """
    alive = _founded(firm, on)
    if count == CountOf.FIRMS:
        return alive
    if count == CountOf.RELATED:
        return both(alive, related(firm, prefixes))
    maker = both(alive, _manufacturer(firm))
    if count == CountOf.MANUFACTURERS:
        return maker
    above = both(maker, above_size(firm, on))
    return above if count == CountOf.ABOVE else both(above, said_of(firm, FirmAsked.RESEARCH, prefixes))


def part_of_whole(firm: Asked, part: str, whole: str, prefixes: Sequence[str], on: date) -> tuple[Word, Word]:
    """Return whether a firm is of the whole, and whether of the part once it is."""
    of_whole = answered(firm, whole, prefixes, on)
    if part == CountOf.RELATED:
        return of_whole, related(firm, prefixes)
    if part == CountOf.RESEARCH:
        return of_whole, said_of(firm, FirmAsked.RESEARCH, prefixes)
    if part == CountOf.MANUFACTURERS:
        return of_whole, _manufacturer(firm)
    return of_whole, both(_manufacturer(firm), above_size(firm, on))


def related(firm: Asked, prefixes: Sequence[str]) -> Word:
    """Return whether a firm deals with firms of a place: by its links in force, and by what its town says.

    A link that one side denies, or of which nobody knows whether it holds on the day, says nothing.
    """
    linked = any(sure and place.startswith(tuple(prefixes)) for place, sure in firm.partners)
    said = said_of(firm, FirmAsked.RELATED, prefixes)
    if not linked:
        return said
    return None if said is False else True


def said_of(firm: Asked, what: str, prefixes: Sequence[str]) -> Word:
    """Return what was said of a firm and a place: yes of a place within it, no of a place around it; None else.

    Examples
    --------
    >>> firm = Asked("u", "t", sayings={"research": [Saying(True, "310116"), Saying(False, "33")]})
    >>> said_of(firm, "research", ["31"]), said_of(firm, "research", ["330482"]), said_of(firm, "research", ["32"])
    (True, False, None)
    """
    sayings = (firm.sayings or {}).get(what, ())
    yes = any(one.holds and one.place.startswith(tuple(prefixes)) for one in sayings)
    no = bool(prefixes) and all(
        any(not one.holds and prefix.startswith(one.place) for one in sayings) for prefix in prefixes
    )
    return None if yes == no else yes


def above_size(firm: Asked, on: date) -> Word:
    """Return whether a firm is above designated size: by its town's word, else by the newest revenue of late years."""
    said = said_of(firm, FirmAsked.ABOVE, [""])
    if said is not None or firm.revenue is None or not on.year - REVENUE_YEARS <= firm.revenue.year < on.year:
        return said
    limit = next((yuan for since, yuan, _clause in reversed(DESIGNATED_SIZE) if since <= on), None)
    if limit is None:
        return None
    figure = Measured(Fraction(firm.revenue.value), Comparator(firm.revenue.comparator))
    return met(figure, Beside.AT_LEAST, limit)


def prefixes_of(place: str, town: str, provinces: Iterable[str]) -> tuple[str, ...]:
    """Return with what the division codes of the place begin, as seen from a town.

    Examples
    --------
    >>> prefixes_of("across", "310116102", ["31", "33"]), prefixes_of("31", "310116102", ["31", "33"]), prefixes_of("", "3", ())
    (('33',), ('31',), ('',))
    """
    if place != ACROSS:
        return (place,)
    return tuple(sorted(set(provinces) - {town[:2]}))


def in_force(starts: tuple[date, date] | None, ends: tuple[date, date] | None, on: date) -> Word:
    """Return whether something holds on a day; a bound nobody gave is no bound, one within its year or month is not known."""
    begun = None if starts and starts[0] <= on < starts[1] else not starts or starts[1] <= on
    over = None if ends and ends[0] <= on < ends[1] else bool(ends) and on > ends[1]  # type: ignore[index]
    return both(begun, None if over is None else not over)


def met_by(tally: Tally, beside: str, target: Decimal) -> Word:
    """Return whether a counted share meets its target in per cent whatever the unknown firms are; None where that is open.

    Examples
    --------
    >>> met_by(Tally(yes=400, no=600), ">", Decimal(40)), met_by(Tally(yes=401, no=599), ">", Decimal(40))
    (False, True)
    >>> met_by(Tally(yes=400, no=599, open=1), ">", Decimal(40)) is None
    True
    """
    if tally.least is None or tally.most is None:
        return None
    ends = {met(Measured(100 * end), beside, target) for end in (tally.least, tally.most)}
    return ends.pop() if len(ends) == 1 else None


def may_count(by: Standing, circle: str, owner: str) -> Verdict:
    """Return whether this standing has an indicator counted from the register: a clerk of the town that keeps it."""
    if by.sees_all or (may_define(by, circle) and by.member == owner):
        return Verdict.yes()
    return Verdict.no(
        "not_owner", _("Nothing was written. The town that keeps the indicator says what is counted for it")
    )


def may_attest_count(by: Standing, circle: str, owner: str) -> Verdict:
    """Return whether this standing puts a name to a count: a named clerk of the town that keeps the indicator; no machine."""
    if by.signed_in and may_define(by, circle) and by.member == owner:
        return Verdict.yes()
    return Verdict.no(
        "not_owner", _("Nothing was written. A clerk of the town that keeps the indicator attests its count, by name")
    )


def faults_of_count(form: str, unit: str, part: str, whole: str, place: str) -> list[Fault]:
    """Return what is wrong with a count as it is put under an indicator; empty ``part`` or ``whole``: a series in its place."""
    faults = []
    for field, code in (("count", part), ("whole", whole)):
        if code and code not in CountOf.values:
            faults.append(Fault("count", field, _("Nothing is counted by this name"), value=code))
    if faults:
        return faults
    if not part and not whole:
        faults.append(Fault("missing", "count", _("Say what is counted")))
    if part and whole and whole not in WHOLES.get(CountOf(part), ()):
        faults.append(Fault("whole", "whole", _("Not every one that is counted is one of these"), value=whole))
    if form != IndicatorForm.SHARE and whole:
        faults.append(Fault("denominator", "whole", _("Only a share has a denominator"), value=whole))
    if form != IndicatorForm.SHARE and unit != "firm":
        faults.append(Fault("unit", "count", _("What is counted are firms"), value=unit))
    if place and {part, whole}.isdisjoint(WITH_PLACE):
        faults.append(Fault("place", "place", _("This count asks for no place"), value=place))
    if place and place != ACROSS and not is_division(place):
        faults.append(Fault("place", "place", _("The beginning of a division code: 31 is Shanghai"), value=place))
    return faults


def is_division(place: str) -> bool:
    """Return whether a text is the beginning of a division code."""
    return place.isascii() and place.isdigit() and 2 <= len(place) <= 12


def too_few(towns: Mapping[str, Tally]) -> list[str]:
    """Return the towns with some firms in the count, and so few that it would tell of each."""
    return sorted(town for town, tally in towns.items() if 0 < tally.records < FEWEST)


def _founded(firm: Asked, on: date) -> Word:
    if firm.founded is None or firm.founded[1] <= on:
        return True
    return False if firm.founded[0] > on else None


def _manufacturer(firm: Asked) -> Word:
    code = firm.industry[:2]
    return int(code) in MANUFACTURING if len(code) == 2 and code.isdigit() else None
