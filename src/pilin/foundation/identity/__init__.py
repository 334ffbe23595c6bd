"""Identity: people, the offices they hold for a town, and what they are entitled to know of themselves.

Owns      User, Office, Draft, SignInTry, SignInPlace, ApiKey, the registries of personal data and of what keys open
Stands on privacy, ledger, journal, access, values
Uses      allauth, axes
Never     decides what an office may do (that is each room's rules)
"""
