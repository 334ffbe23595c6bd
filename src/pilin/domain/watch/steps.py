"""The steps of calls that are due, taken by whoever comes by, and the messages that carry them.

:func:`beat` may be called by anybody at any time: the clock of a served instance calls it every few seconds, the worker
follows a chain that is under way, and so does each page that an officer keeps open. Steps are conditional updates, so it does not
matter who comes first, nor whether the others are alive.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from pilin.domain.watch import actions, gateways, queries, rules
from pilin.domain.watch.enums import Channel, Outcome
from pilin.domain.watch.models import Call
from pilin.engine.base import Refused
from pilin.foundation.access.standing import Standing
from pilin.foundation.identity.models import User
from pilin.foundation.members.queries import day_of
from pilin.foundation.notices import wire

HOUSE = Standing.machine("watch")
SALT = "watch.call"
LINK_DAYS = 3
log = logging.getLogger(__name__)


def beat(at: datetime) -> int:
    """Take every step that is due and send what waits; returns how many steps were taken. Safe to run twice at once."""
    taken = step(at)
    deliver(at)
    return taken


def step(at: datetime) -> int:
    """Call on wherever nobody answered in time; returns how many steps this process took."""
    taken = 0
    for call in queries.calls_due(at):
        try:
            actions.call_on(by=HOUSE, at=at, call=call)
            taken += 1
        except Refused:  # another process was quicker, or somebody answered
            continue
    return taken


def deliver(at: datetime) -> int:
    """Send the calls by mail, message and software that nobody sends; returns how many left. No transaction is open."""
    again = at - timedelta(seconds=float(rules.house("reclaim_seconds", day_of(at))))
    left = 0
    for call in queries.to_send(at, claimed_before=again).select_related("event", "in_circle"):
        if not actions.claim_call(by=HOUSE, at=at, call=call.pk):
            continue
        outcome, reason, receipt = Outcome.SENT, "", ""
        try:
            receipt = _send(call)
            left += 1
        except wire.NotSent as error:
            outcome, reason = Outcome.FAILED, error.code
        except Exception as error:  # whatever carries it: the chain goes on, the log says what
            log.warning("a call by %s did not leave: %s", call.channel, error)
            outcome, reason = Outcome.FAILED, type(error).__name__
        actions.note_sent(by=HOUSE, at=at, call=call, outcome=outcome, reason=reason, receipt=receipt)
    return left


def _send(call: Call) -> str:
    person = User.objects.filter(pk=call.person).first() if call.person else None
    if person is None:
        raise wire.NotSent("no_account")
    with translation.override(person.language or settings.LANGUAGE_CODE):
        if call.channel == Channel.WEBHOOK:
            for tell in gateways.TELL_HOOKS:
                tell()
            return ""
        address = settings.SITE["site_url"].rstrip("/") + reverse("watch:answer_link", args=[token_of(call)])
        english = translation.get_language().startswith("en")
        title = (call.event.title or call.event.title_zh) if english else call.event.title_zh
        if call.channel == Channel.SMS:
            carrier = gateways.gateway()
            if carrier is None:
                raise wire.NotSent("no_gateway")
            return carrier.send(person.phone, _("{title}. Answer here: {address}").format(title=title, address=address))
        text = _(
            "{title}\n\nYou are on duty. Open this address and press “I am here”; you need not sign in. "
            "If nobody answers, the next person is called.\n\n{address}\n\nThreshold check by Pilin; official warnings come from the weather station."
        )
        EmailMessage(title, text.format(title=title, address=address), to=[person.email]).send()
    return ""


def token_of(call: Call) -> str:
    """Return what stands in the address of a call's answer: signed, for this call alone, for three days."""
    return signing.dumps(str(call.pk), salt=SALT, compress=False)


def call_of_token(token: str) -> Call | None:
    """Return the call of an address; None where it was not signed here, or too long ago."""
    try:
        uid = signing.loads(token, salt=SALT, max_age=timedelta(days=LINK_DAYS))
    except signing.BadSignature:
        return None
    return queries.call_named(HOUSE, uid)
