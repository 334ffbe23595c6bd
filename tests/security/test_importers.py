"""A file that means harm is turned away, soon and cheaply, and by no other word than ours (S6, S7)."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from typing import Any

import openpyxl
import pytest
from django.test import Client

from pilin.foundation.intake.reader import SECONDS
from pilin.foundation.intake.tables import READER, Column, InvalidTable, read_table, write_xlsx
from tests.factories.base import Five
from tests.kit import BACKEND
from tests.reliability.report import NIGHTLY, times, tried
from tests.security.harm import READERS, SEEDS, corpus, mutated

MOST_MB = 120  # a Python with openpyxl takes 45 of them
MEASURE = (
    "import resource, subprocess, sys, time; began = time.process_time();"
    "done = subprocess.run(sys.argv[1:], stdin=sys.stdin, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env={}, cwd='/');"
    "used = resource.getrusage(resource.RUSAGE_CHILDREN);"
    "print(used.ru_maxrss // 1024, round(used.ru_utime + used.ru_stime, 2)); sys.stdout.buffer.write(done.stdout[:300])"
)


def cost_of(content: bytes) -> tuple[int, float, str]:
    """Return the megabytes and seconds of processor time that the reader took, and what it said."""
    done = subprocess.run([sys.executable, "-c", MEASURE, *READER], input=content, capture_output=True, check=True)
    used, _, said = done.stdout.decode("utf8", "replace").partition("\n")
    megabytes, seconds = used.split()
    return int(megabytes), float(seconds), said


@pytest.mark.above
def test_each_file_of_harm_costs_little_and_is_turned_away_in_words() -> None:
    dear, taken = {}, []
    files = corpus()
    for name, content in files.items():
        if len(content) > 20_000_000:
            continue
        megabytes, seconds, said = cost_of(content)
        if megabytes > MOST_MB or seconds > 3:  # a busy machine; alone each takes under a second
            dear[name] = (megabytes, seconds)
        try:
            read_table(name=name, content=content, columns=[Column("title"), Column("a")])
        except InvalidTable as wrong:
            assert all(str(fault.reason) for fault in wrong.faults), name
        else:
            taken.append((name, said))
    tried(
        "S7",
        "files of harm read as tables",
        len(files),
        len(dear) + len(taken),
        "a bomb opened without the check: 300 MB",
    )
    assert dear == {}
    assert taken == []


@pytest.mark.above
def test_a_bomb_opened_without_the_check_eats_memory() -> None:
    """The control: the library alone unpacks it all."""
    bomb = corpus()["a zip bomb"]
    code = "import io, sys, zipfile; len(zipfile.ZipFile(io.BytesIO(sys.stdin.buffer.read())).read('xl/worksheets/sheet1.xml'))"
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, sys.executable, "-c", code], input=bomb, capture_output=True, check=True
    )
    assert int(done.stdout.split()[0]) > 300


@pytest.mark.above
def test_what_goes_on_for_ever_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    """The reader's own limits of time and memory hold, whatever gets past the checks."""
    import pilin.foundation.intake.tables as tables

    limited = "from pilin.foundation.intake import reader; reader.SECONDS = 1; reader.limit();"
    for code in (
        "while True: pass",
        "b = []\nwhile True: b.append(bytes(10_000_000))",
        "open('/tmp/pilin-escaped', 'w').write('x' * 9)",
    ):
        monkeypatch.setattr(tables, "READER", [sys.executable, "-c", f"{limited}\n{code}"])
        began = time.monotonic()
        with pytest.raises(InvalidTable) as caught:
            read_table(name="x.csv", content=b"a\n1\n", columns=[Column("a")])
        assert [fault.code for fault in caught.value.faults] == ["too_large_to_read"]
        assert time.monotonic() - began < 20
    assert SECONDS <= 10


@pytest.mark.above
@pytest.mark.parametrize("name", READERS)
def test_only_our_own_word_escapes(name: str) -> None:
    read, own = READERS[name]
    dice = random.Random(f"{name} 2024")
    seeds = list(SEEDS[name]) + ([write_xlsx({"1": (["a"], [["枫泾"], [1]])})] if name == "table" else [])
    count, escaped = times(400, 20_000), {}
    harm = [(what, content) for what, content in corpus().items() if len(content) < 6_000_000]
    files = harm + [(f"mutation {n}", mutated(dice.choice(seeds), dice)) for n in range(count)]
    for what, content in files:
        began = time.process_time()
        try:
            read(content)
        except own:
            pass
        except Exception as error:
            escaped[what] = f"{type(error).__name__}: {error}"[:200]
        if time.process_time() - began > 10:
            escaped[what] = "more than ten seconds"
    tried("S6", f"damaged files given to a reader: {name}", len(files), len(escaped), "1 of 1 careless reader found")
    assert escaped == {}


def test_a_careless_reader_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: a reader that lets other people's errors out fails the same test."""

    def careless(content: bytes) -> Any:
        return json.loads(content)

    monkeypatch.setitem(READERS, "date", (careless, ZeroDivisionError))
    monkeypatch.delenv("PILIN_REPORT", raising=False)  # what the control loses is no loss of the house
    with pytest.raises(AssertionError):
        test_only_our_own_word_escapes("date")


@pytest.mark.skipif(not NIGHTLY, reason="a good workbook of the largest size takes a while")
@pytest.mark.nightly
def test_a_good_table_of_the_largest_size_is_read() -> None:
    content = write_xlsx({"1": (["a"], [[f"第{n}行"] for n in range(19_999)])})
    assert openpyxl.__version__
    assert len(read_table(name="x.xlsx", content=content, columns=[Column("a")]).rows) == 19_999


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"[" * 200_000, 400),
        (b'{"title_zh": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", None),
        (b'{"title_zh": "a\\u0000b", "kind": "transport"}', None),
        (b'{"title_zh": "\\ud800", "kind": "transport"}', None),
        (b'{"title_zh": ' + b"9" * 10_000 + b"}", None),
        ("{'title_zh': '枫泾'}".encode("gb18030"), 400),
        (b"\xff\xfe{", 400),
    ],
)
def test_the_api_answers_any_body(five: Five, body: bytes, status: int | None) -> None:
    client = Client(raise_request_exception=False)
    client.force_login(five.fengjing.clerk_user, backend=BACKEND)
    answer = client.post("/api/v1/circles/five-towns/obstacles", body, content_type="application/json")
    assert answer.status_code in ({status} if status else {201, 400, 422})
    assert set(answer.json()) & {"error", "uid"} or answer.status_code == 201
