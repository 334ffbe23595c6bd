"""Scheduled work of notices. ``pilin serve`` calls :func:`run_due` every minute; a cron line may do the same."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import timezone, translation
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Invalid
from pilin.foundation.notices import actions, posting, queries, wire
from pilin.foundation.notices.abreast import abreast

MOMENT = timedelta(seconds=1)  # beyond the lag, so that a line of just now is surely told


@task()
def send_digests() -> int:
    """Send each person what is new. Enqueued by :func:`run_due`; returns how many people were written to.

    Safe to run twice: what left is marked at once. No transaction is open while the post is slow, and what could not
    be sent is tried again by the next run.
    """
    now = timezone.now()
    sent = 0
    for post in queries.posts_due(now):
        with translation.override(post.language or settings.LANGUAGE_CODE):
            message = EmailMessage(post.subject(), post.text(settings.SITE["site_url"]), to=[post.address])
        try:
            message.send()
        except OSError:
            continue
        actions.mark_sent(by=Standing.machine("digest"), at=now, notices=post.notices)
        sent += 1
    return sent


def run_due(at: datetime) -> int:
    """Enqueue the sending when something waits to be sent at this moment; returns how many messages are due."""
    due = len(queries.posts_due(at))
    if due:
        send_digests.enqueue()
    return due


@task()
def tell_hooks() -> int:
    """Send each hook what is new or the test asked for; returns how many messages arrived.

    Enqueued by :func:`hooks_due`. A message that does not arrive is tried again by a later run, after a rest. No
    transaction is open while a receiver is slow; a receiver may be told of a line twice, never not at all.
    """
    arrived = 0
    for message, done in abreast(posting.due(timezone.now()), _tell):
        outcome, took = "", None
        try:
            took = done.result()
            arrived += 1
        except Invalid as wrong:
            outcome = wrong.faults[0].code
        except wire.NotSent as reason:
            outcome = reason.code
        actions.note_delivery(
            by=Standing.machine("webhooks"), at=timezone.now(), hook=message.hook, told_to=message.told_to,
            lines=message.lines, outcome=outcome, took_ms=took, test=message.test, subjects=message.subjects,
        )  # fmt: skip
    return arrived


def _tell(message: posting.Message) -> int:
    """Send one message and return how long it took, milliseconds."""
    target = wire.target_of(message.address, settings.SITE["webhook_hosts"])
    _status, took = wire.send(target, message.body, message.headers)
    return took


def tell_soon() -> None:
    """Have hooks told of what was written just now as soon as it may be told; one such task waits, however many ask."""
    if not DBTaskResult.objects.filter(status=TaskResultStatus.READY, task_path=tell_hooks.module_path).exists():
        tell_hooks.using(run_after=timezone.now() + posting.LAG + MOMENT).enqueue()


def hooks_due(at: datetime) -> int:
    """Enqueue the telling when a hook has something to be told at this moment; returns how many messages are due."""
    waiting = len(posting.due(at))
    if waiting:
        tell_hooks.enqueue()
    return waiting
