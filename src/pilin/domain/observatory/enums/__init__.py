"""The words of the observatory, a file a subject."""
