"""Journal: who did what, when, standing where. One line a deed; no foreign keys, so nothing is lost with a row.

Owns      JournalLine, JournalSubject, the ``deed`` decorator
Stands on access, values
Uses      nothing
Never     changes or removes a line
"""
