"""Forms of one's own page and of the town's people."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pilin.foundation.access.enums import Role
from pilin.foundation.identity.enums import KEY_ROOMS
from pilin.foundation.identity.rules import READ, WRITE
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


class SignOutForm(Form):
    """Who is signed out everywhere."""

    sign_out = forms.UUIDField(widget=forms.HiddenInput)


class RevokeForm(Form):
    """Which key opens no more."""

    key = forms.UUIDField(widget=forms.HiddenInput)


class KeyForm(Form):
    """A key for a program: what for, for whom, what it may do, until when."""

    name = forms.CharField(
        label=_("What is it for"), max_length=80, help_text=_("As: figures for the town's own system, every night")
    )
    whom = forms.ChoiceField(label=_("For whom it acts"), widget=forms.RadioSelect, choices=[])
    may = forms.ChoiceField(
        label=_("What it may do"),
        widget=forms.RadioSelect,
        choices=[(READ, _("Read only")), (WRITE, _("Read and write"))],
    )
    rooms = forms.MultipleChoiceField(
        label=_("In which parts"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None chosen: in all of them"),
        choices=[],
    )
    expires_on = forms.DateField(
        label=_("Last day"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text=_("A year ahead at most"),
    )

    def __init__(self, *args: Any, town: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine = [("me", _("Me, with what I hold on the day it is used"))]
        towns = [("town", _("The town: it reports and imports as a clerk, and signs nothing"))]
        self.fields["whom"].choices = mine + (towns if town else [])  # type: ignore[attr-defined]
        self.fields["rooms"].choices = list(KEY_ROOMS.items())  # type: ignore[attr-defined]

    def key(self, town: str) -> dict[str, Any]:
        """Return what was given as the deed takes it."""
        given = self.cleaned_data
        rooms, may = given["rooms"], given["may"]
        return {
            "name": given["name"],
            "scopes": [f"{may}:{room}" for room in rooms] or [may],
            "expires_on": given["expires_on"],
            "member": town if given["whom"] == "town" else "",
        }
