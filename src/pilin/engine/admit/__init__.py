"""Which policies fit a firm: dated rules with their clause, asked in three values, of one firm with reasons or of a million."""

from pilin.engine.admit.book import Answer, Book, Sheet, answers_as_rows, eligible, rules_as_rows
from pilin.engine.admit.bulk import Firms
from pilin.engine.admit.deduction import Deduction, NoRate, Saving, deduction_of, estimate_deduction, expense_behind
from pilin.engine.admit.facts import FactKind, Facts, Kind, catalogue, read_facts, read_firms
from pilin.engine.admit.language import BadRules, Language
from pilin.engine.admit.rules import Criterion, Measure, Package, Rules, built_in_rules, read_rules
from pilin.engine.admit.sizes import Size, size_of
from pilin.engine.admit.why import Finding, Lack, Result, name_of

__all__ = [
    "Answer",
    "BadRules",
    "Book",
    "Criterion",
    "Deduction",
    "FactKind",
    "Facts",
    "Finding",
    "Firms",
    "Kind",
    "Lack",
    "Language",
    "Measure",
    "NoRate",
    "Package",
    "Result",
    "Rules",
    "Saving",
    "Sheet",
    "Size",
    "answers_as_rows",
    "built_in_rules",
    "catalogue",
    "deduction_of",
    "eligible",
    "estimate_deduction",
    "expense_behind",
    "name_of",
    "read_facts",
    "read_firms",
    "read_rules",
    "rules_as_rows",
    "size_of",
]
