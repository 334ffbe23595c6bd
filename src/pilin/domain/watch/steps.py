"""The steps of calls that are due, taken by whoever comes by, and the messages that carry them.

:func:`beat` may be called by anybody at any time: the clock of a served instance calls it every few seconds, the worker
follows a chain that is under way, and so does each page that an officer keeps open. Steps are conditional updates, so it does not
matter who comes first, nor whether the others are alive.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

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
from pilin.foundation.notices.abreast import abreast

HOUSE = Standing.machine("watch")
SALT = "watch.call"
LINK_DAYS = 3
MOST = 200  # calls sent in one go
LYING = timedelta(seconds=10)  # after so long nobody else seems to send a call
UNTOLD = timedelta(minutes=10)  # after so long a town's software will not be told of a call any more
log = logging.getLogger(__name__)


def beat(at: datetime) -> int:
    """Take every step that is due and send what waits; returns how many steps were taken. Safe to run twice at once."""
    taken = step(at)
    deliver(at)
    return taken


def glance(at: datetime) -> int:
    """Do the same for a page that an officer keeps open: it sends only what clock and worker left lying."""
    taken = step(at)
    deliver(at, lying=LYING)
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


def deliver(at: datetime, *, lying: timedelta = timedelta()) -> int:
    """Send the calls by mail, message and software that nobody sends, abreast; returns how many left.

    No transaction is open meanwhile. A call is claimed right before it leaves; what a process claimed and did not end is
    sent by another after a while, twice rather than never. Nobody is bothered once somebody of the town answered.

    Parameters
    ----------
    lying : timedelta
        Only calls that wait this long already.
    """
    left = 0
    for message, done in abreast(_messages(at, lying), _send):
        outcome, reason, receipt = Outcome.SENT, "", ""
        try:
            receipt = done.result()
            left += 1
        except wire.NotSent as error:
            outcome, reason = Outcome.FAILED, error.code
        except Exception as error:  # whatever carries it: the chain goes on, the log says what
            log.warning("a call by %s did not leave: %s", message.call.channel, error)
            outcome, reason = Outcome.FAILED, type(error).__name__
        actions.note_sent(by=HOUSE, at=at, call=message.call, outcome=outcome, reason=reason, receipt=receipt)
    return left


@dataclass(frozen=True, slots=True)
class Message:
    """A call written out, so that sending it asks the database nothing."""

    call: Call
    send: Callable[[], str]  # returns the receipt of whoever carries it


def _send(message: Message) -> str:
    return message.send()


def _messages(at: datetime, lying: timedelta) -> Iterator[Message]:
    """Claim the calls that wait, one by one as they are asked for, and write each out."""
    again = at - timedelta(seconds=float(rules.house("reclaim_seconds", day_of(at))))
    waiting = queries.to_send(at - lying, claimed_before=again)
    for call in waiting.select_related("event", "in_circle").order_by("called_at")[:MOST]:
        if not actions.claim_call(by=HOUSE, at=at, call=call.pk):
            continue
        if not queries.is_still_asked(call):
            actions.note_sent(by=HOUSE, at=at, call=call, outcome=Outcome.SKIPPED, reason="known")
            continue
        try:
            if call.channel == Channel.WEBHOOK:
                _have_told(call, at)
                continue
            yield Message(call, _written(call))
        except wire.NotSent as error:
            actions.note_sent(by=HOUSE, at=at, call=call, outcome=Outcome.FAILED, reason=error.code)


def _have_told(call: Call, at: datetime) -> None:
    """Have a town's own software told: by a task of its own, since it is told of much else, and a moment later than others.

    What becomes of it is noted when the software has answered (``actions.note_carried``); until then the call is under way.

    Raises
    ------
    NotSent
        Where no software of the town will be told in time, or none was for long.
    """
    if at - call.called_at > UNTOLD:
        raise wire.NotSent("too_late")
    if not queries.has_hook(call.owner, before=max(call.due_at, at)):
        raise wire.NotSent("no_hook")
    for tell in gateways.TELL_HOOKS:
        tell()


def _written(call: Call) -> Callable[[], str]:
    """Return what sends a call.

    Raises
    ------
    NotSent
    """
    person = User.objects.filter(pk=call.person).first() if call.person else None
    if person is None:
        raise wire.NotSent("no_account")
    with translation.override(person.language or settings.LANGUAGE_CODE):
        address = settings.SITE["site_url"].rstrip("/") + reverse("watch:answer_link", args=[token_of(call)])
        english = translation.get_language().startswith("en")
        title = (call.event.title or call.event.title_zh) if english else call.event.title_zh
        if call.channel == Channel.SMS:
            carrier = gateways.gateway()
            if carrier is None:
                raise wire.NotSent("no_gateway")
            text = _("{title}. Answer here: {address}").format(title=title, address=address)
            return partial(carrier.send, person.phone, text)
        text = _(
            "{title}\n\nYou are on duty. Open this address and press “I am here”; you need not sign in. "
            "If nobody answers, the next person is called.\n\n{address}\n\nThreshold check by Pilin; official warnings come from the weather station."
        )
        return partial(_mail, EmailMessage(title, text.format(title=title, address=address), to=[person.email]))


def _mail(message: EmailMessage) -> str:
    message.send()
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
