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

__all__ = [
    "Facility",
    "FacilityDepartment",
    "FacilityPartnership",
    "OpeningHours",
    "PublicService",
    "ServicePaper",
    "SettlementWord",
    "UnmetNeed",
]
