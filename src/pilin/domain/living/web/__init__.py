"""Living next door on pages, a file a subject."""
