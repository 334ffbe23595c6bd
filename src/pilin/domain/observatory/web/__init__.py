"""The observatory on pages, a file a subject."""
