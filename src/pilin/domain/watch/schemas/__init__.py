"""The watch as programs read and write it, a file a subject."""
