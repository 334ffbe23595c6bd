"""Take alerts in, know their senders, relay what stations issue, and say a notice for one's own town."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from uuid6 import uuid7

from pilin.domain.watch import rules
from pilin.domain.watch.actions.alert_keys import signing_key
from pilin.domain.watch.actions.relaying import relay_signal
from pilin.domain.watch.enums import AlertWay, Colour, SignatureState
from pilin.domain.watch.models import Alert, AlertKey, AlertSender, FeedPull, JointNotice, Signal, packed
from pilin.domain.watch.queries import cap as reading
from pilin.domain.watch.taking import Brought
from pilin.engine import cap
from pilin.foundation.access.enums import Audience, Role
from pilin.foundation.access.models import party_list
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Conflict, Fault, Invalid
from pilin.foundation.identity.queries import people_holding
from pilin.foundation.journal.actions import both, count, deed, tell
from pilin.foundation.members.models import Circle
from pilin.foundation.members.queries import day_of, member_cards, members_on
from pilin.foundation.notices import wire
from pilin.foundation.notices.actions import notify

SHANGHAI = ZoneInfo("Asia/Shanghai")
Shapes = Mapping[str, Sequence[Sequence[tuple[float, float]]]]
"""Code of a town to the rings of its cell on the schematic map, each of (latitude, longitude)."""


@dataclass(slots=True)
class Taken:
    """What became of a lot of alerts: rows taken, how many were known, signals relayed, rows with a broken signature."""

    rows: list[Alert] = field(default_factory=list)
    known: int = 0
    signals: list[Signal] = field(default_factory=list)
    broken: list[Alert] = field(default_factory=list)


@deed("watch.know_sender", says=_("{who} entered the sender of alerts {title}"))
def know_sender(
    *,
    by: Standing,
    at: datetime,
    circle: Circle,
    town: str,
    sender: str,
    name_zh: str,
    name: str = "",
    is_station: bool = False,
    areas: Sequence[str] = (),
    key: str = "",
    feed: str = "",
    audience: str = Audience.CIRCLE,
    source: str = "",
    illustrative: bool = False,
) -> AlertSender:
    """Enter whom a town believes: who it is, for which places it speaks, and by which key. Entered again, it is changed.

    Raises
    ------
    Refused
        Unless a clerk of the town does it.
    Invalid
        With every fault: no sender, no name, a station without places, no key where one is given.
    """
    rules.may_keep(by, circle.slug, town).require()
    faults = rules.faults_of_sender(sender=sender, name_zh=name_zh, key=key, is_station=is_station, areas=areas)
    if feed.strip():
        try:
            wire.target_of(feed.strip(), settings.SITE["feed_hosts"], "feed_hosts")
        except Invalid as wrong:
            faults += [Fault(one.code, "feed", one.reason, value=one.value) for one in wrong.faults]
    if faults:
        raise Invalid(*faults)
    known = AlertSender.objects.visible_to(reading.HOUSE).filter(circle=circle.slug, owner=town, sender=sender).first()
    row = known or AlertSender(in_circle=circle, circle=circle.slug, owner=town, sender=sender)
    row.audience, row.source, row.illustrative = audience, source, illustrative
    row.name_zh, row.name, row.is_station, row.areas = name_zh.strip(), name.strip(), is_station, sorted(set(areas))
    row.key = cap.public_of(key.strip().encode()).decode() if key.strip() else ""
    row.feed, row.ended_on = feed.strip(), None
    row.save()
    tell(title=both(row, "name"))
    return row


@deed("watch.end_sender", says=_("{who} no longer believes the sender of alerts {title}"))
def end_sender(*, by: Standing, at: datetime, sender: AlertSender) -> AlertSender:
    """Believe a sender no more, from today on. What came from it stays as it came.

    Raises
    ------
    Refused
        Unless a clerk of the town that entered it does it.
    Conflict
        When it has ended already.
    """
    rules.may_keep(by, sender.circle, sender.owner).require()
    if sender.ended_on is not None:
        raise Conflict("ended", _("Nothing was written. It has ended already"))
    sender.ended_on = day_of(at)
    sender.save()
    tell(title=both(sender, "name"))
    return sender


@deed("watch.take_alerts", says=_("{who} took in {number} alerts"))
def take_alerts(
    *,
    by: Standing,
    at: datetime,
    circle: Circle,
    town: str,
    brought: Sequence[Brought],
    came_from: str = "",
    source: str = "",
    illustrative: bool = False,
) -> Taken:
    """Take alerts in as they came: each once, signature looked at, what a known station issued relayed as its signal.

    An alert of a sender that the town knows is read by everyone where its scope is public; of an unknown one by the circle;
    one of restricted or private scope, or with a broken signature, by the town alone. A broken signature calls nobody; the
    town's clerks are told.

    Raises
    ------
    Refused
        Unless a clerk of the town takes them in for that town.
    Conflict
        When the town has, or reads, all of them already.
    """
    rules.may_keep(by, circle.slug, town).require()
    taken = Taken()
    if not brought:
        raise Invalid(Fault("no_alert", "file", _("No alert stands in this file")))
    names = [(one.alert.named.sender, one.alert.named.identifier, one.alert.sent) for one in brought]
    known = reading.known_triples(circle.slug, names, town)
    believed = _believed(circle, town, at)
    points = {
        card.code: (card.point[1], card.point[0]) if card.point else None
        for card in members_on(reading.HOUSE, circle.slug, day_of(at))
    }
    for one, name in zip(brought, names, strict=True):
        if ",".join(name) in known:
            taken.known += 1
            continue
        known.add(",".join(name))
        row = _row(one, circle, town, believed.get(name[0]), points, at)
        row.came_from, row.source, row.illustrative = came_from[:300], source, illustrative
        taken.rows.append(row)
    if not taken.rows:
        raise Conflict("known", _("Nothing was written. Every alert of this file is here already"))
    Alert.objects.visible_to(reading.HOUSE).bulk_create(taken.rows, batch_size=200)
    for row in taken.rows:
        if row.signature == SignatureState.BROKEN:
            taken.broken.append(row)
        elif (signal := _relayed(by, at, circle, row, believed.get(row.sender))) is not None:
            taken.signals.append(signal)
    if taken.broken:
        _tell_of_broken(by, at, circle, town, taken.broken)
    tell(number=len(taken.rows))
    count(alerts=len(taken.rows), known=taken.known, relayed=len(taken.signals), broken=len(taken.broken))
    return taken


@deed("watch.relay_alert", says=_("{who} relayed the alert {title} as a signal"))
def relay_alert(
    *, by: Standing, at: datetime, alert: Alert, hazard: str, colour: str, areas: Sequence[str] = ()
) -> Signal:
    """Relay an alert of a known weather station as its signal where its words did not say which: a person names it.

    Raises
    ------
    Refused
        Unless a clerk of the town that took it in does it.
    Invalid
        When the sender is no station that the town knows, the signature is broken, or the signal is no signal.
    Conflict
        When it is relayed already.
    """
    rules.may_keep(by, alert.circle, alert.owner).require()
    sender = _believed(alert.in_circle, alert.owner, at).get(alert.sender)
    if sender is None or not sender.is_station:
        raise Invalid(
            Fault(
                "no_station",
                "",
                _("Only what a weather station issued is relayed: enter the sender as a station first"),
            )
        )
    if not rules.is_trusted(alert):
        raise Invalid(Fault("broken", "", _("The signature is broken: ask the station whether the alert is its own")))
    if alert.status != "Actual" or alert.scope != "Public":
        raise Invalid(Fault("not_public", "", _("Only real alerts to the public are relayed")))
    if reading.signals_of(reading.HOUSE, alert):
        raise Conflict("relayed", _("Nothing was written. It is relayed already"))
    row = _relay(by, at, alert, sender, hazard, colour, areas)
    tell(title=both(alert, "headline"))
    return row


@deed("watch.send_notice", says=_("{who} sent the notice {title} to duty lists"))
def send_notice(
    *,
    by: Standing,
    at: datetime,
    circle: Circle,
    town: str,
    hazard: str,
    headline_zh: str,
    headline: str,
    text_zh: str,
    text: str,
    areas: Sequence[str],
    expires_at: datetime,
    shapes: Shapes,
    urgency: str = "Expected",
    severity: str = "Moderate",
    certainty: str = "Likely",
    towns: Sequence[str] = (),
    advice_zh: str = "",
    advice: str = "",
    exercise: str = "",
    follows: JointNotice | None = None,
    msg_type: str = "Alert",
    source: str = "",
    illustrative: bool = False,
) -> JointNotice:
    """Say something to the duty lists of one's own town, by a signed alert of restricted scope, and ask other towns to say it too.

    It is one town's word. A town that was asked says it by an alert of its own, which shares the incident.

    Parameters
    ----------
    towns : sequence of str
        The towns that are asked to say it too.
    follows : JointNotice, optional
        The notice that this one updates or cancels; ``msg_type`` says which.

    Raises
    ------
    Refused
        Unless an officer of the town says it; or, of a later one, unless the town said the one before.
    Invalid
        With every fault.
    """
    rules.may_send(by, circle.slug, town).require()
    known = {card.code for card in members_on(reading.HOUSE, circle.slug, day_of(at))}
    faults = rules.faults_of_notice(
        texts={"headline_zh": headline_zh, "headline": headline, "text_zh": text_zh, "text": text, "advice_zh": advice_zh, "advice": advice},
        urgency=urgency, severity=severity, certainty=certainty, hazard=hazard, areas=areas, towns=towns, known=known,
        expires_at=expires_at, at=at,
    )  # fmt: skip
    if (follows is None) != (msg_type == "Alert") or msg_type not in ("Alert", "Update", "Cancel"):
        faults.append(Fault("unknown_value", "msg_type", _("Choose one of the list"), value=msg_type))
    if faults:
        raise Invalid(*faults)
    if follows is not None:
        said = [alert.owner for alert in reading.own_alerts_of(follows)]
        later = JointNotice.objects.visible_to(reading.HOUSE).filter(follows=follows.pk).exists()
        rules.may_follow(by, follows, said, later).require()
        towns = [*follows.towns, *towns]
    asked = list(dict.fromkeys([town, *towns]))
    uid = uuid7()
    row = JointNotice(
        pk=uid, in_circle=circle, circle=circle.slug, owner=town, audience=Audience.PARTIES, parties=party_list([*asked, *areas]),
        source=source, illustrative=illustrative, incident=follows.incident if follows else f"pilin.{circle.slug}.{uid.hex}",
        msg_type=msg_type, follows=follows.pk if follows else None, towns=asked, areas=sorted(set(areas)), hazard=hazard,
        urgency=urgency, severity=severity, certainty=certainty, headline_zh=headline_zh.strip(), headline=headline.strip(),
        text_zh=text_zh.strip(), text=text.strip(), advice_zh=advice_zh.strip(), advice=advice.strip(), exercise=exercise.strip(),
        expires_at=expires_at, written_at=at, written_by=by.person,
    )  # fmt: skip
    row.save()
    _say(by, at, row, town, shapes)
    tell(title=both(row, "headline"))
    return row


@deed("watch.join_notice", says=_("{who} says the notice {title} too"))
def join_notice(*, by: Standing, at: datetime, notice: JointNotice, shapes: Shapes) -> Alert:
    """Say for one's own town what another town proposed: by an alert of one's own, signed with one's own key.

    Raises
    ------
    Refused
        Unless an officer of a town that was asked says it, once, before it lapses.
    Invalid
        When the town has said nothing that an update or cancellation could change.
    """
    said = [alert.owner for alert in reading.own_alerts_of(notice)]
    rules.may_join(by, notice, said, at).require()
    row = _say(by, at, notice, by.member, shapes)
    tell(title=both(notice, "headline"))
    return row


@deed("watch.note_pull", says=_("{who} noted that a feed was read"), private=True)
def note_pull(*, by: Standing, at: datetime, sender: AlertSender, trouble: str) -> None:
    """Note when a sender's feed was read and what was wrong with it; no line is kept of it: that were one each few minutes.

    Raises
    ------
    Refused
        Unless this is scheduled work.
    """
    rules.may_call_on(by).require()
    row = FeedPull.objects.visible_to(reading.HOUSE).filter(sender=sender).first() or FeedPull(sender=sender)
    row.read_at, row.trouble = at, trouble[:40]
    row.well_at = row.well_at if trouble else at
    row.save()


# What the deeds above share ---------------------------------------------------------------------------------------------


def _believed(circle: Circle, town: str, at: datetime) -> dict[str, AlertSender]:
    """Return whom a town believes today, by how they stand in alerts."""
    on: date = day_of(at)
    rows = AlertSender.objects.visible_to(reading.HOUSE).filter(circle=circle.slug, owner=town)
    return {row.sender: row for row in rows if row.ended_on is None or row.ended_on > on}


def _row(
    one: Brought, circle: Circle, town: str, sender: AlertSender | None,
    points: Mapping[str, tuple[float, float] | None], at: datetime,
) -> Alert:  # fmt: skip
    alert, signed = one.alert, _signed(one, circle, sender)
    name = alert.named
    assert alert.sent_at is not None
    chinese, english = rules.in_language(alert, "zh"), rules.in_language(alert, "en")
    other = alert.infos[0] if alert.infos and chinese is None and english is None else None
    starts = [begin for info in alert.infos if (begin := cap.moment(info.onset or info.effective))]
    stands_for = sender.areas if sender else ()
    areas = [area for info in alert.infos for area in info.areas]
    touched = [
        code for code, at_ in points.items() if any(rules.touches(area, code, at_, stands_for) for area in areas)
    ]
    spoken = english or other
    return Alert(
        in_circle=circle, circle=circle.slug, owner=town, made_at=at, changed_at=at, revision=1,
        audience=_audience(alert, signed, sender), way=AlertWay.IN, identifier=name.identifier, sender=name.sender, sent=alert.sent,
        sent_at=alert.sent_at, status=alert.status[:8], msg_type=alert.msg_type[:6], scope=alert.scope[:10],
        incidents=list(alert.incident_names)[:20], references=[str(one) for one in alert.earlier][:200],
        begins_at=min(starts, default=alert.sent_at), expires_at=alert.expires_at, hazard=rules.hazard_of(alert),
        colour=rules.colour_of(alert), severity=(alert.infos[0].severity if alert.infos else "")[:8],
        headline_zh=_headline(chinese)[:200], headline=_headline(spoken)[:300],
        sender_zh=((chinese.sender_name if chinese else None) or (sender.name_zh if sender else ""))[:120],
        sender_name=((spoken.sender_name if spoken else None) or (sender.name if sender else ""))[:160], towns=sorted(touched),
        version=one.version, packed=packed(one.raw), signature=SignatureState(signed.state), signed_why=signed.reason,
        tolerances=one.tolerances, faults=one.faults,
    )  # fmt: skip


def _headline(info: cap.Info | None) -> str:
    return " ".join((info.headline or info.event).split()) if info else ""


def _signed(one: Brought, circle: Circle, sender: AlertSender | None) -> cap.Signed:
    """Return what the signature says under the keys of this sender alone: another's key vouches for nobody else."""
    name = one.alert.named.sender
    keys = {"sender": sender.key.encode()} if sender and sender.key else {}
    town = name.partition("@")[0]
    if town.isdigit():
        keys |= {
            key.key_id: key.public.encode() for key in reading.keys_of(circle.slug, town) if name == sender_name(town)
        }
    return cap.verify(one.raw, keys)


