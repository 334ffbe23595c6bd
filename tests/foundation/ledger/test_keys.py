"""Keys at rest, taken away, changed, lost and found again; what a change may not contradict; a crash in the middle."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import translation

from pilin.engine import log as engine
from pilin.foundation.access.verdict import Refused
from pilin.foundation.ledger import actions, custody, keys, queries, safe, vault
from pilin.foundation.ledger.models import Entry, Head, Log, Manifest
from tests.factories import programme as make
from tests.factories.base import NOW, Five
from tests.factories.ledger import HOUSE, obstacle
from tests.tables import lay_in


@pytest.fixture(autouse=True)
def _own_home(settings: Any, tmp_path: Path) -> Iterator[None]:
    """Give each test a folder of keys of its own."""
    settings.HOME = tmp_path
    with translation.override("en"):
        yield
    keys._signers.clear()


def places() -> list[str]:
    return [f"{f.where}: {f.reason}" for f in queries.check_instance().findings if "past the ledger" not in f.reason]


def node(town: Any) -> Path:
    return keys.folder() / f"{town.code}.node"


def key_of(row: Any) -> str:
    (entry,) = Entry.objects.visible_to(HOUSE).filter(obj=f"{row._meta.label_lower}:{row.pk}")
    return str(entry.key_id)


# At rest


def test_no_private_key_lies_open(five: Five) -> None:
    obstacle(five)
    secret = safe.fresh()
    for path in (node(five.fengjing), keys.folder() / f"{five.fengjing.code}.root"):
        private = vault.read(path)
        raw = path.read_bytes()
        assert (len(private), private in raw, private.hex().encode() in raw) == (32, False, False)
        assert path.stat().st_mode & 0o777 == 0o600
        path.write_bytes(private)  # as an instance of before kept it
        assert (vault.kept_with(path), vault.read(path), vault.kept_with(path)) == ("open", private, "machine")
        assert private not in path.read_bytes()
    assert vault.folder().stat().st_mode & 0o777 == 0o700
    assert secret != safe.fresh()


def test_a_better_secret_locks_anew_and_without_it_nothing_opens(five: Five, settings: Any, tmp_path: Path) -> None:
    obstacle(five)
    path = node(five.fengjing)
    private = vault.read(path)
    settings.KEY_PASSPHRASE = "a long word"
    assert (vault.read(path), vault.kept_with(path)) == (private, "passphrase")
    settings.KEY_PASSPHRASE = "another word"
    with pytest.raises(vault.Locked, match="does not open"):
        vault.read(path)
    settings.KEY_PASSPHRASE = ""
    keys._signers.clear()
    with pytest.raises(vault.Locked, match="PILIN_KEY_PASSPHRASE"):
        obstacle(five, "没有口令")
    settings.KEY_PASSPHRASE = "a long word"
    obstacle(five, "有口令")
    assert places() == []
    kept = tmp_path / "secret"
    kept.write_bytes(b"0123456789abcdef0123456789abcdef")
    settings.KEY_PASSPHRASE, settings.SITE = "", {**settings.SITE, "key_file": str(kept)}
    vault.write(path, private)
    assert (vault.kept_with(path), vault.read(path)) == ("file", private)
    kept.write_bytes(b"short")
    with pytest.raises(vault.Locked, match="less than 16"):
        vault.read(path)


def test_a_key_put_under_another_towns_name_does_not_open(five: Five) -> None:
    obstacle(five)
    other = keys.folder() / f"{five.xindai.code}.node"
    other.write_bytes(node(five.fengjing).read_bytes())
    with pytest.raises(vault.Locked):
        vault.read(other)


# Who signs


def test_a_town_whose_key_is_not_here_writes_nothing(five: Five) -> None:
    obstacle(five)
    before = Entry.objects.visible_to(HOUSE).count()
    node(five.fengjing).unlink()
    with pytest.raises(keys.NoNodeKey, match=five.fengjing.code):
        obstacle(five, "无人签名")
    assert Entry.objects.visible_to(HOUSE).count() == before
    assert not node(five.fengjing).exists()  # and no other key was made in its place
    assert (keys.at_home([five.fengjing.code]), places()) == ([], [])


def test_the_list_says_who_keeps_what(five: Five, tmp_path: Path) -> None:
    obstacle(five)
    (card,) = custody.key_cards([five.fengjing.code])
    assert (card.serial, card.held_by, card.roots_here, card.root_exposed, card.locked_with) == (
        1, "host", 1, True, "machine",
    )  # fmt: skip
    actions.take_root(
        by=five.fengjing.signatory, at=NOW, town=five.fengjing.code, files=[tmp_path / "safe.txt"]
    )  # fmt: skip
    keys.forget_roots(five.fengjing.code)  # as it is when the deed is kept
    (card,) = custody.key_cards([five.fengjing.code])
    assert (card.serial, card.roots_here, card.root_exposed) == (1, 0, False)
    assert card.fingerprint == keys.newest_of([five.fengjing.code])[five.fengjing.code].fingerprint


@pytest.mark.django_db(transaction=True)
def test_a_root_taken_away_is_needed_to_change_keys_and_is_enough(tmp_path: Path) -> None:
    from tests.factories.base import circle_of_five

    five = circle_of_five()
    town, by = five.fengjing.code, five.fengjing.signatory
    obstacle(five)
    file = tmp_path / "safe.txt"
    actions.take_root(by=by, at=NOW, town=town, files=[file])
    assert not (keys.folder() / f"{town}.root").exists()
    assert file.stat().st_mode & 0o777 == 0o600
    with pytest.raises(keys.NoRootKey):
        actions.rotate_key(by=by, at=NOW, town=town)
    with pytest.raises(Refused, match="another town"):
        safe.taken_out(file, five.xindai.code)
    made = actions.rotate_key(by=by, at=NOW, town=town, roots=[safe.taken_out(file, town)])
    row = obstacle(five, "换钥之后")
    assert (made.serial, key_of(row) in keys.in_use(made), places()) == (2, True, [])
    with pytest.raises(keys.NoRootKey):
        actions.take_root(by=by, at=NOW, town=town, files=[tmp_path / "again.txt"])


@pytest.mark.django_db(transaction=True)
def test_of_three_root_keys_two_are_needed(tmp_path: Path) -> None:
    from tests.factories.base import circle_of_five

    five = circle_of_five()
    town, by = five.fengjing.code, five.fengjing.signatory
    obstacle(five)
    files = [tmp_path / f"{n}.txt" for n in range(3)]
    (tmp_path / "2.txt").write_text("something else")
    with pytest.raises(Refused, match="there already"):
        actions.take_root(by=by, at=NOW, town=town, files=files)
    assert (keys.newest_of([town])[town].serial, len(keys.roots_here(town))) == (1, 1)
    for file in files:
        file.unlink(missing_ok=True)
    actions.take_root(by=by, at=NOW, town=town, files=files)
    brought = [safe.taken_out(file, town) for file in files]
    with pytest.raises(keys.NoRootKey, match="2"):
        actions.rotate_key(by=by, at=NOW, town=town, roots=brought[:1])
    made = actions.rotate_key(by=by, at=NOW, town=town, roots=brought[1:])
    assert (made.serial, made.threshold, len(made.roots), places()) == (3, 2, 3, [])


@pytest.mark.django_db(transaction=True)
def test_a_lost_root_is_replaced_when_all_others_sign(tmp_path: Path) -> None:
    from tests.factories.base import circle_of_five

    five = circle_of_five()
    make.released(five, 1, 2)
    town = five.fengjing.code
    (keys.folder() / f"{town}.root").unlink()
    (other,) = keys.roots_here(five.xindai.code)
    with pytest.raises(Refused, match="keeper"):
        actions.recover_root(by=five.fengjing.signatory, at=NOW, town=town)
    away = keys.folder() / f"{five.xindai.code}.root"
    held = away.read_bytes()
    away.unlink()
    with pytest.raises(keys.NoRootKey, match=five.xindai.code):  # control: one that does not sign is enough to stop it
        actions.recover_root(by=five.keeper, at=NOW, town=town)
    away.write_bytes(held)
    made = actions.recover_root(by=five.keeper, at=NOW, town=town)
    assert (made.serial, other.public.hex() in {sig.pub for sig in made.sigs}, places()) == (2, True, [])
    assert actions.rotate_key(by=five.fengjing.signatory, at=NOW, town=town).serial == 3
    assert places() == []


# Changing


@pytest.mark.django_db(transaction=True)
def test_a_revoked_key_never_comes_back_and_its_last_entry_is_named() -> None:
    from tests.factories.base import circle_of_five

    five = circle_of_five()
    town = five.fengjing.code
    row = obstacle(five)
    old = keys.newest_of([town])[town]
    made = actions.rotate_key(by=five.fengjing.signatory, at=NOW, town=town, revoke=True)
    log = Log.objects.visible_to(HOUSE).get(owner=town, name="public")
    (closed,) = [n for n in made.nodes if n.key_id == key_of(row) and n.log == log.log_id]
    assert (closed.reason, closed.to_seq, closed.head) == (engine.REVOKED, log.size - 1, log.tip)
    back = replace(made, serial=3, nodes=(*made.nodes, replace(old.nodes[0], from_seq=9, log=log.log_id)), sigs=())
    with pytest.raises(engine.BadManifest, match="cannot come back"):
        engine.accept_manifest(made, back.signed(keys.roots_here(town)), {})
    obstacle(five, "吊销之后")
    assert places() == []


def test_no_change_of_keys_gives_up_what_others_have_cosigned(five: Five) -> None:
    """A restored copy is behind what the others have signed: closing the old key there would make their heads false."""
    make.released(five, 1, 2)
    head = Head.objects.visible_to(HOUSE).filter(why="release").select_related("log").order_by("-size")[0]
    town, short = head.log.owner, head.size - 1
    tip = Entry.objects.visible_to(HOUSE).get(log=head.log, seq=short - 1).hash
    assert custody.cosigned_of(town)[head.log.log_id] == head.size
    with connection.cursor() as cursor:
        cursor.execute("UPDATE ledger_log SET size = %s, tip = %s WHERE log_id = %s", [short, tip, head.log.log_id])
    serials = Manifest.objects.visible_to(HOUSE).count()
    for revoke in (False, True):
        with pytest.raises(Refused, match="others cosigned"), transaction.atomic():
            actions.rotate_key(by=five.keeper, at=NOW, town=town, revoke=revoke)
    assert Manifest.objects.visible_to(HOUSE).count() == serials
    with connection.cursor() as cursor:  # control: at the cosigned length it is allowed
        cursor.execute("UPDATE ledger_log SET size = %s WHERE log_id = %s", [head.size, head.log.log_id])
    assert actions.rotate_key(by=five.keeper, at=NOW, town=town, revoke=True).serial == 2


@pytest.mark.django_db(transaction=True)
def test_a_head_signed_after_a_change_of_keys_holds() -> None:
    from pilin.foundation.access.gate import Deed
    from pilin.foundation.ledger import heads
    from tests.factories.base import circle_of_five

    five = circle_of_five()
    obstacle(five)
    actions.rotate_key(by=five.fengjing.signatory, at=NOW, town=five.fengjing.code)
    log = Log.objects.visible_to(HOUSE).get(owner=five.fengjing.code, name="public")
    from tests.factories.base import writing

    with writing(by=five.keeper):
        heads.close(log, Deed("test", five.keeper, NOW))
    assert places() == []


@pytest.mark.django_db(transaction=True)
def test_a_key_the_town_keeps_itself_ends_signing_here() -> None:
    from tests.factories.base import circle_of_five

    five = circle_of_five()
    town, by = five.fengjing.code, five.fengjing.signatory
    obstacle(five)
    with pytest.raises(Refused, match="64 hex digits"):
        actions.adopt_key(by=by, at=NOW, town=town, public="12")
    own = engine.Signer(safe.fresh())
    made = actions.adopt_key(by=by, at=NOW, town=town, public=own.public.hex())
    (card,) = custody.key_cards([town])
    assert (card.held_by, card.key_id, card.is_here, made.serial) == ("town", own.key_id, False, 2)
    with pytest.raises(keys.NoNodeKey):
        obstacle(five, "已自持")
    assert (node(five.fengjing).exists(), places()) == (False, [])


# A crash in the middle


@pytest.mark.django_db(transaction=True)
def test_a_kill_between_the_change_and_its_use_leaves_the_town_able_to_sign(monkeypatch: pytest.MonkeyPatch) -> None:
    from tests.factories.base import circle_of_five

    five = circle_of_five()
    town, by = five.fengjing.code, five.fengjing.signatory
    obstacle(five)
    old = vault.read(node(five.fengjing))
    with monkeypatch.context() as killed:
        killed.setattr(keys, "complete", lambda manifest: False)  # the process was gone before it came so far
        made = actions.rotate_key(by=by, at=NOW, town=town)
    assert vault.read(node(five.fengjing)) == old
    keys._signers.clear()
    row = obstacle(five, "重启之后")
    assert (key_of(row) in keys.in_use(made), places()) == (True, [])
    assert engine.Signer(vault.read(node(five.fengjing))).key_id == key_of(row)
    assert list(keys.folder().glob("*.next")) == []


@pytest.mark.django_db(transaction=True)
def test_a_change_that_was_undone_leaves_the_old_key_signing() -> None:
    from tests.factories.base import circle_of_five

    five = circle_of_five()
    first = obstacle(five)
    with pytest.raises(RuntimeError), transaction.atomic():
        actions.rotate_key(by=five.keeper, at=NOW, town=five.fengjing.code)
        obstacle(five, "同一笔中")
        raise RuntimeError
    second = obstacle(five, "撤回之后")
    assert (key_of(second) == key_of(first), places()) == (True, [])


KILLED = """
import os, sys, django
django.setup()
from pilin.foundation.ledger import actions, keys
from pilin.foundation.access.standing import Standing
from datetime import datetime, UTC
if sys.argv[1] == "before":
    was = keys.write_manifest
    keys.write_manifest = lambda *given: (was(*given), os.kill(os.getpid(), 9))
