"""What residents ask of services, and what clerks write of them: papers, hours and departments one a line."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from pilin.domain.living.enums.services import (
    LANGUAGES,
    LONGEST_NOTE,
    WALKS,
    CareKind,
    FacilityKind,
    ForWhom,
    LifeEvent,
    Linked,
)
from pilin.domain.living.rules import services as rules
from pilin.foundation.access.enums import Audience
from pilin.web.forms import Form

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")  # a browser reads no other
READERS = [
    (Audience.PUBLIC.value, _("everyone")), (Audience.CIRCLE.value, _("the circle")), (Audience.OWN.value, _("own town only")),
]  # fmt: skip
WALK_CHOICES = [("0.3", _("300 m")), ("1.0", _("1 km")), ("2.0", _("2 km"))]
LINES = forms.Textarea(attrs={"rows": 4})
assert tuple(value for value, _label in WALK_CHOICES) == WALKS


def revision_field() -> forms.IntegerField:
    """Return the field that carries as which revision a row was read."""
    return forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1, required=False)


class AskForm(Form):
    """Asks what one can do on the other side, from where and when. Whatever is left out is not asked for."""

    origin = forms.ChoiceField(label=_("Where you start"), required=False)
    on = forms.DateField(label=_("Day"), widget=DAY, required=False)
    walk = forms.ChoiceField(label=_("How far you walk"), choices=WALK_CHOICES, required=False)
    event = forms.ChoiceField(
        label=_("What it is about"), choices=[("", _("anything")), *LifeEvent.choices], required=False
    )
    q = forms.CharField(label=pgettext_lazy("services", "Words"), max_length=60, required=False)

    def __init__(self, *args: Any, places: list[Any] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["origin"].choices = places or []  # type: ignore[attr-defined]


class SettleForm(Form):
    """Asks whether one pays directly at a facility."""

    insured = forms.ChoiceField(label=_("Where you are insured"))
    facility = forms.ChoiceField(label=_("Where you are treated"))
    kind = forms.ChoiceField(label=_("What you need"), choices=CareKind.choices)
    on = forms.DateField(label=_("Day"), widget=DAY)

    def __init__(self, *args: Any, areas: list[Any], facilities: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["insured"].choices = areas  # type: ignore[attr-defined]
        self.fields["facility"].choices = facilities  # type: ignore[attr-defined]


class NeedForm(Form):
    """Notes what nobody found."""

    event = forms.ChoiceField(label=_("What was it about"), choices=LifeEvent.choices)
    words = forms.CharField(
        label=_("What did you need"), help_text=_("No names, no numbers: nobody is told who wrote it."), max_length=LONGEST_NOTE, required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    town = forms.ChoiceField(label=_("Which town is told"))

    def __init__(self, *args: Any, towns: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["town"].choices = towns  # type: ignore[attr-defined]


class LinesForm(Form):
    """A form some of whose fields hold one thing a line, its parts divided by upright bars."""

    PARTS: dict[str, tuple[type[Any], int]] = {}

    def clean(self) -> dict[str, Any]:
        """Return what was written, with lines read as what they are."""
        given = super().clean() or {}
        for name, (made, most) in self.PARTS.items():
            given[name] = [made(*rules.parted(line, most)) for line in rules.lines_of(given.get(name) or "")]
        hours, faults = rules.read_hours(given.get("hours") or "")
        for fault in faults:
            self.add_error("hours", str(fault.reason))
        given["hours"] = hours
        return given


def hours_field() -> forms.CharField:
    """Return the field for opening hours."""
    return forms.CharField(
        label=_("Opening hours"), required=False, max_length=1000, widget=LINES,
        help_text=_("One a line: workdays 8:30-16:30, sat 9:00-11:30, daily 7:00-20:00. Empty: unknown."),
    )  # fmt: skip


class FacilityForm(LinesForm):
    """Enters or changes a facility."""

    PARTS = {"departments": (rules.DepartmentInput, 4), "partners": (rules.PartnerInput, 4)}

    kind = forms.ChoiceField(label=_("What it is"), choices=FacilityKind.choices)
    name_zh = forms.CharField(label=_("Name (Chinese)"), max_length=80)
    name = forms.CharField(label=_("Name in English"), max_length=120, required=False)
    address_zh = forms.CharField(label=_("Address (Chinese)"), max_length=160, required=False)
    address = forms.CharField(label=_("Address in English"), max_length=200, required=False)
    place = forms.CharField(
        label=_("Division in which it lies"), help_text=_("Its statistical code: province and bank follow from it."), max_length=16
    )  # fmt: skip
    latitude = forms.DecimalField(label=_("Latitude"), min_value=-90, max_value=90, max_digits=9, decimal_places=6, required=False)  # fmt: skip
    longitude = forms.DecimalField(label=_("Longitude"), min_value=-180, max_value=180, max_digits=9, decimal_places=6, required=False)  # fmt: skip
    desk_phone = forms.CharField(label=_("Telephone of the desk"), help_text=_("Never a person's."), max_length=40, required=False)  # fmt: skip
    hours = hours_field()
    departments = forms.CharField(
        label=_("Departments"), help_text=_("One a line: name | in English | who visits it and when (Chinese) | in English. No person's name."),
        max_length=8000, widget=LINES, required=False,
    )  # fmt: skip
    partners = forms.CharField(
        label=_("Hospitals it works together with"), help_text=_("One a line: name | in English | what comes of it (Chinese) | in English."),
        max_length=8000, widget=LINES, required=False,
    )  # fmt: skip
    checked_on = forms.DateField(label=_("You looked that all this holds on"), widget=DAY, required=False)
    audience = forms.ChoiceField(label=_("Who may read it"), choices=READERS)
    revision = revision_field()


class ServiceForm(LinesForm):
    """Enters or changes a service."""

    PARTS = {"papers": (rules.PaperInput, 4)}

    title_zh = forms.CharField(label=_("What it is (Chinese)"), max_length=80)
    title = forms.CharField(label=_("What it is, in English"), max_length=120, required=False)
    events = forms.MultipleChoiceField(
        label=_("Life events it helps with"), choices=LifeEvent.choices, widget=forms.CheckboxSelectMultiple
    )
    about_zh = forms.CharField(label=_("In a few words (Chinese)"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}), required=False)  # fmt: skip
    about = forms.CharField(label=_("In a few words, in English"), max_length=400, widget=forms.Textarea(attrs={"rows": 2}), required=False)  # fmt: skip
    provider_zh = forms.CharField(label=_("Who provides it (Chinese)"), help_text=_("The body, not a person"), max_length=80)  # fmt: skip
    provider = forms.CharField(label=_("Who provides it, in English"), max_length=120, required=False)
    facility = forms.ChoiceField(label=_("Where"), required=False)
    desk_zh = forms.CharField(label=_("Window or floor (Chinese)"), max_length=80, required=False)
    desk = forms.CharField(label=_("Window or floor, in English"), max_length=120, required=False)
    online = forms.URLField(label=_("Where it is done without going"), max_length=200, required=False, assume_scheme="https")  # fmt: skip
    for_whom = forms.ChoiceField(label=_("Whom it is for"), choices=ForWhom.choices)
    who_zh = forms.CharField(label=_("The condition in words (Chinese)"), max_length=160, required=False)
    who = forms.CharField(label=_("The condition in English"), max_length=200, required=False)
    clause_zh = forms.CharField(label=_("Legal basis (Chinese)"), help_text=_("The law and its article"), max_length=160, required=False)  # fmt: skip
    clause = forms.CharField(label=_("Legal basis in English"), max_length=240, required=False)
    papers = forms.CharField(
        label=_("Papers to bring"), help_text=_("One a line: paper | in English | in which case (Chinese; empty: always) | in English"),
        max_length=8000, widget=LINES, required=False,
    )  # fmt: skip
    hours = hours_field()
    languages = forms.MultipleChoiceField(
        label=_("Languages at the desk"), choices=list(LANGUAGES.items()), widget=forms.CheckboxSelectMultiple, required=False
    )  # fmt: skip
    cost_cny = forms.DecimalField(
        label=_("Cost in yuan"), help_text=_("0: free. Empty where nobody said it."), min_value=0, max_digits=9, decimal_places=2, required=False
    )  # fmt: skip
    cost_zh = forms.CharField(label=_("The cost in words (Chinese)"), max_length=120, required=False)
    cost = forms.CharField(label=_("The cost in words, in English"), max_length=160, required=False)
    valid_from = forms.DateField(label=_("First day"), widget=DAY)
    valid_to = forms.DateField(label=_("Last day"), widget=DAY, required=False)
    checked_on = forms.DateField(label=_("You looked that all this holds on"), widget=DAY, required=False)
    audience = forms.ChoiceField(label=_("Who may read it"), choices=READERS)
    revision = revision_field()

    def __init__(self, *args: Any, facilities: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["facility"].choices = [("", _("nowhere: it is done without going")), *facilities]  # type: ignore[attr-defined]


class SettlementForm(Form):
    """Says for a facility whether insurance of an area pays directly there."""

    kind = forms.ChoiceField(label=_("What is paid for"), choices=CareKind.choices)
    area = forms.CharField(label=_("Where people are insured"), help_text=_("Code of the county, city or province"), max_length=16)  # fmt: skip
    linked = forms.ChoiceField(label=_("Does it pay directly"), choices=Linked.choices)
    as_of = forms.DateField(label=_("As of"), widget=DAY)
    says_zh = forms.CharField(label=_("Who says it (Chinese)"), help_text=_("The body or the list"), max_length=120)
    says = forms.CharField(label=_("Who says it, in English"), max_length=160, required=False)


def bars(*parts: str) -> str:
    """Return one line of a field of lines, without bars that divide nothing."""
    return " | ".join(parts).rstrip(" |")
