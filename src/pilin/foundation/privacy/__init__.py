"""Privacy: what a person agreed to and took back, and how long what is held on people is kept.

Owns      Consent, PurgeRun, the registries of purposes and of terms
Stands on journal, access, values
Uses      nothing
Never     knows what another room holds on a person: the room that holds it says so in a registry
"""
