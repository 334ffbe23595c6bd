"""Archives: whole logs in one zip that anybody can check without this software. ``docs/rooms/ledger-format.md`` says how."""

from __future__ import annotations

import base64
import json
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from types import TracebackType
from typing import IO, Any, Self

from pilin.engine.log.checkpoint import BadCheckpoint, Checkpoint
from pilin.engine.log.entry import Entry, LogName, Signer, canonical
from pilin.engine.log.keys import BadManifest, Manifest

Body = tuple[bytes, bytes]
"""Salt and body."""
MOST_MEMBERS = 100_000
MOST_BYTES = 8 * 1024**3
MOST_RATIO = 100
"""How many times larger than packed a member of more than a megabyte may be."""
ARCHIVE_DOMAIN = b"pilin-archive-v1\n"
"""Stands before the bytes of ``meta.json`` when they are sealed."""
PIECE = 1024 * 1024
"""How much of a long member is held at a time."""
_BETWEEN_NOTES = "=====\n"
_FOLDERS = ("rows/", "files/")
_BESIDE = ("README.txt", "README.zh.txt", "verify.py")


class BadArchive(ValueError):
    """No archive of logs, or a dangerous one; the message says where and why."""


@dataclass(frozen=True, slots=True)
class Seal:
    """A town's signature over ``meta.json``: it put exactly this together, rows and files that no log speaks of included."""

    town: str
    key_id: str
    sig: bytes


@dataclass(frozen=True, slots=True)
class Archive:
    """What an archive holds, read but not yet checked: see ``verify_archive``.

    Parameters
    ----------
    names : tuple of LogName
    sizes : mapping
        Id of each log to the number of entries that were put in.
    entries : mapping
        Id of each log to its entries.
    bodies : mapping
        Id of each log to place to salt and body.
    manifests : mapping
        Town to its manifests, the first one first.
    checkpoints : mapping
        Id of each log to its heads.
    extras : mapping
        Other members, by name.
    digests : mapping
        Their SHA-256, as noted when they were put in.
    passed : mapping
        SHA-256 of the members that were gone over without being kept.
    meta : bytes
        ``meta.json`` as it came.
    seal : Seal or None
    """

    names: tuple[LogName, ...]
    sizes: Mapping[str, int]
    entries: dict[str, list[Entry]]
    bodies: dict[str, dict[int, Body]]
    manifests: dict[str, list[Manifest]]
    checkpoints: dict[str, list[Checkpoint]]
    extras: dict[str, bytes] = field(default_factory=dict)
    digests: Mapping[str, str] = field(default_factory=dict)
    passed: Mapping[str, str] = field(default_factory=dict)
    meta: bytes = b""
    seal: Seal | None = None


class ArchiveWriter:
    """Writes an archive piece by piece, so that neither a long log nor a large file has to fit into memory.

    As a context it closes the zip at its end. Without :meth:`finish` what was written is no archive, and is not read.

    Parameters
    ----------
    file : binary file
        Open for writing.
    """

    def __init__(self, file: IO[bytes]) -> None:
        self._packed = zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED)
        self._logs: list[dict[str, Any]] = []
        self._extras: dict[str, str] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, at: TracebackType | None) -> None:
        self._packed.close()

    def log(
        self,
        name: LogName,
        entries: Iterable[Entry],
        bodies: Iterable[tuple[int, Body]],
        checkpoints: Iterable[Checkpoint],
    ) -> int:
        """Put a log in and return how many entries it has.

        Parameters
        ----------
        name : LogName
        entries : iterable of Entry
            From place 0 on.
        bodies : iterable
            Place, and salt and body, by rising place. What was erased is left out.
        checkpoints : iterable of Checkpoint
        """
        size = 0

        def lines() -> Iterator[bytes]:
            nonlocal size
            for entry in entries:
                size += 1
                yield canonical({"raw": _b64(entry.raw), "sig": _b64(entry.sig), "key_id": entry.key_id}) + b"\n"

        self._put(f"logs/{name.id}.ndjson", lines())
        rows = (canonical({"seq": seq, "salt": _b64(salt), "body": _b64(body)}) + b"\n" for seq, (salt, body) in bodies)
        self._put(f"bodies/{name.id}.ndjson", rows)
        self._put(f"heads/{name.id}.txt", [_BETWEEN_NOTES.join(one.to_note() for one in checkpoints).encode()])
        self._logs.append({
            "log": name.id, "circle": name.circle, "writer": name.writer, "audience": name.audience,
            "epoch": name.epoch, "size": size,
        })  # fmt: skip
        return size

    def manifests(self, town: str, known: Iterable[Manifest]) -> None:
        """Put a town's manifests in, the first one first."""
        self._put(f"manifests/{town}.json", (one.to_json() + b"\n" for one in known))

    def beside(self, member: str, pieces: Iterable[bytes]) -> str:
        """Put another member in and return its SHA-256.

        Raises
        ------
        BadArchive
            When it may not stand in an archive.
        """
        if not _may_stand(member):
            raise BadArchive(f"{member} does not stand under rows/ or files/")
        self._extras[member] = self._put(member, pieces, packed=not member.startswith("files/"))
        return self._extras[member]

    def finish(self, town: str = "", signer: Signer | None = None) -> None:
        """Put ``meta.json`` in, which names all the rest, and the town's seal over it if somebody signs."""
        meta = canonical({"v": 1, "logs": self._logs, "extras": self._extras})
        self._put("meta.json", [meta])
        if signer is not None:
            sig = signer.sign(ARCHIVE_DOMAIN + meta)
            self._put("seal.json", [canonical({"town": town, "key_id": signer.key_id, "sig": _b64(sig)})])

    def _put(self, name: str, pieces: Iterable[bytes], *, packed: bool = True) -> str:
        info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))  # no clock: the same content gives the same archive
        info.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
        info.external_attr = 0o644 << 16
        digest = sha256()
        with self._packed.open(info, "w", force_zip64=True) as member:
            for piece in pieces:
                digest.update(piece)
                member.write(piece)
        return digest.hexdigest()


