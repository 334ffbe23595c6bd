"""Who may say yes for whom, and who lets the terms be kept."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from pilin.foundation.access.enums import Role
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Verdict
from pilin.foundation.privacy.enums import Term


def may_give(by: Standing, person: UUID, town: str) -> Verdict:
    """Return whether this standing may write down a consent: the person, or whoever they told it when given an office.

    A signatory is told it by people who take an office in their own town, and by nobody else.
    """
    if by.person == person or by.sees_all or by.holds(Role.KEEPER):
        return Verdict.yes()
    if by.holds(Role.SIGNATORY) and by.member == town:
        return Verdict.yes()
    return Verdict.no("not_self", _("No consent was noted. Only the person gives it, or the signatory they told it to"))


def may_withdraw(by: Standing, person: UUID) -> Verdict:
    """Return whether this standing may take a consent back: the person alone, and the closing of their account."""
    if by.person == person or by.sees_all:
        return Verdict.yes()
    return Verdict.no("not_self", _("The consent stands. Only the person takes it back"))


def may_purge(by: Standing) -> Verdict:
    """Return whether this standing may let the terms be kept now: scheduled work, or the keeper."""
    if by.sees_all or by.holds(Role.KEEPER):
        return Verdict.yes()
    return Verdict.no(
        "not_keeper", _("Nothing was erased. The keeper lets the terms be kept; it also happens every night")
    )


def cut_off(term: Term, at: datetime) -> datetime:
    """Return the moment before which things of this term have been kept long enough."""
    return at - timedelta(days=term.days)
