"""Rooms: each subject of the circle in one folder, complete from its data to its doors."""
