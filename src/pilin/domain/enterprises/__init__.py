"""Enterprises: who makes what on either bank, and which register of which town says so.

Owns      Enterprise, Register, RegisterRecord, Bringing, Likeness, Group, GroupEntity, Site, GroupFigure,
          Claim, Good, Certificate
Stands on members, intake, notices, search, identity, journal, access, values
Uses      engine.base, engine.link, engine.chain, engine.need
Never     decides which of two towns' registers is right (both are shown), and finds no partners (chains does)
"""
