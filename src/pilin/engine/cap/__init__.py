"""The Common Alerting Protocol: read, check, write and sign alerts of versions 1.0, 1.1 and 1.2.

Nothing here issues a warning: it reads what others issued and writes what a town says under its own name.
"""

from pilin.engine.cap.alone import examine
from pilin.engine.cap.judging import AlertJudged, Fault, Judged, judge
from pilin.engine.cap.model import Alert, Area, Info, Named, Reference, Resource
from pilin.engine.cap.parsing import LIMITS, BadCap, Limits, alerts_in, parse
from pilin.engine.cap.prose import RULES, Rule
from pilin.engine.cap.reading import CHANGES, Reading, Tolerance, read, readings
from pilin.engine.cap.schema import CAP_10, CAP_11, CAP_12, VALUES, version_of, xsd
from pilin.engine.cap.signing import KeyFormatError, Signed, key_id, new_key, public_of, sign, verify
from pilin.engine.cap.text import moment, quoted, time_text, words
from pilin.engine.cap.writing import write

__all__ = [
    "CAP_10",
    "CAP_11",
    "CAP_12",
    "CHANGES",
    "LIMITS",
    "RULES",
    "VALUES",
    "Alert",
    "AlertJudged",
    "Area",
    "BadCap",
    "Fault",
    "Info",
    "Judged",
    "KeyFormatError",
    "Limits",
    "Named",
    "Reading",
    "Reference",
    "Resource",
    "Rule",
    "Signed",
    "Tolerance",
    "alerts_in",
    "examine",
    "judge",
    "key_id",
    "moment",
    "new_key",
    "parse",
    "public_of",
    "quoted",
    "read",
    "readings",
    "sign",
    "time_text",
    "verify",
    "version_of",
    "words",
    "write",
    "xsd",
]
