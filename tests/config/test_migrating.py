"""Tables laid quickly are the tables that Django lays."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import django
import pytest

from pilin.config.migrating import TRIED
from tests.served import ROOT, outer

LAY = """
import json, sqlite3, sys
from django.db.migrations.state import ModelState, ProjectState

clone = ModelState.clone
own = {name: ProjectState.__dict__[name] for name in ("add_model", "add_field", "_append_option", "reload_model")}
import django
django.setup()
if sys.argv[1] == "slowly":
    ModelState.clone = clone
    for name, method in own.items():
        setattr(ProjectState, name, method)
from django.conf import settings
from django.core.management import call_command
call_command("migrate", interactive=False, verbosity=0)
rows = sqlite3.connect(settings.DATABASES["default"]["NAME"]).execute("SELECT type, name, sql FROM sqlite_master ORDER BY 1, 2")
print(json.dumps([ProjectState.add_model is own["add_model"], rows.fetchall()]))
"""


def laid(home: Path, how: str) -> tuple[bool, list[list[str]]]:
    env = {**outer(), "PILIN_HOME": str(home), "DJANGO_SETTINGS_MODULE": "pilin.config.settings"}
    told = subprocess.run([sys.executable, "-c", LAY, how], env=env, cwd=ROOT, capture_output=True, check=True)
    by_django, rows = json.loads(told.stdout)
    return by_django, rows


def test_the_release_of_django_was_tried() -> None:
    assert django.VERSION[:2] == TRIED  # else run the night's comparison below, then say so in TRIED


@pytest.mark.nightly
@pytest.mark.once
def test_the_tables_are_those_that_django_lays(tmp_path: Path) -> None:
    slow, quick = laid(tmp_path / "a", "slowly"), laid(tmp_path / "b", "quickly")
    assert (slow[0], quick[0]) == (True, False)
    assert slow[1] == quick[1]
    assert len(slow[1]) > 300
