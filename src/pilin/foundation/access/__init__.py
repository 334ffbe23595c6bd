"""Access: who stands where, what they may do, and a manager that answers nobody by default.

Owns      Standing, Role, Verdict, Refused, Invalid, SharedModel, the write gate
Stands on values
Uses      engine.base
Never     knows a room, a request or a session
"""
