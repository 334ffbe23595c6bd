"""The pages of lines, a file a subject."""

from pilin.domain.lines.web.feeds import bring_feed, feed, part, take_feed
from pilin.domain.lines.web.lines import (
    add,
    add_stop,
    bring,
    change,
    change_stop,
    close,
    index,
    line,
    permit,
    stop,
    way,
    withdraw,
)
from pilin.domain.lines.web.subsidies import agree, propose, subsidies, take_back
from pilin.domain.lines.web.trips import trip

__all__ = [
    "add", "add_stop", "agree", "bring", "bring_feed", "change", "change_stop", "close", "feed", "index", "line", "part", "permit", "propose",
    "stop", "subsidies", "take_back", "take_feed", "trip", "way", "withdraw",
]  # fmt: skip