else:
    keys.complete = lambda manifest: os.kill(os.getpid(), 9)
actions.rotate_key(by=Standing.machine("test"), at=datetime.now(UTC), town="house")
"""
BEGIN = """
import django
django.setup()
from pilin.foundation.access.gate import Deed
from pilin.foundation.access.standing import Standing
from pilin.foundation.ledger import keys
from tests.factories.base import NOW, writing
with writing() as deed:
    keys.ensure_manifest("house", deed)
"""
ASK = """
import json, django
django.setup()
from pilin.foundation.ledger import custody
(card,) = custody.key_cards(["house"])
print(json.dumps([card.serial, card.is_here]))
"""


@pytest.mark.once
@pytest.mark.parametrize(("when", "serial"), [("before", 1), ("after", 2)])
def test_kill_9_before_and_after_the_change_is_kept(when: str, serial: int, tmp_path: Path) -> None:
    environment = {
        "PATH": "/usr/bin:/bin", "PILIN_HOME": str(tmp_path / "home"), "DJANGO_SETTINGS_MODULE": "pilin.config.settings",
        "PYTHONPATH": str(Path(__file__).parents[3]),
    }  # fmt: skip

    def run(code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-c", code, *arguments], env=environment, capture_output=True, text=True, check=False
        )

    lay_in(tmp_path / "home")
    begun = run(BEGIN)
    assert begun.returncode == 0, begun.stderr
    assert run(KILLED, when).returncode == -9
    asked = run(ASK)
    assert (asked.stderr, json.loads(asked.stdout)) == ("", [serial, True])
