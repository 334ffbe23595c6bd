"""Moments as somebody on duty reads them: the hour alone today, the day with it before, the year where it is another."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import template

SHANGHAI = ZoneInfo("Asia/Shanghai")
register = template.Library()


@register.filter
def clock(value: datetime | None, seen: Any) -> str:
    """Return a moment as of another: ``at`` of what is seen, a request or a desk."""
    if value is None:
        return "—"
    at, now = value.astimezone(SHANGHAI), seen.at.astimezone(SHANGHAI)
    if at.date() == now.date():
        return f"{at:%H:%M}"
    return f"{at:%m-%d %H:%M}" if at.year == now.year else f"{at:%Y-%m-%d %H:%M}"
