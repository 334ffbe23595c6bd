"""The deed that puts a month of readings on the shelf."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from pilin.engine import shelf
from pilin.engine.base import Refused
from pilin.foundation.access.standing import Standing
from pilin.foundation.journal.actions import both, count, deed, tell
from pilin.foundation.observations import queries
from pilin.foundation.observations.models import GaugeReading, HistoryMonth, Series

SOME = 500  # keys a statement names


@deed("observations.move_month", says=_("{who} moved the readings of {title}, {month}, to the history"))
def move_month(*, by: Standing, at: datetime, series: Series, month: date) -> HistoryMonth:
    """Put what the table holds of a month on the shelf, and only then take it out of the table.

    The file is whole, on the disk and read back before anything is removed; what lay there already is kept with it. Killed
    at any moment, it is done again from where it was: nothing is lost, and nothing is told twice.
    """
    if not by.sees_all:
        raise Refused("not_machine", _("This is done by the clock"))
    keys, columns = queries.rows_to_move(by, series, month)
    if not keys:
        raise Refused("nothing", _("The table holds nothing of this month"))
    kept = shelf.put(queries.file_of(series, month), columns)
    row = HistoryMonth.objects.visible_to(by).filter(series=series, month=month).first()
    row = row or HistoryMonth(series=series, month=month)
    row.rows, row.size, row.sha256, row.moved_at = kept.rows, kept.size, kept.sha256, at
    row.save()
    for k in range(0, len(keys), SOME):
        GaugeReading.objects.visible_to(by).filter(pk__in=keys[k : k + SOME]).delete()
    count(moved=len(keys))
    tell(title=both(series, "title"), month=f"{month:%Y-%m}")
    return row
