"""What odd jobs print: a proof of hours and pay."""

from pilin.domain.oddjobs.documents.pdf import pdf_of

__all__ = ["pdf_of"]
