"""The API of files."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest
from django.urls import reverse
from ninja import Router

from pilin.foundation.files import queries
from pilin.foundation.files.schemas import AttachmentOut, SourceOut
from pilin.web.api import Error
from pilin.web.terminal import plain

router = Router(tags=["files"])


@router.get("/sources", response={200: list[SourceOut]}, summary="Documents facts are taken from")
def sources(request: HttpRequest) -> list[dict[str, Any]]:
    """Return the source documents by code, with how many facts stand on each."""
    return [source_body(card) for card in queries.source_documents(request.standing)]


def source_body(card: queries.SourceCard) -> dict[str, Any]:
    """Return a source document as API and command line name it."""
    return {
        "code": card.code,
        "title": card.title,
        "title_zh": card.title_zh or None,
        "publisher": card.publisher,
        "publisher_zh": card.publisher_zh,
        "published_on": card.published_on,
        "cited": [{"kind": str(kind), "facts": n, "paragraphs": list(where)} for kind, n, where in card.cited],
    }


@router.get("/files/{uid}", response={200: AttachmentOut, 404: Error, 422: Error}, summary="What a file is")
def attachment(request: HttpRequest, uid: UUID) -> dict[str, Any]:
    """Return what is known of a file; its bytes are at ``url``."""
    row = queries.attachment(request.standing, uid)
    if row is None:
        raise Http404
    card = queries.attachment_card(row)
    return {
        **{
            name: getattr(card, name)
            for name in ("uid", "subject", "name", "kind", "content_type", "size", "sha256", "owner", "illustrative")
        },
        "made_at": plain(card.made_at),
        "url": reverse("files:download", kwargs={"uid": card.uid}),
    }
