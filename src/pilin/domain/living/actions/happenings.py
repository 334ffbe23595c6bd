"""The deeds of planning public events: series, editions, quotas, announcing, calling off, next year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from pilin.domain.living.actions.happenings_seats import move_up, seats_of
from pilin.domain.living.enums.happenings import (
    MOST_PLACES,
    HappeningKind,
    HappeningState,
    HostRule,
    RegistrationState,
    Season,
)
from pilin.domain.living.models import Happening, HappeningSeries, HappeningVenue, Registration, Seats
from pilin.domain.living.queries import happenings as queries
from pilin.domain.living.queries.happenings import HOUSE
from pilin.domain.living.rules import happenings as rules
from pilin.domain.meetings.queries import meetings_in
from pilin.engine.base import Confidence, Fault, Invalid
from pilin.foundation.access.enums import Audience
from pilin.foundation.access.models import party_list
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import STALE, Conflict, Refused
from pilin.foundation.journal.actions import both, count, deed, tell
from pilin.foundation.members.models import Circle, Member
from pilin.foundation.members.queries import chair_on, day_of
from pilin.foundation.notices.actions import notify
from pilin.foundation.places.models import Place
from pilin.foundation.values.columns import as_partial_date

NOTHING: Mapping[str, Any] = {}
Venue = Mapping[str, Any]  # name_zh, name, town (code), division (code), latitude, longitude


@deed("living.keep_series", says=_("{who} put a series into the calendar: {title}"))
def keep_series(
    *, by: Standing, at: datetime, circle: Circle, town: str, title_zh: str, kind: str, title: str = "", about_zh: str = "", about: str = "",
    yearly: bool = False, month: int | None = None, season: str = "", since: int | None = None, host_rule: str = HostRule.CHAIR, host: str = "",
    series: HappeningSeries | None = None, audience: str = Audience.PUBLIC, illustrative: bool = False, source: str = "",
) -> HappeningSeries:  # fmt: skip
    """Put a series into the calendar, or change it. Its month, its season or neither: what is not settled stays open."""
    rules.may_plan_happening(by, circle.slug, series.owner if series else town).require()
    faults = _faults_of_words(title_zh, kind)
    if month is not None and not 1 <= month <= 12:
        faults.append(Fault("month", "month", _("A month is 1 to 12"), value=str(month)))
    if season and season not in Season.values:
        faults.append(Fault("season", "season", _("There is no such season"), value=season))
    if since is not None and not 1900 <= since <= 2200:
        faults.append(Fault("year", "since", _("Write a year with four figures"), value=str(since)))
    if host_rule not in HostRule.values:
        faults.append(Fault("host_rule", "host_rule", _("There is no such rule of hosts"), value=host_rule))
    if host_rule == HostRule.NAMED and not host:
        faults.append(Fault("required", "host", _("Name the host")))
    if audience not in (Audience.PUBLIC, Audience.CIRCLE, Audience.OWN):
        faults.append(Fault("audience", "audience", _("Choose who may read it"), value=audience))
    if faults:
        raise Invalid(*faults)
    row = series or HappeningSeries(
        in_circle=circle, circle=circle.slug, owner=town, illustrative=illustrative, source=source
    )
    row.audience, row.kind = audience, kind
    row.title_zh, row.title, row.about_zh, row.about = title_zh.strip(), title.strip(), about_zh, about
    row.yearly, row.month, row.season, row.since = yearly, month, "" if month else season, since
    row.host_rule, row.host = host_rule, _member(host, "host") if host_rule == HostRule.NAMED else None
    row.save()
    tell(title=both(row, "title"))
    return row


@deed("living.plan_happening", says=_("{who} planned an event: {title}"))
def plan_happening(
    *,
    by: Standing,
    at: datetime,
    circle: Circle,
    town: str,
    title_zh: str,
    kind: str,
    title: str = "",
    series: UUID | None = None,
    edition: int | None = None,
    venues: Sequence[Venue] = (),
    host: str = "",
    quotas: Mapping[str, int] | None = None,
    said: Mapping[str, Any] = NOTHING,
    announce: bool = False,
    illustrative: bool = False,
    source: str = "",
) -> Happening:
    """Plan an event of a town. Nobody but the town and the host reads it before it is announced.

    Without a host named, whoever chairs the circle that day hosts it, unless its series says otherwise (D-16).

    Parameters
    ----------
    quotas : mapping of str to int, optional
        How much each town weighs, by code: places are shared out by largest remainder.
    said : mapping
        What else is said of it, by name: see :data:`SAID`; dates as text, organisers, the meeting it belongs to.
    """
    rules.may_plan_happening(by, circle.slug, town).require()
    of = queries.series_in(by, circle.slug).filter(pk=series).first() if series else None
    if series and of is None:
        raise Invalid(Fault("unknown_series", "series", _("There is no such series.")))
    row = Happening(in_circle=circle, circle=circle.slug, owner=town, illustrative=illustrative, source=source)
    row.series, row.edition, row.kind = of, edition, kind
    row.title_zh, row.title = title_zh.strip(), title.strip()
    faults = _faults_of_words(title_zh, kind) + _say(row, by, circle, said)
    if faults:
        raise Invalid(*faults)
    row.host, row.host_stated = _host(circle.slug, row, host)
    row.audience, row.parties = Audience.PARTIES, party_list({town, row.host.code if row.host else town})
    row.save()
    _place(row, venues)
    _seat(row, {})
    if quotas:
        _quota(row, _shared_out(row, quotas))
    tell(title=both(row, "title"))
    return announce_happening(by=by, at=at, happening=row) if announce else row


@deed("living.change_happening", says=_("{who} changed an event: {title}"))
def change_happening(
    *,
    by: Standing,
    at: datetime,
    happening: Happening,
    said: Mapping[str, Any],
    venues: Sequence[Venue] | None = None,
    revision: int | None = None,
) -> Happening:
    """Change what is said of an event; whoever registered is told where its day, its hour or its place moves.

    Raises
    ------
    Invalid
        Where fewer places would remain than are taken, among others.
    """
    rules.may_run_happening(by, happening).require()
    row = held(happening)
    if revision is not None and row.revision != revision:
        raise Conflict("stale", STALE)
    if row.cancelled_at is not None:
        raise Refused("cancelled", _("It was cancelled"))
    before, more = _when_and_where(row), dict(said)
    for name in ("title_zh", "title", "kind", "edition"):
        if name in more:
            setattr(row, name, more.pop(name))
    faults = _faults_of_words(row.title_zh, row.kind) + _say(row, by, row.in_circle, more)
    whole, quotas = seats_of(row)
    if row.places is not None and whole is not None and row.places < whole.taken:
        faults.append(Fault("taken", "places", _("{taken} places are taken already").format(taken=whole.taken)))
    if row.places is not None and quotas and sum(one.places for one in quotas) != row.places:
        weights = {one.town.code: one.places for one in quotas if one.town}
        shared = rules.share_out(row.places, weights) if any(weights.values()) else {}
        faults += rules.faults_of_quotas(row.places, shared, _taken(quotas))
    else:
        shared = {}
    if faults:
        raise Invalid(*faults)
    row.save()
    if venues is not None:
        HappeningVenue.objects.visible_to(HOUSE).filter(happening=row).delete()
        _place(row, venues)
    _seat(row, shared)
    if row.announced_at is not None and _when_and_where(row) != before:
        _tell_comers(row, by, at, "happening_moved")
    move_up(row, by=by, at=at)
    tell(title=both(row, "title"))
    return row


@deed("living.share_places", says=_("{who} shared out the places of an event: {title}"))
def share_places(*, by: Standing, at: datetime, happening: Happening, quotas: Mapping[str, int]) -> Happening:
    """Say how many places each town has. They add up to the event's places; none falls below what is taken."""
    rules.may_run_happening(by, happening).require()
    row = held(happening)
    _whole, seats = seats_of(row)
    faults = rules.faults_of_quotas(row.places, quotas, _taken(seats))
    if faults:
        raise Invalid(*faults)
    _quota(row, quotas)
    count(towns=len(quotas))
    move_up(row, by=by, at=at)
    tell(title=both(row, "title"))
    return row


