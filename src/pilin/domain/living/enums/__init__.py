"""The words of living next door, a file a subject."""
