"""F8: a call sent again under its key has one effect and one answer, shuffled, at once, and with a kill at any moment."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.reliability.instances import OBSTACLES, REPORT, Answer, Instance, instance
from tests.reliability.report import times, tried
from tests.served import ROOT

pytestmark = pytest.mark.xdist_group("reliability")
REPLAYS = 5
EFFECTS = "SELECT title_zh, COUNT(*) FROM obstacles_obstacle GROUP BY title_zh"


def report(house: Instance, number: int, **headers: str) -> Answer:
    """Send a report until it is answered; "press again" is what a program is told to do."""
    while (answer := house.post(OBSTACLES, {**REPORT, "title_zh": f"第{number}件"}, **headers)).status == 503:
        time.sleep(0.05)
    return answer


def test_each_key_has_one_effect_and_one_answer() -> None:
    keys = times(10, 1000)
    calls = [number for number in range(keys) for _replay in range(REPLAYS)]
    random.Random(8).shuffle(calls)
    with instance() as house, house.served(workers=2):

        def send(number: int) -> tuple[int, Answer]:
            return number, report(house, number, Idempotency_Key=f"key-{number}")

        with ThreadPoolExecutor(8) as pool:
            answers: dict[int, set[tuple[int, str]]] = {}
            replayed: Counter[int] = Counter()
            for number, answer in pool.map(send, calls):
                answers.setdefault(number, set()).add((answer.status, answer.text))
                replayed[number] += answer.headers.get("idempotency-replayed") == "true"
        assert {number: len(found) for number, found in answers.items()} == dict.fromkeys(range(keys), 1)
        assert {status for found in answers.values() for status, _text in found} == {201}
        assert dict(replayed) == dict.fromkeys(range(keys), REPLAYS - 1)
        assert dict(house.ask(EFFECTS)) == {f"第{number}件": 1 for number in range(keys)}

        other = house.post(OBSTACLES, {**REPORT, "title_zh": "另一件"}, Idempotency_Key="key-0")
        assert (other.status, other.json["error"]["code"]) == (409, "other_request")
        assert house.post("/api/v1/circles/five-towns/meetings", REPORT, Idempotency_Key="key-0").status == 409
        neighbour = house.post(OBSTACLES, {**REPORT, "title_zh": "邻镇"}, who="neighbour", Idempotency_Key="key-0")
        assert neighbour.status == 201  # a key is its person's own
        refused = [house.post(OBSTACLES, {"kind": "no"}, Idempotency_Key="bad") for _replay in range(2)]
        assert [(a.status, a.text) for a in refused] == [(422, refused[0].text)] * 2
        assert house.post(OBSTACLES, REPORT, Idempotency_Key="a b").status == 422
        assert house.post(OBSTACLES, REPORT, who="", Idempotency_Key="k").status == 401

        doubled = 5
        for number in [n for n in range(1000, 1000 + doubled) for _replay in range(REPLAYS)]:
            report(house, number)  # the control: no key
        without = {title: n for title, n in house.ask(EFFECTS) if title in {f"第{1000 + n}件" for n in range(doubled)}}
        assert without == {f"第{1000 + n}件": REPLAYS for n in range(doubled)}
    tried(
        "F8",
        f"{REPLAYS} times the same call under its key, shuffled, eight at once",
        len(calls),
        0,
        f"{doubled * (REPLAYS - 1)} doubled without keys",
    )


KILLS = """
import json, os, signal, sys
from django.conf import settings
from django.db import connection, connections
from django.test import Client
import django.core.handlers.wsgi, pilin.config.urls  # read before the forks: each child then begins at once
from django.template.loader import get_template

session, address, body, points = sys.argv[1], sys.argv[2], json.loads(sys.argv[3]), json.loads(sys.argv[4])
settings.ALLOWED_HOSTS = ["*"]


def call(number, key, kill_at):
    client = Client()
    client.cookies["sessionid"] = session
    asked = 0

    def counted(execute, sql, params, many, context):
        nonlocal asked
        asked += 1
        if asked == kill_at:
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(counted):
        answer = client.post(address, {**body, "title_zh": f"{key}{number}"}, content_type="application/json",
                             headers={"Idempotency-Key": f"{key}{number}"} if key == "with" else {})
    if kill_at == -1:  # done and acknowledged to nobody: the network was cut
        os.kill(os.getpid(), signal.SIGKILL)
    return asked, answer.status_code


def forked(act):
    connections.close_all()
    read, write = os.pipe()
    child = os.fork()
    if not child:
        try:
            told = json.dumps(act()).encode()
        except BaseException as error:
            told = json.dumps(repr(error)).encode()
        os.write(write, told)
        os._exit(0)
    os.close(write)
    with os.fdopen(read) as pipe:
        told = pipe.read()
    os.waitpid(child, 0)
    return json.loads(told) if told else "killed"


Client().get("/api/v1/openapi.json")  # what is read once is read before the forks
outcomes = []
for key, tries in (("with", points), ("without", 3)):
    statements = [forked(lambda: call(dry, key, 0)) for dry in ("dry", "dry2")][1][0]  # the first opens the town's log
    moments = [1 + (statements - 1) * n // max(tries - 2, 1) for n in range(tries - 1)] + [-1]
    for number, moment in enumerate(moments):
        first = forked(lambda: call(number, key, moment))
        again = forked(lambda: call(number, key, 0))
        outcomes.append((key, number, moment, first, again))
print(json.dumps([statements, outcomes]))
"""


def test_a_kill_at_any_moment_doubles_nothing() -> None:
    """The process is killed at each of its statements, and after the last; the program then sends again."""
    points = times(8, 80)
    with instance() as house:
        statements, outcomes = run(house, points)
        effects: dict[str, int] = dict(house.ask(EFFECTS))
    assert statements > 10
    assert [outcome for outcome in outcomes if outcome[3] != "killed"] == []
    assert [outcome for outcome in outcomes if outcome[4][1:] != [201]] == []
    with_key = {title: number for title, number in effects.items() if title.startswith("with") and title[4].isdigit()}
    without = {title: number for title, number in effects.items() if title.startswith("without")}
    assert with_key == {f"with{number}": 1 for number in range(points)}
    doubled = sum(number - 1 for number in without.values())
    assert doubled >= 1  # the control: the kill after the commit, at least, doubles it without a key
    tried(
        "F8",
        "kill -9 at a statement of the call, then the same call again",
        points,
        0,
        f"{doubled} doubled without keys",
    )


def run(house: Instance, points: int) -> tuple[int, list[Any]]:
    told = subprocess.run(
        [
            sys.executable, "-c", f"import django; django.setup()\n{KILLS}",
            house.sessions["clerk"], OBSTACLES, json.dumps(REPORT), str(points),
        ],
        env=house.env, cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert told.returncode == 0, told.stderr[-3000:]
    statements, outcomes = json.loads(told.stdout.strip().splitlines()[-1])
    return statements, outcomes
