"""The test house itself stands."""

from __future__ import annotations

import os
from typing import Any

from django.db import connection
from django.test import Client

from pilin.foundation.journal.models import JournalLine
from tests.factories.base import Stand


def test_home_is_a_folder_of_this_run(settings: Any) -> None:
    assert str(settings.HOME) == os.environ["PILIN_HOME"]
    assert os.environ["PILIN_HOME"].startswith(os.environ["PILIN_TEST_ROOT"])


def test_engine_is_the_one_asked_for(db: None, pytestconfig: Any) -> None:
    assert connection.vendor == pytestconfig.getoption("--engine")


def test_the_circle_of_five_stands_without_a_line_in_the_journal(five: Any) -> None:
    assert {town.code[:2] for town in five.towns} == {"31", "33"}
    assert five.fengjing.secretary.keeps_office_of_chair("five-towns")
    assert not five.xindai.secretary.keeps_office_of_chair("five-towns")
    assert five.observer.clerk.observes == {"five-towns"}
    assert five.stranger.clerk.circles == {"elsewhere"}
    assert JournalLine.objects.visible_to(Stand.machine()).count() == 0


def test_a_door_answers(db: None) -> None:
    assert Client().get("/healthz").status_code == 200
