"""Rows to the engines and back: each file a subject."""
