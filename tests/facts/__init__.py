"""Facts of DOMAIN, held against the loaded demo: one class a number, and each can be made to fail."""
