"""What is written about counts."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pilin.domain.observatory.enums.counts import ACROSS, CountOf, FirmAsked
from pilin.web.forms import Form

Choices = list[tuple[str, Any]]
YES_NO = [("yes", _("yes, it does")), ("no", _("no, it does not"))]


class CountForm(Form):
    """Has a town's part of an indicator counted from the register."""

    town = forms.ChoiceField(label=_("Of which town"))
    count = forms.ChoiceField(label=_("What is counted"), choices=[("", _("a series, below")), *CountOf.choices], required=False)  # fmt: skip
    whole = forms.ChoiceField(
        label=_("Counted out of"), help_text=_("Only of a share"), choices=[("", _("a series, below, or nothing")), *CountOf.choices], required=False
    )  # fmt: skip
    place = forms.ChoiceField(label=_("Of which place"), required=False)
    numerator = forms.ChoiceField(label=_("Series in place of the first count"), required=False)
    denominator = forms.ChoiceField(label=_("Series in place of the second count"), required=False)

    def __init__(
        self, *args: Any, towns: Choices, provinces: Choices, series: Choices, **kwargs: Any
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        places: Choices = [("", _("any place, or the count asks for none")), (ACROSS, _("the other bank")), *provinces]
        for field, choices in (("town", towns), ("place", places), ("numerator", [("", "—"), *series]), ("denominator", [("", "—"), *series])):  # fmt: skip
            self.fields[field].choices = choices  # type: ignore[attr-defined]


class FirmSayingForm(Form):
    """Says of one firm what the counts ask and no other record says."""

    firm = forms.CharField(label=_("Firm"), help_text=_("Its code or its whole name, as the register has it"), max_length=200)  # fmt: skip
    about = forms.ChoiceField(label=_("What is said of it"), choices=FirmAsked.choices, widget=forms.RadioSelect)
    holds = forms.ChoiceField(label=_("Does it?"), choices=YES_NO, widget=forms.RadioSelect)
    place = forms.CharField(
        label=_("Of which place"), help_text=_("The beginning of a division code: 31 is Shanghai. Empty: of any place"), max_length=12, required=False
    )  # fmt: skip
    partner_zh = forms.CharField(label=_("With whom (Chinese)"), max_length=160, required=False)
    valid_from = forms.CharField(
        label=_("Since"), help_text=_("A day, a month or a year: 2024-09-01, 2024-09, 2024"), max_length=10
    )
    valid_to = forms.CharField(label=_("Until"), max_length=10, required=False)
