"""The form of a copy: every byte counts, and nothing in it can point outside."""

from __future__ import annotations

import io
import random
import tarfile
from pathlib import Path

import pytest

from pilin.foundation.access.verdict import Refused
from pilin.foundation.backups import archive, sealing
from tests.factories.backups import passphrase

FILE = "files/ab/" + "ab" * 32


def pair(folder: Path) -> tuple[sealing.Lock, sealing.Lock]:
    """Return what closes and what opens: a key pair, since finding a key from a passphrase is slow on purpose."""
    public = sealing.make_pair(folder / "pair")
    return sealing.Lock.of_key(public, sealing.PUBLIC), sealing.Lock.of_key(folder / "pair", sealing.PRIVATE)


def written(lock: sealing.Lock | None = None, size: int = 3000) -> bytes:
    held = io.BytesIO()
    sealed = sealing.Sealing(held, lock) if lock else None
    writer = archive.Writer(sealed or held, 1_700_000_000)
    content = random.Random(1).randbytes(size)
    writer.add("database.sqlite3", io.BytesIO(content), size)
    writer.add_bytes("settings.toml", b"secure = true\n")
    writer.add_bytes(FILE, b"x" * 513)
    writer.close({"v": 1})
    if sealed:
        sealed.close()
    return held.getvalue()


def read(content: bytes, lock: sealing.Lock | None = None) -> dict[str, bytes]:
    """Return what a copy holds, or raise what reading it raises."""
    kept: dict[str, io.BytesIO] = {}
    archive.read_through(
        sealing.opened(io.BytesIO(content), lock), lambda member: kept.setdefault(member.name, io.BytesIO())
    )
    return {name: held.getvalue() for name, held in kept.items()}


def test_what_is_put_in_comes_out_and_any_tar_reads_it() -> None:
    content = written()
    found = read(content)
    assert (found["settings.toml"], found[FILE]) == (b"secure = true\n", b"x" * 513)
    with tarfile.open(fileobj=io.BytesIO(content)) as plain:
        assert plain.getnames() == ["database.sqlite3", "settings.toml", FILE, "manifest.json", "manifest.sha256"]


def test_every_single_byte_counts() -> None:
    content = written(size=700)
    refused = 0
    for place in range(len(content)):
        spoiled = bytearray(content)
        spoiled[place] ^= 1
        with pytest.raises(Refused):
            read(bytes(spoiled))
        refused += 1
    assert refused == len(content)


def test_a_tar_of_others_would_take_most_changes() -> None:
    """The control: the same bytes read by ``tarfile`` alone are taken as whole wherever they were changed inside a file."""
    content = bytearray(written(size=700))
    content[512 + 100] ^= 1
    with tarfile.open(fileobj=io.BytesIO(bytes(content))) as plain:
        member = plain.extractfile("database.sqlite3")
        assert member is not None
        assert len(member.read()) == 700


