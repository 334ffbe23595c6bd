"""The words of files, and the registry of rows that cite a source."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from pilin.foundation.access.standing import Standing


class AttachmentKind(models.TextChoices):
    """What a file is to the row it hangs on."""

    FILE = "file", _("File")
    PHOTO = "photo", _("Photo")


LARGEST = 50_000_000  # bytes of one attachment
INLINE = (
    "image/jpeg",
    "image/png",
    "image/webp",
    "image/gif",
    "application/pdf",
)  # shown in the browser, all else saved

CITED: list[Any] = []  # models with a ``source`` and ``visible_to``: filled by the wiring

READERS: list[
    Callable[[Standing, str], bool]
] = []  # whether a standing reads what hangs on a row (uid as text) of which it is no owner; filled by the wiring