@deed("living.release_places", says=_("{who} released unused places of an event: {title}"))
def release_places(*, by: Standing, at: datetime, happening: Happening) -> int:
    """Open the places that towns leave unused to whoever waits, from today on; returns how many came off the waiting list."""
    rules.may_run_happening(by, happening).require()
    row, on = held(happening), day_of(at)
    if not any(seat.town_id for seat in row.seats.visible_to(HOUSE)):
        raise Refused("no_quotas", _("Nothing was released. The places are not shared out among towns"))
    if row.released(on):
        raise Conflict("released", _("They are released already"))
    row.release_on = on
    row.save()
    tell(title=both(row, "title"))
    return move_up(row, by=by, at=at)


@deed("living.announce_happening", says=_("{who} announced an event: {title}"))
def announce_happening(*, by: Standing, at: datetime, happening: Happening) -> Happening:
    """Let everybody whom it is for read of an event. It cannot be taken back: it can be called off."""
    rules.may_run_happening(by, happening).require()
    row = held(happening)
    if row.cancelled_at is not None:
        raise Refused("cancelled", _("It was cancelled"))
    if row.announced_at is not None:
        raise Conflict("announced", _("It is announced already"))
    if row.starts_on_first is None and not row.source:
        raise Invalid(Fault("no_date", "starts_on", _("Say when it is.")))
    row.announced_at, row.announce_at = at, None
    row.audience, row.parties = row.reach, ""
    row.save()
    for part in (row.venues, row.seats, row.sessions):
        part.visible_to(HOUSE).update(audience=row.audience, parties="")
    tell(title=both(row, "title"))
    return row


