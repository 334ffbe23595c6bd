"""The seal: a town's signature over all it put together, so that even what no log speaks of cannot be changed."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256

import pytest

from pilin.engine.log import (
    REVOKED,
    ArchiveWriter,
    BadArchive,
    Broken,
    Holds,
    NodeKey,
    Signer,
    pieces_of,
    read_archive,
    verify_archive,
)
from tests.engine.log.world import chain, first_manifest, next_manifest, signer

ROWS, PHOTO = b'{"uid":"1"}\n', bytes(range(256)) * 9000


def sealed(key: Signer, *later: NodeKey, town: str = "north") -> bytes:
    """Return an archive of one log with a row and a file, sealed with this key."""
    one, first = chain("north", length=6), first_manifest("north")
    known = [first, next_manifest(first, *later)] if later else [first]
    file = io.BytesIO()
    with ArchiveWriter(file) as writer:
        writer.log(one.name, one.entries, one.bodies.items(), [one.checkpoint()])
        writer.manifests("north", known)
        writer.beside("rows/t.ndjson", [ROWS])
        writer.beside("files/photo", (PHOTO[at : at + 5000] for at in range(0, len(PHOTO), 5000)))
        writer.beside("verify.py", [b"print()"])
        writer.finish(town, key)
    return file.getvalue()


def changed(content: bytes, change: Callable[[dict[str, bytes]], None]) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as read:
        members = {name: read.read(name) for name in read.namelist()}
    change(members)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as write:
        for name, held in members.items():
            write.writestr(name, held)
    return file.getvalue()


def forge(members: dict[str, bytes]) -> None:
    """Change a row that no log speaks of, and note its new digest as a clever hand would."""
    members["rows/t.ndjson"] = b'{"uid":"2"}\n'
    meta = json.loads(members["meta.json"])
    meta["extras"]["rows/t.ndjson"] = sha256(members["rows/t.ndjson"]).hexdigest()
    members["meta.json"] = json.dumps(meta, sort_keys=True, separators=(",", ":")).encode()


def check(content: bytes, keep: bool = True) -> Holds | Broken:
    return verify_archive(read_archive(io.BytesIO(content), keep=lambda _member: keep))


@pytest.mark.parametrize("keep", [True, False])
def test_a_sealed_archive_says_who_sealed_it(keep: bool) -> None:
    found = check(sealed(signer("north node")), keep)
    assert isinstance(found, Holds)
    assert (found.sealed_by, found.entries) == ("north", 6)


def test_a_row_changed_with_its_digest_breaks_the_seal_and_nothing_else() -> None:
    content = changed(sealed(signer("north node")), forge)
    found = check(content)
    assert isinstance(found, Broken)
    assert found.reason == "the seal of north over meta.json does not hold"
    unsealed = changed(content, lambda members: members.pop("seal.json") and None)
    control = check(unsealed)  # without the seal nothing contradicts it, and the answer says that nobody sealed it
    assert isinstance(control, Holds)
    assert control.sealed_by == ""


@pytest.mark.parametrize("member", ["files/photo", "rows/t.ndjson", "verify.py"])
@pytest.mark.parametrize("keep", [True, False])
def test_one_changed_byte_is_named(member: str, keep: bool) -> None:
    content = changed(sealed(signer("north node")), lambda m: m.update({member: m[member][:-1] + b"~"}))
    found = check(content, keep)
    assert isinstance(found, Broken)
    assert found.reason == f"{member} is not what was put in"


def test_only_a_key_of_that_town_seals() -> None:
    assert isinstance(check(sealed(signer("south node"))), Broken)
    assert isinstance(check(sealed(signer("north node"), town="south")), Broken)


def test_a_key_closed_before_the_last_entry_seals_no_more() -> None:
    one, old, new = chain("north", length=6), signer("north node"), signer("north node 2")

    def after(place: int) -> tuple[NodeKey, ...]:
        node = first_manifest("north").nodes[0]
        closed = replace(node, to_seq=place, reason=REVOKED, log=one.name.id, head=one.entries[place].hash)
        return closed, NodeKey.of(new, place + 1, log=one.name.id)

    assert isinstance(check(sealed(old, *after(5))), Holds)  # it signed the last entry
    assert isinstance(check(sealed(new, *after(5))), Holds)  # it will sign the next
    found = check(sealed(signer("other"), *after(5)))
    assert isinstance(found, Broken)


def test_a_member_is_read_a_piece_at_a_time() -> None:
    content = io.BytesIO(sealed(signer("north node")))
    pieces = list(pieces_of(content, "files/photo"))
    assert (len(pieces), b"".join(pieces) == PHOTO) == (3, True)


def test_what_is_no_seal_is_refused() -> None:
    content = changed(sealed(signer("north node")), lambda m: m.update({"seal.json": b'{"town": "north"}'}))
    with pytest.raises(BadArchive, match=r"seal\.json is none"):
        check(content)
