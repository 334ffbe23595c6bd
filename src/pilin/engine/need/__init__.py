"""A need or an offer in plain words, Chinese or English, taken apart: what, how much, how far, with which certificate."""

from pilin.engine.need.figures import read_number
from pilin.engine.need.rates import Rate, certificate_name, read_rate
from pilin.engine.need.reading import Need, NeedKind, Period, Span, Vocabulary, read_need
from pilin.engine.need.terms import Note, Price, Reason
from pilin.engine.need.units import Unit, unit_of

__all__ = [
    "Need",
    "NeedKind",
    "Note",
    "Period",
    "Price",
    "Rate",
    "Reason",
    "Span",
    "Unit",
    "Vocabulary",
    "certificate_name",
    "read_need",
    "read_number",
    "read_rate",
    "unit_of",
]
