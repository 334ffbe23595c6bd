"""Observatory: what the circle's towns are to each other in figures: how near, and what flows between them.

Owns      FlowRecord
Stands on members, places, intake, journal, access, values
Uses      engine.flows, engine.reach, engine.share
Never     says of an association that it is a cause; averages two sides' words on one flow
"""
