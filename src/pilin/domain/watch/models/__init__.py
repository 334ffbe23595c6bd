"""The rows of watch, a file a subject."""

from pilin.domain.watch.models.cap import LARGEST_ALERT, Alert, AlertKey, AlertSender, FeedPull, JointNotice, packed
from pilin.domain.watch.models.checks import Crossing, GaugeConcern
from pilin.domain.watch.models.duty import Call, DutyShift, DutyTerm, DutyTurn
from pilin.domain.watch.models.events import Event, EventPart
from pilin.domain.watch.models.gates import Gate, GateAnswer, GateMove, GateRequest, GateRule
from pilin.domain.watch.models.incidents import (
    Contact,
    Incident,
    IncidentKnown,
    IncidentNotice,
    JointPlan,
    JointPlanPart,
)
from pilin.domain.watch.models.lines import DatumOffset, WaterLine
from pilin.domain.watch.models.people import Pulse, Subscription, Told
from pilin.domain.watch.models.relayed import Signal
from pilin.domain.watch.models.responses import PlanTask, Response, ResponseTask

__all__ = [
    "LARGEST_ALERT",
    "Alert",
    "AlertKey",
    "AlertSender",
    "Call",
    "Contact",
    "Crossing",
    "DatumOffset",
    "DutyShift",
    "DutyTerm",
    "DutyTurn",
    "Event",
    "EventPart",
    "FeedPull",
    "Gate",
    "GateAnswer",
    "GateMove",
    "GateRequest",
    "GateRule",
    "GaugeConcern",
    "Incident",
    "IncidentKnown",
    "IncidentNotice",
    "JointNotice",
    "JointPlan",
    "JointPlanPart",
    "PlanTask",
    "Pulse",
    "Response",
    "ResponseTask",
    "Signal",
    "Subscription",
    "Told",
    "WaterLine",
    "packed",
]
