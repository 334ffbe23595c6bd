"""Reads of alerts: which stand, which tell of one thing, what towns say together, what the public may fetch."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Prefetch, Q, QuerySet

from pilin.domain.watch import rules
from pilin.domain.watch.enums import AlertState, AlertWay, SignatureState
from pilin.domain.watch.models import Alert, AlertKey, AlertSender, FeedPull, JointNotice, Signal
from pilin.engine import cap
from pilin.foundation.access.enums import Audience
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Invalid
from pilin.foundation.members.models import Circle
from pilin.foundation.members.queries import day_of, member_cards, members_on

SHANGHAI = ZoneInfo("Asia/Shanghai")

HOUSE = Standing.machine("watch alerts")
PUBLIC = Standing.public()
LOOKED_BACK = timedelta(days=7)
"""How long an alert that does not say when it lapses is looked at; a day of it counts as in force."""
MOST_IN_FEED = 200
HEAVY = ("packed", "tolerances", "faults")
"""Columns that lists do not read."""


@dataclass(frozen=True, slots=True)
class AlertTold:
    """An alert with where it stands."""

    row: Alert
    state: AlertState
    trusted: bool
    sender: AlertSender | None = None


@dataclass(frozen=True, slots=True)
class Board:
    """The alerts of a circle at a moment.

    ``cards`` are folded, the gravest first; ``doubtful`` are in force but have a broken signature; ``practice`` are exercises and
    tests; ``number`` counts the alerts in force, each once.
    """

    cards: tuple[rules.Card, ...]
    doubtful: tuple[Alert, ...]
    practice: tuple[Alert, ...]
    number: int


def alerts(standing: Standing, circle: str) -> QuerySet[Alert]:
    """Return the alerts of a circle, newest first, without what lists do not show."""
    return Alert.objects.visible_to(standing).filter(circle=circle).defer(*HEAVY)


def alert_named(standing: Standing, circle: str, uid: UUID) -> Alert | None:
    """Return the alert with this key, whole, if this standing may read it."""
    return Alert.objects.visible_to(standing).filter(circle=circle, pk=uid).select_related("in_circle").first()


def board(standing: Standing, circle: str, at: datetime) -> Board:
    """Return the alerts that stand in a circle at a moment, folded into what threatens."""
    rows = list(
        alerts(standing, circle)
        .filter(Q(expires_at__gt=at) | Q(expires_at=None, sent_at__gt=at - LOOKED_BACK), sent_at__lte=at + rules.AHEAD)
        .exclude(msg_type__in=("Ack", "Error"))
    )
    later = rules.later_words(rows) | later_of(standing, circle, [row for row in rows if row.msg_type != "Cancel"])
    stand, practice = [], []
    for row in rows:
        state = rules.state_of(row, later, at)
        if state in (AlertState.ACTIVE, AlertState.AHEAD):
            stand.append(row)
        elif state is AlertState.PRACTICE and row.triple not in later:
            practice.append(row)
    good = [row for row in stand if rules.is_trusted(row)]
    doubtful = {row.triple: row for row in stand if not rules.is_trusted(row)}
    cards = tuple(rules.fold(good))
    return Board(
        cards,
        tuple(doubtful.values()),
        tuple({row.triple: row for row in practice}.values()),
        sum(len(card.sources) for card in cards),
    )


def later_of(standing: Standing, circle: str, rows: Iterable[Alert]) -> dict[str, str]:
    """Return what later alerts, lapsed ones too, did to these: triple → ``Update`` or ``Cancel``."""
    senders = {row.sender for row in rows}
    first = min((row.sent_at for row in rows), default=None)
    if first is None:
        return {}
    words = (
        Alert.objects.visible_to(standing)
        .filter(circle=circle, msg_type__in=("Update", "Cancel"), sent_at__gte=first, sender__in=senders)
        .only("sender", "msg_type", "references", "signature")
    )
    return rules.later_words(words)


def alert_told(standing: Standing, row: Alert, at: datetime) -> AlertTold:
    """Return an alert with where it stands and who its sender is to the town that took it."""
    state = rules.state_of(row, later_of(standing, row.circle, [row]), at)
    return AlertTold(row, state, rules.is_trusted(row), sender_of(standing, row))


def sender_of(standing: Standing, row: Alert) -> AlertSender | None:
    """Return what the town that took an alert knows of its sender."""
    return (
        AlertSender.objects.visible_to(standing).filter(circle=row.circle, owner=row.owner, sender=row.sender).first()
    )


def alike(standing: Standing, row: Alert) -> list[Alert]:
    """Return the other alerts of the same incidents, and those that it refers to or that refer to it."""
    if not row.incidents and not row.references:
        near = Q(sender=row.sender, msg_type__in=("Update", "Cancel", "Ack", "Error"), sent_at__gte=row.sent_at)
    else:
        near = Q(sent_at__gte=row.sent_at - LOOKED_BACK, sent_at__lte=row.sent_at + LOOKED_BACK)
    found = alerts(standing, row.circle).filter(near).exclude(pk=row.pk)[:1000]
    mine = set(row.incidents)
    return [
        other
        for other in found
        if mine & set(other.incidents) or row.triple in other.references or other.triple in row.references
    ]


def signals_of(standing: Standing, row: Alert) -> list[Signal]:
    """Return the signals that were relayed from an alert."""
    return list(Signal.objects.visible_to(standing).filter(circle=row.circle, alert=row.pk))


def senders(standing: Standing, circle: str) -> list[AlertSender]:
    """Return the senders that the towns of a circle know, with what became of their feeds (``pull``). Two queries."""
    pulls = Prefetch("pull", FeedPull.objects.visible_to(standing))
    return list(AlertSender.objects.visible_to(standing).filter(circle=circle).prefetch_related(pulls))


def fed_senders(standing: Standing, at: datetime, *, circle: str = "", town: str = "") -> list[AlertSender]:
    """Return the senders with a feed that are believed on a day; of one circle, of one town, if named."""
    rows = AlertSender.objects.visible_to(standing).exclude(feed="")
    rows = rows.filter(Q(ended_on__isnull=True) | Q(ended_on__gt=day_of(at)))
    if circle:
        rows = rows.filter(circle=circle)
    if town:
        rows = rows.filter(owner=town)
    return list(rows.select_related("in_circle").order_by("feed", "circle", "owner"))


def sender_named(standing: Standing, circle: str, uid: UUID) -> AlertSender | None:
    """Return a sender by its key."""
    return AlertSender.objects.visible_to(standing).filter(circle=circle, pk=uid).select_related("in_circle").first()


def known_triples(circle: str, names: Iterable[tuple[str, str, str]], owner: str) -> set[str]:
    """Return which alerts a town has already, or reads from another town of the circle: these are not taken again."""
    wanted = set(names)
    rows = (
        Alert.objects.visible_to(HOUSE)
        .filter(circle=circle, identifier__in={name[1] for name in wanted})
        .filter(Q(owner=owner) | Q(audience__in=(Audience.PUBLIC, Audience.CIRCLE)))
    )
    return {",".join(row) for row in rows.values_list("sender", "identifier", "sent") if row in wanted}


def own_alerts_of(notice: JointNotice) -> list[Alert]:
    """Return the alerts by which towns say a notice."""
    return list(Alert.objects.visible_to(HOUSE).filter(circle=notice.circle, notice=notice.pk).order_by("sent_at"))


def keys_of(circle: str, town: str) -> list[AlertKey]:
    """Return the public keys of a town's alerts, the newest first."""
    return list(AlertKey.objects.visible_to(HOUSE).filter(circle=circle, owner=town))


