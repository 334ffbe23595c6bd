"""Who is taken for the instance itself: whoever reads everything, and nobody for being called a machine."""

from __future__ import annotations

from pathlib import Path

import pilin

SOURCE = Path(pilin.__file__).parent
KINDS = {  # where the kind itself is meant: how it is called and made, who is named, whose rows and calls are one's own
    "foundation/access/asking.py",
    "foundation/access/enums.py",
    "foundation/access/models.py",
    "foundation/access/standing.py",
    "foundation/journal/queries.py",
    "foundation/upkeep/models.py",
    "config/standing.py",
    "config/wiring.py",
}


def test_no_rule_takes_a_towns_program_for_the_instance() -> None:
    """A town's key is a machine too: a rule that asks for the kind would let it appoint and erase."""
    found = {
        str(file.relative_to(SOURCE))
        for file in SOURCE.rglob("*.py")
        if "StandingKind.MACHINE" in file.read_text(encoding="utf8")
    }
    assert found - KINDS == set()
