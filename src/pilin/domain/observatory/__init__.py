"""Observatory: what the circle's towns are to each other in figures: how near, what flows, and what they want to become.

Owns      Indicator, IndicatorInput, IndicatorTarget, IndicatorDefinition, Concordance, ConcordanceConfirmation
Stands on observations, enterprises, members, places, access
Uses      engine.flows, engine.reach, engine.share
Never     keeps a figure of its own; adds what two provinces count unlike; says of an association that it is a cause
"""
