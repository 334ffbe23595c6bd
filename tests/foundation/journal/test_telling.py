"""What a line says, to a reader of either language."""

from __future__ import annotations

from typing import Any

from django.utils import translation

from pilin.foundation.access.standing import Standing
from pilin.foundation.journal.queries import history
from pilin.foundation.members import actions
from tests.factories.base import NOW


def test_a_line_names_things_in_the_readers_language(db: Any) -> None:
    setup = Standing.machine("setup")
    circle = actions.make_circle(by=setup, at=NOW, slug="two-banks", name_zh="两岸圈", name="Two banks")
    told = {}
    for language in ("zh-hans", "en"):
        with translation.override(language):
            told[language] = [line.says.replace(line.who, "") for line in history(setup, [circle])]
    assert ["两岸圈" in says for says in told["zh-hans"]] == [True]
    assert ["Two banks" in says and "两岸圈" not in says for says in told["en"]] == [True]
