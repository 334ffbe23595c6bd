"""Who keeps parks and agrees their shares, what shares make, what a count says of the design, what became of a promise. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext_lazy as _

from pilin.domain.parks.enums import MONEY, MOST_PARTIES, WHOLE, CarrierPart, Certainty, PromiseState
from pilin.engine.base import Comparator, Confidence, Fault, PartialDate, Precision, Quantity, resolve_relative
from pilin.foundation.access.enums import Audience, Role
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Verdict

READERS = (Audience.OWN, Audience.CIRCLE, Audience.PUBLIC)
FINEST = Decimal("0.0001")  # of a per cent


@dataclass(frozen=True, slots=True)
class PartyInput:
    """A party of a park as it is entered: the code of a member, or the names of one from outside, with its bank."""

    code: str = ""
    name_zh: str = ""
    name: str = ""
    bank: int = 0


@dataclass(frozen=True, slots=True)
class FigureInput:
    """A figure of a carrier as it is entered; money in yuan."""

    part: str
    value: Decimal
    comparator: str = "="
    period_zh: str = ""
    period: str = ""


@dataclass(frozen=True, slots=True)
class DesignTold:
    """What counts say of the volume a crossing was built for: known, or between two figures, or nothing.

    ``low`` and ``high`` are vehicles a day; both None where nothing can be said. ``used_day`` and ``used_peak`` are the counts
    over the design volume, only where that is known.
    """

    known: bool
    low: int | None = None
    high: int | None = None
    of_day: int | None = None  # the ordinary day's count over how many times the design is said to be reached
    of_peak: int | None = None
    used_day: Decimal | None = None
    used_peak: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a promise; ``days`` late or past its date, where that is so."""

    state: PromiseState
    days: int | None = None
    at_least: bool = False  # what was done is known to the month, the quarter or the year only


@dataclass(frozen=True, slots=True)
class DateFound:
    """The date a promise names, how it was found, and what its words could mean where nobody can choose."""

    value: PartialDate | None
    certainty: Certainty
    candidates: tuple[PartialDate, ...] = ()


def may_keep(by: Standing, circle: str, town: str) -> Verdict:
    """Return whether this standing keeps a town's rows here: the clerk of that town."""
    if by.sees_all or (by.member == town and by.holds(Role.CLERK) and circle in by.circles | by.observes):
        return Verdict.yes()
    return Verdict.no("not_clerk", _("Nothing was written. The clerk of the town that keeps it writes it down"))


def may_enter(by: Standing, circle: str, town: str, parties: Collection[str]) -> Verdict:
    """Return whether this standing enters a park for a town, or changes it: the clerk of a town that is party to it."""
    kept = may_keep(by, circle, town)
    if not kept or by.sees_all or town in parties:
        return kept
    return Verdict.no("not_party", _("Nothing was written. A town enters the parks to which it is party itself"))


def may_propose(by: Standing, circle: str, parties: Collection[str]) -> Verdict:
    """Return whether this standing proposes the shares of a park: the clerk or the signatory of a town that is party."""
    office = by.holds(Role.CLERK) or by.holds(Role.SIGNATORY)
    if by.sees_all or (by.member in parties and office and circle in by.circles | by.observes):
        return Verdict.yes()
    return Verdict.no("not_party", _("Nothing was proposed. A town that is party to the park proposes its shares"))


def may_answer(by: Standing, circle: str, parties: Collection[str], said: Collection[str]) -> Verdict:
    """Return whether this standing speaks for a town on a proposal of shares: its signatory, once."""
    if by.member not in parties or not by.holds(Role.SIGNATORY) or circle not in by.circles | by.observes:
        return Verdict.no("not_signatory", _("Nothing was said. Whoever signs for a town that is party to the park answers for it"))  # fmt: skip
    if by.member in said:
        return Verdict.no("said", _("Your town has answered already"))
    return Verdict.yes()


def may_withdraw(by: Standing, circle: str, town: str) -> Verdict:
    """Return whether this standing takes a proposal of shares back: the clerk or the signatory of the town that made it."""
    if by.sees_all or may_propose(by, circle, {town}):
        return Verdict.yes()
    return Verdict.no("not_proposer", _("Nothing was taken back. The town that proposed it takes it back"))


def may_report(by: Standing, circle: str) -> Verdict:
    """Return whether this standing reports that something promised was done: the clerk of any town of the circle."""
    if by.sees_all or (by.member and by.holds(Role.CLERK) and circle in by.circles | by.observes):
        return Verdict.yes()
    return Verdict.no("not_clerk", _("Nothing was written. The clerk of a town of the circle reports it"))


