"""The best of those found in the index are the best of all firms, however few of them are weighed; ties go by id."""

from __future__ import annotations

import random
from typing import Any

import pytest

from pilin.domain.chains import frames
from pilin.domain.chains.frames import finding
from pilin.domain.enterprises import actions
from pilin.domain.enterprises.models import Enterprise
from pilin.foundation.access.standing import Standing
from pilin.foundation.search.queries import make_anew
from tests.domain.chains.test_finding import CIRCLE, HOUSE, ON, answers, no_index
from tests.factories import enterprises as registers
from tests.factories.base import NOW, Five

__all__ = ["no_index"]
PRODUCTS = (
    "电缆",
    "PVC电缆料",
    "控制电缆",
    "铜杆",
    "阻燃线束",
    "高温线束",
    "线束",
    "束线",
    "耐热密封圈",
    "橡胶密封圈",
    "密封圈",
    "noodles",
)
CLASSES = ("3831", "2929", "3442", "")
TEXTS = (
    "电缆，每月20吨",
    "线束",
    "耐热密封圈，60分钟内",
    "密封圈，限浙江",
    "供应铜杆",
    "PVC电缆料，限上海",
    "圈",
    "noodle",
)
TOP = 5


@pytest.fixture
def many(five: Five) -> Five:
    """Bring ninety firms of three towns, some for fewer readers, one with a good of its own."""
    draw, number = random.Random(5), 0
    for town in (five.xindai, five.fengjing, five.huimin):
        for audience, size in (("public", 20), ("circle", 7), ("own", 3)):
            rows = []
            for _ in range(size):
                number += 1
                made = tuple(draw.sample(PRODUCTS, draw.randint(1, 3)))
                rows.append(registers.firm(number, name_zh=f"厂{number}", products=made, industry=draw.choice(CLASSES)))
            registers.bring(town.clerk, *rows, title=audience, audience=audience)
    first = Enterprise.objects.visible_to(HOUSE).get(name_zh="厂1")
    actions.note_good(
        by=five.xindai.clerk, at=NOW, enterprise=first, role="makes", name_zh="耐火线束", audience="circle"
    )
    return five


def best(by: Standing, text: str, town: str) -> list[dict[str, Any]]:
    read = frames.read(by, text)
    told = frames.answer_out(read, frames.answer(by, CIRCLE, read, ON, town=town, top=TOP))
    return [{name: value for name, value in one.items() if name != "rank"} for one in told["results"]]


@pytest.mark.django_db
def test_where_all_have_room_the_whole_answer_is_that_of_all_firms(many: Five):
    """Those of the class alone too, and those left out with their reasons."""
    readers = (Standing.public(), many.xindai.clerk, HOUSE)
    texts = (*TEXTS, "涡旋压缩机")
    whole = [answers(by, texts, many.fengjing.code) for by in readers]
    make_anew("firms")
    assert [answers(by, texts, many.fengjing.code) for by in readers] == whole
    assert all(one["whole"] for told in whole for one in told)


@pytest.mark.django_db
@pytest.mark.parametrize(("most", "aside"), [(14, 4), (30, 10)])
def test_the_best_of_few_weighed_are_the_best_of_all(
    many: Five, monkeypatch: pytest.MonkeyPatch, most: int, aside: int
):
    readers = (Standing.public(), many.xindai.clerk, many.huimin.clerk, many.stranger.clerk, HOUSE)
    asked = [(by, text, town) for by in readers for text in TEXTS for town in ("", many.fengjing.code)]
    whole = [best(*one) for one in asked]
    make_anew("firms")
    for name, value in (("MOST", most), ("ASIDE", aside), ("FEW", 0)):
        monkeypatch.setattr(finding, name, value)
    assert [best(*one) for one in asked] == whole
    assert sum(len(one) == TOP for one in whole) > len(whole) // 2
