"""F10, F14: a copy taken while others write comes back whole; anything wrong with one is found before it is used."""

from __future__ import annotations

import json
import os
import random
import shutil
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pilin.foundation.access.verdict import Refused
from pilin.foundation.backups import census, postgres, restoring, sources
from pilin.foundation.backups.census import Census
from tests.factories.backups import AT, World, begin, bring_keys, done_so_far, empty, held_open, passphrase
from tests.reliability.report import times, tried

ON_SQLITE = os.environ.get("PILIN_TEST_ON", "sqlite") == "sqlite"


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    """Give an instance with five obstacles and three attachments."""
    return begin(tmp_path_factory.mktemp("world") / "home")


@pytest.fixture(scope="module")
def copy(world: World, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a copy of it."""
    return world.copy(tmp_path_factory.mktemp("copies")).path


@pytest.fixture
def other(tmp_path: Path) -> World:
    """Give an empty place."""
    return empty(tmp_path / "other")


def counted(world: World) -> Census:
    if world.instance.conninfo:
        with postgres.snapshot(world.instance.conninfo) as moment:
            return census.taken(moment)
    with sources.opened_file(world.instance.database) as file:
        return census.taken(file)


def uids(world: World) -> set[str]:
    return set(
        world.run(
            """
            from pilin.domain.obstacles.models import Obstacle
            rows = Obstacle.objects.visible_to(Standing.machine("test")).values_list("uid", flat=True)
            print(json.dumps([str(uid) for uid in rows]))
            """
        )
    )


def test_a_copy_under_load_comes_back_with_all_that_was_done_before_it(
    world: World, other: World, tmp_path: Path
) -> None:
    told = tmp_path / "told"
    naive = tmp_path / "naive.sqlite3"
    deposit = world.home / "handover" / "five-towns-2024-1-0123456789ab.zip"
    deposit.parent.mkdir()
    deposit.write_bytes(b"PK deposited")
    month = world.home / "history" / "five-towns" / "xindai-water-level_m" / "2023-06.parquet"
    month.parent.mkdir(parents=True)
    month.write_bytes(b"PAR1 readings")
    with held_open(world, told):
        until = time.monotonic() + 60
        while len(done_so_far(told)) < 20 and time.monotonic() < until:
            time.sleep(0.05)
        before = done_so_far(told)
        made = world.copy(tmp_path / "copies")
        before_naive, naive_lost = done_so_far(told), set[str]()
        while ON_SQLITE and not naive_lost and time.monotonic() < until:  # nothing is lost right after a checkpoint
            before_naive = done_so_far(told)
            shutil.copyfile(world.instance.database, naive)
            naive_lost = before_naive - _in_file(naive)
        while len(done_so_far(told)) < len(before_naive) + 5 and time.monotonic() < until:
            time.sleep(0.05)
    restored = restoring.restore(made.path, other.instance, None, at=AT)
    lost = before - uids(other)
    tried(
        "F10",
        "a copy under two writers, brought back",
        1,
        len(lost),
        f"plain cp: {len(naive_lost)} of {len(before_naive)}"
        if ON_SQLITE
        else "a file copied plainly: not on this engine",
    )
    assert len(before) >= 20
    assert lost == set()
    assert restored.found == census.of_manifest(made.manifest)
    assert sorted(path.name for path in other.instance.attachments()) == sorted(
        path.name for path in world.instance.attachments()
    )
    assert (other.home / "handover" / deposit.name).read_bytes() == b"PK deposited"
    assert (other.home / month.relative_to(world.home)).read_bytes() == b"PAR1 readings"
    if ON_SQLITE:
        assert naive_lost != set()  # control: a file copied while it is written has lost what still lay beside it


def _in_file(path: Path) -> set[str]:
    """Return the obstacles in a database file that was copied while others wrote; none where it cannot even be read."""
    try:
        with sqlite3.connect(path) as copied:
            rows = copied.execute("SELECT uid FROM obstacles_obstacle").fetchall()
    except sqlite3.DatabaseError:
        return set()
    return {f"{uid[:8]}-{uid[8:12]}-{uid[12:16]}-{uid[16:20]}-{uid[20:]}" for (uid,) in rows}


def test_what_came_back_verifies_and_holds_no_private_key(world: World, copy: Path, other: World) -> None:
    done = restoring.restore(copy, other.instance, None, at=AT)
    answer = json.loads(other.pilin("verify", "--json").stdout)
    assert (answer["holds"], answer["findings"]) == (True, [])
    assert not other.instance.keys.exists() or list(other.instance.keys.iterdir()) == []
    assert sorted(done.missing_keys) == sorted(path.name for path in world.instance.key_files())
    content = copy.read_bytes()
    secrets = [path.read_bytes() for path in world.instance.keys.iterdir()]
    secrets.append(world.instance.settings()["secret_key"].encode())
    assert [secret for secret in secrets if secret in content] == []


def test_keys_come_back_from_an_encrypted_copy_that_was_asked_to_hold_them(
    world: World, other: World, tmp_path: Path
) -> None:
    with pytest.raises(Refused) as refused:
        world.copy(tmp_path / "copies", with_keys=True)
    assert refused.value.code == "keys_in_clear"
    lock = passphrase(tmp_path)
    made = world.copy(tmp_path / "copies", lock=lock, with_keys=True)
    done = restoring.restore(made.path, other.instance, lock, at=AT)
    assert done.missing_keys == ()
    assert {path.name: path.read_bytes() for path in other.instance.keys.iterdir()} == {
        path.name: path.read_bytes() for path in world.instance.key_files()
    }
    assert other.instance.settings()["secret_key"] == world.instance.settings()["secret_key"]


def test_a_flipped_byte_is_found_before_anything_is_written(copy: Path, other: World, tmp_path: Path) -> None:
    content, chance = copy.read_bytes(), random.Random(14)
    spoiled, missed = tmp_path / "spoiled.tar", 0
    number = times(20, 200)
    for _ in range(number):
        bytes_ = bytearray(content)
        bytes_[chance.randrange(len(bytes_))] ^= 1 << chance.randrange(8)
        spoiled.write_bytes(bytes_)
        try:
            restoring.restore(spoiled, other.instance, None, at=AT)
        except Refused:
            continue
        missed += 1
    tried("F14", "one bit of a copy changed", number, missed, _unchecked(content))
    assert (missed, sorted(path.name for path in other.home.iterdir())) == (0, [])


def _unchecked(content: bytes) -> str:
    """The control: how many of as many changes SQLite itself notices when the file is put in place unchecked."""
    if not ON_SQLITE:
        return "not on this engine"
    chance, unseen = random.Random(14), 0
    size = int(content[124:135], 8)
    for _ in range(20):
        spoiled = bytearray(content[512 : 512 + size])
        spoiled[chance.randrange(size)] ^= 1 << chance.randrange(8)
        with sqlite3.connect(":memory:") as file:
            file.deserialize(bytes(spoiled))
            try:
                unseen += file.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            except (sqlite3.DatabaseError, UnicodeDecodeError):  # its own words of damage may hold the damaged bytes
                continue
    assert unseen > 0
    return f"{unseen} of 20 unseen by integrity_check"


def test_a_copy_cut_short_writes_nothing(copy: Path, other: World, tmp_path: Path) -> None:
    content = copy.read_bytes()
    cut = tmp_path / "cut.tar"
    for size in (0, 100, len(content) // 2, len(content) - 1):
        cut.write_bytes(content[:size])
        with pytest.raises(Refused):
            restoring.restore(cut, other.instance, None, at=AT)
    assert list(other.home.iterdir()) == []


def test_a_folder_in_which_something_lives_is_left_alone(world: World, copy: Path) -> None:
    before = counted(world)
    with pytest.raises(Refused) as refused:
        restoring.restore(copy, world.instance, None, at=AT)
    assert refused.value.code == "not_empty"
    assert counted(world) == before


class Broken(Exception):
    """Stands for the moment at which the machine stops."""


@pytest.mark.above
def test_a_restore_broken_off_anywhere_starts_nothing_and_can_be_done_again(
    copy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Stops at each call that changes the disk, one after the other, as a power cut would; then does it again."""
    real = {name: getattr(Path, name) for name in ("rename", "replace", "unlink", "mkdir")}
    left = [0]

    def stopping(name: str) -> Any:
        def call(self: Path, *args: Any, **kwargs: Any) -> Any:
            left[0] -= 1
            if left[0] == 0:
                raise Broken
            return real[name](self, *args, **kwargs)

        return call

    stops, started = 0, 0
    while True:
        stops += 1
        place = empty(tmp_path / f"place{stops}")
        left[0] = stops
        with monkeypatch.context() as broken:
            for name in real:
                broken.setattr(Path, name, stopping(name))
            try:
                restoring.restore(copy, place.instance, None, at=AT)
            except Broken:
                pass
            else:
                break
        try:
            restoring.refuse_halfway(place.home)
        except Refused:
            pass
        else:
            started += restoring._holds_database(place.instance)
        again = restoring.restore(copy, place.instance, None, at=AT)
        assert (again.found, (place.home / restoring.HALFWAY).exists()) == (counted_less_mark(place, again), False)
        if not ON_SQLITE and stops > 12:  # each try makes a database of its own: the first dozen stops are enough
            break
    assert stops > 5
    assert started == 0  # nothing half-brought-back would have been taken for an instance


def counted_less_mark(world: World, restored: restoring.Restored) -> Census:
    """Return what a place holds now; on PostgreSQL without the mark that the restore added."""
    found = counted(world)
    if ON_SQLITE:
        return found
    tables = {**found.tables, census.MARK: found.tables[census.MARK] - 1}
    return Census(found.engine, tables, found.migrations, found.logs)


def test_a_copy_that_cannot_be_finished_leaves_nothing(world: World, tmp_path: Path) -> None:
    target = tmp_path / "copies"
    lost = world.instance.attachments()[0]
    content = lost.read_bytes()
    target.mkdir()
    (target / ".taking-left").mkdir()

    def fails(step: str, _share: float) -> None:
        if step == "reading back":
            raise OSError("the disk is gone")

    with pytest.raises(OSError, match="gone"):
        world.copy(target, told=fails)
    assert [path.name for path in target.iterdir()] == [".pilin-copying"]
    lost.write_bytes(b"other")
    try:
        assert world.copy(target).damaged == (lost.name,)
    finally:
        lost.write_bytes(content)


@pytest.fixture
def back(world: World, copy: Path, tmp_path: Path) -> Iterator[World]:
    """Give an older copy of the world, brought back with its keys, while the world itself has gone on."""
    place = empty(tmp_path / "back")
    restoring.restore(copy, place.instance, None, at=AT)
    bring_keys(world.instance, place.instance)
    yield place


SIZE = """
    from pilin.foundation.ledger.models import Log
    print(Log.objects.visible_to(Standing.machine("t")).get(owner="310116102", name="public", circle="five-towns", epoch=0).size)
"""


def size_of_log(world: World) -> int:
    """Return how many entries the public log of Fengjing holds."""
    return int(world.run(SIZE))


def is_fork(world: World, a: Any, b: Any) -> bool:
    """Return whether two entries prove that their town signed two histories."""
    from pilin.engine.log import Fork, Manifest

    raws = world.run(
        """
        from pilin.foundation.ledger.models import Manifest
        rows = Manifest.objects.visible_to(Standing.machine("t")).filter(owner="310116102").order_by("serial")
        print(json.dumps([bytes(row.raw).decode() for row in rows]))
        """
    )
    return Fork(a, b).holds("310116102", [Manifest.from_json(raw.encode()) for raw in raws])


def test_an_older_copy_refuses_to_write_and_without_the_guard_it_forks_its_own_log(world: World, back: World) -> None:
    size = size_of_log(back)
    written = world.report("原来那边往下写")
    assert "uid" in written
    ours = entry_of(world, size)
    refused = back.report("恢复的这边也写")
    assert (refused.get("code"), size_of_log(back)) == ("restored", size)
    back.run(  # the control: the guard taken away
        """
        from django.db import connection
        connection.cursor().execute("DELETE FROM backups_restoration")
        print("{}")
        """
    )
    assert "uid" in back.report("没有看守")
    assert is_fork(back, ours, entry_of(back, size))
    tried("F10", "an older copy writes", 1, "refused", "without the guard a fork, proved by its two signatures")


def entry_of(world: World, seq: int, epoch: int = 0) -> Any:
    """Return the entry at a place of that log, as a world holds it."""
    from pilin.engine.log import Entry

    raw, sig, key = world.run(
        """
        from pilin.foundation.ledger.models import Entry
        row = Entry.objects.visible_to(Standing.machine("t")).get(log__owner="310116102", log__name="public", log__circle="five-towns", log__epoch=int(sys.argv[2]), seq=int(sys.argv[1]))
        print(json.dumps([bytes(row.raw).hex(), bytes(row.sig).hex(), row.key_id]))
        """,
        str(seq),
        str(epoch),
    )
    return Entry(bytes.fromhex(raw), bytes.fromhex(sig), key)


def test_the_keeper_answers_for_it_that_nothing_is_newer(back: World) -> None:
    asked = back.pilin("restore", "complete")
    assert asked.returncode == 1
    digits = asked.stderr.split("--nothing-newer ")[1].split()[0]
    wrong = back.pilin("restore", "complete", "--nothing-newer", "0000-0000-0000-0000")
    assert (wrong.returncode, back.report("还不行").get("code")) == (1, "restored")
    done = back.pilin("restore", "complete", "--nothing-newer", digits, "--json")
    assert (done.returncode, json.loads(done.stdout)["how"]) == (0, "nothing")
    assert "uid" in back.report("可以写了")
    line = back.run(
        """
        from pilin.foundation.journal.models import JournalLine
        print(json.dumps(list(JournalLine.objects.visible_to(Standing.machine("t")).filter(code="backups.settle").values_list("code", flat=True))))
        """
    )
    assert line == ["backups.settle"]
    assert json.loads(back.pilin("verify", "--json").stdout)["holds"]


def test_without_its_keys_nothing_is_settled(copy: Path, other: World) -> None:
    restoring.restore(copy, other.instance, None, at=AT)
    digits = other.pilin("restore", "complete").stderr.split("--nothing-newer ")[1].split()[0]
    done = other.pilin("restore", "complete", "--nothing-newer", digits, "--json")
    assert (done.returncode, json.loads(done.stdout)["error"]["code"]) == (1, "keys_missing")


HEADS = """
    from pilin.engine import log as engine
    from pilin.foundation.ledger import keys
    from pilin.foundation.ledger.models import Entry, Log
    notes = []
    for log in Log.objects.visible_to(Standing.machine("t")).exclude(size=0):
        raws = [bytes(raw) for raw in Entry.objects.visible_to(Standing.machine("t")).filter(log=log).order_by("seq").values_list("raw", flat=True)]
        head = engine.Head(log.log_id, len(raws), engine.root(raws).hex())
        notes.append(engine.sign_checkpoint(keys.signer_of(log.owner), log.owner, head).to_note())
    print(json.dumps("=====\\n".join(notes)))
"""


def test_heads_of_others_settle_it_or_say_what_is_missing(world: World, back: World, tmp_path: Path) -> None:
    same, newer = tmp_path / "same.txt", tmp_path / "newer.txt"
    same.write_text(back.run(HEADS), encoding="utf8")
    world.report("备份之后")
    newer.write_text(world.run(HEADS), encoding="utf8")
    behind = back.pilin("restore", "complete", "--from", str(newer), "--json")
    assert (behind.returncode, json.loads(behind.stdout)["error"]["code"]) == (1, "behind")
    assert back.report("还不行").get("code") == "restored"
    done = back.pilin("restore", "complete", "--from", str(same), "--json")
    assert (done.returncode, json.loads(done.stdout)["how"]) == (0, "complete")


ARCHIVE = """
    from pilin.engine import log as engine
    from pilin.foundation.ledger import queries
    from pilin.foundation.ledger.models import Body, Log
    me = Standing.machine("t")
    logs, heads, bodies = {}, {}, {}
    for row in Log.objects.visible_to(me).exclude(size=0):
        name = engine.LogName(row.circle, row.owner, row.name, row.epoch)
        logs[name] = [queries.engine_entry(entry) for entry in queries.entries_of(row)]
        heads[name.id] = queries.heads_of(row)
        held = Body.objects.visible_to(me).filter(entry__log=row, content__isnull=False)
        bodies[name.id] = {seq: (bytes(salt), bytes(content)) for seq, salt, content in held.values_list("entry__seq", "salt", "content")}
    with open(sys.argv[1], "wb") as file:
        engine.write_archive(file, logs, queries.manifests_by_town(), heads, bodies)
    print("{}")
"""
OBSTACLES = """
    from pilin.domain.obstacles.models import Obstacle
    rows = Obstacle.objects.visible_to(Standing.machine("t")).order_by("uid").values_list("uid", "title_zh", "revision")
    print(json.dumps([[str(uid), title, revision] for uid, title, revision in rows]))
"""


def test_an_archive_of_others_brings_back_the_entries_and_their_rows(world: World, back: World, tmp_path: Path) -> None:
    world.run(
        """
        from tests.factories.obstacles import documented
        row = documented(clerk(), title_zh="备份之后写明的", audience="public")
        print("{}")
        """
    )
    archive = tmp_path / "others.zip"
    world.run(ARCHIVE, str(archive))
    assert back.run(OBSTACLES) != world.run(OBSTACLES)
    done = back.pilin("restore", "complete", "--from", str(archive), "--json")
    assert (done.returncode, json.loads(done.stdout).get("how")) == (0, "complete"), done.stdout + done.stderr
    assert back.run(OBSTACLES) == world.run(OBSTACLES)
    assert {log.log: (log.size, log.root) for log in counted(back).logs} == {
        log.log: (log.size, log.root) for log in counted(world).logs
    }
    assert "uid" in back.report("接着写")
    assert json.loads(back.pilin("verify", "--json").stdout)["findings"] == []


def test_a_key_changed_after_the_copy_comes_back_though_nothing_was_signed_with_it(
    back: World, copy: Path, other: World, tmp_path: Path
) -> None:
    """What was put away is the new key, which the copy does not know: an archive of others tells of it."""
    digits = back.pilin("restore", "complete").stderr.split("--nothing-newer ")[1].split()[0]
    assert back.pilin("restore", "complete", "--nothing-newer", digits).returncode == 0
    assert back.pilin("--as", "keeper", "ledger", "rotate", "310116102").returncode == 0
    archive = tmp_path / "others.zip"
    back.run(ARCHIVE, str(archive))
    restoring.restore(copy, other.instance, None, at=AT)
    bring_keys(back.instance, other.instance)
    answer = other.pilin("restore", "complete", "--nothing-newer", digits, "--json")
    assert json.loads(answer.stdout)["error"]["code"] == "keys_missing"  # the control: without the archive
    done = other.pilin("restore", "complete", "--from", str(archive), "--json")
    assert (done.returncode, json.loads(done.stdout).get("how")) == (0, "complete"), done.stdout + done.stderr
    assert "uid" in other.report("接着写")
    assert json.loads(other.pilin("verify", "--json").stdout)["findings"] == []


def test_an_archive_of_another_history_brings_nothing(world: World, back: World, tmp_path: Path) -> None:
    """The other side wrote on without the guard: what it holds is refused, and nothing of it stays."""
    world.report("原来那边的")
    archive = tmp_path / "others.zip"
    world.run(ARCHIVE, str(archive))
    back.run(
        "from django.db import connection; connection.cursor().execute('UPDATE backups_restoration SET settled_at = taken_at'); print('{}')"
    )
    assert "uid" in back.report("另一份历史")
    back.run(
        "from django.db import connection; connection.cursor().execute('UPDATE backups_restoration SET settled_at = NULL'); print('{}')"
    )
    before = counted(back)
    answer = json.loads(back.pilin("restore", "complete", "--from", str(archive), "--json").stdout)
    assert (answer["error"]["code"], counted(back)) == ("forked", before)


def test_logs_begun_anew_leave_out_what_was_lost_and_hold(world: World, back: World, tmp_path: Path) -> None:
    world.report("丢了的")
    notes = tmp_path / "heads.txt"
    notes.write_text(world.run(HEADS), encoding="utf8")
    digits = back.pilin("restore", "complete").stderr.split("--nothing-newer ")[1].split()[0]
    words = ("restore", "complete", "--from", str(notes), "--nothing-newer", digits, "--json")
    behind = json.loads(back.pilin(*words).stdout)
    assert behind["error"]["code"] == "behind"
    roots = back.instance.keys / "310116102.root"
    roots.rename(tmp_path / "safe")
    towns = [word for town in back.run(TOWNS) for word in ("--new-epoch", town)]
    away = json.loads(back.pilin(*words, *towns).stdout)
    assert (away["error"]["code"], back.report("还不行").get("code")) == ("no_root_key", "restored")
    (tmp_path / "safe").rename(roots)
    done = back.pilin(*words, *towns)
    assert (done.returncode, json.loads(done.stdout).get("how")) == (0, "epoch"), done.stdout + done.stderr
    old = size_of_log(back)
    assert "uid" in back.report("新的一本账")
    assert size_of_log(back) == old  # the old log ends where it ended; the new one goes on
    assert json.loads(back.pilin("verify", "--json").stdout)["findings"] == []
    assert is_fork(back, entry_of(world, old), entry_of(back, 0, epoch=1)) is False


TOWNS = """
    from pilin.foundation.ledger.models import Log
    print(json.dumps(sorted(set(Log.objects.visible_to(Standing.machine("t")).exclude(size=0).values_list("owner", flat=True)))))
"""


def test_heads_of_another_history_are_refused(world: World, back: World, tmp_path: Path) -> None:
    notes = tmp_path / "heads.txt"
    forged = HEADS.replace("raws = [", "raws = [b'other', *[][:0]] + [").replace(
        ".order_by", ".exclude(seq=0).order_by"
    )
    notes.write_text(back.run(forged), encoding="utf8")
    answer = back.pilin("restore", "complete", "--from", str(notes), "--json")
    assert json.loads(answer.stdout)["error"]["code"] == "forked"
    notes.write_text(
        notes.read_text(encoding="utf8").replace("\u2014 310116102 ", "\u2014 310116102 AAAA"), encoding="utf8"
    )
    answer = back.pilin("restore", "complete", "--from", str(notes), "--json")
    assert json.loads(answer.stdout)["error"]["code"] == "no_evidence"


def test_a_copy_put_in_place_by_hand_does_not_write_either(copy: Path, other: World, world: World) -> None:
    if not ON_SQLITE:
        pytest.skip("a PostgreSQL dump is marked when it is restored")
    content = copy.read_bytes()
    size = int(content[124:135], 8)
    other.instance.database.write_bytes(content[512 : 512 + size])
    bring_keys(world.instance, other.instance)
    assert other.report("手工放回").get("code") == "restored"


@pytest.mark.above
def test_a_drill_brings_the_newest_copy_back_checks_it_and_notes_it(world: World, tmp_path: Path) -> None:
    assert world.pilin("backup", str(tmp_path / "copies")).returncode == 0
    done = world.pilin("restore", "--drill", "--json")
    answer = json.loads(done.stdout)
    assert answer.get("error") is None, answer
    assert (done.returncode, answer["checked"]["holds"]) == (0, True)
    rows = json.loads(world.pilin("backup", "list", "--json").stdout)
    assert [row["drilled_at"] is not None for row in rows[:1]] == [True]
    assert [path.name for path in world.home.iterdir() if path.name.startswith(".drill")] == []
