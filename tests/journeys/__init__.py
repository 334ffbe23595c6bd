"""Whole ways through the house, by role, in a browser at desk and phone width and in both languages."""
