"""Who takes alerts in and sends them; what an alert is about; which of them tell of one thing. Pure."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from pilin.domain.watch.enums import COLOURS, AlertState, AlertWay, Colour, Hazard, SignatureState
from pilin.domain.watch.rules.who import ON_DUTY
from pilin.engine import cap
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Fault, Invalid, Verdict

WORDS = Path(__file__).parents[1] / "data" / "alert_words.json"
WITHOUT_END = timedelta(hours=24)  # how long an alert that does not say when it lapses counts as in force
LONGEST = timedelta(days=7)  # a notice to duty lists is renewed or cancelled within a week
SENDER = re.compile(r"[^\s,<&]{1,200}")
PRACTICE = ("Exercise", "Test", "System", "Draft")


def may_send(by: Standing, circle: str, town: str) -> Verdict:
    """Return whether this standing writes notices to duty lists for a town and signs them: an officer of that town."""
    if by.member == town and circle in by.circles and any(by.holds(role) for role in ON_DUTY):
        return Verdict.yes()
    return Verdict.no("not_on_duty", _("Nothing was written. An officer of the town does this, for that town only"))


def may_join(by: Standing, notice: Any, said: Collection[str], at: datetime) -> Verdict:
    """Return whether this standing lets its own town say a notice too: asked, not yet said, not lapsed."""
    if by.member not in notice.towns:
        return Verdict.no("not_asked", _("Nothing was written. Only the towns that were asked say it"))
    if by.member in said:
        return Verdict.no("said", _("Nothing was written. Your town has said it already"))
    if notice.expires_at <= at:
        return Verdict.no("lapsed", _("Nothing was written. The notice has lapsed"))
    return may_send(by, notice.circle, by.member)


def may_follow(by: Standing, notice: Any, said: Collection[str], later: bool) -> Verdict:
    """Return whether this standing updates or cancels a notice: of its own town, which said it, the last of its line."""
    if later:
        return Verdict.no("later_known", _("Nothing was written. A later notice follows this one already"))
    if notice.msg_type == "Cancel":
        return Verdict.no("cancelled", _("Nothing was written. The notice is cancelled"))
    if by.member not in said:
        return Verdict.no("not_said", _("Nothing was written. Only a town that said it changes it"))
    return may_send(by, notice.circle, by.member)


def faults_of_sender(*, sender: str, name_zh: str, key: str, is_station: bool, areas: Collection[str]) -> list[Fault]:
    """Return everything that is wrong with a sender before it is believed."""
    faults = []
    if not SENDER.fullmatch(sender):
        faults.append(
            Fault("no_sender", "sender", _("Write the sender as its alerts do: no blank, comma, < or &"), value=sender)
        )
    if not name_zh.strip():
        faults.append(Fault("missing", "name_zh", _("Give the sender a Chinese name")))
    if is_station and not areas:
        faults.append(Fault("no_area", "areas", _("Say for which places the station speaks")))
    faults += [
        Fault("no_area", "areas", _("A place is named by its division code"), value=code)
        for code in areas
        if not re.fullmatch(r"\d{2}(\d{2}(\d{2}(\d{3}(\d{3})?)?)?)?", code)
    ]
    if key.strip():
        try:
            if "PRIVATE" in key:
                raise cap.KeyFormatError
            cap.public_of(key.strip().encode())
        except cap.KeyFormatError:
            faults.append(Fault("no_key", "key", _("This is no public key or certificate (PEM, P-256 or RSA)")))
    return faults


def faults_of_notice(
    *, texts: Mapping[str, str], urgency: str, severity: str, certainty: str, hazard: str, areas: Collection[str],
    towns: Sequence[str], known: Collection[str], expires_at: datetime, at: datetime,
) -> list[Fault]:  # fmt: skip
    """Return everything that is wrong with a notice before a town says it: both languages, times, towns."""
    missing = {
        "headline_zh": _("Write the headline in Chinese"), "headline": _("Write the headline in English"),
        "text_zh": _("Say in Chinese what happens"), "text": _("Say in English what happens"),
    }  # fmt: skip
    faults = [Fault("missing", name, reason) for name, reason in missing.items() if not texts.get(name, "").strip()]
    for name in ("advice_zh", "advice"):
        other = "advice" if name == "advice_zh" else "advice_zh"
        if texts.get(other, "").strip() and not texts.get(name, "").strip():
            faults.append(Fault("missing", name, _("Give the advice in both languages")))
    if hazard not in Hazard.values:
        faults.append(Fault("unknown_hazard", "hazard", _("Choose what threatens"), value=hazard))
    for name, value in (("urgency", urgency), ("severity", severity), ("certainty", certainty)):
        if value not in cap.VALUES[name]:
            faults.append(Fault("unknown_value", name, _("Choose one of the list"), value=value))
    faults += [Fault("unknown_member", "towns", _("There is no such town"), value=t) for t in towns if t not in known]
    faults += [Fault("unknown_member", "areas", _("There is no such town"), value=t) for t in areas if t not in known]
    if not areas:
        faults.append(Fault("no_area", "areas", _("Say which towns it is about")))
    if expires_at <= at:
        faults.append(Fault("past", "expires_at", _("It lapses after it is sent")))
    elif expires_at > at + LONGEST:
        faults.append(Fault("too_long", "expires_at", _("It lapses within seven days; then it is said anew")))
    return faults


# What an alert is about -----------------------------------------------------------------------------------------------


@cache
def _words() -> dict[str, Any]:
    told: dict[str, Any] = json.loads(WORDS.read_text(encoding="utf8"))
    return told


def _named(text: str, lists: Mapping[str, Sequence[str]]) -> str:
    """Return the one name whose words a text holds; empty where there is none, or where it holds words of several."""
    low = text.lower()
    found = {
        name
        for name, listed in lists.items()
        if any(word in low if not word.isascii() else re.search(rf"\b{re.escape(word)}\b", low) for word in listed)
    }
    return found.pop() if len(found) == 1 else ""


def hazard_of(alert: cap.Alert) -> str:
    """Return the hazard that an alert names, in its codes, its event or its headlines; empty where nobody can tell.

    Of several hazards the event decides; an alert whose texts name two says none.
    """
    lists = _words()["hazards"]
    for texts in (
        [named.value for info in alert.infos for named in info.event_codes],
        [info.event for info in alert.infos],
        [info.headline or "" for info in alert.infos],
    ):
        if found := _named(" \n ".join(texts), lists):
            return found
    return Hazard.OTHER if alert.infos else ""


def colour_of(alert: cap.Alert) -> str:
    """Return the colour that an alert names, in a parameter or code first, then in its headlines; empty where none is named.

    A severity is no colour: none is guessed from it.
    """
    words = _words()
    named = [
        one.value
        for info in alert.infos
        for one in (*info.parameters, *info.event_codes)
        if one.name.strip().lower() in words["colour_names"]
    ]
    texts = [text for info in alert.infos for text in (info.headline or "", info.event)]
    if any(word in " ".join([*named, *texts]).lower() for word in words["lifted"]) or (
        any("AllClear" in info.response_types for info in alert.infos)
    ):
        return Colour.NONE
    return _named(" \n ".join(named), words["colours"]) or _named(" \n ".join(texts), words["colours"])


def in_language(alert: cap.Alert, language: str) -> cap.Info | None:
    """Return the block of an alert in Chinese or in English, or None; other languages are neither."""
    return next((info for info in alert.infos if info.spoken.lower().startswith(language)), None)


Box = tuple[float, float, float, float]
"""South, west, north, east."""


def touches(area: cap.Area, code: str, centre: tuple[float, float] | None, stands_for: Collection[str]) -> bool:
    """Say whether an area touches a town: by a division code, or because a shape of it holds the town's point.

    Parameters
    ----------
    code : str
        The town's division code.
    centre : (latitude, longitude) or None
    stands_for : collection of str
        Codes that an area without shapes and codes stands for: those of its sender.
    """
    codes = [re.sub(r"\D", "", named.value) for named in area.geocodes]
    codes = [re.sub(r"0+$", "", one) if len(one) == 6 else one for one in codes if len(one) >= 6]
    shaped = bool(area.rings or area.discs)
    if not codes and not shaped:
        codes = list(stands_for)
    if any(code.startswith(one) or one.startswith(code) for one in codes if one):
        return True
    if centre is None:
        return False
    return any(_holds(ring, centre) for ring in area.rings) or any(
        _apart(middle, centre) <= radius for middle, radius in area.discs
    )


def _holds(ring: Sequence[tuple[float, float]], at: tuple[float, float]) -> bool:
    """Say whether a closed line holds a point: an odd number of its sides lies to the point's east."""
    inside = False
    for (south, west), (north, east) in itertools.pairwise(ring):
        if (south > at[0]) != (north > at[0]) and at[1] < west + (at[0] - south) / (north - south) * (east - west):
            inside = not inside
    return inside