def faults_of_shares(shares: Mapping[str, Decimal | None], parties: Sequence[str]) -> list[Fault]:
    """Return what is wrong with shares in per cent, by key of the party; None is unknown.

    Known shares of all parties make exactly 100. Where some are unknown, something is left for them.
    """
    faults = [Fault("party", key, _("This is no party to the park"), value=key) for key in shares if key not in parties]
    known = {key: share for key in parties if (share := shares.get(key)) is not None}
    for key, share in known.items():
        if not share.is_finite() or not 0 <= share <= WHOLE or share != share.quantize(FINEST):
            faults.append(Fault("share", key, _("A share lies between 0 and 100 %, with four decimals at most"), value=str(share)))  # fmt: skip
    if faults:
        return faults
    made = sum(known.values(), Decimal(0))
    missing = len(parties) - len(known)
    if not known:
        faults.append(
            Fault("no_share", "", _("Say at least one share; leave the others empty while nobody knows them"))
        )
    elif made > WHOLE:
        faults.append(Fault("too_much", "", _("The shares make {made} %: {over} % too much").format(made=plain(made), over=plain(made - WHOLE)), value=str(made)))  # fmt: skip
    elif not missing and made < WHOLE:
        faults.append(Fault("missing", "", _("The shares make {made} %: {rest} % is missing").format(made=plain(made), rest=plain(WHOLE - made)), value=str(made)))  # fmt: skip
    elif missing and made == WHOLE:
        faults.append(Fault("nothing_left", "", _("The known shares make 100 %: nothing is left for the parties whose share is unknown"), value=str(made)))  # fmt: skip
    return faults


def plain(share: Decimal) -> str:
    """Return a figure without zeros at its end: 50, 33.3333."""
    text = f"{share:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def faults_of_park(
    *,
    name_zh: str,
    joint: bool,
    parties: Sequence[PartyInput],
    area_km2: Decimal | None,
    firms: int | None,
    hnte_share: Decimal | None,
    valid_from: PartialDate | None,
    valid_to: PartialDate | None,
    audience: str,
) -> list[Fault]:
    """Return what is wrong with a park as it is entered."""
    faults = faults_of_name(name_zh, audience)
    if area_km2 is not None and not (area_km2.is_finite() and 0 < area_km2 < 100_000):
        faults.append(Fault("area", "area_km2", _("An area in km² is more than nothing"), value=str(area_km2)))
    if firms is not None and firms < 0:
        faults.append(Fault("firms", "firms", _("A count is not negative"), value=str(firms)))
    if hnte_share is not None and not (hnte_share.is_finite() and 0 <= hnte_share <= 1):
        faults.append(Fault("hnte", "hnte_share", _("A share of the firms lies between 0 and 1: a quarter is 0.25"), value=str(hnte_share)))  # fmt: skip
    if valid_from and valid_to and valid_to.last < valid_from.first:
        faults.append(Fault("ends", "valid_to", _("It ends after it begins"), value=str(valid_to)))
    if any(not party.code and not party.name_zh.strip() for party in parties):
        faults.append(Fault("no_party", "outside", _("Give each party from outside its Chinese name")))
    least = 2 if joint else 1
    if not least <= len(parties) <= MOST_PARTIES:
        faults.append(Fault("parties", "towns", _("A park built jointly has two parties at least and {most} at most").format(most=MOST_PARTIES)))  # fmt: skip
    codes = [party.code for party in parties if party.code]
    if len(codes) != len(set(codes)):
        faults.append(Fault("twice", "towns", _("A party stands there twice")))
    return faults


def faults_of_name(name_zh: str, audience: str) -> list[Fault]:
    """Return what is wrong with a name and with who may read it."""
    faults = []
    if not name_zh.strip():
        faults.append(Fault("no_name", "name_zh", _("Give it its Chinese name")))
    if audience not in READERS:
        faults.append(Fault("audience", "audience", _("Choose who may read it"), value=audience))
    return faults


def faults_of_figures(figures: Sequence[FigureInput]) -> list[Fault]:
    """Return what is wrong with the figures of a carrier: each of another kind, none negative."""
    faults = []
    seen: set[str] = set()
    for number, one in enumerate(figures, start=1):
        if one.part not in CarrierPart.values or one.part in seen:
            faults.append(Fault("part", "figures", _("Each figure is of another known kind"), number, one.part))
        seen.add(one.part)
        whole = one.part in MONEY or one.value == one.value.to_integral_value()
        if not one.value.is_finite() or not 0 <= one.value < 10**15 or not whole:
            faults.append(Fault("value", "figures", _("A figure is not negative, and counts are whole"), number, str(one.value)))  # fmt: skip
        if one.comparator not in {known.value for known in Comparator}:
            faults.append(Fault("comparator", "figures", _("A figure stands to the true one as = ≈ > ≥ < or ≤"), number, one.comparator))  # fmt: skip
    return faults


