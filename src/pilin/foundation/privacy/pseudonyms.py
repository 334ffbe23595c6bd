"""One person is one person in every town of a circle, without anybody keeping the number that shows it.

A citizen's number becomes HMAC-SHA-256 under a key of the circle's own. The key lies in a file that neither the database nor
a copy of the instance holds: whoever gets hold of those cannot try out the few hundred million numbers there are.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from pilin.engine.base import canonical_number
from pilin.foundation.access.verdict import Refused

LEAST = 16  # bytes
FILE = "people.key"


def pseudonym(circle: str, number: str) -> str:
    """Return what stands for a citizen's number in a circle: 64 hexadecimal digits, the same in each of its towns.

    Raises
    ------
    Refused
        When the key file that the settings name cannot be read, or is too short to keep anything.
    """
    of_circle = hmac.new(_key(), f"circle {circle}".encode(), hashlib.sha256).digest()
    return hmac.new(of_circle, canonical_number(number).encode(), hashlib.sha256).hexdigest()


def key_path() -> Path:
    """Return where the key lies: where the settings say, else beside the instance's other secrets."""
    return Path(settings.SITE["people_key_file"] or Path(settings.HOME) / FILE)


def _key() -> bytes:
    path = key_path()
    if not path.exists() and not settings.SITE["people_key_file"]:
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:  # another process was quicker: its key is as good
            pass
        else:
            with os.fdopen(handle, "wb") as file:
                file.write(secrets.token_hex(32).encode())
                file.flush()
                os.fsync(file.fileno())
    try:
        key = path.read_bytes().strip()
    except OSError:
        key = b""
    if len(key) < LEAST:
        raise Refused(
            "no_people_key",
            _("No number can be taken: the key file {name} cannot be read, or holds less than 16 bytes").format(
                name=path.name
            ),
        )
    return key
