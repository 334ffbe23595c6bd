"""One loaded demo, a copy of it for each width and language, and a Chromium for all."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.register_assert_rewrite("tests.journeys.stage")

from tests.journeys.stage import FLAGS, Stage, pilin, served  # noqa: E402  (after its assertions are told apart)
from tests.served import CHROMIUM, LANGUAGES, WIDTHS  # noqa: E402

RUNS = [(width, language) for width in WIDTHS for language in LANGUAGES]


@pytest.fixture(scope="session")
def loaded(pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """Give a folder with the demo loaded, and the town in the chair."""
    if not CHROMIUM:
        pytest.skip("Chromium is not installed here; .ci/run installs it")
    if pytestconfig.getoption("--engine") != "sqlite":
        pytest.skip("pages look the same on every engine: the browser runs once, on SQLite")
    home = Path(
        os.environ.get("LOADED_DEMO") or tmp_path_factory.mktemp("demo") / "home"
    )  # a demo loaded before saves half a minute
    told = pilin(home, "demo", "--load-only")
    chair = re.search(r"secretary now: (\w+)-secretary", told)
    assert chair is not None, told
    return home, chair[1]


@pytest.fixture(scope="session")
def chromium(loaded: tuple[Path, str], player: Any) -> Iterator[Any]:
    """Give a Chromium without a window."""
    opened = player.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
    yield opened
    opened.close()


@pytest.fixture(scope="session", params=RUNS, ids=lambda run: "-".join(run))
def stage(
    request: pytest.FixtureRequest, loaded: tuple[Path, str], chromium: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Stage]:
    """Give a demo that listens, for one width and one language."""
    (template, chair), (width, language) = loaded, request.param
    home = tmp_path_factory.mktemp("served") / "home"
    with served(template, home) as address:
        stage = Stage(chromium, address, home, chair, width, language)
        yield stage
        stage.close()
