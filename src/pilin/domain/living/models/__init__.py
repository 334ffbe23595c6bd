"""What living next door keeps, a file a subject."""

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

__all__ = [
    "BrandNote",
    "Contribution",
    "FigureNote",
    "FlightRequest",
    "LabelHeld",
    "LabelKind",
    "Listing",
    "ListingRegister",
    "ListingStage",
    "RegisterClass",
]
