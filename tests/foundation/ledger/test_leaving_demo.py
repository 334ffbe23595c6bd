"""Each town of the demo leaves and arrives in an empty instance: every row of every model equal."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from pilin.foundation.access.standing import Standing
from pilin.foundation.identity.models import User
from pilin.foundation.ledger import leaving, queries
from tests.factories.ledger_travel import books, empty_instance, owned, references, total
from tests.reliability.report import NIGHTLY

SETUP = Standing.machine("setup")
FIVE = ("310116101", "310116102", "330421003", "330421111", "330482102")


@pytest.mark.above
@pytest.mark.parametrize("town", FIVE if NIGHTLY else FIVE[1:3])  # one of each province in the check
def test_a_town_of_the_demo_arrives_with_equal_rows(
    town: str, demo_now: datetime, settings: Any, tmp_path: Path
) -> None:
    before, open_rows, ledger = owned(town), references(), books(town, demo_now)
    people = {u.pk: (u.name_zh, u.name_en, u.date_joined) for u in User.objects.all()}
    found = leaving.export_town(tmp_path / "town.zip", by=SETUP, at=demo_now, town=town)
    assert (found.rows, found.sealed, found.missing_rows, found.missing_files) == (total(before), True, (), ())
    assert (found.entries, found.logs) == (len(ledger["entries"]), len(ledger["logs"]))
    with empty_instance(settings, tmp_path / "new"):
        assert (owned(town), User.objects.count()) == ({}, 0)
        brought = leaving.import_town(tmp_path / "town.zip", by=SETUP, at=demo_now)
        after = owned(town)
        assert after == before
        assert references() == open_rows
        assert books(town, demo_now) == ledger
        checked = queries.check_instance()
        assert (checked.findings, checked.entries) == ((), found.entries)
        for person in User.objects.all():
            assert people[person.pk] == (person.name_zh, person.name_en, person.date_joined)
            assert (person.is_active, person.has_usable_password(), person.email, person.phone) == (
                False,
                False,
                "",
                "",
            )
        print(f"{town}: {total(after)} rows of {len(after)} models equal, {total(open_rows)} of reference data, "
              f"{brought.entries} entries in {brought.logs} logs, {len(brought.stand_ins)} stand-ins")  # fmt: skip
    assert owned(town) != {}  # the instance it left is as it was
