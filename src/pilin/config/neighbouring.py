"""What living next door hands to the rooms below: ways to its pages, people's work, sayings, what is held on a person, figures."""

from __future__ import annotations


def fill() -> None:
    """What waits stands in people's work; the circle leads on to the pages of living next door."""
    from django.utils.translation import gettext_lazy as _  # app ready

    from pilin.domain.drills import queries as drills  # app ready
    from pilin.domain.living import actions  # app ready
    from pilin.domain.living.queries import happenings, happenings_coming  # app ready
    from pilin.foundation.bulletins.enums import CALENDAR  # app ready
    from pilin.foundation.identity.enums import KEY_ROOMS, SUBJECT_DATA, SubjectData  # app ready
    from pilin.foundation.members.enums import WAYS_OF_CIRCLE  # app ready
    from pilin.foundation.notices.enums import SAYINGS  # app ready

    KEY_ROOMS.setdefault("living", _("Living next door"))
    # services
    WAYS_OF_CIRCLE.append((_("What can I do on the other side"), "heart-handshake", "living:services"))
    # happenings
    for source in (drills.calendar_entries, happenings.calendar_entries):
        if source not in CALENDAR:
            CALENDAR.append(source)
    SAYINGS.update(
        happening_place=_("{title}: a place became free, it is yours"),
        happening_moved=_("{title}: the day, the hour or the place moved"),
        happening_cancelled=_("{title} was called off; read why"),
    )
    SUBJECT_DATA["happenings"] = SubjectData(
        _("Public events"),
        _(
            "for which events you registered and where you were; with the account your name goes, what you thought of them was never kept with it"
        ),
        happenings_coming.registrations_held,
        actions.forget_comer,
    )
    WAYS_OF_CIRCLE.append((_("One calendar"), "calendar-event", "living:calendar"))
    # listings
