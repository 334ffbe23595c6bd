"""Rows for tests: one file a room, and the circle of five they all stand on."""
