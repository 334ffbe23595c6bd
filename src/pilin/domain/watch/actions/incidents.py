"""Note an incident, tell neighbours, say that one's town knows, close it; keep contacts and joint plans."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from pilin.domain.watch.actions.shared import like
from pilin.domain.watch.models import Contact, Incident, IncidentKnown, IncidentNotice, JointPlan, JointPlanPart
from pilin.domain.watch.queries import HOUSE
from pilin.domain.watch.queries import incidents as queries
from pilin.domain.watch.rules import incidents as rules
from pilin.domain.watch.rules.who import may_keep
from pilin.foundation.access.enums import Audience, Role
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import STALE, Conflict, Fault, Invalid
from pilin.foundation.identity.queries import people_holding
from pilin.foundation.journal.actions import both, deed, tell
from pilin.foundation.members.models import Circle
from pilin.foundation.members.queries import day_of, members_on
from pilin.foundation.notices.actions import notify


@deed("watch.report_incident", says=_("{who} noted an incident: {title}"))
def report_incident(
    *,
    by: Standing,
    at: datetime,
    circle: Circle,
    town: str,
    field: str,
    title_zh: str,
    place_zh: str,
    title: str = "",
    what_zh: str = "",
    what: str = "",
    place: str = "",
    happened_at: datetime | None = None,
    audience: str = Audience.CIRCLE,
    source: str = "",
    illustrative: bool = False,
) -> Incident:
    """Note what happened in one of the four fields, without a word about anybody.

    Raises
    ------
    Refused, Invalid
        With every fault; a number of a card or a telephone is refused in the field where it stands.
    """
    may_keep(by, circle.slug, town).require()
    began = happened_at or at
    words = {
        "title_zh": title_zh, "title": title, "what_zh": what_zh, "what": what, "place_zh": place_zh, "place": place,
    }  # fmt: skip
    faults = rules.faults_of_incident(
        field=field, title_zh=title_zh, place_zh=place_zh, happened_at=began, at=at, audience=audience, texts=words
    )
    if faults:
        raise Invalid(*faults)
    row = Incident(
        in_circle=circle, circle=circle.slug, owner=town, audience=audience, source=source, illustrative=illustrative, field=field,
        happened_at=began, noted_at=at, **{name: text.strip() for name, text in words.items()},
    )  # fmt: skip
    row.save()
    tell(title=both(row, "title"))
    return row


@deed("watch.tell_neighbour", says=_("{who} told a neighbour of the incident {title}"))
def tell_neighbour(
    *, by: Standing, at: datetime, incident: Incident, to_town: str, words_zh: str = "", words: str = ""
) -> IncidentNotice:
    """Tell another town of an incident; its clerks find it in their work until one says that the town knows.

    Raises
    ------
    Refused, Invalid
    """
    told = IncidentNotice.objects.visible_to(HOUSE).filter(incident=incident).values_list("to_town", flat=True)
    rules.may_tell(by, incident, set(told), to_town).require()
    faults = rules.faults_of_words({"words_zh": words_zh, "words": words})
    if to_town == incident.owner or to_town not in {one.code for one in members_on(HOUSE, incident.circle, day_of(at))}:
        faults.append(Fault("unknown_member", "to_town", _("Choose another town"), value=to_town))
    if faults:
        raise Invalid(*faults)
    on = day_of(at)
    contact = queries.first_contact(by, incident.circle, to_town, incident.field, on)
    row = IncidentNotice(
        **like(incident, incident.owner), incident=incident, to_town=to_town, contact=None if contact is None else contact.pk,
        words_zh=words_zh.strip(), words=words.strip(), told_at=at,
    )  # fmt: skip
    row.save()
    facts = {"title": incident.title or incident.title_zh, "title_zh": incident.title_zh}
    notify(
        by=by, at=at, people=people_holding(to_town, Role.CLERK, on), kind="incident_told", facts=facts, url=address_of(incident)
    )  # fmt: skip
    tell(title=both(incident, "title"))
    return row


@deed("watch.know_incident", says=_("{who} knows of the incident {title}"))
def know_incident(
    *, by: Standing, at: datetime, notice: IncidentNotice, does_zh: str = "", does: str = ""
) -> IncidentKnown:
    """Say for one's own town that it knows of an incident, and what it does about it.

    Raises
    ------
    Refused, Invalid
    """
    known = IncidentKnown.objects.visible_to(HOUSE).filter(notice=notice).exists()
    rules.may_know(by, notice, known).require()
    if faults := rules.faults_of_words({"does_zh": does_zh, "does": does}):
        raise Invalid(*faults)
    row = IncidentKnown(
        **like(notice, by.member), notice=notice, known_at=at, known_by=by.person, does_zh=does_zh.strip(), does=does.strip()
    )  # fmt: skip
    row.save()
    tell(title=both(notice.incident, "title"))
    return row


@deed("watch.close_incident", says=_("{who} closed the incident {title}"))
def close_incident(*, by: Standing, at: datetime, incident: Incident, outcome_zh: str, outcome: str = "") -> Incident:
    """Close an incident with what came of it. Towns that have not said that they know stay so in the record.

    Raises
    ------
    Refused, Invalid
    """
    rules.may_close(by, incident).require()
    faults = rules.faults_of_words({"outcome_zh": outcome_zh, "outcome": outcome})
    if not outcome_zh.strip():
        faults.append(Fault("no_outcome", "outcome_zh", _("Say in Chinese what came of it")))
    if faults:
        raise Invalid(*faults)
    incident.closed_at, incident.outcome_zh, incident.outcome = at, outcome_zh.strip(), outcome.strip()
    incident.save()
    tell(title=both(incident, "title"))
    return incident


@deed("watch.note_contact", says=_("{who} noted whom to call: {title}"))
def note_contact(
    *,
    by: Standing,
    at: datetime,
    circle: Circle,
    town: str,
    field: str,
    rank: int,
    office_zh: str,
    phone: str,
    reviewed_on: date,
    review_by: date,
    contact: Contact | None = None,
    revision: int | None = None,
    office: str = "",
    person_zh: str = "",
    person: str = "",
    hours_zh: str = "",
    hours: str = "",
    source: str = "",
    illustrative: bool = False,
) -> Contact:
    """Note whom to call in a town about a field, or change it (``contact``, as it was read at ``revision``). The circle reads it.

    Raises
    ------
    Refused, Invalid, Conflict
    """
    town = contact.owner if contact else town
    may_keep(by, circle.slug, town).require()
    faults = rules.faults_of_contact(
        field=field, rank=rank, office_zh=office_zh, phone=phone, reviewed_on=reviewed_on, review_by=review_by, today=day_of(at)
    )  # fmt: skip
    if faults:
        raise Invalid(*faults)
    if contact is not None and revision is not None and contact.revision != revision:
        raise Conflict("stale", STALE)
    row = contact or Contact(
        in_circle=circle, circle=circle.slug, owner=town, audience=Audience.CIRCLE, source=source, illustrative=illustrative
    )  # fmt: skip
    row.field, row.rank, row.phone, row.reviewed_on, row.review_by = field, rank, phone.strip(), reviewed_on, review_by
    row.office_zh, row.office, row.person_zh, row.person = (
        office_zh.strip(),
        office.strip(),
        person_zh.strip(),
        person.strip(),
    )
    row.hours_zh, row.hours = hours_zh.strip(), hours.strip()
    row.save()
    tell(title=both(row, "office"))
    return row


@deed("watch.end_contact", says=_("{who} noted that {title} is called no more"))
def end_contact(*, by: Standing, at: datetime, contact: Contact) -> Contact:
    """Call a contact no more from today on.

    Raises
    ------
    Refused, Conflict
    """
    may_keep(by, contact.circle, contact.owner).require()
    if contact.ended_on is not None:
        raise Conflict("ended", _("It is called no more already"))
    contact.ended_on = day_of(at)
    contact.save()
    tell(title=both(contact, "office"))
    return contact


@deed("watch.note_joint_plan", says=_("{who} entered the joint plan {title}"))
def note_joint_plan(
    *,
    by: Standing,
    at: datetime,
    circle: Circle,
    town: str,
    basin: str,
    title_zh: str,
    towns: Sequence[str],
    title: str = "",
    document: str = "",
    stations: Sequence[str] = (),
    valid_from: date | None = None,
    audience: str = Audience.CIRCLE,
    source: str = "",
    illustrative: bool = False,
) -> JointPlan:
    """Enter a joint plan of towns of one basin; each town it names says itself that it takes part.

    Raises
    ------
    Refused, Invalid
    """
    may_keep(by, circle.slug, town).require()
    known = {one.code for one in members_on(HOUSE, circle.slug, day_of(at))}
    if faults := rules.faults_of_plan(basin=basin, title_zh=title_zh, towns=towns, known=known, document=document):
        raise Invalid(*faults)
    row = JointPlan(
        in_circle=circle, circle=circle.slug, owner=town, audience=audience, source=source, illustrative=illustrative, basin=basin,
        title_zh=title_zh.strip(), title=title.strip(), document=document.strip(), stations=list(dict.fromkeys(stations)),
        towns=list(dict.fromkeys(towns)), valid_from=valid_from,
    )  # fmt: skip
    row.save()
    tell(title=both(row, "title"))
    return row


@deed("watch.join_plan", says=_("{who} takes part in the joint plan {title}"))
def join_plan(*, by: Standing, at: datetime, plan: JointPlan) -> JointPlanPart:
    """Say that one's town takes part in a joint plan that names it.

    Raises
    ------
    Refused
    """
    joined = JointPlanPart.objects.visible_to(HOUSE).filter(plan=plan).values_list("owner", flat=True)
    rules.may_join_plan(by, plan, set(joined)).require()
    row = JointPlanPart(**like(plan, by.member), plan=plan, joined_on=day_of(at))
    row.save()
    tell(title=both(plan, "title"))
    return row


def address_of(incident: Incident) -> str:
    """Return where an incident stands."""
    return reverse("watch:incident", kwargs={"circle": incident.circle, "uid": incident.pk})
