"""Registries are filled and closed here: what a lower storey declares, an upper room fills by this file's hand."""

from __future__ import annotations


def wire() -> None:
    """Fill every registry once, when all rooms are loaded."""
