"""What a town keeps for proposals: its collection points, and what it asks everyone about."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from pilin.domain.proposals import rules
from pilin.domain.proposals.models import CollectionPoint, Topic
from pilin.foundation.access.enums import Audience
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import STALE, Conflict, Fault, Invalid
from pilin.foundation.journal.actions import both, deed, tell
from pilin.foundation.members.models import Circle
from pilin.foundation.members.queries import day_of


@deed("proposals.note_point", says=_("{who} noted a collection point for proposals: {title}"))
def note_point(
    *,
    by: Standing,
    at: datetime,
    circle: Circle,
    town: str,
    kind: str,
    name_zh: str,
    collection: CollectionPoint | None = None,
    revision: int | None = None,
    name: str = "",
    place_zh: str = "",
    place: str = "",
    keeper_zh: str = "",
    keeper: str = "",
    hours_zh: str = "",
    hours: str = "",
    latitude: Decimal | None = None,
    longitude: Decimal | None = None,
    opened_on: date | None = None,
    audience: str = Audience.PUBLIC,
    illustrative: bool = False,
    source: str = "",
) -> CollectionPoint:
    """Enter a point at which proposals are collected, or change it (``collection``, as it was read at ``revision``)."""
    rules.may_keep(by, circle.slug, collection.owner if collection else town).require()
    if faults := rules.faults_of_point(kind, name_zh, latitude, longitude):
        raise Invalid(*faults)
    row = collection or CollectionPoint(
        in_circle=circle, circle=circle.slug, owner=town, illustrative=illustrative, source=source
    )
    if revision is not None and row.revision != revision:
        raise Conflict("stale", STALE)
    said = {
        "name_zh": name_zh, "name": name, "place_zh": place_zh, "place": place, "keeper_zh": keeper_zh, "keeper": keeper, "hours_zh": hours_zh,
        "hours": hours,
    }  # fmt: skip
    for field, words in said.items():
        setattr(row, field, words.strip())
    row.kind, row.latitude, row.longitude, row.opened_on, row.audience = kind, latitude, longitude, opened_on, audience
    row.save()
    tell(title=both(row, "name"))
    return row


@deed("proposals.end_point", says=_("{who} closed a collection point for proposals: {title}"))
def end_point(*, by: Standing, at: datetime, collection: CollectionPoint) -> CollectionPoint:
    """Let a collection point take no more proposals from today on; what came through it stays counted."""
    rules.may_keep(by, collection.circle, collection.owner).require()
    if collection.ended_on is not None:
        raise Conflict("ended", _("It is closed already"))
    collection.ended_on = day_of(at)
    collection.save()
    tell(title=both(collection, "name"))
    return collection


@deed("proposals.open_topic", says=_("{who} asks everyone about: {title}"))
def open_topic(
    *,
    by: Standing,
    at: datetime,
    circle: Circle,
    town: str,
    title_zh: str,
    channel_zh: str,
    opens_on: date,
    closes_on: date,
    title: str = "",
    channel: str = "",
    text_zh: str = "",
    text: str = "",
    audience: str = Audience.PUBLIC,
    illustrative: bool = False,
) -> Topic:
    """Ask everyone about something for a while: what, where proposals are taken, and from when to when."""
    rules.may_keep(by, circle.slug, town).require()
    if faults := rules.faults_of_topic(title_zh, channel_zh, opens_on, closes_on):
        raise Invalid(*faults)
    row = Topic(
        in_circle=circle, circle=circle.slug, owner=town, audience=audience, title_zh=title_zh.strip(), title=title.strip(),
        text_zh=text_zh.strip(), text=text.strip(), channel_zh=channel_zh.strip(), channel=channel.strip(), opens_on=opens_on,
        closes_on=closes_on, illustrative=illustrative,
    )  # fmt: skip
    row.save()
    tell(title=both(row, "title"))
    return row


@deed("proposals.end_topic", says=_("{who} said what came of: {title}"))
def end_topic(*, by: Standing, at: datetime, topic: Topic, result_zh: str, result: str = "") -> Topic:
    """Say what came of what was asked; it takes no more proposals."""
    rules.may_keep(by, topic.circle, topic.owner).require()
    if topic.ended_on is not None:
        raise Conflict("ended", _("It is over already"))
    if not result_zh.strip():
        raise Invalid(Fault("no_result", "result_zh", _("Say what came of it: whoever proposed something reads it")))
    topic.ended_on, topic.result_zh, topic.result = day_of(at), result_zh.strip(), result.strip()
    topic.save()
    tell(title=both(topic, "title"))
    return topic
