"""Gauges in people's work: whoever keeps them sees that readings of the town were refused."""

from __future__ import annotations

from datetime import date


def fill() -> None:
    """What was refused waits in the work of the town that brought it."""
    from django.urls import reverse  # app ready
    from django.utils.translation import gettext as now  # app ready
    from django.utils.translation import ngettext  # app ready

    from pilin.foundation.access.standing import Standing  # app ready
    from pilin.foundation.notices.enums import WORK, WorkItem, WorkKind  # app ready
    from pilin.foundation.observations import queries, rules  # app ready

    def work(standing: Standing, _on: date) -> list[WorkItem]:
        found = []
        for circle, waiting in sorted(queries.refused_waiting(standing).items()):
            if rules.may_send(standing, circle):
                said = ngettext("%(n)s reading was refused", "%(n)s readings were refused", waiting) % {"n": waiting}
                url = reverse("observations:refused", args=[circle])
                why = now("A gauge sends what is no reading: mend it, or its program")
                found.append(WorkItem(WorkKind.DUE, said, why, url, None, now("Look")))
        return found

    WORK["observations"] = work
