"""Observations: one catalogue of series, one append-only table of figures, one reader.

Owns      Series, Observation
Stands on members, places, journal, access, values
Uses      engine.base
Never     decides what a figure means for a target (that is whoever points at the series)
"""
