"""What clerks bring: a file of firms, and the reason for taking one back."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pilin.domain.enterprises.enums import (
    LARGEST_FILE,
    CertificateKind,
    DivisionList,
    FigureKind,
    GoodRole,
    Level,
    SiteKind,
)
from pilin.foundation.access.enums import Audience
from pilin.foundation.values.columns import as_partial_date
from pilin.web.forms import Form


class BringForm(Form):
    """Brings a register."""

    title = forms.CharField(
        label=_("What list this is"), help_text=_("Who keeps it, and of what: 新埭镇规上企业名录"), max_length=160
    )
    as_of = forms.CharField(
        label=_("As of"), help_text=_("2026-10-18, 2026-10, 2026-Q4 or 2026: when it was right"), max_length=10
    )
    file = forms.FileField(
        label=_("File"),
        help_text=_("XLSX or CSV, one firm a row, up to a million firms; a large one is brought while you go on"),
    )
    division_list = forms.ChoiceField(
        label=_("Its division codes follow"), choices=DivisionList.choices, required=False,
        help_text=_("The two public lists disagree on many towns: say which one, if you know"),
    )  # fmt: skip
    audience = forms.ChoiceField(
        label=_("Who may read it"),
        choices=[
            (Audience.CIRCLE.value, _("the circle")),
            (Audience.OWN.value, _("own town only")),
            (Audience.PUBLIC.value, _("everyone")),
        ],
        help_text=_("A one-person business bears a person's name: keep such a list to the town"),
        initial=Audience.CIRCLE.value,
    )

    declared = forms.IntegerField(
        label=_("How many firms the list says it has"), help_text=_("A TOP50 has 50: a file with another number is not taken in"),
        min_value=1, max_value=1_000_000, required=False,
    )  # fmt: skip

    field_order = ("file", "title", "as_of", "audience", "division_list", "declared")

    def clean_file(self) -> Any:
        """Turn away what is larger than a table of a million rows."""
        if self.cleaned_data["file"].size > LARGEST_FILE:
            raise forms.ValidationError(_("The file is larger than {most} MB").format(most=LARGEST_FILE // 1_000_000))
        return self.cleaned_data["file"]

    def clean_as_of(self) -> Any:
        """Read a day, month, quarter or year."""
        try:
            return as_partial_date(self.cleaned_data["as_of"].strip())
        except ValueError as error:
            raise forms.ValidationError(_("Write 2026-10-18, 2026-10, 2026-Q4 or 2026")) from error


class WithdrawForm(Form):
    """Takes a register back."""

    why = forms.CharField(label=_("Why it is taken back"), max_length=240)


class MergeForm(Form):
    """Says that a firm is another."""

    into = forms.UUIDField(widget=forms.HiddenInput)
    why = forms.CharField(
        label=_("Why they are one"), max_length=240, required=False, help_text=_("For whoever reads it later")
    )


class UndoForm(Form):
    """Undoes a merge."""

    why = forms.CharField(label=_("Why they are two after all"), max_length=240)


class DecideForm(Form):
    """Says whether two firms are one."""

    said = forms.ChoiceField(choices=[("one", _("One firm")), ("two", _("Two firms"))])


WHEN = _("2026-10-18, 2026-10, 2026-Q4 or 2026")
READERS = [
    (Audience.CIRCLE.value, _("the circle")),
    (Audience.OWN.value, _("own town only")),
    (Audience.PUBLIC.value, _("everyone")),
]


class GroupForm(Form):
    """Notes a group."""

    name_zh = forms.CharField(label=_("Name of the group"), max_length=200)
    name = forms.CharField(label=_("Name in English"), max_length=240, required=False)
    listed_on = forms.CharField(label=_("Listed on a stock exchange"), help_text=WHEN, max_length=10, required=False)
    audience = forms.ChoiceField(label=_("Who may read it"), choices=READERS, initial=Audience.CIRCLE.value)


class PlaceForm(Form):
    """Says to which group a firm belongs."""

    group = forms.ChoiceField(label=_("Group"))
    valid_from = forms.CharField(label=_("From"), help_text=WHEN, max_length=10, required=False)
    valid_to = forms.CharField(label=_("Until"), help_text=WHEN, max_length=10, required=False)
    audience = forms.ChoiceField(label=_("Who may read it"), choices=READERS, initial=Audience.CIRCLE.value)

    def __init__(self, *args: Any, groups: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["group"].choices = groups  # type: ignore[attr-defined]


class SiteForm(Form):
    """Notes a site."""

    kind = forms.ChoiceField(label=_("What it is"), choices=SiteKind.choices)
    address = forms.CharField(label=_("Address"), max_length=240, required=False)
    area = forms.CharField(
        label=_("Area"), help_text=_("With its unit: 35000平方米, 52.5亩, 约300亩"), max_length=40, required=False
    )
    since = forms.CharField(label=_("Since"), help_text=WHEN, max_length=10, required=False)
    audience = forms.ChoiceField(label=_("Who may read it"), choices=READERS, initial=Audience.CIRCLE.value)


class FigureForm(Form):
    """Notes a figure of a group."""

    entity = forms.ChoiceField(label=_("Of which part"), required=False)
    kind = forms.ChoiceField(label=_("What it counts"), choices=FigureKind.choices)
    year = forms.IntegerField(label=_("Of the year"), min_value=1978, max_value=2200)
    value = forms.CharField(label=_("Figure"), help_text=_("With its unit: 约5亿元, 320人"), max_length=60)
    audience = forms.ChoiceField(label=_("Who may read it"), choices=READERS, initial=Audience.CIRCLE.value)

    def __init__(self, *args: Any, entities: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["entity"].choices = [("", _("the group as a whole")), *entities]  # type: ignore[attr-defined]


class ClaimForm(Form):
    """Asks to speak for a firm."""

    office = forms.CharField(label=_("What you are in the firm"), max_length=80)
    evidence = forms.CharField(
        label=_("What shows it"), help_text=_("For the clerk to check: a letter brought to the town office, a number to ring back"),
        max_length=240, required=False,
    )  # fmt: skip


class AnswerForm(Form):
    """Answers a claim, or ends it."""

    why = forms.CharField(
        label=_("Reason"), help_text=_("Needed for a refusal; the person reads it"), max_length=240, required=False
    )


class GoodForm(Form):
    """Says what a firm makes or buys."""

    role = forms.ChoiceField(label=_("It"), choices=GoodRole.choices)
    name_zh = forms.CharField(
        label=_("What"), help_text=_("As you would say it to a customer: PVC电缆料"), max_length=120
    )
    capacity = forms.CharField(
        label=_("How much"), help_text=_("An amount in a period: 20吨/月, 约300吨/年"), max_length=60, required=False
    )
    audience = forms.ChoiceField(label=_("Who may read it"), choices=READERS, initial=Audience.CIRCLE.value)


class CertificateForm(Form):
    """Notes a certificate or a recognition."""

    kind = forms.ChoiceField(label=_("What it is"), choices=CertificateKind.choices)
    name_zh = forms.CharField(label=_("Standard or title"), help_text=_("ISO 9001, RoHS, 高新技术企业"), max_length=120)
    level = forms.ChoiceField(label=_("Level"), choices=[("", _("not said")), *Level.choices], required=False)
    number = forms.CharField(label=_("Number"), max_length=60, required=False)
    valid_from = forms.CharField(label=_("Valid from"), help_text=WHEN, max_length=10, required=False)
    valid_to = forms.CharField(label=_("Valid until"), help_text=WHEN, max_length=10, required=False)
    audience = forms.ChoiceField(label=_("Who may read it"), choices=READERS, initial=Audience.CIRCLE.value)
