"""The public register, and one proposal with all that its page shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Avg, Count, Q, QuerySet
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from pilin.domain.proposals import rules
from pilin.domain.proposals.enums import KIND, OVER, HeldFor, OutcomeClass
from pilin.domain.proposals.models import (
    CollectionPoint,
    Confirmation,
    Conversion,
    Follower,
    Offer,
    Outcome,
    Proposal,
    PublicRating,
    Routing,
    Topic,
)
from pilin.foundation.access.standing import Standing
from pilin.foundation.cases.enums import AboutLine
from pilin.foundation.cases.models import Case
from pilin.foundation.cases.queries import case_named, own_cases
from pilin.foundation.files.queries import AttachmentCard, attachments_of

HOUSE = Standing.machine("proposals")
NO_OUTCOME = "none"


@dataclass(frozen=True, slots=True)
class Asked:
    """What the register is asked for; empty asks for everything."""

    town: str = ""
    outcome: str = ""  # of OutcomeClass, or "none": no answer yet
    year: int | None = None
    topic: UUID | None = None
    point: UUID | None = None
    department: str = ""
    words: str = ""
    confirmed: bool = False  # only what whoever proposed it said is done
    held: bool = False  # only what the public does not read: for the town
    border: bool = False  # only what may lie on the border, or two towns have


@dataclass(frozen=True, slots=True)
class ProposalCard:
    """A proposal as lists show it."""

    row: Proposal
    outcome: Outcome | None
    confirmed: Confirmation | None


@dataclass(frozen=True, slots=True)
class Ratings:
    """How the public found it: how many said so, and the mean of their marks."""

    number: int
    mean: float | None


@dataclass(frozen=True, slots=True)
class ProposalTold:
    """A proposal with all that its page shows."""

    row: Proposal
    case: Case | None  # where the reader reads it
    asks: bool  # the reader proposed it
    outcome: Outcome | None
    confirmed: Confirmation | None
    offers: tuple[Offer, ...]
    conversions: tuple[Conversion, ...]
    routing: Routing | None
    point: CollectionPoint | None
    topic: Topic | None
    photos: tuple[AttachmentCard, ...]
    ratings: Ratings
    followers: int
    rated: bool  # by the reader
    follows: bool


def readable(standing: Standing, circle: str) -> QuerySet[Proposal]:
    """Return the proposals of a circle that this standing reads: public ones, and those of its town."""
    return Proposal.objects.visible_to(standing).filter(circle=circle)


def released(
    standing: Standing,
    circle: str,
    *,
    references: Sequence[str] = (),
    span: tuple[datetime, datetime] | None = None,
    offices: Sequence[str] = (),
    over: bool | None = None,
) -> QuerySet[Proposal]:
    """Return what is held back from nobody: of these numbers, made within a span, for these offices, over or not yet."""
    rows = readable(standing, circle).filter(held_for="")
    if references:
        rows = rows.filter(reference__in=references)
    if span:
        rows = rows.filter(made_at__range=span)
    if offices:
        rows = rows.filter(department__in=offices)
    if over is not None:
        rows = rows.filter(state__in=OVER) if over else rows.exclude(state__in=OVER)
    return rows


def register(standing: Standing, circle: str, asked: Asked) -> QuerySet[Proposal]:
    """Return the proposals that are asked for, the newest first."""
    rows = readable(standing, circle)
    if asked.town:
        rows = rows.filter(Q(owner=asked.town) | Q(partner=asked.town))
    if asked.year is not None:
        rows = rows.filter(received_on__year=asked.year)
    if asked.topic is not None:
        rows = rows.filter(topic=asked.topic)
    if asked.point is not None:
        rows = rows.filter(point=asked.point)
    if asked.department:
        rows = rows.filter(department=asked.department)
    if asked.held:
        rows = rows.exclude(held_for="")
    if asked.border:
        rows = rows.exclude(beside="", partner="")
    outcomes = Outcome.objects.visible_to(standing).filter(circle=circle)
    if asked.outcome == NO_OUTCOME:
        rows = rows.exclude(pk__in=outcomes.values("proposal"))
    elif asked.outcome in OutcomeClass.values:
        rows = rows.filter(pk__in=outcomes.filter(outcome=asked.outcome).values("proposal"))
    if asked.confirmed:
        rows = rows.filter(pk__in=Confirmation.objects.visible_to(standing).filter(circle=circle).values("proposal"))
    if words := asked.words.strip():
        there = Q(reference__iexact=words)
        for column in ("subject", "facts", "measure", "place_words"):
            there |= Q(**{f"{column}__icontains": words})
        rows = rows.filter(there)
    return rows.order_by("-received_on", "-uid")


def cards(standing: Standing, rows: list[Proposal]) -> list[ProposalCard]:
    """Return proposals as lists show them; two queries whatever their number."""
    keys = [row.pk for row in rows]
    outcomes = {one.proposal: one for one in Outcome.objects.visible_to(standing).filter(proposal__in=keys)}
    done = {one.proposal: one for one in Confirmation.objects.visible_to(standing).filter(proposal__in=keys)}
    return [ProposalCard(row, outcomes.get(row.pk), done.get(row.pk)) for row in rows]


def proposal_named(standing: Standing, circle: str, uid: UUID) -> Proposal | None:
    """Return a proposal that this standing reads: a public one, its town's, one whose case it reads."""
    found = readable(standing, circle).filter(pk=uid).first()
    if found is None and (standing.signed_in or standing.member):
        held = Proposal.objects.visible_to(HOUSE).filter(circle=circle, pk=uid).first()
        found = held if held is not None and case_named(standing, circle, held.case) is not None else None
    return found


