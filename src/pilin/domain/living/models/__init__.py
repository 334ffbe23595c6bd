"""What living next door keeps, a file a subject."""
