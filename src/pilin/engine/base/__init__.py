"""What all reckon with: dates, quantities, shares, working days, self-proving numbers, text; how a deed falls through."""

from pilin.engine.base.dates import PartialDate, Precision
from pilin.engine.base.identifiers import (
    IdCheck,
    IdFault,
    IdKind,
    IdWarning,
    age_on,
    canonical_number,
    check_citizen,
    check_number,
    check_uscc,
    is_uscc,
)
from pilin.engine.base.quantity import Comparator, Quantity
from pilin.engine.base.reports import Confidence, ResolvedDate, Story, parse_quantity, resolve_date, story_lines
from pilin.engine.base.shares import largest_remainder
from pilin.engine.base.text import INVISIBLE, canonical_text, clean_text, revealed, text_hash
from pilin.engine.base.trouble import Trouble, trouble_of
from pilin.engine.base.verdict import Conflict, Fault, Invalid, Refused, Verdict
from pilin.engine.base.workdays import WorkingDay, add_working_days, is_working_day

__all__ = [
    "INVISIBLE",
    "Comparator",
    "Confidence",
    "Conflict",
    "Fault",
    "IdCheck",
    "IdFault",
    "IdKind",
    "IdWarning",
    "Invalid",
    "PartialDate",
    "Precision",
    "Quantity",
    "Refused",
    "ResolvedDate",
    "Story",
    "Trouble",
    "Verdict",
    "WorkingDay",
    "add_working_days",
    "age_on",
    "canonical_number",
    "canonical_text",
    "check_citizen",
    "check_number",
    "check_uscc",
    "clean_text",
    "is_uscc",
    "is_working_day",
    "largest_remainder",
    "parse_quantity",
    "resolve_date",
    "revealed",
    "story_lines",
    "text_hash",
    "trouble_of",
]
