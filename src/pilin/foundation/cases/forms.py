"""What people write on a case."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pilin.web.forms import Form


class WordsForm(Form):
    """A step that is said in words."""

    note = forms.CharField(label=_("In words"), widget=forms.Textarea(attrs={"rows": 5}), max_length=10_000)


class MaybeWordsForm(Form):
    """A step that may be said in words."""

    note = forms.CharField(
        label=_("A word on it"), widget=forms.Textarea(attrs={"rows": 3}), max_length=10_000, required=False
    )


class TakeForm(Form):
    """Gives a case to a clerk."""

    person = forms.TypedChoiceField(label=_("Who has it from now on"), empty_value=None)

    def __init__(self, *args: Any, clerks: list[tuple[str, str]] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = clerks or []  # type: ignore[attr-defined]


class OfferForm(WordsForm):
    """Offers a case to another town."""

    town = forms.ChoiceField(label=_("To which town"))
    joint = forms.BooleanField(
        label=_("Have it together"), required=False,
        help_text=_("For what lies on both banks: two towns have it, ours goes on coordinating and answers."),
    )  # fmt: skip
    note = forms.CharField(
        label=_("Why it is theirs"), widget=forms.Textarea(attrs={"rows": 4}), max_length=10_000,
        help_text=_("They read this and what was asked, not yet who asked."),
    )  # fmt: skip
    field_order = ("town", "joint", "note")

    def __init__(self, *args: Any, towns: list[tuple[str, str]] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["town"].choices = towns or []  # type: ignore[attr-defined]


class RefuseForm(WordsForm):
    """Refuses to take a case over."""

    rule = forms.CharField(
        label=_("By which rule it is not yours"),
        max_length=200,
        help_text=_("Law, list or agreement, with its article."),
    )
    note = forms.CharField(label=_("In words"), widget=forms.Textarea(attrs={"rows": 4}), max_length=10_000)
    field_order = ("rule", "note")
