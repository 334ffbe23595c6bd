"""An audit of the dependencies counts what it checked; one that checked nothing never looks like one that found nothing (S16)."""

from __future__ import annotations

import json
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tools import assurance, audit

NOW = datetime(2026, 11, 27, tzinfo=UTC)


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """Give a folder with a lock of three pins."""
    root = tmp_path / "house"
    root.mkdir()
    (root / "requirements.lock").write_text(
        "django==5.2.1 \\\n    --hash=sha256:00\nDjango_Axes==8.0.0 ; python_version > '3'\nnh3==0.3.0\n",
        encoding="utf8",
    )
    return root


def source(tmp_path: Path, *told: dict[str, Any]) -> Path:
    folder = tmp_path / "advisories" / "PyPI"
    folder.mkdir(parents=True)
    for one in told:
        (folder / f"{one['id']}.json").write_text(json.dumps(one), encoding="utf8")
    return folder.parent


def advisory(name: str = "django", number: str = "PYSEC-2026-1", **part: Any) -> dict[str, Any]:
    events = part.pop("events", None)
    affected = {"package": {"ecosystem": "PyPI", "name": name}, **part}
    if events:
        affected["ranges"] = [{"type": "ECOSYSTEM", "events": events}]
    return {"id": number, "modified": "2026-11-20T00:00:00Z", "summary": "made up", "affected": [affected]}


def found(house: Path, where: Path) -> list[str]:
    return [one.pin for one in audit.audit(house, where, NOW).known]


@pytest.mark.parametrize(
    ("told", "hit"),
    [
        (advisory(events=[{"introduced": "0"}, {"fixed": "5.2.2"}]), True),
        (advisory(events=[{"introduced": "0"}, {"fixed": "5.2.1"}]), False),
        (advisory(events=[{"introduced": "5.2"}, {"last_affected": "5.2.1"}]), True),
        (advisory(events=[{"introduced": "5.2"}, {"last_affected": "5.2.0"}]), False),
        (advisory(events=[{"introduced": "4.0"}, {"fixed": "4.2"}, {"introduced": "5.2"}, {"fixed": "5.2.9"}]), True),
        (advisory(events=[{"introduced": "6.0"}]), False),
        (advisory(events=[{"introduced": "of old"}]), True),
        (advisory(versions=["5.2.1"]), True),
        (advisory(versions=["5.2.0"]), False),
        (advisory("DJANGO.axes", events=[{"introduced": "0"}]), True),
        (advisory("another", events=[{"introduced": "0"}]), False),
        ({**advisory(events=[{"introduced": "0"}]), "withdrawn": "2026-11-21T00:00:00Z"}, False),
    ],
)
def test_an_advisory_is_found_exactly_where_it_fits(
    house: Path, tmp_path: Path, told: dict[str, Any], hit: bool
) -> None:
    done = audit.audit(house, source(tmp_path, told), NOW)
    assert (bool(done.known), done.code) == (hit, audit.FAILED if hit else audit.CLEAN)
    assert (done.pins, done.advisories, done.newest) == (3, 1, "2026-11-20")


def test_a_made_up_advisory_on_our_own_lock_is_found(tmp_path: Path) -> None:
    name, version = sorted(audit.pins(audit.ROOT))[0]
    assert found(audit.ROOT, source(tmp_path, advisory(name, versions=[version]))) == [f"{name}=={version}"]
    assert len(audit.pins(audit.ROOT)) > 80


def test_it_says_where_it_is_mended(house: Path, tmp_path: Path) -> None:
    done = audit.audit(house, source(tmp_path, advisory(events=[{"introduced": "0"}, {"fixed": "5.2.2"}])), NOW)
    assert str(done).splitlines()[1] == "django==5.2.1: PYSEC-2026-1 made up (fixed in 5.2.2)"


def test_the_archive_of_osv_is_read_as_it_is(house: Path, tmp_path: Path) -> None:
    archive = tmp_path / "all.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("PYSEC-2026-1.json", json.dumps(advisory(versions=["5.2.1"])))
    assert found(house, archive) == ["django==5.2.1"]


def test_a_source_that_holds_nothing_fails(house: Path, tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    (empty / "x.json").write_text("{}", encoding="utf8")
    (empty / "npm.json").write_text(
        json.dumps({"id": "X", "affected": [{"package": {"ecosystem": "npm", "name": "django"}}]})
    )
    for where in (empty, tmp_path / "nowhere"):
        done = audit.audit(house, where, NOW)
        assert (done.code, done.advisories) == (audit.FAILED, 0)
        assert "FAILED" in str(done)


def test_locks_that_pin_nothing_fail(tmp_path: Path) -> None:
    root = tmp_path / "bare"
    root.mkdir()
    assert audit.audit(root, source(tmp_path, advisory(versions=["1"])), NOW).code == audit.FAILED


def test_without_a_source_it_is_neither_green_nor_red(
    house: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    done = audit.audit(house, None, NOW)
    assert (done.code, str(done).splitlines()[0]) == (
        3,
        "dependencies: NOT AUDITED: no advisory source; 3 pins, 0 advisories",
    )
    notes = tmp_path / "notes.jsonl"
    monkeypatch.setenv("PILIN_REPORT", str(notes))
    monkeypatch.delenv("PILIN_ADVISORIES", raising=False)
    assert audit.main([]) == 3
    lines = [json.loads(line) for line in notes.read_text(encoding="utf8").splitlines()]
    page = assurance.page(lines, [], failed=False)
    assert "**Not done: S16.**" in page
    assert "| 0 | NOT AUDITED: no advisory source |" in page


def test_an_old_source_is_said(house: Path, tmp_path: Path) -> None:
    old = {**advisory(versions=["1"]), "modified": "2024-10-01T00:00:00Z"}
    assert audit.audit(house, source(tmp_path, old), NOW).warnings == (
        "the newest advisory is of 2024-10-01: take a newer copy",
    )


def test_old_locks_are_said(tmp_path: Path) -> None:
    if not (audit.ROOT / ".git").exists():
        pytest.skip("this copy was not taken with git: the age of its locks is not known")
    later = datetime(2036, 1, 1, tzinfo=UTC)
    assert [one.split(" is ")[0] for one in audit.audit(audit.ROOT, None, later).warnings] == list(audit.LOCKS)
