"""What a chair types before its seal is set."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pilin.domain.handover.enums import SIGNING_WORDS
from pilin.web.forms import Form


class SignForm(Form):
    """Signs the dossier with this hash."""

    text_hash = forms.CharField(widget=forms.HiddenInput, max_length=64)
    words = forms.CharField(label="", max_length=20)

    def __init__(self, *args: Any, language: str = "zh-hans", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.expected = SIGNING_WORDS.get(language, SIGNING_WORDS["en"])
        self.fields["words"].label = _("Type these words: %(words)s") % {"words": self.expected}
        self.fields["words"].help_text = _("A seal cannot be taken back; a dossier compiled anew asks for new seals.")
        self.fields["words"].widget.attrs["autocomplete"] = "off"

    def clean_words(self) -> str:
        """Take the words of either language: what counts is that they were typed."""
        typed = " ".join(self.cleaned_data["words"].split())
        if typed.casefold() not in {words.casefold() for words in SIGNING_WORDS.values()}:
            raise forms.ValidationError(_("Type the words exactly: %(words)s") % {"words": self.expected})
        return typed
