"""Enter what must drill."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from pilin.domain.drills import queries, rules
from pilin.domain.drills.enums import SiteKind
from pilin.domain.drills.models import Site
from pilin.foundation.access.enums import Audience
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import STALE, Conflict, Fault, Invalid
from pilin.foundation.journal.actions import both, deed, tell
from pilin.foundation.members.models import Circle
from pilin.foundation.members.queries import day_of


@deed("drills.note_site", says=_("{who} noted what must drill: {title}"))
def note_site(
    *,
    by: Standing,
    at: datetime,
    circle: Circle,
    town: str,
    kind: str,
    title_zh: str,
    site: Site | None = None,
    revision: int | None = None,
    title: str = "",
    place_zh: str = "",
    place: str = "",
    operator_zh: str = "",
    operator: str = "",
    place_code: str = "",
    since: date | None = None,
    drilled_before: date | None = None,
    park: UUID | None = None,
    industries_zh: str = "",
    industries: str = "",
    audience: str = Audience.CIRCLE,
    illustrative: bool = False,
    source: str = "",
) -> Site:
    """Enter a site that must drill, or change it (``site``, as it was read at ``revision``).

    Parameters
    ----------
    since : date, optional
        When the duty began; None leaves it unknown, and then no day is reckoned before the first drill.
    drilled_before : date, optional
        The last drill before the site was entered.
    park : UUID, optional
        The site of kind ``park`` in which it lies.
    """
    town = site.owner if site else town
    rules.may_keep(by, circle.slug, town).require()
    faults = rules.faults_of_site(
        title_zh=title_zh, kind=kind, audience=audience, place_code=place_code, since=since, drilled_before=drilled_before, today=day_of(at)
    )  # fmt: skip
    if park is not None:
        lies_in = queries.site_named(by, circle.slug, park)
        if lies_in is None or lies_in.kind != SiteKind.PARK or (site is not None and lies_in.pk == site.pk):
            faults.append(Fault("park", "park", _("There is no such park"), value=str(park)))
    if faults:
        raise Invalid(*faults)
    row = site or Site(in_circle=circle, circle=circle.slug, owner=town, illustrative=illustrative, source=source)
    if revision is not None and row.revision != revision:
        raise Conflict("stale", STALE)
    said = {
        "title_zh": title_zh, "title": title, "place_zh": place_zh, "place": place, "operator_zh": operator_zh, "operator": operator,
        "place_code": place_code, "industries_zh": industries_zh, "industries": industries,
    }  # fmt: skip
    for field, words in said.items():
        setattr(row, field, words.strip())
    row.kind, row.audience, row.since, row.drilled_before, row.park = kind, audience, since, drilled_before, park
    row.save()
    tell(title=both(row, "title"))
    return row


@deed("drills.end_site", says=_("{who} noted that there is no duty to drill any more: {title}"))
def end_site(*, by: Standing, at: datetime, site: Site) -> Site:
    """Note that a site exists no more from today on: a building is finished, an operator gone. Its drills stay."""
    rules.may_keep(by, site.circle, site.owner).require()
    if site.ended_on is not None:
        raise Conflict("ended", _("It exists no more already"))
    site.ended_on = day_of(at)
    site.save()
    tell(title=both(site, "title"))
    return site
