"""Pilin (毗邻): neighbouring towns on two sides of a provincial border, working together."""

__version__ = "0.1.0"
