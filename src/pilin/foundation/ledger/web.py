"""Pages of the ledger: the logs of a circle, and who signed what about one record."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from pilin.foundation.journal.queries import names_of_members
from pilin.foundation.ledger import queries


@require_safe
def index(request: HttpRequest, circle: str) -> HttpResponse:
    """Show who writes which log of a circle, how long it is, and who has cosigned it."""
    logs = queries.logs_of(request.standing, circle)
    heads = queries.newest_heads(request.standing, [log.uid for log in logs])
    names = names_of_members(
        {log.writer for log in logs} | {town for head in heads.values() for town in head.cosigners}
    )
    rows = [{"log": log, "head": heads.get(log.uid)} for log in logs if log.size]
    total = sum(log.size for log in logs)
    return render(request, "ledger/index.html", {"slug": circle, "rows": rows, "names": names, "total": total})


@require_safe
def trail(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Show every signed entry about one record, each checked afresh, with all that is needed to check it elsewhere."""
    entries = queries.trail_of(request.standing, uid)
    if not entries:
        raise Http404
    names = names_of_members({entry.writer for entry in entries})
    holds = all(entry.holds for entry in entries)
    context = {"slug": circle, "entries": entries[::-1], "names": names, "holds": holds, "title": entries[-1].title}
    return render(request, "ledger/trail.html", context)
