"""What people write into the register."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pilin.domain.obstacles.enums import AuthorityLevel, ObstacleKind, ObstacleOutcome
from pilin.engine.base import Comparator, Quantity
from pilin.foundation.access.enums import Audience
from pilin.foundation.values.columns import as_partial_date
from pilin.web.forms import Form

LONG = forms.Textarea(attrs={"rows": 3})
DAY = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class ReportForm(Form):
    """Reports an obstacle."""

    title_zh = forms.CharField(label=_("What stops people, in one line (Chinese)"), max_length=160, required=False)
    title = forms.CharField(
        label=_("The line in English"),
        help_text=_("One of the two languages is enough."),
        max_length=240,
        required=False,
    )
    kind = forms.ChoiceField(label=_("What is it made of"), choices=ObstacleKind.choices)
    cost_zh = forms.CharField(
        label=_("What it costs people (Chinese)"),
        help_text=_("Whom it stops, what they do instead, how long or how much that takes."),
        widget=LONG,
        required=False,
    )
    cost = forms.CharField(label=_("What it costs people (English)"), widget=LONG, required=False)
    affected = forms.DecimalField(
        label=_("How many it affects"),
        help_text=_("Leave it empty where nobody knows."),
        min_value=0,
        max_digits=14,
        decimal_places=2,
        required=False,
    )
    affected_comparator = forms.ChoiceField(
        label=_("Exactly, about, more than"), choices=[(c.value, c.value) for c in Comparator], required=False
    )
    affected_unit = forms.CharField(
        label=_("Of what"), help_text=_("person, firm, trip"), max_length=24, required=False
    )
    affected_period = forms.CharField(
        label=_("In which time"), help_text=_("2026, 2026-10, a day"), max_length=24, required=False
    )
    seen_on = forms.CharField(
        label=_("Since when"), help_text=_("2026-10-18, 2026-10 or 2026: as exactly as you know it."), required=False
    )
    audience = forms.ChoiceField(
        label=_("Who may read it"),
        choices=[(Audience.CIRCLE.value, _("the circle")), (Audience.PUBLIC.value, _("everyone"))],
        initial=Audience.CIRCLE.value,
    )

    field_order = (
        "title_zh", "cost_zh", "kind", "seen_on", "affected", "affected_comparator", "affected_unit", "affected_period",
        "audience", "title", "cost",
    )  # fmt: skip

    def clean_seen_on(self) -> Any:
        """Read a day, month, quarter or year."""
        try:
            return as_partial_date(self.cleaned_data["seen_on"].strip())
        except ValueError as error:
            raise forms.ValidationError(_("Write 2026-10-18, 2026-10, 2026-Q4 or 2026")) from error

    def quantity(self) -> Quantity | None:
        """Return how many are affected; None where the field is empty."""
        data = self.cleaned_data
        if data.get("affected") is None:
            return None
        return Quantity(
            data["affected"],
            data["affected_unit"] or "person",
            Comparator(data["affected_comparator"] or Comparator.EXACTLY),
            period=data["affected_period"],
        )


class NoteForm(Form):
    """A step that needs only words."""

    note_zh = forms.CharField(label=_("In words (Chinese)"), widget=LONG, required=False)
    note = forms.CharField(label=_("The same in English"), widget=LONG, required=False)


class DocumentForm(Form):
    """Writes down what stands in the way."""

    rule_zh = forms.CharField(
        label=_("The rule or habit in the way (Chinese)"),
        help_text=_("With its clause, and how each bank has it."),
        widget=LONG,
        required=False,
    )
    rule = forms.CharField(label=_("The same in English"), widget=LONG, required=False)
    level = forms.ChoiceField(label=_("Who could remove it"), choices=AuthorityLevel.choices)
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)


class GiveForm(NoteForm):
    """Gives an obstacle to who can remove it."""

    body = forms.TypedChoiceField(label=_("A body of the circle"), required=False, empty_value=None)
    authority_zh = forms.CharField(label=_("Or an authority above it (Chinese)"), max_length=120, required=False)
    authority = forms.CharField(label=_("Its name in English"), max_length=160, required=False)
    level = forms.ChoiceField(
        label=_("Level of that authority"),
        choices=[("", "—"), *((v, label) for v, label in AuthorityLevel.choices if v != AuthorityLevel.CIRCLE)],
        required=False,
    )
    answer_by = forms.DateField(label=_("Day for the answer"), widget=DAY)

    field_order = ("body", "authority_zh", "authority", "level", "answer_by", "note_zh", "note")

    def __init__(self, *args: Any, bodies: list[tuple[str, str]] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body"].choices = [("", "—"), *(bodies or [])]  # type: ignore[attr-defined]


class SaidForm(NoteForm):
    """Says that an obstacle is gone."""

    outcome = forms.ChoiceField(label=_("How it went away"), choices=ObstacleOutcome.choices)
    field_order = ("outcome", "note_zh", "note")


class MergeForm(NoteForm):
    """Merges an obstacle into another."""

    into = forms.ChoiceField(label=_("The obstacle that stays"))
    field_order = ("into", "note_zh", "note")

    def __init__(self, *args: Any, others: list[tuple[str, str]] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["into"].choices = others or []  # type: ignore[attr-defined]


class LinkForm(Form):
    """Notes what ran into an obstacle."""

    link_title_zh = forms.CharField(label=_("What ran into it (Chinese)"), max_length=160, required=False)
    link_title = forms.CharField(label=_("The same in English"), max_length=240, required=False)
    url = forms.CharField(
        label=_("Its page here"), help_text=_("Copy its address from the first / on."), max_length=300
    )
    subject = forms.UUIDField(widget=forms.HiddenInput, required=False)
    kind = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)


class EvidenceForm(Form):
    """Brings a file."""

    file = forms.FileField(label=_("A photo, a letter, a form"))
