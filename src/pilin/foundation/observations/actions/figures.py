"""Deeds of observations: open a series, attest a figure, correct one."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from pilin.engine.base import Comparator, Fault, Invalid, PartialDate, Refused
from pilin.foundation.access.enums import Audience, Role
from pilin.foundation.access.standing import Standing
from pilin.foundation.journal.actions import both, deed, tell
from pilin.foundation.members.models import Circle, Member
from pilin.foundation.observations import rules
from pilin.foundation.observations.enums import PeriodKind
from pilin.foundation.observations.models import Observation, Series
from pilin.foundation.places.models import Place

SHANGHAI = ZoneInfo("Asia/Shanghai")


@deed("observations.add_series", says=_("{who} opened the series {title}"))
def add_series(
    *,
    by: Standing,
    at: datetime,
    circle: str,
    slug: str,
    kind: str,
    unit: str,
    title_zh: str,
    title: str,
    period_kind: str = PeriodKind.YEAR,
    datum: str = "",
    about_zh: str = "",
    about: str = "",
    numerator_zh: str = "",
    numerator: str = "",
    denominator_zh: str = "",
    denominator: str = "",
    method_zh: str = "",
    method: str = "",
    caveat_zh: str = "",
    caveat: str = "",
    member: str = "",
    place: str = "",
    owner: str = "",
    audience: str = Audience.PUBLIC,
    source: str = "",
    illustrative: bool = False,
) -> Series:
    """Open a series for the town acted for; set-up may name another owner, or the circle itself."""
    within = Circle.objects.visible_to(by).filter(slug=circle).first()
    if within is None:
        raise Invalid(Fault("unknown_circle", "circle", _("There is no such circle"), value=circle))
    rules.may_keep_series(by, circle).require()
    faults = rules.faults_of_series(
        kind=kind, unit=unit, datum=datum, numerator=numerator, denominator=denominator, title_zh=title_zh
    )
    if period_kind not in PeriodKind.values:
        faults.append(
            Fault("unknown_period", "period_kind", _("Choose day, month, quarter or year"), value=period_kind)
        )
    if Series.objects.visible_to(Standing.machine("observations")).filter(slug=slug).exists():
        faults.append(Fault("taken", "slug", _("Another series has this name in its address"), value=slug))
    concerned = Member.objects.visible_to(by).filter(code=member).first() if member else None
    where = Place.objects.visible_to(by).filter(code=place).first() if place else None
    if member and concerned is None:
        faults.append(Fault("unknown_member", "member", _("There is no such town"), value=member))
    if place and where is None:
        faults.append(Fault("unknown_place", "place", _("There is no such place"), value=place))
    if faults:
        raise Invalid(*faults)
    series = Series(
        in_circle=within, circle=circle, owner=(owner if by.sees_all and owner else by.member) or circle, audience=audience,
        slug=slug, kind=kind, unit=unit, datum=datum, period_kind=period_kind, title_zh=title_zh, title=title,
        about_zh=about_zh, about=about, numerator_zh=numerator_zh, numerator=numerator,
        denominator_zh=denominator_zh, denominator=denominator, method_zh=method_zh, method=method,
        caveat_zh=caveat_zh, caveat=caveat, member=concerned, place=where, source=source, illustrative=illustrative,
    )  # fmt: skip
    series.save()
    tell(title={"zh": title_zh, "en": title or title_zh})
    return series


@deed("observations.attest_figure", says=_("{who} gave {figure} for {title}, {period}"))
def attest_figure(
    *,
    by: Standing,
    at: datetime,
    series: str,
    value: str | int | Decimal | None,
    unit: str,
    period: str | PartialDate | None = None,
    comparator: str = Comparator.EXACTLY,
    datum: str = "",
    source: str = "",
    note_zh: str = "",
    note: str = "",
    known_at: datetime | None = None,
    illustrative: bool = False,
) -> Observation:
    """Add a figure, or the correction of one: a later row for the same period. Nothing given before is lost.

    ``known_at`` is the moment the town knew it: now, or earlier when records are taken over.
    """
    of = Series.objects.visible_to(by).filter(slug=series).select_related("in_circle").first()
    if of is None:
        raise Invalid(Fault("unknown_series", "series", _("There is no such series"), value=series))
    rules.may_attest(by, of).require()
    number, wrong_number = rules.read_value(value)
    span, wrong_period = rules.read_period(period)
    faults = [fault for fault in (wrong_number, wrong_period) if fault]
    faults += [
        fault
        for fault in rules.faults_of_figure(
            of,
            unit=unit,
            datum=datum,
            comparator=comparator,
            value=number,
            period=span,
            on=at.astimezone(SHANGHAI).date(),
        )
        if not (wrong_number and fault.field in ("value", "comparator"))
        and not (wrong_period and fault.field == "period")
    ]
    known = known_at or at
    if known > at:
        faults.append(Fault("known_ahead", "known_at", _("Nothing is known before its time")))
    if faults:
        raise Invalid(*faults)
    _after_earlier(of, span, known)
    row = Observation(
        in_circle=of.in_circle, circle=of.circle, owner=of.owner, audience=of.audience, parties=of.parties,
        agreement=of.agreement, series=of, value=number, comparator=comparator, unit=unit, datum=datum, known_at=known,
        attested_by=by.person, attested_name=by.name if by.signed_in else "",
        attested_role=Role.CLERK if by.signed_in else "", source=source, note_zh=note_zh, note=note,
        illustrative=illustrative,
    )  # fmt: skip
    row.period = span
    row.save()
    figure = row.quantity
    tell(title=both(of, "title"), figure=str(figure) if figure else "—", period=str(span or "—"))
    return row


def _after_earlier(series: Series, span: PartialDate | None, known: datetime) -> None:
    """Refuse a figure said to be known before, or exactly when, an earlier one for the same period was."""
    last = (
        Observation.objects.visible_to(Standing.machine("observations"))
        .filter(series=series, period_first=span.first if span else None, period_last=span.last if span else None)
        .order_by("-known_at")
        .first()
    )
    if last is not None and last.known_at >= known:
        raise Refused("known_later", _("A later figure for this period is already kept; a correction comes after it"))
