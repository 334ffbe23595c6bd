"""A question that is asked again says what it would say if it were put into SQL anew, to everybody what they may read."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pilin.domain.enterprises.models import Enterprise
from pilin.foundation.access.prepared import rows_again, rows_of
from pilin.foundation.access.standing import Standing
from tests.factories import enterprises as make
from tests.factories.base import Five

pytestmark = pytest.mark.django_db
COLUMNS = ("pk", "name_zh", "products", "founded_on_first")


def question(by: Standing) -> Any:
    return lambda keys: Enterprise.objects.visible_to(by).filter(pk__in=keys).order_by().values_list(*COLUMNS)


@pytest.fixture
def keys(five: Five) -> list[UUID]:
    firms = []
    for number, audience in enumerate(("public", "circle", "own"), 1):
        firms += make.made(five.xindai.clerk, make.firm(number), title=f"{number}", audience=audience)
    return [row.pk for row in firms]


def test_each_reader_gets_the_rows_in_sight_whatever_was_asked_before(five: Five, keys: list[UUID]):
    readers = (Standing.public(), five.xindai.clerk, five.fengjing.clerk, five.stranger.clerk, Standing.machine("test"))
    for some in (keys, keys[::-1], keys[:1], [*keys, UUID(int=1)], [UUID(int=1)], []):
        for by in readers:
            asked = question(by)
            assert sorted(rows_of(("firms", by), asked, some)) == sorted(asked(some))
    assert [len(rows_of(("firms", by), question(by), keys)) for by in readers] == [1, 3, 2, 1, 3]


def test_it_is_put_into_sql_once_and_sees_what_changed_since(five: Five, keys: list[UUID]):
    made = []

    def asked(keys: Any) -> Any:
        made.append(len(keys))
        return question(five.xindai.clerk)(keys)

    name = ("firms, counted", five.xindai.clerk)
    with CaptureQueriesContext(
        connection,
    ) as told:
        assert len(rows_of(name, asked, keys[:2])) == 2
        assert len(rows_of(name, asked, keys)) == 3
    assert (made, len(told)) == ([16], 2)
    assert rows_of(name, asked, [UUID(int=n) for n in range(2_000)]) == []
    assert made == [16, 2_000]


def test_a_question_without_keys_sees_what_changed_since(five: Five, keys: list[UUID]):
    by = Standing.machine("test")
    ask = lambda: rows_again(("all firms", by), lambda: Enterprise.objects.visible_to(by).values_list("pk"))  # noqa: E731
    assert {row[0] for row in ask()} == set(keys)
    (more,) = make.made(five.fengjing.clerk, make.firm(9), title="9", audience="own")
    assert {row[0] for row in ask()} == {*keys, more.pk}
