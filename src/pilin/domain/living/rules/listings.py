"""Who keeps listings, tells stories of them and flies from them; and what is wrong with what is written. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from pilin.domain.living.enums.listings import (
    LONGEST_STORY,
    STAGES,
    FlightState,
    LabelLevel,
    ListingKind,
    ListingStatus,
    Stage,
    StoryRights,
    StoryState,
)
from pilin.domain.living.models.listings import Contribution, FlightRequest, Listing
from pilin.engine.base import Fault, PartialDate
from pilin.foundation.access.enums import Audience, Role
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Verdict

READERS = (Audience.OWN, Audience.CIRCLE, Audience.PUBLIC)
EARLIEST, LATEST = 1000, 2200
APART = r"[\s\-–·.]?"
NUMBERS = re.compile(  # of identity cards and bank cards, of telephones, and addresses of mail
    rf"(?<![0-9])(?:[0-9]{APART}){{14,18}}[0-9Xx](?![0-9])|(?<![0-9])(?:(?:\+|00)?86{APART})?1[3-9][0-9](?:{APART}[0-9]){{8}}(?![0-9])"
    r"|[A-Za-z0-9._%+\-]+@[A-Za-z0-9\-]+(?:\.[A-Za-z0-9\-]+)+"
)


@dataclass(frozen=True, slots=True)
class EntryInput:
    """One row of a list brought."""

    title_zh: str
    title: str = ""
    rank: int | None = None
    where_zh: str = ""
    since: PartialDate | None = None
    story_zh: str = ""


@dataclass(frozen=True, slots=True)
class ClassInput:
    """A class of a register as it is entered."""

    title_zh: str
    title: str = ""
    declared: int | None = None
    comparator: str = "="


def may_keep_listings(by: Standing, circle: str, town: str) -> Verdict:
    """Return whether this standing keeps a town's listings, lists, labels and figures: the clerk of that town."""
    if by.sees_all or (by.member == town and by.holds(Role.CLERK) and circle in by.circles | by.observes):
        return Verdict.yes()
    return Verdict.no("not_clerk", _("Nothing was written. The clerk of the town that tells of it writes it down"))


def may_contribute(by: Standing, listing: Listing) -> Verdict:
    """Return whether this standing tells a story of a listing: anybody with an account who holds no office."""
    if not by.signed_in:
        return Verdict.no("nobody", _("Nothing was written. Sign in: the town answers whoever tells something"))
    if by.member:
        return Verdict.no("in_office", _("Nothing was written. Whoever holds an office changes the listing itself"))
    if listing.audience != Audience.PUBLIC:
        return Verdict.no("not_public", _("Nothing was written. Not everyone reads this listing"))
    return Verdict.yes()


def may_moderate(by: Standing, circle: str, town: str) -> Verdict:
    """Return whether this standing decides whether everyone reads a story: a clerk of the town of the listing."""
    if by.sees_all or (by.member == town and by.holds(Role.CLERK) and circle in by.circles | by.observes):
        return Verdict.yes()
    return Verdict.no("not_clerk", _("Nothing was decided. A clerk of the town of the listing reads it first"))


def may_take_story_back(by: Standing, teller: UUID) -> Verdict:
    """Return whether this standing takes a story back: whoever told it, at any time."""
    if by.signed_in and by.person == teller:
        return Verdict.yes()
    return Verdict.no("not_teller", _("Nothing was taken back. Whoever told it does this"))


def may_ask_flight(by: Standing, base: Listing, firm: UUID) -> Verdict:
    """Return whether this standing asks for a flight: whoever speaks for the firm, in its name, where flights are asked for."""
    if not base.takes_requests:
        return Verdict.no("no_requests", _("Nothing was asked. No flights are asked for here through this page"))
    if by.sees_all or by.speaks_for(firm):
        return Verdict.yes()
    return Verdict.no("not_speaker", _("Nothing was asked. Whoever speaks for the firm asks in its name"))


