"""A night that was cut short goes on, and its page says what the newest run of each test came to."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.reliability.nights import done_before, name_of
from tools.assurance import newest, page


def line(at: int, **more: object) -> dict[str, object]:
    return {"at": f"2026-01-01T00:00:{at:02}+08:00", "engine": "sqlite", "commit": "abc", **more}


def trial(at: int, test: str, lost: int) -> dict[str, object]:
    return line(at, name="F1", what="kills", times=3, lost=lost, control=1, test=test)


NIGHT = [
    trial(1, "a", 1), line(2, test="a", outcome="failed"),
    trial(3, "b", 0), line(4, test="b", outcome="passed"),
    line(5, test="c", outcome="skipped"),
    trial(6, "d", 0),  # cut short
]  # fmt: skip
AGAIN = [trial(7, "a", 0), line(8, test="a", outcome="passed")]


def test_only_what_did_not_come_through_is_done_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    notes = tmp_path / "notes.jsonl"
    notes.write_text("".join(json.dumps(one) + "\n" for one in NIGHT), encoding="utf8")
    monkeypatch.setenv("PILIN_REPORT", str(notes))
    monkeypatch.delenv("PILIN_CONTINUE", raising=False)
    assert done_before("abcd", "sqlite") == set()
    monkeypatch.setenv("PILIN_CONTINUE", "1")
    assert (done_before("abcd", "sqlite"), done_before("abcd", "postgresql")) == ({"b", "c"}, set())
    assert name_of("tests/x.py::test_y[z]@kills") == "tests/x.py::test_y[z]"


def test_the_page_tells_of_the_newest_run_of_each_test() -> None:
    trials, fallen = newest(NIGHT)
    assert ([(one["test"], one["lost"]) for one in trials], fallen) == ([("a", 1), ("b", 0)], ["a (sqlite)"])
    assert "**Failed: a (sqlite).**" in page(trials, fallen, failed=False)
    trials, fallen = newest([*NIGHT, *AGAIN])
    assert ([(one["test"], one["lost"]) for one in trials], fallen) == ([("a", 0), ("b", 0)], [])
    elsewhere = {**trial(9, "e", 0), "at": "2025-12-31T16:05:00+00:00"}  # the same clock for whatever noted it
    told = page([*trials, elsewhere], fallen, failed=False)
    assert "began 2026-01-01 00:00 and ended 2026-01-01 00:05" in told
    assert ("Every trial held." in told, "version abc." in told) == (True, True)