def keys_in(standing: Standing, circle: str) -> list[AlertKey]:
    """Return the public keys of the towns of a circle."""
    return list(AlertKey.objects.visible_to(standing).filter(circle=circle))


# Notices ----------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class NoticeTold:
    """A joint notice with who says it. ``waits`` are the towns that were asked and have not said it."""

    row: JointNotice
    said: Mapping[str, Alert]
    waits: tuple[str, ...]
    later: JointNotice | None
    is_over: bool


def notices(standing: Standing, circle: str, at: datetime) -> list[NoticeTold]:
    """Return the notices of a circle that this standing may read, the newest first."""
    rows = list(JointNotice.objects.visible_to(standing).filter(circle=circle))
    said: dict[Any, dict[str, Alert]] = {}
    for alert in alerts(standing, circle).filter(way=AlertWay.OUT, notice__in=[row.pk for row in rows]):
        said.setdefault(alert.notice, {})[alert.owner] = alert
    later = {row.follows: row for row in rows if row.follows}
    return [_notice(row, said.get(row.pk, {}), later.get(row.pk), at) for row in rows]


def notice_named(standing: Standing, circle: str, uid: UUID) -> JointNotice | None:
    """Return a notice by its key, if this standing may read it."""
    return JointNotice.objects.visible_to(standing).filter(circle=circle, pk=uid).select_related("in_circle").first()


