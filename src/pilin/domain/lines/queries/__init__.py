"""What lines answer, a file a subject."""

from pilin.domain.lines.queries.days import (
    HOUSE,
    Answer,
    Call,
    Day,
    DayTrip,
    Departure,
    Ground,
    LegTold,
    LineTold,
    Passing,
    Point,
    ProvinceTold,
    RideTold,
    Row,
    WayTold,
    answer,
    calling,
    day,
    departures,
    ground_of,
    line_named,
    line_told,
    lines,
    permission_named,
    stop_named,
    stops,
    stops_called,
    timetable,
    words_at,
)
from pilin.domain.lines.queries.feeds import (
    FeedPlan,
    LineMeant,
    StopMeant,
    box_of,
    feed_of,
    feed_plan,
    match_named,
    matches,
    matches_of,
    stop_code,
    trip_code,
)
from pilin.domain.lines.queries.subsidies import SubsidyTold, subsidies, subsidy_named, subsidy_told
from pilin.domain.lines.queries.trips import Bar, LegSaid, Spot, TripSaid, WaySaid, spot, trip

__all__ = [
    "HOUSE", "Answer", "Bar", "Call", "Day", "DayTrip", "Departure", "FeedPlan", "Ground", "LegSaid", "LegTold", "LineMeant", "LineTold",
    "Passing", "Point", "ProvinceTold", "RideTold", "Row", "Spot", "StopMeant", "SubsidyTold", "TripSaid", "WaySaid", "WayTold", "answer", "box_of",
    "calling", "day", "departures", "feed_of", "feed_plan", "ground_of", "line_named", "line_told", "lines", "match_named", "matches",
    "matches_of", "permission_named", "spot", "stop_code", "stop_named", "stops", "stops_called", "subsidies", "subsidy_named",
    "subsidy_told", "timetable", "trip", "trip_code", "words_at",
]  # fmt: skip
