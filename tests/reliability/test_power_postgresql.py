"""F3: the power is cut under PostgreSQL while an instance writes to it. The control does not wait for its log."""

from __future__ import annotations

import os
import random
import time

import pytest

from tests.reliability.disk import Disk, disk, refused
from tests.reliability.instance import Instance, Toll, acknowledged, running, wait_for_acks
from tests.reliability.postgres import Postgres, postgres
from tests.reliability.report import times, tried

CUTS = times(3, 50)
CONTROL = 20  # cuts until the control must have lost something
pytestmark = [
    pytest.mark.skipif(os.environ.get("PILIN_TEST_ON") != "postgresql", reason="cuts the power of PostgreSQL"),
    pytest.mark.xdist_group("disks"),
]


def cut_series(instance: Instance, one: Disk, server: Postgres, cuts: int) -> Toll:
    """Cut the power under the server and two writers; stop where something is lost, which only a control wants."""
    toll, acks, drawn = Toll(), [], random.Random("postgresql")
    for number in range(cuts):
        one.settle()
        mine = [instance.fresh_acks() for _ in range(2)]
        children = [instance.begin("write", acks=str(path), seed=number + k) for k, path in enumerate(mine)]
        acks += [str(path) for path in mine]
        wait_for_acks(instance, mine)
        time.sleep(drawn.uniform(0, 0.3))
        one.cut()
        server.kill()
        for child in children:
            child.kill()
        one.back()
        server.start()
        toll.acked += acknowledged(mine)
        toll.add(instance.do("check", acks=acks))
        if not toll.clean:
            break
    return toll


def test_what_was_acknowledged_survives_a_power_cut_of_postgresql() -> None:
    if why := refused("ext4"):
        tried("F3", "power cuts under PostgreSQL", 0, "not tried here", why)
        pytest.skip(why)
    with disk("ext4") as one, postgres(one.at) as server:
        server.start()
        with running(one.at / "home", database=server.address) as instance:
            instance.do("found")
            toll = cut_series(instance, one, server, CUTS)
            assert (toll.lost, toll.half, toll.corrupt) == ([], [], [])
            server.kill()
            server.settings["synchronous_commit"] = "off"
            server.start()
            control = cut_series(instance, one, server, CONTROL)
    assert control.lost or control.half, "nothing was ever lost without waiting for the log: these are no power cuts"
    tried(
        "F3", "power cuts under PostgreSQL (ext4, shut down without flushing), two processes writing", toll.times,
        toll.told, f"{control.told} after {control.times} cuts (synchronous_commit=off)",
    )  # fmt: skip
