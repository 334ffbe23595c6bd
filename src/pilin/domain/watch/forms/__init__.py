"""What is written in watch: a file a subject."""
