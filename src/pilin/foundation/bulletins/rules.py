"""Where a bulletin stands at a moment, and who may draft, freeze, sign, withdraw or correct it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from pilin.foundation.access.enums import Role
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Verdict
from pilin.foundation.bulletins.enums import BulletinState
from pilin.foundation.bulletins.models import Bulletin


def state_of(bulletin: Bulletin, signed: Collection[str], at: datetime) -> BulletinState:
    """Return where a bulletin stands at a moment. At the very instant set for its release it is out.

    Parameters
    ----------
    bulletin : Bulletin
    signed : collection of str
        Codes of the members that signed its frozen text.
    at : datetime
    """
    if bulletin.withdrawn_at is not None:
        return BulletinState.WITHDRAWN
    if bulletin.frozen_at is None:
        return BulletinState.DRAFT
    if set(bulletin.signers_needed) - set(signed):
        return BulletinState.SIGNING
    return BulletinState.RELEASED if at >= bulletin.release_at else BulletinState.EMBARGO


def may_draft(by: Standing, circle: str) -> Verdict:
    """Say whether this standing may draft for the circle: the chair's secretary, or a deed of the house itself."""
    if by.sees_all or by.keeps_office_of_chair(circle):
        return Verdict.yes()
    return Verdict.no("not_chair", _("The secretary of the town that chairs the circle drafts its bulletins"))


def may_change(by: Standing, bulletin: Bulletin) -> Verdict:
    """Say whether this standing may change a draft, freeze it or withdraw it: the drafting town while it chairs."""
    if not by.sees_all and bulletin.owner != by.member:
        return Verdict.no("not_owner", _("Only the town that drafted this bulletin changes it"))
    return may_draft(by, bulletin.circle)


def may_bind(by: Standing, bulletin: Bulletin) -> Verdict:
    """Say whether this standing may bind figures to sources: whoever may change the draft, until it is frozen."""
    if bulletin.frozen_at is not None:
        return Verdict.no(
            "frozen", _("This text is frozen: its figures do not change; publish a correction once it is out")
        )
    if bulletin.withdrawn_at is not None:
        return Verdict.no("withdrawn", _("This bulletin was withdrawn"))
    return may_change(by, bulletin)


def may_sign(by: Standing, bulletin: Bulletin, signed: Collection[str], at: datetime) -> Verdict:
    """Say whether this standing may sign the frozen text for its town."""
    if bulletin.frozen_at is None or bulletin.withdrawn_at is not None:
        return Verdict.no("not_frozen", _("There is no frozen text to sign yet"))
    if by.member not in bulletin.signers_needed:
        return Verdict.no("not_party", _("This text does not wait for your town"))
    if not by.holds(Role.SIGNATORY):
        return Verdict.no("not_signatory", _("The town's authorised signatory signs"))
    if by.member in signed:
        return Verdict.no("signed", _("Your town has signed this text"))
    return Verdict.yes()


def may_correct(by: Standing, bulletin: Bulletin, signed: Collection[str], at: datetime) -> Verdict:
    """Say whether this standing may publish a correction: the drafting town, or the chair's secretary, once it is out."""
    if state_of(bulletin, signed, at) is not BulletinState.RELEASED:
        return Verdict.no("not_released", _("What is not released needs no correction: withdraw it and draft anew"))
    drafted_here = bulletin.owner == by.member and by.holds(Role.SECRETARY)
    if by.sees_all or drafted_here or by.keeps_office_of_chair(bulletin.circle):
        return Verdict.yes()
    return Verdict.no(
        "not_chair", _("The secretary of the town that drafted it, or of the chair, publishes a correction")
    )


def may_answer(by: Standing, bulletin: Bulletin, published_by: str, spoken: Collection[str]) -> Verdict:
    """Say whether this standing may confirm a correction for its town, or object to it.

    A correction changes what the towns signed, so the same hand answers that signed: each town's signatory, once.

    Parameters
    ----------
    by : Standing
    bulletin : Bulletin
    published_by : str
        Code of the town that published the correction: the publication is its word.
    spoken : collection of str
        Codes of the towns that confirmed or objected already.
    """
    if by.member not in bulletin.signers_needed:
        return Verdict.no("not_party", _("Your town did not sign this text"))
    if by.member == published_by:
        return Verdict.no("own", _("Your town published this correction: that is its word"))
    if not by.holds(Role.SIGNATORY):
        return Verdict.no("not_signatory", _("The town’s authorised signatory confirms or objects"))
    if by.member in spoken:
        return Verdict.no("spoken", _("Your town has answered this correction"))
    return Verdict.yes()
