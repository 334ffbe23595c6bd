"""Cases: the one spine of everything somebody asks of a town, whatever its kind.

Owns      Case, CaseStep, CaseRating, AnswerTemplate, CaseTerm, FiguresShared; the registry of kinds
Stands on members, files, notices, identity, journal, access, values
Uses      engine.base (working days), engine.messages (what is near in words)
Never     names a kind, or decides what a kind's own law says (that is the kind's room)
"""
