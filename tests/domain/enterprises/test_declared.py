"""A list that says how many firms it has is taken in with as many, and is neither padded nor cut."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from pilin.domain.enterprises import actions, bringing
from pilin.domain.enterprises.cli import enterprises
from pilin.domain.enterprises.enums import BringingState
from pilin.domain.enterprises.models import Bringing, Enterprise, Register
from pilin.foundation.access.verdict import Invalid
from tests.factories import enterprises as make
from tests.factories.base import NOW, Five, Stand

HOUSE = Stand.machine()
pytestmark = pytest.mark.django_db


def top(file: Path, number: int) -> Path:
    """Write a list of so many firms, as the fair's TOP50 would be."""
    rows = "".join(f"元宇宙企业{n}\n" for n in range(1, number + 1))
    file.write_text(f"企业名称\n{rows}", encoding="utf8")
    return file


def run(five: Five, file: Path, *more: str) -> tuple[int, Any]:
    class Caller:
        standing, at = five.xindai.clerk, NOW

    words = ["import", str(file), "--member", five.xindai.code, "--declared", "50", *more, "--json"]
    told = CliRunner().invoke(enterprises, words, obj=Caller())
    return told.exit_code, json.loads(told.stdout or told.output)


@pytest.mark.source("D-57")
@pytest.mark.parametrize("number", [49, 51])
def test_a_top50_of_another_length_is_turned_away_and_nothing_is_written(five: Five, tmp_path: Path, number: int):
    for more in ((), ("--dry-run",)):
        status, told = run(five, top(tmp_path / "TOP50.csv", number), *more)
        assert status == 1
        assert (told["error"]["code"], told["error"]["field"]) == ("not_as_declared", "declared")
    assert Enterprise.objects.visible_to(HOUSE).count() == 0
    assert Bringing.objects.visible_to(HOUSE).count() == 0


@pytest.mark.source("D-57")
def test_a_top50_of_fifty_is_taken_in_and_says_so(five: Five, tmp_path: Path):
    status, told = run(five, top(tmp_path / "TOP50.csv", 50))
    assert (status, told["records"], told["declared"]) == (0, 50, 50)
    register = Register.objects.visible_to(HOUSE).get()
    assert (register.declared, register.records_brought) == (50, 50)


def test_what_is_said_counts_for_every_door(five: Five):
    rows = [(n, make.firm(n)) for n in (1, 2)]
    given: dict[str, Any] = {
        "by": five.xindai.clerk,
        "at": NOW,
        "circle": "five-towns",
        "title": "名录",
        "as_of": "2024-09",
    }
    with pytest.raises(Invalid) as caught:
        actions.bring_register(**given, records=rows, declared=3)
    assert [fault.code for fault in caught.value.faults] == ["not_as_declared"]
    with pytest.raises(Invalid) as caught:
        actions.bring_register(**given, records=rows, declared=0)
    assert "declared" in [fault.code for fault in caught.value.faults]
    assert actions.bring_register(**given, records=rows, declared=2).declared == 2


def test_a_file_brought_behind_the_pages_is_held_to_it_too(five: Five, tmp_path: Path):
    frame = bringing.Frame("five-towns", five.xindai.code, "TOP50", "2024-09", "circle", "", declared=50)
    file = top(tmp_path / "TOP50.csv", 49)
    row = bringing.hand_in(by=five.xindai.clerk, at=NOW, file=file, name=file.name, frame=frame)
    assert bringing.go_on(by=five.xindai.clerk, clock=lambda: NOW, bringing=row) is None
    row.refresh_from_db()
    assert (row.state, row.faults_found) == (BringingState.FAULTY, 1)
