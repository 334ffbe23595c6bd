"""The demo's needs are answered through the index as from all its firms: the same firms, scores, reasons and left out."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from pilin.domain.chains import queries
from pilin.domain.chains.frames import finding
from pilin.domain.enterprises.models import Enterprise
from pilin.foundation.access.standing import Standing
from pilin.foundation.search.queries import make_anew
from tests.domain.chains.test_finding import CIRCLE, HOUSE, answers, no_index

__all__ = ["no_index"]
TEXTS = (
    "PVC cable granules, 20 t a month, within 60 minutes, RoHS", "求购球墨铸铁件，每月120吨，40分钟内", "供应PVC电缆料，每月60吨",
    "寻找灰铁铸件供应商，限浙江", "光缆料", "screws", "涡旋压缩机", "供应轴承", "电缆，20公里内", "钢",
)  # fmt: skip


@pytest.mark.above
def test_the_demo_answers_through_the_index_as_from_all_its_firms(demo_now: datetime):
    products = {name for row in Enterprise.objects.visible_to(HOUSE) for name in row.products}
    known = [name for key in list(queries.knowledge().products)[::12] for name in queries.knowledge().names(key)]
    texts = [*TEXTS, *sorted(products)[::3], *known]
    public = Standing.public()
    whole = answers(public, texts, "310116102", demo_now.date())
    assert finding.candidates(public, CIRCLE, *_asked("电缆")) is None
    make_anew("firms")
    assert answers(public, texts, "310116102", demo_now.date()) == whole
    few = finding.candidates(public, CIRCLE, *_asked("铜杆"))
    assert few is not None
    assert (0 < len(few.firms) < finding.MOST, few.whole) == (True, True)
    assert sum(bool(one["results"]) for one in whole) >= 60


def _asked(phrase: str) -> tuple[Any, Any, Any]:
    known = queries.knowledge()
    return finding.Wish(phrase, known), known, finding.Stands()
