"""What programs send to the observatory and get from it: each file a subject."""
