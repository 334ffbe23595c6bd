"""Reckoning without Django: values and frames in, frozen explained results out."""