def notice_told(standing: Standing, row: JointNotice, at: datetime) -> NoticeTold:
    """Return one notice with who says it."""
    said = {alert.owner: alert for alert in alerts(standing, row.circle).filter(way=AlertWay.OUT, notice=row.pk)}
    later = JointNotice.objects.visible_to(standing).filter(circle=row.circle, follows=row.pk).first()
    return _notice(row, said, later, at)


def _notice(row: JointNotice, said: dict[str, Alert], later: JointNotice | None, at: datetime) -> NoticeTold:
    waits = tuple(town for town in row.towns if town not in said)
    return NoticeTold(row, said, waits, later, row.expires_at <= at)


@dataclass(frozen=True, slots=True)
class Drafted:
    """What a town would say, not yet said: the text of its alert before it is signed, and the towns it names."""

    xml: str
    areas: tuple[str, ...]


def drafted(
    standing: Standing, circle: Circle, follows: JointNotice | None, at: datetime, *, shapes: Any, msg_type: str = "Alert", **said: Any
) -> Drafted:  # fmt: skip
    """Return the alert that one's own town would send, unsigned; nothing is written.

    Raises
    ------
    Invalid
        With every fault, as sending it would raise.
    """
    cards = member_cards(standing)
    known = {card.code for card in members_on(standing, circle.slug, day_of(at))}
    texts = {name: said.get(name, "") for name in ("headline_zh", "headline", "text_zh", "text", "advice_zh", "advice")}
    faults = rules.faults_of_notice(
        texts=texts, urgency=said["urgency"], severity=said["severity"], certainty=said["certainty"], hazard=said["hazard"],
        areas=said["areas"], towns=said.get("towns", []), known=known, expires_at=said["expires_at"], at=at,
    )  # fmt: skip
    if faults:
        raise Invalid(*faults)
    given = {name: value for name, value in said.items() if name not in ("areas", "towns")}
    notice = JointNotice(
        in_circle=circle, circle=circle.slug, owner=standing.member, msg_type=msg_type, areas=sorted(set(said["areas"])),
        incident=follows.incident if follows else "pilin", **{"exercise": follows.exercise if follows else "", **given},
    )  # fmt: skip
    mine = [] if follows is None else [row.triple for row in own_alerts_of(follows) if row.owner == standing.member]
    town = cards[standing.member]
    alert = rules.alert_of(
        notice, town=town.code, sender=town.code, sender_zh=town.name_zh, sender_name=town.name, earlier=mine, shapes=shapes,
        names={code: (cards[code].name_zh, cards[code].name) for code in notice.areas}, at=at.astimezone(SHANGHAI),
    )  # fmt: skip
    return Drafted(cap.write(alert).decode(), tuple(notice.areas))


# What the public fetches --------------------------------------------------------------------------------------------------


def public_alerts(at: datetime) -> list[Alert]:
    """Return the alerts that towns relay to everyone: public by scope and by audience, real, signature not broken, in force."""
    rows = list(
        _fetched()
        .filter(Q(expires_at__gt=at) | Q(expires_at=None, sent_at__gt=at - LOOKED_BACK))
        .defer("tolerances", "faults")
        .order_by("-sent_at", "sender", "identifier", "pk")[:MOST_IN_FEED]
    )
    later = rules.later_words(rows)
    return list({row.triple: row for row in rows if row.triple not in later}.values())


def public_alert(identifier: str) -> Alert | None:
    """Return one alert that everyone may fetch, by its identifier: the newest of that name."""
    return _fetched().filter(identifier=identifier).order_by("-sent_at", "sender", "pk").first()


def _fetched() -> QuerySet[Alert]:
    return Alert.objects.visible_to(PUBLIC).filter(
        audience=Audience.PUBLIC, scope="Public", way=AlertWay.IN, status="Actual",
        msg_type__in=("Alert", "Update", "Cancel"),
    ).exclude(signature=SignatureState.BROKEN)  # fmt: skip
