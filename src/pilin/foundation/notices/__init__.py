"""Notices: what waits for a person, what they were told, and the one message a day that says so.

Owns      Notice, Hook, Delivery, the registry of work
Stands on identity, journal, access, values
Uses      django-tasks, Django's mail back end
Never     decides what waits: each room says so itself; knocks at an address the instance does not allow
"""
