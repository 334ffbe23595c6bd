"""The deeds between towns: asking to join, offering a lead and answering, and sharing the credit."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from pilin.domain.investment import queries, rules
from pilin.domain.investment.actions.leads import day_of, note_move, show, shut_links, unchanged
from pilin.domain.investment.enums import AskKind, MoveKind, Reply
from pilin.domain.investment.models import Answer, Ask, CreditSplit, Lead, SplitWord
from pilin.engine.base import Fault, Invalid
from pilin.foundation.access.enums import Audience
from pilin.foundation.access.models import party_list
from pilin.foundation.access.standing import Standing
from pilin.foundation.journal.actions import both, deed, in_both, label, tell
from pilin.foundation.members.queries import circle_named, members_on

WHOLE = Decimal(100)
FEN = Decimal("0.01")


@deed("investment.ask_to_join", says=_("{who} asked to join whoever courts “{investor}”"))
def ask_to_join(
    *,
    by: Standing,
    at: datetime,
    circle: str,
    investor_zh: str = "",
    investor: str = "",
    uscc: str = "",
    words_zh: str = "",
    words: str = "",
    owner: str = "",
    illustrative: bool = False,
) -> Ask:
    """Ask the town that courts an investor to let one's own join. Who that is stays unsaid until it answers."""
    rules.may_register(by, circle).require()
    within = circle_named(by, circle)
    if within is None:
        raise Invalid(Fault("unknown_circle", "circle", _("There is no such circle")))
    town, identity = by.member or owner, rules.identity_of(investor_zh, investor, uscc)
    faults = []
    if not (identity.key_zh or identity.key):
        faults.append(Fault("no_investor", "investor_zh", _("Name the investor")))
    if not (words_zh.strip() or words.strip()):
        faults.append(Fault("no_words", "words_zh", _("Say what your town would bring to it")))
    if faults:
        raise Invalid(*faults)
    other = queries.courted_by_another(circle, identity, town)
    since = None if other is None else day_of(other.reported_at)
    rules.may_ask_to_join(by, circle, since, queries.has_asked(town, circle, identity)).require()
    row = Ask(
        in_circle=within, circle=circle, owner=town, audience=Audience.OWN, kind=AskKind.JOIN, investor_zh=investor_zh.strip(),
        investor=investor.strip(), uscc=identity.uscc, key_zh=identity.key_zh, key=identity.key, words_zh=words_zh.strip(),
        words=words.strip(), illustrative=illustrative,
    )  # fmt: skip
    row.save()
    tell(investor=in_both(row.investor_zh, row.investor))
    return row


@deed("investment.offer_lead", says=_("{who} offered “{title}” to {town}"))
def offer_lead(
    *, by: Standing, at: datetime, lead: Lead, revision: int, town: str, words_zh: str = "", words: str = ""
) -> Ask:
    """Offer a lead to another town, which reads it from now on. Its keeper keeps it until that town has taken it over."""
    rules.may_offer(by, lead, any(one.open for one in queries.offers_of(by, lead))).require()
    unchanged(lead, revision)
    towns = {card.code: card for card in members_on(by, lead.circle, day_of(at))}
    faults = []
    if town not in towns or town == lead.owner:
        faults.append(Fault("unknown_town", "town", _("Choose another town of the circle"), value=town))
    if not (words_zh.strip() or words.strip()):
        faults.append(Fault("no_words", "words_zh", _("Say why it suits that town better")))
    if faults:
        raise Invalid(*faults)
    opened = lead.audience != Audience.CIRCLE and not queries.is_shown_to(lead, [town])
    if opened:
        show(lead, Audience.PARTIES, {*_named(lead), town}, by)
    row = Ask(
        in_circle=lead.in_circle, circle=lead.circle, owner=lead.owner, audience=Audience.PARTIES,
        parties=party_list([lead.owner, town]), kind=AskKind.HAND_OVER, lead=lead, town=town, investor_zh=lead.investor_zh,
        investor=lead.investor, words_zh=words_zh.strip(), words=words.strip(), opened=opened, illustrative=lead.illustrative,
    )  # fmt: skip
    row.save()
    tell(title=both(lead, "title"), town=both(towns[town], "short"))
    return row


@deed("investment.take_ask_back", says=_("{who} took back what was asked about “{investor}”"))
def take_ask_back(*, by: Standing, at: datetime, ask: Ask) -> Ask:
    """Take back what was asked, as long as it is not answered; a town shown the lead for this alone reads it no more."""
    found = queries.own_ask(by, ask.circle, ask.pk)
    rules.may_take_back(by, ask, found is None or found.answer is not None).require()
    ask.withdrawn_at = at
    ask.save()
    if ask.opened and ask.lead is not None:
        _shut(ask, ask.lead, by)
    tell(investor=in_both(ask.investor_zh, ask.investor))
    return ask


