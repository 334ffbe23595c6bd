"""A need is answered through the index as it would be from all firms: the same firms, scores, reasons and left out."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from pilin.domain.chains import frames
from pilin.domain.chains.frames import finding
from pilin.domain.enterprises import actions
from pilin.foundation.access.standing import Standing
from pilin.foundation.search.queries import make_anew
from tests.factories import chains as make
from tests.factories import enterprises as registers
from tests.factories.base import NOW, Five

CIRCLE, ON = "five-towns", date(2024, 10, 18)
HOUSE = Standing.machine("test")


@pytest.fixture(autouse=True)
def no_index() -> Iterator[None]:
    """Begin and end without an index."""
    folder = Path(settings.HOME) / "search"
    shutil.rmtree(folder, ignore_errors=True)
    yield
    shutil.rmtree(folder, ignore_errors=True)


def answers(by: Standing, texts: Any, town: str = "", on: date = ON) -> list[dict[str, Any]]:
    reads = [frames.read(by, text) for text in texts]
    return [frames.answer_out(read, frames.answer(by, CIRCLE, read, on, town=town)) for read in reads if read.product]


@pytest.mark.django_db
def test_what_is_kept_back_is_neither_weighed_nor_counted(five: Five):
    for number, (by, audience) in enumerate(
        ((five.fengjing, "public"), (five.xindai, "circle"), (five.huimin, "own")), start=1
    ):
        make.firm(by.clerk, number, "PVC电缆料", audience=audience, name_zh=f"料厂{number}")
    readers = (Standing.public(), five.stranger.clerk, five.xindai.clerk, five.huimin.clerk, HOUSE)
    whole = [answers(by, ["PVC电缆料"]) for by in readers]
    assert [one[0]["fitting"] for one in whole] == [1, 1, 2, 3, 3]
    make_anew("firms")
    assert [answers(by, ["PVC电缆料"]) for by in readers] == whole


@pytest.mark.django_db
def test_beyond_what_is_weighed_the_nearest_come_first_and_the_others_have_their_reason(
    five: Five, monkeypatch: pytest.MonkeyPatch
):
    """With room for six of forty: the best by product and place are weighed, and some of those outside are told of."""
    far, near = five.xindai, five.fengjing
    for town, first in ((far, 1), (near, 101)):
        rows = [registers.firm(first + n, name_zh=f"料厂{first + n}", products=("PVC电缆料",)) for n in range(20)]
        registers.bring(town.clerk, *rows, title=f"{first}", audience="public")
    make.firm(near.clerk, 300, "铜杆", audience="public", name_zh="铜厂")
    make_anew("firms")
    for name, value in (("MOST", 6), ("ASIDE", 2), ("FEW", 0)):
        monkeypatch.setattr(finding, name, value)
    public = Standing.public()
    read = frames.read(public, "PVC电缆料")
    told = frames.answer_out(read, frames.answer(public, CIRCLE, read, ON, town=near.code, top=3))
    assert [(one["town"], one["score"]) for one in told["results"]] == [(near.code, 0.75)] * 3
    assert (told["fitting"], told["whole"]) == (6, False)
    read = frames.read(public, "PVC电缆料，限上海")
    told = frames.answer_out(read, frames.answer(public, CIRCLE, read, ON, town=near.code, top=2))
    assert {one["town"] for one in told["results"]} == {near.code}
    assert [one["why"] for one in told["left_out"]].count("elsewhere") == 2


@pytest.mark.django_db
def test_an_index_left_behind_is_not_asked(five: Five):
    make.firm(five.xindai.clerk, 1, "PVC电缆料", audience="public", name_zh="料厂1")
    make_anew("firms")
    make.firm(five.xindai.clerk, 2, "PVC电缆料", audience="public", name_zh="料厂2")
    assert [one["name"] for one in answers(Standing.public(), ["PVC电缆料"])[0]["results"]] == ["料厂1", "料厂2"]
    assert NOW.date() == ON


@pytest.mark.django_db
def test_a_good_is_weighed_through_the_index_by_those_who_may_read_it(five: Five):
    by = five.xindai.clerk
    firms = [make.firm(by, number, "塑料盒", audience="public", name_zh=f"料厂{number}") for number in (1, 2, 3)]
    for row, audience in zip(firms, ("public", "circle", "own"), strict=True):
        actions.note_good(
            by=by, at=NOW, enterprise=row, role="makes", name_zh="PVC电缆料", capacity="30吨/月", audience=audience
        )
    actions.note_good(by=by, at=NOW, enterprise=firms[0], role="buys", name_zh="铜杆", audience="public")
    readers = (Standing.public(), five.stranger.clerk, five.fengjing.clerk, five.xindai.clerk, HOUSE)
    texts = ["PVC电缆料，每月20吨", "铜杆"]
    whole = [answers(one, texts) for one in readers]
    assert [[told["fitting"] for told in one] for one in whole] == [[1, 0], [1, 0], [2, 0], [3, 0], [3, 0]]
    make_anew("firms")
    assert [answers(one, texts) for one in readers] == whole
