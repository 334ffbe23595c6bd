"""Backups: copies of everything an instance keeps, checked when they are made, and the way back from one.

Owns      Copy, Restoration; the form of a copy (``archive``, ``sealing``)
Stands on ledger, journal, access, values
Uses      engine.log (roots, checkpoints, archives)
Never     puts a private key into a copy that is not encrypted; lets a restored instance write before its own log is back
"""
