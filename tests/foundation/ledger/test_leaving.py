"""A town leaves with all that is its own and arrives somewhere else with equal rows; what does not hold stays outside."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.utils import translation
from uuid6 import uuid7

from pilin.engine import log as engine
from pilin.foundation.access.enums import Audience, Role
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Invalid, Refused
from pilin.foundation.files import actions as files
from pilin.foundation.files import store
from pilin.foundation.identity.models import User
from pilin.foundation.journal.models import JournalLine
from pilin.foundation.ledger import actions, custody, keys, leaving, queries, rows, safe, trails, vault
from pilin.foundation.ledger.models import Entry, Log
from tests.factories.base import NOW, Five, circle_of_five
from tests.factories.ledger import HOUSE, obstacle
from tests.factories.ledger_travel import books, columns, empty_instance, owned, sign_all, total
from tests.factories.obstacles import report
from tests.kit import BACKEND

SETUP = Standing.machine("setup")


@pytest.fixture(autouse=True)
def _in_english(settings: Any, tmp_path: Path) -> Iterator[None]:
    with translation.override("en"):
        yield
    keys._signers.clear()


@pytest.fixture
def home(settings: Any, tmp_path: Path) -> Path:
    """Give a folder of its own to the instance that a town leaves."""
    settings.HOME, settings.MEDIA_ROOT = tmp_path, tmp_path / "files"
    return tmp_path


@pytest.fixture
def five(home: Path, db: None) -> Five:
    """Give the circle of five with every row of it signed."""
    made = circle_of_five()
    sign_all(NOW)
    return made


def changed(content: bytes, change: Callable[[dict[str, bytes]], None], *, digests: bool = False) -> bytes:
    """Return an archive with its members changed; with ``digests`` as somebody would who knows how it is made."""
    with zipfile.ZipFile(io.BytesIO(content)) as read:
        members = {name: read.read(name) for name in read.namelist()}
    change(members)
    if digests:
        meta = json.loads(members["meta.json"])
        meta["extras"] = {name: sha256(members[name]).hexdigest() for name in meta["extras"] if name in members}
        members["meta.json"] = engine.canonical(meta)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as write:
        for name, held in members.items():
            write.writestr(name, held)
    return file.getvalue()


def edited(member: str, old: str, new: str) -> Callable[[dict[str, bytes]], None]:
    def change(members: dict[str, bytes]) -> None:
        before = members[member]
        members[member] = before.replace(old.encode(), new.encode(), 1)
        assert members[member] != before

    return change


def faults_of(path: Path, **how: Any) -> list[tuple[str, str]]:
    with pytest.raises(Invalid) as caught:
        leaving.import_town(path, by=SETUP, at=NOW, **how)
    return [(fault.code, fault.field) for fault in caught.value.faults]


# A small circle, with all that can lie in it


def furnished(five: Five) -> dict[str, Any]:
    """Give Fengjing rows of each kind: shared, its own, between two, with a file, erased, narrowed, pointing at another's."""
    shared = obstacle(five)
    erased = obstacle(five, "说过的话")
    actions.erase_bodies(by=five.keeper, at=NOW, obj=f"obstacles.obstacle:{erased.pk}")
    between = files.attach_file(
        by=five.fengjing.clerk, at=NOW, name="两镇.txt", content="只给新埭".encode(), owner=five.fengjing.code,
        audience=Audience.PARTIES, parties=f",{five.fengjing.code},{five.xindai.code},", subject=shared.pk,
        circle=five.slug,
    )  # fmt: skip
    other = report(five.xindai.clerk, title_zh="新埭报的", audience="public")
    photo = files.attach_file(
        by=five.fengjing.clerk, at=NOW, name="桥.txt", content=("桥面开裂" * 9).encode(), owner=five.fengjing.code,
        audience=Audience.CIRCLE, circle=five.slug, subject=shared.pk,
    )  # fmt: skip
    return {"shared": shared, "erased": erased, "between": between, "other": other, "photo": photo}


