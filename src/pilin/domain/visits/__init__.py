"""Visits: the grids of a park, who visits which firm on which day, what was needed, and one visit instead of two.

Owns      GridPlan, Grid, VisitOffice, GridMember, VisitRule, Round, Visit, VisitRecord, VisitNeed
Stands on enterprises, members, identity, journal, access, values
Uses      nothing
Never     inspects or punishes (that is enforcement), nor answers what a need asks of another office
"""
