"""The letter of a transfer on paper, with its list of evidence."""

from pilin.domain.enforcement.documents.pdf import letter_of

__all__ = ["letter_of"]