@deed("living.cancel_happening", says=_("{who} called off an event: {title}, because {why}"))
def cancel_happening(*, by: Standing, at: datetime, happening: Happening, why: str) -> Happening:
    """Call an event off, with the reason; whoever registered is told. It stays in the calendar as called off."""
    rules.may_run_happening(by, happening).require()
    row = held(happening)
    if row.cancelled_at is not None:
        raise Conflict("cancelled", _("It was cancelled"))
    if row.state_at(at) is HappeningState.OVER:
        raise Refused("over", _("It is over"))
    if not why.strip():
        raise Invalid(Fault("required", "why", _("Say why")))
    row.cancelled_at, row.cancelled_why = at, why.strip()[:300]
    row.save()
    if row.announced_at is not None:
        _tell_comers(row, by, at, "happening_cancelled")
    tell(title=both(row, "title"), why=row.cancelled_why)
    return row


@deed("living.plan_year", says=_("{who} planned what returns in {year}: {number} events"))
def plan_year(*, by: Standing, at: datetime, circle: Circle, town: str, year: int) -> list[Happening]:
    """Lay a draft for every yearly series of a town that has no edition in a year: in its month or season, its host by turn.

    Doing it again lays only what is missing. Nobody is told before a draft is announced.
    """
    rules.may_plan_happening(by, circle.slug, town).require()
    if not day_of(at).year <= year <= day_of(at).year + 5:
        raise Invalid(Fault("year", "year", _("Plan this year or one of the next five"), value=str(year)))
    made = []
    for told in queries.series_told(by, circle.slug, at, year):
        if not told.due or told.row.owner != town:
            continue
        series, last = told.row, next((one for one in told.editions if one.row.cancelled_at is None), None)
        row = Happening(
            in_circle=circle, circle=circle.slug, owner=town, illustrative=series.illustrative, series=series, kind=series.kind,
            title_zh=series.title_zh, title=series.title, reach="circle" if series.audience == Audience.CIRCLE else "public",
        )  # fmt: skip
        row.edition = last.row.edition + 1 if last and last.row.edition else None
        row.starts_on = rules.day_of_return(year, series.month, series.season)
        row.host, row.host_stated = _host(circle.slug, row, "")
        row.audience, row.parties = Audience.PARTIES, party_list({town, row.host.code if row.host else town})
        row.save()
        if last is not None:
            _place(row, [_again(venue) for venue in last.venues])
        made.append(row)
    count(planned=len(made))
    tell(year=year, number=len(made))
    return made


