"""Search: an index beside the database, for words and filters, that can always be made anew from it.

Owns      Schema, Query, Index and what implements it, the registry of what is searched; PILIN_HOME/search
Stands on access
Uses      tantivy, opencc, pypinyin
Never     decides who may read what, and keeps nothing that the database does not
"""
