"""Handover: what the outgoing chair leaves, frozen, read and sealed by both chairs before the office moves.

Owns      Handover, Dossier, DossierSeal, SectionReading, the registry of sections
Stands on programme, meetings, obstacles, members, identity, notices, journal, access, values
Uses      engine.base
Never     moves a key, changes another room's rows, or touches what was signed in a past term
"""
