"""Rows to frames and back: what the engine answers, in the words of the room."""

from pilin.domain.chains.frames.chain import (
    BoxTold,
    Cell,
    ChainCard,
    ChainTold,
    Concentration,
    DrawingTold,
    FirmChain,
    Flow,
    banks,
    chain_cards,
    chain_told,
    firm_chain,
    firm_drawing,
    flow_drawing,
    links_across,
)
from pilin.domain.chains.frames.firms import (
    firm_frame,
    minutes_frame,
    minutes_invented,
    province_of,
    supply_graph,
    town_frame,
)
from pilin.domain.chains.frames.partners import Understood, answer, answer_out, reasons_out
from pilin.domain.chains.frames.ranking import evaluated
from pilin.domain.chains.frames.reading import provinces_named, read

__all__ = [
    "BoxTold",
    "Cell",
    "ChainCard",
    "ChainTold",
    "Concentration",
    "DrawingTold",
    "FirmChain",
    "Flow",
    "Understood",
    "answer",
    "answer_out",
    "banks",
    "chain_cards",
    "chain_told",
    "evaluated",
    "firm_chain",
    "firm_drawing",
    "firm_frame",
    "flow_drawing",
    "links_across",
    "minutes_frame",
    "minutes_invented",
    "province_of",
    "provinces_named",
    "read",
    "reasons_out",
    "supply_graph",
    "town_frame",
]
