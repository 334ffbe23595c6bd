"""What living next door keeps, a file a subject."""

from pilin.domain.living.models.happenings import Happening, HappeningSeries, HappeningVenue, Seats
from pilin.domain.living.models.happenings_coming import (
    Evaluation,
    HappeningSession,
    Presence,
    Registration,
    Secondment,
)
from pilin.domain.living.models.happenings_passes import IssuedPass, JointPass, PassUse, PassVenue

__all__ = [
    "Evaluation",
    "Happening",
    "HappeningSeries",
    "HappeningSession",
    "HappeningVenue",
    "IssuedPass",
    "JointPass",
    "PassUse",
    "PassVenue",
    "Presence",
    "Registration",
    "Seats",
    "Secondment",
]
