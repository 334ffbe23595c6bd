"""What is written about lines, and the tables in which timetables come."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from pilin.domain.lines import rules
from pilin.domain.lines.enums import CARDS, MOST_FEED_BYTES, MOST_FEED_ROWS, MOST_FEED_UNPACKED, Direction, LineKind
from pilin.engine import gtfs
from pilin.engine.base import Fault
from pilin.foundation.access.enums import Audience
from pilin.foundation.intake.tables import Column, InvalidTable, read_table
from pilin.web.forms import Form

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")  # a browser reads no other
READERS = [
    (Audience.PUBLIC.value, _("everyone")), (Audience.CIRCLE.value, _("the circle")), (Audience.OWN.value, _("own town only")),
]  # fmt: skip
SAID = [("", _("unknown")), ("yes", _("yes")), ("no", _("no"))]
DIRECTIONS = {"out": "out", "back": "back", "去": "out", "去程": "out", "回": "back", "返": "back", "返程": "back"}
DAYS = {
    "daily": "daily", "每天": "daily", "每日": "daily", "workdays": "workdays", "工作日": "workdays", "restdays": "restdays", "休息日": "restdays",
    "weekdays": "weekdays", "周一至周五": "weekdays", "weekends": "weekends", "周六周日": "weekends",
}  # fmt: skip
COLUMNS = [
    Column(name="trip", kind="text", required=True, max_length=40, heads=("车次", "trip")),
    Column(name="direction", kind="choice", choices=DIRECTIONS, heads=("方向", "direction")),
    Column(name="days", kind="choice", choices=DAYS, heads=("开行日", "days")),
    Column(name="stop", kind="text", required=True, max_length=60, heads=("站点", "stop")),
    Column(name="arrives", kind="text", max_length=8, heads=("到达", "arrives")),
    Column(name="departs", kind="text", max_length=8, heads=("发车", "departs")),
]


def read_timetable(name: str, content: bytes) -> tuple[list[tuple[int | None, rules.CallInput]], list[Fault]]:
    """Return the calls of a table, one a row, in the order of the way, and what is wrong with its cells.

    Where only cells are wrong, the rest is given with them, so that the deed says at once what else it finds.

    Raises
    ------
    InvalidTable
        When the file as a whole is turned away.
    """
    faults: list[Fault] = []
    try:
        table = read_table(name=name, content=content, columns=COLUMNS)
    except InvalidTable as error:
        if error.table is None:
            raise
        table, faults = error.table, list(error.faults)
    calls: list[tuple[int | None, rules.CallInput]] = []
    for row, number in zip(table.rows, table.numbers, strict=True):
        call, wrong = read_call(number, **{name: row.get(name) or "" for name in ("trip", "direction", "days", "stop", "arrives", "departs")})  # fmt: skip
        calls.append((number, call))
        faults += wrong
    return calls, faults


def read_feed(content: bytes) -> tuple[gtfs.Feed, list[gtfs.FeedFault]]:
    """Return a feed that came over the wire, and what is wrong with its files; a stranger's archive is bounded more closely."""
    return gtfs.read_feed(content, gtfs.Limits(MOST_FEED_BYTES, MOST_FEED_UNPACKED, rows=MOST_FEED_ROWS))


def read_call(
    row: int | None, *, trip: str, stop: str, arrives: str, departs: str, direction: str = "", days: str = ""
) -> tuple[rules.CallInput, list[Fault]]:
    """Return a call written in words, and which of its times is none. One time stands for both."""
    faults = []
    read: dict[str, int | None] = {}
    for field, text in (("arrives", arrives.strip()), ("departs", departs.strip())):
        read[field] = rules.minutes_of(text) if text else None
        if text and read[field] is None:
            faults.append(Fault("time", field, now("Write a time as 18:40; past midnight as 24:10"), row, text))
    if not arrives.strip() and not departs.strip():
        faults.append(Fault("no_time", "departs", now("Say when the bus arrives or leaves"), row))
    came = read["arrives"] if arrives.strip() else read["departs"]
    went = read["departs"] if departs.strip() else read["arrives"]
    return rules.CallInput(trip, stop, came, went, direction, days), faults


