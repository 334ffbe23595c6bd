"""What people write into the observatory, a file a subject."""