@deed(
    "living.do_what_is_due", says=_("Events that were due were announced, and places that were due released: {number}")
)
def do_what_is_due(*, by: Standing, at: datetime) -> int:
    """Announce what was to be announced by now, and give released places to whoever waits; returns how many changed."""
    if not by.sees_all:
        raise Refused("not_machine", _("Scheduled work does this"))
    number = 0
    for row in queries.to_announce(at):
        announce_happening(by=by, at=at, happening=row)
        number += 1
    for row in queries.to_release(day_of(at)):
        number += move_up(row, by=by, at=at)
    count(done=number)
    tell(number=number)
    return number


def held(happening: Happening) -> Happening:
    """Return an event as it is now, held until the deed ends."""
    rows = (
        Happening.objects.visible_to(HOUSE)
        .select_for_update(of=("self",))
        .select_related("host", "in_circle", "series")
    )
    found = rows.filter(pk=happening.pk).first()
    if found is None:
        raise Refused("not_found", _("There is no such event."))
    return found


def sharing(row: Happening) -> dict[str, Any]:
    """Return the sharing of a row that lies beneath an event: what the event has."""
    return {
        "in_circle_id": row.in_circle_id, "circle": row.circle, "owner": row.owner, "audience": row.audience, "parties": row.parties,
        "illustrative": row.illustrative, "source": row.source,
    }  # fmt: skip


SAID = (
    "about_zh", "about", "for_whom_zh", "for_whom", "why_zh", "why", "registers", "places", "opens_at", "closes_at", "own_until", "release_on",
    "reach", "announce_at", "starts_at", "ends_at",
)  # fmt: skip


def _say(row: Happening, by: Standing, circle: Circle, said: Mapping[str, Any]) -> list[Fault]:
    """Put what is said of an event into its row; return what is wrong with it."""
    if unknown := set(said) - {*SAID, "starts_on", "ends_on", "confidence", "organisers", "meeting"}:
        raise TypeError(f"nothing of an event: {sorted(unknown)}")
    for name in SAID:
        if name in said:
            setattr(row, name, said[name])
    faults = []
    for name in ("starts_on", "ends_on"):
        if name in said:
            try:
                setattr(row, name, as_partial_date(said[name] or None))
            except ValueError:
                faults.append(
                    Fault(
                        "no_date",
                        name,
                        _("Write a day, a month or a year: 2025-05-18, 2025-05, 2025"),
                        value=str(said[name]),
                    )
                )
    if row.starts_at is not None and row.starts_on_first is None:
        row.starts_on = day_of(row.starts_at)
    if "confidence" in said:
        row.confidence = Confidence(said["confidence"]).value
    if "organisers" in said:
        row.organisers = [
            {"zh": str(one.get("zh", ""))[:160], "en": str(one.get("en", ""))[:200]} for one in said["organisers"]
        ]
    if said.get("meeting"):
        row.meeting = meetings_in(by, circle.slug).filter(pk=said["meeting"]).first()
        if row.meeting is None:
            faults.append(Fault("unknown_meeting", "meeting", _("There is no such meeting.")))
    if row.reach not in ("public", "circle"):
        faults.append(Fault("audience", "reach", _("Choose who may read it"), value=row.reach))
    if row.places is not None and not 0 <= row.places <= MOST_PLACES:
        faults.append(
            Fault("places", "places", _("At most {most} places").format(most=MOST_PLACES), value=str(row.places))
        )
    faults += rules.faults_of_days(row.starts_on, row.ends_on, row.starts_at, row.ends_at)
    return faults + rules.faults_of_opening(row)


def _faults_of_words(title_zh: str, kind: str) -> list[Fault]:
    faults = []
    if not title_zh.strip():
        faults.append(Fault("required", "title_zh", _("Give it a title.")))
    if len(title_zh) > 160:
        faults.append(Fault("long", "title_zh", _("At most {most} characters").format(most=160)))
    if kind not in HappeningKind.values:
        faults.append(Fault("unknown_kind", "kind", _("There is no such kind of event."), value=kind))
    return faults


