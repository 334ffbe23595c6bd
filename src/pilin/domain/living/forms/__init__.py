"""What people write into living next door, a file a subject."""
