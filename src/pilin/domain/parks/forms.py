"""What is written about parks, crossings and promises."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from pilin.domain.parks import rules
from pilin.domain.parks.enums import MONEY, WHOLE, CarrierPart, CooperationModel, CrossingState
from pilin.domain.parks.models import ParkParty
from pilin.engine.base import Comparator, PartialDate
from pilin.foundation.access.enums import Audience
from pilin.web.forms import Form

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")  # a browser reads no other
READERS = [
    (Audience.PUBLIC.value, _("everyone")), (Audience.CIRCLE.value, _("the circle")), (Audience.OWN.value, _("own town only")),
]  # fmt: skip
INSIDE = [("", _("the source does not say")), ("yes", _("yes")), ("no", _("no"))]
COMPARATORS = [
    (Comparator.EXACTLY.value, _("exactly")), (Comparator.ABOUT.value, _("about, nearly")), (Comparator.MORE_THAN.value, _("more than")),
    (Comparator.AT_LEAST.value, _("at least")), (Comparator.LESS_THAN.value, _("less than")), (Comparator.AT_MOST.value, _("at most")),
]  # fmt: skip
ROUGHLY = _("A day, a month, a quarter or a year: 2008-06-30, 2008-06, 2021-Q2, 2022")


class RoughDate(forms.CharField):
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


def revision_field() -> forms.IntegerField:
    """Return the field that carries as which revision a row was read."""
    return forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1, required=False)


def comparator(label: Any) -> forms.ChoiceField:
    """Return the field that says how a figure stands to the true one."""
    return forms.ChoiceField(label=label, choices=COMPARATORS, initial=Comparator.EXACTLY.value)


class ParkForm(Form):
    """Enters a park or changes it. Its parties are asked for only as it is entered."""

    name_zh = forms.CharField(label=_("Name (Chinese)"), max_length=80)
    name = forms.CharField(label=_("Name in English"), max_length=120, required=False)
    towns = forms.MultipleChoiceField(
        label=_("Parties of the circle"), required=False, widget=forms.CheckboxSelectMultiple
    )
    outside = forms.CharField(
        label=_("Parties from outside"), required=False, max_length=1200, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One a line; the English name after a bar: 静安区 | Jing’an District"),
    )  # fmt: skip
    joint = forms.BooleanField(
        label=_("Built jointly; otherwise it is listed to compare with"), required=False, initial=True
    )
    listed_in = forms.ChoiceField(label=_("Counted in the list"), required=False)
    model = forms.ChoiceField(
        label=_("Cooperation model"), required=False, choices=[("", _("nobody has said")), *CooperationModel.choices]
    )
    area_km2 = forms.DecimalField(label=_("Area in km²"), required=False, min_value=0, max_digits=8, decimal_places=3)
    area_comparator = comparator(_("This area is"))
    firms = forms.IntegerField(label=_("Firms as reported"), required=False, min_value=0, max_value=2**31 - 1)
    firms_comparator = comparator(_("This number is"))
    firms_inside = forms.TypedChoiceField(
        label=_("All of them lie in the area"),
        required=False,
        choices=INSIDE,
        coerce={"yes": True, "no": False}.get,
        empty_value=None,
    )
    hnte_share = forms.DecimalField(
        label=_("Share of high-tech firms"), required=False, min_value=0, max_value=1, max_digits=7, decimal_places=6,
        help_text=_("Of 1: a quarter is 0.25"),
    )  # fmt: skip
    valid_from = RoughDate(label=pgettext_lazy("a park", "Since"), required=False)
    valid_to = RoughDate(label=pgettext_lazy("a park", "Until"), required=False)
    note_zh = forms.CharField(label=_("Note (Chinese)"), max_length=300, required=False)
    note = forms.CharField(label=_("Note in English"), max_length=400, required=False)
    audience = forms.ChoiceField(label=_("Who may read it"), choices=READERS)
    revision = revision_field()

    def __init__(
        self, *args: Any, towns: Iterable[tuple[str, str]], lists: Iterable[tuple[str, str]], entered: bool, **more: Any
    ) -> None:
        super().__init__(*args, **more)
        self.fields["listed_in"].choices = [("", _("none")), *lists]  # type: ignore[attr-defined]
        if entered:
            del self.fields["towns"], self.fields["outside"]
        else:
            self.fields["towns"].choices = list(towns)  # type: ignore[attr-defined]

    @property
    def parties(self) -> list[rules.PartyInput]:
        """Return the parties written, those of the circle first."""
        towns = [rules.PartyInput(code) for code in self.cleaned_data.get("towns", [])]
        lines = [line.partition("|") for line in self.cleaned_data.get("outside", "").splitlines() if line.strip()]
        return [*towns, *(rules.PartyInput("", zh.strip()[:80], en.strip()[:120]) for zh, _bar, en in lines)]


class SharesForm(Form):
    """Proposes the shares of a park: one field a party."""

    why_zh = forms.CharField(label=_("Why so (Chinese)"), max_length=300, required=False)
    why = forms.CharField(label=_("Why so, in English"), max_length=400, required=False)

    def __init__(self, *args: Any, parties: Iterable[tuple[ParkParty, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        self.keys = {}
        words = {name: self.fields.pop(name) for name in ("why_zh", "why")}
        for party, name in parties:
            self.keys[str(party.pk)] = party.pk
            self.fields[str(party.pk)] = forms.DecimalField(
                label=now("%(party)s, per cent") % {"party": name}, required=False, min_value=0, max_value=WHOLE, max_digits=7, decimal_places=4,
                help_text=_("Empty: unknown"),
            )  # fmt: skip
        self.fields |= words

    @property
    def shares(self) -> dict[Any, Any]:
        """Return the shares written, by uid of the party."""
        return {key: self.cleaned_data.get(field) for field, key in self.keys.items()}


class AnswerForm(Form):
    """Says yes or no to the shares proposed."""

    agrees = forms.TypedChoiceField(
        label=_("Your town"), choices=[("yes", _("agrees to these shares")), ("no", _("says no"))], widget=forms.RadioSelect,
        coerce={"yes": True, "no": False}.get, empty_value=None,
    )  # fmt: skip
    why = forms.CharField(label=_("Why"), max_length=300, required=False, help_text=_("Needed for a no"))


class FirmForm(Form):
    """Puts a firm into a park."""

    enterprise = forms.ChoiceField(label=_("Firm"))
    valid_from = forms.DateField(label=pgettext_lazy("a firm in a park", "There since"), widget=DAY)
    valid_to = forms.DateField(
        label=_("Last day there"), required=False, widget=DAY, help_text=_("Empty while it is there")
    )

    def __init__(self, *args: Any, firms: Iterable[tuple[str, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["enterprise"].choices = list(firms)  # type: ignore[attr-defined]


class CrossingForm(Form):
    """Writes down a crossing or changes it."""

    name_zh = forms.CharField(label=_("Name (Chinese)"), max_length=80)
    name = forms.CharField(label=_("Name in English"), max_length=120, required=False)
    state = forms.ChoiceField(label=_("How far it is"), choices=CrossingState.choices)
    number = forms.IntegerField(
        label=_("How many crossings"),
        min_value=1,
        max_value=99,
        initial=1,
        help_text=_("More than one where a source counts them and names none"),
    )
    begun_on = RoughDate(label=_("Construction began"), required=False)
    opened_on = RoughDate(label=_("Opened"), required=False)
    day_count = forms.IntegerField(label=_("Vehicles a day"), required=False, min_value=1, max_value=2**31 - 1)
    day_comparator = comparator(_("This count is"))
    peak_count = forms.IntegerField(
        label=_("Vehicles a day on holidays"), required=False, min_value=1, max_value=2**31 - 1
    )
    peak_comparator = comparator(_("This holiday count is"))
    design_count = forms.IntegerField(
        label=_("Vehicles a day it was built for"),
        required=False,
        min_value=1,
        max_value=2**31 - 1,
        help_text=_("Only where the design says so"),
    )
    times_design = forms.DecimalField(
        label=_("How many times the design, as said"),
        required=False,
        min_value=0,
        max_digits=5,
        decimal_places=2,
        help_text=_("“Nearly twice” is 2"),
    )
    times_comparator = comparator(_("This multiple is"))
    note_zh = forms.CharField(label=_("Note (Chinese)"), max_length=300, required=False)
    note = forms.CharField(label=_("Note in English"), max_length=400, required=False)
    audience = forms.ChoiceField(label=_("Who may read it"), choices=READERS)
    revision = revision_field()


class ListForm(Form):
    """Puts down how many parks a source counts."""

    name_zh = forms.CharField(label=_("Whose parks, as the source counts them (Chinese)"), max_length=80)
    name = forms.CharField(label=_("The same in English"), max_length=120, required=False)
    declared = forms.IntegerField(label=_("How many parks it counts"), min_value=0, max_value=32_767)
    declared_comparator = comparator(_("Exactly, about, more than"))
    source = forms.CharField(label=_("Source"), max_length=60, help_text=_("Who counts them, and where it stands"))
    audience = forms.ChoiceField(label=_("Who may read it"), choices=READERS)


class CarrierForm(Form):
    """Writes down a carrier of innovation with its figures: of each part a value, how it stands to the true one, of when."""

    name_zh = forms.CharField(label=_("Name (Chinese)"), max_length=80)
    name = forms.CharField(label=_("Name in English"), max_length=120, required=False)
    place_zh = forms.CharField(label=_("Where it is (Chinese)"), max_length=60, required=False)
    place = forms.CharField(label=_("Where it is, in English"), max_length=80, required=False)
    note_zh = forms.CharField(label=_("Note (Chinese)"), max_length=300, required=False)
    note = forms.CharField(label=_("Note in English"), max_length=400, required=False)
    source = forms.CharField(label=_("Source"), max_length=60, required=False)
    audience = forms.ChoiceField(label=_("Who may read it"), choices=READERS)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        for part in CarrierPart:
            money = part in MONEY
            self.fields[f"value_{part.value}"] = forms.DecimalField(
                label=part.label, min_value=0, max_digits=17, decimal_places=2 if money else 0, required=False,
                help_text=_("In yuan") if money else "",
            )  # fmt: skip
            self.fields[f"comparator_{part.value}"] = comparator(_("Exactly, about, more than"))
            self.fields[f"comparator_{part.value}"].required = False
            self.fields[f"period_zh_{part.value}"] = _text(_("Of when, as the source says (Chinese)"), 40)
            self.fields[f"period_{part.value}"] = _text(_("Of when, in English"), 60)

    @property
    def plain(self) -> list[BoundField]:
        """Return the fields that say what it is."""
        return [self[name] for name in self.base_fields]

    @property
    def rows(self) -> list[tuple[CarrierPart, list[BoundField]]]:
        """Return the fields of each figure."""
        return [
            (part, [self[f"{kind}_{part.value}"] for kind in ("value", "comparator", "period_zh", "period")])
            for part in CarrierPart
        ]

    @property
    def figures(self) -> list[rules.FigureInput]:
        """Return the figures written; what is left empty is not said."""
        given = self.cleaned_data
        return [
            rules.FigureInput(
                part, given[f"value_{part.value}"], given.get(f"comparator_{part.value}") or Comparator.EXACTLY.value,
                given.get(f"period_zh_{part.value}", ""), given.get(f"period_{part.value}", ""),
            )
            for part in CarrierPart
            if given.get(f"value_{part.value}") is not None
        ]  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Return what was written; of when a figure is without the figure is nothing."""
        given = super().clean() or self.cleaned_data
        for part in CarrierPart:
            said = given.get(f"period_zh_{part.value}") or given.get(f"period_{part.value}")
            if said and given.get(f"value_{part.value}") is None and f"value_{part.value}" not in self.errors:
                self.add_error(f"value_{part.value}", now("Write the figure too, or leave out of when it is"))
        return given


