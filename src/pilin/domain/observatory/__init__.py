"""Observatory: what the circle's towns are to each other in figures: how near, and what flows between them.

Owns      nothing yet: it reckons on the files it is given
Stands on nothing yet
Uses      engine.flows, engine.reach, engine.share
Never     says of an association that it is a cause
"""
