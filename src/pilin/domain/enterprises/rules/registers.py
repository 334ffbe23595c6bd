"""Who brings registers, what a row of one must hold, and who says that two firms are one. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from pilin.domain.enterprises.enums import FAULTS, MOST_PRODUCTS, MOST_RECORDS, DivisionList, LikenessState
from pilin.domain.enterprises.models import Bringing, Enterprise, Likeness, Register
from pilin.engine.base import IdKind, PartialDate, Quantity, check_number, check_uscc, is_uscc, parse_quantity
from pilin.foundation.access.enums import Audience, Role
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Fault, Verdict
from pilin.foundation.values.columns import as_partial_date

INDUSTRY = re.compile(r"[A-T]?(\d{2,4})")
DIVISIONS_OF_INDUSTRY = range(1, 98)  # GB/T 4754-2017 has 97
WIDTHS = {Audience.OWN, Audience.CIRCLE, Audience.PUBLIC}
DIVISION = re.compile(r"[1-8]\d(\d{4}|\d{7}|\d{10})")


@dataclass(frozen=True, slots=True)
class RecordInput:
    """What a row of a register says of a firm."""

    name_zh: str
    name: str = ""
    uscc: str = ""
    address: str = ""
    division: str = ""
    industry: str = ""
    founded_on: PartialDate | None = None
    staff: str = ""  # as written: "320", "约300人", "more than 300"
    products: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Frame:
    """What is said of a register as a whole."""

    circle: str
    town: str
    title: str
    as_of: PartialDate | date | str
    audience: str
    division_list: str
    digest: str = ""
    declared: int | None = None  # how many firms the list says it has, as a TOP50 does; None where it does not say
    as_of_said: bool = True  # False: the day is today, because nobody said another


def may_bring(by: Standing, circle: str, town: str = "") -> Verdict:
    """Return whether this standing brings a register: the clerk of a full member, for their own town alone."""
    if by.sees_all:
        return Verdict.yes()
    if town and town != by.member:
        return Verdict.no("not_owner", _("Nothing was brought. A town brings its own registers only"))
    if circle not in by.circles:
        return Verdict.no("not_member", _("Nothing was brought. Only a member of the circle brings registers"))
    if by.holds(Role.CLERK):
        return Verdict.yes()
    return Verdict.no("not_clerk", _("Nothing was brought. The clerk of the town brings its registers"))


def may_withdraw(by: Standing, register: Register) -> Verdict:
    """Return whether this standing takes a register back: the clerk of the town that brought it."""
    if register.withdrawn_at is not None:
        return Verdict.no("withdrawn", _("This register was taken back already"))
    if by.sees_all or (by.member == register.owner and by.holds(Role.CLERK)):
        return Verdict.yes()
    return Verdict.no("not_owner", _("Nothing was changed. The clerk of the town that brought it takes it back"))


def faults_of_frame(frame: Frame, number: int, on: date) -> list[Fault]:
    """Return what is wrong with a register of so many firms, as it is described; its rows apart."""
    faults = []
    if not frame.title.strip():
        faults.append(Fault("no_title", "title", _("Name the register: who keeps it, and of what it is a list")))
    if frame.audience not in (Audience.OWN, Audience.CIRCLE, Audience.PUBLIC):
        reason = _("A register is read by your own town, by the circle, or by everyone")
        faults.append(Fault("audience", "audience", reason))
    if frame.division_list not in DivisionList.values:
        faults.append(Fault("division_list", "division_list", _("Choose which list its division codes follow")))
    try:
        span = as_partial_date(frame.as_of)
    except ValueError:
        faults.append(Fault("date", "as_of", _("Write 2026-10-18, 2026-10, 2026-Q4 or 2026"), value=str(frame.as_of)))
    else:
        if span is None:
            faults.append(Fault("no_date", "as_of", _("Say as of which day, month or year it was right")))
        elif span.first > on:
            faults.append(Fault("ahead", "as_of", _("A register is not of a day to come"), value=str(span)))
    if frame.declared is not None and not 1 <= frame.declared <= MOST_RECORDS:
        faults.append(Fault("declared", "declared", _("Say how many firms the list has, or nothing")))
    if not number:
        faults.append(Fault("no_rows", "file", _("The register names no firm")))
    if number > MOST_RECORDS:
        many = _said(_("At most {most} firms at once: split the file"), most=MOST_RECORDS)
        faults.append(Fault("too_many_rows", "file", many))
    return faults


def faults_of_number(rows: int, declared: int | None) -> list[Fault]:
    """Return what is wrong where a list does not name as many firms as it says it has: it is not padded, nor cut."""
    if declared is None or rows == declared:
        return []
    reason = _said(_("The list says that it has {declared} firms, and names {rows}"), declared=declared, rows=rows)
    return [Fault("not_as_declared", "declared", reason, value=str(declared))]


def goes_on(old: Bringing, frame: Frame) -> bool:
    """Return whether a file is brought as the same register as before: then it goes on where it stopped.

    A day that is not said is that on which it was begun.
    """
    said = (old.title, old.readers, old.division_list, old.declared) == (
        frame.title.strip(), frame.audience, frame.division_list, frame.declared,
    )  # fmt: skip
    return said and (not frame.as_of_said or old.as_of == as_partial_date(frame.as_of))


def width(audience: str) -> int:
    """Return how far an audience reaches: the town alone, some others, the circle, everyone."""
    order = (Audience.OWN, Audience.PARTIES, Audience.AGREEMENT, Audience.CIRCLE, Audience.PUBLIC)
    return order.index(Audience(audience))


def name_key(name: str) -> str:
    """Return a name in the form in which two are compared: half width, no blanks, one kind of brackets.

    Examples
    --------
    >>> name_key("上海汉钟 精机股份（有限）公司") == name_key("上海汉钟精机股份(有限)公司")
    True
    """
    return _BETWEEN.sub("", unicodedata.normalize("NFKC", name).casefold())


_BETWEEN = re.compile(r"[\s·•・\-_.,，。]")


def code_of(text: str) -> str:
    """Return a code as it is kept, whether it holds or not; nothing for an empty cell.

    Examples
    --------
    >>> code_of(" 91350100m000100y43")
    '91350100M000100Y43'
    """
    return text if not text or is_uscc(text) else check_uscc(text).number


def read_staff(text: str) -> Quantity | None:
    """Return how many work there, with the comparator; None for an empty cell.

    Raises
    ------
    ValueError
        When it is no number of people.

    Examples
    --------
    >>> str(read_staff("约300"))
    '≈ 300 person'
    """
    if not text.strip():
        return None
    try:
        found = parse_quantity(text)
    except ValueError:
        found = parse_quantity(f"{text}人")
    if found.unit != "person" or found.value != found.value.to_integral_value() or found.value > 2**31 - 1:
        raise ValueError(f"{text!r} is no number of people")
    return found


def faults_of_records(rows: Iterable[tuple[int | None, RecordInput]]) -> Iterator[Fault]:
    """Yield everything wrong with the rows of a register, row by row: each names its row, its column and the reason."""
    return Checker().faults(rows)


class Checker:
    """Checks the rows of one register, some at a time: it remembers which codes and names stood where."""

    def __init__(self) -> None:
        self._codes: dict[str, int | None] = {}
        self._names: dict[str, int | None] = {}

    def faults(self, rows: Iterable[tuple[int | None, RecordInput]]) -> Iterator[Fault]:
        """Yield what is wrong with these rows, by themselves and with those before them."""
        codes, names = self._codes, self._names
        for number, row in rows:
            yield from _faults_of_record(number, row)
            code, key = code_of(row.uscc), name_key(row.name_zh)
            if not code and key in names:
                reason = _(
                    "The same name stands in row {row} already and this row has no code: give its code or take it out"
                )
                yield Fault("double_name", "name_zh", _said(reason, row=names[key]), number, row.name_zh)
            names.setdefault(key, number)
            if code and code in codes:
                reason = _(
                    "The same code stands in row {row} already: one of the two is another firm's, or the row is double"
                )
                yield Fault("double_code", "uscc", _said(reason, row=codes[code]), number, row.uscc)
            elif code:
                codes[code] = number


def _said(text: object, **facts: object) -> str:
    return str(text).format(**facts)


def _faults_of_record(number: int | None, row: RecordInput) -> Iterator[Fault]:
    if not row.name_zh.strip():
        yield Fault("no_name", "name_zh", _("A firm needs its registered name"), number)
    if row.uscc and not is_uscc(row.uscc):
        yield from _faults_of_code(number, row.uscc)
    if row.division and not DIVISION.fullmatch(row.division):
        reason = _("A division code has 6, 9 or 12 digits: county, town or village")
        yield Fault("division", "division", reason, number, row.division)
    if row.industry and not _is_industry(row.industry):
        reason = _("An industry class of GB/T 4754 has two to four digits, like 3831")
        yield Fault("industry", "industry", reason, number, row.industry)
    if len(row.products) > MOST_PRODUCTS:
        many = _said(_("At most {most} products; these are {number}"), most=MOST_PRODUCTS, number=len(row.products))
        yield Fault("products", "products", many, number)
    try:
        read_staff(row.staff)
    except ValueError:
        reason = _("Write how many people work there: 320, 约300 or more than 300")
        yield Fault("staff", "staff", reason, number, row.staff)


def _is_industry(text: str) -> bool:
    found = INDUSTRY.fullmatch(text)
    return found is not None and int(found[1][:2]) in DIVISIONS_OF_INDUSTRY


def _faults_of_code(number: int | None, text: str) -> Iterator[Fault]:
    meant = check_number(text)
    if meant.kind is IdKind.PERSON and not check_uscc(text).valid:
        reason = _("This looks like a citizen's number; a register of firms must not hold one")
        yield Fault("citizen", "uscc", reason, number, meant.shown)
        return
    found = check_uscc(text)
    for failed in found.failed[:1]:  # the first says what to do; the others follow from it
        yield Fault(str(failed), "uscc", _said(FAULTS[failed], number=len(found.number)), number, found.number)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two firms that were weighed against each other: what was found, nothing decided."""

    enterprise: UUID  # would be merged
    other: UUID  # would be kept
    probability: float
    sure: bool
    reasons: tuple[tuple[str, str, float], ...]  # name, level, bits


