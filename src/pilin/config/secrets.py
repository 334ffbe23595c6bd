"""The few secrets and names that towns share on one instance, as far as they are set: they are changed at a handover."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from pilin.config.home import DEFAULTS
from pilin.domain.handover.enums import Secret

SHARED = {  # name of a setting → what it is
    "email_url": _("Password of the account that sends messages"),
    "sms_url": _("Account of the SMS gateway"),
    "relay_token": _("Token of the relay"),
    "site_url": _("Domain under which bulletins are published: who may change it"),
}


def shared_secrets() -> Iterator[Secret]:
    """Yield the shared secrets that are set here; a setting that stands as delivered is none."""
    for name, title in SHARED.items():
        value = settings.SITE.get(name)
        if value and value != DEFAULTS.get(name) and not str(value).startswith("http://127.0.0.1"):
            yield Secret(name, title, f"settings.toml: {name}")