@pytest.mark.parametrize("sealed", [False, True])
def test_a_copy_cut_short_is_found_wherever_it_was_cut(tmp_path: Path, sealed: bool) -> None:
    closing, lock = pair(tmp_path) if sealed else (None, None)
    content = written(closing, size=3_000_000)
    cuts = [0, 1, 511, 512, 513, len(content) // 2, len(content) - 1024, len(content) - 512, len(content) - 1]
    if sealed:  # where one piece ends and the next begins: what is left is whole by itself
        head = content.index(b"\n", len(sealing.MAGIC)) + 1
        cuts += [head, head + sealing.PIECE + sealing.TAG, head + 2 * (sealing.PIECE + sealing.TAG)]
    for cut in cuts:
        with pytest.raises(Refused):
            read(content[:cut], lock)
    with pytest.raises(Refused):
        read(content + b"\0", lock)


def test_an_encrypted_copy_shows_nothing_and_any_change_is_found(tmp_path: Path) -> None:
    closing, lock = pair(tmp_path)
    content = written(closing, size=2_500_000)
    assert read(content, lock)[FILE] == b"x" * 513
    assert b"secure = true" not in content
    chance = random.Random(7)
    for _ in range(20):
        spoiled = bytearray(content)
        spoiled[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
        with pytest.raises(Refused):
            read(bytes(spoiled), lock)


def test_pieces_cannot_change_places(tmp_path: Path) -> None:
    closing, lock = pair(tmp_path)
    content = written(closing, size=2_500_000)
    head, piece = content.index(b"\n", len(sealing.MAGIC)) + 1, sealing.PIECE + sealing.TAG
    first, second = content[head : head + piece], content[head + piece : head + 2 * piece]
    with pytest.raises(archive.Damaged):
        read(content[:head] + second + first + content[head + 2 * piece :], lock)


def test_another_passphrase_or_none_is_said_to_be_that(tmp_path: Path) -> None:
    content = written(passphrase(tmp_path))
    (tmp_path / "other").mkdir()
    wrong = passphrase(tmp_path / "other", "another long passphrase")
    codes = []
    for lock in (wrong, None, sealing.Lock(key=b"k" * 32)):
        with pytest.raises(sealing.WrongKey) as refused:
            read(content, lock)
        codes.append(refused.value.code)
    assert codes == ["wrong_key", "needs_key", "wrong_key"]


def test_a_short_passphrase_is_turned_down(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        passphrase(tmp_path, "short")
    assert refused.value.code == "weak_passphrase"


def test_the_public_half_closes_and_only_the_private_half_opens(tmp_path: Path) -> None:
    public = sealing.make_pair(tmp_path / "copies")
    closing = sealing.Lock.of_key(public, sealing.PUBLIC)
    content = written(closing)
    assert read(content, sealing.Lock.of_key(tmp_path / "copies", sealing.PRIVATE))[FILE] == b"x" * 513
    with pytest.raises(sealing.WrongKey):
        read(content, closing)
    with pytest.raises(Refused) as refused:
        sealing.Lock.of_key(public, sealing.PRIVATE)
    assert refused.value.code == "no_key"
    assert (tmp_path / "copies").stat().st_mode & 0o777 == 0o600
    with pytest.raises(Refused):
        sealing.make_pair(tmp_path / "copies")


@pytest.mark.parametrize(
    "name",
    ["../evil", "/etc/passwd", "files/../../evil", "keys/../evil", "files/ab/../../../evil", "evil.py", "keys/.hidden"],
)
def test_a_name_that_no_copy_has_is_refused_before_a_byte_of_it_is_kept(name: str) -> None:
    held = io.BytesIO()
    writer = archive.Writer(held, 1_700_000_000)
    writer.add_bytes("settings.toml", b"")
    writer.add_bytes(name, b"evil")
    writer.close({"v": 1})
    kept: list[str] = []
    with pytest.raises(Refused) as refused:
        archive.read_through(io.BytesIO(held.getvalue()), lambda member: kept.append(member.name))
    assert (refused.value.code, kept) == ("foreign_member", ["settings.toml"])


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.DIRTYPE, tarfile.FIFOTYPE])
def test_links_and_folders_are_refused(kind: bytes) -> None:
    held = io.BytesIO()
    with tarfile.open(fileobj=held, mode="w", format=tarfile.GNU_FORMAT) as plain:
        info = tarfile.TarInfo("settings.toml")
        info.type, info.linkname, info.mode = kind, "/etc/passwd", 0o600
        plain.addfile(info)
    with pytest.raises(archive.Damaged):
        read(held.getvalue())


def test_a_name_that_stands_twice_is_refused() -> None:
    held = io.BytesIO()
    writer = archive.Writer(held, 0)
    writer.add_bytes("settings.toml", b"one")
    writer.add_bytes("settings.toml", b"two")
    writer.close({"v": 1})
    with pytest.raises(archive.Damaged):
        read(held.getvalue())
