"""Identity: people, the offices they hold for a town, and what they are entitled to know of themselves.

Owns      User, Office, Draft, the registry of personal data
Stands on privacy, ledger, journal, access, values
Uses      allauth, axes
Never     decides what an office may do (that is each room's rules)
"""