def _audience(alert: cap.Alert, signed: cap.Signed, sender: AlertSender | None) -> Audience:
    if alert.scope != "Public" or signed.state == "broken":
        return Audience.OWN
    return Audience.PUBLIC if sender is not None and alert.status == "Actual" else Audience.CIRCLE


def _relayed(by: Standing, at: datetime, circle: Circle, row: Alert, sender: AlertSender | None) -> Signal | None:
    """Relay what a known station issued, where it still holds; return None where a person must look."""
    if sender is None or not rules.is_relayable(row, sender) or row.is_over(at) or row.sent_at > at + rules.AHEAD:
        return None
    colour = Colour.NONE if row.msg_type == "Cancel" else row.colour
    try:
        return _relay(by, at, row, sender, row.hazard, colour, ())
    except (Invalid, Conflict):
        return None  # it stays an alert: its page says that no signal was relayed


def _relay(
    by: Standing, at: datetime, alert: Alert, sender: AlertSender, hazard: str, colour: str, areas: Sequence[str]
) -> Signal:
    before = None
    if alert.references:
        named = [triple.split(",") for triple in alert.references if triple.partition(",")[0] == alert.sender]
        earlier = Alert.objects.visible_to(reading.HOUSE).filter(
            circle=alert.circle, owner=alert.owner, sender=alert.sender, identifier__in=[name[1] for name in named]
        )
        signals = Signal.objects.visible_to(reading.HOUSE).filter(
            circle=alert.circle, owner=alert.owner, alert__in=list(earlier.values_list("pk", flat=True))
        )
        before = signals.order_by("-issued_at").first()
    info = cap.readings(alert.raw)[0].alert
    chinese, english = rules.in_language(info, "zh"), rules.in_language(info, "en")
    return relay_signal(
        by=by, at=at, circle=alert.in_circle, town=alert.owner, hazard=hazard, colour=colour, issuer_zh=sender.name_zh, issuer=sender.name,
        issued_at=alert.sent_at, areas=list(areas) or (before.areas if before else list(sender.areas)), until=_until(alert),
        area_zh=_area(chinese)[:160], area=_area(english)[:200], text_zh=_text(chinese), text=_text(english),
        family=before.family if before else None, alert=alert.pk,
        audience=alert.audience, source=alert.source, illustrative=alert.illustrative,
    )  # fmt: skip