def may_answer_flight(by: Standing, request: FlightRequest, operator: UUID | None) -> Verdict:
    """Return whether this standing answers for a place where drones fly: its operator, or a clerk of the town that keeps it."""
    if request.state != FlightState.ASKED:
        return Verdict.no("over", _("Nothing was answered. This request is answered or withdrawn already"))
    own = by.member == request.owner and by.holds(Role.CLERK)
    if by.sees_all or own or (operator is not None and by.speaks_for(operator)):
        return Verdict.yes()
    return Verdict.no(
        "not_operator", _("Nothing was answered. The operator of the place answers, or a clerk of its town")
    )


def may_withdraw_flight(by: Standing, request: FlightRequest) -> Verdict:
    """Return whether this standing withdraws a request: whoever speaks for the firm, as long as the flight lies ahead."""
    if request.state not in (FlightState.ASKED, FlightState.AGREED):
        return Verdict.no("over", _("Nothing was withdrawn. This request is over"))
    if by.sees_all or by.speaks_for(request.firm_id):
        return Verdict.yes()
    return Verdict.no("not_speaker", _("Nothing was withdrawn. Whoever speaks for the firm does this"))


def without_numbers(text: str) -> str:
    """Return words without numbers of cards and telephones and without addresses of mail: a story needs none.

    Examples
    --------
    >>> without_numbers("打 138-0000-0000 找我")
    '打 **** 找我'
    """
    plain = "".join(unicodedata.normalize("NFKC", c) if c.isdigit() or c in "Ｘｘ" else c for c in text)
    return NUMBERS.sub("****", plain)


def faults_of_listing(
    *, kind: str, title_zh: str, status: str, since: PartialDate | None, until: PartialDate | None, latitude: Decimal | None,
    longitude: Decimal | None, height_m: Decimal | None, takes_requests: bool, audience: str,
) -> list[Fault]:  # fmt: skip
    """Return what is wrong with a listing as it is entered."""
    faults = []
    if kind not in ListingKind.values:
        faults.append(Fault("kind", "kind", _("Choose what it is"), value=kind))
    if not title_zh.strip():
        faults.append(Fault("no_title", "title_zh", _("Give it its name")))
    if status not in ListingStatus.values:
        faults.append(Fault("status", "status", _("Choose how it is with it"), value=status))
    if since and until and until.last < since.first:
        faults.append(Fault("order", "until", _("It ends after it begins"), value=str(until)))
    if (latitude is None) != (longitude is None):
        faults.append(Fault("point", "longitude", _("Give both latitude and longitude, or neither")))
    for field, degrees, most in (("latitude", latitude, 90), ("longitude", longitude, 180)):
        if degrees is not None and not (degrees.is_finite() and abs(degrees) <= most):
            faults.append(Fault("degrees", field, _("Degrees between −{most} and {most}").format(most=most), value=str(degrees)))  # fmt: skip
    if height_m is not None and height_m <= 0:
        faults.append(Fault("height", "height_m", _("A height is above the ground"), value=str(height_m)))
    if takes_requests and kind != ListingKind.FLYING:
        faults.append(Fault("requests", "takes_requests", _("Flights are asked for only where drones fly")))
    if audience not in READERS:
        faults.append(Fault("audience", "audience", _("Choose who may read it"), value=audience))
    return faults


def faults_of_register(*, title_zh: str, declared_classes: int | None, classes: Sequence[ClassInput]) -> list[Fault]:
    """Return what is wrong with a list and its classes: it names no more than it says it has."""
    faults = []
    if not title_zh.strip():
        faults.append(Fault("no_title", "title_zh", _("Give the list its name")))
    if not classes:
        faults.append(Fault("no_class", "classes", _("Name one class at least; a list without parts has one")))
    if declared_classes is not None and declared_classes < len(classes):
        faults.append(Fault("classes", "declared_classes", _("It names more classes than it says it has"), value=str(declared_classes)))  # fmt: skip
    faults += [
        Fault("no_title", "classes", _("Give each class its name"), row)
        for row, one in enumerate(classes, start=1)
        if not one.title_zh.strip()
    ]
    return faults


