"""The pages of joint enforcement."""

from pilin.domain.enforcement.web import desk, findings, hazards, patrols

__all__ = ["desk", "findings", "hazards", "patrols"]
