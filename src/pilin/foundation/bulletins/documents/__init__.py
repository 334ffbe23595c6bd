"""Bulletins as files: PDF by typst with the font that Pilin carries, Word in the layout of GB/T 9704."""

from pilin.foundation.bulletins.documents.pdf import FONTS, pdf_of
from pilin.foundation.bulletins.documents.word import docx_of

__all__ = ["FONTS", "docx_of", "pdf_of"]