def _apart(one: tuple[float, float], other: tuple[float, float]) -> float:
    from pilin.engine.base import great_circle_km  # slow import

    return great_circle_km(one[0], one[1], other[0], other[1])


# Where an alert stands --------------------------------------------------------------------------------------------------


def later_words(rows: Iterable[Any]) -> dict[str, str]:
    """Return what later alerts did to earlier ones: the earlier one's triple → ``Update`` or ``Cancel``.

    Only the sender itself updates or cancels, and not by an alert whose signature is broken. A cancellation stays one.
    """
    found: dict[str, str] = {}
    for row in rows:
        if row.msg_type not in ("Update", "Cancel") or row.signature == SignatureState.BROKEN:
            continue
        for triple in row.references:
            if triple.partition(",")[0] == row.sender and found.get(triple) != "Cancel":
                found[triple] = row.msg_type
    return found


def state_of(row: Any, later: Mapping[str, str], at: datetime) -> AlertState:
    """Return where an alert stands at a moment."""
    if row.msg_type not in ("Alert", "Update"):
        return AlertState.CANCELLED if row.msg_type == "Cancel" else AlertState.TOLD
    if row.status in PRACTICE:
        return AlertState.PRACTICE
    done = later.get(row.triple)
    if done:
        return AlertState.CANCELLED if done == "Cancel" else AlertState.REPLACED
    if row.colour == Colour.NONE or (row.expires_at or row.sent_at + WITHOUT_END) <= at:
        return AlertState.LAPSED
    return AlertState.AHEAD if row.begins_at > at else AlertState.ACTIVE


