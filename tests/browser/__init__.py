"""What a person sees, in a real browser on a real server."""
