"""What each deed's line says: filled by the ``deed`` decorator as rooms are read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from pilin.foundation.access.verdict import Text

SAYINGS: dict[str, Text] = {}  # code of a deed → "{who} reported {title}"

NAMES: dict[str, Callable[[set[Any]], Mapping[Any, str]]] = {}
"""``people``: uids → names; ``members``: codes → names, in the reader's language. Filled by the wiring: the journal keeps
keys only, so a name that is erased is erased from its history too."""

GATES: list[Callable[[Any], None]] = []
"""Called with each deed as it begins, in its transaction; what one raises refuses the deed. Filled by the wiring."""

RECORDERS: list[Callable[[Any, Any], None]] = []
"""Called with each deed and its line as the deed's last act, in its transaction: the ledger. Filled by the wiring."""