def _text(label: Any, longest: int) -> forms.CharField:
    return forms.CharField(label=label, max_length=longest, required=False)


class PromiseForm(Form):
    """Writes down what was promised, by whom, when, and by when in its words."""

    work = forms.ChoiceField(label=_("Big work"), required=False)
    work_zh = forms.CharField(
        label=_("A new work (Chinese)"), max_length=80, required=False, help_text=_("Where it does not stand above")
    )
    work_en = forms.CharField(label=_("A new work, in English"), max_length=120, required=False)
    what_zh = forms.CharField(label=_("What was promised (Chinese)"), max_length=160)
    what = forms.CharField(label=_("What was promised, in English"), max_length=240, required=False)
    said_by_zh = forms.CharField(label=_("Which office promised it (Chinese)"), max_length=80)
    said_by = forms.CharField(label=_("Which office, in English"), max_length=120, required=False)
    said_on = forms.DateField(label=_("Said or published on"), widget=DAY)
    words = forms.CharField(
        label=_("By when, in its words"),
        max_length=120,
        required=False,
        help_text=_("As it was said: 明年二季度, the second quarter of next year"),
    )
    chosen = RoughDate(label=_("Which date it means, where it could be several"), required=False)
    audience = forms.ChoiceField(label=_("Who may read it"), choices=READERS)
    source = forms.CharField(label=_("Source"), max_length=60, required=False)

    def __init__(self, *args: Any, works: Iterable[tuple[str, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["work"].choices = [("", _("a new one")), *works]  # type: ignore[attr-defined]


class ActualForm(Form):
    """Reports when something promised was done."""

    actual = RoughDate(label=_("Done on"))
    actual_source = forms.CharField(label=_("Who or what says so"), max_length=200)


class AskForm(Form):
    """Asks which date words mean."""

    words = forms.CharField(
        label=_("The words as said"),
        max_length=120,
        help_text=_("As it was said: 明年二季度, the second quarter of next year"),
    )
    said_on = forms.DateField(label=_("Said or published on"), widget=DAY)

    def clean_said_on(self) -> date:
        """Return the day, where a calendar of reports has it."""
        day: date = self.cleaned_data["said_on"]
        if not 1950 <= day.year <= 2150:
            raise ValidationError(now("A year between 1950 and 2150"))
        return day