def _may_stand(member: str) -> bool:
    """Return whether another member may have this name."""
    return member in _BESIDE or (member.startswith(_FOLDERS) and ".." not in member.split("/"))


def write_archive(
    file: IO[bytes],
    logs: Mapping[LogName, Iterable[Entry]],
    manifests: Mapping[str, Iterable[Manifest]],
    checkpoints: Mapping[str, Iterable[Checkpoint]],
    bodies: Mapping[str, Mapping[int, Body]],
    extras: Mapping[str, bytes] | None = None,
    sealed_by: tuple[str, Signer | None] = ("", None),
) -> None:
    """Write an archive; the same content gives the same bytes.

    Parameters
    ----------
    file : binary file
        Open for writing.
    logs : mapping
        Name of each log to its entries from place 0 on.
    manifests : mapping
        Town to its manifests, the first one first; of every town that writes or cosigns.
    checkpoints : mapping
        Id of each log to its heads.
    bodies : mapping
        Id of each log to place to salt and body. What was erased is left out.
    extras : mapping, optional
        Other members, under ``rows/`` and ``files/``.
    sealed_by : tuple, optional
        Town and its signer.
    """
    with ArchiveWriter(file) as writer:
        for name in sorted(logs, key=lambda log: log.id):
            held = sorted(bodies.get(name.id, {}).items())
            writer.log(name, logs[name], held, checkpoints.get(name.id, ()))
        for town, known in sorted(manifests.items()):
            writer.manifests(town, known)
        for member, content in sorted((extras or {}).items()):
            writer.beside(member, [content])
        writer.finish(*sealed_by)


def _b64(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def read_archive(
    file: IO[bytes], most_bytes: int = MOST_BYTES, *, keep: Callable[[str], bool] = lambda _member: True
) -> Archive:
    """Return what an archive holds.

    Parameters
    ----------
    file : binary file
        Open for reading.
    most_bytes : int
        How much it may hold unpacked; looked at before anything is unpacked.
    keep : callable
        Which members under ``rows/`` and ``files/`` to keep in memory. Of the others the SHA-256 is reckoned.

    Raises
    ------
    BadArchive
        When it is no archive of ours, unpacks to too much, or a line is not in its one spelling.
    """
    try:
        with zipfile.ZipFile(file) as packed:
            _guard(packed, most_bytes)
            members, passed = dict[str, bytes](), dict[str, str]()
            for info in packed.infolist():
                if info.is_dir():
                    continue
                if info.filename.startswith(_FOLDERS) and not keep(info.filename):
                    passed[info.filename] = _digest(packed, info)
                else:
                    members[info.filename] = packed.read(info)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError) as fault:
        if isinstance(fault, BadArchive):
            raise
        raise BadArchive(f"the zip is damaged: {fault}") from None
    return _read(members, passed)


def _digest(packed: zipfile.ZipFile, info: zipfile.ZipInfo) -> str:
    digest = sha256()
    with packed.open(info) as member:
        while piece := member.read(PIECE):
            digest.update(piece)
    return digest.hexdigest()


def pieces_of(file: IO[bytes], member: str) -> Iterator[bytes]:
    """Yield the content of one member of an archive that was read before, a piece at a time."""
    with zipfile.ZipFile(file) as packed, packed.open(member) as opened:
        while piece := opened.read(PIECE):
            yield piece


