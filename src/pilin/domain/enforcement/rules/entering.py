"""What is wrong with a patrol, a finding, a hazard and the like as they are entered. Pure."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from pilin.domain.enforcement.enums import EvidenceKind, HazardGrade, HazardState, PieceState, UnifiedKind
from pilin.domain.enforcement.rules.deciding import MOST
from pilin.domain.enforcement.rules.officers import Pact
from pilin.engine.base import Fault

LONGEST_RING = 2_000  # points
WITH_FILE = (EvidenceKind.PHOTO, EvidenceKind.PAPER, EvidenceKind.RECORD)


def faults_of_patrol(
    *,
    pact: Pact | None,
    towns: Collection[str],
    host: str,
    on: date,
    today: date,
    title_zh: str,
    route_zh: str,
    clause: int | None,
    clauses: Collection[int],
) -> list[Fault]:
    """Return what is wrong with a patrol as it is proposed."""
    faults = []
    if pact is None:
        faults.append(
            Fault("no_agreement", "agreement", _("Name the agreement on joint enforcement under which you go out"))
        )
    elif not pact.in_force:
        faults.append(
            Fault("not_in_force", "agreement", _("This agreement is not in force on that day"), value=pact.slug)
        )
    elif outside := sorted(set(towns) - pact.parties):
        faults.append(
            Fault(
                "not_parties",
                "towns",
                _("Not parties of this agreement on that day: {codes}").format(codes=", ".join(outside)),
                value=", ".join(outside),
            )
        )
    if clause is not None and clause not in clauses:
        faults.append(Fault("clause", "clause", _("This agreement has no such clause"), value=str(clause)))
    if len({code[:2] for code in towns}) < 2:
        faults.append(Fault("one_side", "towns", _("A joint patrol has a town of each bank")))
    if host not in towns:
        faults.append(Fault("host", "host", _("The host is one of the towns that come along"), value=host))
    if on < today:
        faults.append(Fault("past", "on", _("Choose today or a day to come"), value=str(on)))
    if not title_zh.strip():
        faults.append(Fault("no_title", "title_zh", _("Say in one line what you look at")))
    if not route_zh.strip():
        faults.append(Fault("no_route", "route_zh", _("Write the places in their order, one a line")))
    return faults  # fmt: skip


def faults_of_finding(
    *,
    title_zh: str,
    place_zh: str,
    acted_at: datetime,
    at: datetime,
    longitude: Decimal | None,
    latitude: Decimal | None,
    towns: Sequence[str],
) -> list[Fault]:
    """Return what is wrong with a finding as it is recorded."""
    faults = []
    if not title_zh.strip():
        faults.append(Fault("no_title", "title_zh", _("Say in one line what was found")))
    if not place_zh.strip():
        faults.append(Fault("no_place", "place_zh", _("Say where, in words that somebody finds it by")))
    if acted_at > at:
        faults.append(
            Fault("future", "acted_at", _("It was found before it is written down"), value=acted_at.isoformat())
        )
    if (longitude is None) != (latitude is None):
        faults.append(Fault("half_point", "latitude", _("A point has a longitude and a latitude")))
    elif longitude is not None and latitude is not None and not (-180 <= longitude <= 180 and -90 <= latitude <= 90):
        faults.append(
            Fault(
                "point",
                "latitude",
                _("Degrees of WGS 84: longitude to 180, latitude to 90"),
                value=f"{longitude}, {latitude}",
            )
        )
    if not towns:
        faults.append(
            Fault("no_town", "act_town", _("No town's ground is known to hold this point: say on whose ground it lies"))
        )
    return faults  # fmt: skip


def faults_of_evidence(
    *, kind: str, title_zh: str, has_file: bool, seal: str, taken_at: datetime, at: datetime
) -> list[Fault]:
    """Return what is wrong with a piece of evidence as it is added."""
    faults = []
    if kind not in EvidenceKind.values:
        faults.append(Fault("kind", "kind", _("Choose what it is"), value=kind))
    if not title_zh.strip():
        faults.append(Fault("no_title", "title_zh", _("Say what it shows")))
    if kind in WITH_FILE and not has_file:
        faults.append(Fault("no_file", "file", _("Attach its file: its hash is what the other side checks")))
    if kind in EvidenceKind.values and kind not in WITH_FILE and not has_file and not seal.strip():
        faults.append(Fault("no_seal", "seal", _("A thing without a file has a seal: write its number")))
    if taken_at > at:
        faults.append(
            Fault("future", "taken_at", _("It was taken before it is written down"), value=taken_at.isoformat())
        )
    return faults  # fmt: skip


def faults_of_receipts(numbers: Collection[int], said: dict[int, tuple[str, str]]) -> list[Fault]:
    """Return what is wrong with an acknowledgement: every piece has a word, and what is not accepted has a reason."""
    faults = []
    for number in sorted(numbers):
        state, note = said.get(number, ("", ""))
        if state not in PieceState.values:
            faults.append(
                Fault(
                    "state",
                    f"state_{number}",
                    _("Say of piece {number} whether it is there").format(number=number),
                    value=state,
                )
            )
        elif state != PieceState.ACCEPTED and not note.strip():
            faults.append(
                Fault("no_words", f"note_{number}", _("Write what is wrong with piece {number}").format(number=number))
            )
    for number in sorted(set(said) - set(numbers)):
        faults.append(
            Fault("unknown", "pieces", _("The list has no piece {number}").format(number=number), value=str(number))
        )
    return faults  # fmt: skip


def faults_of_area(
    ring: Sequence[tuple[Decimal, Decimal]],
    valid_from: date,
    valid_to: date | None,
    others: Sequence[tuple[date, date | None]],
) -> list[Fault]:
    """Return what is wrong with the ground of a town: too few points, a span that meets another's."""
    faults = []
    if not len(set(ring)) >= 3 or len(ring) > LONGEST_RING:
        faults.append(
            Fault("ring", "ring", _("A line around a ground has 3 to {most} points").format(most=LONGEST_RING))
        )
    if any(not (-180 <= x <= 180 and -90 <= y <= 90) for x, y in ring):
        faults.append(Fault("point", "ring", _("Degrees of WGS 84: longitude to 180, latitude to 90")))
    if valid_to is not None and valid_to < valid_from:
        faults.append(Fault("valid_to", "valid_to", _("It ends before it begins"), value=str(valid_to)))
    if any(start <= (valid_to or date.max) and valid_from <= (end or date.max) for start, end in others):
        faults.append(
            Fault(
                "overlaps",
                "valid_from",
                _("The ground of this town is written down for some of these days already"),
                value=str(valid_from),
            )
        )
    return faults  # fmt: skip


