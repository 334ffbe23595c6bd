"""A task that takes its time and leaves one row: what a killed worker must not lose, nor a second try double."""

from __future__ import annotations

import time

from django.db import connection, transaction
from django_tasks import task


@task()
def note(number: int, seconds: float) -> int:
    """Think, then write one row, once."""
    time.sleep(seconds)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM slow_notes WHERE number = %s", [number])
        cursor.execute("INSERT INTO slow_notes VALUES (%s, %s)", [number, f"note {number}"])
    return number
