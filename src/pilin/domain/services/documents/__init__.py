"""Leaflets on paper: a card of one page, a booklet by stage, a list as a table."""

from pilin.domain.services.documents.pdf import pdf_of

__all__ = ["pdf_of"]
