"""Wires: settings, addresses, the command line, and the registries that rooms fill."""
