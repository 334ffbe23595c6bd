"""Entries: what is signed, byte by byte, and how its header is read.

The exact bytes are signed and kept. A header is read strictly: one meaning has one spelling, so two programs can never
read one entry in two ways.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

DOMAIN = b"pilin-entry-v1\n"
"""Stands before the bytes that are signed, so a signature made for something else is never one of an entry."""
LIMIT = 256 * 1024
"""The longest header, in bytes."""
NO_PREV = "0" * 64
"""What the first entry of a log names as its predecessor."""

_KEYS = ("at", "base", "commit", "kind", "log", "obj", "prev", "refs", "role", "seq", "v")
_HEX = re.compile(r"[0-9a-f]{64}")
_KIND = re.compile(r"[a-z][a-z0-9_.-]{0,39}")
_MOST_REFS = 2000
_LAST = 2**53 - 1  # what every JSON reader can hold exactly


class BadEntry(ValueError):
    """These bytes are no entry; the message says why."""


def canonical(value: Any) -> bytes:
    """Return the one spelling of a JSON value: compact, keys sorted, UTF-8, no NaN."""
    return _encode(value).encode("utf-8")


_encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")).encode


@dataclass(frozen=True, slots=True)
class Header:
    """What an entry says about itself; the body stands beside it, behind ``commit``.

    Parameters
    ----------
    v : int
        Version of the format: 1.
    log : str
        Hex id of the log, see :func:`log_id`.
    seq : int
        Place in the log, from 0, without gaps.
    prev : str
        Hex SHA-256 of the entry before; 64 zeros for the first.
    kind : str
        What sort of act: ``row``, ``batch``, ``joint``, ``manifest``, ``term``, ``erased``, ``tombstone`` and so on.
    obj : str
        What it is about: ``programme.item:<uid>``.
    base : str or None
        Hash of the entry whose state this one changes.
    refs : tuple of str
        Hashes of the entries this one stands on.
    at : str
        When, ISO 8601. Information only: nothing is ordered or decided by it.
    role : str
        In what role it was done; never a name.
    commit : str
        Hex commitment to the body, or empty when there is none.
    """

    v: int
    log: str
    seq: int
    prev: str
    kind: str
    obj: str
    base: str | None
    refs: tuple[str, ...]
    at: str
    role: str
    commit: str

    def raw(self) -> bytes:
        """Return the bytes that are hashed and signed.

        Raises
        ------
        BadEntry
            When a field cannot stand in an entry, or the whole is longer than 256 kB.
        """
        fields = {name: getattr(self, name) for name in _KEYS}
        fields["refs"] = list(self.refs)
        _check(fields)
        try:
            raw = canonical(fields)
        except UnicodeEncodeError:
            raise BadEntry("a text holds half a character") from None
        if len(raw) > LIMIT:
            raise BadEntry(f"the header is {len(raw)} bytes long, {LIMIT} are allowed")
        return raw

    @classmethod
    def parse(cls, raw: bytes) -> Header:
        """Return the header in these bytes.

        Raises
        ------
        BadEntry
            When they are not the one spelling of a header: unknown, missing or repeated keys, other spacing or order,
            numbers that are no whole numbers, or too long.
        """
        if len(raw) > LIMIT:
            raise BadEntry(f"the header is {len(raw)} bytes long, {LIMIT} are allowed")
        try:
            text = raw.decode("utf-8")
            fields = json.loads(text, parse_constant=_no_constant)
        except BadEntry:
            raise
        except UnicodeDecodeError:
            raise BadEntry("the header is not UTF-8") from None
        except (ValueError, RecursionError):
            raise BadEntry("the header is not JSON") from None
        if not isinstance(fields, dict):
            raise BadEntry("the header is not a JSON object")
        if fields.keys() != _KEY_SET:
            missing, unknown = sorted(_KEY_SET - fields.keys()), sorted(fields.keys() - _KEY_SET)
            raise BadEntry(f"missing keys {missing}, unknown keys {unknown}")
        _check(fields)
        # Re-spelling catches everything else at once: repeated keys, spaces, order, escapes, -0, 1e0.
        try:
            respelt = _encode(fields)
        except (ValueError, RecursionError):
            raise BadEntry("the header cannot be spelt again") from None
        if respelt != text:
            raise BadEntry("the bytes are not the one spelling of this header")
        fields["refs"] = tuple(fields["refs"])
        return cls(**fields)


_KEY_SET = frozenset(_KEYS)


def _no_constant(name: str) -> Any:
    raise BadEntry(f"{name} is no value")


def _check(fields: dict[str, Any]) -> None:
    """Raise BadEntry unless every field may stand in a header."""
    if type(fields["v"]) is not int or fields["v"] != 1:
        raise BadEntry("v is not 1")
    if type(fields["seq"]) is not int or not 0 <= fields["seq"] <= _LAST:
        raise BadEntry("seq is no place in a log")
    for name, longest in (
        ("kind", 40),
        ("obj", 400),
        ("at", 40),
        ("role", 40),
        ("log", 64),
        ("prev", 64),
        ("commit", 64),
    ):
        if type(fields[name]) is not str or len(fields[name]) > longest:
            raise BadEntry(f"{name} is no text of at most {longest} characters")
    hashed = _HEX.fullmatch
    if not hashed(fields["log"]):
        raise BadEntry("log is no id")
    if not hashed(fields["prev"]):
        raise BadEntry("prev is no hash")
    if not _KIND.fullmatch(fields["kind"]):
        raise BadEntry("kind is no kind")
    if fields["commit"] and not hashed(fields["commit"]):
        raise BadEntry("commit is no commitment")
    base, refs = fields["base"], fields["refs"]
    if base is not None and (type(base) is not str or not hashed(base)):
        raise BadEntry("base is no hash")
    if type(refs) is not list or len(refs) > _MOST_REFS:
        raise BadEntry(f"refs is no list of at most {_MOST_REFS} hashes")
    for ref in refs:
        if type(ref) is not str or not hashed(ref):
            raise BadEntry("refs holds something that is no hash")
    if len(set(refs)) != len(refs):
        raise BadEntry("refs names one entry twice")


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry as it came: its bytes, the signature over them, and which key made it."""

    raw: bytes
    sig: bytes
    key_id: str
    _header: Header | None = field(default=None, init=False, repr=False, compare=False)
    _hash: str = field(default="", init=False, repr=False, compare=False)

    @property
    def header(self) -> Header:
        """Return the header, read strictly once.

        Raises
        ------
        BadEntry
            When the bytes are no header.
        """
        if self._header is None:
            object.__setattr__(self, "_header", Header.parse(self.raw))
        assert self._header is not None
        return self._header

    @property
    def hash(self) -> str:
        """Return the hex SHA-256 of the bytes: what others name this entry by."""
        if not self._hash:
            object.__setattr__(self, "_hash", hashlib.sha256(self.raw).hexdigest())
        return self._hash