def test_files_erased_bodies_and_what_two_share_arrive(five: Five, home: Path, settings: Any) -> None:
    made = furnished(five)
    town, path = five.fengjing.code, home / "town.zip"
    before, ledger = owned(town), books(town, NOW)
    found = leaving.export_town(path, by=five.fengjing.signatory, at=NOW, town=town)
    assert (found.files, found.sealed) == (2, True)
    assert path.stat().st_mode & 0o777 == 0o600
    line = JournalLine.objects.visible_to(five.fengjing.clerk).get(code="ledger.export_records")
    assert (line.owner, line.audience, line.counts["rows"]) == (town, Audience.OWN, total(before))
    with empty_instance(settings, home / "new"):
        brought = leaving.import_town(path, by=SETUP, at=NOW)
        assert (owned(town), books(town, NOW), brought.files) == (before, ledger, 2)
        assert store.bytes_of(made["photo"].sha256) == ("桥面开裂" * 9).encode()
        (told,) = trails.trail_of(HOUSE, made["erased"].pk)
        assert (told.content, told.holds) == (None, True)
        assert {log.name for log in Log.objects.visible_to(HOUSE).filter(owner=town)} == {
            "public", "circle:five-towns", f"parties:{town},{five.xindai.code}",
        }  # fmt: skip


def test_a_third_town_takes_nothing_of_what_two_share(five: Five, home: Path) -> None:
    made = furnished(five)
    report(five.huimin.clerk, audience="public")
    leaving.export_town(home / "huimin.zip", by=five.huimin.signatory, at=NOW, town=five.huimin.code)
    with zipfile.ZipFile(home / "huimin.zip") as packed:
        everything = b"".join(packed.read(name) for name in packed.namelist())
    assert str(made["between"].pk).encode() not in everything
    assert "只给新埭".encode() not in everything
    assert str(made["shared"].pk).encode() in everything  # control: what all may read is there


def test_a_row_narrowed_later_is_rebuilt_from_what_was_signed(five: Five, home: Path, settings: Any) -> None:
    """Huimin read it while it was shared; the log it may read still says it, the row it may not read any more."""
    from tests.factories.base import writing

    made = furnished(five)
    report(five.huimin.clerk, audience="public")
    row = made["other"]
    content = queries.rules.content_of(row)
    with writing(by=five.xindai.clerk):
        type(row).objects.visible_to(HOUSE).filter(pk=row.pk).update(audience=Audience.OWN)
    leaving.export_town(home / "huimin.zip", by=SETUP, at=NOW, town=five.huimin.code)
    with empty_instance(settings, home / "new"):
        leaving.import_town(home / "huimin.zip", by=SETUP, at=NOW)
        back = type(row).objects.visible_to(HOUSE).get(pk=row.pk)
        assert queries.rules.content_of(back) == content
        assert queries.check_instance().findings == ()


def test_where_a_row_may_not_travel_an_empty_one_stands(five: Five, home: Path, settings: Any) -> None:
    from tests.factories.base import writing

    made = furnished(five)
    with writing(by=five.xindai.clerk):
        hidden = type(made["other"]).objects.visible_to(HOUSE).get(pk=made["other"].pk)
        hidden.pk, hidden._state.adding, hidden.title_zh, hidden.audience = uuid7(), True, "本镇自用", Audience.OWN
        hidden.number = 99
        hidden.save()
    with writing(by=five.fengjing.clerk):
        from pilin.domain.obstacles.models import Step

        step = Step.objects.visible_to(HOUSE).filter(owner=five.fengjing.code).first()
        assert step is not None
        step.pk, step._state.adding, step.into, step.audience = uuid7(), True, hidden, Audience.OWN
        step.save()
    found = leaving.export_town(home / "town.zip", by=SETUP, at=NOW, town=five.fengjing.code)
    assert found.missing_rows == (f"obstacles.obstacle:{hidden.pk}",)
    with zipfile.ZipFile(home / "town.zip") as packed:
        assert "本镇自用".encode() not in b"".join(packed.read(name) for name in packed.namelist())
    before = owned(five.fengjing.code)
    with empty_instance(settings, home / "new"):
        brought = leaving.import_town(home / "town.zip", by=SETUP, at=NOW)
        assert brought.stand_ins == (f"obstacles.obstacle:{hidden.pk}",)
        stands = type(hidden).objects.visible_to(HOUSE).get(pk=hidden.pk)
        assert (stands.source, stands.audience, stands.owner, stands.title_zh) == (rows.STAND_IN, "own", "", "")
        after = owned(five.fengjing.code)
        del before["journal.journalline"], after["journal.journalline"]  # the export's own line came after
        assert after == before
    assert made["shared"].pk


# What does not hold


MEMBERS = {
    "a byte of a log": ("logs/", None),
    "a byte of a body": ("bodies/", None),
    "a byte of a head": ("heads/", None),
    "a byte of a manifest": ("manifests/", None),
    "a row of the town": ("rows/own/obstacles.obstacle.ndjson", "own"),
    "a row that only the town knows": ("rows/own/identity.office.ndjson", "own"),
    "a file": ("files/", None),
    "the verifier": ("verify.py", None),
}


