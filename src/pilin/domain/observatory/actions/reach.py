"""The deeds of links and scenarios: write a link down, say what one's end of it is, save and throw away scenarios."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from pilin.domain.observatory.enums import LinkState
from pilin.domain.observatory.models import ReachEnd, ReachLink, ReachScenario, ScenarioChange
from pilin.domain.observatory.queries import reach as queries
from pilin.domain.observatory.rules import reach as rules
from pilin.engine.base import Fault, Invalid
from pilin.foundation.access.enums import Audience
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import STALE, Conflict
from pilin.foundation.journal.actions import deed, in_both, label, tell
from pilin.foundation.members.models import Circle
from pilin.foundation.members.queries import day_of
from pilin.foundation.places.models import Place
from pilin.foundation.places.queries import place_of


@deed("observatory.enter_link", says=_("{who} wrote down the link {title}"))
def enter_link(
    *,
    by: Standing,
    at: datetime,
    circle: Circle,
    town: str,
    start: str,
    end: str,
    mode: str,
    minutes: Decimal,
    both_ways: bool = True,
    hour: str = "",
    name_zh: str = "",
    name: str = "",
    state: str = "",
    since: date | None = None,
    audience: str = Audience.PUBLIC,
    link: ReachLink | None = None,
    revision: int | None = None,
    source: str = "",
    illustrative: bool = False,
) -> ReachLink:
    """Write down a link between two places, by their codes, or change it (``link``, as it was read at ``revision``).

    A town at one of its ends does it, and with ``state`` says at once what its own end is. The other side says it of its own;
    until then nobody goes over it. Where a link joins what it joins stays: another way is another link.
    """
    faults = rules.faults_of_link(start=start, end=end, mode=mode, minutes=minutes, hour=hour, audience=audience)
    if state:
        faults += rules.faults_of_end(state=state, latitude=None, longitude=None)
    places = {field: place_of(queries.HOUSE, code) for field, code in (("start", start), ("end", end))}
    faults += [Fault("place", field, _("No place known here has this code")) for field, row in places.items() if row is None]  # fmt: skip
    sides = queries.sides_of(circle.slug, day_of(at), start, end)
    if link:
        rules.may_change(by, link).require()
        if {start, end} != {link.start.code, link.end.code}:
            faults.append(Fault("other_places", "end", _("A link stays between its places; another way is another link")))  # fmt: skip
    else:
        rules.may_enter(by, circle.slug, town, sides).require()
        like = ReachLink.objects.visible_to(queries.HOUSE).filter(in_circle=circle, mode=mode, name_zh=name_zh.strip())
        if like.filter(start__code__in=(start, end), end__code__in=(start, end)).exists():
            faults.append(Fault("twice", "end", _("This link is written down already; the other side says what its end is")))  # fmt: skip
    if faults or places["start"] is None or places["end"] is None:
        raise Invalid(*faults)
    row = link or ReachLink(
        in_circle=circle, circle=circle.slug, owner=town, start=places["start"], end=places["end"], start_side=sides[0], end_side=sides[1],
        source=source, illustrative=illustrative,
    )  # fmt: skip
    _unchanged(row, revision)
    row.mode, row.minutes, row.both_ways, row.hour = mode, minutes, both_ways, hour
    row.name_zh, row.name, row.audience = name_zh.strip(), name.strip(), audience
    row.save()
    if link:  # what was said of it is read by whoever reads it
        said = ReachEnd.objects.visible_to(queries.HOUSE).filter(link=row)
        said.exclude(audience=audience).update(audience=audience)
    if state:
        _say(row, row.owner, state, since or day_of(at), None, None, illustrative=illustrative, source=source)
    tell(title=_title(row))
    return row


@deed("observatory.report_end", says=_("{who} said of its end of {title}: {state} from {day} on"))
def report_end(
    *,
    by: Standing,
    at: datetime,
    link: ReachLink,
    town: str,
    state: str,
    since: date | None = None,
    latitude: Decimal | None = None,
    longitude: Decimal | None = None,
    source: str = "",
    illustrative: bool = False,
) -> ReachEnd:
    """Say for a side of a link what its end is from a day on, today unless said: this opens it, and this closes it.

    What was said before stays for the days before. Latitude and longitude are where this side's road meets the border, as it
    was surveyed. The same day said again is said anew.
    """
    rules.may_report(by, link, town).require()
    faults = rules.faults_of_end(state=state, latitude=latitude, longitude=longitude)
    if faults:
        raise Invalid(*faults)
    row = _say(link, town, state, since or day_of(at), latitude, longitude, illustrative=illustrative, source=source)
    tell(title=_title(link), state=_state(row), day=str(row.since))
    return row


@deed("observatory.save_scenario", says=_("{who} saved the scenario “{title}”"))
def save_scenario(
    *,
    by: Standing,
    at: datetime,
    circle: Circle,
    town: str,
    title: str,
    changes: Sequence[rules.ChangeInput],
    note: str = "",
    audience: str = Audience.CIRCLE,
    scenario: ReachScenario | None = None,
    revision: int | None = None,
    illustrative: bool = False,
) -> ReachScenario:
    """Save links that might be added or closed under a name, or change what was saved (``scenario``, read at ``revision``).

    It changes no link: it is asked what would be if.
    """
    town = scenario.owner if scenario else town
    rules.may_keep(by, circle.slug, town).require()
    faults = rules.faults_of_scenario(title=title, changes=changes, audience=audience)
    codes = {code for one in changes for code in (one.start, one.end)}
    places = {row.code: row for row in Place.objects.visible_to(queries.HOUSE).filter(code__in=codes)}
    for number, one in enumerate(changes, start=1):
        lost = [code for code in (one.start, one.end) if code not in places]
        faults += [Fault("place", "changes", _("No place known here has this code"), number, code) for code in lost]
    if faults:
        raise Invalid(*faults)
    row = scenario or ReachScenario(in_circle=circle, circle=circle.slug, owner=town, illustrative=illustrative)
    _unchanged(row, revision)
    row.title, row.note, row.audience = title.strip(), note.strip(), audience
    row.save()
    for old in ScenarioChange.objects.visible_to(queries.HOUSE).filter(scenario=row):
        old.delete()
    for one in changes:
        ScenarioChange(
            in_circle=circle, circle=circle.slug, owner=town, audience=audience, illustrative=row.illustrative, scenario=row, kind=one.kind,
            start=places[one.start], end=places[one.end], minutes=one.minutes, both_ways=one.both_ways,
        ).save()  # fmt: skip
    tell(title=row.title)
    return row


@deed("observatory.delete_scenario", says=_("{who} threw away the scenario “{title}”"))
def delete_scenario(*, by: Standing, at: datetime, scenario: ReachScenario) -> None:
    """Throw a scenario away with what it adds and closes; the journal keeps that it was."""
    rules.may_change_scenario(by, scenario).require()
    held = list(ScenarioChange.objects.visible_to(queries.HOUSE).filter(scenario=scenario))
    for row in held:
        row.delete()
    tell(title=scenario.title)
    scenario.delete()


def _say(
    link: ReachLink, side: str, state: str, since: date, latitude: Decimal | None, longitude: Decimal | None, **more: Any
) -> ReachEnd:  # fmt: skip
    """Write the word of a side on its end from a day on; the same day said again is said anew."""
    known = ReachEnd.objects.visible_to(queries.HOUSE).filter(link=link, owner=side, since=since).first()
    row = known or ReachEnd(link=link, in_circle=link.in_circle, circle=link.circle, owner=side, since=since, **more)
    row.state, row.audience = state, link.audience
    row.latitude = None if latitude is None else round(latitude, 6)
    row.longitude = None if longitude is None else round(longitude, 6)
    row.save()
    return row


def _title(link: ReachLink) -> dict[str, str]:
    """Return a link by its name, else by its ends, in both languages."""
    return in_both(
        link.name_zh or f"{link.start.name_zh}—{link.end.name_zh}", link.name or f"{link.start.name}–{link.end.name}"
    )


def _state(word: ReachEnd) -> dict[str, str]:
    return label(LinkState(word.state).label)


def _unchanged(row: Any, revision: int | None) -> None:
    """Turn a change down that was begun on an older revision."""
    if revision is not None and row.revision != revision:
        raise Conflict("stale", STALE)
