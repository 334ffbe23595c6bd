"""What the import contracts do not show."""
