"""What is written about indicators."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pilin.domain.observatory.enums import Beside, Expected, Likeness, PartOf
from pilin.domain.observatory.enums import IndicatorForm as Shape
from pilin.foundation.observations.enums import UNITS
from pilin.web.forms import Form

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")  # a browser reads no other
UNIT_CHOICES = [(code, label) for code, label in UNITS.items() if code != "m_level"]
Choices = list[tuple[str, Any]]


def _choose(form: forms.Form, field: str, choices: Choices) -> None:
    form.fields[field].choices = choices  # type: ignore[attr-defined]


class IndicatorForm(Form):
    """Defines or changes an indicator."""

    title_zh = forms.CharField(label=_("Title (Chinese)"), max_length=160)
    title = forms.CharField(label=_("Title in English"), max_length=240, required=False)
    slug = forms.CharField(
        label=_("Name in the address"), help_text=_("Small letters and figures with hyphens: livelihood-spending"), max_length=60
    )  # fmt: skip
    form = forms.ChoiceField(label=_("How the towns’ figures become one"), choices=Shape.choices)
    unit = forms.ChoiceField(label=_("Unit"), help_text=_("A share is in per cent"), choices=UNIT_CHOICES)
    expects = forms.ChoiceField(label=_("Of whom a figure is expected"), choices=Expected.choices)
    parent = forms.ChoiceField(label=_("Stands under"), required=False)
    part_of = forms.ChoiceField(
        label=_("Which role it belongs to"), choices=[("", _("none of them")), *PartOf.choices], required=False
    )
    about_zh = forms.CharField(
        label=_("What it tells, and what it does not (Chinese)"), widget=forms.Textarea(attrs={"rows": 3}), max_length=2000, required=False
    )  # fmt: skip
    about = forms.CharField(
        label=_("The same in English"), widget=forms.Textarea(attrs={"rows": 3}), max_length=3000, required=False
    )
    valid_from = forms.DateField(label=_("From"), widget=DAY)
    valid_to = forms.DateField(label=_("Until"), widget=DAY, required=False)
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1, required=False)

    def __init__(self, *args: Any, parents: Choices | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "parent", [("", _("nothing: it is a root")), *(parents or [])])


class InputForm(Form):
    """Puts series under an indicator."""

    numerator = forms.ChoiceField(label=_("Series"), help_text=_("Of a share: what is counted"))
    denominator = forms.ChoiceField(
        label=_("Out of what"), help_text=_("Only of a share, in the same unit"), required=False
    )

    def __init__(self, *args: Any, series: Choices | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "numerator", series or [])
        _choose(self, "denominator", [("", "—"), *(series or [])])


class TargetForm(Form):
    """Sets a target."""

    comparator = forms.ChoiceField(label=_("The value is to be"), choices=Beside.choices)
    value = forms.CharField(label=_("Target"), max_length=40)
    year = forms.IntegerField(
        label=_("By the end of the year"), help_text=_("Empty where the text names none."), min_value=1950, max_value=2150, required=False
    )  # fmt: skip
    binds = forms.ChoiceField(label=_("Whom it binds"), required=False)
    clause_zh = forms.CharField(label=_("Clause or text in which it stands (Chinese)"), max_length=200)
    clause = forms.CharField(label=_("The clause in English"), max_length=300, required=False)
    valid_from = forms.DateField(label=_("From"), widget=DAY)

    def __init__(self, *args: Any, binding: Choices | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "binds", binding or [])


class DefinitionForm(Form):
    """Writes how one's province counts."""

    text_zh = forms.CharField(
        label=_("What is counted, and how (Chinese)"), widget=forms.Textarea(attrs={"rows": 4}), max_length=2000
    )
    text = forms.CharField(
        label=_("The same in English"), widget=forms.Textarea(attrs={"rows": 4}), max_length=3000, required=False
    )
    clause_zh = forms.CharField(label=_("Clause on which it stands (Chinese)"), max_length=200, required=False)
    clause = forms.CharField(label=_("The clause in English"), max_length=300, required=False)
    valid_from = forms.DateField(label=_("Counts so from"), widget=DAY)
    valid_to = forms.DateField(label=_("Until"), widget=DAY, required=False)


class JudgementForm(Form):
    """Judges two definitions."""

    likeness = forms.ChoiceField(label=_("The two definitions are"), choices=Likeness.choices, widget=forms.RadioSelect)
    factor = forms.CharField(
        label=_("Factor"), help_text=_("If convertible: the right bank’s figure = factor × the left bank’s figure + constant."),
        max_length=40, required=False,
    )  # fmt: skip
    offset = forms.CharField(label=_("Constant"), help_text=_("Empty: none"), max_length=40, required=False)
    reason_zh = forms.CharField(
        label=_("Why (Chinese)"), help_text=_("The other side reads it before it confirms."), widget=forms.Textarea(attrs={"rows": 3}), max_length=2000
    )  # fmt: skip
    reason = forms.CharField(
        label=_("The same in English"), widget=forms.Textarea(attrs={"rows": 3}), max_length=3000, required=False
    )
