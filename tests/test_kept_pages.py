"""Pages are kept for visitors until the next deed, and for nobody else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from pilin.foundation.access.enums import Audience
from tests.factories.base import Five
from tests.factories.obstacles import report
from tests.factories.programme import released
from tests.kit import BACKEND

PAGE = "/c/five-towns/obstacles/"


@pytest.fixture(autouse=True)
def keeping(settings: Any) -> Iterator[None]:
    memory = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "kept"}
    settings.CACHES = {**settings.CACHES, "pages": memory}
    yield
    caches["pages"].clear()


def asked(client: Client, where: str = PAGE, **headers: str) -> tuple[int, str]:
    """Return how often the database was asked, and the page without its nonce."""
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(where, headers=headers)
    assert answer.status_code == 200
    return len(queries), re.sub(r'nonce="[^"]*"', "", answer.content.decode())


def test_the_second_visitor_asks_only_for_the_newest_line(five: Five) -> None:
    first, page = asked(Client())
    again, same = asked(Client())
    assert (again, same) == (1, page)
    assert first > 5


def test_each_answer_has_a_nonce_of_its_own_that_fits_its_policy(five: Five) -> None:
    released(five)
    answers = [Client().get("/c/five-towns/programme/2025/") for _k in range(2)]
    nonces = [set(re.findall(r'nonce="([^"]+)"', answer.content.decode())) for answer in answers]
    assert [len(found) for found in nonces] == [1, 1]
    assert nonces[0] != nonces[1]
    for answer, found in zip(answers, nonces, strict=True):
        assert f"'nonce-{found.pop()}'" in answer.headers["Content-Security-Policy"]


def test_a_deed_is_seen_at_once(five: Five) -> None:
    asked(Client())
    report(five.fengjing.clerk, title_zh="两岸公交卡不通用", audience=Audience.PUBLIC)
    assert "两岸公交卡不通用" in asked(Client())[1]


def test_languages_are_kept_apart(five: Five) -> None:
    chinese = asked(Client())[1]
    english = asked(Client(), f"{PAGE}?lang=en")[1]
    assert ('lang="zh-Hans"' in chinese, 'lang="en"' in english) == (True, True)
    assert asked(Client())[1] == chinese


def test_nothing_is_kept_of_or_for_whoever_signed_in(five: Five) -> None:
    officer = Client()
    officer.force_login(five.fengjing.clerk_user, backend=BACKEND)
    mine = asked(officer)[1]
    visitor = asked(Client())[1]
    assert (five.fengjing.clerk_user.name_zh in mine, five.fengjing.clerk_user.name_zh in visitor) == (True, False)
    assert asked(officer)[0] > 5


def test_a_page_with_a_form_s_token_is_not_kept(five: Five) -> None:
    asked(Client(), "/account/login/")
    assert asked(Client(), "/account/login/")[0] != 1
