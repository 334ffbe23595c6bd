"""Who notes an incident, tells a neighbour and answers; what an incident must not hold. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from pilin.domain.watch.kinds import Basin, Field
from pilin.domain.watch.rules.who import AHEAD, ON_DUTY
from pilin.foundation.access.enums import Audience
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Fault, Verdict

READERS = (Audience.CIRCLE, Audience.PUBLIC)
APART = r"[\s\-–·.]?"  # what people put between digits
PERSONAL = re.compile(
    rf"(?<![0-9])(?:[0-9]{APART}){{14,18}}[0-9Xx](?![0-9])"  # cards of identity and of banks
    rf"|(?<![0-9])(?:(?:\+|00)?86{APART})?1[3-9][0-9](?:{APART}[0-9]){{8}}(?![0-9])"  # mobile telephones
    rf"|(?<![0-9])0[1-9][0-9]{{1,2}}{APART}[2-9][0-9]{{2,3}}{APART}[0-9]{{4}}(?![0-9])"  # telephones of a place
)
PHONE = re.compile(r"\+?[0-9][0-9\- ]{2,24}")


def names_somebody(text: str) -> bool:
    """Return whether a text holds the number of a card or of a telephone, by which somebody could be found.

    Examples
    --------
    >>> names_somebody("联系13800000000"), names_somebody("３１０１１６ 19900101 0011"), names_somebody("拨 119，影响 12000 人")
    (True, True, False)
    """
    return PERSONAL.search(unicodedata.normalize("NFKC", text)) is not None


def may_tell(by: Standing, incident: Any, told: Collection[str], to_town: str) -> Verdict:
    """Return whether this standing tells another town of an incident of its own, once."""
    if not (by.member == incident.owner and any(by.holds(role) for role in ON_DUTY)):
        return Verdict.no("not_own", _("Nobody was told. The town where it happened tells its neighbours"))
    if incident.closed_at is not None:
        return Verdict.no("closed", _("Nobody was told. The incident is closed"))
    if to_town in told:
        return Verdict.no("told", _("Nobody was told. This town was told already"))
    return Verdict.yes()


def may_know(by: Standing, notice: Any, known: bool) -> Verdict:
    """Return whether this standing says that its town knows of an incident: an officer of the town that was told, once."""
    if not (by.member == notice.to_town and any(by.holds(role) for role in ON_DUTY)):
        return Verdict.no("not_told", _("Nothing was written. Only officers of the town that was told answer for it"))
    if known:
        return Verdict.no("known", _("Nothing was written. Your town has said so already"))
    return Verdict.yes()


def may_close(by: Standing, incident: Any) -> Verdict:
    """Return whether this standing closes an incident of its own town, once."""
    if not (by.member == incident.owner and any(by.holds(role) for role in ON_DUTY)):
        return Verdict.no("not_own", _("Nothing was written. The town where it happened closes it"))
    if incident.closed_at is not None:
        return Verdict.no("closed", _("Nothing was written. It is closed already"))
    return Verdict.yes()


def may_join_plan(by: Standing, plan: Any, joined: Collection[str]) -> Verdict:
    """Return whether this standing says that its town takes part in a joint plan that names it, once."""
    if not (by.member in plan.towns and any(by.holds(role) for role in ON_DUTY)):
        return Verdict.no("not_named", _("Nothing was written. Only towns that the plan names take part in it"))
    if by.member in joined:
        return Verdict.no("joined", _("Nothing was written. Your town takes part already"))
    return Verdict.yes()


def faults_of_incident(
    *,
    field: str,
    title_zh: str,
    place_zh: str,
    happened_at: datetime,
    at: datetime,
    audience: str,
    texts: dict[str, str],
) -> list[Fault]:
    """Return everything that is wrong with an incident; above all, that its words would name somebody."""
    faults = []
    if field not in Field.values:
        faults.append(Fault("field", "field", _("Choose one of the four fields"), value=field))
    if not title_zh.strip():
        faults.append(Fault("no_title", "title_zh", _("Say in Chinese what happened")))
    if not place_zh.strip():
        faults.append(Fault("no_place", "place_zh", _("Say where it happened")))
    if happened_at > at + AHEAD:
        faults.append(Fault("ahead", "happened_at", _("This moment has not come yet")))
    if audience not in READERS:
        faults.append(Fault("audience", "audience", _("Choose who may read it"), value=audience))
    return faults + faults_of_words(texts)


def faults_of_words(texts: dict[str, str]) -> list[Fault]:
    """Return which fields hold a number by which somebody could be found."""
    return [
        Fault("personal", name, _("This holds the number of a card or a telephone. Write it without: an incident names nobody"))
        for name, text in texts.items()
        if names_somebody(text)
    ]  # fmt: skip


def faults_of_contact(
    *, field: str, rank: int, office_zh: str, phone: str, reviewed_on: date, review_by: date, today: date
) -> list[Fault]:
    """Return everything that is wrong with a contact."""
    faults = []
    if field not in Field.values:
        faults.append(Fault("field", "field", _("Choose one of the four fields"), value=field))
    if not 1 <= rank <= 99:
        faults.append(Fault("rank", "rank", _("Between 1 and 99"), value=str(rank)))
    if not office_zh.strip():
        faults.append(Fault("no_office", "office_zh", _("Name the office")))
    if not PHONE.fullmatch(phone.strip()):
        faults.append(Fault("phone", "phone", _("Write a telephone number in figures: 021-5735 0000"), value=phone))
    if reviewed_on > today:
        faults.append(Fault("reviewed", "reviewed_on", _("A contact was made sure of today or before")))
    if review_by < reviewed_on:
        faults.append(Fault("review_by", "review_by", _("It is reviewed again after it was reviewed")))
    return faults


def faults_of_plan(
    *, basin: str, title_zh: str, towns: Iterable[str], known: Collection[str], document: str
) -> list[Fault]:
    """Return everything that is wrong with a joint plan."""
    faults = []
    if basin not in Basin.values:
        faults.append(Fault("basin", "basin", _("Choose the basin"), value=basin))
    if not title_zh.strip():
        faults.append(Fault("no_title", "title_zh", _("Give the plan a Chinese title")))
    faults += [
        Fault("unknown_member", "towns", _("There is no such town"), value=one) for one in towns if one not in known
    ]
    if document and not document.startswith(("http://", "https://", "/")):
        faults.append(Fault("document", "document", _("Give the address of its text: https://…"), value=document))
    return faults
