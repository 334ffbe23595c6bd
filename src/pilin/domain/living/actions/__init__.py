"""The deeds of living next door, a file a subject."""
