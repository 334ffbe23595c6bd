"""Filing a proposal, and what goes along with its case afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from pilin.domain.proposals import queries, rules
from pilin.domain.proposals.enums import KIND, HeldFor
from pilin.domain.proposals.models import Proposal, Routing
from pilin.foundation.access.enums import Audience, Role
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Fault, Invalid
from pilin.foundation.cases import queries as cases_of
from pilin.foundation.cases.actions import offer_case, receive_case
from pilin.foundation.cases.enums import Channel
from pilin.foundation.cases.models import Case
from pilin.foundation.files import actions as files
from pilin.foundation.files.enums import AttachmentKind
from pilin.foundation.journal.actions import deed, tell
from pilin.foundation.members.models import Circle
from pilin.foundation.members.queries import day_of, members_on

TO_TEN_METRES = Decimal("0.0001")
TAKEN_WITHIN, ANSWERED_WITHIN = "taken", "answered"


@deed("proposals.file_proposal", says=_("Somebody proposed something: {title}"))
def file_proposal(
    *,
    by: Standing,
    at: datetime,
    circle: Circle,
    subject: str,
    facts: str,
    measure: str = "",
    town: str = "",
    beside: str = "",
    latitude: Decimal | None = None,
    longitude: Decimal | None = None,
    place_words: str = "",
    proposer: str = "",
    point: UUID | None = None,
    topic: UUID | None = None,
    photos: Sequence[tuple[str, bytes]] = (),
    channel: str = Channel.PAGE,
    for_all: bool = False,
    illustrative: bool = False,
) -> Proposal:
    """File a proposal: a case with its number and its day, and what the public reads of it.

    Numbers of identity cards and bank cards are kept nowhere; telephones, mail and number plates are hidden from the
    public. What came in without an account, or with words of the list, is held until a clerk reads it. A place that may
    lie on the border is offered to the town across as well: it has two owners then, and until the other takes it, one.

    Parameters
    ----------
    town : str
        Code of the town that is asked; empty: the one whose middle is nearest to the place.
    beside : str
        Code of the town across the border, where it concerns both; empty: as the place says.
    latitude, longitude : Decimal, optional
        WGS 84; kept to some ten metres.
    proposer : str
        As whoever proposes wants to be called by the public; empty: not named.
    point : UUID, optional
        The collection point through which it came.
    photos : sequence of (str, bytes)
        At most four, of at most 20 MB; they lose their position, and a clerk looks at them before the public does.
    for_all : bool
        Whoever proposes says that it is for everyone, though it reads like a matter of their own.

    Raises
    ------
    Invalid
        With every fault, in the reader's language.
    Refused
        When somebody in office files for another town.
    """
    today = day_of(at)
    belongs = rules.elsewhere(f"{subject} {facts} {measure}", rules.places_elsewhere(), today)
    faults = rules.faults_of_proposal(
        subject=subject, facts=facts, measure=measure, proposer=proposer, latitude=latitude, longitude=longitude, belongs=belongs, for_all=for_all
    )  # fmt: skip
    faults += rules.faults_of_photos(photos)
    if channel not in Channel.values:
        faults.append(Fault("channel", "channel", _("Say how it came in"), value=channel))
    side = None if faults else _side(circle, today, latitude, longitude)
    town = town or (side.town if side else by.member)
    towns = {one.code for one in members_on(queries.HOUSE, circle.slug, today)}
    if town not in towns:
        reason = (
            _("This place is far from every town here: choose the town yourself")
            if latitude is not None and not town
            else _("Choose the town, or show the place on the map")
        )
        faults.append(Fault("no_town", "town", reason, value=town))
    if beside and (beside not in towns or beside == town):
        faults.append(Fault("beside", "beside", _("Choose another town of this circle"), value=beside))
    faults += _faults_of_ways(circle, today, town, point, topic)
    if faults:
        raise Invalid(*faults)
    rules.may_file(by, circle.slug, town).require()
    across = beside or _across(side, town)
    row = _row(circle, town, across, subject, facts, measure, place_words, proposer, latitude, longitude, illustrative)
    row.point, row.topic, row.channel = point, topic, channel
    asks = by.person if by.signed_in and not by.member else None
    case = receive_case(
        by=by if by.signed_in or by.holds(Role.CLERK) else queries.HOUSE, at=at, circle=circle, town=town, kind=KIND,
        subject=rules.without_cards(subject)[:160], text=_whole(facts, measure), channel=channel, asker=asks, about=row.pk,
        days=_days(circle, town, today, ANSWERED_WITHIN), take_days=_days(circle, town, today, TAKEN_WITHIN), illustrative=illustrative,
    )  # fmt: skip
    row.case, row.reference, row.received_on, row.due_on = case.pk, case.reference, today, case.due_on
    _hold(
        row, f"{subject} {facts} {measure} {proposer}", today, nobody=asks is None and not by.member and not by.sees_all
    )
    row.save()
    _suggest(row)
    for name, content in photos:
        files.attach_file(
            by=queries.HOUSE, at=at, name=name, content=content, owner=town, audience=Audience.OWN, circle=circle.slug, subject=row.pk,
            kind=AttachmentKind.PHOTO, illustrative=illustrative,
        )  # fmt: skip
    if across:
        offer_case(by=queries.HOUSE, at=at, case=case, town=across, note=_zh(_("The place may lie on the border, or it concerns both banks: to have it together")), joint=True)  # fmt: skip
    tell(title=row.reference)
    return row


def case_moved(*, by: Standing, at: datetime, case: Case) -> None:
    """Let a proposal go along with its case: who has it, how far it is; called by the spine within its deed."""
    row = Proposal.objects.visible_to(queries.HOUSE).filter(case=case.pk).first()
    if row is None:  # it is being filed
        return
    row.owner, row.partner, row.state = case.owner, case.partner, case.state
    row.due_on, row.answered_on = case.due_on, case.answered_on
    row.save()
    Routing.objects.visible_to(queries.HOUSE).filter(proposal=row.pk).exclude(owner=row.owner).update(owner=row.owner)


def _side(circle: Circle, on: date, latitude: Decimal | None, longitude: Decimal | None) -> rules.Side | None:
    if latitude is None or longitude is None:
        return None
    middles = [
        rules.Middle(code, province, float(lat), float(lon))
        for code, province, lat, lon in queries.middles(circle.slug, on)
    ]
    return rules.side_of(float(latitude), float(longitude), middles)


def _across(side: rules.Side | None, town: str) -> str:
    """Return the second town of a place that may lie on the border, whichever of the two was asked."""
    if side is None or not side.beside or town not in (side.town, side.beside):
        return ""
    return side.beside if town == side.town else side.town


def _faults_of_ways(circle: Circle, on: date, town: str, point: UUID | None, topic: UUID | None) -> list[Fault]:
    faults = []
    if point is not None:
        found = queries.points(queries.HOUSE, circle.slug, on=on).filter(pk=point).first()
        if found is None or (town and found.owner != town):
            faults.append(Fault("point", "point", _("Choose a collection point of that town, open today")))
    if topic is not None:
        asked = queries.topics_open(queries.HOUSE, circle.slug, on).filter(pk=topic).first()
        if asked is None:
            faults.append(Fault("topic", "topic", _("This topic takes no more proposals")))
    return faults


def _row(
    circle: Circle, town: str, across: str, subject: str, facts: str, measure: str, place_words: str, proposer: str,
    latitude: Decimal | None, longitude: Decimal | None, illustrative: bool,
) -> Proposal:  # fmt: skip
    """Return a proposal as the public is to read it."""
    words = [rules.shown(text.strip()) for text in (subject, facts, measure, place_words, proposer)]
    return Proposal(
        in_circle=circle, circle=circle.slug, owner=town, first_town=town, beside=across, audience=Audience.PUBLIC, subject=words[0].text[:160],
        facts=words[1].text, measure=words[2].text, place_words=words[3].text[:160], proposer=words[4].text[:60],
        latitude=None if latitude is None else latitude.quantize(TO_TEN_METRES),
        longitude=None if longitude is None else longitude.quantize(TO_TEN_METRES),
        hidden=any(one.hidden for one in words), illustrative=illustrative,
    )  # fmt: skip


def _hold(row: Proposal, text: str, on: date, *, nobody: bool) -> None:
    if rules.held_words(text, rules.words_held(), on):
        row.held_for, row.audience = HeldFor.WORDS, Audience.OWN
    elif nobody:
        row.held_for, row.audience = HeldFor.NOBODY, Audience.OWN


def _suggest(row: Proposal) -> None:
    found = queries.suggested(row.circle, row.subject, f"{row.facts} {row.measure}")
    Routing(
        in_circle_id=row.in_circle_id, circle=row.circle, owner=row.owner, audience=Audience.OWN, proposal=row.pk,
        department=found.department if found else "", probability=Decimal(str(round(found.probability, 4))) if found else None,
        reasons=list(found.reasons) if found else [], learnt=found.learnt if found else "", illustrative=row.illustrative,
    ).save()  # fmt: skip


def _days(circle: Circle, town: str, on: date, matter: str) -> int | None:
    """Return the working days of the rule, where the town has set none of its own."""
    if cases_of.term_on(circle.slug, town, KIND, on) is not None:
        return None
    return rules.working_days_of(matter, town, on)


def _whole(facts: str, measure: str) -> str:
    """Return what the case keeps of the words: as written, without numbers of cards."""
    parts = [facts.strip(), f"{_zh(_('Proposed:'))}{measure.strip()}" if measure.strip() else ""]
    return rules.without_cards("\n\n".join(part for part in parts if part))


def _zh(text: object) -> str:
    with translation.override("zh-hans"):  # the towns' files stay in their language
        return str(text)
