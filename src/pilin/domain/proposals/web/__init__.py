"""The pages of proposals, and the open311 door."""

from pilin.domain.proposals.web.filing import near, propose
from pilin.domain.proposals.web.handling import convert, hold, offer, outcome, release, route
from pilin.domain.proposals.web.keeping import add_point, add_topic, change_point, end_point, end_topic, points, topic
from pilin.domain.proposals.web.public import confirm, follow, leave, rate
from pilin.domain.proposals.web.register import figures, heard, index, mine, proposal

__all__ = [
    "add_point",
    "add_topic",
    "change_point",
    "confirm",
    "convert",
    "end_point",
    "end_topic",
    "figures",
    "follow",
    "heard",
    "hold",
    "index",
    "leave",
    "mine",
    "near",
    "offer",
    "outcome",
    "points",
    "proposal",
    "propose",
    "rate",
    "release",
    "route",
    "topic",
]
