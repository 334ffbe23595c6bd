"""Who files, releases, routes, answers, confirms, takes up, rates and follows. Pure."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from pilin.domain.proposals.enums import HeldFor, OfferAnswer
from pilin.domain.proposals.models import Confirmation, Offer, Outcome, Proposal
from pilin.foundation.access.enums import Audience, Role
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Verdict
from pilin.foundation.cases.enums import CaseState

DONE_STATES = (CaseState.ANSWERED, CaseState.CLOSED)


def may_file(by: Standing, circle: str, town: str) -> Verdict:
    """Return whether this standing files a proposal to a town: everyone; who holds an office, as the town's clerk for somebody."""
    if by.sees_all or not by.member or _clerk(by, circle, town):
        return Verdict.yes()
    return Verdict.no(
        "in_office",
        _(
            "Nothing was filed. Under an office one files for somebody at the counter, as the clerk of the town that is asked;"
            " sign out to propose something yourself"
        ),
    )


def may_keep(by: Standing, circle: str, town: str) -> Verdict:
    """Return whether this standing keeps a town's collection points and topics: its clerk, or who signs for it."""
    if by.sees_all or _clerk(by, circle, town) or (by.member == town and by.holds(Role.SIGNATORY)):
        return Verdict.yes()
    return Verdict.no("not_clerk", _("Nothing was written. A clerk of the town keeps its collection points and topics"))


def may_release(by: Standing, proposal: Proposal) -> Verdict:
    """Return whether this standing lets the public read a proposal, or changes how it is shown: a clerk of the town that has it."""
    if proposal.held_for == HeldFor.ERASED:
        return Verdict.no("erased", _("Its words were erased; there is nothing to show"))
    return _clerk_of(by, proposal)


def may_hold(by: Standing, proposal: Proposal) -> Verdict:
    """Return whether this standing takes a proposal out of the public's sight: a clerk of the town that has it."""
    if proposal.held_for:
        return Verdict.no("held", _("The public does not read it now"))
    return _clerk_of(by, proposal)


def may_route(by: Standing, proposal: Proposal) -> Verdict:
    """Return whether this standing decides which office has a proposal: a clerk of the town that has it."""
    if proposal.state in (CaseState.CLOSED, CaseState.WITHDRAWN):
        return Verdict.no("over", _("This proposal is over"))
    return _clerk_of(by, proposal)


def may_say_outcome(by: Standing, proposal: Proposal, outcome: Outcome | None) -> Verdict:
    """Return whether this standing says what becomes of a proposal: a clerk of the town that has it, once somebody has it in hand."""
    if proposal.state == CaseState.IN_HAND or (proposal.state in DONE_STATES and outcome is None):
        return _clerk_of(by, proposal)
    return Verdict.no("out_of_turn", _("Nothing was answered. Take it first; what is answered may be sent back"))


def may_confirm(
    by: Standing, asker: UUID | None, proposal: Proposal, outcome: Outcome | None, confirmed: Confirmation | None
) -> Verdict:
    """Return whether this standing says that a proposal is done: whoever proposed it, never a town, never the instance."""
    if not by.signed_in or by.person != asker:
        return Verdict.no(
            "not_asker", _("Nothing was confirmed. Whether it is done is said by whoever proposed it, never by a town")
        )
    if confirmed is not None:
        return Verdict.no("confirmed", _("You have said already that it is done"))
    if outcome is None or not outcome.adopted or proposal.state not in DONE_STATES:
        return Verdict.no("not_adopted", _("Nothing was confirmed. The town has not answered that it takes it up"))
    return Verdict.yes()


def may_answer_offer(by: Standing, offer: Offer) -> Verdict:
    """Return whether this standing says what its town makes of an offer: a clerk of that town; it may be said anew."""
    if by.sees_all or _clerk(by, offer.circle, offer.owner):
        return Verdict.yes()
    return Verdict.no("not_offered_to", _("Nothing was answered. A clerk of the town to which it is offered says this"))


def may_convert(by: Standing, proposal: Proposal, outcome: Outcome | None, offer: Offer | None) -> Verdict:
    """Return whether this standing makes an item or a matter of a proposal: officers of a town that adopted or took it up."""
    adopted = outcome is not None and outcome.adopted and by.member in proposal.towns
    taken_up = offer is not None and offer.owner == by.member and offer.answer == OfferAnswer.TAKEN_UP
    if not (adopted or taken_up):
        return Verdict.no("not_adopted", _("Nothing was made of it. A town that adopted it, or took it up, does this"))
    if by.roles & {Role.CLERK, Role.SIGNATORY, Role.SECRETARY}:
        return Verdict.yes()
    return Verdict.no("no_office", _("Nothing was made of it. It needs an office of the town"))


def may_rate(by: Standing, proposal: Proposal, outcome: Outcome | None, rated: bool) -> Verdict:
    """Return whether this standing says how it finds what became of a proposal: everyone with an account, once, but no officer."""
    if not by.signed_in:
        return Verdict.no("nobody", _("Nothing was written. Sign in: everyone says it once"))
    if by.member:
        return Verdict.no("in_office", _("Nothing was written. Towns do not rate towns"))
    if proposal.audience != Audience.PUBLIC or outcome is None:
        return Verdict.no("too_early", _("There is no answer yet"))
    if rated:
        return Verdict.no("rated", _("You have said it already"))
    return Verdict.yes()


def may_follow(by: Standing, proposal: Proposal, follows: bool) -> Verdict:
    """Return whether this standing begins to follow a proposal: everyone with an account who reads it."""
    if not by.signed_in:
        return Verdict.no("nobody", _("Nothing was written. Sign in to be told what becomes of it"))
    if proposal.audience != Audience.PUBLIC:
        return Verdict.no("held", _("The public does not read it now"))
    if follows:
        return Verdict.no("follows", _("You follow it already"))
    return Verdict.yes()


def _clerk(by: Standing, circle: str, town: str) -> bool:
    return by.member == town and circle in by.circles | by.observes and by.holds(Role.CLERK)


def _clerk_of(by: Standing, proposal: Proposal) -> Verdict:
    if by.sees_all or any(_clerk(by, proposal.circle, town) for town in proposal.towns):
        return Verdict.yes()
    return Verdict.no("not_clerk", _("Nothing was written. A clerk of the town that has the proposal does this"))
