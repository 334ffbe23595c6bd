"""What waits for a person about proposals, and what is held on people."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from pilin.domain.proposals.enums import KIND, HeldFor
from pilin.domain.proposals.models import Follower, Offer, Proposal, PublicRating
from pilin.domain.proposals.queries.register import HOUSE
from pilin.foundation.access.enums import Role
from pilin.foundation.access.standing import Standing
from pilin.foundation.cases.models import Case
from pilin.foundation.notices.enums import WorkItem, WorkKind

MOST_WORK = 50


def work_of(standing: Standing, on: date) -> list[WorkItem]:
    """Return what waits for a clerk: proposals that nobody has read before the public, and what other towns offer."""
    if not standing.signed_in or not standing.member or not standing.holds(Role.CLERK):
        return []
    rows = Proposal.objects.visible_to(standing).filter(
        owner=standing.member, held_for__in=(HeldFor.NOBODY, HeldFor.WORDS)
    )
    work = [
        _item(row, row.pk, _("The public does not read it yet"), _("Read it"), row.due_on)
        for row in rows.order_by("received_on", "uid")[:MOST_WORK]
    ]
    offers = list(Offer.objects.visible_to(standing).filter(owner=standing.member, answer="")[:MOST_WORK])
    named = {
        row.pk: row for row in Proposal.objects.visible_to(standing).filter(pk__in=[one.proposal for one in offers])
    }
    work += [
        _item(named[one.proposal], one.proposal, _("Done elsewhere, and offered to your town"), _("Answer"), None)
        for one in offers
        if one.proposal in named
    ]
    return work


def _item(row: Proposal, uid: UUID, detail: str, verb: str, due_on: date | None) -> WorkItem:
    return WorkItem(
        kind=WorkKind.DUE,
        title=f"{row.reference} {row.subject}",
        detail=detail,
        url=reverse("proposals:proposal", kwargs={"circle": row.circle, "uid": uid}),
        due_on=due_on,
        verb=verb,
    )


def proposals_held(person: UUID) -> list[dict[str, Any]]:
    """Return what is held on a person's proposals, marks and followings, for the person."""
    cases = Case.objects.visible_to(HOUSE).filter(kind=KIND, asker=person).values_list("pk", flat=True)
    rows = Proposal.objects.visible_to(HOUSE).filter(case__in=list(cases))
    told: list[dict[str, Any]] = [
        dict(row)
        for row in rows.values("reference", "subject", "facts", "measure", "proposer", "place_words", "received_on")
    ]
    told += [
        dict(row)
        for row in PublicRating.objects.visible_to(HOUSE).filter(person=person).values("proposal", "mark", "at")
    ]
    told += [dict(row) for row in Follower.objects.visible_to(HOUSE).filter(person=person).values("proposal", "since")]
    return told
