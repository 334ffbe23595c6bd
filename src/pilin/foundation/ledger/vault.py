"""Private keys on the disk: readable by nobody else, and locked with a secret that is neither in the database nor beside it.

Three places give the secret; the first that is there locks what is written:

- ``passphrase``: ``PILIN_KEY_PASSPHRASE``, typed in by whoever starts the server;
- ``file``: ``PILIN_KEY_FILE`` names it, or the service manager hands it over as the credential ``pilin-key``;
- ``machine``: ``machine.secret`` beside the keys, made here. It keeps a key out of a copied database or a copied key
  file, and out of nothing else: whoever copies the whole folder has both.

What another place locked is locked anew with the better one when it is read; so is a key that lies open.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
from functools import lru_cache
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from django.conf import settings
from django.utils.translation import gettext as _

from pilin.foundation.access.verdict import Refused

MACHINE = "machine.secret"
PLACES = ("passphrase", "file", "machine")
OPEN = "open"  # not locked at all: a key of before
_DOMAIN = b"pilin-key-v1\n"
_LEAST = 16  # bytes of a secret that others bring


class Locked(Refused):
    """A key is here and nothing opens it."""


def folder() -> Path:
    """Return where private keys lie, made if it is not there, readable by nobody else."""
    path = Path(settings.HOME) / "keys"
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def read(path: Path) -> bytes:
    """Return the private key in a file.

    Raises
    ------
    Locked
        When the secret it was locked with is not here, or is another.
    """
    raw = path.read_bytes()
    if len(raw) == 32:
        private, place = raw, OPEN
    else:
        box = _box(path, raw)
        place = box["with"]
        secret = _secret(place)
        if secret is None:
            raise Locked("locked", _("The key %(name)s is locked: give its %(place)s.") % _named(path, place))
        try:
            key = _key(place, secret, bytes.fromhex(box["salt"]))
            private = ChaCha20Poly1305(key).decrypt(
                bytes.fromhex(box["nonce"]), bytes.fromhex(box["box"]), _whose(path)
            )
        except InvalidTag:
            raise Locked(
                "locked", _("The key %(name)s does not open with the %(place)s that is here.") % _named(path, place)
            ) from None
    if place != best():
        write(path, private)
    return private


def write(path: Path, private: bytes, *, first_only: bool = False) -> None:
    """Lock a private key and keep it: the old file stands until the new one is on the disk, whole."""
    place = best()
    secret = _secret(place, make=True)
    assert secret is not None
    salt, nonce = _salt(), os.urandom(12)
    box = ChaCha20Poly1305(_key(place, secret, salt)).encrypt(nonce, private, _whose(path))
    told = {"v": 1, "with": place, "salt": salt.hex(), "nonce": nonce.hex(), "box": box.hex()}
    put(path, json.dumps(told).encode() + b"\n", first_only=first_only)


def put(path: Path, content: bytes, *, first_only: bool = False) -> bool:
    """Put a file down, readable by nobody else, on the disk when this returns; return whether it was put.

    With ``first_only`` what is there already stays: of two that make one key at once, the first one's is everybody's.
    """
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if first_only:
            try:
                os.link(draft, path)
            except FileExistsError:
                return False
        else:
            draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    settle(path.parent)
    return True


def settle(path: Path) -> None:
    """Let the names in a folder reach the disk."""
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def kept_with(path: Path) -> str:
    """Return what a key file is locked with: one of ``PLACES``, or ``OPEN``."""
    raw = path.read_bytes()
    return OPEN if len(raw) == 32 else str(_box(path, raw)["with"])


def best() -> str:
    """Return which place gives the secret now."""
    return next(place for place in PLACES if place == "machine" or _secret(place) is not None)


def _secret(place: str, *, make: bool = False) -> bytes | None:
    if place == "passphrase":
        return settings.KEY_PASSPHRASE.encode() or None
    if place == "file":
        named = settings.SITE["key_file"]
        if not named:
            return None
        try:
            content = Path(named).read_bytes().strip()
        except OSError:
            raise Locked("no_key_file", _("The key file %(name)s cannot be read.") % {"name": named}) from None
        if len(content) < _LEAST:
            raise Locked("weak_key_file", _("The key file %(name)s holds less than 16 bytes.") % {"name": named})
        return content
    path = folder() / MACHINE
    if not path.exists():
        if not make:
            return None
        put(path, secrets.token_hex(32).encode() + b"\n", first_only=True)
    return path.read_bytes().strip()


@lru_cache(maxsize=64)
def _key(place: str, secret: bytes, salt: bytes) -> bytes:
    """Return the key that locks: a word people remember is made dear to guess, a long random secret need not be."""
    if place == "passphrase":
        return hashlib.scrypt(secret, salt=salt, n=2**15, r=8, p=1, maxmem=2**26, dklen=32)
    return hashlib.scrypt(secret, salt=salt, n=2, r=8, p=1, dklen=32)


_salts: dict[str, bytes] = {}


def _salt() -> bytes:
    """Return one salt for all that this process locks: reckoning the key of a passphrase is meant to be slow."""
    return _salts.setdefault(str(settings.HOME), os.urandom(16))


def _whose(path: Path) -> bytes:
    """Return what a locked key is bound to: one put under another town's name does not open."""
    return _DOMAIN + path.name.partition(".")[0].encode()


def _box(path: Path, raw: bytes) -> dict[str, str]:
    try:
        box: dict[str, str] = json.loads(raw)
        if box["with"] in PLACES and all(bytes.fromhex(box[name]) for name in ("salt", "nonce", "box")):
            return box
    except (ValueError, TypeError, KeyError):
        pass
    raise Locked("no_key", _("%(name)s is no key.") % {"name": path.name})


def _named(path: Path, place: str) -> dict[str, str]:
    words = {
        "passphrase": _("passphrase (PILIN_KEY_PASSPHRASE)"),
        "file": _("key file (PILIN_KEY_FILE)"),
        "machine": _("machine's secret (keys/machine.secret)"),
    }
    return {"name": path.name, "place": words[place]}