@lru_cache(maxsize=4096)
def log_id(circle: str, writer: str, audience: str, epoch: int = 0) -> str:
    """Return the id of the log that ``writer`` keeps for ``audience`` in this circle.

    Parameters
    ----------
    circle, writer, audience : str
        ``audience`` is ``public``, ``circle`` or ``pair:<town>``.
    epoch : int
        0 until a town that lost its tail begins anew, signed by its root.
    """
    return hashlib.sha256(b"pilin-log-v1\n" + canonical([circle, writer, audience, epoch])).hexdigest()


@dataclass(frozen=True, slots=True)
class LogName:
    """What the id of a log is reckoned from: whoever knows the name can check whose log it is."""

    circle: str
    writer: str
    audience: str
    epoch: int = 0

    @property
    def id(self) -> str:
        """Return the id of the log."""
        return log_id(self.circle, self.writer, self.audience, self.epoch)


def new_salt(randomness: Callable[[int], bytes]) -> bytes:
    """Return 32 bytes from a source of randomness such as ``os.urandom``."""
    salt = randomness(32)
    if len(salt) != 32:
        raise ValueError("the source of randomness gave too little")
    return salt


def body_commit(salt: bytes, body: bytes) -> str:
    """Return the hex commitment to a body: SHA-256 of 32 bytes of salt and the body.

    Once salt and body are gone nobody can guess the body from it.
    """
    if len(salt) != 32:
        raise ValueError("a salt has 32 bytes")
    return hashlib.sha256(salt + body).hexdigest()


def key_id_of(public: bytes, alg: str = "ed25519") -> str:
    """Return the short name of a public key: 32 hex digits reckoned from its bytes."""
    return hashlib.sha256(b"pilin-key-v1\n" + alg.encode() + b"\n" + public).hexdigest()[:32]


class Signer:
    """Signs with one private key.

    Parameters
    ----------
    private : bytes or Ed25519PrivateKey
        The 32 raw bytes, or the key itself.

    Attributes
    ----------
    alg : str
        ``ed25519``; the field is there for others.
    key_id : str
        Short name of the key.
    public : bytes
        The 32 raw bytes of the public key.
    """

    alg = "ed25519"

    def __init__(self, private: bytes | Ed25519PrivateKey) -> None:
        self._private = Ed25519PrivateKey.from_private_bytes(private) if isinstance(private, bytes) else private
        self.public = self._private.public_key().public_bytes_raw()
        self.key_id = key_id_of(self.public, self.alg)

    def __repr__(self) -> str:
        return f"Signer({self.key_id})"  # never the key

    def sign(self, raw: bytes) -> bytes:
        """Return the signature over exactly these bytes: put the domain before them yourself."""
        return self._private.sign(raw)


def sign_entry(signer: Signer, header: Header) -> Entry:
    """Return the signed entry of a header."""
    raw = header.raw()
    return Entry(raw, signer.sign(DOMAIN + raw), signer.key_id)


def holds(signature: bytes, message: bytes, public: bytes | Ed25519PublicKey) -> bool:
    """Return whether a signature was made over this message by the private half of this key."""
    try:
        key = Ed25519PublicKey.from_public_bytes(public) if isinstance(public, bytes) else public
        key.verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def verify_entry(entry: Entry, public_key: bytes | Ed25519PublicKey) -> bool:
    """Return whether this key signed exactly this entry."""
    return holds(entry.sig, DOMAIN + entry.raw, public_key)
