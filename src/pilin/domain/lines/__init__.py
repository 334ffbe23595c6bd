"""Lines: which bus goes where across the border, when the last one goes home, and where one may get on and off.

Owns      Stop, Line, Trip, CallAt, StopPermission
Stands on members, places, intake, journal, access, values
Uses      engine.lines
Never     grants that a bus may stop: it writes down what the town of the stop says, and on which ground
"""
