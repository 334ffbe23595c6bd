"""Deeds on needs and introductions: state, close, ask, answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext_lazy as _

from pilin.domain.chains import queries, rules
from pilin.domain.chains.actions.shared import audience_faults, like
from pilin.domain.chains.enums import (
    Course,
    LinkSide,
    NeedKind,
    NeedState,
    Word,
)
from pilin.domain.chains.models import (
    ContactCard,
    Introduction,
    IntroductionWord,
    Need,
)
from pilin.domain.enterprises.models import Enterprise
from pilin.foundation.access.enums import Audience
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Fault, Invalid
from pilin.foundation.journal.actions import both, deed, label, tell
from pilin.foundation.members.queries import circle_named
from pilin.foundation.values.columns import as_partial_date

MOST_PRICE = Decimal(10) ** 15


@dataclass(frozen=True, slots=True)
class Card:
    """How to reach one side of an introduction."""

    person: str
    phone: str = ""
    mail: str = ""


@deed("chains.state_need", says=_("{who} stated: “{title}”"))
def state_need(
    *,
    by: Standing,
    at: datetime,
    circle: str,
    enterprise: Enterprise,
    text: str,
    understood: Mapping[str, Any],
    kind: str = NeedKind.NEED,
    audience: str = Audience.CIRCLE,
    source: str = "",
    illustrative: bool = False,
) -> Need:
    """State what a firm needs or offers, as it was understood and let stand by whoever states it."""
    rules.may_speak(by, enterprise).require()
    within = circle_named(by, circle)
    faults = audience_faults(audience)
    if within is None:
        faults.append(Fault("unknown_circle", "circle", _("There is no such circle")))
    if not text.strip() or len(text) > 400:
        faults.append(Fault("text", "text", _("Say in at most 400 characters what is needed")))
    if kind not in NeedKind.values:
        faults.append(Fault("kind", "kind", _("It is a need or an offer"), value=kind))
    if not str(understood.get("product", "")).strip():
        faults.append(Fault("no_product", "product", _("Name the product: without it nobody can be found")))
    price, span = understood.get("price") or {}, None
    try:
        span = as_partial_date(understood.get("by"))
    except ValueError:
        faults.append(Fault("date", "by", _("Write 2026-10-18, 2026-10, 2026-Q4 or 2026"), value=str(understood["by"])))
    try:
        amount = Decimal(price["amount"]) if price else None
    except (InvalidOperation, KeyError, TypeError):
        amount = Decimal(-1)
    if amount is not None and not 0 <= amount < MOST_PRICE:
        faults.append(Fault("price", "price", _("Write the price as a number")))
    if faults:
        raise Invalid(*faults)
    row = Need(
        in_circle=within, circle=circle, owner=enterprise.owner, audience=audience, kind=kind, enterprise=enterprise,
        text=text.strip(), understood=dict(understood), source=source, illustrative=illustrative,
    )  # fmt: skip
    row.needed_by = span
    if amount is not None:
        row.price, row.price_currency = amount.quantize(Decimal("0.01")), str(price.get("currency", ""))[:3]
    row.save()
    tell(title=row.text)
    return row


@deed("chains.close_need", says=_("{who} closed “{title}”: {why}"))
def close_need(*, by: Standing, at: datetime, need: Need, state: str, why: str) -> Need:
    """Close a need as met, or take it back, with the reason."""
    rules.may_close(by, need).require()
    faults = []
    if state not in (NeedState.MET, NeedState.WITHDRAWN):
        faults.append(Fault("state", "state", _("Say whether it is met or taken back"), value=state))
    if not why.strip():
        faults.append(Fault("no_reason", "why", _("Say why, for whoever was asked")))
    if faults:
        raise Invalid(*faults)
    need.state, need.closed_why = state, why.strip()
    need.save()
    tell(title=need.text, why=need.closed_why)
    return need


@deed("chains.introduce", says=_("{who} asked {partner} about “{title}”"))
def introduce(
    *,
    by: Standing,
    at: datetime,
    need: Need,
    partner: Enterprise,
    reasons: Sequence[Mapping[str, Any]] = (),
    card: Card | None = None,
    illustrative: bool = False,
) -> Introduction:
    """Ask a firm whether it wants to talk about a need. Who asks agrees by asking; a contact passes when both do."""
    rules.may_introduce(by, need, partner).require()
    if need.introductions.visible_to(queries.HOUSE).filter(partner=partner).exists():
        raise Invalid(Fault("twice", "partner", _("This firm was asked already"), value=partner.name_zh))
    faults = _faults_of_card(card) if card else []
    if faults:
        raise Invalid(*faults)
    parties = "".join(f",{code}" for code in sorted({need.owner, partner.owner})) + ","
    row = Introduction(
        in_circle=need.in_circle, circle=need.circle, owner=need.owner, audience=Audience.PARTIES, parties=parties, need=need,
        partner=partner, reasons=[dict(one) for one in reasons], illustrative=illustrative,
    )  # fmt: skip
    row.save()
    side = LinkSide.BUYER if need.kind == NeedKind.NEED else LinkSide.SELLER
    _say(row, need.enterprise, side, Word.CONSENTS, "", card, illustrative)
    tell(title=need.text, partner=both(partner, "name"))
    return row


@deed("chains.answer_introduction", says=_("{who} answered for {firm}: {answer}"))
def answer_introduction(
    *,
    by: Standing,
    at: datetime,
    introduction: Introduction,
    side: str,
    word: str,
    note: str = "",
    card: Card | None = None,
    illustrative: bool = False,
) -> IntroductionWord:
    """Say for one side whether it wants to talk, or later what came of it. The outcome holds when both say the same."""
    faults = []
    if side not in LinkSide.values:
        faults.append(Fault("side", "side", _("Speak for the seller or for the buyer"), value=side))
    if word not in Word.values:
        faults.append(Fault("word", "word", _("Choose one of the answers"), value=word))
    if card is not None:
        faults += _faults_of_card(card)
    if faults:
        raise Invalid(*faults)
    course = rules.course_of(queries.words_of(introduction))
    rules.may_answer(by, introduction, side, course, word).require()
    firm = rules.side_firm(introduction, side)
    made = _say(introduction, firm, side, Word(word), note, card, illustrative)
    after = rules.course_of(queries.words_of(introduction))
    need = introduction.need
    if after in (Course.CONTRACT, Course.TRIAL) and need.state == NeedState.OPEN and need.owner == firm.owner:
        need.state = (
            NeedState.MET
        )  # the need is its own town's row: where the other town speaks last, its own closes it
        need.save()
    tell(firm=both(firm, "name"), answer=label(Word(word).label))
    return made


def _say(
    introduction: Introduction,
    firm: Enterprise,
    side: str,
    word: Word,
    note: str,
    card: Card | None,
    illustrative: bool,
) -> IntroductionWord:
    shared = {**like(introduction), "owner": firm.owner}
    row = IntroductionWord(
        **shared, introduction=introduction, side=side, word=word, note=note.strip(), illustrative=illustrative
    )
    row.save()
    given = ContactCard.objects.visible_to(queries.HOUSE).filter(introduction=introduction, side=side)
    if word is Word.DECLINES:
        given.delete()  # what was given to talk serves nothing any more
    elif card is not None:
        old = given.first()
        kept = old or ContactCard(
            **{**shared, "audience": Audience.OWN, "parties": ""}, introduction=introduction, side=side
        )
        kept.person, kept.phone, kept.mail = card.person.strip(), card.phone.strip(), card.mail.strip()
        kept.illustrative = illustrative
        kept.save()
    return row


def _faults_of_card(card: Card) -> list[Fault]:
    faults = []
    if not card.person.strip():
        faults.append(Fault("no_person", "person", _("Say who answers the telephone")))
    if not (card.phone.strip() or card.mail.strip()):
        faults.append(Fault("no_way", "phone", _("Give a telephone number or a mail address")))
    return faults


def purge_cards(before: datetime) -> int:
    """Erase contacts given before a moment; called by the retention job. Returns how many."""
    return ContactCard.objects.visible_to(queries.HOUSE).filter(changed_at__lt=before).delete()[0]
