"""Publishing what a month of odd jobs came to."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from pilin.domain.oddjobs import queries, rules
from pilin.domain.oddjobs.enums import MONTH_FIGURES
from pilin.engine.base import PartialDate
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Conflict, Fault, Invalid
from pilin.foundation.journal.actions import count, deed, tell
from pilin.foundation.members.models import Circle
from pilin.foundation.members.queries import day_of, members_on
from pilin.foundation.observations.actions import add_series, attest_figure
from pilin.foundation.observations.enums import PeriodKind
from pilin.foundation.observations.queries import series_named


@deed("oddjobs.publish_month", says=_("{who} published the odd jobs of {month}: {number} figures"))
def publish_month(
    *, by: Standing, at: datetime, circle: Circle, town: str, month: date, illustrative: bool = False
) -> dict[str, str]:
    """Publish what a month of odd jobs came to in a town, once it is over. Everyone reads it.

    Published again after hours were decided late, only what changed is given again, as a correction; what was said before stays.

    Parameters
    ----------
    month : date
        Any day of it.

    Returns
    -------
    dict
        Figure → slug of its series, of those that were given.
    """
    rules.may_publish(by, circle.slug, town).require()
    begin, end = queries.month_span(month)
    if end > at:
        raise Invalid(Fault("not_over", "month", _("This month is not over yet"), value=f"{begin:%Y-%m}"))
    towns = members_on(queries.HOUSE, circle.slug, day_of(at))
    card = next((one for one in towns if one.code == town), None)
    if card is None:
        raise Invalid(Fault("town", "town", _("There is no such town in this circle"), value=town))
    counted = queries.month_counted(circle.slug, town, month, {one.code: one.bank for one in towns})
    (published,) = queries.months_published(queries.HOUSE, circle.slug, [card], month)
    given = {}
    for name, told in counted.items():
        reading = published.readings[name]
        if reading is not None and told.same_as(reading):
            continue
        slug = queries.slug_of(circle.slug, town, name)
        if series_named(queries.HOUSE, slug) is None:
            figure = MONTH_FIGURES[name]
            add_series(
                by=by, at=at, circle=circle.slug, slug=slug, kind=figure.kind, unit=figure.unit, period_kind=PeriodKind.MONTH, member=town,
                title_zh=f"{card.short_zh}{figure.zh}", title=f"{card.short}: {figure.en}", method_zh=figure.method_zh, method=figure.method,
                numerator_zh=figure.numerator_zh, numerator=figure.numerator, denominator_zh=figure.denominator_zh, denominator=figure.denominator,
                owner=town, illustrative=illustrative,
            )  # fmt: skip
        attest_figure(
            by=by, at=at, series=slug, value=told.value, unit=MONTH_FIGURES[name].unit, comparator=told.comparator,
            period=PartialDate.parse(f"{begin:%Y-%m}"), illustrative=illustrative,
        )  # fmt: skip
        given[name] = slug
    if not given:
        raise Conflict("nothing_new", _("This month is published already, and nothing has changed since"))
    count(figures=len(given))
    tell(month=f"{begin:%Y-%m}", number=len(given))
    return given
