"""Set the lines of a gauge, and note how far two datums lie apart."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from pilin.domain.watch import queries, rules
from pilin.domain.watch.actions.pulse import stir
from pilin.domain.watch.enums import LineKind
from pilin.domain.watch.models import DatumOffset, WaterLine
from pilin.engine.base.quantity import LEVEL_UNIT
from pilin.foundation.access.enums import Audience
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Conflict, Fault, Invalid
from pilin.foundation.journal.actions import both, deed, label, tell
from pilin.foundation.members.models import Circle
from pilin.foundation.observations.models import Series


@deed("watch.set_line", says=_("{who} set the {kind} of {title} at {level} m"))
def set_line(
    *,
    by: Standing,
    at: datetime,
    circle: Circle,
    town: str,
    series: Series,
    kind: str,
    level_m: Decimal,
    datum: str,
    valid_from: date | None = None,
    meaning_zh: str = "",
    meaning: str = "",
    clause: str = "",
    datum_assumed: bool = False,
    audience: str = Audience.PUBLIC,
    source: str = "",
    illustrative: bool = False,
) -> WaterLine:
    """Set a town's line on a gauge from a day on; the one before ends the day before. Lines change: none is overwritten.

    Raises
    ------
    Refused
        Unless a clerk of the town does it.
    Invalid
        With every fault: no level series, no datum, another datum than the gauge's.
    Conflict
        Where the town has a line from the same day or a later one.
    """
    rules.may_keep(by, circle.slug, town).require()
    faults = []
    if kind not in LineKind.values:
        faults.append(Fault("unknown_kind", "kind", _("Choose warning line or guarantee level"), value=kind))
    if series.unit != LEVEL_UNIT:
        faults.append(Fault("no_level", "series", _("Only a gauge of levels has lines")))
    if not datum.strip():
        faults.append(Fault("no_datum", "datum", _("A line means nothing without its vertical datum")))
    if abs(level_m) >= 10_000:
        faults.append(Fault("no_level", "level_m", _("No line lies there"), value=str(level_m)))
    if faults:
        raise Invalid(*faults)
    kept = WaterLine.objects.visible_to(queries.HOUSE).filter(series=series, owner=town, kind=kind)
    last = kept.order_by("-valid_from").first()  # the newest first; one of an unknown day is the oldest
    if last is not None and (valid_from is None or (last.valid_from is not None and last.valid_from >= valid_from)):
        raise Conflict(
            "later_known", _("Nothing was written. Your town has a line from this day or a later one already")
        )
    if last is not None and valid_from is not None and last.valid_to is None:
        last.valid_to = valid_from - timedelta(days=1)
        last.save()
    row = WaterLine(
        in_circle=circle, circle=circle.slug, owner=town, audience=audience, source=source, illustrative=illustrative, series=series,
        kind=kind, level_m=level_m.quantize(Decimal("0.001")), datum=datum.strip(), datum_assumed=datum_assumed, valid_from=valid_from,
        meaning_zh=meaning_zh.strip(), meaning=meaning.strip(), clause=clause.strip(),
    )  # fmt: skip
    row.save()
    stir(row.circle)
    tell(title=both(series, "title"), kind=label(LineKind(kind).label), level=str(row.level_m))
    return row


@deed("watch.note_offset", says=_("{who} noted how far {one} and {other} lie apart"))
def note_offset(
    *,
    by: Standing,
    at: datetime,
    circle: Circle,
    town: str,
    from_datum: str,
    to_datum: str,
    offset_m: Decimal,
    place_code: str,
    authority: str,
    valid_from: date | None = None,
    audience: str = Audience.PUBLIC,
    source: str = "",
    illustrative: bool = False,
) -> DatumOffset:
    """Note what is added to a level on one datum to have it on another, at one place, by which document.

    Raises
    ------
    Refused, Invalid
    """
    rules.may_keep(by, circle.slug, town).require()
    faults = []
    if not from_datum.strip() or not to_datum.strip() or from_datum.strip() == to_datum.strip():
        faults.append(Fault("one_datum", "to_datum", _("Name two different datums")))
    if not place_code.strip():
        faults.append(Fault("no_place", "place_code", _("An offset holds at one place: name its division")))
    if not authority.strip():
        faults.append(Fault("no_authority", "authority", _("Name the document that gives it")))
    if abs(offset_m) >= 100:
        faults.append(Fault("no_offset", "offset_m", _("Two datums do not lie that far apart"), value=str(offset_m)))
    if faults:
        raise Invalid(*faults)
    row = DatumOffset(
        in_circle=circle, circle=circle.slug, owner=town, audience=audience, source=source, illustrative=illustrative,
        from_datum=from_datum.strip(), to_datum=to_datum.strip(), offset_m=offset_m.quantize(Decimal("0.0001")),
        place_code=place_code.strip(), authority=authority.strip(), valid_from=valid_from,
    )  # fmt: skip
    row.save()
    stir(row.circle)
    tell(one=row.from_datum, other=row.to_datum)
    return row