def _until(alert: Alert) -> datetime | None:
    return alert.expires_at if alert.expires_at and alert.expires_at > alert.sent_at else None


def _area(info: cap.Info | None) -> str:
    return "；".join(dict.fromkeys(area.description.strip() for area in info.areas)) if info else ""


def _text(info: cap.Info | None) -> str:
    return "\n".join(part.strip() for part in (info.description, info.instruction) if part) if info else ""


def _tell_of_broken(by: Standing, at: datetime, circle: Circle, town: str, broken: Sequence[Alert]) -> None:
    first = broken[0]
    url = reverse("watch:alert", kwargs={"circle": circle.slug, "uid": first.pk})
    facts = {"title": str(first), "title_zh": str(first), "number": len(broken)}
    people = people_holding(town, Role.CLERK, day_of(at))
    notify(by=by, at=at, people=people, kind="alert_broken", facts=facts, url=url)


def sender_name(town: str) -> str:
    """Return how a town of this instance stands in its alerts as their sender."""
    return f"{town}@{urlsplit(settings.SITE['site_url']).hostname or 'localhost'}"


def _say(by: Standing, at: datetime, notice: JointNotice, town: str, shapes: Shapes) -> Alert:
    """Write, sign and keep the alert by which one town says a notice, and tell the town's duty list."""
    cards = member_cards(reading.HOUSE)
    earlier: list[str] = []
    if notice.follows:
        before = Alert.objects.visible_to(reading.HOUSE).filter(circle=notice.circle, notice=notice.follows, owner=town)
        earlier = [row.triple for row in before]
    local = at.astimezone(SHANGHAI)
    alert = rules.alert_of(
        notice, town=town, sender=sender_name(town), sender_zh=cards[town].name_zh, sender_name=cards[town].name,
        earlier=earlier, shapes=shapes, names={code: (cards[code].name_zh, cards[code].name) for code in notice.areas}, at=local,
    )  # fmt: skip
    key = signing_key(town)
    raw = cap.sign(cap.write(alert), key)
    _note_key(at, notice, town, key)
    sent = local.replace(microsecond=0)
    row = Alert(
        in_circle=notice.in_circle, circle=notice.circle, owner=town, audience=Audience.PARTIES, parties=notice.parties,
        source=notice.source, illustrative=notice.illustrative, way=AlertWay.OUT, identifier=alert.identifier, sender=alert.sender,
        sent=alert.sent, sent_at=sent, status=alert.status, msg_type=alert.msg_type, scope=alert.scope, incidents=[notice.incident],
        references=earlier, begins_at=sent, expires_at=notice.expires_at, hazard=notice.hazard, severity=notice.severity,
        headline_zh=notice.headline_zh, headline=notice.headline, sender_zh=cards[town].name_zh, sender_name=cards[town].name,
        towns=notice.areas, version=cap.CAP_12, packed=packed(raw), signature=SignatureState.VALID, notice=notice.pk,
    )  # fmt: skip
    row.save()
    url = reverse("watch:notice", kwargs={"circle": notice.circle, "uid": notice.pk})
    facts = {"title": notice.headline or notice.headline_zh, "title_zh": notice.headline_zh}
    own = [person for role in rules.ON_DUTY for person in people_holding(town, role, day_of(at))]
    notify(by=by, at=at, people=own, kind="watch_notice", facts=facts, url=url)
    if town == notice.owner:
        others = [
            person for one in notice.towns if one != town for person in people_holding(one, Role.CLERK, day_of(at))
        ]
        notify(by=by, at=at, people=others, kind="watch_notice_asked", facts=facts, url=url)
    return row


def _note_key(at: datetime, notice: JointNotice, town: str, key: bytes) -> None:
    """Keep the public half where the circle reads it, when it is new."""
    name = cap.key_id(key)
    if not any(row.key_id == name for row in reading.keys_of(notice.circle, town)):
        AlertKey(
            in_circle=notice.in_circle, circle=notice.circle, owner=town, audience=Audience.CIRCLE, key_id=name,
            public=cap.public_of(key).decode(), since=at,
        ).save()  # fmt: skip
