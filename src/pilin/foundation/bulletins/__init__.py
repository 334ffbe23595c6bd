"""Bulletins: frozen copies that others push into, released at a set moment to pages that need no sign-in.

Owns      Bulletin, BulletinSignature, Correction
Stands on members, search, ledger, journal, access, values
Uses      engine.base
Never     reads a live row when it publishes: each figure is copied, with its query and date, when the text is frozen
"""
