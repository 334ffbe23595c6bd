"""What is written about odd jobs."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from pilin.domain.oddjobs.enums import (
    MOST_HEADS,
    MOST_SHIFTS,
    TRADES,
    Breach,
    Cover,
    DayPart,
    Ground,
    PayForm,
    Provided,
    Travel,
)
from pilin.domain.oddjobs.rules import Deduction, ShiftInput, bits_of, parts_of
from pilin.web.forms import Form

SHANGHAI = ZoneInfo("Asia/Shanghai")
DAY = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
TIME = forms.TimeInput(format="%H:%M", attrs={"type": "time"})
TRADE_CHOICES = [(key, trade.label) for key, trade in TRADES.items()]
WEEKDAYS = (_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun"))
PARTS = (DayPart.MORNING, DayPart.AFTERNOON, DayPart.EVENING, DayPart.NIGHT)
FREE_CHOICES = [
    (f"{weekday}-{part.value}", f"{weekday}-{part.value}") for weekday in range(7) for part in PARTS
]  # shown as a table: rows are days, columns parts


def point_field(label: Any) -> forms.DecimalField:
    """Return a field for one figure of a point, in degrees."""
    return forms.DecimalField(
        label=label, max_digits=9, decimal_places=6, required=False, min_value=-180, max_value=180,
        widget=forms.NumberInput(attrs={"step": "any", "inputmode": "decimal"}),
    )  # fmt: skip


class WorkerForm(Form):
    """Says what somebody who takes odd jobs can do and wants."""

    name = forms.CharField(
        label=pgettext_lazy("of a person", "Name"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    phone = forms.CharField(
        label=_("Telephone"), max_length=20, widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"})
    )
    home = forms.CharField(
        label=_("Village or street"),
        max_length=80,
        help_text=_("The way is reckoned from there; no house number is needed."),
    )
    latitude = point_field(_("Latitude"))
    longitude = point_field(_("Longitude"))
    trades = forms.MultipleChoiceField(
        label=_("What you can do"), choices=TRADE_CHOICES, widget=forms.CheckboxSelectMultiple, required=False,
        help_text=_("Work that anybody can do is shown to you in any case."),
    )  # fmt: skip
    free = forms.MultipleChoiceField(
        label=_("When you are free"), choices=FREE_CHOICES, widget=forms.CheckboxSelectMultiple, required=False,
        help_text=_("Nothing chosen means: at any time."),
    )  # fmt: skip
    travels = forms.ChoiceField(label=_("How you get about"), choices=Travel.choices)
    max_km = forms.IntegerField(label=_("At most so many kilometres away"), min_value=1, max_value=100, required=False)
    min_hourly_cny = forms.DecimalField(
        label=_("At least so many yuan an hour"),
        min_value=Decimal("0.01"),
        max_value=999,
        max_digits=6,
        decimal_places=2,
        required=False,
    )
    proposals = forms.BooleanField(label=_("Shifts may be proposed to me in the evening"), required=False, initial=True)
    across = forms.BooleanField(
        label=_("I agree that officers and employers of the other towns read my name and telephone once a shift there is mine"),
        help_text=_("Without it you find work in your own town only. You can take it back at any time."), required=False,
    )  # fmt: skip

    def said(self) -> dict[str, Any]:
        """Return what was typed as the deed takes it, but the point."""
        data = dict(self.cleaned_data)
        data["free"] = bits_of((int(one[0]), int(one[2])) for one in data["free"])
        return data

    @staticmethod
    def free_initial(bits: int) -> list[str]:
        """Return the boxes that are ticked for parts of the week."""
        return [f"{weekday}-{part}" for weekday, part in parts_of(bits)]


class EnrolForm(WorkerForm):
    """Enrols somebody."""

    town = forms.ChoiceField(label=_("Town you live in"))
    number = forms.CharField(
        label=_("Citizen's number"), max_length=24, widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "text"}),
        help_text=_("It is looked at once, for the age and so that one person is enrolled once. It is not kept."),
    )  # fmt: skip
    field_order: tuple[str, ...] = ("name", "number", "phone", "town", "home")

    def __init__(self, *args: Any, towns: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["town"].choices = towns  # type: ignore[attr-defined]


class JoinForm(EnrolForm):
    """Makes an account and enrols whoever makes it."""

    username = forms.CharField(
        label=_("Name to sign in with"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "username"})
    )
    password = forms.CharField(
        label=_("Password"), max_length=128, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )
    field_order = ("name", "number", "phone", "username", "password", "town", "home")


class PostForm(Form):
    """Offers work."""

    title_zh = forms.CharField(label=_("What is to be done (Chinese)"), max_length=60)
    trade = forms.ChoiceField(
        label=_("Kind of work"), choices=[("", _("anybody can do it")), *TRADE_CHOICES], required=False
    )
    hourly_cny = forms.DecimalField(label=_("Yuan an hour"), max_digits=8, decimal_places=2, min_value=Decimal("0.01"))
    day = forms.DateField(label=_("Day"), widget=DAY)
    until = forms.DateField(label=_("Every day until"), widget=DAY, required=False)
    starts = forms.TimeField(label=_("From"), widget=TIME)
    ends = forms.TimeField(
        label=_("To"), widget=TIME, help_text=_("Earlier than the start means: on the next morning.")
    )
    break_minutes = forms.IntegerField(label=_("Break in minutes, not paid"), min_value=0, max_value=240, initial=0)
    heads = forms.IntegerField(label=_("How many people"), min_value=1, max_value=MOST_HEADS)
    town = forms.ChoiceField(label=_("Town of the work"))
    place_zh = forms.CharField(label=_("Where exactly (Chinese)"), max_length=120)
    latitude = point_field(_("Latitude"))
    longitude = point_field(_("Longitude"))
    cover = forms.ChoiceField(label=_("What covers an accident"), choices=Cover.choices)
    cover_said = forms.CharField(label=_("Who insures, and the policy's number"), max_length=120, required=False)
    provided = forms.MultipleChoiceField(
        label=_("What you provide"), choices=Provided.choices, widget=forms.CheckboxSelectMultiple, required=False
    )
    phone = forms.CharField(
        label=_("Foreman's telephone"), max_length=20, required=False, widget=forms.TextInput(attrs={"type": "tel"})
    )
    form = forms.ChoiceField(label=_("Form of work"), choices=PayForm.choices)
    agency = forms.BooleanField(label=_("We dispatch labour to others"), required=False)
    fee_cny = forms.DecimalField(
        label=_("What the worker pays you, in yuan"), help_text=_("Clothes, meals, deposits, training: anything counts."), max_digits=8,
        decimal_places=2, min_value=0, initial=0,
    )  # fmt: skip
    urgent = forms.BooleanField(label=_("Urgent: whoever asks first has it"), required=False)
    title = forms.CharField(label=_("The work in English"), max_length=100, required=False)
    place = forms.CharField(label=_("Where, in English"), max_length=160, required=False)
    about_zh = forms.CharField(label=_("What else to know (Chinese)"), max_length=300, required=False)
    about = forms.CharField(label=_("The same in English"), max_length=400, required=False)

    def __init__(self, *args: Any, towns: list[tuple[str, str]], firms: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["town"].choices = towns  # type: ignore[attr-defined]
        employer: forms.Field
        if firms:
            employer = forms.ChoiceField(label=_("Employer"), choices=firms)
        else:
            employer = forms.CharField(label=_("Credit code of the employer"), max_length=24)
        self.fields = {"employer": employer, **self.fields}

    def clean(self) -> dict[str, Any]:
        """Turn day and times into shifts; each of them is then looked at by the rules."""
        data: dict[str, Any] = super().clean() or {}
        if data.get("day") and data.get("starts") and data.get("ends"):
            last = data.get("until") or data["day"]
            if last < data["day"]:
                self.add_error("until", _("The last day lies before the first"))
            elif (last - data["day"]).days >= MOST_SHIFTS:
                self.add_error("until", _("At most 31 shifts in one post"))
            elif data.get("heads") is not None and data.get("break_minutes") is not None:
                days = [data["day"] + timedelta(days=number) for number in range((last - data["day"]).days + 1)]
                data["shifts"] = [self._shift(day, data) for day in days]
        return data

    MORE = ("phone", "form", "title", "place", "about_zh", "about")

    @property
    def main(self) -> list[forms.BoundField]:
        """Return the fields that every post needs, in the order in which people think of them."""
        return [field for field in self if field.name not in (*self.MORE, "longitude")]

    @property
    def more(self) -> list[forms.BoundField]:
        """Return the fields that may wait."""
        return [field for field in self if field.name in self.MORE]

    @property
    def more_wrong(self) -> bool:
        """Return whether one of those was filled in wrongly."""
        return any(field.errors for field in self.more)

    def said(self) -> dict[str, Any]:
        """Return what was typed as the deed takes it, but employer, town and point."""
        left_out = {
            "employer",
            "town",
            "latitude",
            "longitude",
            "day",
            "until",
            "starts",
            "ends",
            "break_minutes",
            "heads",
        }
        return {name: value for name, value in self.cleaned_data.items() if name not in left_out}

    @staticmethod
    def _shift(day: date, data: dict[str, Any]) -> ShiftInput:
        start = datetime.combine(day, data["starts"], SHANGHAI)
        end = datetime.combine(day + timedelta(days=data["ends"] <= data["starts"]), data["ends"], SHANGHAI)
        return ShiftInput(start, end, data["heads"], data["break_minutes"])


class FloorForm(Form):
    """Says what the wage floor of a place is."""

    place_code = forms.CharField(
        label=_("Code of the place"), max_length=12, help_text=_("Of the province, the county or the town.")
    )
    hourly_cny = forms.DecimalField(label=_("Yuan an hour"), max_digits=8, decimal_places=2, min_value=Decimal("0.01"))
    monthly_cny = forms.DecimalField(
        label=_("Yuan a month"), max_digits=10, decimal_places=2, min_value=1, required=False
    )
    valid_from = forms.DateField(label=_("From"), widget=DAY)
    valid_to = forms.DateField(label=_("Last day"), widget=DAY, required=False)
    clause = forms.CharField(label=_("Notice that sets it"), max_length=200)


class WhyForm(Form):
    """Says why."""

    why = forms.CharField(label=_("Why"), max_length=240, required=False)


class HoursForm(Form):
    """Says how long was worked."""

    hours = forms.IntegerField(label=_("Hours worked"), min_value=0, max_value=23)
    minutes = forms.IntegerField(label=_("and minutes"), min_value=0, max_value=59, initial=0)

    @property
    def said(self) -> int:
        """Return how long, in minutes."""
        return int(self.cleaned_data["hours"]) * 60 + int(self.cleaned_data["minutes"])


class AppealForm(Form):
    """Says that the employer is wrong."""

    said = forms.CharField(label=_("What was so"), max_length=400, widget=forms.Textarea(attrs={"rows": 3}))
    hours = forms.DecimalField(
        label=_("Hours that you worked"), min_value=0, max_value=24, max_digits=4, decimal_places=2, required=False,
        help_text=_("4.5 are four hours and a half"),
    )  # fmt: skip

    @property
    def minutes(self) -> int | None:
        """Return the hours in minutes; None where none were given."""
        hours = self.cleaned_data.get("hours")
        return None if hours is None else int(hours * 60)


class HearForm(AppealForm):
    """Decides an appeal."""

    upheld = forms.TypedChoiceField(
        label=_("Who is right"), choices=[("yes", _("the worker")), ("no", _("the employer"))], coerce=lambda said: said == "yes",
        widget=forms.RadioSelect,
    )  # fmt: skip
    said = forms.CharField(label=_("Reason, for both sides"), max_length=400, widget=forms.Textarea(attrs={"rows": 3}))
    hours = forms.DecimalField(
        label=_("Hours that stand"), min_value=0, max_value=24, max_digits=4, decimal_places=2, required=False,
        help_text=_("Empty: as the worker said"),
    )  # fmt: skip
    field_order = ("upheld", "hours", "said")


class PaidForm(Form):
    """Says that pay was paid."""

    paid_on = forms.DateField(label=_("Paid on"), widget=DAY)
    paid_how = forms.CharField(
        label=_("How"), max_length=80, required=False, help_text=_("cash, bank transfer, WeChat")
    )
    ground = forms.ChoiceField(label=_("Taken off it"), choices=[("", _("nothing")), *Ground.choices], required=False)
    words = forms.CharField(label=_("What for"), max_length=120, required=False)
    cny = forms.DecimalField(label=_("Yuan taken off"), min_value=0, max_digits=8, decimal_places=2, required=False)

    @property
    def deductions(self) -> list[Deduction]:
        """Return what is taken off; the rules look at it."""
        data = self.cleaned_data
        if not (data["ground"] or data["words"] or data["cny"]):
            return []
        return [Deduction(data["ground"], data["words"], data["cny"] or Decimal())]


class ProofForm(Form):
    """Says of which days a proof is taken out."""

    first_on = forms.DateField(label=_("From"), widget=DAY)
    last_on = forms.DateField(label=_("Until"), widget=DAY)


class BanForm(Form):
    """Says which employer may offer no work, why, until when, and with whom that is shared."""

    employer = forms.CharField(
        label=_("Unified social credit code of the employer"),
        max_length=18,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    ground = forms.ChoiceField(
        label=pgettext_lazy("of a ban", "Ground"), choices=Breach.choices, widget=forms.RadioSelect
    )
    words = forms.CharField(
        label=_("What happened, and how the town knows"), max_length=400, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The employer reads this, and every town with which it is shared. Name no worker."),
    )  # fmt: skip
    until_on = forms.DateField(
        label=_("Last day"), widget=DAY, help_text=_("At most 365 days: then it is looked at again.")
    )
    clause = forms.ChoiceField(
        label=_("Shared under"), required=False,
        help_text=_("It holds in the towns bound by that agreement too; each of them may set it aside for itself."),
    )  # fmt: skip

    def __init__(self, *args: Any, clauses: list[tuple[str, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["clause"].choices = [("", _("nobody: it holds in our town only")), *clauses]  # type: ignore[attr-defined]

    @property
    def said(self) -> dict[str, Any]:
        """Return what the deed takes, but the firm."""
        data = self.cleaned_data
        slug, _colon, number = data["clause"].partition(":")
        return {
            "ground": data["ground"], "words": data["words"], "until_on": data["until_on"], "agreement": slug,
            "clause": int(number) if number else None,
        }  # fmt: skip


class WordsForm(Form):
    """Says something that others read: an objection, a reason."""

    words = forms.CharField(label=_("In your words"), max_length=400, widget=forms.Textarea(attrs={"rows": 4}))


class ComplaintForm(Form):
    """Says what is wrong with work that is offered."""

    breach = forms.ChoiceField(
        label=pgettext_lazy("complaint", "What is wrong"), choices=Breach.choices, widget=forms.RadioSelect
    )
    words = forms.CharField(
        label=_("What was so"), max_length=400, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The employer reads neither this nor who you are."),
    )  # fmt: skip
