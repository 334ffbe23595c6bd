"""Meetings: what was decided together, who does it by when, and what waits for an answer one level up.

Owns      Meeting, AgendaItem, Attendance, Minutes, MinutesWord, Resolution, ResolutionStep, Theme, Task, TaskStep,
          Matter, MatterStep, Commitment, CommitmentCheck, Outcome, Snapshot, Review, ReviewRow
Stands on bulletins, members, notices, identity, journal, access, values
Uses      engine.base
Never     draws up the joint list or reads it (what a review or a snapshot shows of it comes through registries)
"""
