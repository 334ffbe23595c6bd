"""Limits of drafts, the rooms keys may open, and the registry of what is held on a person."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from pilin.foundation.access.verdict import Text

LARGEST_DRAFT = 64_000  # characters of JSON
MOST_DRAFTS = 50
LANGUAGES = ("zh-hans", "en")
CIRCLE_READS = "circle_reads_office"  # the consent to let the circle's other towns read name and office


@dataclass(frozen=True, slots=True)
class SubjectData:
    """What one room holds on a person: how it is shown to them, and what happens to it when they leave.

    Parameters
    ----------
    title : str
        What it is, for the person.
    why : str
        On which ground it is held, and until when.
    holds : callable
        ``holds(person)`` → plain mappings of everything held.
    erase : callable, optional
        ``erase(person, at)`` → how many were erased. None: kept by law, and said so in ``why``.
    """

    title: Text
    why: Text
    holds: Callable[[UUID], list[dict[str, Any]]]
    erase: Callable[[UUID, datetime], int] | None = None


KEY_ROOMS: dict[str, Text] = {}  # room → what people call it; filled by the wiring: a key's permissions name rooms
SUBJECT_DATA: dict[str, SubjectData] = {}  # room → what it holds; filled by the wiring
