"""What the engine of feeds says in codes, in the reader's language."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.functional import lazy
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from pilin.engine.base import Fault
from pilin.engine.gtfs import FeedFault

SAID = {
    "no_feed": _("This is no archive that can be opened: bring a feed as a .zip"),
    "too_large": _("Larger than is read here: {value} bytes at most"),
    "too_many_files": _("{value} files are more than a feed has"),
    "too_many_rows": _("More than {value} rows are not read here"),
    "too_many_services": _("More than {value} kinds of days are not read here"),
    "too_many_trips": _("More than {value} trips are not read here"),
    "bad_path": _("The name of this file leads out of the feed: pack its files anew"),
    "in_folder": _("The files of a feed stand in the archive itself, not in a folder of it"),
    "file_twice": _("This file stands in the archive twice"),
    "unknown_file": _("No feed has a file of this name; it is not read"),
    "not_utf8": _("The file is not written in UTF-8: save it so"),
    "not_text": _("The file is no text"),
    "not_csv": _("From here on this is no table: a quotation mark is missing or too many"),
    "ragged": _("This row has {value} cells, the first row has another number"),
    "head_twice": _("This column stands there twice"),
    "empty_file": _("The file is empty"),
    "missing_file": _("The feed lacks this file"),
    "missing_field": _("The file lacks this column"),
    "missing_value": _("Fill this cell"),
    "no_rows": _("The file has no row"),
    "no_calendar": _("The feed says of no trip on which days it goes: calendar.txt or calendar_dates.txt is missing"),
    "no_reference": _("Nothing in the feed has this number"),
    "twice": _("An earlier row has the same number"),
    "bad_choice": _("This value is none of those allowed here"),
    "bad_time": _("Write a time as 18:40:00; past midnight as 24:10:00"),
    "bad_day": _("Write a day as 20260131"),
    "bad_whole": _("A whole number, not below nought"),
    "bad_amount": _("An amount with a point: 2.00"),
    "bad_degrees": _("Degrees with a point: latitude up to 90, longitude up to 180"),
    "formula": _("A name does not begin with = + - @: a table would take it for a formula"),
    "ends_before": _("It ends before it begins"),
    "too_long": _("Longer than ten years"),
    "no_days": _("It goes on no day"),
    "no_stop": _("Buses call at stops, not at stations, entrances or platforms' parts"),
    "nowhere": _("0, 0 lies in the ocean: give the stop its place"),
    "out_of_bounds": _("This stop lies far from the towns of the circle"),
    "unused": _("No trip calls at this stop"),
    "zones_differ": _("All operators of a feed keep one time zone"),
    "one_call": _("A trip calls at two stops at least"),
    "untimed": _("The first and the last call of a trip have a time"),
    "leaves_before": _("The bus leaves before it arrives"),
    "times_fall": _("The bus arrives before it left the stop before"),
    "beyond": _("The trip runs beyond the second day"),
    "days_unfit": _("It goes on days that cannot be kept here: every day, working days, days of rest, Monday to Friday, Saturday and Sunday"),
    "not_yuan": _("Only fares in yuan are kept"),
    "many_fares": _("More than one fare: none is kept, write it down by hand"),
    "far_apart": _("It lies {value} from the stop you say it is: more than two kilometres"),
    "no_place": _("No division of a province known here has this code"),
    "other_town": _("This stop lies in another town of the circle: that town puts it down, or it is one of its stops"),
    "too_long_name": _("This name is longer than is kept"),
    "line_twice": _("Two lines of the feed have one number"),
}  # fmt: skip


def said(fault: FeedFault) -> str:
    """Return what is wrong and what to do, in the reader's language."""
    return str(SAID[fault.code]).replace("{value}", fault.value) if fault.code in SAID else now("This cannot be read")


said_later: Callable[[FeedFault], str] = lazy(said, str)


def fault_of(fault: FeedFault) -> Fault:
    """Return a fault of a feed as deeds and reports have them; its column is the file's name and the field's."""
    return Fault(fault.code, " · ".join(part for part in (fault.file, fault.field) if part), said_later(fault), fault.row, fault.value)  # fmt: skip
