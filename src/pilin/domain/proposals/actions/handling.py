"""What the town does with a proposal: let the public read it, decide the office, say what becomes of it, make an item of it."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from pilin.domain.meetings.actions import raise_matter
from pilin.domain.programme.actions import add_item
from pilin.domain.programme.models import Item
from pilin.domain.programme.rules import ItemInput
from pilin.domain.proposals import queries, rules
from pilin.domain.proposals.actions.following import hand_to_followers
from pilin.domain.proposals.enums import Became, HeldFor
from pilin.domain.proposals.models import Conversion, Outcome, Proposal
from pilin.foundation.access.enums import Audience
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Conflict, Fault, Invalid, Refused
from pilin.foundation.cases.actions import answer_case, offer_case
from pilin.foundation.cases.enums import CaseState
from pilin.foundation.journal.actions import deed, tell
from pilin.foundation.members.enums import Level
from pilin.foundation.members.queries import day_of


@deed("proposals.release_proposal", says=_("{who} let the public read the proposal {title}"))
def release_proposal(
    *,
    by: Standing,
    at: datetime,
    proposal: Proposal,
    subject: str | None = None,
    facts: str | None = None,
    measure: str | None = None,
    photos_shown: bool | None = None,
) -> Proposal:
    """Let everyone read a proposal as it is shown; words may be hidden, never added to: the case keeps them as written.

    Parameters
    ----------
    subject, facts, measure : str, optional
        The words as the public is to read them; None leaves them.
    photos_shown : bool, optional
        Whether everyone sees the photos, once somebody of the town has looked at them; None leaves that as it is.
    """
    row = held(proposal)
    rules.may_release(by, row).require()
    faults = []
    for field, words, longest in (("subject", subject, 160), ("facts", facts, 4_000), ("measure", measure, 4_000)):
        if words is None:
            continue
        if not words.strip() and field != "measure":
            faults.append(Fault("empty", field, _("Something has to be left of it; else hold it back")))
        elif len(words) > longest:
            faults.append(Fault("too_long", field, _("This is longer than the field"), value=words[:40]))
        else:
            told = rules.shown(words.strip())
            setattr(row, field, told.text)
            row.hidden = row.hidden or told.hidden
    if faults:
        raise Invalid(*faults)
    row.photos_shown = row.photos_shown if photos_shown is None else photos_shown
    row.held_for, row.held_why, row.audience = "", "", Audience.PUBLIC
    row.save()
    tell(title=row.reference)
    return row


@deed("proposals.hold_proposal", says=_("{who} held the proposal {title} back from the public"))
def hold_proposal(*, by: Standing, at: datetime, proposal: Proposal, why: str) -> Proposal:
    """Take a proposal out of the public's sight, with the reason: whoever proposed it reads that, and it goes on as a case."""
    row = held(proposal)
    rules.may_hold(by, row).require()
    if len(why.strip()) < rules.SHORTEST:
        raise Invalid(Fault("no_reason", "why", _("Say why: whoever proposed it reads it")))
    row.held_for, row.held_why, row.audience = HeldFor.CLERK, why.strip()[:200], Audience.OWN
    row.save()
    tell(title=row.reference)
    return row


@deed("proposals.route_proposal", says=_("{who} decided which office has the proposal {title}"))
def route_proposal(
    *, by: Standing, at: datetime, proposal: Proposal, department: str, town: str = "", note: str = ""
) -> Proposal:
    """Decide which office has a proposal; the next suggestions learn from it. For another town's, offer it to that town.

    Parameters
    ----------
    town : str
        Code of the town on the right side, where it is another: it is offered the case, with ``note`` as the reason.
    """
    row = held(proposal)
    rules.may_route(by, row).require()
    if faults := rules.faults_of_department(department):
        raise Invalid(*faults)
    case = queries.case_of(row)
    if case is None:
        raise Refused("not_found", _("There is no such case any more"))
    known = queries.routing_of(row)
    if known is not None:
        known.decided, known.decided_on = department, day_of(at)
        known.save()
    row.department = department
    row.save()
    if town and town not in row.towns:
        offer_case(by=by, at=at, case=case, town=town, note=note)
    tell(title=row.reference)
    return row


