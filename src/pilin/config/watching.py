"""What the watch gives to the rooms below it and takes from them: readings are judged as they come, calls wait in people's work."""

from __future__ import annotations

from datetime import date
from typing import Any


def fill() -> None:
    """Readings are judged within the deed that keeps them; what waits stands in people's work; what was asked is one's own."""
    from django.urls import reverse  # app ready
    from django.utils.translation import gettext as now  # app ready
    from django.utils.translation import gettext_lazy as _  # app ready

    from pilin.domain.watch import actions, gateways, queries, tasks  # app ready
    from pilin.domain.watch.actions.checking import judge  # app ready
    from pilin.foundation.access.standing import Standing  # app ready
    from pilin.foundation.identity.enums import KEY_ROOMS, SUBJECT_DATA, SubjectData  # app ready
    from pilin.foundation.notices.enums import CARRIED, SAYINGS, WORK, Carried, WorkItem, WorkKind  # app ready
    from pilin.foundation.notices.tasks import tell_soon  # app ready
    from pilin.foundation.observations.enums import REACTIONS  # app ready
    from pilin.web.frame import WAYS, Way  # app ready
    from pilin.web.words import in_words  # app ready

    def work(standing: Standing, _on: date) -> list[WorkItem]:
        return [
            WorkItem(
                WorkKind.DUE, in_words(call.event, "title"), now("You are on duty and were called; the other bank sees that you answered"),
                reverse("watch:event", args=[call.circle, call.event_id]), verb=now("Answer"),
            )
            for call in queries.calls_for(standing)
        ]  # fmt: skip

    def forget(person: Any, at: Any) -> int:
        return actions.forget_subscriber(by=queries.HOUSE, at=at, person=person)

    def leave(person: Any, at: Any) -> int:
        return actions.erase_duty(by=queries.HOUSE, at=at, person=person)

    def carried(told: Carried) -> int:
        return actions.note_carried(
            by=queries.HOUSE,
            at=told.at,
            town=told.town,
            subjects=told.subjects,
            outcome=told.outcome,
            others=told.others,
        )

    REACTIONS["watch"] = judge
    gateways.TELL_HOOKS[:] = [tell_soon]
    CARRIED["watch"] = carried
    gateways.FOLLOW[:] = [tasks.follow_soon]
    WORK["watch"] = work
    KEY_ROOMS["watch"] = _("Watch")
    SAYINGS.update(
        watch_call=_("You are called: {title}"),
        watch_doubt=_("Readings look wrong and are not judged: {title}"),
        watch_silent=_("A gauge says nothing any more: {title}"),
        watch_blue=_("Blue signal, relayed: {title}"),
        watch_yellow=_("Yellow signal, relayed: {title}"),
        watch_orange=_("Orange signal, relayed: {title}"),
        watch_red=_("Red signal, relayed: {title}"),
    )
    SUBJECT_DATA["warnings"] = SubjectData(
        _("Warnings you asked for"),
        _("where you live and work, until you take it back; erased at once then, and with the account"),
        queries.subscriptions_held,
        forget,
    )
    SUBJECT_DATA["duty"] = SubjectData(
        _("Duty and calls"),
        _(
            "when you were on duty and when you answered; with the account your name goes, that somebody was called stays"
        ),
        queries.duty_held,
        leave,
    )
    if not any(way.address == "watch:desk" for way in WAYS):
        WAYS.append(Way("w", _("Watch"), "ripple", "watch:desk", ("watch",)))
