"""How an instance is: what each part says of itself under ``/healthz``. Filled by the wiring."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Health:
    """How one part is.

    Parameters
    ----------
    well : bool
        Whether nobody needs to come.
    facts : mapping
        Plain values for programs; none names a person.
    """

    well: bool
    facts: dict[str, Any] = field(default_factory=dict)


HEALTH: dict[str, Callable[[datetime], Health]] = {}  # part → how it is at a moment
