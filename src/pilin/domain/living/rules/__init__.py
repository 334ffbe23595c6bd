"""Who may do what in living next door, and its rules, a file a subject."""
