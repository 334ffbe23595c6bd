"""The deeds of a link by which an investor confirms: made, withdrawn, used once, and who used it erased."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from pilin.domain.investment import queries, rules
from pilin.domain.investment.actions.leads import day_of, note_move
from pilin.domain.investment.enums import InvestorSays, LeadStage, MoveKind
from pilin.domain.investment.models import ConfirmLink, InvestorWord, Lead
from pilin.engine.base import Fault, Invalid
from pilin.foundation.access.enums import Audience, Role
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Conflict
from pilin.foundation.identity.queries import people_holding
from pilin.foundation.journal.actions import both, deed, label, tell
from pilin.foundation.notices.actions import notify

SHORTEST_TOKEN = 22  # characters of base64url: 128 bits and a little
GONE = _("This link opens nothing, or no longer")


@deed("investment.make_link", says=_("{who} made a link by which the investor of “{title}” confirms, until {day}"))
def make_link(*, by: Standing, at: datetime, lead: Lead, token: str, expires_on: date) -> ConfirmLink:
    """Make a link by which whoever holds it speaks for the investor. The door makes the token; here only its hash stays.

    Parameters
    ----------
    token : str
        Random, of at least 128 bits.
    expires_on : date
        The last day on which it opens: from today to thirty days ahead.
    """
    list(Lead.objects.visible_to(queries.HOUSE).select_for_update(of=("self",)).filter(pk=lead.pk).values_list("pk"))
    rules.may_make_link(by, lead, queries.waits(lead, day_of(at))).require()
    faults = rules.faults_of_link(expires_on, day_of(at))
    if len(token) < SHORTEST_TOKEN:
        faults.append(Fault("token", "token", _("A token has at least 128 random bits")))
    if faults:
        raise Invalid(*faults)
    row = ConfirmLink(
        lead=lead, in_circle=lead.in_circle, circle=lead.circle, owner=lead.owner, audience=lead.audience, parties=lead.parties,
        token_hash=queries.token_digest(token), expires_on=expires_on, illustrative=lead.illustrative,
    )  # fmt: skip
    row.save()
    tell(title=both(lead, "title"), day=expires_on.isoformat())
    return row


@deed("investment.withdraw_link", says=_("{who} withdrew the link by which the investor of “{title}” confirms"))
def withdraw_link(*, by: Standing, at: datetime, link: ConfirmLink) -> ConfirmLink:
    """Withdraw a link as long as it waits; it opens nothing from this moment."""
    rows = ConfirmLink.objects.visible_to(queries.HOUSE)
    list(rows.select_for_update().filter(pk=link.pk).values_list("pk"))
    row = rows.select_related("lead").get(pk=link.pk)  # as it is now: it may have been used meanwhile
    rules.may_withdraw_link(by, row, rules.link_state(row, day_of(at))).require()
    row.withdrawn_at = at
    row.save()
    tell(title=both(row.lead, "title"))
    return row


@deed(
    "investment.speak_by_link",
    says=_("Whoever holds the link answered for the investor whether “{title}” produces: {answer}"),
)
def speak_by_link(
    *, by: Standing, at: datetime, token: str, says: str, name: str, position: str, why: str = ""
) -> ConfirmLink:
    """Confirm for the investor that production has begun, or say that it is not so: once, as whoever holds the link.

    Raises
    ------
    Conflict
        ``gone``, alike for a token that is unknown, used, withdrawn, expired or overtaken by what became of the lead.
    Refused
        An officer holds it.
    Invalid
        Name or position is missing, or the reason of a "not so".
    """
    link = queries.link_of_token(token, day_of(at), hold=True)
    if link is None:
        raise Conflict("gone", GONE)
    rules.may_speak_by_link(by).require()
    if faults := rules.faults_of_word(says, name, position, why):
        raise Invalid(*faults)
    lead = link.lead
    link.used_at, link.said = at, InvestorSays(says)
    link.save()
    InvestorWord(
        link=link, in_circle=link.in_circle, circle=link.circle, owner=link.owner, audience=Audience.OWN, name=name.strip(),
        position=position.strip(), why=why.strip() if says == InvestorSays.NOT_SO else "", person=by.person, said_on=day_of(at),
        illustrative=link.illustrative,
    ).save()  # fmt: skip
    tell(title=both(lead, "title"), answer=label(InvestorSays(says).label))
    if says == InvestorSays.CONFIRMED:
        lead.stage, lead.stage_since, lead.confirmed_on = LeadStage.CONFIRMED, day_of(at), day_of(at)
        lead.save()
        note_move(lead, Standing.public(), at, MoveKind.FORWARD, day_of(at))
    notify(
        by=by, at=at, people=people_holding(link.owner, Role.CLERK, day_of(at)), kind=f"investor_{says}",
        facts={"title": lead.title or lead.title_zh, "title_zh": lead.title_zh or lead.title},
        url=reverse("investment:lead", kwargs={"circle": lead.circle, "uid": lead.pk}),
    )  # fmt: skip
    return link


@deed("investment.forget_word", says=_("{who} erased who used the link for “{title}”"))
def forget_word(*, by: Standing, at: datetime, word: InvestorWord) -> InvestorWord:
    """Erase who used a link, with their words, as that person wishes; what they said stands with the link."""
    rules.may_forget_word(by, word).require()
    _without_words(word, day_of(at))
    tell(title=both(word.link.lead, "title"))
    return word


def forget_words(person: UUID, at: datetime) -> int:
    """Take a person out of what they said by links; called while the person is erased. Returns how many rows."""
    rows = list(InvestorWord.objects.visible_to(queries.HOUSE).filter(person=person))
    for row in rows:
        _without_words(row, day_of(at))
    return len(rows)


def purge_words(before: datetime) -> int:
    """Take out who used links before a moment; called by the retention job. Returns how many rows."""
    rows = InvestorWord.objects.visible_to(queries.HOUSE).filter(said_on__lt=day_of(before), erased_on__isnull=True)
    for row in (found := list(rows)):
        _without_words(row, day_of(before))
    return len(found)


def _without_words(row: InvestorWord, on: date) -> None:
    row.name = row.position = row.why = ""
    row.person, row.erased_on = None, on
    row.save()