@pytest.mark.parametrize("what", MEMBERS)
def test_one_changed_byte_is_refused_by_name_and_nothing_is_written(
    five: Five, home: Path, settings: Any, what: str
) -> None:
    from tests.factories import programme as make

    make.released(five, 1)
    furnished(five)
    leaving.export_town(home / "town.zip", by=SETUP, at=NOW, town=five.fengjing.code)
    start = MEMBERS[what][0]
    content = (home / "town.zip").read_bytes()
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        member = next(n for n in packed.namelist() if n.startswith(start) and packed.getinfo(n).file_size > 40)

    def flip(members: dict[str, bytes]) -> None:
        raw = bytearray(members[member])
        raw[len(raw) // 2] ^= 1
        members[member] = bytes(raw)

    (home / "town.zip").write_bytes(changed(content, flip))
    with empty_instance(settings, home / "new"):
        with pytest.raises(Invalid) as caught:
            leaving.import_town(home / "town.zip", by=SETUP, at=NOW)
        (fault,) = caught.value.faults
        said = f"{fault.field} {fault.reason}"
        assert any(place in said for place in (member, "manifest 1 of", ", entry ")), said
        assert (User.objects.count(), Entry.objects.visible_to(HOUSE).count()) == (0, 0)
        assert list((home / "new").rglob("*.node")) == []
        assert not (home / "new" / "files").exists()


def test_a_changed_row_is_found_even_with_its_digest_changed(five: Five, home: Path, settings: Any) -> None:
    furnished(five)
    leaving.export_town(home / "town.zip", by=SETUP, at=NOW, town=five.fengjing.code)
    content = (home / "town.zip").read_bytes()
    shared = edited("rows/own/obstacles.obstacle.ndjson", "班车不能停", "班车能停了")
    private = edited("rows/own/identity.office.ndjson", '"role":"clerk"', '"role":"keeper"')
    with empty_instance(settings, home / "new"):
        for change in (shared, private):
            (home / "town.zip").write_bytes(changed(content, change, digests=True))
            assert faults_of(home / "town.zip") == [("bad_seal", "archive")]

        def unsealed(change: Callable[[dict[str, bytes]], None]) -> Callable[[dict[str, bytes]], None]:
            def both(members: dict[str, bytes]) -> None:
                change(members)
                del members["seal.json"]

            return both

        (home / "town.zip").write_bytes(changed(content, unsealed(shared), digests=True))
        assert faults_of(home / "town.zip") == [("unsealed", "seal.json")]
        ((code, place),) = faults_of(home / "town.zip", unsealed=True)  # what was signed of it still names it
        assert (code, place.partition(":")[0]) == ("differs", "obstacles.obstacle")
        (home / "town.zip").write_bytes(changed(content, unsealed(private), digests=True))
        leaving.import_town(home / "town.zip", by=SETUP, at=NOW, unsealed=True)  # control: nobody else knew this row


def test_a_row_left_out_is_made_again_or_missed(five: Five, home: Path, settings: Any) -> None:
    made = furnished(five)
    before = owned(five.fengjing.code)
    leaving.export_town(home / "town.zip", by=SETUP, at=NOW, town=five.fengjing.code)
    content = (home / "town.zip").read_bytes()

    def without(members: dict[str, bytes]) -> None:
        lines = members["rows/own/obstacles.obstacle.ndjson"].splitlines(keepends=True)
        kept = [line for line in lines if str(made["shared"].pk).encode() not in line]
        assert len(kept) == len(lines) - 1
        members["rows/own/obstacles.obstacle.ndjson"] = b"".join(kept)
        del members["seal.json"]

    (home / "town.zip").write_bytes(changed(content, without, digests=True))
    with empty_instance(settings, home / "new"):
        leaving.import_town(home / "town.zip", by=SETUP, at=NOW, unsealed=True)
        row = type(made["shared"]).objects.visible_to(HOUSE).get(pk=made["shared"].pk)
        assert columns(row) == before["obstacles.obstacle"][str(row.pk)]  # what was signed is enough

    def no_circle(members: dict[str, bytes]) -> None:
        members["rows/reference/members.circle.ndjson"] = b""
        del members["seal.json"]

    (home / "town.zip").write_bytes(changed(content, no_circle, digests=True))
    with empty_instance(settings, home / "again"):
        found = faults_of(home / "town.zip", unsealed=True)
        assert {code for code, _place in found} == {"dangling"}
        assert User.objects.count() == 0


def test_only_an_empty_instance_takes_a_town_in(five: Five, home: Path) -> None:
    obstacle(five)
    leaving.export_town(home / "town.zip", by=SETUP, at=NOW, town=five.fengjing.code)
    before = Entry.objects.visible_to(HOUSE).count()
    with pytest.raises(Refused, match="empty one"), transaction.atomic():
        leaving.import_town(home / "town.zip", by=SETUP, at=NOW)
    assert Entry.objects.visible_to(HOUSE).count() == before


def test_who_may_take_records_out(five: Five, home: Path) -> None:
    obstacle(five)
    town = five.fengjing.code
    for by in (five.fengjing.clerk, five.xindai.signatory, Standing.public()):
        with pytest.raises(Refused, match="signatory"):
            leaving.export_town(home / "town.zip", by=by, at=NOW, town=town)
    assert list(home.glob("*.zip*")) == []
    assert JournalLine.objects.visible_to(HOUSE).filter(code="ledger.export_records").count() == 0
    for name, by in (("a", five.fengjing.signatory), ("b", five.keeper)):
        assert leaving.export_town(home / f"{name}.zip", by=by, at=NOW, town=town).sealed
    with pytest.raises(Refused, match="there already"):
        leaving.export_town(home / "a.zip", by=five.keeper, at=NOW, town=town)


def test_a_file_that_is_gone_is_named_and_the_rest_travels(five: Five, home: Path, settings: Any) -> None:
    made = furnished(five)
    store.path_of(made["photo"].sha256).unlink()
    found = leaving.export_town(home / "town.zip", by=SETUP, at=NOW, town=five.fengjing.code)
    assert (found.files, found.missing_files) == (1, (made["photo"].sha256,))
    with empty_instance(settings, home / "new"):
        assert leaving.import_town(home / "town.zip", by=SETUP, at=NOW).missing_files == (made["photo"].sha256,)


# Going on


@pytest.mark.django_db(transaction=True)
def test_a_town_that_left_goes_on_where_it_is_and_nobody_signs_for_it_where_it_was(
    settings: Any, tmp_path: Path
) -> None:
    from pilin.foundation.identity import actions as identity
    from tests.factories.base import standing_at

    settings.HOME, settings.MEDIA_ROOT = tmp_path, tmp_path / "files"
    five = circle_of_five()
    sign_all(NOW)
    furnished(five)
    town, by = five.fengjing.code, five.fengjing.signatory
    actions.take_root(by=by, at=NOW, town=town, files=[tmp_path / "root.txt"])
    with pytest.raises(keys.NoRootKey):
        leaving.export_town(tmp_path / "town.zip", by=by, at=NOW, town=town, leave=True)
    assert (list(tmp_path.glob("*.zip")), keys.at_home([town])) == ([], [town])
    root = safe.taken_out(tmp_path / "root.txt", town)
    found = leaving.export_town(tmp_path / "town.zip", by=by, at=NOW, town=town, leave=True, roots=[root])
    (card,) = custody.key_cards([town])
    assert (found.sealed, found.left, card.serial, card.key_id, card.is_here) == (True, True, 2, "", False)
    with pytest.raises(keys.NoNodeKey):
        obstacle(five, "已经离开")
    assert [f for f in queries.check_instance().findings if "past the ledger" not in f.reason] == []
    report(five.xindai.clerk, title_zh="其余照旧", audience="public")

    ends = custody.ends_of(town)
    with empty_instance(settings, tmp_path / "new"):
        brought = leaving.import_town(
            tmp_path / "town.zip", by=SETUP, at=NOW, roots=[tmp_path / "root.txt"]
        )  # fmt: skip
        assert brought.manifest is not None
        (card,) = custody.key_cards([town])
        assert (brought.manifest.serial, card.held_by, card.is_here) == (3, "town", True)
        assert keys.house() == f"house-{town}"
        person = identity.make_person(
            by=SETUP, at=NOW, username="new-clerk", name_zh="新人", password="a long word for tests"
        )
        identity.appoint(
            by=SETUP, at=NOW, person=person.pk, member=town, role=Role.CLERK, valid_from="2024-01-01"
        )  # fmt: skip
        row = report(standing_at(person), title_zh="在自己家里写", audience="public")
        (entry,) = Entry.objects.visible_to(HOUSE).filter(obj=f"obstacles.obstacle:{row.pk}")
        assert (entry.seq, entry.key_id) == (ends[entry.log.log_id][0], card.key_id)
        assert entry.log.log_id in ends
        assert queries.check_instance().findings == ()
        assert keys.at_home([other.code for other in five.towns]) == [town]
        again = leaving.export_town(tmp_path / "again.zip", by=SETUP, at=NOW, town=town)
        assert (again.sealed, again.entries > found.entries) == (True, True)


def test_without_its_root_a_town_reads_and_writes_nothing_until_it_is_brought(
    five: Five, home: Path, settings: Any
) -> None:
    obstacle(five)
    town = five.fengjing.code
    (root,) = keys.roots_here(town)
    leaving.export_town(home / "town.zip", by=SETUP, at=NOW, town=town)
    with empty_instance(settings, home / "new"):
        leaving.import_town(home / "town.zip", by=SETUP, at=NOW)
        with pytest.raises(keys.NoNodeKey):
            keys.signer_of(town)
        made = actions.rotate_key(by=SETUP, at=NOW, town=town, roots=[root])
        assert (made.serial, keys.signer_of(town).key_id in keys.in_use(made)) == (2, True)
        assert queries.check_instance().findings == ()


# The verifier travels along


def test_the_archive_checks_itself_where_there_is_no_pilin(five: Five, home: Path) -> None:
    furnished(five)
    leaving.export_town(home / "town.zip", by=SETUP, at=NOW, town=five.fengjing.code)
    apart = home / "apart"
    apart.mkdir()
    with zipfile.ZipFile(home / "town.zip") as packed:
        for name in ("verify.py", "README.txt", "README.zh.txt"):
            packed.extract(name, apart)
    only = (
        "import importlib.abc, sys, runpy\n"
        "class Only(importlib.abc.MetaPathFinder):\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        top = name.partition('.')[0]\n"
        "        if top not in sys.stdlib_module_names and top not in ('cryptography', '_cffi_backend', 'cffi'):\n"
        "            raise ImportError(f'{name} is not here')\n"
        "sys.meta_path.insert(0, Only())\n"
        "sys.argv = ['verify.py', *sys.argv[1:]]\n"
        "runpy.run_path('verify.py', run_name='__main__')\n"
    )

    def run(archive: Path) -> tuple[int, str]:
        done = subprocess.run(
            [sys.executable, "-I", "-c", only, str(archive)], cwd=apart, capture_output=True, text=True, check=False
        )
        return done.returncode, done.stdout + done.stderr

    code, said = run(home / "town.zip")
    assert (code, f"sealed by {five.fengjing.code}" in said) == (0, True), said
    fingerprint = keys.newest_of([five.fengjing.code])[five.fengjing.code].fingerprint
    assert f"first root keys of {five.fengjing.code}: {fingerprint}" in said
    content = changed((home / "town.zip").read_bytes(), edited("rows/own/obstacles.obstacle.ndjson", "班车", "火车"))
    (home / "bad.zip").write_bytes(content)
    code, said = run(home / "bad.zip")
    assert (code, "rows/own/obstacles.obstacle.ndjson is not what was put in" in said) == (1, True)
    assert vault.folder().name == "keys"


# The page


def test_the_signatory_sees_what_is_in_it_and_takes_it_by_one_button(five: Five, on_the_day: Any) -> None:
    furnished(five)
    before = owned(five.fengjing.code)
    client, page = Client(), "/c/five-towns/ledger/leave/"
    client.force_login(five.fengjing.signatory_user, backend=BACKEND)
    assert page in client.get("/c/five-towns/ledger/").content.decode()
    shown = client.get(page).content.decode()
    assert f'<span class="num">{total(before)}</span>' in shown
    answer = client.post(page)
    name = f"pilin-{five.fengjing.code}-2024-10-18.zip"
    assert (answer.status_code, answer["Content-Disposition"]) == (200, f'attachment; filename="{name}"')
    content = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    found = engine.verify_archive(engine.read_archive(io.BytesIO(content)))
    assert isinstance(found, engine.Holds)
    assert found.sealed_by == five.fengjing.code
    assert JournalLine.objects.visible_to(HOUSE).filter(code="ledger.export_records").count() == 1


@pytest.mark.parametrize(
    ("who", "code"), [(None, 404), ("fengjing.clerk", 403), ("observer.clerk", 403), ("stranger.signatory", 404)]
)
def test_nobody_else_sees_the_page_or_takes_anything(five: Five, on_the_day: Any, who: str | None, code: int) -> None:
    furnished(five)
    client = Client()
    if who:
        town, role = who.split(".")
        client.force_login(getattr(getattr(five, town), f"{role}_user"), backend=BACKEND)
    page = "/c/five-towns/ledger/leave/"
    assert (client.get(page).status_code, client.post(page).status_code) == (code, code)
    assert page not in client.get("/c/five-towns/ledger/").content.decode()
    assert JournalLine.objects.visible_to(HOUSE).filter(code="ledger.export_records").count() == 0
