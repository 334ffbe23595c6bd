"""Who may make people known and give them offices."""

from __future__ import annotations

import re
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from pilin.foundation.access.enums import Role
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Fault, Verdict
from pilin.foundation.identity.enums import LARGEST_DRAFT, MOST_DRAFTS


def may_make_person(by: Standing) -> Verdict:
    """Return whether this standing may make accounts: scheduled set-up, the keeper, a town's signatory."""
    if by.sees_all or by.holds(Role.KEEPER) or by.holds(Role.SIGNATORY):
        return Verdict.yes()
    return Verdict.no("not_signatory", _("No account was made. The town's signatory or the instance's keeper may"))


def may_appoint(by: Standing, member: str, role: Role) -> Verdict:
    """Return whether this standing may give or end an office of a member.

    A signatory appoints for their own town; only the keeper makes keepers.
    """
    if by.sees_all or by.holds(Role.KEEPER):
        return Verdict.yes()
    if role == Role.KEEPER:
        return Verdict.no("not_keeper", _("Only a keeper of the instance appoints keepers"))
    if by.holds(Role.SIGNATORY) and by.member == member:
        return Verdict.yes()
    return Verdict.no("not_signatory", _("Nobody was appointed. The town's own signatory or the instance's keeper may"))


def may_name_deputy(by: Standing, holder: UUID, member: str) -> Verdict:
    """Return whether this standing may say who stands in for a holder."""
    if by.sees_all or by.holds(Role.KEEPER) or (by.signed_in and by.person == holder):
        return Verdict.yes()
    if by.holds(Role.SIGNATORY) and by.member == member:
        return Verdict.yes()
    return Verdict.no("not_holder", _("No deputy was named. The holder, the town's signatory or the keeper may"))


def may_settle_own(by: Standing) -> Verdict:
    """Return whether this standing has something of its own to settle: a person who is signed in."""
    if by.signed_in:
        return Verdict.yes()
    return Verdict.no("sign_in", _("Sign in first"))


def may_leave(by: Standing, person: UUID, offices_in_force: int) -> Verdict:
    """Return whether a person's data may be erased: on their own wish or the keeper's, once they hold no office."""
    if not (by.person == person or by.holds(Role.KEEPER) or by.sees_all):
        return Verdict.no("not_self", _("Nothing was erased. Only the person themselves or the instance's keeper may"))
    if offices_in_force:
        return Verdict.no(
            "in_office", _("Nothing was erased. Offices are still held: the town's signatory ends them first")
        )
    return Verdict.yes()


def may_read_account(by: Standing, member: str) -> Verdict:
    """Return whether this standing reads how a town's officers are reached and sign in: its signatory, the keeper."""
    if by.holds(Role.KEEPER) or (by.holds(Role.SIGNATORY) and by.member == member):
        return Verdict.yes()
    return Verdict.no("not_signatory", _("How they sign in is read by the town's signatory or the instance's keeper"))


def draft_faults(form: str, size: int, others: int) -> list[Fault]:
    """Return why a draft is not kept."""
    faults = []
    if not form or len(form) > 200:
        faults.append(Fault("bad_form", "form", _("A draft needs the name of its form")))
    if size > LARGEST_DRAFT:
        faults.append(Fault("too_large", "fields", _("The draft is too long to keep")))
    if others >= MOST_DRAFTS:
        faults.append(Fault("too_many", "form", _("There are fifty drafts already: send or drop some")))
    return faults


def faults_of_person(username: str, name_zh: str, name_en: str) -> list[Fault]:
    """Return what is wrong with a person's names."""
    faults = []
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._@+-]{1,149}", username):
        faults.append(
            Fault("bad_username", "username", _("Sign-in names have letters, figures and . _ - only, two or more"))
        )
    if not (name_zh or name_en):
        faults.append(Fault("missing", "name_zh", _("Give the person's name")))
    if len(name_zh) > 60:
        faults.append(Fault("too_long", "name_zh", _("At most 60 characters")))
    if len(name_en) > 80:
        faults.append(Fault("too_long", "name_en", _("At most 80 characters")))
    return faults
