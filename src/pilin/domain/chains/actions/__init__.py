"""Deeds: keep clusters, note supply links and each side's word, state needs, introduce firms and say what came of it."""

from pilin.domain.chains.actions.clusters import (
    add_cluster,
    add_organisation,
    join_cluster,
    name_parts,
    note_activity,
    place_firms,
    point_at_figure,
    recognise_cluster,
)
from pilin.domain.chains.actions.links import LinkInput, note_links, say_link
from pilin.domain.chains.actions.needs import Card, answer_introduction, close_need, introduce, purge_cards, state_need

__all__ = [
    "Card",
    "LinkInput",
    "add_cluster",
    "add_organisation",
    "answer_introduction",
    "close_need",
    "introduce",
    "join_cluster",
    "name_parts",
    "note_activity",
    "note_links",
    "place_firms",
    "point_at_figure",
    "purge_cards",
    "recognise_cluster",
    "say_link",
    "state_need",
]
