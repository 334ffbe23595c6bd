"""Who keeps the catalogue, who asks for a service, and which resource may be trusted. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from pilin.domain.enterprises.models import Enterprise
from pilin.domain.services.enums import ON_A_CARD, ON_A_LIST, REVIEW_MONTHS, LeafletKind, ServiceStage
from pilin.domain.services.models import Resource, Service
from pilin.engine.base import Fault
from pilin.foundation.access.enums import Audience, Role
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Verdict

PHONE = re.compile(r"\+?[0-9][0-9\- ]{4,24}(?:[,转x][0-9]{1,6})?")
LONGEST_TERM = 250  # working days
READERS = (Audience.OWN, Audience.CIRCLE, Audience.PUBLIC)
FAULTS_OF_FACTS = {  # codes of engine.admit
    "unknown_field": _("There is no such fact"),
    "not_a_number": _("Write a number"),
    "negative": _("It cannot be below nought"),
    "percent": _("A share lies between 0 and 100 %"),
    "too_large": _("So much is not believed: check the unit, it is yuan"),
    "not_whole": _("Write a whole number"),
    "below_fen": _("Write yuan, to the fen"),
    "too_many_digits": _("More digits than anybody measures: round it"),
    "future": _("This lies in the future"),
    "bad_year": _("Write a year of four digits"),
    "not_yearly": _("Write one figure a year"),
    "not_a_flag": _("Say yes or no"),
    "not_a_list": _("Choose from the list; none is an answer, too"),
    "unknown_title": _("This title is not among those that policies ask for"),
    "wrong_definition": _("A figure of the narrower definition belongs to the additional deduction"),
    "bad_date": _("Write a day like 2018-05-01"),
    "bad_uscc": _("This is no unified social credit code: its check digit does not fit"),
    "bad_place": _("A division code has 2, 4, 6, 9 or 12 digits"),
    "bad_industry": _("An industry code is a letter from A to T and up to four digits, as C3442"),
    "before_foundation": _("The firm was not founded then"),
    "more_than_all": _("A part is larger than its whole"),
    "ten_thousands": _("This looks like a figure in ten thousand yuan: write yuan, or check staff and years"),
    "not_a_table": _("Say the facts by name"),
}
NOT_CLERK = _("Nothing was written. The clerk of a town keeps what the town offers to firms")


def may_keep(by: Standing, circle: str, town: str) -> Verdict:
    """Return whether this standing keeps a town's services, resources and leaflets: the clerk of that town."""
    if by.sees_all or (by.member == town and by.holds(Role.CLERK) and circle in by.circles | by.observes):
        return Verdict.yes()
    return Verdict.no("not_clerk", NOT_CLERK)


def may_ask(by: Standing, service: Service, firm: UUID | None, on: date) -> Verdict:
    """Return whether this standing asks for a service: whoever speaks for the firm, or the clerk of the offering town for it."""
    if service.ended_on is not None and on >= service.ended_on:
        return Verdict.no("ended", _("Nothing was asked. This service is not offered any more"))
    if by.sees_all or (firm is not None and by.speaks_for(firm)):
        return Verdict.yes()
    if by.member == service.owner and by.holds(Role.CLERK):
        return Verdict.yes()
    reason = _(
        "Nothing was asked. Whoever speaks for a firm asks, or the clerk of the offering town writes it down for the firm"
    )
    return Verdict.no("not_speaker", reason)


def may_say_facts(by: Standing, firm: Enterprise) -> Verdict:
    """Return whether this standing says what policies ask of a firm, and reads it: whoever speaks for it, and clerks of its town."""
    if by.sees_all or by.speaks_for(firm.pk) or (by.member == firm.owner and by.holds(Role.CLERK)):
        return Verdict.yes()
    return Verdict.no("not_speaker", _("Whoever speaks for the firm says this, or a clerk of its town for it"))


def in_words(fault: Fault) -> Fault:
    """Return a fault of a fact with its reason in the reader's language; the engine's own words where there is none."""
    reason = FAULTS_OF_FACTS.get(fault.code)
    return Fault(fault.code, fault.field, reason or fault.reason, fault.row, fault.value)


def cut(before: Decimal | None, after: Decimal | None) -> Decimal | None:
    """Return by what share of before something became less, of 1; None where either is unknown, or before is nought.

    Examples
    --------
    >>> cut(Decimal(50), Decimal(17))
    Decimal('0.66')
    """
    return (before - after) / before if before and after is not None else None


def reviewed_until(row: Resource) -> date:
    """Return the last day on which a resource may be trusted: twelve months after somebody made sure of it."""
    year, day = row.reviewed_on.year + REVIEW_MONTHS // 12, row.reviewed_on
    try:
        return day.replace(year=year)
    except ValueError:  # the 29th of February
        return day.replace(year=year, day=28)