def case_of(proposal: Proposal) -> Case | None:
    """Return the case of a proposal, whoever asks: for the room's own rules."""
    return Case.objects.visible_to(HOUSE).filter(pk=proposal.case).first()


def asker_of(proposal: Proposal) -> UUID | None:
    """Return who proposed it, where that person has an account here."""
    return Case.objects.visible_to(HOUSE).filter(pk=proposal.case).values_list("asker", flat=True).first()


def outcome_of(proposal: Proposal) -> Outcome | None:
    """Return what the town said became of it."""
    return Outcome.objects.visible_to(HOUSE).filter(proposal=proposal.pk).first()


def confirmation_of(proposal: Proposal) -> Confirmation | None:
    """Return that whoever proposed it said that it is done."""
    return Confirmation.objects.visible_to(HOUSE).filter(proposal=proposal.pk).first()


def routing_of(proposal: Proposal) -> Routing | None:
    """Return which office was suggested and decided."""
    return Routing.objects.visible_to(HOUSE).filter(proposal=proposal.pk).first()


def conversions_of(proposal: Proposal) -> QuerySet[Conversion]:
    """Return what was made of it."""
    return Conversion.objects.visible_to(HOUSE).filter(proposal=proposal.pk)


def offer_to(proposal: Proposal, town: str) -> Offer | None:
    """Return the offer of a proposal to a town."""
    return Offer.objects.visible_to(HOUSE).filter(proposal=proposal.pk, owner=town).first() if town else None