def is_trusted(row: Any) -> bool:
    """Say whether an alert may call anybody: not when its signature is broken."""
    return bool(row.signature != SignatureState.BROKEN)


def is_relayable(row: Any, sender: Any | None) -> bool:
    """Say whether an alert is an official signal by itself: of a station the town knows, real, public, in words we know.

    A station that signs is believed by its signature only.
    """
    return bool(
        sender is not None
        and sender.is_station
        and row.way == AlertWay.IN
        and row.status == "Actual"
        and row.scope == "Public"
        and row.msg_type in ("Alert", "Update", "Cancel")
        and (row.signature == SignatureState.VALID if sender.key else is_trusted(row))
        and row.hazard
        and (row.colour or row.msg_type == "Cancel")
    )


# Which alerts tell of one thing ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Card:
    """One thing that threatens, by all the alerts that tell of it. ``sources`` are rows, the gravest and newest first."""

    hazard: str
    colour: str
    begins_at: datetime
    ends_at: datetime | None
    sources: tuple[Any, ...]
    senders: tuple[str, ...]
    towns: tuple[str, ...] = field(default=())

    @property
    def first(self) -> Any:
        """Return the alert that stands for the card."""
        return self.sources[0]


def fold(rows: Iterable[Any]) -> list[Card]:
    """Fold alerts that tell of one thing: those of one incident, and those of one hazard at one time in the circle's towns.

    The towns of a circle are neighbours, so two alerts that each touch a town of it touch neighbouring towns. What nobody
    can name is folded by its incident only. Each alert stands once, whoever took it in.

    Returns
    -------
    list of Card
        The gravest first.
    """
    once = {
        row.triple: row for row in sorted(rows, key=lambda row: (row.signature == SignatureState.VALID, str(row.pk)))
    }
    listed = sorted(once.values(), key=lambda row: (row.begins_at, row.triple))
    parent = list(range(len(listed)))

    def root(one: int) -> int:
        while parent[one] != one:
            parent[one] = parent[parent[one]]
            one = parent[one]
        return one

    by_incident: dict[str, int] = {}
    running: dict[str, tuple[int, datetime]] = {}  # hazard → an alert of the running thing, and when it ends
    for number, row in enumerate(listed):
        for incident in row.incidents:
            parent[root(number)] = root(by_incident.setdefault(incident, number))
        if row.hazard in ("", Hazard.OTHER) or not row.towns:
            continue
        ends = row.expires_at or row.begins_at + WITHOUT_END
        before = running.get(row.hazard)
        if before is not None and row.begins_at < before[1]:
            parent[root(number)] = root(before[0])
            ends = max(ends, before[1])
        running[row.hazard] = (number, ends)
    groups: dict[int, list[Any]] = {}
    for number, row in enumerate(listed):
        groups.setdefault(root(number), []).append(row)
    cards = [_card(group) for group in groups.values()]
    return sorted(cards, key=lambda card: (-_grave(card), card.begins_at, card.first.triple))


