"""Encryption of a copy: AES-256-GCM in pieces, each bound to its place and the last one marked as the last.

One line of JSON says how the key is found: from a passphrase (scrypt) or with the private half of a key pair (X25519). The
pieces are authenticated with that line, so neither it nor the order, number or length of the pieces can be changed unseen.
"""

from __future__ import annotations

import json
import os
from base64 import b64decode, b64encode
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, hmac, serialization
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
from django.utils.translation import gettext as _

from pilin.foundation.access.verdict import Refused
from pilin.foundation.backups.archive import Damaged

MAGIC = b"pilin-sealed-copy-1\n"
PUBLIC, PRIVATE = "pilin-copy-public-1", "pilin-copy-private-1"
PIECE, TAG = 1024 * 1024, 16
SCRYPT_N, SCRYPT_R, SCRYPT_P = 2**17, 8, 1  # 128 MB and half a second a guess
MOST_SCRYPT_N = 2**20
LONGEST_HEAD = 4096
SHORTEST_PASSPHRASE = 12


class WrongKey(Refused):
    """The passphrase or key does not open this copy."""


@dataclass(frozen=True, slots=True)
class Lock:
    """What a copy is closed or opened with: a passphrase, or one half of a key pair.

    Parameters
    ----------
    passphrase : bytes
        Empty when a key pair is used.
    key : bytes
        32 bytes: the public half to close, the private half to open.
    known : bytes
        The key of one copy itself, while whoever closed it still holds it: so it can be read back at once, even by a
        server that has the public half only.
    """

    passphrase: bytes = b""
    key: bytes = b""
    known: bytes = b""

    @classmethod
    def of_passphrase(cls, path: Path) -> Lock:
        """Return the lock of a file that holds a passphrase; an end of line after it does not count."""
        passphrase = _read(path).rstrip(b"\r\n")
        if len(passphrase) < SHORTEST_PASSPHRASE:
            raise Refused(
                "weak_passphrase",
                _("The passphrase in %(file)s is shorter than %(n)s characters.")
                % {"file": path, "n": SHORTEST_PASSPHRASE},
            )
        return cls(passphrase=passphrase)

    @classmethod
    def of_key(cls, path: Path, kind: str) -> Lock:
        """Return the lock of a key file, which must hold the half named."""
        words = _read(path).decode("utf8", "replace").split()
        try:
            if len(words) != 2 or words[0] != kind:
                raise ValueError
            key = b64decode(words[1], validate=True)
            if len(key) != 32:
                raise ValueError
        except ValueError:
            raise Refused(
                "no_key", _("%(file)s holds no %(kind)s key for copies.") % {"file": path, "kind": kind.split("-")[2]}
            ) from None
        return cls(key=key)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise Refused("no_key", _("%(file)s cannot be read: %(why)s") % {"file": path, "why": error.strerror}) from None


def make_pair(path: Path) -> Path:
    """Write a new private key to a file that must not exist, the public half beside it, and return where that lies."""
    private = X25519PrivateKey.generate()
    public = path.with_name(path.name + ".pub")
    raw = private.private_bytes(
        serialization.Encoding.Raw, serialization.PrivateFormat.Raw, serialization.NoEncryption()
    )
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise Refused("exists", _("%(file)s is there already; it was left as it is.") % {"file": path}) from None
    with os.fdopen(handle, "wb") as file:
        file.write(f"{PRIVATE} {b64encode(raw).decode()}\n".encode())
        file.flush()
        os.fsync(file.fileno())
    public.write_text(f"{PUBLIC} {b64encode(private.public_key().public_bytes_raw()).decode()}\n", encoding="utf8")
    return public


class Sealing:
    """Takes a copy's bytes and writes them encrypted; :meth:`close` marks the end."""

    def __init__(self, file: Any, lock: Lock) -> None:
        head: dict[str, Any]
        if lock.key:
            fresh = X25519PrivateKey.generate()
            public = fresh.public_key().public_bytes_raw()
            key = _agreed(fresh, lock.key, public, lock.key)
            head = {"by": "x25519", "ephemeral": b64encode(public).decode(), "to": b64encode(lock.key).decode()}
        else:
            salt = os.urandom(16)
            key = _stretched(lock.passphrase, salt, SCRYPT_N)
            head = {"by": "scrypt", "salt": b64encode(salt).decode(), "n": SCRYPT_N, "r": SCRYPT_R, "p": SCRYPT_P}
        head |= {"piece": PIECE, "check": _check(key)}
        line = MAGIC + json.dumps(head, sort_keys=True).encode() + b"\n"
        self._cipher, self._bound, self._file = AESGCM(key), _sum(line), file
        self._held, self._number = bytearray(), 0
        self.reading = Lock(known=key)
        file.write(line)

    def write(self, piece: bytes, /) -> None:
        """Take bytes; a piece is written once more follow it, since the last is marked."""
        self._held += piece
        while len(self._held) > PIECE:
            self._put(bytes(self._held[:PIECE]), last=False)
            del self._held[:PIECE]

    def close(self) -> None:
        """Write what is left as the last piece. The file stays open."""
        self._put(bytes(self._held), last=True)
        self._held.clear()

    def _put(self, piece: bytes, *, last: bool) -> None:
        self._file.write(self._cipher.encrypt(_nonce(self._number, last), piece, self._bound))
        self._number += 1