def revision_field() -> forms.IntegerField:
    """Return the field that carries as which revision a row was read."""
    return forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1, required=False)


class StopForm(Form):
    """Enters or changes a stop."""

    code = forms.CharField(
        label=_("Code"), help_text=_("Small letters and figures with hyphens: fengjing-hospital"), max_length=40
    )
    name_zh = forms.CharField(label=_("Name (Chinese)"), max_length=60)
    name = forms.CharField(label=_("Name in English"), max_length=80, required=False)
    latitude = forms.DecimalField(label=_("Latitude"), min_value=-90, max_value=90, max_digits=9, decimal_places=6)
    longitude = forms.DecimalField(label=_("Longitude"), min_value=-180, max_value=180, max_digits=9, decimal_places=6)
    place = forms.CharField(
        label=_("Division in which it lies"), help_text=_("Its statistical code: province and bank follow from it."), max_length=16
    )  # fmt: skip
    audience = forms.ChoiceField(label=_("Who may read it"), choices=READERS)
    revision = revision_field()


class LineForm(Form):
    """Enters or changes a line."""

    number = forms.CharField(label=_("Number"), max_length=20)
    name_zh = forms.CharField(label=_("Name (Chinese)"), help_text=_("From where to where"), max_length=80)
    name = forms.CharField(label=_("Name in English"), max_length=120, required=False)
    kind = forms.ChoiceField(label=_("Kind of line"), choices=LineKind.choices)
    operator_zh = forms.CharField(label=_("Who runs it (Chinese)"), max_length=80, required=False)
    operator = forms.CharField(label=_("Who runs it, in English"), max_length=120, required=False)
    fare_cny = forms.DecimalField(
        label=_("Fare in yuan"), help_text=_("Empty where nobody said it."), min_value=0, max_digits=7, decimal_places=2, required=False
    )  # fmt: skip
    cards = forms.MultipleChoiceField(
        label=_("What is taken for it"), choices=list(CARDS.items()), widget=forms.CheckboxSelectMultiple, required=False
    )  # fmt: skip
    valid_from = forms.DateField(label=_("First day"), widget=DAY)
    valid_to = forms.DateField(label=_("Last day"), widget=DAY, required=False)
    audience = forms.ChoiceField(label=_("Who may read it"), choices=READERS)
    revision = revision_field()


class TimetableForm(Form):
    """Brings a timetable."""

    file = forms.FileField(
        label=_("Timetable"), help_text=_("XLSX or CSV, one row a call. Nothing is written while one row is wrong.")
    )
    valid_from = forms.DateField(label=_("In force from"), help_text=_("The trips before end on the day before."), widget=DAY)  # fmt: skip


