"""Who makes and withdraws a link by which an investor confirms, who speaks by it, and until when it opens."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils.translation import gettext_lazy as _

from pilin.domain.investment.enums import InvestorLinkState, InvestorSays, LeadStage
from pilin.domain.investment.models import ConfirmLink, InvestorWord, Lead
from pilin.domain.investment.rules.who import OVER, may_keep
from pilin.engine.base import Fault
from pilin.foundation.access.enums import StandingKind
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Verdict

LONGEST = timedelta(days=30)  # that a link opens, counted from the day it is made
SHORTEST_WHY = 4  # characters of a reason that says anything


def may_make_link(by: Standing, lead: Lead, waiting: bool) -> Verdict:
    """Say whether this standing makes a link: the keeper of a lead in production, while no other link waits."""
    if not (keeper := may_keep(by, lead)):
        return keeper
    if lead.ended:
        return Verdict.no("ended", OVER)
    if lead.stage != LeadStage.IN_PRODUCTION:
        return Verdict.no("not_yet", _("There is something to confirm once it is noted that production began"))
    if waiting:
        return Verdict.no("waiting", _("A link waits for the investor already; withdraw it first"))
    return Verdict.yes()


def may_withdraw_link(by: Standing, link: ConfirmLink, state: InvestorLinkState) -> Verdict:
    """Say whether this standing withdraws a link: the town that made it, as long as it waits."""
    if not (by.sees_all or (by.member and by.member == link.owner)):
        return Verdict.no("not_maker", _("Only the town that made the link withdraws it"))
    if state != InvestorLinkState.OPEN:
        return Verdict.no("over", _("This link opens nothing any more"))
    return Verdict.yes()


def may_speak_by_link(by: Standing) -> Verdict:
    """Say whether this standing speaks by a link it holds: anybody but an officer, with or without an account."""
    if by.kind == StandingKind.OFFICER or by.member:
        return Verdict.no(
            "officer", _("You are signed in as an officer. No office confirms for the investor: hand the link on")
        )
    return Verdict.yes()


def may_forget_word(by: Standing, word: InvestorWord) -> Verdict:
    """Say whether this standing erases who used a link: the town that made it, as that person wishes."""
    if not (by.sees_all or (by.member and by.member == word.owner)):
        return Verdict.no("not_maker", _("Only the town that made the link erases who used it"))
    if word.erased_on is not None:
        return Verdict.no("erased", _("Who it was is erased already"))
    return Verdict.yes()


def link_state(link: ConfirmLink, on: date) -> InvestorLinkState:
    """Return where a link stands on a day; its last day is one on which it opens."""
    if link.said:
        return InvestorLinkState(link.said)
    if link.withdrawn_at is not None:
        return InvestorLinkState.WITHDRAWN
    return InvestorLinkState.EXPIRED if on > link.expires_on else InvestorLinkState.OPEN


def faults_of_link(expires_on: date, today: date) -> list[Fault]:
    """Return what is wrong with the last day of a link."""
    if today <= expires_on <= today + LONGEST:
        return []
    return [Fault("expires_on", "expires_on", _("Choose a day from today to thirty days ahead"), value=str(expires_on))]


def faults_of_word(says: str, name: str, position: str, why: str) -> list[Fault]:
    """Return what is wrong with what somebody says by a link."""
    faults = []
    if says not in InvestorSays.values:
        faults.append(Fault("says", "says", _("Choose one of the two answers"), value=says))
    if not name.strip():
        faults.append(Fault("no_name", "name", _("Write your name")))
    if not position.strip():
        faults.append(Fault("no_position", "position", _("Write what you are in the firm")))
    if says == InvestorSays.NOT_SO and len(why.strip()) < SHORTEST_WHY:
        faults.append(Fault("no_reason", "why", _("Say what is not so: the town reads it")))
    return faults
