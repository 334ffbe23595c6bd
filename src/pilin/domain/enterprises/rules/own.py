"""Who claims a firm, who decides it, and what a firm may say of itself. Pure."""

from __future__ import annotations

from datetime import date
from typing import Protocol

from django.utils.translation import gettext_lazy as _

from pilin.domain.enterprises.enums import MOST_GOODS, CertificateKind, ClaimState, GoodRole, Level
from pilin.domain.enterprises.models import Claim, Enterprise
from pilin.domain.enterprises.rules.groups import faults_of_audience, faults_of_span
from pilin.engine.base import PartialDate
from pilin.engine.need import Rate, read_rate
from pilin.foundation.access.enums import Role, StandingKind
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Fault, Verdict


def may_speak_for(by: Standing, firm: Enterprise) -> Verdict:
    """Return whether this standing speaks for a firm: whom its town accepted, or the clerk of that town."""
    if by.sees_all or by.speaks_for(firm.pk) or (by.member == firm.owner and by.holds(Role.CLERK)):
        return Verdict.yes()
    reason = _("Nothing was noted. The firm speaks for itself, or the clerk of the town that keeps it")
    return Verdict.no("not_speaker", reason)


def may_claim(by: Standing, firm: Enterprise) -> Verdict:
    """Return whether this standing asks to speak for a firm: a person who holds no office."""
    if by.kind not in (StandingKind.PERSON, StandingKind.FIRM) or not by.signed_in:
        reason = _("Nothing was asked. A person who holds no office asks this, signed in")
        return Verdict.no("not_person", reason)
    if by.speaks_for(firm.pk):
        return Verdict.no("speaks", _("Nothing was asked. You speak for this firm already"))
    return Verdict.yes()


def may_read_claims(by: Standing) -> Verdict:
    """Return whether this standing reads who asks to speak for the firms of a town: the clerk of that town."""
    if by.sees_all or (by.member and by.holds(Role.CLERK)):
        return Verdict.yes()
    return Verdict.no("not_clerk", _("The clerk of a town reads who asks to speak for its firms"))


def may_decide_claim(by: Standing, claim: Claim) -> Verdict:
    """Return whether this standing answers a claim: the clerk of the town that keeps the firm, while it waits."""
    if not (by.sees_all or (by.member == claim.owner and by.holds(Role.CLERK))):
        return Verdict.no("not_clerk", _("Nothing was answered. The clerk of the town that keeps the firm answers"))
    if claim.state != ClaimState.ASKED:
        return Verdict.no("answered", _("Nothing was answered. This claim was answered already"))
    return Verdict.yes()


def may_end_claim(by: Standing, claim: Claim) -> Verdict:
    """Return whether this standing ends a claim that waits or was accepted: the person, or the clerk of the town."""
    own = by.signed_in and by.person == claim.person_id
    if not (by.sees_all or own or (by.member == claim.owner and by.holds(Role.CLERK))):
        return Verdict.no("not_party", _("Nothing was ended. The person ends it, or the clerk of the firm's town"))
    if claim.state not in (ClaimState.ASKED, ClaimState.ACCEPTED):
        return Verdict.no("ended", _("Nothing was ended. This claim is not in force"))
    return Verdict.yes()


def read_capacity(text: str) -> Rate | None:
    """Return how much is made in what time; None for nothing.

    Raises
    ------
    ValueError
        When it is no amount in a period.

    Examples
    --------
    >>> read_capacity("20吨/月").unit, read_capacity(" ")
    ('t', None)
    """
    return read_rate(text) if text.strip() else None


def faults_of_good(firm: Enterprise, role: str, name_zh: str, capacity: str, audience: str, there: int) -> list[Fault]:
    """Return what is wrong with a good as it is said of a firm that has said so many already."""
    faults = faults_of_audience(audience, firm.audience)
    if role not in GoodRole.values:
        faults.append(Fault("role", "role", _("Say whether the firm makes or buys it"), value=role))
    if not name_zh.strip():
        faults.append(Fault("no_name", "name_zh", _("Name what it makes or buys")))
    if there >= MOST_GOODS:
        faults.append(Fault("too_many", "name_zh", _("A firm names at most {number} goods").format(number=MOST_GOODS)))
    try:
        read_capacity(capacity)
    except ValueError:
        reason = _("Write an amount in a period: 20吨/月, 约300吨/年, 5000 pieces a day")
        faults.append(Fault("capacity", "capacity", reason, value=capacity))
    return faults


def faults_of_certificate(
    firm: Enterprise,
    kind: str,
    name_zh: str,
    level: str,
    audience: str,
    span: tuple[PartialDate | None, PartialDate | None],
) -> list[Fault]:
    """Return what is wrong with a certificate or recognition as it is noted."""
    faults = [*faults_of_audience(audience, firm.audience), *faults_of_span(*span)]
    if kind not in CertificateKind.values:
        faults.append(Fault("kind", "kind", _("It is a certificate or a recognition"), value=kind))
    if not name_zh.strip():
        faults.append(Fault("no_name", "name_zh", _("Name the standard or the title")))
    if level and level not in Level.values:
        faults.append(Fault("level", "level", _("Choose one of the levels"), value=level))
    return faults


class Dated(Protocol):
    """What begins and ends: a certificate, or its columns."""

    @property
    def valid_from_first(self) -> date | None:
        """Return the first day on which it may have begun; None where nobody knows."""

    @property
    def valid_to_last(self) -> date | None:
        """Return the last day on which it may end; None where nobody knows."""


def is_valid(row: Dated, on: date) -> bool:
    """Return whether a certificate counts on a day: it has begun, and its last day is not over or not known."""
    begun = row.valid_from_first is None or row.valid_from_first <= on
    return begun and (row.valid_to_last is None or on <= row.valid_to_last)
