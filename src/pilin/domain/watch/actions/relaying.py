"""Relay what a weather station issued."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from uuid6 import uuid7

from pilin.domain.watch import queries, rules
from pilin.domain.watch.actions.joining import join
from pilin.domain.watch.actions.pulse import stir
from pilin.domain.watch.actions.subscribing import tell_subscribers
from pilin.domain.watch.enums import COLOURS, Colour, EventCause, Hazard
from pilin.domain.watch.models import Signal
from pilin.foundation.access.enums import Audience
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Conflict, Fault, Invalid
from pilin.foundation.journal.actions import deed, label, tell
from pilin.foundation.members.models import Circle
from pilin.foundation.members.queries import day_of

TITLES = {
    Hazard.RAINSTORM: ("{area}：暴雨预警", "{area}: rainstorm signal"),
    Hazard.TYPHOON: ("{area}：台风预警", "{area}: typhoon signal"),
    Hazard.FLOOD: ("{area}：洪水预警", "{area}: high water signal"),
    Hazard.TIDE: ("{area}：风暴潮预警", "{area}: storm tide signal"),
    Hazard.OTHER: ("{area}：预警", "{area}: signal"),
}  # in both languages, as titles of rows are: whoever reads it later reads their own


@deed("watch.relay_signal", says=_("{who} relayed a signal of {issuer}: {colour}"))
def relay_signal(
    *,
    by: Standing,
    at: datetime,
    circle: Circle,
    town: str,
    hazard: str,
    colour: str,
    issuer_zh: str,
    issued_at: datetime,
    areas: Sequence[str],
    issuer: str = "",
    area_zh: str = "",
    area: str = "",
    until: datetime | None = None,
    text_zh: str = "",
    text: str = "",
    family: UUID | None = None,
    alert: UUID | None = None,
    audience: str = Audience.PUBLIC,
    source: str = "",
    illustrative: bool = False,
) -> Signal:
    """Relay one state of an official signal: as issued, changed or lifted, with its station and time.

    Parameters
    ----------
    family : UUID or None
        The signal that this state changes or lifts; a new signal where none is named.

    Raises
    ------
    Refused
        Unless a clerk of the town relays for that town.
    Invalid
        With every fault: an unknown hazard or colour, no station, no area, a moment ahead.
    Conflict
        Where a state of this signal from the same minute, or a later one, stands there already.
    """
    rules.may_keep(by, circle.slug, town).require()
    faults = rules.faults_of_signal(
        hazard=hazard, colour=colour, issuer_zh=issuer_zh, areas=areas, issued_at=issued_at, until=until, at=at
    )
    before = None
    if family is not None:
        before = queries.signals(queries.HOUSE, circle.slug).filter(family=family, owner=town).first()
        if before is None:
            faults.append(Fault("unknown_signal", "family", _("There is no such signal of your town")))
    elif colour == Colour.NONE:
        faults.append(Fault("nothing_to_lift", "colour", _("Choose the signal that is lifted")))
    if faults:
        raise Invalid(*faults)
    if before is not None and before.issued_at >= issued_at:
        raise Conflict("later_known", _("Nothing was written. A later state of this signal stands there already"))
    row = Signal(
        in_circle=circle, circle=circle.slug, owner=town, audience=audience, source=source, illustrative=illustrative,
        family=family or uuid7(), hazard=hazard, colour=colour, issuer_zh=issuer_zh.strip(), issuer=issuer.strip(), areas=sorted(set(areas)),
        area_zh=area_zh.strip(), area=area.strip(), issued_at=issued_at, until=until, text_zh=text_zh.strip(), text=text.strip(), alert=alert,
    )  # fmt: skip
    row.save()
    stir(row.circle)
    _open_event(row, at)
    tell_subscribers(row, at)
    tell(issuer={"zh": row.issuer_zh, "en": row.issuer or row.issuer_zh}, colour=label(Colour(colour).label))
    return row


def _open_event(signal: Signal, at: datetime) -> None:
    """Open an event for a signal that is high and young, of the towns it is for; or join the open one of its hazard."""
    fresh = timedelta(hours=float(rules.house("fresh_hours", day_of(at))))
    high = COLOURS.index(Colour(signal.colour)) >= int(rules.house("opens_from", day_of(at)))
    if not high or at - signal.issued_at > fresh or signal.audience not in (Audience.PUBLIC, Audience.CIRCLE):
        return
    towns = queries.towns_in(signal, at)
    called = [signal.owner, *sorted(towns - {signal.owner})] if signal.owner in towns else sorted(towns)
    if not called:
        return
    zh, en = TITLES[Hazard(signal.hazard)]
    title = (
        zh.format(area=signal.area_zh or signal.issuer_zh),
        en.format(area=signal.area or signal.issuer or signal.issuer_zh),
    )
    join(
        signal.circle,
        signal.hazard,
        called,
        at,
        owner=signal.owner,
        placing=signal,
        cause=EventCause.SIGNAL,
        titles=title,
    )
