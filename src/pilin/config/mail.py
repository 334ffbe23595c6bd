"""The way out of an instance's mail, as one address: ``smtp://user:password@host:587`` or ``smtps://…:465``.

``smtp`` speaks TLS once connected (STARTTLS), except to this very machine; ``smtps`` from the first byte. What follows the host
may name the sender: ``?from=Pilin%20<pilin@example.net>``. Without an address messages are written to ``outbox/``.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qs, unquote, urlsplit

SECONDS = 10  # a server that does not answer holds up one message, and not for longer
PORTS = {"smtp": 587, "smtps": 465}
HERE = ("localhost", "127.0.0.1", "::1")
SENDER = "Pilin <pilin@localhost>"


@dataclass(frozen=True, slots=True)
class Mail:
    """Where messages go, as Django's settings of mail ask for it."""

    backend: str = "filebased"
    host: str = ""
    port: int = 0
    user: str = ""
    password: str = ""
    starttls: bool = False
    tls: bool = False
    sender: str = SENDER

    @property
    def backend_path(self) -> str:
        """Return Django's name of what sends."""
        return f"django.core.mail.backends.{self.backend}.EmailBackend"


def mail_way(address: str) -> Mail:
    """Return where messages go.

    Raises
    ------
    SystemExit
        Where it is no such address: an instance whose calls leave nowhere is worse than one that does not start.

    Examples
    --------
    >>> way = mail_way("smtp://duty:s%40fe@mail.example.net?from=Pilin%20<pilin@example.net>")
    >>> way.host, way.port, way.user, way.password, way.starttls, way.sender
    ('mail.example.net', 587, 'duty', 's@fe', True, 'Pilin <pilin@example.net>')
    """
    if not address:
        return Mail()
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port or PORTS[parts.scheme]
        known = parts.scheme in PORTS
    except (ValueError, KeyError):
        host, known = "", False
    if not host or not known:
        raise SystemExit("email_url: write it as smtp://user:password@host:587 or smtps://user:password@host:465")
    sender = parse_qs(parts.query).get("from", [SENDER])[0]
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    starttls = parts.scheme == "smtp" and host not in HERE
    return Mail("smtp", host, port, user, password, starttls, parts.scheme == "smtps", sender)
