"""The deeds of lines: put stops, open and close lines, bring timetables, say who may get on and off."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from pilin.domain.lines import queries, rules
from pilin.domain.lines.enums import CARDS
from pilin.domain.lines.models import CallAt, Line, Stop, StopMatch, StopPermission, Subsidy, SubsidyWord, Trip
from pilin.foundation.access.enums import Audience
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import STALE, Conflict, Fault, Invalid
from pilin.foundation.journal.actions import both, count, deed, tell
from pilin.foundation.members.models import Circle
from pilin.foundation.members.queries import day_of

A_CHUNK = 500


@deed("lines.put_stop", says=_("{who} put down the stop {title}"))
def put_stop(
    *,
    by: Standing,
    at: datetime,
    circle: Circle,
    town: str,
    code: str,
    name_zh: str,
    latitude: Decimal,
    longitude: Decimal,
    place: str,
    stop: Stop | None = None,
    revision: int | None = None,
    name: str = "",
    audience: str = Audience.PUBLIC,
    illustrative: bool = False,
    source: str = "",
) -> Stop:
    """Enter a stop, or change it (``stop``, as it was read at ``revision``). It lies in ``place``, the code of a division.

    Province and bank follow from the place. A place within another town of the circle is that town's to keep.
    """
    town = stop.owner if stop else town
    rules.may_keep(by, circle.slug, town).require()
    ground = queries.ground_of(place, circle.slug, day_of(at))
    faults = rules.faults_of_stop(
        code=code, name_zh=name_zh, latitude=latitude, longitude=longitude, audience=audience, town=town,
        keeper=ground.keeper if ground else "",
    )  # fmt: skip
    if ground is None:
        faults.append(Fault("place", "place", _("No division of a province known here has this code"), value=place))
    others = Stop.objects.visible_to(queries.HOUSE).filter(in_circle=circle, code=code)
    if (others.exclude(pk=stop.pk) if stop else others).exists():
        faults.append(Fault("twice", "code", _("Another stop has this code"), value=code))
    if faults or ground is None:
        raise Invalid(*faults)
    row = stop or Stop(in_circle=circle, circle=circle.slug, owner=town, illustrative=illustrative, source=source)
    _unchanged(row, revision)
    row.code, row.name_zh, row.name, row.audience = code, name_zh.strip(), name.strip(), audience
    row.latitude, row.longitude = round(latitude, 6), round(longitude, 6)
    row.place, row.province, row.bank = ground.place, ground.province, ground.bank
    row.save()
    if stop:  # what was said of it is read by whoever reads it
        for said in (StopPermission, StopMatch):
            said.objects.visible_to(queries.HOUSE).filter(stop=row).exclude(audience=audience).update(audience=audience)
    tell(title=both(row, "name"))
    return row


@deed("lines.open_line", says=_("{who} wrote down the line {number} {title}"))
def open_line(
    *,
    by: Standing,
    at: datetime,
    circle: Circle,
    town: str,
    number: str,
    name_zh: str,
    kind: str,
    valid_from: date,
    line: Line | None = None,
    revision: int | None = None,
    name: str = "",
    operator_zh: str = "",
    operator: str = "",
    cards: Sequence[str] = (),
    fare_cny: Decimal | None = None,
    valid_to: date | None = None,
    audience: str = Audience.PUBLIC,
    illustrative: bool = False,
    source: str = "",
) -> Line:
    """Enter a line, or change it (``line``, as it was read at ``revision``). Its trips come with :func:`bring_timetable`."""
    town = line.owner if line else town
    rules.may_keep(by, circle.slug, town).require()
    faults = rules.faults_of_line(
        number=number, name_zh=name_zh, kind=kind, cards=cards, fare_cny=fare_cny, valid_from=valid_from, valid_to=valid_to,
        audience=audience,
    )  # fmt: skip
    if faults:
        raise Invalid(*faults)
    row = line or Line(in_circle=circle, circle=circle.slug, owner=town, illustrative=illustrative, source=source)
    _unchanged(row, revision)
    said = {"number": number, "name_zh": name_zh, "name": name, "operator_zh": operator_zh, "operator": operator}
    for field, words in said.items():
        setattr(row, field, words.strip())
    row.kind, row.fare_cny, row.valid_from, row.valid_to = kind, fare_cny, valid_from, valid_to
    row.cards = ",".join(card for card in CARDS if card in cards)
    row.audience = audience
    row.save()
    if line:  # its trips are read by whoever reads it
        Trip.objects.visible_to(queries.HOUSE).filter(line=row).exclude(audience=audience).update(audience=audience)
        CallAt.objects.visible_to(queries.HOUSE).filter(trip__line=row).exclude(audience=audience).update(
            audience=audience
        )
        Subsidy.objects.visible_to(queries.HOUSE).filter(line=row).exclude(audience=audience).update(audience=audience)
        paid = SubsidyWord.objects.visible_to(queries.HOUSE).filter(subsidy__line=row)
        paid.exclude(audience=audience).update(audience=audience)
    tell(number=row.number, title=both(row, "name"))
    return row


@deed("lines.close_line", says=_("{who} closed the line {number} {title}: its last day is {day}"))
def close_line(*, by: Standing, at: datetime, line: Line, last_day: date | None = None) -> Line:
    """Let a line go no more after a day, today unless said; what it was stays readable."""
    rules.may_keep(by, line.circle, line.owner).require()
    today = day_of(at)
    last = last_day or today
    if line.valid_to is not None and line.valid_to <= today:
        raise Conflict("closed", _("It goes no more already"))
    if last < today or last < line.valid_from:
        raise Invalid(Fault("past", "last_day", _("Its last day is today or later, and not before its first"), value=str(last)))  # fmt: skip
    line.valid_to = last
    line.save()
    tell(number=line.number, title=both(line, "name"), day=str(last))
    return line


@deed("lines.bring_timetable", says=_("{who} brought the timetable of the line {number} {title}"))
def bring_timetable(
    *,
    by: Standing,
    at: datetime,
    line: Line,
    calls: Sequence[tuple[int | None, rules.CallInput]],
    valid_from: date,
    illustrative: bool = False,
    faults: Sequence[Fault] = (),
) -> dict[str, int]:
    """Put a whole timetable into force from a day: all of it or nothing. The trips before end on the day before.

    Parameters
    ----------
    by : Standing
    at : datetime
    line : Line
    calls : sequence of (row of the file or None, CallInput)
    valid_from : date
        Its first day; a timetable from that day on or later that was brought before is replaced.
    illustrative : bool
    faults : sequence of Fault
        What was wrong with the file already: it is said together with what is found here.

    Returns
    -------
    dict
        How many trips and calls were written, and how many trips ended.
    """
    rules.may_keep(by, line.circle, line.owner).require()
    trips, found = rules.read_calls(calls, queries.stops_called(by, line.circle))
    found = [*faults, *found]
    if valid_from < line.valid_from or (line.valid_to is not None and valid_from > line.valid_to):
        found.append(Fault("valid_from", "valid_from", _("The line does not go on that day"), value=str(valid_from)))
    if found:
        raise Invalid(*found)
    ended = end_trips(line, valid_from)
    shared = shared_with(line, at, illustrative=illustrative)
    rows, parts = [], []
    for trip in trips:
        row = Trip(line=line, code=trip.code, direction=trip.direction, days=trip.days, valid_from=valid_from, **shared)
        rows.append(row)
        parts += [
            CallAt(trip=row, stop_id=UUID(stop), sequence=sequence, arrives=arrives, departs=departs, **shared)
            for sequence, (stop, arrives, departs) in enumerate(trip.calls, start=1)
        ]
    Trip.objects.visible_to(queries.HOUSE).bulk_create(rows, batch_size=A_CHUNK)
    CallAt.objects.visible_to(queries.HOUSE).bulk_create(parts, batch_size=A_CHUNK)
    numbers = {"trips": len(rows), "calls": len(parts), "ended": ended}
    count(**numbers)
    line.save()  # the line's principal: whoever may read the line may read that its timetable changed
    tell(number=line.number, title=both(line, "name"))
    return numbers


def shared_with(line: Line, at: datetime, *, illustrative: bool) -> dict[str, Any]:
    """Return what rows written many at once have in common with their line."""
    return {
        "in_circle": line.in_circle, "circle": line.circle, "owner": line.owner, "audience": line.audience, "parties": line.parties,
        "agreement": line.agreement, "illustrative": illustrative, "made_at": at, "changed_at": at, "revision": 1,
    }  # fmt: skip


def end_trips(line: Line, valid_from: date) -> int:
    """End the trips of a line before a day, those too that would only have begun then; return how many."""
    lasting = Trip.objects.visible_to(queries.HOUSE).filter(line=line).exclude(valid_to__lt=valid_from)
    return lasting.update(valid_to=valid_from - timedelta(days=1))


@deed("lines.grant_permission", says=_("{who} said who may get on and off the line {number} at {title}"))
def grant_permission(
    *,
    by: Standing,
    at: datetime,
    line: Line,
    stop: Stop,
    may_board: bool | None,
    may_alight: bool | None,
    ground_zh: str,
    valid_from: date,
    ground: str = "",
    direction: str = "",
    valid_to: date | None = None,
    illustrative: bool = False,
    source: str = "",
) -> StopPermission:
    """Say for a stop of one's town whether one may get on a line there, and off; None leaves it unknown.

    A word on the same line, stop and direction that runs into the new one ends on the day before it.
    """
    rules.may_permit(by, stop.circle, stop.owner).require()
    faults = rules.faults_of_permission(
        direction=direction, may_board=may_board, may_alight=may_alight, ground_zh=ground_zh, valid_from=valid_from, valid_to=valid_to
    )  # fmt: skip
    if line.circle != stop.circle:
        faults.append(Fault("circle", "stop", _("Line and stop belong to one circle")))
    if faults:
        raise Invalid(*faults)
    same = StopPermission.objects.visible_to(queries.HOUSE).filter(
        line=line, stop=stop, direction=direction, withdrawn_on__isnull=True
    )
    for word in same.exclude(valid_to__lt=valid_from):
        if word.valid_from >= valid_from:
            raise Conflict("later", _("There is a word from the same day or a later one: withdraw it first"))
        word.valid_to = valid_from - timedelta(days=1)
        word.save()
    row = StopPermission(
        in_circle=stop.in_circle, circle=stop.circle, owner=stop.owner, audience=stop.audience, parties=stop.parties, agreement=stop.agreement,
        line=line, stop=stop, direction=direction, may_board=may_board, may_alight=may_alight, ground_zh=ground_zh.strip(),
        ground=ground.strip(), valid_from=valid_from, valid_to=valid_to, illustrative=illustrative, source=source,
    )  # fmt: skip
    row.save()
    tell(number=line.number, title=both(stop, "name"))
    return row


@deed("lines.withdraw_permission", says=_("{who} took back who may get on and off the line {number} at {title}"))
def withdraw_permission(*, by: Standing, at: datetime, permission: StopPermission) -> StopPermission:
    """Let a word on who may get on and off count no more from today on: from then it is unknown."""
    rules.may_permit(by, permission.circle, permission.owner).require()
    today = day_of(at)
    if permission.withdrawn_on is not None or (permission.valid_to is not None and permission.valid_to < today):
        raise Conflict("over", _("It counts no more already"))
    permission.withdrawn_on = today
    permission.save()
    tell(number=permission.line.number, title=both(permission.stop, "name"))
    return permission


def _unchanged(row: Any, revision: int | None) -> None:
    if revision is not None and row.revision != revision:
        raise Conflict("stale", STALE)
