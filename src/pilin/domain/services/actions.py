"""The deeds of services: keep the catalogue, the resources and the leaflets; ask for a service."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from pilin.domain.enterprises.models import Enterprise
from pilin.domain.enterprises.queries import enterprise_named
from pilin.domain.services import queries, rules
from pilin.domain.services.enums import LeafletKind
from pilin.domain.services.models import FirmFacts, Leaflet, Resource, Service
from pilin.foundation.access.enums import Audience
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import STALE, Conflict, Fault, Invalid
from pilin.foundation.cases.actions import receive_case
from pilin.foundation.cases.enums import Channel
from pilin.foundation.cases.models import Case
from pilin.foundation.journal.actions import both, deed, tell
from pilin.foundation.members.models import Circle
from pilin.foundation.members.queries import day_of

KIND = "service_request"


@deed("services.note_resource", says=_("{who} noted whom firms can turn to: {title}"))
def note_resource(
    *,
    by: Standing,
    at: datetime,
    circle: Circle,
    town: str,
    name_zh: str,
    reviewed_on: date,
    resource: Resource | None = None,
    revision: int | None = None,
    name: str = "",
    offers_zh: str = "",
    offers: str = "",
    stage: str = "",
    person_zh: str = "",
    person: str = "",
    phone: str = "",
    online: str = "",
    hours_zh: str = "",
    hours: str = "",
    place_zh: str = "",
    place: str = "",
    languages: str = "zh",
    valid_to: date | None = None,
    audience: str = Audience.PUBLIC,
    illustrative: bool = False,
    source: str = "",
) -> Resource:
    """Enter somebody whom firms can turn to, or change what is said of it (``resource``, as it was read at ``revision``)."""
    rules.may_keep(by, circle.slug, resource.owner if resource else town).require()
    faults = rules.faults_of_resource(
        name_zh=name_zh, phone=phone, online=online, stage=stage, audience=audience, reviewed_on=reviewed_on, valid_to=valid_to,
        today=day_of(at),
    )  # fmt: skip
    if faults:
        raise Invalid(*faults)
    row = resource or Resource(
        in_circle=circle, circle=circle.slug, owner=town, illustrative=illustrative, source=source
    )
    _unchanged(row, revision)
    said = {
        "name_zh": name_zh, "name": name, "offers_zh": offers_zh, "offers": offers, "person_zh": person_zh, "person": person,
        "phone": phone, "online": online, "hours_zh": hours_zh, "hours": hours, "place_zh": place_zh, "place": place,
        "languages": languages,
    }  # fmt: skip
    for field, words in said.items():
        setattr(row, field, words.strip())
    row.stage, row.reviewed_on, row.valid_to, row.audience = stage, reviewed_on, valid_to, audience
    row.save()
    tell(title=both(row, "name"))
    return row


@deed("services.review_resource", says=_("{who} made sure that {title} answers"))
def review_resource(*, by: Standing, at: datetime, resource: Resource) -> Resource:
    """Note that somebody called and it answered, today."""
    rules.may_keep(by, resource.circle, resource.owner).require()
    today = day_of(at)
    if resource.valid_to is not None and resource.valid_to < today:
        raise Conflict("over", _("It is over; give it a later last day first"))
    if resource.reviewed_on == today:
        raise Conflict("today", _("Somebody made sure of it today already"))
    resource.reviewed_on = today
    resource.save()
    tell(title=both(resource, "name"))
    return resource


@deed("services.offer_service", says=_("{who} offers firms: {title}"))
def offer_service(
    *,
    by: Standing,
    at: datetime,
    circle: Circle,
    town: str,
    matter: str,
    stage: str,
    title_zh: str,
    service: Service | None = None,
    revision: int | None = None,
    title: str = "",
    what_zh: str = "",
    what: str = "",
    papers_zh: str = "",
    papers: str = "",
    office_zh: str = "",
    office: str = "",
    clause: str = "",
    days_statutory: int | None = None,
    days_promised: int | None = None,
    contact: UUID | None = None,
    measures: Sequence[str] = (),
    audience: str = Audience.PUBLIC,
    illustrative: bool = False,
    source: str = "",
) -> Service:
    """Enter a service of a town, or change it (``service``, as it was read at ``revision``). Each has a stage, and one a matter."""
    town = service.owner if service else town
    rules.may_keep(by, circle.slug, town).require()
    faults = rules.faults_of_service(
        matter=matter, stage=stage, title_zh=title_zh, clause=clause, days_statutory=days_statutory, days_promised=days_promised,
        audience=audience,
    )  # fmt: skip
    chosen = queries.resource_named(by, circle.slug, contact) if contact else None
    if measures and (strange := sorted(set(measures) - queries.measure_ids())):
        faults.append(Fault("measure", "measures", _("There is no such measure"), value=", ".join(strange)))
    if contact and (chosen is None or chosen.owner != town):
        faults.append(Fault("contact", "contact", _("Choose a resource of your own town")))
    others = Service.objects.visible_to(queries.HOUSE).filter(
        circle=circle.slug, owner=town, matter=matter, ended_on__isnull=True
    )
    if (others.exclude(pk=service.pk) if service else others).exists():
        faults.append(Fault("twice", "matter", _("Your town offers this matter already"), value=matter))
    if faults:
        raise Invalid(*faults)
    row = service or Service(in_circle=circle, circle=circle.slug, owner=town, illustrative=illustrative, source=source)
    _unchanged(row, revision)
    said = {
        "title_zh": title_zh, "title": title, "what_zh": what_zh, "what": what, "papers_zh": papers_zh, "papers": papers,
        "office_zh": office_zh, "office": office, "clause": clause,
    }  # fmt: skip
    for field, words in said.items():
        setattr(row, field, words.strip())
    row.matter, row.stage, row.audience, row.contact = matter, stage, audience, chosen
    row.days_statutory, row.days_promised, row.measures = days_statutory, days_promised, list(dict.fromkeys(measures))
    row.save()
    tell(title=both(row, "title"))
    return row


@deed("services.end_service", says=_("{who} offers firms no more: {title}"))
def end_service(*, by: Standing, at: datetime, service: Service) -> Service:
    """Offer a service no more from today on; what was asked goes on."""
    rules.may_keep(by, service.circle, service.owner).require()
    if service.ended_on is not None:
        raise Conflict("ended", _("It is offered no more already"))
    service.ended_on = day_of(at)
    service.save()
    tell(title=both(service, "title"))
    return service


@deed("services.make_leaflet", says=_("{who} made the leaflet “{title}”"))
def make_leaflet(
    *,
    by: Standing,
    at: datetime,
    circle: Circle,
    town: str,
    kind: str,
    title_zh: str,
    resources: Sequence[UUID],
    title: str = "",
    audience: str = Audience.PUBLIC,
    illustrative: bool = False,
    source: str = "",
) -> Leaflet:
    """Put live resources of a town on a card, into a booklet or on a list; the same kind and title again replaces it."""
    rules.may_keep(by, circle.slug, town).require()
    known = {row.pk: row for row in queries.resources(by, circle.slug).filter(pk__in=list(resources))}
    chosen = [known[uid] for uid in dict.fromkeys(resources) if uid in known]
    faults = rules.faults_of_leaflet(kind, title_zh, chosen, town, day_of(at), audience)
    if len(chosen) < len(set(resources)):
        faults.append(Fault("unknown", "resources", _("Not all of these resources are there")))
    if faults:
        raise Invalid(*faults)
    said = Leaflet.objects.visible_to(queries.HOUSE).filter(
        circle=circle.slug, owner=town, kind=kind, title_zh=title_zh.strip()
    )
    row = said.first() or Leaflet(
        in_circle=circle, circle=circle.slug, owner=town, kind=LeafletKind(kind), title_zh=title_zh.strip(), illustrative=illustrative,
        source=source,
    )  # fmt: skip
    row.title, row.audience, row.resources = title.strip(), audience, [str(one.pk) for one in chosen]
    row.save()
    tell(title=both(row, "title"))
    return row


@deed("services.say_facts", says=_("{who} said what policies ask of {title}"))
def say_facts(
    *, by: Standing, at: datetime, firm: Enterprise, facts: Mapping[str, Any], illustrative: bool = False
) -> FirmFacts:
    """Say what policies ask of a firm; what is not said is unknown again. Nothing is kept that cannot be true.

    Parameters
    ----------
    facts : mapping of str to Any
        As :func:`pilin.engine.admit.read_facts` reads them. What the register says is not repeated here; said here, it counts before it.

    Raises
    ------
    Invalid
        With every fault, in the reader's language.
    """
    from pilin.engine import admit  # slow import

    rules.may_say_facts(by, firm).require()
    said = {name: value for name, value in facts.items() if value is not None and value != {}}
    try:
        admit.read_facts({**queries.register_says(firm), **said}, on=day_of(at))
    except Invalid as wrong:
        raise Invalid(*(rules.in_words(fault) for fault in wrong.faults)) from None
    row = queries.facts_row(firm) or FirmFacts(
        in_circle_id=firm.in_circle_id, circle=firm.circle, owner=firm.owner, audience=Audience.OWN, enterprise=firm, illustrative=illustrative
    )  # fmt: skip
    row.facts, row.said_on = queries.as_json(said), day_of(at)
    row.save()
    tell(title=firm.name_zh)
    return row


@deed("services.ask_service", says=_("{who} asked for “{title}”"))
def ask_service(
    *,
    by: Standing,
    at: datetime,
    service: Service,
    subject: str,
    firm: UUID | None = None,
    text: str = "",
    channel: str = Channel.PAGE,
    illustrative: bool = False,
) -> Case:
    """Ask the town that offers a service for it, for a firm: a case that only the firm can close.

    The answer is due as the town promised for this service, else within the days of the law, else of the kind.
    """
    rules.may_ask(by, service, firm, day_of(at)).require()
    if firm is None or enterprise_named(by, service.circle, firm) is None:  # else its name would be told by the case
        raise Invalid(Fault("no_firm", "firm", _("Say for which firm it is asked")))
    days = service.days_promised if service.days_promised is not None else service.days_statutory
    asks = by.person if by.speaks_for(firm) else None
    tell(title=both(service, "title"))
    return receive_case(
        by=by, at=at, circle=service.in_circle, town=service.owner, kind=KIND, subject=subject, text=text, channel=channel, asker=asks,
        firm=firm, about=service.pk, days=days, illustrative=illustrative,
    )  # fmt: skip


def _unchanged(row: Any, revision: int | None) -> None:
    if revision is not None and row.revision != revision:
        raise Conflict("stale", STALE)
