"""Kinds of values that programs send."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field

SHANGHAI = ZoneInfo("Asia/Shanghai")
EARLIEST, LATEST = 1900, 2200


def _zoned(at: datetime) -> datetime:
    if not EARLIEST <= at.year <= LATEST:
        raise ValueError("no moment of this watch")
    return at if at.tzinfo else at.replace(tzinfo=SHANGHAI)


Moment = Annotated[datetime, AfterValidator(_zoned)]  # without zone: Shanghai's
Long = Annotated[str, Field(max_length=300)]
Text = Annotated[str, Field(max_length=2_000)]
Town = Annotated[str, Field(max_length=16)]
Readers = Annotated[str, Field(pattern="^(circle|public)$")]
