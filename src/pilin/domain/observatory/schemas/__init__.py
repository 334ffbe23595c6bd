"""What programs send to the observatory and get from it, a file a subject."""