def faults_of_promise(
    *, what_zh: str, said_by_zh: str, said_on: date, work: str, audience: str, on: date
) -> list[Fault]:
    """Return what is wrong with a promise as it is entered."""
    faults = faults_of_name(work, audience)
    faults = [Fault("no_work", "work_zh", _("Say of which work it was promised")) if one.code == "no_name" else one for one in faults]  # fmt: skip
    if not what_zh.strip():
        faults.append(Fault("no_what", "what_zh", _("Say what was promised")))
    if not said_by_zh.strip():
        faults.append(Fault("no_speaker", "said_by_zh", _("Say which office promised it")))
    if said_on > on:
        faults.append(Fault("future", "said_on", _("What is still to be said is no promise yet"), value=str(said_on)))
    return faults


def weaker(*comparators: Comparator) -> Comparator:
    """Return how a product or quotient stands to the true one: exact of exact, the one said of one, else about."""
    said = {one for one in comparators if one is not Comparator.EXACTLY}
    return Comparator.EXACTLY if not said else said.pop() if len(said) == 1 else Comparator.ABOUT


def density(firms: Quantity | None, area: Quantity | None) -> Quantity | None:
    """Return firms per km², to a tenth; None where either is unknown. Of an area that is not exact it is about so many."""
    if firms is None or area is None:
        return None
    value = (firms.value / area.value).quantize(Decimal("0.1"), ROUND_HALF_UP)
    exact = area.comparator is Comparator.EXACTLY
    return Quantity(value, "firm/km2", firms.comparator if exact else Comparator.ABOUT)


def hnte_firms(firms: Quantity | None, share: Decimal | None) -> Quantity | None:
    """Return how many of the firms are high-tech by the share said, to a whole firm; it is as exact as their number."""
    if firms is None or share is None:
        return None
    value = (firms.value * share).quantize(Decimal(1), ROUND_HALF_UP)
    rounded = value != firms.value * share
    return Quantity(value, "firm", Comparator.ABOUT if rounded else firms.comparator)


def design_told(*, day: int | None, peak: int | None, times: Decimal | None, design: int | None) -> DesignTold:
    """Return what counts say of the volume a crossing was built for, in vehicles a day.

    "Nearly twice the design" may be said of the ordinary day or of the holiday: both are reckoned, and the answer is what lies
    between them. It is never one number unless the design volume itself is known.
    """
    if design:
        used = [None if count is None else (Decimal(count) / design).quantize(Decimal("0.01")) for count in (day, peak)]
        return DesignTold(True, design, design, used_day=used[0], used_peak=used[1])
    if not times:
        return DesignTold(False)
    solved = [
        None if count is None else int((count / times).quantize(Decimal(1), ROUND_HALF_UP)) for count in (day, peak)
    ]
    found = [one for one in solved if one is not None]
    return DesignTold(False, min(found, default=None), max(found, default=None), solved[0], solved[1])


def outcome(promised: PartialDate | None, actual: PartialDate | None, on: date) -> Outcome:
    """Return what became of a promise as of a day.

    Kept when what was done lies no later than the last day promised; late by the days from there to the first day on which it
    can have been done. What is known too roughly to tell, and what names no date, cannot be said.
    """
    if promised is None:
        return Outcome(PromiseState.UNKNOWN)
    if actual is not None:
        if actual.last <= promised.last:
            return Outcome(PromiseState.KEPT)
        if actual.first > promised.last:
            return Outcome(
                PromiseState.LATE, (actual.first - promised.last).days, actual.precision is not Precision.DAY
            )
        return Outcome(PromiseState.UNKNOWN)
    if on > promised.last:
        return Outcome(PromiseState.PAST, (on - promised.last).days)
    return Outcome(PromiseState.OPEN)


def date_found(words: str, said_on: date, chosen: PartialDate | None = None) -> DateFound:
    """Return the date that the words of a promise name, counted from the day they were said.

    Where they could mean several, one of those may be chosen by whoever enters it; any other is not what was said.
    """
    meant = resolve_relative(words, said_on)
    if meant.value is None and chosen is not None and chosen in meant.candidates:
        return DateFound(chosen, Certainty.CHOSEN, meant.candidates)
    if meant.value is None:
        return DateFound(None, Certainty.UNKNOWN, meant.candidates)
    return DateFound(meant.value, Certainty.STATED if meant.confidence is Confidence.STATED else Certainty.RELATIVE)
