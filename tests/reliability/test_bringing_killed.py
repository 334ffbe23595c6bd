"""A register whose process is killed in its midst: nobody sees a part of it, and the same command goes on."""

from __future__ import annotations

import json
import signal
import time
from pathlib import Path
from typing import Any

import pytest

from tests.factories.enterprises import code
from tests.reliability.instances import Instance, instance
from tests.reliability.report import times, tried

pytestmark = [pytest.mark.above, pytest.mark.xdist_group("reliability")]
ROWS, A_STEP, TOWN = 2_000, 100, "310116102"
BRING = f"""
import sys
from pilin.domain.enterprises import bringing
bringing.A_STEP = {A_STEP}
from pilin.config import command
sys.argv = ["pilin", "--as", %r, "enterprises", "import", %r, "--member", "{TOWN}", "--as-of", "2024-09", "--json"]
command.main()
"""
LOOK = """
import json
from pilin.domain.enterprises import queries
from pilin.domain.enterprises.models import Enterprise, Register, RegisterRecord
print(json.dumps([model.objects.visible_to(queries.HOUSE).count() for model in (Register, RegisterRecord, Enterprise)]))
"""
DONE = "SELECT rows_done FROM enterprises_bringing WHERE state = 'writing'"


def written(house: Instance) -> int:
    """Return how many rows are written of the file that is being brought."""
    return sum(int(done) for (done,) in house.ask(DONE))


def killed(house: Instance, words: str, *, past: int) -> int:
    """Bring the file and kill whoever does once more rows are written; returns how many are."""
    child = house.start(words)
    until = time.monotonic() + 120
    while written(house) < past:
        assert child.poll() is None, "it ended before it could be killed"
        assert time.monotonic() < until, "it did not come"
        time.sleep(0.005)
    child.send_signal(signal.SIGKILL)
    child.wait()
    return written(house)


def test_killed_again_and_again_it_goes_on_and_nothing_is_seen_before_the_end(tmp_path: Path) -> None:
    kills = times(1, 12)
    file = tmp_path / "名录.csv"
    rows = [f"平湖第{n}电缆有限公司,{code(n)}" for n in range(ROWS)]
    file.write_text("\n".join(["企业名称,统一社会信用代码", *rows]), encoding="utf8")
    with instance() as house:
        (username,) = json.loads(json.dumps(house.run(WHO)))
        words = BRING % (username, str(file))
        done = 0
        for number in range(kills):
            done = killed(house, words, past=max(done + A_STEP, number * ROWS // (kills + 1)))
            assert (done % A_STEP, house.run(LOOK)) == (0, [0, 0, 0])
        told: Any = house.run(words.replace("command.main()", ENDED))
        assert (told["rows"], told["new"], told["continued_at"]) == (ROWS, ROWS, done + 2)
        assert house.run(LOOK) == [1, ROWS, ROWS]
        assert house.ask(
            "SELECT COUNT(*), COUNT(DISTINCT row), COUNT(DISTINCT enterprise_id) FROM enterprises_registerrecord"
        ) == [(ROWS, ROWS, ROWS)]
    tried("F1", "kill -9 of a register being brought", kills, 0, "")


WHO = """
import json
from pilin.foundation.identity.queries import people_holding
from pilin.foundation.access.enums import Role
from pilin.foundation.identity.models import User
from datetime import date
held = people_holding("310116102", Role.CLERK, date(2024, 10, 18))
print(json.dumps([User.objects.get(uid=held[0]).username]))
"""
ENDED = """
import contextlib, io, json
said = io.StringIO()
with contextlib.redirect_stdout(said), contextlib.suppress(SystemExit):
    command.main()
print(json.dumps(json.loads(said.getvalue())))
"""
