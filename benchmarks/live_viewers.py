"""What ``alerts.py --viewers`` needs: the processes as they are served, a storm before viewers, pages that ask, the table."""

from __future__ import annotations

import http.client
import os
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from json import loads
from pathlib import Path
from typing import Any, Self

ROOT = Path(__file__).resolve().parents[1]
EACH = 10.0  # seconds after which a page asks again
TICKS = os.sysconf("SC_CLK_TCK")
Pids = Sequence[int]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served() -> Iterator[tuple[Pids, int, Pids, int]]:
    """Serve the instance's live process and one web process by granian, as ``pilin serve`` does; give pids and ports of both."""
    from pilin.config.live import MOST

    live, web = free_port(), free_port()
    env = {**os.environ, "PILIN_LIMIT_PERCENT": "0", "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"}
    common = ["--host", "127.0.0.1", "--log-level", "warning", "--no-access-log"]
    words = [
        ["--interface", "asginl", "--factory", "--port", str(live), "--backpressure", str(MOST + 100), "pilin.config.live:application"],
        ["--interface", "wsgi", "--port", str(web), "--blocking-threads", "4", "--backpressure", "600", "pilin.config.wsgi:application"],
    ]  # fmt: skip
    processes = [subprocess.Popen([sys.executable, "-m", "granian", *common, *one], env=env, cwd=ROOT) for one in words]
    try:
        for port, path in ((live, "/"), (web, "/healthz")):
            _until_answers(port, path)
        yield _family(processes[0].pid), live, _family(processes[1].pid), web
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.wait(30)


def _until_answers(port: int, path: str) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        asking = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        try:
            asking.request("GET", path)
            asking.getresponse().read()
            return
        except (OSError, http.client.HTTPException):
            time.sleep(0.2)
        finally:
            asking.close()
    raise TimeoutError(f"nobody answers at {port}")


def _family(pid: int) -> list[int]:
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(one for child in children for one in _family(int(child)))]


def cpu_of(pids: Pids) -> float:
    """Return the seconds of processor that processes have used."""
    total = 0.0
    for pid in pids:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        total += (int(fields[11]) + int(fields[12])) / TICKS
    return total


def memory_of(pids: Pids) -> float:
    """Return how much memory processes hold, MB resident."""
    lines = (line for pid in pids for line in Path(f"/proc/{pid}/status").read_text().splitlines())
    return sum(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024


class Storm:
    """Viewers in a process of their own, connected while the block runs; then what each was told, and what it cost."""

    def __init__(self, port: int, circle: str, viewers: int, pids: Pids) -> None:
        self.words = [sys.executable, "-m", "benchmarks.viewers", str(port), circle, str(viewers)]
        self.pids, self.told = pids, list[list[tuple[float, int]]]()
        self.cpu = self.memory = self.lasted = 0.0

    def __enter__(self) -> Self:
        self.process = subprocess.Popen(
            self.words, cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": str(ROOT)}
        )  # fmt: skip
        assert self.process.stdout is not None
        assert self.process.stdout.readline().strip() == "here"
        self._began, self._cpu = time.monotonic(), cpu_of(self.pids)
        return self

    def __exit__(self, *_error: object) -> None:
        time.sleep(3)  # the last delivery is told too
        self.cpu, self.memory = cpu_of(self.pids) - self._cpu, memory_of(self.pids)
        self.lasted = time.monotonic() - self._began
        out, _none = self.process.communicate("")
        self.told = [[(at, number) for at, number in one] for one in loads(out)]


@dataclass(frozen=True, slots=True)
class Asked:
    """What pages that ask by themselves cost: requests answered, their times (s), and seconds of processor of the web."""

    requests: int
    took: list[float]
    cpu: float
    lasted: float


def ask(port: int, circle: str, viewers: int, seconds: int, pids: Pids) -> Asked:
    """Let so many pages, spread evenly, ask each ten seconds whether anything is new; nothing is."""
    path = f"/c/{circle}/watch/live/?part=desk"
    first = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    first.request("GET", path)
    page = first.getresponse().read().decode()
    seen = page.partition('data-pulse="')[2].partition('"')[0]
    path += f"&seen={seen}"
    every, took, lock = EACH / viewers, list[float](), threading.Lock()
    began, cpu = time.monotonic(), cpu_of(pids)
    turns = iter(range(int(seconds / every)))

    def some() -> None:
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        while True:
            with lock:
                k = next(turns, None)
            if k is None:
                return
            due = began + k * every
            time.sleep(max(0.0, due - time.monotonic()))
            line.request("GET", path)
            answer = line.getresponse()
            answer.read()
            assert answer.status == 204, answer.status
            with lock:
                took.append(time.monotonic() - due)

    threads = [threading.Thread(target=some) for _k in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Asked(len(took), took, cpu_of(pids) - cpu, time.monotonic() - began)


def told_after(numbers: Sequence[tuple[float, int]], told: Sequence[Sequence[tuple[float, int]]]) -> list[float]:
    """Return for each viewer and delivery after how many seconds the viewer was told of it, or of a later one with it."""
    found = []
    for one in told:
        heard = iter(one)
        at, number = next(heard, (0.0, -1))
        for due, wanted in numbers:
            while number < wanted:
                step = next(heard, None)
                if step is None:
                    break
                at, number = step
            if number >= wanted:
                found.append(at - due)
    return found


def all_told(numbers: Sequence[tuple[float, int]], told: Sequence[Sequence[tuple[float, int]]]) -> bool:
    """Return whether every viewer was told of every delivery, in rising numbers, none twice."""
    rising = all(a[1] < b[1] for one in told for a, b in pairwise(one))
    return rising and len(told_after(numbers, told)) == len(numbers) * len(told)


def table(
    numbers: Sequence[tuple[float, int]], kept: Sequence[float], storm: Storm, asked: Asked, rate: int, viewers: int, seconds: int
) -> str:  # fmt: skip
    """Return what was measured, in lines for a terminal."""
    delays, minute = told_after(numbers, storm.told), 60.0
    committed = [(due + late, number) for (due, number), late in zip(numbers, kept, strict=True)]
    after = told_after(committed, storm.told)
    told, polled = storm.cpu / storm.lasted * minute, asked.cpu / asked.lasted * minute
    looks = sum(len(one) for one in storm.told)
    return "\n".join(
        [
            f"\n{viewers} viewers, {rate} readings a second in one delivery a second with one crossing each, {seconds} s; ms\n",
            f"{'':44}{'p50':>9}{'p99':>9}{'most':>9}",
            _row("delivery due until committed", kept),
            _row("delivery due until each viewer is told", delays),
            _row("committed until each viewer is told", after),
            _row("asking each 10 s: wait until asked, reckoned", [EACH * (k + 0.5) / 100 for k in range(100)]),
            _row("asking, until answered that nothing is new", asked.took),
            "",
            f"live process: {told:.1f} s of processor a minute in the storm ({looks / storm.lasted:.0f} tellings a second), {storm.memory:.0f} MB",
            f"asking, in calm: {asked.requests / asked.lasted:.0f} requests a second, {polled:.1f} s of processor a minute of one web process",
            f"asking in calm costs {polled / told:.1f} times what telling in a storm does; what a page then fetches is the same for both",
        ]
    )


def _row(name: str, values: Sequence[float]) -> str:
    cut: Any = statistics.quantiles(values, n=100, method="inclusive")
    return f"{name:44}{cut[49] * 1000:9.0f}{cut[98] * 1000:9.0f}{max(values) * 1000:9.0f}"
