"""The report of a drill on paper: score, expected against actual, evaluations side by side, what is mended."""

from pilin.domain.drills.documents.pdf import pdf_of

__all__ = ["pdf_of"]
