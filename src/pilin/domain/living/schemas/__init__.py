"""What programs send to living next door and get from it, a file a subject."""
