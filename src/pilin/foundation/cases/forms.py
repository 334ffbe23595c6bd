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