class Opening:
    """Gives back the bytes of an encrypted copy, each piece only once it is proved to be whole and in its place."""

    def __init__(self, file: Any, lock: Lock) -> None:
        line = MAGIC + file.readline(LONGEST_HEAD)
        try:
            head = json.loads(line[len(MAGIC) :])
            if head["piece"] != PIECE:
                raise ValueError
            key = _key_of(head, lock)
        except (ValueError, KeyError, TypeError):
            raise Damaged(_("the head of the encryption")) from None
        if head["check"] != _check(key):
            raise WrongKey("wrong_key", _("The passphrase or key does not open this copy."))
        self._cipher, self._bound, self._file = AESGCM(key), _sum(line), file
        self._ahead = file.read(PIECE + TAG)
        self._held, self._place, self._number, self._ended = b"", 0, 0, False

    def read(self, size: int, /) -> bytes:
        """Return up to this many bytes; none once the last piece was given."""
        if self._place == len(self._held) and not self._ended:
            self._next()
        piece = self._held[self._place : self._place + size]
        self._place += len(piece)
        return piece

    def _next(self) -> None:
        sealed, self._ahead = self._ahead, self._file.read(PIECE + TAG)
        self._ended = not self._ahead
        try:
            self._held = self._cipher.decrypt(_nonce(self._number, self._ended), sealed, self._bound)
        except (InvalidTag, ValueError):
            raise Damaged(_("piece %(n)s of the encryption") % {"n": self._number + 1}) from None
        self._place, self._number = 0, self._number + 1


def _key_of(head: dict[str, Any], lock: Lock) -> bytes:
    if lock.known:
        return lock.known
    if head["by"] == "x25519":
        if not lock.key:
            raise WrongKey("wrong_key", _("This copy was closed with a public key: give the private one."))
        mine = X25519PrivateKey.from_private_bytes(lock.key)
        public = b64decode(head["ephemeral"], validate=True)
        return _agreed(mine, public, public, mine.public_key().public_bytes_raw())
    if not lock.passphrase:
        raise WrongKey("wrong_key", _("This copy was closed with a passphrase: give the file that holds it."))
    if not 2**14 <= head["n"] <= MOST_SCRYPT_N or (head["r"], head["p"]) != (SCRYPT_R, SCRYPT_P):
        raise ValueError
    return _stretched(lock.passphrase, b64decode(head["salt"], validate=True), head["n"])


def _stretched(passphrase: bytes, salt: bytes, n: int) -> bytes:
    return Scrypt(salt=salt, length=32, n=n, r=SCRYPT_R, p=SCRYPT_P).derive(passphrase)


def _agreed(mine: X25519PrivateKey, theirs: bytes, ephemeral: bytes, recipient: bytes) -> bytes:
    shared = mine.exchange(X25519PublicKey.from_public_bytes(theirs))
    return HKDF(hashes.SHA256(), 32, salt=ephemeral + recipient, info=MAGIC).derive(shared)


def _check(key: bytes) -> str:
    """Return what tells a wrong passphrase from a damaged copy, and nothing of the key."""
    made = hmac.HMAC(key, hashes.SHA256())
    made.update(b"pilin-copy-check")
    return made.finalize()[:16].hex()


def _sum(line: bytes) -> bytes:
    digest = hashes.Hash(hashes.SHA256())
    digest.update(line)
    return digest.finalize()


def _nonce(number: int, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])


def opened(file: Any, lock: Lock | None) -> Any:
    """Return what gives a copy's plain bytes, from its start: the file itself, or what opens it."""
    if file.read(len(MAGIC)) != MAGIC:
        file.seek(0)
        return file
    if lock is None:
        raise WrongKey("needs_key", _("This copy is encrypted: give the passphrase file or the private key."))
    return Opening(file, lock)
