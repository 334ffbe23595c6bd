"""What people write about public events: registering, planning, sharing out places, noting who came, joint passes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from pilin.domain.living.enums.happenings import MOST_PASSES, MOST_PLACES, HappeningKind, HostRule, Season
from pilin.domain.living.models import Happening, HappeningVenue
from pilin.web.forms import Form

Choices = Sequence[tuple[str, str]]
SHANGHAI = ZoneInfo("Asia/Shanghai")
DAY = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
MOMENT = forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"})
LONG = forms.Textarea(attrs={"rows": 3})
MOMENTS = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"]
REACH = [("public", _("everyone")), ("circle", _("the circle"))]
NOT_SETTLED = [("", _("not settled"))]
VENUES = 3


class MomentField(forms.DateTimeField):
    """A day and an hour, as clocks in the five towns show them; gives an aware moment."""

    widget = MOMENT
    input_formats = MOMENTS

    def to_python(self, value: Any) -> datetime | None:
        found = super().to_python(value)
        return None if found is None else found.replace(tzinfo=SHANGHAI)

    def prepare_value(self, value: Any) -> Any:
        return value.astimezone(SHANGHAI).strftime("%Y-%m-%dT%H:%M") if isinstance(value, datetime) else value


class RegisterForm(Form):
    """Registers oneself, or somebody for whom a clerk does it: a name and a town, no more."""

    name = forms.CharField(
        label=pgettext_lazy("person", "Name"),
        max_length=60,
        help_text=_("The host reads it at the entrance; nobody else does."),
    )
    town = forms.ChoiceField(label=_("From which town"))

    def __init__(self, *args: Any, towns: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["town"].choices = towns  # type: ignore[attr-defined]


class ThoughtForm(Form):
    """Says what one thought of an event."""

    score = forms.TypedChoiceField(
        label=_("How was it"), choices=[(n, str(n)) for n in range(5, 0, -1)], coerce=int, widget=forms.RadioSelect,
        help_text=_("5 is best"),
    )  # fmt: skip
    words = forms.CharField(label=_("In words"), max_length=400, required=False, widget=LONG)


class SeriesForm(Form):
    """Puts a series into the calendar."""

    title_zh = forms.CharField(label=_("Name (Chinese)"), max_length=160)
    title = forms.CharField(label=_("Name in English"), max_length=240, required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=HappeningKind.choices)
    yearly = forms.BooleanField(label=_("Returns every year"), required=False)
    month = forms.TypedChoiceField(
        label=_("In which month"), choices=[*NOT_SETTLED, *((n, str(n)) for n in range(1, 13))], coerce=int, empty_value=None, required=False
    )  # fmt: skip
    season = forms.ChoiceField(label=_("Or in which season"), choices=[*NOT_SETTLED, *Season.choices], required=False)
    since = forms.IntegerField(label=_("Held since the year"), min_value=1900, max_value=2200, required=False)
    host_rule = forms.ChoiceField(label=_("Who hosts it"), choices=HostRule.choices, initial=HostRule.CHAIR)
    host = forms.ChoiceField(label=_("Which host, if always the same"), required=False)
    about_zh = forms.CharField(label=_("About it (Chinese)"), max_length=4000, widget=LONG, required=False)
    about = forms.CharField(label=_("About it in English"), max_length=4000, widget=LONG, required=False)

    def __init__(self, *args: Any, towns: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["host"].choices = [("", "—"), *towns]  # type: ignore[attr-defined]


class HappeningForm(Form):
    """Plans an event, or changes what is said of it."""

    title_zh = forms.CharField(label=_("Name (Chinese)"), max_length=160)
    title = forms.CharField(label=_("Name in English"), max_length=240, required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=HappeningKind.choices)
    series = forms.ChoiceField(label=_("Edition of"), required=False)
    edition = forms.IntegerField(label=_("Which edition"), min_value=1, max_value=999, required=False)
    starts_on = forms.CharField(
        label=_("First day"), max_length=10, required=False,
        help_text=_("A day, or as much as is settled: 2025-05-18, 2025-05, 2025"),
    )  # fmt: skip
    ends_on = forms.CharField(label=_("Last day"), max_length=10, required=False)
    starts_at = MomentField(label=_("Begins at"), required=False)
    ends_at = MomentField(label=_("Ends at"), required=False)
    host = forms.ChoiceField(
        label=_("Host"), required=False, help_text=_("Where none is named, whoever chairs that day.")
    )
    about_zh = forms.CharField(label=_("About it (Chinese)"), max_length=4000, widget=LONG, required=False)
    about = forms.CharField(label=_("About it in English"), max_length=4000, widget=LONG, required=False)
    for_whom_zh = forms.CharField(label=_("For whom (Chinese)"), max_length=200, required=False)
    for_whom = forms.CharField(label=_("For whom in English"), max_length=300, required=False)
    registers = forms.BooleanField(label=_("One registers to come"), required=False)
    places = forms.IntegerField(
        label=pgettext_lazy("happening", "Places"),
        min_value=1,
        max_value=MOST_PLACES,
        required=False,
        help_text=_("Empty: as many as come"),
    )
    opens_at = MomentField(label=_("Registration opens at"), required=False)
    closes_at = MomentField(label=_("Registration closes at"), required=False)
    own_until = forms.DateField(label=_("Only its own towns' people until"), widget=DAY, required=False)
    release_on = forms.DateField(label=_("Unused quotas are released on"), widget=DAY, required=False)
    reach = forms.ChoiceField(label=_("Who may read it"), choices=REACH)
    announce_at = MomentField(
        label=_("Announced by itself at"), required=False, help_text=_("Until it is announced only owner and host read it.")
    )  # fmt: skip
    anyway = forms.BooleanField(label=_("Plan it though the town has something then"), required=False)

    def __init__(
        self, *args: Any, towns: Choices = (), series: Choices = (), clash: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for no in range(1, VENUES + 1):
            self.fields[f"venue_{no}_zh"] = forms.CharField(
                label=_("Venue {no} (Chinese)").format(no=no), max_length=160, required=False
            )
            self.fields[f"venue_{no}"] = forms.CharField(
                label=_("Venue {no} in English").format(no=no), max_length=200, required=False
            )
            self.fields[f"venue_{no}_town"] = forms.ChoiceField(
                label=_("Venue {no}: town").format(no=no), choices=[("", "—"), *towns], required=False
            )
        self.fields["host"].choices = [("", "—"), *towns]  # type: ignore[attr-defined]
        self.fields["series"].choices = [("", "—"), *series]  # type: ignore[attr-defined]
        if not clash:
            del self.fields["anyway"]
        venues = [name for name in self.fields if name.startswith("venue_")]
        order = [name for name in self.fields if not name.startswith("venue_")]
        place = order.index("about_zh")
        self.order_fields([*order[:place], *venues, *order[place:]])

    def venues(self) -> list[dict[str, str]]:
        """Return the venues that were named."""
        data = self.cleaned_data
        return [
            {"name_zh": data[f"venue_{no}_zh"], "name": data[f"venue_{no}"], "town": data[f"venue_{no}_town"]}
            for no in range(1, VENUES + 1)
            if data[f"venue_{no}_zh"] or data[f"venue_{no}_town"]
        ]

    def said(self) -> dict[str, Any]:
        """Return what is said of the event, as the deed reads it."""
        apart = ("title_zh", "title", "kind", "series", "edition", "host", "anyway")
        return {
            name: value
            for name, value in self.cleaned_data.items()
            if name not in apart and not name.startswith("venue_")
        }


def initial_of(row: Happening, venues: list[HappeningVenue]) -> dict[str, Any]:
    """Return what the form of an event begins with."""
    names = [
        name for name in HappeningForm.base_fields if name not in ("anyway", "series", "host", "starts_on", "ends_on")
    ]
    initial = {name: getattr(row, name) for name in names}
    initial |= {"starts_on": str(row.starts_on or ""), "ends_on": str(row.ends_on or "")}
    for no, venue in enumerate(venues[:VENUES], start=1):
        initial |= {
            f"venue_{no}_zh": venue.name_zh, f"venue_{no}": venue.name, f"venue_{no}_town": venue.town.code if venue.town else "",
        }  # fmt: skip
    return initial


class QuotaForm(Form):
    """Says how many places each town has."""

    def __init__(self, *args: Any, towns: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code, name in towns:
            self.fields[f"q{code}"] = forms.IntegerField(label=name, min_value=0, max_value=MOST_PLACES, required=False)

    def quotas(self) -> dict[str, int]:
        """Return the places by town; a town left empty has none."""
        return {name[1:]: value for name, value in self.cleaned_data.items() if value is not None}


class WhyForm(Form):
    """Says why an event is called off."""

    why = forms.CharField(label=_("Why"), max_length=300, widget=LONG)


class CodeForm(Form):
    """Takes a ticket or a pass in by its code."""

    code = forms.CharField(
        label=_("Code under the square"), max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false", "class": "num"}),
    )  # fmt: skip


class SessionForm(Form):
    """Adds a session to a camp."""

    title_zh = forms.CharField(label=_("Subject (Chinese)"), max_length=160)
    title = forms.CharField(label=_("Subject in English"), max_length=240, required=False)
    starts_at = MomentField(label=_("Begins at"), required=False)
    ends_at = MomentField(label=_("Ends at"), required=False)
    place_zh = forms.CharField(label=_("Place (Chinese)"), max_length=160, required=False)
    place = forms.CharField(label=_("Place in English"), max_length=200, required=False)


class SecondmentForm(Form):
    """Sends a participant of a camp to another town."""

    who = forms.ChoiceField(label=_("Who"))
    to = forms.ChoiceField(label=pgettext_lazy("secondment", "To which town"))
    office_zh = forms.CharField(label=_("In which office (Chinese)"), max_length=120)
    office = forms.CharField(label=_("The office in English"), max_length=160, required=False)
    task_zh = forms.CharField(label=_("To do what"), max_length=300, required=False)
    from_on = forms.DateField(label=pgettext_lazy("span", "From"), widget=DAY)
    until_on = forms.DateField(label=_("Last day"), widget=DAY)

    def __init__(self, *args: Any, people: Choices = (), towns: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["who"].choices = people  # type: ignore[attr-defined]
        self.fields["to"].choices = towns  # type: ignore[attr-defined]


class YearForm(Form):
    """Lays the drafts of a year."""

    year = forms.IntegerField(label=_("Year"), min_value=2000, max_value=2200)


class PassForm(Form):
    """Offers a joint pass."""

    title_zh = forms.CharField(label=_("Name (Chinese)"), max_length=160)
    title = forms.CharField(label=_("Name in English"), max_length=240, required=False)
    about_zh = forms.CharField(label=_("About it (Chinese)"), max_length=4000, widget=LONG, required=False)
    about = forms.CharField(label=_("About it in English"), max_length=4000, widget=LONG, required=False)
    price_cny = forms.DecimalField(
        label=_("Price in yuan"), min_value=0, max_digits=12, decimal_places=2, required=False, help_text=_("Empty: not known")
    )  # fmt: skip
    valid_from = forms.DateField(label=_("Good from"), widget=DAY)
    valid_to = forms.DateField(label=_("Good until"), widget=DAY)
    uses = forms.IntegerField(label=_("How often at each venue"), min_value=1, max_value=366, initial=1)

    def __init__(self, *args: Any, towns: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code, name in towns:
            self.fields[f"v{code}"] = forms.CharField(
                label=_("Venue in {town} (Chinese)").format(town=name), max_length=160, required=False
            )

    def venues(self) -> list[dict[str, str]]:
        """Return the venues that were named, each with its town."""
        return [
            {"town": name[1:], "name_zh": value, "name": ""}
            for name, value in self.cleaned_data.items()
            if name[1:].isdigit() and value
        ]


class IssueForm(Form):
    """Issues passes."""

    number = forms.IntegerField(label=_("How many passes"), min_value=1, max_value=MOST_PASSES, initial=10)
