"""Observations: one catalogue of series, figures attested and readings of gauges, never overwritten, one reader.

Owns      Series, Observation, Station, StationPosition, GaugeReading, ReadingBatch, RefusedReading, ReactionDue,
          HistoryMonth; the files under PILIN_HOME/history
Stands on members, places, journal, access, values
Uses      engine.base, engine.log, engine.shelf
Never     decides what a figure means for a target (that is whoever points at the series)
"""