def faults_of_hazard(
    *,
    grade: str,
    title_zh: str,
    place_zh: str,
    basis_zh: str,
    found_on: date,
    today: date,
    downstream: Collection[str],
    downstream_zh: str,
    town: str,
    members: Collection[str],
) -> list[Fault]:
    """Return what is wrong with a hazard as it is reported."""
    faults = []
    if grade not in HazardGrade.values:
        faults.append(Fault("grade", "grade", _("Say whether it is general or major"), value=grade))
    for field, value, reason in (
        ("title_zh", title_zh, _("Say in one line what the danger is")),
        ("place_zh", place_zh, _("Say where it is")),
        ("basis_zh", basis_zh, _("Say by what rule or standard it is one")),
    ):
        if not value.strip():
            faults.append(Fault("missing", field, reason))
    if found_on > today:
        faults.append(Fault("future", "found_on", _("It was found today or before"), value=str(found_on)))
    if strange := sorted(set(downstream) - set(members) | {town} & set(downstream)):
        faults.append(
            Fault("downstream", "downstream", _("Choose other towns of this circle"), value=", ".join(strange))
        )
    if downstream and not downstream_zh.strip():
        faults.append(Fault("no_way", "downstream_zh", _("Say by which water, road or wind it reaches them")))
    return faults  # fmt: skip


def faults_of_plan(
    *,
    responsible_zh: str,
    measures_zh: str,
    funds_zh: str,
    funds_cny: Decimal | None,
    due_on: date | None,
    emergency_zh: str,
    today: date,
) -> list[Fault]:
    """Return which of the five parts of a plan are missing: responsibility, measures, funds, time limit, emergency plan."""
    faults = []
    for field, value, reason in (
        ("responsible_zh", responsible_zh, _("Responsibility: name the body and who answers for it")),
        ("measures_zh", measures_zh, _("Measures: write what is done, and what stands still until then")),
        ("funds_zh", funds_zh, _("Funds: write who pays, also where it costs nothing")),
        ("emergency_zh", emergency_zh, _("Emergency plan: write what is done if it happens before")),
    ):
        if not value.strip():
            faults.append(Fault("missing", field, reason))
    if due_on is None:
        faults.append(Fault("missing", "due_on", _("Time limit: name the last day")))
    elif due_on < today:
        faults.append(Fault("past", "due_on", _("Name a day that is still to come"), value=str(due_on)))
    if funds_cny is not None and not 0 <= funds_cny < MOST:
        faults.append(Fault("amount", "funds_cny", _("Write yuan, not below nought"), value=str(funds_cny)))
    return faults  # fmt: skip


def closing_fault(grade: str, state: str, passed: bool) -> Fault | None:
    """Return why a hazard may not be closed: a major one needs a re-inspection that it passed; a general one may close on the spot.

    Parameters
    ----------
    passed : bool
        The newest re-inspection found it put right, and nobody said otherwise since.
    """
    if grade == HazardGrade.MAJOR and not (passed and state == HazardState.PASSED):
        return Fault(
            "not_inspected",
            "note",
            _("Nothing was closed. A major hazard is closed after a re-inspection that found it put right"),
        )
    return None  # fmt: skip


def faults_of_unified(
    *, function: str, zone_zh: str, unified: bool | None, body_zh: str, said_on: date, today: date
) -> list[Fault]:
    """Return what is wrong with a side's word on one of the five functions."""
    faults = []
    if function not in UnifiedKind.values:
        faults.append(Fault("function", "function", _("Choose one of the five functions"), value=function))
    if not zone_zh.strip():
        faults.append(Fault("no_zone", "zone_zh", _("Name the zone on both banks")))
    if unified and not body_zh.strip():
        faults.append(Fault("no_body", "body_zh", _("What is unified has one responsible body: name it")))
    if said_on > today:
        faults.append(Fault("future", "said_on", _("Say what holds today or held before"), value=str(said_on)))
    return faults  # fmt: skip
