"""Notes what a fault test tried, for the dated report that ``python3 go nightly`` writes.

The short form of every test runs always; ``PILIN_NIGHTLY`` makes it longer. Without ``PILIN_REPORT`` nothing is noted.
"""

from __future__ import annotations

import os

from tests.reliability.nights import name_of, write

NIGHTLY = bool(os.environ.get("PILIN_NIGHTLY"))


def times(short: int, nightly: int) -> int:
    """Return how often to try: the short count in every check, the long one at night."""
    return nightly if NIGHTLY else short


def tried(name: str, what: str, times: int, lost: int | str, control: int | str) -> None:
    """Note one trial.

    Parameters
    ----------
    name : str
        The row of the plan, as ``F1``.
    what : str
        What was done to the instance, in a few words.
    times : int
        How often.
    lost : int or str
        What was lost: a number, or words where a number says too little.
    control : int or str
        What the weaker variant lost in the same run; it must have lost something.
    """
    test = name_of(os.environ.get("PYTEST_CURRENT_TEST", "").rpartition(" ")[0])
    write({"name": name, "what": what, "times": times, "lost": lost, "control": control, "test": test})
