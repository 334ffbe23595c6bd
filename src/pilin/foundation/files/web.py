"""Files handed over, and the page of sources."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotModified
from django.shortcuts import render
from django.views.decorators.http import require_safe

from pilin.foundation.files import queries, store


@require_safe
def download(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    """Hand a file over to whoever may read its row; to all others it is not there.

    Pictures and PDF open in the browser, everything else is saved; nothing a file says of itself is believed.
    """
    row = queries.attachment(request.standing, uid)
    if row is None:
        raise Http404
    tag = f'"{row.sha256}"'
    if request.headers.get("If-None-Match") == tag:
        return HttpResponseNotModified(headers={"ETag": tag})
    response = FileResponse(
        store.opened(row.sha256, row.size),
        as_attachment=not row.shown_inline,
        filename=row.name,
        content_type=row.content_type,
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-cache"
    response["ETag"] = tag
    return response


@require_safe
def sources(request: HttpRequest) -> HttpResponse:
    """Show the documents facts are taken from, and which facts stand on each."""
    standing: Any = request.standing
    return render(request, "files/sources.html", {"sources": queries.source_documents(standing)})