@deed("investment.answer_ask", says=_("{who} answered about “{investor}”: {reply}"))
def answer_ask(*, by: Standing, at: datetime, ask: Ask, reply: str, why_zh: str = "", why: str = "") -> Answer:
    """Answer what another town asked; a no needs its reason.

    A yes to an offer makes this town the keeper from this moment. A yes to a town that asks to join lets it read the lead
    and have part in its credit; "another project" lets it register a lead of its own.
    """
    found = queries.ask_named(by, ask.circle, ask.pk)
    lead = None if found is None else found[1]
    rules.may_answer(
        by, ask, "" if lead is None else lead.owner, found is not None and found[0].answer is not None
    ).require()
    assert lead is not None
    offered = ask.kind == AskKind.HAND_OVER
    faults = []
    if reply not in Reply.values or (offered and reply == Reply.OTHER_PROJECT):
        faults.append(Fault("unknown_reply", "reply", _("Choose one of the answers"), value=reply))
    elif reply == Reply.REFUSED and not (why_zh.strip() or why.strip()):
        faults.append(Fault("no_reason", "why_zh", _("A no needs its reason")))
    if offered and lead.ended:
        faults.append(Fault("ended", "reply", _("This lead has ended meanwhile")))
    if faults:
        raise Invalid(*faults)
    answering = by.member or (ask.town if offered else lead.owner)
    row = Answer(
        in_circle=lead.in_circle, circle=lead.circle, owner=answering, audience=Audience.PARTIES,
        parties=party_list([answering, ask.owner]), ask=ask, lead=lead, reply=reply, why_zh=why_zh.strip(), why=why.strip(),
        illustrative=ask.illustrative,
    )  # fmt: skip
    row.save()
    if offered and reply == Reply.ACCEPTED:
        _hand_over(lead, ask, by, at)
    elif offered:
        _shut(ask, lead, by)
    elif reply == Reply.ACCEPTED:
        show(
            lead,
            Audience.CIRCLE if lead.audience == Audience.CIRCLE else Audience.PARTIES,
            {*_named(lead), ask.owner},
            by,
        )
    tell(investor=in_both(ask.investor_zh, ask.investor), reply=label(Reply(reply).label))
    return row


@deed("investment.propose_split", says=_("{who} proposed how the credit for “{title}” is shared: {shares}"))
def propose_split(*, by: Standing, at: datetime, lead: Lead, shares: Mapping[str, Decimal]) -> CreditSplit:
    """Propose how towns share the credit for a lead, in percent that make exactly 100. Who proposes has said yes.

    It holds once every town named has said yes, and stands for assessments alone: statistics stay where the site is.
    """
    had_part = queries.involved(lead)
    waiting = any(one.open for one in queries.splits_of(queries.HOUSE, lead))
    rules.may_propose_split(by, lead, had_part, waiting).require()
    proposer = by.member or lead.owner
    faults = []
    if set(shares) - had_part:
        faults.append(Fault("not_involved", "shares", _("Only towns that had part in this lead share in its credit")))
    if len(shares) < 2 or proposer not in shares:
        faults.append(Fault("too_few", "shares", _("Name your own town and at least one other")))
    if any(not share.is_finite() or share <= 0 or share != share.quantize(FEN) for share in shares.values()):
        faults.append(Fault("share", "shares", _("Each share is above nought and has at most two decimals")))
    elif sum(shares.values()) != WHOLE:
        total = sum(shares.values(), Decimal(0))
        faults.append(Fault("not_whole", "shares", _("The shares make exactly 100 percent together"), value=str(total)))
    if faults:
        raise Invalid(*faults)
    shared = {
        "in_circle": lead.in_circle, "circle": lead.circle, "owner": proposer, "audience": Audience.PARTIES,
        "parties": party_list(shares), "illustrative": lead.illustrative,
    }  # fmt: skip
    row = CreditSplit(lead=lead, shares={code: f"{shares[code]:.2f}" for code in sorted(shares)}, **shared)
    row.save()
    SplitWord(split=row, agreed=True, **shared).save()
    tell(title=both(lead, "title"), shares=" : ".join(row.shares.values()))
    return row


@deed("investment.answer_split", says=_("{who} answered the split of the credit for “{title}”: {reply}"))
def answer_split(
    *, by: Standing, at: datetime, split: CreditSplit, agreed: bool, why_zh: str = "", why: str = ""
) -> SplitWord:
    """Say yes or no to a split for one's own town, once; a no needs its reason and ends the proposal."""
    told = queries.split_named(queries.HOUSE, split.lead, split.pk)
    assert told is not None
    rules.may_speak_to_split(by, split, told.spoken, not told.open).require()
    if not agreed and not (why_zh.strip() or why.strip()):
        raise Invalid(Fault("no_reason", "why_zh", _("A no needs its reason")))
    row = SplitWord(
        split=split, agreed=agreed, why_zh=why_zh.strip(), why=why.strip(), in_circle=split.in_circle, circle=split.circle,
        owner=by.member, audience=Audience.PARTIES, parties=split.parties, illustrative=split.illustrative,
    )  # fmt: skip
    row.save()
    tell(title=both(split.lead, "title"), reply=label(Reply.ACCEPTED.label if agreed else Reply.REFUSED.label))
    return row


def _hand_over(lead: Lead, ask: Ask, by: Standing, at: datetime) -> None:
    """Make the town that said yes the keeper; the one before goes on reading, and a link it made opens nothing more."""
    shut_links(lead, at)
    before = lead.owner
    lead.owner = ask.town
    note_move(lead, by, at, MoveKind.HANDED_OVER, day_of(at), ask.words_zh, ask.words)
    audience = Audience.CIRCLE if lead.audience == Audience.CIRCLE else Audience.PARTIES
    show(lead, audience, {*_named(lead), before, ask.town}, by)


def _shut(ask: Ask, lead: Lead, by: Standing) -> None:
    """Let a town that read a lead for an offer alone read it no more."""
    if ask.opened and lead.audience != Audience.CIRCLE and ask.town not in queries.involved(lead):
        show(lead, Audience.PARTIES, _named(lead) - {ask.town}, by)


def _named(lead: Lead) -> set[str]:
    return {code for code in lead.parties.split(",") if code}
