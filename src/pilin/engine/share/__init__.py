"""Who gives and who gains: shares of taxes after a move, levies, pools, the Shapley value; exact to the fen, never more than there is."""

from pilin.engine.share.coalitions import shapley, to_the_fen
from pilin.engine.share.counted import AssessmentCredit, StatisticalValue, credit, total_of
from pilin.engine.share.moves import MoveShares, MoveTerms, Reason, share_move, terms_of
from pilin.engine.share.outlook import Outlook, YearlyOutlook, look_ahead, look_over
from pilin.engine.share.pools import Position, TaxBase, in_proportion, levy, pool_growth
from pilin.engine.share.terms import FEN, Scheme, amounts, schemes, whole
from pilin.engine.share.yearly import (
    KINDS,
    MEASURES,
    RECKONED_BY,
    Figure,
    Needed,
    Settled,
    Side,
    YearlyTerms,
    digest_of,
    needed,
    read_terms,
    settle_year,
)

__all__ = [
    "FEN",
    "KINDS",
    "MEASURES",
    "RECKONED_BY",
    "AssessmentCredit",
    "Figure",
    "MoveShares",
    "MoveTerms",
    "Needed",
    "Outlook",
    "Position",
    "Reason",
    "Scheme",
    "Settled",
    "Side",
    "StatisticalValue",
    "TaxBase",
    "YearlyOutlook",
    "YearlyTerms",
    "amounts",
    "credit",
    "digest_of",
    "in_proportion",
    "levy",
    "look_ahead",
    "look_over",
    "needed",
    "pool_growth",
    "read_terms",
    "schemes",
    "settle_year",
    "shapley",
    "share_move",
    "terms_of",
    "to_the_fen",
    "total_of",
    "whole",
]
