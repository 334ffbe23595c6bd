"""Places: divisions, their other names, what lies in what and since when.

Owns      Place, PlaceAlias, NameAlias, Containment
Stands on journal, access, values
Uses      engine.base
Never     infers the scope of a rule from who issued it
"""
