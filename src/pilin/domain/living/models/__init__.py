"""What living next door keeps, a file a subject."""

from pilin.domain.living.models.services import (
    Facility,
    FacilityDepartment,
    FacilityPartnership,
    OpeningHours,
    PublicService,
    ServicePaper,
    SettlementWord,
    UnmetNeed,
)
from pilin.domain.living.models.happenings import Happening, HappeningSeries, HappeningVenue, Seats
from pilin.domain.living.models.happenings_coming import (
    Evaluation,
    HappeningSession,
    Presence,
    Registration,
    Secondment,
)
from pilin.domain.living.models.happenings_passes import IssuedPass, JointPass, PassUse, PassVenue

__all__ = ["Evaluation", "Facility", "FacilityDepartment", "FacilityPartnership", "Happening", "HappeningSeries", "HappeningSession", "HappeningVenue", "IssuedPass", "JointPass", "OpeningHours", "PassUse", "PassVenue", "Presence", "PublicService", "Registration", "Seats", "Secondment", "ServicePaper", "SettlementWord", "UnmetNeed"]
