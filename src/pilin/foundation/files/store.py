"""Where bytes lie: under their own SHA-256, written whole or not at all."""

from __future__ import annotations

import hashlib
import os
import secrets
from pathlib import Path
from typing import BinaryIO

from django.conf import settings


def path_of(sha256: str) -> Path:
    """Return where the bytes with this hash lie."""
    return Path(settings.MEDIA_ROOT) / sha256[:2] / sha256


def keep(content: bytes) -> str:
    """Keep the bytes and return their hash; the same bytes are kept once.

    They are on the disk, and so is the folder's entry, before this returns: a power cut leaves the old state or the
    new one, never half a file under its final name.
    """
    sha256 = hashlib.sha256(content).hexdigest()
    path = path_of(sha256)
    if path.exists() and path.stat().st_size == len(content):
        return sha256
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.parent / f".{sha256}.{secrets.token_hex(4)}"
    try:
        with draft.open("wb") as file:
            os.fchmod(file.fileno(), 0o600)
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
    return sha256


def bytes_of(sha256: str) -> bytes:
    """Return the bytes with this hash.

    Raises
    ------
    ValueError
        When what lies there has another hash: the disk, or somebody, changed it.
    """
    content = path_of(sha256).read_bytes()
    if hashlib.sha256(content).hexdigest() != sha256:
        raise ValueError(f"what is kept under {sha256} is no longer what was put there")
    return content


def opened(sha256: str, size: int) -> BinaryIO:
    """Return the file with this hash, open for reading.

    Raises
    ------
    ValueError
        When it has not the length it was put there with.
    """
    file = path_of(sha256).open("rb")
    if os.fstat(file.fileno()).st_size != size:
        file.close()
        raise ValueError(f"what is kept under {sha256} is no longer what was put there")
    return file
