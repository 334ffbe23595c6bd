"""Watch: rain and water on both banks, official warnings relayed, who was called, and what each side did when.

Owns      WaterLine, DatumOffset, Signal, Event, EventPart, Crossing, GaugeConcern, DutyShift, DutyTurn, DutyTerm, Call,
          Subscription, Told, Pulse; Alert, AlertSender, AlertKey, JointNotice; Response, PlanTask, ResponseTask;
          Gate and what is done and asked about it; Incident and who knows of it, Contact, JointPlan
Stands on observations, drills, members, notices, identity, places, ledger, journal, access, values
Uses      engine.base, engine.hydro, engine.cap
Never     issues a warning that the law reserves to a weather station: it relays, and calls its own results threshold checks
"""
