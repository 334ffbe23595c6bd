"""F2: the power is cut while an instance on SQLite is written to. What was acknowledged is there when it comes back.

Twice: on disks of ext4 and xfs, whose file system is shut down without flushing (needs root and loop devices), and on a
disk that forgets below SQLite (needs nothing), which also tears and reorders what was not synced. The control runs with
``synchronous=NORMAL``, where SQLite does not wait for the disk at each commit, and must lose something.
"""

from __future__ import annotations

import os
import random
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.reliability import vfs
from tests.reliability.disk import Disk, disk, refused
from tests.reliability.instance import Instance, Toll, acknowledged, copied, refill, running, wait_for_acks
from tests.reliability.report import times, tried

CUTS = {"ext4": times(5, 100), "xfs": times(3, 100)}
FORGETFUL = times(10, 200)
CONTROL = 40  # cuts until the control must have lost something
FRESH = 10
ON_SQLITE = pytest.mark.skipif(
    os.environ.get("PILIN_TEST_ON") == "postgresql", reason="cuts SQLite's power; PostgreSQL's is cut in its own test"
)
pytestmark = [ON_SQLITE, pytest.mark.xdist_group("disks")]


@contextmanager
def on(kind: str) -> Iterator[tuple[Instance, Disk]]:
    """Give an instance on a disk of its own."""
    with disk(kind) as one, running(one.at / "home") as instance:
        yield instance, one


def cut_series(instance: Instance, one: Disk, cuts: int, weaken: str = "") -> Toll:
    """Cut the power under two writers again and again; stop where something is lost, which only a control wants."""
    toll, acks, drawn = Toll(), [], random.Random(f"cuts{weaken}")
    for number in range(cuts):
        if number % FRESH == 0:
            refill(instance.home)
            acks = []
        one.settle()
        mine = [instance.fresh_acks() for _ in range(2)]
        children = [
            instance.begin("write", acks=str(path), seed=number + k, weaken=weaken) for k, path in enumerate(mine)
        ]
        acks += [str(path) for path in mine]
        wait_for_acks(instance, mine)
        time.sleep(drawn.uniform(0, 0.1))
        told = {path: path.stat().st_size for path in mine}
        one.cut()
        for child in children:
            child.kill()
        # A machine without power acknowledges nothing more. Here it runs on, and ext4 may say of a file that was being
        # written through as its journal was torn off that all is well.
        for path, size in told.items():
            os.truncate(path, size)
        one.back()
        toll.acked += acknowledged(mine)
        toll.add(instance.do("check", acks=acks))
        if not toll.clean:
            break
    return toll


@pytest.mark.parametrize("kind", ["ext4", "xfs"])
def test_what_was_acknowledged_survives_a_power_cut(kind: str) -> None:
    if why := refused(kind):
        tried("F2", f"power cuts on {kind}", 0, "not tried here", f"{why}; see the forgetful disk")
        pytest.skip(why)
    with on(kind) as (instance, one):
        toll = cut_series(instance, one, CUTS[kind])
        assert (toll.lost, toll.half, toll.corrupt) == ([], [], [])
        control = cut_series(instance, one, CONTROL, weaken="normal")
    assert control.lost, "nothing was ever lost without waiting for the disk: these are no power cuts"
    tried(
        "F2", f"power cuts on {kind} (shut down without flushing), two processes writing", toll.times, toll.told,
        f"{control.told} after {control.times} cuts (synchronous=NORMAL)",
    )  # fmt: skip


def test_what_was_acknowledged_survives_a_disk_that_forgets_tears_and_reorders() -> None:
    if vfs.library() is None:
        tried("F2", "cuts on a disk that forgets", 0, "not tried here", "this Python's SQLite cannot be reached")
        pytest.skip("the SQLite of this Python cannot be reached from outside")
    with copied(more={"RELIABILITY_VFS": "1"}) as instance:
        toll = forget_series(instance, FORGETFUL)
        assert (toll.lost, toll.half, toll.corrupt) == ([], [], [])
        control = forget_series(instance, CONTROL, weaken="normal")
    assert control.lost, "nothing was ever lost without waiting for the disk: it forgets nothing"
    tried(
        "F2", "cuts on a disk that drops, tears and reorders unsynced writes (a VFS below SQLite)", toll.times,
        toll.told, f"{control.told} after {control.times} cuts (synchronous=NORMAL)",
    )  # fmt: skip


def forget_series(instance: Instance, cuts: int, weaken: str = "") -> Toll:
    """Cut at a random call of SQLite to the disk, again and again."""
    toll, acks, drawn = Toll(), [], random.Random(f"forget{weaken}")
    for number in range(cuts):
        if number % FRESH == 0:
            refill(instance.home)
            acks = []
        mine = instance.fresh_acks()
        acks.append(str(mine))
        cut = {"cut_at": drawn.randrange(20, 1_500), "seed": number}
        code = instance.begin("write", acks=str(mine), seed=number, weaken=weaken, cut=cut).wait()
        assert code == -9, instance.log()
        toll.acked += acknowledged([mine])
        toll.add(instance.do("check", acks=acks))
        if not toll.clean:
            break
    return toll
