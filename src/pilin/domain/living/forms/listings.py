"""What is written about listings, lists, labels, stories and flights, and the tables in which lists come."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from pilin.domain.living.enums.listings import (
    BrandPart,
    DroneSize,
    FigurePart,
    FigureTopic,
    LabelLevel,
    ListingKind,
    ListingStatus,
    Stage,
    StoryRights,
)
from pilin.domain.living.rules import listings as rules
from pilin.engine.base import Fault, PartialDate
from pilin.foundation.access.enums import Audience
from pilin.foundation.intake.tables import Column, InvalidTable, read_table
from pilin.web.forms import Form

SHANGHAI = ZoneInfo("Asia/Shanghai")
DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")  # a browser reads no other
CLOCK = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
READERS = [
    (Audience.PUBLIC.value, _("everyone")), (Audience.CIRCLE.value, _("the circle")), (Audience.OWN.value, _("own town only")),
]  # fmt: skip
ROUGHLY = _("A day, a month, a quarter or a year: 2008-06-30, 2008-06, 2021-Q2, 2022")
ENTRY_COLUMNS = [
    Column(name="rank", kind="text", max_length=6, heads=("名次", "序号", "rank")),
    Column(name="title_zh", kind="text", required=True, max_length=120, heads=("名称", "title_zh", "name")),
    Column(name="title", kind="text", max_length=200, heads=("英文名称", "title")),
    Column(name="where_zh", kind="text", max_length=120, heads=("地点", "where")),
    Column(name="since", kind="text", max_length=10, heads=("起始年份", "since")),
    Column(name="story_zh", kind="text", max_length=2000, heads=("简介", "story")),
]


class Roughly(forms.CharField):
    """A date as exactly as it is known, as text."""

    def __init__(self, **more: Any) -> None:
        super().__init__(max_length=10, help_text=ROUGHLY, **more)

    def clean(self, value: Any) -> Any:
        """Return the date; None where nothing is written."""
        text = super().clean(value)
        if not text:
            return None
        try:
            return PartialDate.parse(text)
        except ValueError:
            raise ValidationError(now("Write the date as 2008-06-30, 2008-06, 2021-Q2 or 2022")) from None

    def prepare_value(self, value: Any) -> Any:
        """Return the date as one writes it."""
        return str(value) if isinstance(value, PartialDate) else value


class ListingForm(Form):
    """Enters a listing or changes it."""

    kind = forms.ChoiceField(label=_("What it is"), choices=ListingKind.choices)
    title_zh = forms.CharField(label=_("Name (Chinese)"), max_length=120)
    title = forms.CharField(label=_("Name in English"), max_length=200, required=False)
    story_zh = forms.CharField(
        label=_("Its story (Chinese)"), required=False, max_length=6000, widget=forms.Textarea(attrs={"rows": 5})
    )
    story = forms.CharField(
        label=_("Its story in English"), required=False, max_length=8000, widget=forms.Textarea(attrs={"rows": 5})
    )
    status = forms.ChoiceField(
        label=_("How it is with it"), choices=ListingStatus.choices, initial=ListingStatus.UNKNOWN.value
    )
    since = Roughly(label=_("Since"), required=False)
    until = Roughly(label=_("Until"), required=False)
    where_zh = forms.CharField(label=_("Where, in words (Chinese)"), max_length=120, required=False)
    where = forms.CharField(label=_("Where, in English"), max_length=160, required=False)
    latitude = forms.DecimalField(label=_("Latitude (WGS 84)"), required=False, max_digits=9, decimal_places=6)
    longitude = forms.DecimalField(label=_("Longitude (WGS 84)"), required=False, max_digits=9, decimal_places=6)
    of_class = forms.ChoiceField(label=_("Stands in the list"), required=False)
    credit_zh = forms.CharField(label=_("Whose words and pictures (Chinese)"), max_length=160, required=False)
    credit = forms.CharField(label=_("Whose words and pictures, in English"), max_length=200, required=False)
    rights_zh = forms.CharField(label=_("On which terms they may be used (Chinese)"), max_length=200, required=False)
    rights = forms.CharField(label=_("On which terms they may be used, in English"), max_length=300, required=False)
    height_m = forms.DecimalField(
        label=_("Height of a building in metres"), required=False, max_digits=6, decimal_places=1
    )
    takes_requests = forms.BooleanField(label=_("Flights are asked for here"), required=False)
    audience = forms.ChoiceField(label=_("Who may read it"), choices=READERS)
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1, required=False)

    def __init__(self, *args: Any, classes: list[tuple[str, str]] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["of_class"].choices = [("", "—"), *(classes or [])]  # type: ignore[attr-defined]


class PictureForm(Form):
    """Adds a picture."""

    file = forms.FileField(label=_("Picture"))


class RegisterForm(Form):
    """Enters a list with its classes."""

    title_zh = forms.CharField(label=_("Name of the list (Chinese)"), max_length=120)
    title = forms.CharField(label=_("Name in English"), max_length=200, required=False)
    about_zh = forms.CharField(label=_("What it is (Chinese)"), max_length=400, required=False)
    about = forms.CharField(label=_("What it is, in English"), max_length=600, required=False)
    declared_classes = forms.IntegerField(
        label=_("How many classes it says it has"), min_value=1, max_value=1000, required=False
    )
    classes = forms.CharField(
        label=_("Its classes"), max_length=4000, widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("One a line: Chinese name | English name | how many, empty where nobody said"),
    )  # fmt: skip
    audience = forms.ChoiceField(label=_("Who may read it"), choices=READERS)

    def clean_classes(self) -> list[rules.ClassInput]:
        """Return the classes, one a line."""
        found = []
        for line in self.cleaned_data["classes"].splitlines():
            parts = [part.strip() for part in line.replace("｜", "|").split("|")]
            if not any(parts):
                continue
            number = parts[2] if len(parts) > 2 else ""
            if number and not (number.isdecimal() and int(number) < 10**9):
                raise ValidationError(now("“%(text)s” is no number") % {"text": number})
            found.append(
                rules.ClassInput(parts[0], parts[1] if len(parts) > 1 else "", int(number) if number else None)
            )
        return found


class EntriesForm(Form):
    """Brings the entries of a class."""

    kind = forms.ChoiceField(label=_("What the entries are"), choices=ListingKind.choices)
    file = forms.FileField(label=_("Table (CSV or XLSX)"))


class LabelForm(Form):
    """Enters a label."""

    title_zh = forms.CharField(label=_("Name of the label (Chinese)"), max_length=80)
    title = forms.CharField(label=_("Name in English"), max_length=120, required=False)
    level = forms.ChoiceField(label=_("Who gives it"), choices=LabelLevel.choices)
    of_villages = forms.BooleanField(label=_("Villages hold it"), required=False)
    declared = forms.IntegerField(
        label=_("How many hold it, as the source counts"), min_value=0, max_value=10**6, required=False
    )
    in_progress = forms.BooleanField(label=_("They are being built up to it, and do not hold it yet"), required=False)


class HolderForm(Form):
    """Says that a village holds a label."""

    label = forms.ChoiceField(label=pgettext_lazy("village", "Label"))
    village_zh = forms.CharField(label=_("Village (Chinese)"), max_length=60)
    year = forms.IntegerField(label=_("Since the year"), min_value=1949, max_value=2150, required=False)
    until = forms.IntegerField(label=_("Until the year"), min_value=1949, max_value=2150, required=False)

    def __init__(self, *args: Any, labels: list[tuple[str, str]] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["label"].choices = labels or []  # type: ignore[attr-defined]


class LabelEndForm(Form):
    """Says until when a label counts."""

    until = forms.IntegerField(label=_("Until the year"), min_value=1949, max_value=2150)


class ListingLabelForm(Form):
    """Says that a listing holds a label."""

    label = forms.ChoiceField(label=pgettext_lazy("village", "Label"))
    year = forms.IntegerField(label=_("Since the year"), min_value=1, max_value=2150, required=False)
    until = forms.IntegerField(label=_("Until the year"), min_value=1, max_value=2150, required=False)

    def __init__(self, *args: Any, labels: list[tuple[str, str]] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["label"].choices = labels or []  # type: ignore[attr-defined]


class BrandNoteForm(Form):
    """Notes an award or a channel."""

    part = forms.ChoiceField(label=_("What it is"), choices=BrandPart.choices)
    name_zh = forms.CharField(label=_("Name (Chinese)"), max_length=80)
    name = forms.CharField(label=_("Name in English"), max_length=120, required=False)
    number = forms.IntegerField(
        label=_("How many, where it stands for several"), min_value=1, max_value=10**6, required=False
    )
    year = forms.IntegerField(label=_("In the year"), min_value=1000, max_value=2150, required=False)


class StageForm(Form):
    """Notes a stage of a building."""

    stage = forms.ChoiceField(label=pgettext_lazy("building", "Stage"), choices=Stage.choices)
    reached_on = Roughly(label=_("Reached on"), required=False)
    evidence_zh = forms.CharField(label=_("What shows it (Chinese)"), max_length=200)
    evidence = forms.CharField(label=_("What shows it, in English"), max_length=300, required=False)


class FigureNoteForm(Form):
    """Puts a series on a page and says how it is read."""

    series = forms.ChoiceField(label=pgettext_lazy("figures", "Series"))
    topic = forms.ChoiceField(
        label=_("On which page"),
        choices=[(one.value, one.label) for one in (FigureTopic.VISITORS, FigureTopic.VILLAGES)],
    )
    part = forms.ChoiceField(label=_("What the figure is"), choices=FigurePart.choices)
    growth_percent = forms.DecimalField(
        label=_("Growth on the year before, in per cent"), required=False, max_digits=7, decimal_places=3
    )
    growth_step = forms.DecimalField(
        label=_("The growth is rounded to"),
        initial=Decimal("0.1"),
        min_value=Decimal("0.001"),
        max_digits=5,
        decimal_places=3,
    )
    value_step = forms.DecimalField(
        label=_("The figure is rounded to"),
        initial=Decimal(1),
        min_value=Decimal("0.001"),
        max_digits=18,
        decimal_places=3,
    )
    method_zh = forms.CharField(
        label=_("How it is counted (Chinese)"), required=False, max_length=400, widget=forms.Textarea(attrs={"rows": 2})
    )
    method = forms.CharField(
        label=_("How it is counted, in English"),
        required=False,
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    overlap = forms.SlugField(
        label=_("Overlap mark"), max_length=40, required=False,
        help_text=_("The same mark on series that may count the same people: they are not added up"),
    )  # fmt: skip

    def __init__(self, *args: Any, series: list[tuple[str, str]] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["series"].choices = series or []  # type: ignore[attr-defined]


class StoryForm(Form):
    """Tells a story."""

    text = forms.CharField(
        label=_("Your story"), max_length=2000, widget=forms.Textarea(attrs={"rows": 7}),
        help_text=_("What you remember or were told. No telephone numbers: they are taken out."),
    )  # fmt: skip
    of_years = forms.CharField(label=_("When that was"), max_length=40, required=False)
    credit = forms.CharField(
        label=_("How you want to be named"), max_length=40, required=False, help_text=_("Empty: you are not named")
    )
    rights = forms.ChoiceField(
        label=_("Why everyone may read it"), choices=StoryRights.choices, widget=forms.RadioSelect
    )


class DecisionForm(Form):
    """Says whether everyone reads a story."""

    shown = forms.TypedChoiceField(
        label=_("Does everyone read it?"), choices=[("yes", _("yes, everyone reads it")), ("no", _("no, and whoever told it is told why"))],
        coerce=lambda value: value == "yes", widget=forms.RadioSelect,
    )  # fmt: skip
    reason = forms.CharField(label=_("Why not"), max_length=200, required=False)


class FlightForm(Form):
    """Asks for a flight."""

    firm = forms.ChoiceField(label=_("In the name of"))
    on = forms.DateField(label=_("Day of the flight"), widget=DAY)
    starts = forms.TimeField(label=_("From the hour"), widget=CLOCK)
    ends = forms.TimeField(label=_("To the hour"), widget=CLOCK)
    height_m = forms.IntegerField(label=_("Highest above the ground, in metres"), min_value=1, max_value=6000)
    size = forms.ChoiceField(label=_("Size of the aircraft"), choices=DroneSize.choices, initial=DroneSize.SMALL.value)
    registration = forms.CharField(label=_("Registered under"), max_length=40)
    licensed = forms.BooleanField(label=_("Whoever flies it holds the licence that this size needs"), required=False)
    controlled = forms.BooleanField(
        label=_("It flies where the airspace is controlled for another reason than the height"), required=False
    )
    area = forms.CharField(label=_("Over which ground"), max_length=200)
    purpose = forms.CharField(label=_("What for"), max_length=200)

    def __init__(self, *args: Any, firms: list[tuple[str, str]] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["firm"].choices = firms or []  # type: ignore[attr-defined]


class FlightAnswerForm(Form):
    """Answers a request for a flight."""

    agreed = forms.TypedChoiceField(
        label=_("Your answer"), choices=[("yes", pgettext_lazy("answer to a flight", "yes")), ("no", pgettext_lazy("answer to a flight", "no"))],
        coerce=lambda value: value == "yes", widget=forms.RadioSelect,
    )  # fmt: skip
    reason = forms.CharField(label=_("Why, where the answer is no"), max_length=300, required=False)


def moment_of(on: date, clock: Any) -> datetime:
    """Return an hour of a day in Shanghai."""
    return datetime.combine(on, clock, tzinfo=SHANGHAI)


def read_entries(name: str, content: bytes) -> tuple[list[rules.EntryInput], list[Fault]]:
    """Return the entries of a table, one a row, and what is wrong with its cells.

    Raises
    ------
    InvalidTable
        When the file as a whole is turned away.
    """
    faults: list[Fault] = []
    try:
        table = read_table(name=name, content=content, columns=ENTRY_COLUMNS)
    except InvalidTable as error:
        if error.table is None:
            raise
        table, faults = error.table, list(error.faults)
    entries = []
    for row, number in zip(table.rows, table.numbers, strict=True):
        said = {column.name: str(row.get(column.name) or "").strip() for column in ENTRY_COLUMNS}
        entry, wrong = read_entry(number, **said)
        entries.append(entry)
        faults += wrong
    return entries, faults


def read_entry(
    number: int | None, *, title_zh: str, title: str = "", rank: str = "", where_zh: str = "", since: str = "", story_zh: str = ""
) -> tuple[rules.EntryInput, list[Fault]]:  # fmt: skip
    """Return an entry written in words, and which of its cells cannot be read."""
    faults = []
    begins: PartialDate | None = None
    if since:
        try:
            begins = PartialDate.parse(since)
        except ValueError:
            faults.append(
                Fault("date", "since", now("Write the date as 2008-06-30, 2008-06, 2021-Q2 or 2022"), number, since)
            )
    place = int(rank) if rank.isdecimal() and 0 < int(rank) < 10**6 else None
    if rank and place is None:
        faults.append(Fault("rank", "rank", now("“%(text)s” is no number") % {"text": rank}, number, rank))
    return rules.EntryInput(title_zh, title, place, where_zh, begins, story_zh), faults
