"""What flows between places: both ways with net and gross, what explains it, what a border costs, shares above a line."""

from pilin.engine.flows.border import Band, Penalty, border_penalty, same_distance
from pilin.engine.flows.gravity import Coefficient, Dropped, Gravity, Path, Says, fit_gravity
from pilin.engine.flows.ledger import Balance, Both, Factor, Flow, Siphon, Total, add_up, balance, flows_of, net, siphon
from pilin.engine.flows.reading import FORMATS, read_flows
from pilin.engine.flows.shares import FOUR_FIVE_SIX_SEVEN, Share, share_above

__all__ = [
    "FORMATS",
    "FOUR_FIVE_SIX_SEVEN",
    "Balance",
    "Band",
    "Both",
    "Coefficient",
    "Dropped",
    "Factor",
    "Flow",
    "Gravity",
    "Path",
    "Penalty",
    "Says",
    "Share",
    "Siphon",
    "Total",
    "add_up",
    "balance",
    "border_penalty",
    "fit_gravity",
    "flows_of",
    "net",
    "read_flows",
    "same_distance",
    "share_above",
    "siphon",
]
