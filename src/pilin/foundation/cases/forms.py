"""What people write on a case."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from pilin.web.forms import Form


class WordsForm(Form):
    """A step that is said in words."""

    note = forms.CharField(label=_("In words"), widget=forms.Textarea(attrs={"rows": 5}), max_length=10_000)


class AnswerForm(WordsForm):
    """Answers a case."""

    note = forms.CharField(label=_("The answer"), widget=forms.Textarea(attrs={"rows": 8}), max_length=10_000)
    promised_on = forms.DateField(
        label=_("Done by"), required=False, widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("Where the answer is not yet the deed: on that day whoever asked is asked whether it was done."),
    )  # fmt: skip


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


class TieForm(MaybeWordsForm):
    """Says that a case is the same matter as another."""

    other = forms.TypedChoiceField(
        label=_("The same matter as"), coerce=UUID, empty_value=None,
        help_text=_("Each keeps its number, its day and its answer; whoever asked is told."),
    )  # fmt: skip
    field_order = ("other", "note")

    def __init__(self, *args: Any, others: list[tuple[str, str]] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["other"].choices = others or []  # type: ignore[attr-defined]


class RateForm(Form):
    """Says how it was."""

    mark = forms.TypedChoiceField(
        label=_("How was it?"), coerce=int, empty_value=None, widget=forms.RadioSelect,
        choices=[(5, _("5 · very good")), (4, _("4 · good")), (3, _("3 · middling")), (2, _("2 · poor")), (1, _("1 · very poor"))],
    )  # fmt: skip
    words = forms.CharField(
        label=_("A word on it"), widget=forms.Textarea(attrs={"rows": 3}), max_length=2_000, required=False
    )


class FileForm(Form):
    """Hangs a file on a case."""

    file = forms.FileField(
        label=_("A file"), help_text=_("Photos, PDF, documents; at most 50 MB. The position in a photo is taken out.")
    )


class WordsKeptForm(Form):
    """Keeps words with which answers begin."""

    kind = forms.ChoiceField(label=_("For which kind of case"))
    title = forms.CharField(label=_("Name"), max_length=80)
    text = forms.CharField(
        label=_("Words"), widget=forms.Textarea(attrs={"rows": 6}), max_length=10_000,
        help_text=_("{reference}, {subject} and {day} are filled in."),
    )  # fmt: skip

    def __init__(self, *args: Any, kinds: list[tuple[str, Any]] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = kinds or []  # type: ignore[attr-defined]


class TermForm(Form):
    """Sets the days that a town gives itself for a kind of case."""

    kind = forms.ChoiceField(label=_("Kind of case"))
    taken_within = forms.IntegerField(label=_("Taken within, working days"), min_value=0)
    answered_within = forms.IntegerField(label=_("Answered within, working days"), min_value=0)
    clause = forms.CharField(label=_("By which rule or resolution"), max_length=200)
    valid_from = forms.DateField(
        label=_("From"), widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("Cases received before keep the day that they were told."),
    )  # fmt: skip

    def __init__(self, *args: Any, kinds: list[tuple[str, Any]] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = kinds or []  # type: ignore[attr-defined]
