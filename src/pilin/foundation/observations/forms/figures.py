"""What people write into observations."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from pilin.engine.base import Comparator
from pilin.foundation.observations.enums import UNITS, PeriodKind, SeriesKind
from pilin.web.forms import Form

UNIT_CHOICES = [("", "—"), *UNITS.items()]
COMPARED = [
    (Comparator.EXACTLY.value, _("= exactly")), (Comparator.ABOUT.value, _("≈ about, nearly")),
    (Comparator.MORE_THAN.value, _("> more than")), (Comparator.AT_LEAST.value, _("≥ at least")),
    (Comparator.LESS_THAN.value, _("< less than")), (Comparator.AT_MOST.value, _("≤ at most")),
]  # fmt: skip


class AttestForm(Form):
    """Gives a figure, or corrects one. The unit is said again, so that yuan never pass for ten thousand yuan."""

    period = forms.CharField(
        label=_("Period"), help_text=_("2024-06-27, 2024-06, 2024-Q2 or 2024"), max_length=10, required=False
    )
    comparator = forms.ChoiceField(label=_("How exact"), choices=COMPARED, initial="=")
    value = forms.CharField(
        label=_("Figure"), help_text=_("Leave it empty where none is given."), max_length=40, required=False
    )
    unit = forms.ChoiceField(label=_("Unit, once more"), choices=UNIT_CHOICES, required=False)
    datum = forms.CharField(label=_("Vertical datum"), max_length=40, required=False)
    source = forms.CharField(
        label=_("Where it stands"), help_text=_("A report, file or register"), max_length=60, required=False
    )
    note_zh = forms.CharField(label=_("Note (Chinese)"), max_length=300, required=False)
    note = forms.CharField(label=_("Note (English)"), max_length=400, required=False)


class SeriesForm(Form):
    """Opens a series for the town acted for."""

    title_zh = forms.CharField(label=_("Title (Chinese)"), max_length=160)
    title = forms.CharField(label=_("Title (English)"), max_length=240)
    slug = forms.SlugField(label=_("Name in the address"), help_text=_("small letters and hyphens"), max_length=60)
    kind = forms.ChoiceField(label=_("What it measures"), choices=SeriesKind.choices, initial=SeriesKind.COUNT)
    unit = forms.ChoiceField(label=_("Unit"), choices=UNIT_CHOICES, required=False)
    datum = forms.CharField(
        label=_("Vertical datum"), help_text=_("For water levels only"), max_length=40, required=False
    )
    period_kind = forms.ChoiceField(label=_("Each figure is of a"), choices=PeriodKind.choices, initial=PeriodKind.YEAR)
    numerator_zh = forms.CharField(label=_("What is counted (Chinese)"), max_length=240, required=False)
    numerator = forms.CharField(label=_("What is counted (English)"), max_length=300, required=False)
    denominator_zh = forms.CharField(label=_("Out of what (Chinese)"), max_length=240, required=False)
    denominator = forms.CharField(label=_("Out of what (English)"), max_length=300, required=False)
    method_zh = forms.CharField(
        label=_("How it is found (Chinese)"), widget=forms.Textarea(attrs={"rows": 2}), required=False
    )
    method = forms.CharField(
        label=_("How it is found (English)"), widget=forms.Textarea(attrs={"rows": 2}), required=False
    )