def may_merge(by: Standing, firm: Enterprise, into: Enterprise, *, holds_others: bool = False) -> Verdict:
    """Return whether this standing says that a firm is another: the clerk of the town that keeps the first.

    ``holds_others``: firms in sight were merged into the first. A firm is merged only into one that is read at least as
    widely, or whoever reads the first would lose it, or learn of what is kept back.
    """
    if not (by.sees_all or (by.member == firm.owner and by.holds(Role.CLERK))):
        return Verdict.no(
            "not_owner", _("Nothing was merged. The clerk of the town that keeps a firm says which it is")
        )
    if firm.pk == into.pk:
        return Verdict.no("itself", _("A firm is not merged into itself"))
    if firm.circle != into.circle:
        return Verdict.no("other_circle", _("Only firms of the same circle are merged"))
    if firm.merged_into_id is not None:
        return Verdict.no("merged", _("This firm is merged already; undo that first"))
    if into.merged_into_id is not None:
        return Verdict.no("other_merged", _("That firm is itself merged into another; name the one that is left"))
    if holds_others:
        return Verdict.no("holds_others", _("Firms were merged into this one; undo that first, or merge the other way"))
    if not {firm.audience, into.audience} <= WIDTHS or width(into.audience) < width(firm.audience):
        return Verdict.no(
            "narrower", _("That firm is read less widely than this one: whoever reads this would lose it")
        )
    if firm.uscc and into.uscc and firm.uscc != into.uscc:
        return Verdict.no("two_codes", _("Two codes that hold are two firms, whatever their names"))
    return Verdict.yes()


