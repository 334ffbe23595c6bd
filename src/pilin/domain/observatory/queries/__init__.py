"""Reads of the observatory: each file a subject."""