def _grave(row: Any) -> int:
    return COLOURS.index(Colour(row.colour)) if row.colour else 0


def _card(group: Sequence[Any]) -> Card:
    rows = sorted(group, key=lambda row: (-_grave(row), -row.sent_at.timestamp(), row.triple))
    ends = [row.expires_at for row in rows]
    known = [end for end in ends if end is not None]
    hazards = [row.hazard for row in rows if row.hazard]
    return Card(
        hazards[0] if hazards else "",
        rows[0].colour,
        min(row.begins_at for row in rows),
        max(known) if len(known) == len(ends) else None,
        tuple(rows),
        tuple(dict.fromkeys(row.sender for row in rows)),
        tuple(sorted({town for row in rows for town in row.towns})),
    )


# What a town says --------------------------------------------------------------------------------------------------------


def alert_of(
    notice: Any, *, town: str, sender: str, sender_zh: str, sender_name: str, earlier: Sequence[str],
    shapes: Mapping[str, Sequence[Sequence[tuple[float, float]]]], names: Mapping[str, tuple[str, str]], at: datetime,
) -> cap.Alert:  # fmt: skip
    """Return the alert by which one town says a notice: of restricted scope, in both languages, its areas as polygons.

    Parameters
    ----------
    earlier : sequence of str
        The town's own alerts that this one updates or cancels.
    shapes : mapping
        Code of a town to the rings of its cell on the schematic map, each of (latitude, longitude).
    names : mapping
        Code of a town to its Chinese and English name.

    Raises
    ------
    Invalid
        When the town has said no earlier alert that it could update or cancel.
    """
    if notice.msg_type in ("Update", "Cancel") and not earlier:
        raise Invalid(Fault("nothing_before", "follows", _("Your town has said nothing that this could change")))
    infos = []
    for language, place, headline, text, advice in (
        ("zh-CN", 0, notice.headline_zh, notice.text_zh, notice.advice_zh),
        ("en-US", 1, notice.headline, notice.text, notice.advice),
    ):
        areas = tuple(
            cap.Area(
                names[code][place],
                polygons=tuple(
                    " ".join(f"{latitude:.4f},{longitude:.4f}" for latitude, longitude in ring)
                    for ring in shapes.get(code, ())
                ),
                geocodes=(cap.Named("GB/T 2260", code),),
            )
            for code in notice.areas
        )
        infos.append(
            cap.Info(
                language=language,
                event=EVENTS[notice.hazard][place],
                categories=("Met",) if notice.hazard in (Hazard.RAINSTORM, Hazard.TYPHOON) else ("Safety",),
                response_types=("AllClear",) if notice.msg_type == "Cancel" else ("Prepare", "Monitor"),
                urgency=notice.urgency,
                severity=notice.severity,
                certainty=notice.certainty,
                effective=cap.time_text(at),
                expires=cap.time_text(notice.expires_at.astimezone(at.tzinfo)),
                sender_name=(sender_zh, sender_name)[place],
                headline=headline,
                description=text,
                instruction=advice or None,
                areas=areas,
            )
        )
    return cap.Alert(
        identifier=f"pilin.{town}.{notice.pk.hex}",
        sender=sender,
        sent=cap.time_text(at),
        status="Exercise" if notice.exercise else "Actual",
        msg_type=notice.msg_type,
        scope="Restricted",
        restriction=RESTRICTION,
        note=notice.exercise or None,
        references=" ".join(earlier) or None,
        incidents=notice.incident,
        infos=tuple(infos),
    )


RESTRICTION = "仅限毗邻各镇值班人员；不是气象机构发布的预警 For duty lists of the neighbouring towns only; no warning of a weather station"
EVENTS = {
    Hazard.RAINSTORM: ("暴雨应对通报", "notice on heavy rain"),
    Hazard.TYPHOON: ("台风应对通报", "notice on a typhoon"),
    Hazard.FLOOD: ("水情通报", "notice on high water"),
    Hazard.TIDE: ("风暴潮应对通报", "notice on a storm tide"),
    Hazard.OTHER: ("险情通报", "notice on a hazard"),
}
"""What a town's notice is about, in Chinese and in English: the file carries both, whoever reads it."""
