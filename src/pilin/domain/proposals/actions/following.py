"""What residents and other towns do about a proposal: follow it, rate it, say that it is done, take it up elsewhere."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from pilin.domain.proposals import queries, rules
from pilin.domain.proposals.enums import KIND, HeldFor, OfferAnswer
from pilin.domain.proposals.models import Confirmation, Follower, Offer, Proposal, PublicRating
from pilin.foundation.access.enums import Audience, Role
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Conflict, Fault, Invalid, Refused
from pilin.foundation.cases.actions import close_case
from pilin.foundation.cases.enums import BEST, CaseState
from pilin.foundation.cases.models import Case
from pilin.foundation.files.models import Attachment
from pilin.foundation.identity.queries import people_holding
from pilin.foundation.journal.actions import deed, tell
from pilin.foundation.members.queries import day_of, members_on
from pilin.foundation.notices.actions import notify


@deed("proposals.confirm_done", says=_("Whoever proposed {title} said that it is done"))
def confirm_done(*, by: Standing, at: datetime, proposal: Proposal) -> Confirmation:
    """Say that what one proposed is done: nobody else can. It is settled by that, and offered to the other towns.

    The other members of the circle on that day get a row each; their clerks are told.
    """
    case = queries.case_of(proposal)
    if case is None:
        raise Refused("not_found", _("There is no such case any more"))
    known = queries.confirmation_of(proposal)
    rules.may_confirm(by, case.asker_id, proposal, queries.outcome_of(proposal), known).require()
    today = day_of(at)
    shared = {
        "in_circle_id": proposal.in_circle_id, "circle": proposal.circle, "audience": Audience.PUBLIC, "proposal": proposal.pk,
        "illustrative": proposal.illustrative,
    }  # fmt: skip
    made = Confirmation(owner=proposal.owner, confirmed_on=today, **shared)
    made.save()
    if case.state == CaseState.ANSWERED:
        close_case(by=by, at=at, case=case)
    if proposal.audience == Audience.PUBLIC:
        others = [
            one.code for one in members_on(queries.HOUSE, proposal.circle, today) if one.code not in proposal.towns
        ]
        for town in others:
            Offer(owner=town, offered_on=today, **shared).save()
        people = {person for town in others for person in people_holding(town, Role.CLERK, today)}
        _notify(by, at, proposal, "proposal_offered", sorted(people))
    hand_to_followers(by, at, proposal, "proposal_done")
    tell(title=proposal.reference)
    return made


@deed("proposals.answer_offer", says=_("{who} said what the town makes of {title}"))
def answer_offer(*, by: Standing, at: datetime, offer: Offer, answer: str, why: str = "") -> Offer:
    """Say what a town makes of something that another one has done: taken up, so already, or not for it and why."""
    rules.may_answer_offer(by, offer).require()
    if faults := rules.faults_of_offer(answer, why):
        raise Invalid(*faults)
    if (offer.answer, offer.why) == (answer, why.strip()):
        raise Conflict("same", _("Your town has said this already"))
    offer.answer, offer.why, offer.answered_on = OfferAnswer(answer), why.strip()[:400], day_of(at)
    offer.save()
    found = Proposal.objects.visible_to(queries.HOUSE).filter(pk=offer.proposal).first()
    if found is not None:
        hand_to_followers(by, at, found, "proposal_taken_up")
    tell(title=found.reference if found is not None else str(offer.proposal))
    return offer


@deed("proposals.rate_proposal", says=_("Somebody said how they find {title}"))
def rate_proposal(*, by: Standing, at: datetime, proposal: Proposal, mark: int) -> PublicRating:
    """Say, as one of the public, how one finds what became of a proposal: 1 to 5, once."""
    rated = PublicRating.objects.visible_to(queries.HOUSE).filter(proposal=proposal.pk, person=by.person).exists()
    rules.may_rate(by, proposal, queries.outcome_of(proposal), rated and by.signed_in).require()
    if not 1 <= mark <= BEST:
        raise Invalid(Fault("mark", "mark", _("Give a mark from 1 to 5"), value=str(mark)))
    row = PublicRating(
        in_circle_id=proposal.in_circle_id, circle=proposal.circle, owner=proposal.owner, audience=Audience.OWN, proposal=proposal.pk,
        person_id=_person(by), mark=mark, at=at, illustrative=proposal.illustrative,
    )  # fmt: skip
    row.save()
    tell(title=proposal.reference)
    return row


@deed("proposals.follow_proposal", says=_("Somebody follows {title}"))
def follow_proposal(*, by: Standing, at: datetime, proposal: Proposal) -> Follower:
    """Follow a proposal: one is told what becomes of it; the public is told only how many follow it."""
    follows = Follower.objects.visible_to(queries.HOUSE).filter(proposal=proposal.pk, person=by.person).exists()
    rules.may_follow(by, proposal, follows and by.signed_in).require()
    row = Follower(
        in_circle_id=proposal.in_circle_id, circle=proposal.circle, owner=proposal.owner, audience=Audience.OWN, proposal=proposal.pk,
        person_id=_person(by), since=day_of(at), illustrative=proposal.illustrative,
    )  # fmt: skip
    row.save()
    tell(title=proposal.reference)
    return row


@deed("proposals.leave_proposal", says=_("Somebody follows {title} no more"))
def leave_proposal(*, by: Standing, at: datetime, proposal: Proposal) -> None:
    """Follow a proposal no more."""
    row = Follower.objects.visible_to(queries.HOUSE).filter(proposal=proposal.pk, person=by.person).first()
    if row is None or not by.signed_in:
        raise Conflict("follows_not", _("You do not follow it"))
    row.delete()
    tell(title=proposal.reference)


def _person(by: Standing) -> UUID:
    if by.person is None:
        raise Refused("nobody", _("Nothing was written. Sign in first"))
    return by.person


def hand_to_followers(by: Standing, at: datetime, proposal: Proposal, kind: str) -> None:
    """Tell whoever follows a proposal, as long as everyone reads it."""
    if proposal.audience == Audience.PUBLIC:
        people = Follower.objects.visible_to(queries.HOUSE).filter(proposal=proposal.pk)
        _notify(by, at, proposal, kind, list(people.values_list("person", flat=True)))


def forget_proposals(person: UUID, at: datetime) -> int:
    """Take a person out of proposals; called while the person is erased, before the cases forget them. Returns how many rows.

    What they proposed keeps its number and what became of it, without words; marks and followings go.
    """
    asked = Case.objects.visible_to(queries.HOUSE).filter(kind=KIND, asker=person)
    gone = _without_words(list(asked.values_list("pk", flat=True)))
    for model in (PublicRating, Follower):
        rows = model.objects.visible_to(queries.HOUSE).filter(person=person)
        gone += rows.count()
        rows.delete()
    return gone


def purge_proposals(before: datetime) -> int:
    """Take the chosen name out of proposals whose case was over before a moment; called by the retention job."""
    over = (
        Case.objects.visible_to(queries.HOUSE)
        .filter(kind=KIND, closed_on__lt=day_of(before))
        .values_list("pk", flat=True)
    )
    return (
        Proposal.objects.visible_to(queries.HOUSE).filter(case__in=list(over)).exclude(proposer="").update(proposer="")
    )


def _without_words(cases: list[UUID]) -> int:
    rows = Proposal.objects.visible_to(queries.HOUSE).filter(case__in=cases)
    keys = [str(key) for key in rows.values_list("pk", flat=True)]
    for photo in Attachment.objects.visible_to(queries.HOUSE).filter(subject__in=keys):
        photo.delete()  # one by one: the ledger is told of each
    return rows.update(
        subject="•", facts="•", measure="", proposer="", place_words="", longitude=None, latitude=None, held_for=HeldFor.ERASED,
        audience=Audience.OWN, photos_shown=False,
    )  # fmt: skip


def _notify(by: Standing, at: datetime, proposal: Proposal, kind: str, people: list[UUID]) -> None:
    url = reverse("proposals:proposal", kwargs={"circle": proposal.circle, "uid": proposal.pk})
    title = f"{proposal.reference} {proposal.subject}"
    notify(by=by, at=at, people=people, kind=kind, facts={"title": title, "title_zh": title}, url=url)
