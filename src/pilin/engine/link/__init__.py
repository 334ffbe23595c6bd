"""Which rows of two registers are one firm, and why: Chinese company names, codes, places and addresses weighed."""

from pilin.engine.link.codes import valid_codes
from pilin.engine.link.gazetteer import BadDivision, Gazetteer
from pilin.engine.link.lexicon import Form
from pilin.engine.link.linkage import Links, dedupe, explain, link
from pilin.engine.link.model import Model
from pilin.engine.link.names import CompanyName, parse_name
from pilin.engine.link.reasons import Decision, LinkReasons, Reason
from pilin.engine.link.records import BadRegister
from pilin.engine.link.register import Candidate, Register

__all__ = [
    "BadDivision",
    "BadRegister",
    "Candidate",
    "CompanyName",
    "Decision",
    "Form",
    "Gazetteer",
    "LinkReasons",
    "Links",
    "Model",
    "Reason",
    "Register",
    "dedupe",
    "explain",
    "link",
    "parse_name",
    "valid_codes",
]
