"""What living next door answers, a file a subject."""