def told(standing: Standing, proposal: Proposal) -> ProposalTold:
    """Return a proposal that this standing reads, with all that its page shows."""
    case = case_named(standing, proposal.circle, proposal.case)
    asks = case is not None and standing.signed_in and case.asker_id == standing.person
    point = CollectionPoint.objects.visible_to(standing).filter(pk=proposal.point).first() if proposal.point else None
    topic = Topic.objects.visible_to(standing).filter(pk=proposal.topic).first() if proposal.topic else None
    rated = PublicRating.objects.visible_to(HOUSE).filter(proposal=proposal.pk)
    following = Follower.objects.visible_to(HOUSE).filter(proposal=proposal.pk)
    numbers = rated.aggregate(number=Count("pk"), mean=Avg("mark"))
    return ProposalTold(
        row=proposal,
        case=case,
        asks=asks,
        outcome=Outcome.objects.visible_to(standing).filter(proposal=proposal.pk).first(),
        confirmed=Confirmation.objects.visible_to(standing).filter(proposal=proposal.pk).first(),
        offers=tuple(Offer.objects.visible_to(standing).filter(proposal=proposal.pk)),
        conversions=tuple(Conversion.objects.visible_to(standing).filter(proposal=proposal.pk)),
        routing=Routing.objects.visible_to(HOUSE if case is not None and standing.member else standing)
        .filter(proposal=proposal.pk)
        .first(),
        point=point,
        topic=topic,
        photos=tuple(photos_of(proposal)) if proposal.photos_shown or case is not None else (),
        ratings=Ratings(numbers["number"], numbers["mean"]),
        followers=following.count(),
        rated=standing.signed_in and rated.filter(person=standing.person).exists(),
        follows=standing.signed_in and following.filter(person=standing.person).exists(),
    )


def photos_of(proposal: Proposal) -> list[AttachmentCard]:
    """Return the photos of a proposal, whoever asks."""
    return attachments_of(HOUSE, [proposal]).get(str(proposal.pk), [])


def reads_photo(standing: Standing, subject: str) -> bool:
    """Return whether this standing sees the photos of a proposal: everyone once a clerk showed them, before that who reads the case."""
    try:
        uid = UUID(subject)
    except ValueError:
        return False
    row = Proposal.objects.visible_to(HOUSE).filter(pk=uid).first()
    if row is None:
        return False
    if row.photos_shown and readable(standing, row.circle).filter(pk=uid).exists():
        return True
    return case_named(standing, row.circle, row.case) is not None


def own(standing: Standing, circle: str) -> list[Proposal]:
    """Return what this person proposed, the newest first, held or not."""
    if not standing.signed_in or standing.member:
        return []
    mine = own_cases(standing, circle).filter(kind=KIND, asker=standing.person).values_list("pk", flat=True)
    return list(Proposal.objects.visible_to(HOUSE).filter(case__in=list(mine)).order_by("-received_on", "-uid"))


def followed(standing: Standing, circle: str) -> list[Proposal]:
    """Return what this person follows and may read."""
    if not standing.signed_in:
        return []
    keys = Follower.objects.visible_to(HOUSE).filter(person=standing.person, circle=circle)
    return list(readable(standing, circle).filter(pk__in=list(keys.values_list("proposal", flat=True))))


def years(standing: Standing, circle: str) -> list[int]:
    """Return the years in which proposals came in, the newest first."""
    return [day.year for day in readable(standing, circle).order_by().dates("received_on", "year", order="DESC")]


def about_proposal(standing: Standing, case: Case) -> list[AboutLine]:
    """Return what a case of this kind is about: how the public reads it, the place, the office."""
    row = Proposal.objects.visible_to(HOUSE).filter(case=case.pk).first()
    if row is None:
        return []
    address = reverse("proposals:proposal", kwargs={"circle": row.circle, "uid": row.pk})
    there = proposal_named(standing, row.circle, row.pk) is not None
    held = row.get_held_for_display() if row.held_for else _("everyone reads it")
    lines = [AboutLine(_("On the register"), f"{row.subject} · {held}", address if there else "")]
    if row.place_words or row.latitude is not None:
        where = row.place_words or f"{row.latitude}, {row.longitude}"
        lines.append(AboutLine(_("Where it is"), where))
    if row.department:
        lines.append(AboutLine(_("Office"), rules.departments()[row.department].called(row.owner)))
    point = CollectionPoint.objects.visible_to(standing).filter(pk=row.point).first() if row.point else None
    if point is not None:
        lines.append(AboutLine(_("Came through"), point.name if _english() and point.name else point.name_zh))
    return lines


def is_held_by_people(row: Proposal) -> bool:
    """Return whether somebody of the town still has to look at it before everyone reads it."""
    return row.held_for in (HeldFor.NOBODY, HeldFor.WORDS)


def _english() -> bool:
    return (get_language() or "").startswith("en")