def faults_of_entries(entries: Sequence[EntryInput], declared: int | None, comparator: str, held: int) -> list[Fault]:
    """Return what is wrong with the rows of a list brought: a list that says how many it has holds so many, whole or not at all."""
    faults = []
    if not entries:
        faults.append(Fault("empty", "file", _("The table has no rows")))
    if declared is not None and comparator == "=" and held + len(entries) != declared:
        faults.append(
            Fault(
                "length", "file", _("This class says that it has {said} entries; with this table there would be {found}").format(said=declared, found=held + len(entries)),
                value=str(held + len(entries)),
            )
        )  # fmt: skip
    titles: dict[str, int] = {}
    ranks: dict[int, int] = {}
    for row, one in enumerate(entries, start=1):
        if not one.title_zh.strip():
            faults.append(Fault("no_title", "title_zh", _("Give it its name"), row))
        elif titles.setdefault(one.title_zh.strip(), row) != row:
            faults.append(
                Fault("twice", "title_zh", _("This name stands in an earlier row already"), row, one.title_zh)
            )
        if one.rank is not None and ranks.setdefault(one.rank, row) != row:
            faults.append(Fault("rank", "rank", _("Two rows have one rank"), row, str(one.rank)))
    return faults


def faults_of_label(*, title_zh: str, level: str, declared: int | None) -> list[Fault]:
    """Return what is wrong with a label as it is entered."""
    faults = []
    if not title_zh.strip():
        faults.append(Fault("no_title", "title_zh", _("Give the label its name")))
    if level not in LabelLevel.values:
        faults.append(Fault("level", "level", _("Choose who gives it"), value=level))
    if declared is not None and declared < 0:
        faults.append(Fault("declared", "declared", _("A number of holders is not negative"), value=str(declared)))
    return faults


def faults_of_years(year: int | None, until: int | None) -> list[Fault]:
    """Return what is wrong with the years of a label held."""
    faults = [
        Fault("year", field, _("Write a year"), value=str(value))
        for field, value in (("year", year), ("until", until))
        if value is not None and not EARLIEST <= value <= LATEST
    ]
    if year is not None and until is not None and until < year:
        faults.append(Fault("order", "until", _("It ends after it begins"), value=str(until)))
    return faults


def faults_of_stage(
    stage: str, reached_on: PartialDate | None, others: Iterable[tuple[str, PartialDate | None]]
) -> list[Fault]:
    """Return what is wrong with a stage: none comes before one that it follows, and none is completed that was never topped out.

    ``others`` are the stages noted already, each with its day as far as it is known. An unknown day contradicts nothing.
    """
    if stage not in Stage.values:
        return [Fault("stage", "stage", _("Choose the stage"), value=stage)]
    known = dict(others)
    faults = []
    if stage == Stage.COMPLETED and Stage.TOPPED_OUT not in known:
        faults.append(Fault("not_topped", "stage", _("Nothing is completed before its structure is topped out: note that first"), value=stage))  # fmt: skip
    place = STAGES.index(Stage(stage))
    for other, day in known.items():
        if other == stage or day is None or reached_on is None:
            continue
        earlier = STAGES.index(Stage(other)) < place
        if (earlier and reached_on.last < day.first) or (not earlier and day.last < reached_on.first):
            faults.append(
                Fault("order", "reached_on", _("“{stage}” was on {day}; this cannot be so").format(stage=Stage(other).label, day=day), value=str(reached_on))
            )  # fmt: skip
    return faults


def faults_of_story(*, text: str, credit: str, rights: str) -> list[Fault]:
    """Return what is wrong with a story as somebody tells it."""
    faults = []
    if len(text.strip()) < 10:
        faults.append(Fault("short", "text", _("Tell it in a sentence or two")))
    if len(text) > LONGEST_STORY:
        faults.append(Fault("long", "text", _("At most {most} characters").format(most=LONGEST_STORY)))
    if len(credit) > 40:
        faults.append(Fault("credit", "credit", _("At most {most} characters").format(most=40)))
    if rights not in StoryRights.values:
        faults.append(Fault("rights", "rights", _("Say on which ground everyone may read it"), value=rights))
    return faults


def faults_of_decision(row: Contribution, *, shown: bool, reason: str) -> list[Fault]:
    """Return what is wrong with the word of a town on a story: what is not shown has a reason."""
    faults = []
    if not shown and not reason.strip():
        faults.append(Fault("reason", "reason", _("Say why it is not shown; whoever told it reads this")))
    if row.state == (StoryState.SHOWN if shown else StoryState.TURNED_DOWN):
        faults.append(Fault("same", "shown", _("This was decided already")))
    return faults
