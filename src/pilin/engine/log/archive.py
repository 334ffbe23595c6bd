"""Archives: whole logs in one zip that anybody can check without this software. ``docs/rooms/ledger-format.md`` says how."""

from __future__ import annotations

import base64
import json
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import IO, Any

from pilin.engine.log.checkpoint import BadCheckpoint, Checkpoint
from pilin.engine.log.entry import Entry, LogName, canonical
from pilin.engine.log.keys import BadManifest, Manifest

Body = tuple[bytes, bytes]
"""Salt and body."""
MOST_MEMBERS = 100_000
MOST_BYTES = 8 * 1024**3
MOST_RATIO = 100
"""How many times larger than packed a member of more than a megabyte may be."""
_BETWEEN_NOTES = "=====\n"
_EXTRA = ("rows/", "files/")


class BadArchive(ValueError):
    """No archive of logs, or a dangerous one; the message says where and why."""


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
    """

    names: tuple[LogName, ...]
    sizes: Mapping[str, int]
    entries: dict[str, list[Entry]]
    bodies: dict[str, dict[int, Body]]
    manifests: dict[str, list[Manifest]]
    checkpoints: dict[str, list[Checkpoint]]
    extras: dict[str, bytes] = field(default_factory=dict)
    digests: Mapping[str, str] = field(default_factory=dict)


def write_archive(
    file: IO[bytes],
    logs: Mapping[LogName, Iterable[Entry]],
    manifests: Mapping[str, Iterable[Manifest]],
    checkpoints: Mapping[str, Iterable[Checkpoint]],
    bodies: Mapping[str, Mapping[int, Body]],
    extras: Mapping[str, bytes] | None = None,
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
    """
    meta: dict[str, Any] = {"v": 1, "logs": [], "extras": {}}
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for name in sorted(logs, key=lambda log: log.id):
            size, lines = 0, []
            for entry in logs[name]:
                lines.append(canonical({"raw": _b64(entry.raw), "sig": _b64(entry.sig), "key_id": entry.key_id}))
                size += 1
            _put(packed, f"logs/{name.id}.ndjson", b"".join(line + b"\n" for line in lines))
            held = sorted(bodies.get(name.id, {}).items())
            rows = [canonical({"seq": seq, "salt": _b64(salt), "body": _b64(body)}) for seq, (salt, body) in held]
            _put(packed, f"bodies/{name.id}.ndjson", b"".join(row + b"\n" for row in rows))
            notes = _BETWEEN_NOTES.join(one.to_note() for one in checkpoints.get(name.id, ()))
            _put(packed, f"heads/{name.id}.txt", notes.encode())
            meta["logs"].append({
                "log": name.id, "circle": name.circle, "writer": name.writer, "audience": name.audience,
                "epoch": name.epoch, "size": size,
            })  # fmt: skip
        for town, known in sorted(manifests.items()):
            _put(packed, f"manifests/{town}.json", b"".join(one.to_json() + b"\n" for one in known))
        for member, content in sorted((extras or {}).items()):
            if not member.startswith(_EXTRA) or ".." in member.split("/"):
                raise BadArchive(f"{member} does not stand under rows/ or files/")
            meta["extras"][member] = sha256(content).hexdigest()
            _put(packed, member, content)
        _put(packed, "meta.json", canonical(meta))


def _put(packed: zipfile.ZipFile, name: str, content: bytes) -> None:
    info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))  # no clock: the same content gives the same archive
    info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
    packed.writestr(info, content)


def _b64(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def read_archive(file: IO[bytes], most_bytes: int = MOST_BYTES) -> Archive:
    """Return what an archive holds.

    Parameters
    ----------
    file : binary file
        Open for reading.
    most_bytes : int
        How much it may hold unpacked; looked at before anything is unpacked.

    Raises
    ------
    BadArchive
        When it is no archive of ours, unpacks to too much, or a line is not in its one spelling.
    """
    try:
        with zipfile.ZipFile(file) as packed:
            _guard(packed, most_bytes)
            members = {info.filename: packed.read(info) for info in packed.infolist() if not info.is_dir()}
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError) as fault:
        if isinstance(fault, BadArchive):
            raise
        raise BadArchive(f"the zip is damaged: {fault}") from None
    return _read(members)


def _guard(packed: zipfile.ZipFile, most_bytes: int) -> None:
    infos = packed.infolist()
    if len(infos) > MOST_MEMBERS:
        raise BadArchive(f"it has {len(infos)} members")
    if len({info.filename for info in infos}) != len(infos):
        raise BadArchive("it has two members of one name")
    if sum(info.file_size for info in infos) > most_bytes:
        raise BadArchive("it would unpack to too much")
    for info in infos:
        if info.file_size > 1024**2 and info.file_size > MOST_RATIO * max(info.compress_size, 1):
            raise BadArchive(f"{info.filename} would unpack to more than {MOST_RATIO} times its size")
        if info.filename.startswith("/") or ".." in info.filename.split("/") or "\\" in info.filename:
            raise BadArchive(f"{info.filename!r} points outside")


def _read(members: dict[str, bytes]) -> Archive:
    try:
        meta = json.loads(members.pop("meta.json"))
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
    archive = Archive(tuple(name for name, _ in names), sizes, {}, {}, {}, {}, {}, digests)
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
    for member in members:
        if not member.startswith(_EXTRA) or member not in digests:
            raise BadArchive(f"{member} does not belong here")
    archive.extras.update(members)
    return archive


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
