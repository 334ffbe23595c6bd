"""What is written in the observatory: each file a subject."""
