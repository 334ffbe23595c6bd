"""The pages on operating an instance, followed as they stand."""
