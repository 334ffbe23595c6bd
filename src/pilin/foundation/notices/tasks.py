"""Scheduled work of notices. ``pilin serve`` calls :func:`run_due` every minute; a cron line may do the same."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import timezone, translation
from django_tasks import task

from pilin.foundation.access.standing import Standing
from pilin.foundation.notices import actions, queries


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
