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
from pilin.domain.living.models.listings import (
    BrandNote,
    Contribution,
    FigureNote,
    FlightRequest,
    LabelHeld,
    LabelKind,
    Listing,
    ListingRegister,
    ListingStage,
    RegisterClass,
)
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

__all__ = [
    "BrandNote",
    "Contribution",
    "Evaluation",
    "Facility",
    "FacilityDepartment",
    "FacilityPartnership",
    "FigureNote",
    "FlightRequest",
    "Happening",
    "HappeningSeries",
    "HappeningSession",
    "HappeningVenue",
    "IssuedPass",
    "JointPass",
    "LabelHeld",
    "LabelKind",
    "Listing",
    "ListingRegister",
    "ListingStage",
    "OpeningHours",
    "PassUse",
    "PassVenue",
    "Presence",
    "PublicService",
    "RegisterClass",
    "Registration",
    "Seats",
    "Secondment",
    "ServicePaper",
    "SettlementWord",
    "UnmetNeed",
]
