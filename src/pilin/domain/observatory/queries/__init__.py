"""What the observatory answers, a file a subject."""

from pilin.domain.observatory.queries.indicators import (
    HOUSE,
    Book,
    answer,
    answer_of,
    answers,
    book,
    concordance_named,
    confirmation_of,
    counted_once,
    definition_named,
    indicator_named,
    indicators,
    input_rows,
    pair_of,
)
from pilin.domain.observatory.queries.told import Answer, At, Change, Once, Pair, Part, SideValue, TargetTold

__all__ = [
    "HOUSE",
    "Answer",
    "At",
    "Book",
    "Change",
    "Once",
    "Pair",
    "Part",
    "SideValue",
    "TargetTold",
    "answer",
    "answer_of",
    "answers",
    "book",
    "concordance_named",
    "confirmation_of",
    "counted_once",
    "definition_named",
    "indicator_named",
    "indicators",
    "input_rows",
    "pair_of",
]
