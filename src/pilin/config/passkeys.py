"""Passkeys: forms in our words, and whether a browser would let one be made at this address at all."""

from __future__ import annotations

from ipaddress import ip_address
from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

BROKEN = (AttributeError, KeyError, LookupError, TypeError, ValueError)  # what reading a made-up answer may raise


def passkeys_possible(request: HttpRequest) -> bool:
    """Return whether browsers make passkeys here: they need a name, not a number, and HTTPS unless it is this machine."""
    try:
        host = request.get_host().rpartition("]")[2].partition(":")[0]
    except Exception:  # a host that is not ours: the page is refused elsewhere
        return False
    try:
        ip_address(host)
    except ValueError:
        return bool(host) and (request.is_secure() or host == "localhost" or host.endswith(".localhost"))
    return False


class _Readable:
    """Turns an answer no authenticator would give into "not right" instead of a fault of ours."""

    def clean_credential(self) -> Any:
        try:
            return super().clean_credential()  # type: ignore[misc]
        except BROKEN as error:
            raise get_adapter().validation_error("incorrect_code") from error


class AddPasskeyForm(webauthn.AddWebAuthnForm):  # type: ignore[misc]
    """A new passkey: one that signs in alone, unless the person wants it beside the password only."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name of the passkey")
        self.fields["name"].max_length = 60
        self.fields["passwordless"].label = _("Sign in with it alone, without name and password")
        self.fields["passwordless"].help_text = _("The device then asks for a finger, a face or its PIN each time")
        self.fields["passwordless"].initial = True

    def clean(self) -> Any:
        try:
            return super().clean()
        except forms.ValidationError:
            raise
        except BROKEN as error:
            raise get_adapter().validation_error("incorrect_code") from error


class LoginPasskeyForm(_Readable, webauthn.LoginWebAuthnForm):  # type: ignore[misc]
    """Signing in with a passkey alone."""


class AuthenticatePasskeyForm(_Readable, webauthn.AuthenticateWebAuthnForm):  # type: ignore[misc]
    """A passkey after the password."""


class ReauthenticatePasskeyForm(_Readable, webauthn.ReauthenticateWebAuthnForm):  # type: ignore[misc]
    """A passkey before something that guards the account."""


class NamePasskeyForm(webauthn.EditWebAuthnForm):  # type: ignore[misc]
    """Another name for a passkey."""

    name = forms.CharField(label=_("Name of the passkey"), max_length=60)
