"""Observatory: what the circle's towns are to each other in figures: how near, and what flows between them.

Owns      ReachLink, ReachEnd, ReachScenario, ScenarioChange; the rest is reckoned on the files it is given
Stands on enterprises, members, notices, places, journal, access, values
Uses      engine.flows, engine.reach, engine.share
Never     says of an association that it is a cause
"""
