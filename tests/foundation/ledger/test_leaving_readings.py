"""What a town's gauges read goes along with it, from the table and from the shelf, so that each delivery's root is proven."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from pilin.engine import shelf
from pilin.foundation.access.standing import Standing
from pilin.foundation.ledger import keys, leaving
from pilin.foundation.observations import actions, rules
from pilin.foundation.observations.actions import ReadingSaid
from pilin.foundation.observations.models import ReadingBatch
from tests.factories.base import NOW, Five, circle_of_five
from tests.factories.ledger_travel import empty_instance, sign_all
from tests.factories.observations import make_gauge, make_station

HOUSE, SETUP = Standing.machine("test"), Standing.machine("setup")
OLD = datetime.fromisoformat("2022-03-31T23:50+08:00")


@pytest.fixture
def five(settings: Any, tmp_path: Path, db: None) -> Iterator[Five]:
    settings.HOME, settings.MEDIA_ROOT, settings.HISTORY_ROOT = tmp_path, tmp_path / "files", tmp_path / "history"
    made = circle_of_five()
    sign_all(NOW)
    yield made
    keys._signers.clear()


def take(five: Five, series: Any, *rows: tuple[int, str]) -> None:
    said = [ReadingSaid(series.slug, OLD + timedelta(minutes=m), value, unit="m", datum="吴淞") for m, value in rows]
    actions.take_readings(by=HOUSE, at=NOW, circle=five.slug, rows=said, source="s")


def test_readings_of_both_stores_go_along_by_month(five: Five, settings: Any, tmp_path: Path) -> None:
    gauge = make_gauge(five)
    other = make_gauge(five, station=make_station(five, "xindai-west", by=five.xindai.clerk, owner=five.xindai.code))
    take(five, gauge, (0, "3.1"), (5, "3.2"), (60, "3.3"))
    take(five, other, (0, "2.9"))
    actions.move_month(by=HOUSE, at=NOW, series=gauge, month=OLD.date().replace(day=1))
    take(five, gauge, (5, "3.25"))  # a revision of a moved month: in the table
    path = tmp_path / "town.zip"
    found = leaving.export_town(path, by=SETUP, at=NOW, town=five.fengjing.code)
    assert found.faults == ()
    with zipfile.ZipFile(path) as archive:
        held = sorted(name for name in archive.namelist() if name.startswith("files/readings/"))
        folder = f"files/readings/{five.slug}/{gauge.slug}"
        assert held == [f"{folder}/2022-03.parquet", f"{folder}/2022-04.parquet"]
        files = [Path(archive.extract(name, tmp_path / "out")) for name in held]
    rows = [row for file in files for row in shelf.rows_of(file)]
    moments = [rules.micros(OLD + timedelta(minutes=m)) for m in (0, 5, 5, 60)]
    assert [(row[0], row[2], row[5]) for row in rows] == [
        (moments[0], 3_100, 1), (moments[1], 3_200, 1), (moments[2], 3_250, 2), (moments[3], 3_300, 1),
    ]  # fmt: skip
    for batch in ReadingBatch.objects.visible_to(HOUSE).filter(owner=five.fengjing.code):
        leaves = [
            rules.leaf_of(
                gauge.pk,
                None,
                rules.moment_of(at),
                Decimal(value).scaleb(-3),
                quality,
                rules.moment_of(known),
                revision,
            )
            for at, _begins, value, quality, known, revision, of in rows
            if of == str(batch.pk)
        ]
        assert rules.root_of(leaves) == batch.root
    with empty_instance(settings, tmp_path / "new"):
        assert leaving.import_town(path, by=SETUP, at=NOW).town == five.fengjing.code
