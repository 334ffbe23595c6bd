"""Pages of the ledger: the logs of a circle, who signed what about one record, and whether a paper and the record agree."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_http_methods, require_safe

from pilin.engine.log import standalone
from pilin.foundation.ledger import copies, leaving, queries, rules, stamps, trails

IN_MEMORY = 8 * 1024**2


@require_safe
def index(request: HttpRequest, circle: str) -> HttpResponse:
    """Show who writes which log of a circle, how long it is, and who has cosigned it."""
    logs = [log for log in queries.logs_of(request.standing, circle) if log.size]
    newest = {stamp.log_id: stamp for stamp in stamps.stamps_of(request.standing, circle)}
    rows = [{"log": log, "stamp": newest.get(log.log_id)} for log in logs]
    codes = {log.writer for log in logs} | {town for stamp in newest.values() for town in _signers(stamp)}
    mine = request.standing.member
    told = {
        "slug": circle,
        "rows": rows,
        "total": sum(log.size for log in logs),
        "may_leave": mine in {log.writer for log in logs} and bool(rules.may_take_out(request.standing, mine)),
        **_people(request, codes),
    }
    return render(request, "ledger/index.html", told)


@require_safe
def trail(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Show who signed what about one record and all that made it, each entry checked afresh."""
    story = trails.story_of(request.standing, uid)
    if story is None:
        raise Http404
    stamp = stamps.stamp_of(request.standing, story.obj)
    told = {"slug": circle, "story": story, "stamp": stamp, "at": request.at}
    told |= _people(request, (*story.towns, *_signers(stamp)))
    return render(request, "ledger/trail.html", told)


@require_safe
def head(request: HttpRequest, circle: str, log: str, size: int, root: str = "") -> HttpResponse:
    """Say whether a head printed on paper and the record kept here agree."""
    asked = root or "".join(request.GET.get("root", "").split())[:64]
    found = stamps.compare(request.standing, circle, log, size, asked)
    told = {"slug": circle, "found": found, "size": size, "asked": asked, "at": request.at}
    told |= _people(request, (found.log.writer, *found.cosigners, *found.later) if found else ())
    return render(request, "ledger/head.html", told, status=200 if found else 404)


@require_safe
def archive(request: HttpRequest, circle: str) -> HttpResponseBase:
    """Give a copy of the logs this standing may read, to be checked elsewhere; ``?log=`` one of them only."""
    logs = copies.logs_for(request.standing, circle, request.GET.get("log", ""))
    if not logs:
        raise Http404
    tag = f'"{copies.mark_of(request.standing, logs)}"'
    answered: HttpResponseBase | None = get_conditional_response(request, etag=tag)
    if answered is None:
        file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115  (the response closes it)
        copies.write_copy(file, request.standing, logs)
        file.seek(0)
        answered = FileResponse(
            file, as_attachment=True, filename=f"pilin-{circle}.zip", content_type="application/zip"
        )
    answered["ETag"] = tag
    answered["Cache-Control"] = "private, no-cache"
    return answered


@require_safe
def verifier(request: HttpRequest, circle: str) -> HttpResponse:
    """Give the stand-alone verifier: one file that needs only Python and ``cryptography``."""
    response = HttpResponse(standalone.verifier(), content_type="text/x-python; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="pilin_verify.py"'
    return response


@require_http_methods(["GET", "POST"])
def leave(request: HttpRequest, circle: str) -> HttpResponseBase:
    """Show a town's signatory what all its records are, and hand them over as one archive."""
    standing, at = request.standing, request.at
    if not standing.member or circle not in standing.circles | standing.observes:
        raise Http404
    name = f"pilin-{standing.member}-{at:%Y-%m-%d}.zip"
    if request.method == "POST":
        file = tempfile.TemporaryFile(dir=settings.HOME)  # noqa: SIM115  (the response closes it)
        leaving.export_to(file, by=standing, at=at, town=standing.member)
        file.seek(0)
        return FileResponse(file, as_attachment=True, filename=name)
    found = leaving.foresee(standing, at, standing.member)
    told = {
        "slug": circle,
        "found": found,
        "town": standing.member,
        "file": name,
        **_people(request, [standing.member]),
    }
    return render(request, "ledger/leave.html", told)


def _people(request: HttpRequest, codes: Iterable[str]) -> dict[str, Any]:
    """Return the names and marks under which pages show who writes."""
    return {"names": trails.writers(codes), "cards": trails.faces(request.standing)}


def _signers(stamp: stamps.Stamp | None) -> tuple[str, ...]:
    return (stamp.writer, *stamp.cosigners) if stamp else ()
