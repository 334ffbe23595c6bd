"""A copy of the loaded demo for each run of the journeys, and one Chromium for all."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

pytest.register_assert_rewrite("tests.journeys.stage")

from tests.journeys.stage import Stage  # noqa: E402  (after its assertions are told apart)
from tests.reliability.report import NIGHTLY  # noqa: E402
from tests.served import CHROMIUM, LANGUAGES, WIDTHS, served_demo  # noqa: E402

EVERY = [(width, language) for width in WIDTHS for language in LANGUAGES]
RUNS = EVERY if NIGHTLY else [("desk", "zh-hans"), ("phone", "en")]  # each width and each language; at night all pairs


@pytest.fixture(scope="session", params=RUNS, ids=lambda run: "-".join(run))
def stage(request: pytest.FixtureRequest, pytestconfig: pytest.Config) -> Iterator[Stage]:
    """Give a demo that listens, for one width and one language: what one journey writes, no other run reads."""
    if not CHROMIUM:
        pytest.skip("Chromium is not installed here; .ci/run installs it")
    if pytestconfig.getoption("--engine") != "sqlite":
        pytest.skip("pages look the same on every engine: the browser runs once, on SQLite")
    width, language = request.param
    with served_demo() as address:
        chair = re.search(r"secretary now: (\w+)-secretary", address.told)
        assert chair is not None, address.told
        stage = Stage(request.getfixturevalue("chromium"), address, chair[1], width, language)
        yield stage
        stage.close()
