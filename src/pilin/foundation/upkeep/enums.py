"""The words and the limits of upkeep."""

from __future__ import annotations

from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

GRACE = 10  # seconds a process gets to finish what it is doing, once it is told to stop
BEAT = timedelta(seconds=5)  # how often a worker says that it is alive
DEAD_AFTER = timedelta(seconds=60)  # of silence: longer than any wait for a lock
MOST_TRIES = 5
FIRST_PAUSE = timedelta(seconds=5)  # after the first try; six times as long after each further one
LOOKS_BACK = timedelta(days=7)  # what failed earlier is history, not work
KEEPS_ANSWERS = timedelta(hours=48)  # how long a program may ask again under the same key
KEEPS_TASKS = timedelta(days=30)  # how long what went well is remembered
DIED = "pilin.foundation.upkeep.WorkerDied"  # stands for the error of a task whose workers died of it
LONGEST_KEY = 200


class Settled(models.TextChoices):
    """What became of a task that was put aside."""

    OPEN = "", _("Waits for the keeper")
    AGAIN = "again", _("Tried again")
    GIVEN_UP = "given_up", _("Given up")
