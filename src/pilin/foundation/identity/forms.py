"""Forms of one's own page and of the town's people."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pilin.foundation.access.enums import Role
from pilin.web.forms import Form


class PreferencesForm(Form):
    """Language, quiet hours, digest, and what is held on oneself."""

    name_zh = forms.CharField(label=_("Name in Chinese"), max_length=60, required=False)
    name_en = forms.CharField(label=_("Name in Latin letters"), max_length=80, required=False)
    email = forms.EmailField(label=_("E-mail"), required=False, help_text=_("The daily digest goes here"))
    phone = forms.CharField(label=_("Telephone"), max_length=20, required=False)
    language = forms.ChoiceField(
        label=_("Language after signing in"),
        required=False,
        choices=[("", _("As chosen on the device")), ("zh-hans", _("Chinese")), ("en", _("English"))],
    )
    digest = forms.BooleanField(label=_("One message a day instead of one an event"), required=False)
    quiet_from = forms.TimeField(
        label=_("Quiet from"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text=_("No message is sent between these hours, Beijing time"),
    )  # fmt: skip
    quiet_to = forms.TimeField(
        label=_("Quiet until"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )


class DeputyForm(Form):
    """Who stands in, from when until when."""

    office = forms.UUIDField(widget=forms.HiddenInput)
    deputy = forms.TypedChoiceField(label=_("Deputy"), required=False, empty_value=None)
    starts = forms.DateField(
        label=_("From"), required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    ends = forms.DateField(
        label=_("Until"), required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )

    def __init__(self, *args: Any, colleagues: list[tuple[Any, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["deputy"].choices = [("", _("Nobody")), *((str(uid), name) for uid, name in colleagues)]  # type: ignore[attr-defined]


class EraseForm(Form):
    """The words that close an account."""

    username = forms.CharField(label=_("Type your sign-in name to close the account"), max_length=150)


class InviteForm(Form):
    """A new officer of one's own town."""

    username = forms.CharField(label=_("Sign-in name"), max_length=150, help_text=_("Letters and figures"))
    name_zh = forms.CharField(label=_("Name in Chinese"), max_length=60, required=False)
    name_en = forms.CharField(label=_("Name in Latin letters"), max_length=80, required=False)
    role = forms.ChoiceField(label=_("Role"), choices=[(r.value, r.label) for r in Role if r != Role.KEEPER])
    title_zh = forms.CharField(label=_("Title in Chinese"), max_length=60, required=False)
    title_en = forms.CharField(label=_("Title in English"), max_length=80, required=False)
    valid_from = forms.DateField(label=_("From"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
    shared = forms.BooleanField(
        label=_("The person agreed separately that the circle's other towns may read name and office"),
        required=False,
        help_text=_(
            "Giving personal data to another town needs consent of its own; without it only this town reads them"
        ),
    )


class EndForm(Form):
    """The last day of an office."""

    office = forms.UUIDField(widget=forms.HiddenInput)
    on = forms.DateField(label=_("Last day"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
