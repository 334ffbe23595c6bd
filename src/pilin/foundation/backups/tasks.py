"""Scheduled work of backups: ``pilin serve`` looks every minute whether a copy is due, and the worker takes it."""

from __future__ import annotations

from datetime import datetime

from pilin.foundation.backups import copying, queries


def run_due(at: datetime) -> bool:
    """Let the worker take a copy when one is due and none is under way; returns whether it was asked to."""
    return queries.is_due(at) and copying.ask(at, due=True)
