"""What holds in the observatory; pure, so the same at every door."""
