"""S15 and F14: what is changed past the deeds, by hand or by itself, is found, and the place is named."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.reliability.instance import Instance, fresh, running
from tests.reliability.report import times, tried
from tests.served import loaded_home

MUTATIONS = times(50, 500)
FLIPS, IN_ARCHIVE = times(10, 100), times(10, 100)
ON_SQLITE = pytest.mark.skipif(
    os.environ.get("PILIN_TEST_ON") == "postgresql", reason="flips bits of SQLite's one file"
)
pytestmark = pytest.mark.xdist_group("tampering")


@pytest.fixture(scope="module")
def rich() -> Iterator[Instance]:
    """Give an instance with deeds of three towns, an agreement in force and a released list."""
    with fresh() as instance:
        instance.do("enrich")
        yield instance


def told(found: dict[str, Any]) -> tuple[list[Any], list[Any]]:
    return found["missed"], found["elsewhere"]


def test_every_mutation_is_found_and_its_place_named(rich: Instance) -> None:
    found = rich.do("mutate", number=MUTATIONS)
    assert told(found) == ([], [])
    assert found["found"] == MUTATIONS
    blind = rich.do("mutate", number=6, ways=["a bit of a signature"], control="no signatures")
    assert (blind["found"], len(blind["missed"])) == (0, 6), "signatures that nobody checks were found to be changed"
    alone = rich.do(
        "mutate", number=4, ways=["a log rewritten from some entry on with the town's own key"], control="no heads"
    )
    assert (alone["found"], len(alone["missed"])) == (0, 4), (
        "a rewritten log was found without the head that others signed"
    )
    tried(
        "S15", f"mutations by raw SQL, {found['ways']} ways, over {found['entries']} entries and {found['rows']} records",
        found["found"], "0 missed; each named at its place",
        "without checking signatures 6 of 6 changed ones missed; without cosigned heads 4 of 4 rewritten logs missed",
    )  # fmt: skip


@ON_SQLITE
@pytest.mark.nightly
def test_mutations_of_the_loaded_demo_are_found() -> None:
    template, _told = loaded_home()
    folder = Path(tempfile.mkdtemp(prefix="demo-", dir=os.environ.get("PILIN_TEST_ROOT")))
    try:
        shutil.copytree(template, folder / "home")
        with running(folder / "home") as instance:
            found = instance.do("mutate", number=100, seed=1)
            costs = instance.do("costs")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    assert told(found) == ([], [])
    assert costs["ratio"] <= 1.5
    tried(
        "S15", f"mutations by raw SQL in the demo, {found['ways']} ways, over {found['entries']} entries and {found['rows']} records",
        found["found"], "0 missed; each named at its place", "as above: the check is the same",
    )  # fmt: skip
    tried(
        "S15", f"the cost of checking the demo's {costs['entries']} entries, {costs['signatures']} signatures", costs["times"],
        f"{costs['ratio']:.2f} times the bare Ed25519 checks of the same signatures (asked: 1.5); with every row, line, "
        f"head and the database itself {costs['whole']:.1f} times",
        "bare checks find no change of body, row, order or head",
    )  # fmt: skip


@ON_SQLITE
def test_flipped_bits_of_the_database_are_found(rich: Instance) -> None:
    found = rich.do("rot", number=FLIPS)
    assert found["missed"] == []
    assert found["found"] == found["counted"] == FLIPS
    unseen = found["counted"] - found["only the database"]
    assert unseen, "the database's own check found every flip: the ledger's check adds nothing here"
    tried(
        "F14", "bits flipped in the database's file", found["counted"],
        f"0 missed; {found['harmless']} flips changed nothing that is read, {found['outside']} only what the ledger does not "
        "speak for (accounts, sessions, the journal's words)",
        f"the database's own integrity_check missed {unseen}",
    )  # fmt: skip


def test_flipped_bits_of_an_archive_are_found(rich: Instance) -> None:
    found = rich.do("rot_archive", number=IN_ARCHIVE)
    assert found["missed"] == []
    assert found["found"] == found["counted"] == IN_ARCHIVE
    assert found["still a zip"], "every damaged archive was no zip any more: nothing was left for the check to find"
    tried(
        "F14", "bits flipped in an archive of all logs", found["counted"],
        f"0 missed; {found['harmless']} flips changed nothing that is read",
        f"{found['still a zip']} of them are still a zip that opens",
    )  # fmt: skip
