"""Verdicts and refusals, as every rule and deed of a room speaks of them."""

from pilin.engine.base.verdict import Conflict, Fault, Invalid, Refused, Text, Verdict

__all__ = ["Conflict", "Fault", "Invalid", "Refused", "Text", "Verdict"]
