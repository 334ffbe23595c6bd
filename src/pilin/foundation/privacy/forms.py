"""A consent, given or taken back."""

from __future__ import annotations

from django import forms

from pilin.web.forms import Form


class ConsentForm(Form):
    """To what, for which town and circle."""

    purpose = forms.SlugField(max_length=40)
    town = forms.CharField(max_length=16, required=False)
    circle = forms.SlugField(max_length=40, required=False)
