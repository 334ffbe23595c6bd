"""What people write into bulletins."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from pilin.foundation.bulletins.enums import LONGEST_REASON, BulletinKind
from pilin.foundation.bulletins.units import COMPARED, UNITS, compared_words, unit_words
from pilin.web.forms import Form

TEXT = forms.Textarea(attrs={"rows": 14})
MOMENT = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
FORMS_OF_MOMENT = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"]


class StartForm(Form):
    """Begins a draft from a template."""

    kind = forms.ChoiceField(label=_("Template"), choices=BulletinKind.choices)
    slug = forms.SlugField(
        label=_("Name in the address"), help_text=_("small letters, figures, hyphens: 2026-q3"), max_length=60
    )
    title_zh = forms.CharField(label=_("Title (Chinese)"), max_length=160)
    title = forms.CharField(label=_("Title (English)"), max_length=240)
    release_at = forms.DateTimeField(
        label=_("Released at (Shanghai time)"), widget=MOMENT, input_formats=FORMS_OF_MOMENT
    )
    needs_all = forms.BooleanField(label=_("Every town signs the text first"), required=False)


class DraftForm(Form):
    """Changes a draft: the text of both languages, block by block, in the same order."""

    title_zh = forms.CharField(label=_("Title (Chinese)"), max_length=160)
    title = forms.CharField(label=_("Title (English)"), max_length=240)
    text_zh = forms.CharField(label=_("Text (Chinese)"), widget=TEXT, max_length=40_000)
    text = forms.CharField(
        label=_("Text (English)"),
        help_text=_(
            "One block a paragraph, an empty line between. # heading, - list, | table | row |. The same blocks in both."
        ),
        widget=TEXT,
        max_length=60_000,
    )
    release_at = forms.DateTimeField(
        label=_("Released at (Shanghai time)"), widget=MOMENT, input_formats=FORMS_OF_MOMENT
    )
    needs_all = forms.BooleanField(label=_("Every town signs the text first"), required=False)
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)


class CitationForm(Form):
    """Binds a figure to the source that says it."""

    name = forms.SlugField(
        label=_("Name in the text"), help_text=_("small letters, figures, hyphens: projects-signed"), max_length=60
    )
    counts_zh = forms.CharField(label=_("What it counts (Chinese)"), max_length=160)
    counts = forms.CharField(label=_("What it counts (English)"), max_length=240)
    value = forms.CharField(
        label=_("Value"),
        help_text=_("A number, or the source’s words: nearly 100 billion yuan. Empty where the source gives none."),
        max_length=80,
        required=False,
    )
    comparator = forms.ChoiceField(label=_("How it compares"), choices=(), required=False)
    unit = forms.ChoiceField(label=_("Unit or currency"), choices=(), required=False)
    period = forms.CharField(
        label=_("Of which time"),
        help_text=_("2019, 2020-Q2; empty where the source does not say"),
        max_length=40,
        required=False,
    )
    when_words = forms.CharField(
        label=_("A date it names, in the source’s words"),
        help_text=_("the second quarter of next year: counted from the day of the source"),
        max_length=120,
        required=False,
    )
    title = forms.CharField(label=_("Title of the source"), max_length=240)
    title_zh = forms.CharField(label=_("Its title in Chinese, where it has one"), max_length=160, required=False)
    said_on = forms.DateField(
        label=_("Day of the source"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    paragraph = forms.CharField(label=_("Paragraph"), help_text=_("as S4:17"), max_length=60, required=False)
    url = forms.CharField(label=_("Address of the source"), max_length=300, required=False)
    asks = forms.CharField(
        label=_("Dated query that keeps the same thing"),
        help_text=_("asked again whenever the bulletin is checked"),
        max_length=120,
        required=False,
    )
    promise = forms.ChoiceField(label=_("Promise it stands for"), choices=(), required=False)
    passage = forms.CharField(
        label=_("The passage as it stands in the source"),
        help_text=_(
            "Kept for the desk only. A line that stands twice and an end that is missing are marked, never mended."
        ),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=8000,
        required=False,
    )

    def __init__(self, *args: Any, promises: Iterable[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lang = "en" if (get_language() or "").startswith("en") else "zh"
        compared = [(mark, f"{mark} {compared_words(mark, lang)}".strip()) for mark in COMPARED]
        self.fields["comparator"].choices = [("", _("as the words say, else exactly")), *compared]  # type: ignore[attr-defined]
        self.fields["unit"].choices = [("", "—"), *((unit, _labelled(unit, lang)) for unit in UNITS)]  # type: ignore[attr-defined]
        self.fields["promise"].choices = [("", "—"), *promises]  # type: ignore[attr-defined]


def _labelled(unit: str, lang: str) -> str:
    words = unit_words(unit, lang)
    return words if words == unit else f"{words} ({unit})"


class WaveForm(Form):
    """Lets a number stand though nothing binds it."""

    number = forms.CharField(widget=forms.HiddenInput, max_length=40)
    reason = forms.CharField(label=_("Why it needs no source"), max_length=240)


class SignForm(Form):
    """Signs the text that was read."""

    hash_seen = forms.CharField(widget=forms.HiddenInput, min_length=64, max_length=64)


class CorrectionForm(Form):
    """Publishes a correction."""

    text_zh = forms.CharField(
        label=_("What was wrong, what is right (Chinese)"), widget=forms.Textarea(attrs={"rows": 3}), max_length=4000
    )
    text = forms.CharField(label=_("The same in English"), widget=forms.Textarea(attrs={"rows": 3}), max_length=4000)
    figure = forms.ChoiceField(label=_("Which figure was wrong"), choices=(), required=False)
    new_value = forms.CharField(
        label=_("What is right"), help_text=_("a number, in the unit of the figure"), max_length=40, required=False
    )

    def __init__(self, *args: Any, figures: Iterable[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["figure"].choices = [("", _("none, it was the words")), *figures]  # type: ignore[attr-defined]


class ObjectionForm(Form):
    """Objects to a correction for the town."""

    reason_zh = forms.CharField(
        label=_("Why your town objects (Chinese)"), widget=forms.Textarea(attrs={"rows": 3}), max_length=LONGEST_REASON
    )
    reason = forms.CharField(
        label=_("The same in English"), widget=forms.Textarea(attrs={"rows": 3}), max_length=LONGEST_REASON
    )
