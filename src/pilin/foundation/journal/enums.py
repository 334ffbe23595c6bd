"""What each deed's line says: filled by the ``deed`` decorator as rooms are read."""

from __future__ import annotations

from pilin.foundation.access.verdict import Text

SAYINGS: dict[str, Text] = {}  # code of a deed → "{who} reported {title}"
