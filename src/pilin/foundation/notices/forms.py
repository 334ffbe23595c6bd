"""What a signatory writes about webhooks."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from pilin.web.forms import Form


class HookForm(Form):
    """Registers an address."""

    address = forms.CharField(
        label=_("Address"), help_text=_("https://host/path, at a host on the list below"), max_length=300
    )


class WhichForm(Form):
    """Names one of the addresses."""

    hook = forms.UUIDField()
