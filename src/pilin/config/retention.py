"""For what consent is asked, and how long each kind of thing is kept: the registries of privacy, filled from the rooms."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.sessions.models import Session
from django.utils.translation import gettext_lazy as _
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from pilin.domain.chains import actions as chains
from pilin.domain.enforcement import actions as enforcement
from pilin.domain.enforcement.laws import longest_days
from pilin.domain.enterprises import actions as enterprises
from pilin.domain.enterprises import bringing
from pilin.domain.investment import actions as investment
from pilin.domain.living import actions as living
from pilin.domain.oddjobs import actions as oddjobs
from pilin.domain.proposals import actions as proposals
from pilin.foundation.cases import actions as cases
from pilin.foundation.identity import actions as identity
from pilin.foundation.identity.enums import CIRCLE_READS
from pilin.foundation.identity.queries import offices_held
from pilin.foundation.members.queries import belonging
from pilin.foundation.notices import actions as notices
from pilin.foundation.privacy import actions as privacy
from pilin.foundation.privacy.enums import PURPOSES, TERMS, Purpose, Term

SHANGHAI = ZoneInfo("Asia/Shanghai")
OURS: Any = _(
    "a rule of this platform: the shortest time that serves (Personal Information Protection Law, article 19)"
)


def fill() -> None:
    """Fill both registries; done again, it changes nothing."""
    PURPOSES[CIRCLE_READS] = Purpose(
        title=_("The circle's other towns read my name and office"),
        words=_(
            "I agree that the officers of the circle's other towns may read my name and which office I hold for my town,"
            " until I take it back."
        ),
        without=_("Without it only your own town reads them. You can do the same work."),
        places=places_of,
        give=identity.open_offices,
        withdraw=identity.close_offices,
    )
    TERMS.update(
        sign_in=Term(
            _("Tries to sign in, with address and browser"), 190, _("the try"),
            _("Cybersecurity Law: network logs are kept six months at least; erased a week after"), identity.purge_sign_in,
        ),
        sessions=Term(_("Sessions that have ended"), 0, _("their end"), OURS, purge_sessions),
        drafts=Term(_("Drafts nobody touched"), 180, _("the last key pressed"), OURS, identity.purge_drafts),
        notices=Term(_("Notices that were read"), 365, _("reading them"), OURS, notices.purge_read),
        contacts=Term(_("Contacts given for an introduction of firms"), 365, _("giving them"), OURS, chains.purge_cards),
        claims=Term(
            _("Claims to speak for a firm that were refused or ended"), 365, _("their end"), OURS, enterprises.purge_claims
        ),
        cases=Term(
            _("Who asked, and in what words, in cases that are over"), 1095, _("their end"), OURS, cases.purge_cases
        ),
        findings=Term(
            _("Whom findings of enforcement concern, and in what words"), longest_days("limitation_grave"), _("the act"),
            _("five years, the longest limitation (Administrative Penalty Law, article 36)"), enforcement.purge_findings,
        ),
        proposals=Term(
            _("Names under proposals whose case is over"), 1095, _("their end"), OURS, proposals.purge_proposals
        ),
        workers=Term(
            _("Who took odd jobs, once nobody used the enrolment"), 730, _("the last shift or change"), OURS, oddjobs.purge_workers
        ),
        investor_words=Term(
            _("Who confirmed an investment by a link, and in what words"), 1095, _("using it"), OURS, investment.purge_words
        ),
        registrations=Term(
            _("Who registered for a public event"), 60, _("the event's last day"), OURS, living.purge_registrations
        ),
        messages=Term(_("Messages written to the outbox folder"), 30, _("writing them"), OURS, purge_outbox),
        bringings=Term(
            _("Files of firms whose bringing broke off, and what was noted of others"), 14, _("the last step"), OURS,
            bringing.purge,
        ),
        work=Term(_("Results of background work"), 30, _("the end of the work"), OURS, purge_results),
        consents=Term(
            _("Consents taken back"), 1096, _("taking them back"),
            _("three years as proof: the general period of limitation (Civil Code, article 188)"), privacy.purge_consents,
        ),
        runs=Term(_("What the retention job noted of itself"), 1096, _("the run"), OURS, privacy.purge_runs),
    )  # fmt: skip


def places_of(person: UUID, at: datetime) -> list[tuple[str, str]]:
    """Return the towns a person holds office for, each with the circles it belongs to."""
    on = at.astimezone(SHANGHAI).date()
    towns = {held.member for held in offices_held(person, on) if not held.as_deputy}
    return sorted((town, circle) for town in towns for circle in belonging(town, on).circles)


def purge_sessions(before: datetime) -> int:
    """Erase sessions that ended before a moment."""
    return Session.objects.filter(expire_date__lt=before).delete()[0]


def purge_results(before: datetime) -> int:
    """Erase what background work left when it ended well before a moment; what failed waits for somebody to look."""
    return DBTaskResult.objects.filter(status=TaskResultStatus.SUCCESSFUL, finished_at__lt=before).delete()[0]


def purge_outbox(before: datetime) -> int:
    """Erase messages that were written to the outbox folder before a moment."""
    folder = Path(settings.HOME) / "outbox"
    old = [file for file in folder.glob("*") if file.is_file() and file.stat().st_mtime < before.timestamp()]
    for file in old:
        file.unlink(missing_ok=True)
    return len(old)
