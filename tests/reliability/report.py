"""Notes what a fault test tried, for the dated report that ``python3 go nightly`` writes.

The short form of every test runs always; ``PILIN_NIGHTLY`` makes it longer. Without ``PILIN_REPORT`` nothing is noted.
"""

from __future__ import annotations

import json
import os
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

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
    report = os.environ.get("PILIN_REPORT")
    if not report:
        return
    line = {
        "at": datetime.now(ZoneInfo("Asia/Shanghai")).isoformat(timespec="seconds"),
        "name": name,
        "what": what,
        "times": times,
        "lost": lost,
        "control": control,
        "engine": os.environ.get("PILIN_TEST_ON", "sqlite"),
    }
    with Path(report).open("a", encoding="utf8") as file:
        file.write(json.dumps(line, ensure_ascii=False) + "\n")
