"""The deeds of living next door, a file a subject."""

from pilin.domain.living.actions.services import note_need, put_facility, put_service, say_settlement

__all__ = ["note_need", "put_facility", "put_service", "say_settlement"]
