"""Obstacles: what a border puts in people's way, until somebody on the other bank finds it gone.

Owns      Obstacle, Step, ObstacleLink
Stands on members, files, notices, journal, access, values
Uses      engine.base
Never     decides who is competent by law, and takes no office's word that a rule is gone (people confirm it)
"""
