"""What a log may say: of an address that opens something by itself, everything but the secret in it."""

from __future__ import annotations

import logging
import re

SECRET = re.compile(
    r"(/(?:investment/confirm|watch/answer|invitation|account/confirm-email|password/reset/key)/)[^/\s?#\"'<>\\]+"
)
HIDDEN = r"\1…"


class Line(logging.Formatter):
    """Writes a line, and of whatever was raised its trace, without the secrets of addresses.

    A refusal is logged with the address it was asked at: a link that opens something would else stand in the log while
    it still opens it.
    """

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        return SECRET.sub(HIDDEN, super().format(record))
