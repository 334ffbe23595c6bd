"""What the observatory reads, a file a subject."""
