"""The deeds of flows: say what flows from one's town and to it, one word at a time or a whole table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from pilin.domain.observatory.enums.flows import MOST_ROWS, FlowKind
from pilin.domain.observatory.models import FlowRecord
from pilin.domain.observatory.rules import flows as rules
from pilin.domain.observatory.rules.flows import FlowInput
from pilin.engine.base import Fault, Invalid, PartialDate
from pilin.foundation.access.enums import Audience, Role
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Conflict
from pilin.foundation.journal.actions import count, deed, in_both, label, tell
from pilin.foundation.members.models import Circle
from pilin.foundation.members.queries import day_of
from pilin.foundation.places.models import Place
from pilin.foundation.places.queries import place_named, place_of

HOUSE = Standing.machine("flows")


@dataclass(frozen=True, slots=True)
class Read:
    """A word as it was read: the places it is between, its period and amount."""

    said: FlowInput
    origin: Place
    destination: Place
    span: PartialDate
    value: Decimal | None

    @property
    def key(self) -> tuple[object, ...]:
        """Return what it is a word of."""
        return self.said.kind, self.said.unit, self.origin.pk, self.destination.pk, self.span.first, self.span.last


@deed("observatory.say_flow", says=_("{who} said of {flow} from {origin} to {destination} in {period}: {figure}"))
def say_flow(
    *,
    by: Standing,
    at: datetime,
    circle: Circle,
    town: str,
    said: FlowInput,
    audience: str = Audience.CIRCLE,
    known_at: datetime | None = None,
    illustrative: bool = False,
) -> FlowRecord:
    """Say for a town what flows from it or to it, or revise what it said: a later row. Nothing said before is lost.

    ``known_at`` is the moment the town knew it: now, or earlier when records are taken over.
    """
    rules.may_say_flow(by, circle.slug, town).require()
    known = known_at or at
    faults = rules.faults_of_audience(audience)
    if known > at:
        faults.append(Fault("known_ahead", "known_at", _("Nothing is known before its time")))
    read, found = _read(by, at, town, said, {})
    faults += found
    if faults or read is None:
        raise Invalid(*faults)
    before = _latest(circle, town, [read]).get(read.key)
    if before is not None and before.known_at >= known:
        raise Conflict("later", _("The town has said something later of this flow already"))
    if before is not None and _same(before, read, audience):
        raise Invalid(Fault("same", "value", _("This is what the town says of it already"), value=said.value))
    row = _row(by, circle, town, read, audience, known, illustrative)
    row.save()
    tell(
        flow=label(FlowKind(row.kind).label), origin=in_both(read.origin.name_zh, read.origin.name),
        destination=in_both(read.destination.name_zh, read.destination.name), period=str(read.span),
        figure=str(row.quantity) if row.quantity else "—",
    )  # fmt: skip
    return row


@deed("observatory.bring_flows", says=_("{who} brought a table of flows: {said} words, {same} as before"))
def bring_flows(
    *,
    by: Standing,
    at: datetime,
    circle: Circle,
    town: str,
    rows: Sequence[tuple[int | None, FlowInput]],
    audience: str = Audience.CIRCLE,
    known_at: datetime | None = None,
    illustrative: bool = False,
    faults: Sequence[Fault] = (),
) -> dict[str, int]:
    """Say a whole table of words for a town: all of it or nothing. What the town says already is not said again.

    Parameters
    ----------
    by : Standing
    at : datetime
    circle : Circle
    town : str
    rows : sequence of (row of the file or None, FlowInput)
    audience : str
    known_at : datetime, optional
    illustrative : bool
    faults : sequence of Fault
        What was wrong with the file already: it is said together with what is found here.

    Returns
    -------
    dict
        ``said``: how many words were written; ``same``: how many stood there already.
    """
    rules.may_say_flow(by, circle.slug, town).require()
    known = known_at or at
    found = [*faults, *rules.faults_of_audience(audience)]
    if known > at:
        found.append(Fault("known_ahead", "known_at", _("Nothing is known before its time")))
    if not rows:
        found.append(Fault("empty", "", _("The table has no row")))
    if len(rows) > MOST_ROWS:
        raise Invalid(Fault("too_many", "", _("At most {most} rows at once").format(most=MOST_ROWS), value=str(len(rows))))  # fmt: skip
    wrong_rows = {fault.row for fault in faults if fault.row is not None}
    places: dict[str, Place | None] = {}
    seen: dict[tuple[object, ...], int | None] = {}
    good = []
    for number, said in rows:
        read, wrong = _read(by, at, town, said, places)
        if number not in wrong_rows:  # a cell that could not be read is said already
            found += [Fault(one.code, one.field, one.reason, number, one.value) for one in wrong]
        if read is None:
            continue
        if read.key in seen:
            reason = _("Another row says this flow already: row {row}").format(row=seen[read.key])
            found.append(Fault("twice", "period", reason, number, said.period))
        seen[read.key] = number
        good.append((number, read))
    before = _latest(circle, town, [read for _number, read in good])
    for number, read in good:
        held = before.get(read.key)
        if held is not None and held.known_at >= known and not _same(held, read, audience):
            found.append(Fault("later", "value", _("The town has said something later of this flow already"), number, read.said.value))  # fmt: skip
    if found:
        raise Invalid(*found)
    new = [read for _number, read in good if not ((held := before.get(read.key)) and _same(held, read, audience))]
    made = [_row(by, circle, town, read, audience, known, illustrative) for read in new]
    for row in made:
        row.made_at, row.changed_at, row.revision = at, at, 1
    FlowRecord.objects.visible_to(by).bulk_create(made, batch_size=500)
    counts = {"said": len(made), "same": len(good) - len(made)}
    count(**counts)
    tell(**counts)
    return counts


def _read(
    by: Standing, at: datetime, town: str, said: FlowInput, places: dict[str, Place | None]
) -> tuple[Read | None, list[Fault]]:
    """Return a word with its places, period and amount, or everything that is wrong with it."""
    for name in (said.origin, said.destination):
        if name not in places:
            places[name] = (place_of(by, name.strip()) or place_named(by, name)) if name.strip() else None
    origin, destination = places[said.origin], places[said.destination]
    value, wrong_value = rules.read_amount(said.value)
    span, wrong_span = rules.read_span(said.period)
    faults = [fault for fault in (wrong_span, wrong_value) if fault]
    faults += [
        fault for fault in rules.faults_of_word(said, span=span, value=value, today=day_of(at))
        if not (wrong_value and fault.field == "comparator")
    ]  # fmt: skip
    faults += rules.faults_of_ends(
        origin.code if origin else None, destination.code if destination else None, town, said
    )
    if faults or origin is None or destination is None or span is None:
        return None, faults
    return Read(said, origin, destination, span, value), []


def _latest(circle: Circle, town: str, read: Sequence[Read]) -> dict[tuple[object, ...], FlowRecord]:
    """Return the latest word of a town on each of these flows; one query."""
    if not read:
        return {}
    first, last = min(one.span.first for one in read), max(one.span.last for one in read)
    rows = FlowRecord.objects.visible_to(HOUSE).filter(
        Q(in_circle=circle, owner=town), period_first__gte=first, period_last__lte=last
    )
    held: dict[tuple[object, ...], FlowRecord] = {}
    for row in rows.order_by("known_at", "uid"):
        held[row.kind, row.unit, row.origin_id, row.destination_id, row.period_first, row.period_last] = row
    return held


def _same(held: FlowRecord, read: Read, audience: str) -> bool:
    """Return whether a town says what it said before, to the same readers and from the same source."""
    given = read.said
    return (held.value, held.comparator, held.source, held.note_zh, held.note, held.audience) == (
        read.value, given.comparator, given.source.strip(), given.note_zh.strip(), given.note.strip(), audience,
    )  # fmt: skip


def _row(
    by: Standing, circle: Circle, town: str, read: Read, audience: str, known: datetime, illustrative: bool
) -> FlowRecord:
    said = read.said
    row = FlowRecord(
        in_circle=circle, circle=circle.slug, owner=town, audience=audience, kind=said.kind, unit=said.unit, origin=read.origin,
        destination=read.destination, value=read.value, comparator=said.comparator, known_at=known, attested_by=by.person,
        attested_name=by.name if by.signed_in else "", attested_role=Role.CLERK if by.signed_in else "", source=said.source.strip(),
        note_zh=said.note_zh.strip(), note=said.note.strip(), illustrative=illustrative,
    )  # fmt: skip
    row.period = read.span
    return row
