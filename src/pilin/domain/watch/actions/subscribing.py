"""Ask to be told where one lives and works, take it back; tell each person once of a hazard and colour."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from pilin.domain.watch import queries, rules
from pilin.domain.watch.enums import COLOURS, Colour, Hazard
from pilin.domain.watch.models import Signal, Subscription, Told
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Fault, Invalid
from pilin.foundation.journal.actions import count, deed
from pilin.foundation.members.models import Circle
from pilin.foundation.members.queries import day_of, members_on
from pilin.foundation.notices.actions import notify

HOUSE = Standing.machine("watch")


@deed("watch.subscribe", says=_("{who} asked to be told of warnings"), private=True)
def subscribe(
    *,
    by: Standing,
    at: datetime,
    circle: Circle,
    home: str,
    work: str = "",
    hazards: Sequence[str],
    least: str,
    by_mail: bool = True,
    agreed: bool,
) -> Subscription:
    """Ask to be told of official signals where one lives and works; what was asked before is replaced.

    Raises
    ------
    Refused
        Unless the person is signed in.
    Invalid
        With every fault: places that are no towns of the circle, no hazard, no colour, no agreement to its being kept.
    """
    rules.may_subscribe(by).require()
    towns = {one.code for one in members_on(HOUSE, circle.slug, day_of(at))}
    faults = []
    if home not in towns:
        faults.append(Fault("unknown_member", "home", _("Choose the town where you live"), value=home))
    if work and work not in towns:
        faults.append(Fault("unknown_member", "work", _("Choose the town where you work, or none"), value=work))
    if not hazards or any(one not in Hazard.values for one in hazards):
        faults.append(Fault("unknown_hazard", "hazards", _("Choose of what you want to be told")))
    if least not in Colour.values or least == Colour.NONE:
        faults.append(Fault("unknown_colour", "least", _("Choose from which colour on"), value=least))
    if not agreed:
        faults.append(
            Fault("not_agreed", "agreed", _("Without your agreement nothing is kept, so nobody can tell you"))
        )
    if faults:
        raise Invalid(*faults)
    assert by.person is not None  # the rule asked for it
    kept = queries.subscription_of(by, circle.slug)
    row = kept or Subscription(person_id=by.person, in_circle=circle)
    row.home, row.work, row.hazards, row.least = home, "" if work == home else work, sorted(set(hazards)), least
    row.by_mail, row.agreed_at = by_mail, at
    row.save()
    return row


@deed("watch.unsubscribe", says=_("{who} asked to be told no longer"), private=True)
def unsubscribe(*, by: Standing, at: datetime, subscription: Subscription) -> int:
    """Take back one's agreement: what was kept is erased at once.

    Raises
    ------
    Refused
    """
    rules.may_subscribe(by).require()
    rows = Subscription.objects.visible_to(by).filter(pk=subscription.pk, person=by.person)
    return rows.delete()[0]


def tell_subscribers(signal: Signal, at: datetime) -> int:
    """Tell people of a signal that was relayed, as part of the deed under way: each once a hazard and colour.

    Signals of one hazard that stand at the same time are one episode, whichever station issued them: who lives on one bank
    and works on the other is told once, with both places.
    """
    if signal.colour == Colour.NONE:
        return 0
    episode = queries.episode_of(signal, at)
    towns = queries.towns_in(signal, at)
    rank = COLOURS.index(Colour(signal.colour))
    rows = [
        row for row in queries.subscribers(signal.circle, signal.hazard, towns)
        if COLOURS.index(Colour(row.least)) <= rank
    ]  # fmt: skip
    told = queries.told_already(rows, signal, episode, at)
    fresh = [row for row in rows if row.pk not in told]
    Told.objects.visible_to(HOUSE).bulk_create(
        [Told(subscription=row, hazard=signal.hazard, colour=signal.colour, episode=episode, at=at) for row in fresh]
    )
    people: dict[bool, list[UUID]] = {True: [], False: []}
    for row in fresh:
        people[bool(row.work)].append(row.person_id)
    facts = {
        "title_zh": f"{signal.issuer_zh} {signal.get_hazard_display()}", "title": signal.issuer or signal.issuer_zh, "hazard": signal.hazard,
        "colour": signal.colour, "issuer_zh": signal.issuer_zh, "issuer": signal.issuer or signal.issuer_zh, "issued_at": signal.issued_at.isoformat(),
    }  # fmt: skip
    url = reverse("watch:desk", args=[signal.circle])
    for both_places, some in people.items():
        if some:
            kind = f"watch_{signal.colour}"
            notify(by=HOUSE, at=at, people=some, kind=kind, facts={**facts, "both": both_places}, url=url)
    count(told=len(fresh))
    return len(fresh)


@deed("watch.forget_subscriber", says=_("{who} forgot what a person asked to be told of"))
def forget_subscriber(*, by: Standing, at: datetime, person: UUID) -> int:
    """Erase what a person asked for, as part of erasing the person. Returns how many rows."""
    if by.person != person:
        rules.may_call_on(by).require()
    gone = Subscription.objects.visible_to(HOUSE).filter(person=person).delete()[0]
    count(subscriptions=gone)
    return gone