class PermissionForm(Form):
    """Says for a stop who may get on and off a line."""

    line = forms.ChoiceField(label=_("Line"))
    direction = forms.ChoiceField(label=_("Direction"), choices=[("", _("both ways")), *Direction.choices], required=False)  # fmt: skip
    may_board = forms.ChoiceField(label=_("May one get on"), choices=SAID, required=False)
    may_alight = forms.ChoiceField(label=_("May one get off"), choices=SAID, required=False)
    ground_zh = forms.CharField(
        label=_("On which ground (Chinese)"), help_text=_("The clause or the agreement"), max_length=200
    )
    ground = forms.CharField(label=_("The same in English"), max_length=300, required=False)
    valid_from = forms.DateField(label=_("From"), widget=DAY)
    valid_to = forms.DateField(label=_("Until"), widget=DAY, required=False)

    def __init__(self, *args: Any, lines: list[tuple[str, str]] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["line"].choices = lines or []  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Return what was said, with yes, no and unknown as they are kept."""
        given = super().clean() or {}
        for field in ("may_board", "may_alight"):
            given[field] = {"yes": True, "no": False}.get(given.get(field, ""))
        return given


class CloseForm(Form):
    """Closes a line."""

    last_day = forms.DateField(label=_("Last day on which it goes"), widget=DAY)


class WayForm(Form):
    """Asks how one gets from one place to another."""

    origin = forms.ChoiceField(label=_("From where"))
    goal = forms.ChoiceField(label=_("To where"))
    on = forms.DateField(label=_("Day"), widget=DAY)
    after = forms.TimeField(label=_("Leaving after"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))

    def __init__(self, *args: Any, places: list[Any] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in ("origin", "goal"):
            self.fields[field].choices = places or []  # type: ignore[attr-defined]


class FeedForm(Form):
    """Brings a feed: the archive itself, or packed in the page that showed what it would change."""

    file = forms.FileField(
        label=_("Feed (GTFS)"), help_text=_("An archive (.zip) of up to 10 MB. It is shown first what it would change."), required=False
    )  # fmt: skip
    packed = forms.CharField(widget=forms.HiddenInput, required=False, strip=False)
    valid_from = forms.DateField(label=_("In force from"), help_text=_("The trips before end on the day before."), widget=DAY)  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Return what was brought; one of the two is there."""
        given = super().clean() or {}
        if given.get("file") and given["file"].size > MOST_FEED_BYTES:
            self.add_error("file", _("Larger than is read here"))
        if not given.get("file") and not given.get("packed") and "file" not in self.errors:
            self.add_error("file", _("Choose the feed"))
        return given


class TripForm(Form):
    """Asks how one is somewhere by a time."""

    origin = forms.ChoiceField(label=_("From where"))
    goal = forms.ChoiceField(label=_("To where"))
    arrive = forms.CharField(label=_("There by"), widget=forms.TimeInput(attrs={"type": "time"}), max_length=8)
    on = forms.DateField(label=_("Day"), widget=DAY)
    back = forms.CharField(
        label=_("Back after"), help_text=_("Empty: as soon as you are there."), widget=forms.TimeInput(attrs={"type": "time"}), max_length=8, required=False
    )  # fmt: skip

    def __init__(self, *args: Any, places: list[Any] | None = None, said: Any = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = {key for _label, held in places or [] if isinstance(held, list) for key, _name in held}
        other = [(text, text) for text in dict.fromkeys(said) if text and text not in known and len(text) <= 60]
        for field in ("origin", "goal"):
            self.fields[field].choices = [*(places or []), *other]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Return what was asked, the times as minutes."""
        given = super().clean() or {}
        for field, name in (("arrive", "arrive_minute"), ("back", "back_minute")):
            text = given.get(field) or ""
            given[name] = rules.minutes_of(text) if text else None
            if text and given[name] is None:
                self.add_error(field, _("Write a time as 18:40; past midnight as 24:10"))
        day = given.get("on")
        if day and not 1950 <= day.year <= 2150:
            self.add_error("on", _("Between 1950 and 2150"))
        if given.get("origin") and given.get("origin") == given.get("goal"):
            self.add_error("goal", _("Choose another place than where you start"))
        return given


class SubsidyForm(Form):
    """Proposes who pays for a line in a year."""

    year = forms.IntegerField(label=_("Year"), min_value=1950, max_value=2150)
    amount_cny = forms.DecimalField(
        label=_("Amount in yuan"), help_text=_("Empty where nobody said it."), min_value=0, max_digits=12, decimal_places=2, required=False
    )  # fmt: skip

    def __init__(self, *args: Any, towns: list[tuple[str, str]] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.towns = [code for code, _name in towns or []]
        for code, name in towns or []:
            self.fields[f"share_{code}"] = forms.DecimalField(
                label=_("Share of %(town)s, per cent") % {"town": name}, min_value=0, max_value=100, decimal_places=2, required=False
            )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Return what was said, the shares by town; an empty one is none."""
        given = super().clean() or {}
        held = {code: given.get(f"share_{code}") for code in self.towns}
        given["shares"] = {code: share for code, share in held.items() if share}
        return given
