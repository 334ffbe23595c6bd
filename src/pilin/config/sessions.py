"""When sessions end by themselves: after half an hour without a request, and after a working day whatever happens."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta

from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth import logout
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from pilin.config import disk
from pilin.config.middleware import GetResponse
from pilin.engine.base import trouble_of
from pilin.foundation.identity.queries import lasting
from pilin.foundation.identity.rules import session_end

BEGAN, SEEN = "pilin_began", "pilin_seen"  # seconds since 1970, in the session
NOTED_EVERY = timedelta(minutes=1)  # a request a second would else write a row a second
SILENT = ("/api/", "/me/drafts/", "/me/here/")  # answers to programs: the next page says that the session ended


class SessionMiddleware:
    """Ends a session that has lasted too long, and notes that somebody is still there.

    A use is noted once a minute, so what counts as half an hour is between 29 and 30 minutes. Reading does not depend on
    the note: where none can be written, for want of room or because others write, the page is shown all the same, and
    while the whole instance is read-only idleness is not counted.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.user.is_authenticated:
            try:
                _hold_or_end(request, timezone.now())
            except DatabaseError as error:
                if request.method not in ("GET", "HEAD") or trouble_of(error) is None:
                    raise
                logging.getLogger(__name__).warning("a use of a session is not noted: %s", error)
                request.session.modified = False
        return self.get_response(request)


def begin(request: HttpRequest, at: datetime) -> None:
    """Note in a session that it begins now: called once its person has signed in."""
    request.session[BEGAN] = request.session[SEEN] = int(at.timestamp())


def _hold_or_end(request: HttpRequest, at: datetime) -> None:
    session = request.session
    if not isinstance(session.get(BEGAN), int) or not isinstance(session.get(SEEN), int):
        if disk.state().read_only:
            return
        begin(request, at)
        UserSession.objects.create_from_request(request)  # signed in round allauth: by the wizard, by an invitation
    began, seen = (datetime.fromtimestamp(session[name], UTC) for name in (BEGAN, SEEN))
    limits = lasting()
    noting = not disk.state().read_only
    if not noting:
        seen = at
    verdict = session_end(began, seen, at, limits)
    if not verdict:
        key = session.session_key
        logout(request)
        UserSession.objects.filter(session_key=key).delete()
        if not request.path.startswith(SILENT):
            messages.warning(request, str(verdict.reason))
        return
    if noting and at - seen >= NOTED_EVERY:
        session[SEEN] = int(at.timestamp())
        seen = at
        UserSession.objects.filter(session_key=session.session_key).update(last_seen_at=at)
    request.session_left = max(0, int((limits.ends_at(began, seen) - at).total_seconds()))  # type: ignore[attr-defined]