def _guard(packed: zipfile.ZipFile, most_bytes: int) -> None:
    infos = packed.infolist()
    if len(infos) > MOST_MEMBERS:
        raise BadArchive(f"it has {len(infos)} members")
    if len({info.filename for info in infos}) != len(infos):
        raise BadArchive("it has two members of one name")
    if sum(info.file_size for info in infos) > most_bytes:
        raise BadArchive("it would unpack to too much")
    for info in infos:
        if not info.filename:
            raise BadArchive("it has a member without a name")
        if info.file_size > 1024**2 and info.file_size > MOST_RATIO * max(info.compress_size, 1):
            raise BadArchive(f"{info.filename} would unpack to more than {MOST_RATIO} times its size")
        if info.filename.startswith("/") or ".." in info.filename.split("/") or "\\" in info.filename:
            raise BadArchive(f"{info.filename!r} points outside")


def _read(members: dict[str, bytes], passed: dict[str, str]) -> Archive:
    try:
        raw = members.pop("meta.json")
        meta = json.loads(raw)
        if meta["v"] != 1:
            raise BadArchive("meta.json: a version not known here")
        names = [(LogName(one["circle"], one["writer"], one["audience"], one["epoch"]), one) for one in meta["logs"]]
        sizes = {str(one["log"]): int(one["size"]) for _, one in names}
        digests = {str(name): str(digest) for name, digest in meta["extras"].items()}
    except BadArchive:
        raise
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError):
        raise BadArchive("meta.json is missing or is none") from None
    for name, one in names:
        if name.id != one["log"]:
            raise BadArchive(f"meta.json: {one['log']} is not the id of that log")
    seal = _seal(members.pop("seal.json")) if "seal.json" in members else None
    archive = Archive(tuple(name for name, _ in names), sizes, {}, {}, {}, {}, {}, digests, passed, raw, seal)
    if len(sizes) != len(names):
        raise BadArchive("meta.json names a log twice")
    for log in sizes:
        entries = _lines(members, f"logs/{log}.ndjson", ("key_id", "raw", "sig"))
        archive.entries[log] = [Entry(one["raw"], one["sig"], one["key_id"]) for one in entries]
        held, last = dict[int, Body](), -1
        for one in _lines(members, f"bodies/{log}.ndjson", ("body", "salt", "seq")):
            if type(one["seq"]) is not int or one["seq"] <= last:
                raise BadArchive(f"bodies/{log}.ndjson: the places are out of order")
            last = one["seq"]
            held[last] = (one["salt"], one["body"])
        archive.bodies[log] = held
        archive.checkpoints[log] = _notes(members, f"heads/{log}.txt")
    for member in [name for name in members if name.startswith("manifests/")]:
        town = member.removeprefix("manifests/").removesuffix(".json")
        archive.manifests[town] = _manifests(member, members.pop(member))
    for member in (*members, *passed):
        if not _may_stand(member) or member not in digests:
            raise BadArchive(f"{member} does not belong here")
    archive.extras.update(members)
    return archive


def _seal(content: bytes) -> Seal:
    try:
        found = json.loads(content)
        seal = Seal(found["town"], found["key_id"], base64.b64decode(found["sig"], validate=True))
        same = canonical({"town": seal.town, "key_id": seal.key_id, "sig": _b64(seal.sig)}) == content
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        same = False
    if not same:
        raise BadArchive("seal.json is none")
    return seal


def _lines(members: dict[str, bytes], member: str, keys: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    """Yield the lines of a member, their bytes decoded; a line in any other spelling is refused, with its number."""
    if member not in members:
        raise BadArchive(f"{member} is missing")
    content = members.pop(member)
    if content and not content.endswith(b"\n"):
        raise BadArchive(f"{member}: the last line is cut short")
    for number, line in enumerate(content.split(b"\n")[:-1]):
        try:
            found = json.loads(line)
            if tuple(sorted(found)) != keys or canonical(found) != line:
                raise ValueError
            for key in keys:
                if key not in ("seq", "key_id"):
                    raw = base64.b64decode(found[key], validate=True)
                    if _b64(raw) != found[key]:
                        raise ValueError
                    found[key] = raw
        except (ValueError, TypeError, AttributeError, RecursionError):
            raise BadArchive(f"{member}: line {number} (counted from 0) is not in its one spelling") from None
        yield found


def _notes(members: dict[str, bytes], member: str) -> list[Checkpoint]:
    if member not in members:
        raise BadArchive(f"{member} is missing")
    content = members.pop(member)
    try:
        return [Checkpoint.parse(note) for note in content.decode().split(_BETWEEN_NOTES)] if content else []
    except (BadCheckpoint, UnicodeDecodeError) as fault:
        raise BadArchive(f"{member}: {fault}") from None


def _manifests(member: str, content: bytes) -> list[Manifest]:
    try:
        if not content.endswith(b"\n"):
            raise BadManifest("the last line is cut short")
        return [Manifest.from_json(line) for line in content.split(b"\n")[:-1]]
    except BadManifest as fault:
        raise BadArchive(f"{member}: {fault}") from None
