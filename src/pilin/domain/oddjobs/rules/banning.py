"""Who bars an employer from offering work, where that holds, and who sets it aside. No town bars for another."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from pilin.domain.oddjobs.enums import MOST_BAN_DAYS, Breach
from pilin.domain.oddjobs.models import Ban
from pilin.engine.base import is_uscc
from pilin.foundation.access.enums import Role
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Fault, Verdict
from pilin.foundation.members.enums import AgreementState
from pilin.foundation.members.queries import AgreementCard

SHORTEST_WORDS = 8


def may_ban(by: Standing, circle: str, town: str) -> Verdict:
    """Return whether this standing bars an employer in a town, and lifts that again: the town's own clerk."""
    if by.sees_all or (by.member == town and by.holds(Role.CLERK) and circle in by.circles):
        return Verdict.yes()
    return Verdict.no("not_clerk", _("Each town says for itself who may offer no work there: its clerks do"))


def may_object(by: Standing, ban: Ban) -> Verdict:
    """Return whether this standing objects to a ban: whoever speaks for the employer."""
    if by.speaks_for(ban.employer_id):
        return Verdict.yes()
    return Verdict.no("not_employer", _("Whoever speaks for the employer objects"))


def may_set_aside(by: Standing, ban: Ban) -> Verdict:
    """Return whether this standing says that its own town does not follow another town's ban."""
    if not by.member or not by.holds(Role.CLERK) or ban.circle not in by.circles:
        return Verdict.no("not_clerk", _("A clerk says for the own town whether it follows a ban"))
    if by.member == ban.owner:
        return Verdict.no("own", _("This is your own town's ban: lift it instead"))
    return Verdict.yes()


def not_barred(held: Mapping[tuple[UUID, str], Ban], firm: UUID, town: str) -> Verdict:
    """Return whether an employer may offer work in a town, as the bans of that day are."""
    ban = held.get((firm, town))
    if ban is None:
        return Verdict.yes()
    return Verdict.no(
        "banned",
        _("This employer may offer no work in this town until {day}: {ground}").format(
            day=ban.until_on.isoformat(), ground=ban.get_ground_display()
        ),
    )


def parties_on(agreement: AgreementCard | None, on: date) -> frozenset[str]:
    """Return the towns that are bound by an agreement on a day; none where it is not in force."""
    if agreement is None or agreement.state is not AgreementState.IN_FORCE:
        return frozenset()
    return frozenset(
        party.member.code
        for party in agreement.parties
        if (party.joined_on is None or party.joined_on.first <= on)
        and (party.left_on is None or party.left_on.last >= on)
    )


def in_force(ban: Ban, on: date) -> bool:
    """Return whether a ban holds at all on a day; both its days are days on which it does."""
    return ban.from_on <= on <= ban.until_on and (ban.lifted_on is None or on < ban.lifted_on)


def towns_of_ban(ban: Ban, on: date, parties: Collection[str], aside: Collection[str]) -> frozenset[str]:
    """Return in which towns a ban holds on a day.

    Parameters
    ----------
    parties : collection of str
        Towns bound that day by the agreement under which it is shared. It is followed only while its own town is one.
    aside : collection of str
        Towns that set it aside.
    """
    if not in_force(ban, on):
        return frozenset()
    followed = frozenset(parties) if ban.owner in parties else frozenset()
    return (followed - frozenset(aside)) | {ban.owner}


def faults_of_ban(
    *,
    uscc: str,
    ground: str,
    words: str,
    until_on: date,
    on: date,
    agreement: AgreementCard | None,
    clause: int | None,
    town: str,
) -> list[Fault]:
    """Return what is wrong with a ban as it is entered."""
    faults = []
    if not is_uscc(uscc):
        faults.append(Fault("code", "employer", _("The firm has no valid unified social credit code"), value=uscc))
    if ground not in Breach.values:
        faults.append(Fault("ground", "ground", _("Choose the ground"), value=ground))
    if len(words.strip()) < SHORTEST_WORDS:
        faults.append(Fault("words", "words", _("Say what happened and how the town knows: the employer reads it")))
    if until_on < on:
        faults.append(Fault("ends", "until_on", _("The last day lies before today"), value=str(until_on)))
    elif until_on > on + timedelta(days=MOST_BAN_DAYS):
        faults.append(Fault("long", "until_on", _("At most 365 days (a rule of this platform)"), value=str(until_on)))
    if agreement is not None:
        if town not in parties_on(agreement, on):
            faults.append(
                Fault("agreement", "clause", _("Your town is not bound by this agreement today"), value=agreement.slug)
            )
        elif clause not in {one.number for one in agreement.clauses}:
            faults.append(Fault("clause", "clause", _("The agreement has no such clause"), value=str(clause or "")))
    return faults
