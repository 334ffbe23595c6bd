"""Pages of one's own account, of one's sessions and of the town's people."""