def _host(circle: str, row: Happening, named: str) -> tuple[Member | None, bool]:
    """Return (host, whether it was stated): as named, as its series says, else whoever chairs on its first day."""
    if named:
        return _member(named, "host"), True
    series = row.series
    if series is not None and series.host_rule == HostRule.NAMED:
        return series.host, True
    if series is not None and series.host_rule == HostRule.UNKNOWN:
        return None, False
    if row.starts_on_first is None:
        return None, False
    term = chair_on(HOUSE, circle, row.starts_on_first)
    return (_member(term.member.code, "host"), False) if term else (None, False)


def _member(code: str, field: str) -> Member:
    found = Member.objects.visible_to(HOUSE).filter(code=code).first()
    if found is None:
        raise Invalid(Fault("unknown_member", field, _("There is no such member."), value=code))
    return found


def _place(row: Happening, venues: Sequence[Venue]) -> None:
    """Write where an event is, in the order given."""
    for no, said in enumerate(venues, start=1):
        town = _member(said["town"], "town") if said.get("town") else None
        code = said.get("division") or (town.code if town else "")
        division = Place.objects.visible_to(HOUSE).filter(code=code).first() if code else None
        HappeningVenue(
            happening=row, no=no, name_zh=str(said.get("name_zh") or said.get("name", ""))[:160], name=str(said.get("name", ""))[:200], town=town,
            division=division, latitude=_degree(said.get("latitude")), longitude=_degree(said.get("longitude")), **sharing(row),
        ).save()  # fmt: skip


def _degree(value: Any) -> Decimal | None:
    return None if value in (None, "") else Decimal(str(value)).quantize(Decimal("0.000001"))


def _again(venue: HappeningVenue) -> Venue:
    return {
        "name_zh": venue.name_zh, "name": venue.name, "town": venue.town.code if venue.town else "", "latitude": venue.latitude,
        "division": venue.division.code if venue.division else "", "longitude": venue.longitude,
    }  # fmt: skip


def _seat(row: Happening, shared: Mapping[str, int]) -> None:
    """Let the counter of the whole follow the places that are said, and the quotas with it."""
    rows = Seats.objects.visible_to(HOUSE).filter(happening=row)
    if row.places is None:
        rows.delete()
        return
    if not rows.filter(town__isnull=True).update(places=row.places):
        people = Registration.objects.visible_to(HOUSE).filter(happening=row, state=RegistrationState.HELD)
        Seats(happening=row, places=row.places, taken=people.count(), **sharing(row)).save()
    if shared:
        _quota(row, shared)


def _quota(row: Happening, quotas: Mapping[str, int]) -> None:
    rows = Seats.objects.visible_to(HOUSE).filter(happening=row, town__isnull=False)
    rows.exclude(town__code__in=quotas).filter(taken=0).delete()
    for code, places in quotas.items():
        if not rows.filter(town__code=code, taken__lte=places).update(places=places):
            Seats(happening=row, town=_member(code, "quotas"), places=places, **sharing(row)).save()


def _shared_out(row: Happening, weights: Mapping[str, int]) -> dict[str, int]:
    if row.places is None:
        raise Invalid(*rules.faults_of_quotas(None, weights, {}))
    try:
        return rules.share_out(row.places, weights)
    except ValueError as error:
        raise Invalid(Fault("weights", "quotas", _("Give at least one town a weight above nought"))) from error


def _taken(quotas: Sequence[Seats]) -> dict[str, int]:
    return {one.town.code: one.taken for one in quotas if one.town}


def _when_and_where(row: Happening) -> tuple[Any, ...]:
    venues = tuple(HappeningVenue.objects.visible_to(HOUSE).filter(happening=row.pk).values_list("name_zh", flat=True))
    return row.starts_on_first, row.starts_on_last, row.ends_on_last, row.starts_at, row.ends_at, venues


def _tell_comers(row: Happening, by: Standing, at: datetime, kind: str) -> None:
    rows = Registration.objects.visible_to(HOUSE).filter(happening=row.pk, person__isnull=False)
    people = rows.exclude(state=RegistrationState.WITHDRAWN).values_list("person_id", flat=True)
    facts = {"title": row.title or row.title_zh, "title_zh": row.title_zh}
    url = reverse("living:happening", kwargs={"circle": row.circle, "uid": row.pk})
    notify(by=by, at=at, people=list(people), kind=kind, facts=facts, url=url)
