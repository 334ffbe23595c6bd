"""What may be said in the observatory, a file a subject. Pure."""
