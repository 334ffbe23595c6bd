"""Odd jobs: a worker of one province takes a day's work in the next, and is paid for it.

Owns      WageFloor, Worker, Post, Shift, Booking, Run, Attendance, Appeal, Pay, PayProof
Stands on lines, enterprises, members, places, privacy, journal, access, values
Uses      engine.assign
Never     moves money, or keeps a citizen's number
"""
