"""Verdicts and refusals, as every rule and deed of a room speaks of them."""

from django.utils.translation import gettext_lazy as _

from pilin.engine.base.verdict import Conflict, Fault, Invalid, Refused, Text, Verdict

STALE = _("Someone changed this since you read it; read it again")  # of a :class:`Conflict` over a revision

__all__ = ["STALE", "Conflict", "Fault", "Invalid", "Refused", "Text", "Verdict"]
