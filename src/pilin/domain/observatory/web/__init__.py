"""The pages of the observatory: each file a subject."""
