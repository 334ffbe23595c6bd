"""Drills: who must practise an emergency how often, what was expected, what was done when, and what is mended after.

Owns      Site, Scenario, Inject, ExpectedAction, Drill, DrillPart, DrilledSite, Observed, Evaluation, CorrectiveAction, CorrectiveStep
Stands on members, notices, identity, journal, access, values
Uses      engine.base, typst for the printed report
Never     alarms anybody for real, and fines nobody for a drill that was not held
"""
