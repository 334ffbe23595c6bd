"""What people write into bulletins."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from pilin.foundation.bulletins.enums import BulletinKind
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


class SignForm(Form):
    """Signs the text that was read."""

    hash_seen = forms.CharField(widget=forms.HiddenInput, min_length=64, max_length=64)


class CorrectionForm(Form):
    """Publishes a correction."""

    text_zh = forms.CharField(
        label=_("What was wrong, what is right (Chinese)"), widget=forms.Textarea(attrs={"rows": 3}), max_length=4000
    )
    text = forms.CharField(label=_("The same in English"), widget=forms.Textarea(attrs={"rows": 3}), max_length=4000)
