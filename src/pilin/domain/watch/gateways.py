"""The way to people's telephones: whoever carries short messages, behind one small interface; none unless the settings name one.

    sms_url = "https://sms.example.net/send"      # in settings.toml; its host stands in webhook_hosts
    sms_key = "…"                                  # sent as a bearer token

The gateway is sent ``{"to": number, "text": text}`` and answers 2xx. Another one is put in place by the wiring of whoever
runs the instance: ``GATEWAY[:] = [mine]``.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from hashlib import sha256
from typing import Any, Protocol

from django.conf import settings

from pilin.foundation.notices import wire


class Gateway(Protocol):
    """Carries short messages."""

    def send(self, number: str, text: str) -> str:
        """Send a text and return the receipt's key.

        Raises
        ------
        pilin.foundation.notices.wire.NotSent
        """


class HttpGateway:
    """A gateway at an address: sent nowhere but where the instance allows, to the address that was looked at."""

    def __init__(self, address: str, key: str) -> None:
        self.address, self.key = address, key

    def send(self, number: str, text: str) -> str:
        """Send a text; the receipt is the beginning of the hash of what was sent."""
        body = json.dumps({"to": number, "text": text}, ensure_ascii=False).encode()
        target = wire.target_of(self.address, settings.SITE["webhook_hosts"])
        headers = {"Content-Type": "application/json; charset=utf-8"}
        if self.key:
            headers["Authorization"] = f"Bearer {self.key}"
        wire.send(target, body, headers)
        return sha256(body).hexdigest()[:16]


GATEWAY: list[Gateway] = []
FOLLOW: list[Callable[[], Any]] = []  # has the worker follow a chain from its first call on; filled by the wiring
TELL_HOOKS: list[Callable[[], Any]] = []  # has towns' own software told of what is new soon; filled by the wiring


def gateway() -> Gateway | None:
    """Return what carries short messages here; None where nothing does."""
    if GATEWAY:
        return GATEWAY[0]
    address = settings.SITE["sms_url"]
    return HttpGateway(address, settings.SITE["sms_key"]) if address else None
