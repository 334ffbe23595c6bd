"""A copy of the loaded demo for each run of the journeys, and one Chromium for all."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.register_assert_rewrite("tests.journeys.stage")

from tests.journeys.stage import Stage  # noqa: E402  (after its assertions are told apart)
from tests.reliability.report import NIGHTLY  # noqa: E402
from tests.served import CHROMIUM, LANGUAGES, WIDTHS, served_demo  # noqa: E402

HERE = Path(__file__).parent
EVERY = [(width, language) for width in WIDTHS for language in LANGUAGES]
RUNS = EVERY if NIGHTLY else [("desk", "zh-hans"), ("phone", "en")]  # each width and each language; at night all pairs
# What an official does at a desk; the other journeys are a worker's, a firm's, a resident's or somebody's on the way.
DESK = (
    "alerts", "benefits", "drill", "flows", "gate", "gauge", "handover", "indicator", "investment", "list", "meeting",
    "merging", "milestone", "park", "reach", "register",
)  # fmt: skip


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Let the check go each way once, where it is mostly gone; whoever names a file, and the night, goes it on both."""
    if NIGHTLY or any("tests/" in word for word in config.invocation_params.args):
        return

    def is_left_out(item: pytest.Item) -> bool:
        run = getattr(item, "callspec", None)
        if not item.path.is_relative_to(HERE) or run is None or "stage" not in run.params:
            return False
        at_a_desk = item.path.stem.removeprefix("test_") in DESK
        return bool(run.params["stage"][0] != ("desk" if at_a_desk else "phone"))

    config.hook.pytest_deselected(items=[item for item in items if is_left_out(item)])
    items[:] = [item for item in items if not is_left_out(item)]


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
