"""The report of an event as PDF and as Word."""

from pilin.domain.watch.documents.pdf import pdf_of
from pilin.domain.watch.documents.word import docx_of

__all__ = ["docx_of", "pdf_of"]
