"""Saying yes, taking it back, and letting the terms be kept."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Conflict, Fault, Invalid
from pilin.foundation.journal.actions import count, deed, label, tell
from pilin.foundation.privacy import rules
from pilin.foundation.privacy.enums import PURPOSES, TERMS, Purpose
from pilin.foundation.privacy.models import Consent, PurgeRun

HOUSE = Standing.machine("privacy")


@deed("privacy.give_consent", says=_("A person agreed: {what}"))
def give_consent(*, by: Standing, at: datetime, person: UUID, purpose: str, town: str, circle: str) -> Consent:
    """Note that a person agreed, in the words that stand there now, and do what they agreed to.

    Agreeing twice is agreeing once. The journal says that somebody agreed, not who.

    Raises
    ------
    Refused, Invalid
    """
    rules.may_give(by, person, town).require()
    asked = _asked(person, purpose, town, circle, at)
    row = _in_force(person, purpose, town, circle) or note_consent(
        by=by, at=at, person=person, purpose=purpose, town=town, circle=circle
    )
    asked.give(person, town, circle, at)
    tell(what=label(asked.title))
    count(consents=1)
    return row


@deed("privacy.note_consent", says=_("A consent was noted: {what}"))
def note_consent(*, by: Standing, at: datetime, person: UUID, purpose: str, town: str, circle: str) -> Consent:
    """Note a consent whose effect the calling deed brings about itself.

    Raises
    ------
    Refused, Invalid
    """
    rules.may_give(by, person, town).require()
    asked = _known(purpose)
    row = _in_force(person, purpose, town, circle) or Consent(
        person=person, purpose=purpose, town=town, circle=circle, words=str(asked.words), given_at=at,
        noted_by=None if by.person == person else by.person,
    )  # fmt: skip
    if row._state.adding:
        row.save()
    tell(what=label(asked.title))
    count(consents=1)
    return row


@deed("privacy.withdraw_consent", says=_("A person took back a consent: {what}"))
def withdraw_consent(*, by: Standing, at: datetime, person: UUID, purpose: str, town: str, circle: str) -> Consent:
    """Take a consent back, and undo what rested on it; what was done before stays lawful.

    Raises
    ------
    Conflict
        When nothing was agreed.
    Refused, Invalid
    """
    rules.may_withdraw(by, person).require()
    asked = _known(purpose)
    row = _in_force(person, purpose, town, circle)
    if row is None:
        raise Conflict("not_given", _("There is no such consent any more"))
    row.withdrawn_at = at
    row.save()
    asked.withdraw(person, town, circle, at)
    tell(what=label(asked.title))
    return row


@deed("privacy.keep_terms", says=_("What was kept long enough was erased: {number} rows"))
def keep_terms(*, by: Standing, at: datetime) -> dict[str, int]:
    """Erase everything that has been kept long enough, term by term; returns how many, by term."""
    rules.may_purge(by).require()
    erased = {}
    for name, term in TERMS.items():
        before = rules.cut_off(term, at)
        erased[name] = term.purge(before)
        PurgeRun(term=name, at=at, before=before, erased=erased[name]).save()
    tell(number=sum(erased.values()))
    count(erased=sum(erased.values()))
    return erased


def forget_person(person: UUID, at: datetime) -> int:
    """Take back whatever a person agreed to; called while the person is erased. That they once agreed stays, as proof."""
    rows = Consent.objects.visible_to(HOUSE).filter(person=person, withdrawn_at__isnull=True)
    return rows.update(withdrawn_at=at)


def purge_consents(before: datetime) -> int:
    """Erase consents that were taken back before a moment."""
    return Consent.objects.visible_to(HOUSE).filter(withdrawn_at__lt=before).delete()[0]


def purge_runs(before: datetime) -> int:
    """Erase what older runs of the retention job noted of themselves."""
    return PurgeRun.objects.visible_to(HOUSE).filter(at__lt=before).delete()[0]


def _known(purpose: str) -> Purpose:
    if purpose not in PURPOSES:
        raise Invalid(Fault("unknown_purpose", "purpose", _("Nothing of this kind is asked")))
    return PURPOSES[purpose]


def _asked(person: UUID, purpose: str, town: str, circle: str, at: datetime) -> Purpose:
    """Return the purpose, for a place where this person may be asked."""
    known = _known(purpose)
    if (town, circle) not in known.places(person, at):
        raise Invalid(Fault("unknown_place", "town", _("You are not asked this for this town")))
    return known


def _in_force(person: UUID, purpose: str, town: str, circle: str) -> Consent | None:
    rows = Consent.objects.visible_to(HOUSE).filter(
        person=person, purpose=purpose, town=town, circle=circle, withdrawn_at__isnull=True
    )
    return rows.first()
