"""Upkeep: what keeps an instance going while people sleep: its worker, what failed in the background, answers kept for programs.

Owns      WorkerBeat, DeadLetter, KeptAnswer
Stands on journal, access, values
Uses      django_tasks_db (the queue), engine.base
Never     knows what a task is about: it keeps its name, its tries and its error
"""
