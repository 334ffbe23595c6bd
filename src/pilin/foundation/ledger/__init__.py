"""Ledger: a signed, hash-chained record of what is shared, so that no town, nor whoever hosts the server, can rewrite it.

Owns      Log, Entry, Body, Manifest, Head; the towns' keys in PILIN_HOME/keys
Stands on journal, access, values
Uses      engine.log (entries, Merkle trees, manifests, the verifier)
Never     signs for a town with another town's key; keeps a private key in the database, or one that lies open
"""