def is_live(row: Resource, on: date) -> bool:
    """Return whether a resource counts on a day: it can be reached, is not over, and somebody made sure of it of late."""
    reached = bool(row.phone or row.online)
    return reached and on <= reviewed_until(row) and (row.valid_to is None or on <= row.valid_to)


def faults_of_resource(
    *,
    name_zh: str,
    phone: str,
    online: str,
    stage: str,
    audience: str,
    reviewed_on: date,
    valid_to: date | None,
    today: date,
) -> list[Fault]:
    """Return what is wrong with a resource as it is entered."""
    faults = []
    if not name_zh.strip():
        faults.append(Fault("no_name", "name_zh", _("Name the office or the desk")))
    if not phone.strip() and not online.strip():
        faults.append(
            Fault(
                "no_contact",
                "phone",
                _("Give a telephone number or an address on the net: a contact that nobody can reach is none"),
            )
        )
    if phone.strip() and not PHONE.fullmatch(phone.strip()):
        faults.append(Fault("phone", "phone", _("Write a telephone number in figures: 021-5735 0000"), value=phone))
    if stage and stage not in ServiceStage.values:
        faults.append(Fault("stage", "stage", _("Choose one of the stages"), value=stage))
    if audience not in READERS:
        faults.append(Fault("audience", "audience", _("Choose who may read it"), value=audience))
    if reviewed_on > today:
        faults.append(
            Fault("review", "reviewed_on", _("A contact was made sure of today or before"), value=str(reviewed_on))
        )
    if valid_to is not None and valid_to < reviewed_on:
        faults.append(Fault("valid_to", "valid_to", _("It ends before it was made sure of"), value=str(valid_to)))
    return faults


def faults_of_service(
    *,
    matter: str,
    stage: str,
    title_zh: str,
    clause: str,
    days_statutory: int | None,
    days_promised: int | None,
    audience: str,
) -> list[Fault]:
    """Return what is wrong with a service as it is entered."""
    faults = []
    if not re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", matter) or len(matter) > 60:
        faults.append(
            Fault(
                "matter",
                "matter",
                _("Name the matter in small letters with hyphens, as the other towns do: trade-mark"),
                value=matter,
            )
        )
    if stage not in ServiceStage.values:
        faults.append(Fault("no_stage", "stage", _("Choose the stage that it belongs to")))
    if not title_zh.strip():
        faults.append(Fault("no_title", "title_zh", _("Give it a title")))
    if days_statutory is not None and not clause.strip():
        faults.append(Fault("no_clause", "clause", _("Name the clause that sets the statutory term")))
    for field, days in (("days_statutory", days_statutory), ("days_promised", days_promised)):
        if days is not None and not 0 <= days <= LONGEST_TERM:
            faults.append(Fault("days", field, _("Between 0 and 250 working days"), value=str(days)))
    if days_statutory is not None and days_promised is not None and days_promised > days_statutory:
        faults.append(
            Fault(
                "longer", "days_promised", _("A town promises no longer than the law allows"), value=str(days_promised)
            )
        )
    if audience not in READERS:
        faults.append(Fault("audience", "audience", _("Choose who may read it"), value=audience))
    return faults


def faults_of_leaflet(
    kind: str, title_zh: str, chosen: Sequence[Resource], town: str, on: date, audience: str
) -> list[Fault]:
    """Return what is wrong with a leaflet: a card that runs over its page, a resource that is not live."""
    faults = []
    if kind not in LeafletKind.values:
        faults.append(Fault("kind", "kind", _("It is a card, a booklet or a list"), value=kind))
    if not title_zh.strip():
        faults.append(Fault("no_title", "title_zh", _("Give it a title")))
    if audience not in READERS:
        faults.append(Fault("audience", "audience", _("Choose who may read it"), value=audience))
    if not chosen:
        faults.append(Fault("empty", "resources", _("Choose at least one resource")))
    most = ON_A_CARD if kind == LeafletKind.CARD else ON_A_LIST
    if len(chosen) > most:
        faults.append(
            Fault("too_many", "resources", _("At most {most} fit on it").format(most=most), value=str(len(chosen)))
        )
    for row in chosen:
        if not is_live(row, on):
            faults.append(
                Fault(
                    "not_live",
                    "resources",
                    _("Make sure of it first: nobody has for twelve months, or it is over"),
                    value=row.name_zh,
                )
            )
        if row.owner != town:
            faults.append(Fault("not_own", "resources", _("A town prints its own resources"), value=row.name_zh))
    return faults
