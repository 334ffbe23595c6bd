"""What is wrong with a proposal, an answer, a point or a topic as it is brought. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from pilin.domain.proposals.enums import LARGEST_PHOTO, LONGEST, MOST_PHOTOS, OfferAnswer, OutcomeClass, PointKind
from pilin.domain.proposals.rules.tables import Elsewhere, departments
from pilin.engine.base import Fault
from pilin.foundation.files.enums import AttachmentKind
from pilin.foundation.files.rules import faults_of

SHORTEST = 4  # characters of facts that say anything
BOXES_OF_HEIC = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif")


def faults_of_proposal(
    *,
    subject: str,
    facts: str,
    measure: str,
    proposer: str,
    latitude: Decimal | None,
    longitude: Decimal | None,
    belongs: Sequence[Elsewhere],
    for_all: bool,
) -> list[Fault]:
    """Return what is wrong with the words and the place of a proposal."""
    faults = []
    if not subject.strip():
        faults.append(Fault("no_subject", "subject", _("Say in one line what it is about")))
    elif len(subject) > 160:
        faults.append(Fault("too_long", "subject", _("At most 160 characters"), value=subject[:40]))
    if len(facts.strip()) < SHORTEST:
        faults.append(Fault("no_facts", "facts", _("Say what is so now, in a sentence or two")))
    for field, words in (("facts", facts), ("measure", measure)):
        if len(words) > LONGEST:
            faults.append(Fault("too_long", field, _("At most 4000 characters"), value=words[:40]))
    if len(proposer) > 60:
        faults.append(Fault("too_long", "proposer", _("At most 60 characters"), value=proposer[:40]))
    if (latitude is None) != (longitude is None):
        faults.append(Fault("half_a_place", "latitude", _("A place has a latitude and a longitude")))
    if latitude is not None and not -90 <= latitude <= 90:
        faults.append(Fault("latitude", "latitude", _("A latitude lies between -90 and 90"), value=str(latitude)))
    if longitude is not None and not -180 <= longitude <= 180:
        faults.append(Fault("longitude", "longitude", _("A longitude lies between -180 and 180"), value=str(longitude)))
    if belongs and not for_all:
        heard = "; ".join(place.said() for place in belongs)
        reason = _("This reads like a matter of your own, which others decide: {heard}. If it is for everyone, say so")
        faults.append(Fault("elsewhere", "for_all", str(reason).format(heard=heard), value=belongs[0].code))
    return faults


def faults_of_photos(photos: Sequence[tuple[str, bytes]]) -> list[Fault]:
    """Return what is wrong with photos; a kind that cannot be read here is named, with what helps."""
    faults = []
    if len(photos) > MOST_PHOTOS:
        faults.append(Fault("too_many", "photos", _("At most four photos"), value=str(len(photos))))
    for name, content in photos:
        if content[4:8] == b"ftyp" and content[8:12] in BOXES_OF_HEIC:
            reason = _(
                "This photo is HEIC, which cannot be read here. Choose “Most compatible” in the camera's settings, or send it as JPEG"
            )
            faults.append(Fault("heic", "photos", reason, value=name))
        elif len(content) > LARGEST_PHOTO:
            faults.append(Fault("too_large", "photos", _("A photo may have 20 MB: send a smaller one"), value=name))
        else:
            faults += [
                Fault(one.code, "photos", one.reason, value=name)
                for one in faults_of(name, content, AttachmentKind.PHOTO)
            ]
    return faults


def faults_of_outcome(outcome: str, adopted: bool, words: str, promised_on: date | None, today: date) -> list[Fault]:
    """Return what is wrong with an answer: for reference only is not adopted; what is planned has its day."""
    faults = []
    if outcome not in OutcomeClass.values:
        faults.append(Fault("outcome", "outcome", _("Say what becomes of it: A, B, C or D"), value=outcome))
    if len(words.strip()) < SHORTEST:
        faults.append(Fault("no_words", "words", _("Write the answer: it is what whoever proposed it reads")))
    if outcome == OutcomeClass.REFERENCE and adopted:
        faults.append(Fault("not_adopted", "adopted", _("What is for reference only is not adopted")))
    if outcome == OutcomeClass.PLANNED and promised_on is None:
        faults.append(Fault("no_day", "promised_on", _("What is planned has a day by which it is done")))
    if promised_on is not None and promised_on < today:
        faults.append(
            Fault("past", "promised_on", _("Promise a day that is still to come"), value=promised_on.isoformat())
        )
    return faults


def faults_of_offer(answer: str, why: str) -> list[Fault]:
    """Return what is wrong with a town's word on an offer: a no says why."""
    if answer not in OfferAnswer.values or answer == OfferAnswer.OPEN:
        return [Fault("answer", "answer", _("Say what your town makes of it"), value=answer)]
    if answer == OfferAnswer.NOT_OURS and len(why.strip()) < SHORTEST:
        return [Fault("no_reason", "why", _("Say why not: everyone reads it"))]
    return []


def faults_of_point(kind: str, name_zh: str, latitude: Decimal | None, longitude: Decimal | None) -> list[Fault]:
    """Return what is wrong with a collection point."""
    faults = []
    if kind not in PointKind.values:
        faults.append(Fault("kind", "kind", _("Choose what kind of point it is"), value=kind))
    if not name_zh.strip():
        faults.append(Fault("no_name", "name_zh", _("Name it as people call it")))
    if (latitude is None) != (longitude is None):
        faults.append(Fault("half_a_place", "latitude", _("A place has a latitude and a longitude")))
    return faults


def faults_of_topic(title_zh: str, channel_zh: str, opens_on: date, closes_on: date) -> list[Fault]:
    """Return what is wrong with a special collection: it publishes topic, channel and period."""
    faults = []
    if not title_zh.strip():
        faults.append(Fault("no_title", "title_zh", _("Say what you ask about")))
    if not channel_zh.strip():
        faults.append(Fault("no_channel", "channel_zh", _("Say where proposals are taken")))
    if closes_on < opens_on:
        faults.append(
            Fault("period", "closes_on", _("It closes on the day it opens, or later"), value=closes_on.isoformat())
        )
    return faults


def faults_of_department(code: str) -> list[Fault]:
    """Return what is wrong with the office that was chosen."""
    return [] if code in departments() else [Fault("department", "department", _("Choose the office"), value=code)]