def may_undo(by: Standing, firm: Enterprise) -> Verdict:
    """Return whether this standing undoes a merge: the clerk of the town that keeps the merged firm."""
    if firm.merged_into_id is None:
        return Verdict.no("not_merged", _("This firm is not merged into another"))
    if by.sees_all or (by.member == firm.owner and by.holds(Role.CLERK)):
        return Verdict.yes()
    return Verdict.no("not_owner", _("Nothing was undone. The clerk of the town that keeps the merged firm undoes it"))


def may_keep_apart(by: Standing, likeness: Likeness) -> Verdict:
    """Return whether this standing says that two firms are two: the clerk of the town that was asked, once."""
    if not (by.sees_all or (by.member == likeness.owner and by.holds(Role.CLERK))):
        return Verdict.no("not_owner", _("Nothing was decided. The clerk of the town that was asked says so"))
    if likeness.state != LikenessState.OPEN:
        return Verdict.no("decided", _("This pair was decided already"))
    return Verdict.yes()


def may_compare(by: Standing, register: Register) -> Verdict:
    """Return whether this standing has the new firms of a register compared: the instance, or the clerk of its town."""
    if register.withdrawn_at is not None:
        return Verdict.no("withdrawn", _("This register was taken back already"))
    if by.sees_all or (by.member == register.owner and by.holds(Role.CLERK)):
        return Verdict.yes()
    return Verdict.no("not_owner", _("Nothing was compared. The clerk of the town that brought it does"))
