"""The turns after the first, opened before anything that a chair does."""

from pilin.config.demo.handover import load_terms as load

__all__ = ["load"]
