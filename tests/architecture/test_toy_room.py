"""A stranger adds a toy room to a copy of the house: whole, it passes; without audience, card or direction, it fails."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture import house

pytestmark = [pytest.mark.once, pytest.mark.xdist_group("toy")]  # its tests run in a process of their own, on SQLite

CARD = '''"""Benches: seats at the border where neighbours rest.

Owns      Bench
Stands on members, journal, access
Uses      engine.base
Never     plans a park
"""
'''
MODELS = '''"""Benches."""

from django.db import models

from pilin.foundation.access.enums import Ledger
from pilin.foundation.access.models import GatedModel, SharedModel
from pilin.foundation.values.columns import uid_column


class Bench(SharedModel):
    """A seat."""

    LEDGER = Ledger.ROW

    title = models.CharField(max_length=60)

    def __str__(self) -> str:
        return self.title
'''
ACTIONS = '''"""The deeds of benches."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from pilin.domain.benches.models import Bench
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Refused
from pilin.foundation.journal.actions import deed, tell


@deed("benches.put_bench", says=_("{who} put a bench: {title}"))
def put_bench(*, by: Standing, at: datetime, title: str) -> Bench:
    """Put a bench."""
    if not by.member:
        raise Refused("no_member", _("only a town puts benches"))
    bench = Bench(owner=by.member, audience="circle", circle="five-towns", title=title)
    bench.save()
    tell(title=title)
    return bench
'''
KIT = """from pilin.domain.benches import actions
from pilin.domain.benches.models import Bench
from tests.kit import Example, RoomContract
from tests.factories.base import Stand


class TestBenches(RoomContract):
    room = "benches"

    def make_rows(self, owner, audience):
        bench = Bench(owner=owner.member, audience=audience, circle="five-towns", title="a bench")
        bench.save()
        return [bench]

    def deeds(self):
        return [Example(actions.put_bench, ok={"title": "x"}, refused={"title": "x", "by": Stand.public()})]
"""


@pytest.fixture
def toy(tmp_path: Path) -> Path:
    """Give a copy of the house with a toy room that keeps all the rules."""
    skip = shutil.ignore_patterns("__pycache__", "*.mo", "vendor", "map", "fonts")
    for name in ("src", "tests"):
        shutil.copytree(house.ROOT / name, tmp_path / name, ignore=skip)
    for name in ("pyproject.toml", ".importlinter"):
        shutil.copy(house.ROOT / name, tmp_path / name)
    room = tmp_path / "src" / "pilin" / "domain" / "benches"
    write(room / "__init__.py", CARD)
    write(room / "models.py", MODELS)
    write(room / "actions.py", ACTIONS)
    write(
        room / "apps.py",
        "from django.apps import AppConfig\n\n\nclass BenchesConfig(AppConfig):\n"
        '    name = "pilin.domain.benches"\n    label = "benches"\n',
    )
    write(tmp_path / "docs" / "rooms" / "benches.md", "# Benches\n")
    write(tmp_path / "tests" / "factories" / "benches.py", '"""Benches for tests."""\n')
    write(tmp_path / "tests" / "domain" / "benches" / "test_contract.py", KIT)
    change(
        tmp_path / "src/pilin/config/settings.py",
        '    "pilin.domain.meetings",\n',
        '    "pilin.domain.meetings",\n    "pilin.domain.benches",\n',
    )
    change(tmp_path / ".importlinter", "    meetings | obstacles\n", "    meetings | obstacles | benches\n")
    return tmp_path


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf8")


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf8")


def ran(root: Path, *command: str) -> subprocess.CompletedProcess[str]:
    env = {k: v for k, v in os.environ.items() if not k.startswith(("PILIN_", "DJANGO_", "PYTEST_"))}
    env["PYTHONPATH"] = str(root / "src")
    return subprocess.run([sys.executable, *command], cwd=root, env=env, capture_output=True, text=True, timeout=300)


def kit(root: Path) -> subprocess.CompletedProcess[str]:
    return ran(root, "-m", "pytest", "tests/domain/benches", "-q", "--no-migrations")


def contracts(root: Path) -> subprocess.CompletedProcess[str]:
    code = "import sys; from importlinter.cli import lint_imports_command as c; sys.argv = ['lint-imports', '--no-cache']; c()"
    return ran(root, "-c", code)


def of_benches(faults: list[str]) -> list[str]:
    return [fault for fault in faults if "benches" in fault]


def test_a_whole_room_passes(toy: Path) -> None:
    assert of_benches(house.without_card(toy)) == []
    assert of_benches(house.without_companions(toy)) == []
    assert of_benches(house.models_without_gate(toy)) == []
    told = kit(toy)
    assert told.returncode == 0, told.stdout[-3000:]
    assert contracts(toy).returncode == 0


def test_a_room_that_forgets_its_audience_fails_the_kit(toy: Path) -> None:
    models = toy / "src/pilin/domain/benches/models.py"
    change(models, "class Bench(SharedModel):", "class Bench(GatedModel):")
    change(
        models,
        "    title = ",
        "    uid = uid_column()\n    owner = models.CharField(max_length=16)\n"
        "    audience = models.CharField(max_length=9)\n    circle = models.CharField(max_length=40)\n    title = ",
    )
    told = kit(toy)
    assert told.returncode == 1
    assert "does not say who may read it" in told.stdout


def test_a_room_that_forgets_its_card_fails(toy: Path) -> None:
    write(toy / "src/pilin/domain/benches/__init__.py", "")
    assert of_benches(house.without_card(toy)) == [f"domain/benches: {part}" for part in house.CARD]


def test_a_room_that_forgets_its_direction_fails_the_contracts(toy: Path) -> None:
    write(toy / "src/pilin/domain/benches/rules.py", '"""Rules."""\n\nfrom pilin.domain.benches import actions\n')
    told = contracts(toy)
    assert told.returncode != 0
    assert "pilin.domain.benches.rules" in told.stdout
    write(toy / "src/pilin/domain/benches/rules.py", '"""Rules."""\n\nfrom pilin.domain.handover import rules\n')
    assert contracts(toy).returncode != 0
