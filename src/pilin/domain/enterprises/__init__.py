"""Enterprises: who makes what on either bank, and which register of which town says so.

Owns      Enterprise, Register, RegisterRecord, Likeness, Group, GroupEntity, Site, GroupFigure
Stands on members, intake, search, journal, access, values
Uses      engine.base, engine.link, engine.chain
Never     decides which of two towns' registers is right (both are shown), and finds no partners (chains does)
"""
