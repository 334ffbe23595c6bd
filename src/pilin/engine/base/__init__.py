"""What all reckon with: dates, quantities, shares, working days, self-proving numbers, text; how a deed falls through."""

from pilin.engine.base.dates import PartialDate, Precision
from pilin.engine.base.earth import EARTH_KM, great_circle_km, great_circles_km
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
from pilin.engine.base.labour import (
    CapRow,
    Caps,
    Floor,
    NoCaps,
    built_in_floors,
    cap_on,
    cap_rows,
    caps_on,
    floor_on,
    known_floors,
    unconfirmed_floors,
)
from pilin.engine.base.quantity import Comparator, Quantity
from pilin.engine.base.relative import Meant, YearCount, resolve_relative, year_count
from pilin.engine.base.reports import Confidence, ResolvedDate, Story, parse_quantity, resolve_date, story_lines
from pilin.engine.base.shares import largest_remainder
from pilin.engine.base.tense import Misfit, Tense, misfit_of, tense_of
from pilin.engine.base.text import INVISIBLE, canonical_text, clean_text, revealed, text_hash
from pilin.engine.base.trouble import Trouble, trouble_of
from pilin.engine.base.verdict import Conflict, Fault, Invalid, Refused, Verdict
from pilin.engine.base.workdays import WorkingDay, add_working_days, is_working_day

__all__ = [
    "EARTH_KM",
    "INVISIBLE",
    "CapRow",
    "Caps",
    "Comparator",
    "Confidence",
    "Conflict",
    "Fault",
    "Floor",
    "IdCheck",
    "IdFault",
    "IdKind",
    "IdWarning",
    "Invalid",
    "Meant",
    "Misfit",
    "NoCaps",
    "PartialDate",
    "Precision",
    "Quantity",
    "Refused",
    "ResolvedDate",
    "Story",
    "Tense",
    "Trouble",
    "Verdict",
    "WorkingDay",
    "YearCount",
    "add_working_days",
    "age_on",
    "built_in_floors",
    "canonical_number",
    "canonical_text",
    "cap_on",
    "cap_rows",
    "caps_on",
    "check_citizen",
    "check_number",
    "check_uscc",
    "clean_text",
    "floor_on",
    "great_circle_km",
    "great_circles_km",
    "is_uscc",
    "is_working_day",
    "known_floors",
    "largest_remainder",
    "misfit_of",
    "parse_quantity",
    "resolve_date",
    "resolve_relative",
    "revealed",
    "story_lines",
    "tense_of",
    "text_hash",
    "trouble_of",
    "unconfirmed_floors",
    "year_count",
]