@deed("proposals.say_outcome", says=_("{who} said what becomes of the proposal {title}"))
def say_outcome(
    *,
    by: Standing,
    at: datetime,
    proposal: Proposal,
    outcome: str,
    adopted: bool,
    words: str,
    promised_on: date | None = None,
) -> Outcome:
    """Answer a proposal: what becomes of it, by when, and whether the town adopts it. Adopted is not yet done.

    Whoever proposed it reads the answer, and so does everyone where the proposal is public. Whether it is done is for
    whoever proposed it to say.
    """
    row = held(proposal)
    case, known = queries.case_of(row), queries.outcome_of(row)
    if case is None:
        raise Refused("not_found", _("There is no such case any more"))
    rules.may_say_outcome(by, row, known).require()
    today = day_of(at)
    if faults := rules.faults_of_outcome(outcome, adopted, words, promised_on, today):
        raise Invalid(*faults)
    if row.state == CaseState.IN_HAND:
        answer_case(by=by, at=at, case=case, note=rules.without_cards(words), promised_on=promised_on, of_kind=True)
        row = held(row)
    if known is not None and known.owner != row.owner:  # a town changes what it said itself, never another's word
        known.delete()
        known = None
    said = known or Outcome(
        in_circle_id=row.in_circle_id, circle=row.circle, owner=row.owner, audience=Audience.PUBLIC, proposal=row.pk, illustrative=row.illustrative
    )  # fmt: skip
    said.outcome, said.adopted, said.promised_on, said.said_on = outcome, adopted, promised_on, today
    said.answer = rules.shown(words.strip()).text
    said.save()
    hand_to_followers(by, at, row, "proposal_answered")
    tell(title=row.reference)
    return said


@deed("proposals.convert_proposal", says=_("{who} made something of the proposal {title}"))
def convert_proposal(
    *,
    by: Standing,
    at: datetime,
    proposal: Proposal,
    became: str,
    title_zh: str,
    title: str = "",
    why: str = "",
    year: int | None = None,
    strand: str = "",
    partners: tuple[str, ...] = (),
) -> Conversion:
    """Make an item of the draft programme, or a matter one level up, of an adopted proposal; either names the proposal.

    Parameters
    ----------
    why : str
        Why it cannot be settled in the town: of a matter.
    year, strand, partners : int, str, tuple of str
        Of an item: the list it goes on, its strand, and the towns that join; the rules are those of the programme.
    """
    row = held(proposal)
    rules.may_convert(by, row, queries.outcome_of(row), queries.offer_to(row, by.member)).require()
    if became not in Became.values:
        raise Invalid(Fault("became", "became", _("Say what it becomes"), value=became))
    if not title_zh.strip():
        raise Invalid(Fault("no_title", "title_zh", _("Give it a title")))
    if queries.conversions_of(row).filter(owner=by.member).exists():
        raise Conflict("converted", _("Your town has made something of it already"))
    address = reverse("proposals:proposal", kwargs={"circle": row.circle, "uid": row.pk})
    if became == Became.ITEM:
        made, url = _item(by, at, row, title_zh.strip(), title.strip(), year, strand, partners)
    else:
        matter = raise_matter(
            by=by, at=at, circle=row.circle, subject=row.pk, subject_kind="proposal", subject_url=address, title_zh=title_zh.strip(),
            title=title.strip() or title_zh.strip(), why=why, from_level=Level.EXECUTION, illustrative=row.illustrative,
        )  # fmt: skip
        made, url = matter.pk, reverse("meetings:matter", kwargs={"circle": row.circle, "uid": matter.pk})
    kept = Conversion(
        in_circle_id=row.in_circle_id, circle=row.circle, owner=by.member, audience=Audience.PUBLIC, proposal=row.pk, became=became, row=made,
        title_zh=title_zh.strip()[:200], title=title.strip()[:300], url=url, made_on=day_of(at), illustrative=row.illustrative,
    )  # fmt: skip
    kept.save()
    hand_to_followers(by, at, row, "proposal_became")
    tell(title=row.reference)
    return kept


def _item(
    by: Standing, at: datetime, row: Proposal, title_zh: str, title: str, year: int | None, strand: str, partners: tuple[str, ...]
) -> tuple[UUID, str]:  # fmt: skip
    if year is None:
        raise Invalid(Fault("no_year", "year", _("Say on which year's draft list it goes")))
    numbers = Item.objects.visible_to(by).filter(circle=row.circle, of_list__year=year).order_by("-no")
    no = (numbers.values_list("no", flat=True).first() or 0) + 1
    item = ItemInput(
        no=no, title_zh=title_zh, title=title, strand=strand, leads=(by.member,), partners=partners, about_zh=f"来自人民建议 {row.reference}",
        about=f"From the proposal {row.reference}", illustrative=row.illustrative,
    )  # fmt: skip
    made = add_item(by=by, at=at, circle=row.circle, year=year, item=item)
    return made.pk, reverse("programme:item", kwargs={"circle": row.circle, "year": year, "no": no})


def held(proposal: Proposal) -> Proposal:
    """Return a proposal as it is now, held until the deed ends."""
    row = Proposal.objects.visible_to(queries.HOUSE).select_for_update(of=("self",)).filter(pk=proposal.pk).first()
    if row is None:
        raise Refused("not_found", _("There is no such proposal any more"))
    return row
