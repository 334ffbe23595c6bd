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
    from pilin.domain.living import actions  # app ready
    from pilin.domain.living.queries import listings, listings_flights  # app ready
    from pilin.foundation.identity.enums import SUBJECT_DATA, SubjectData  # app ready
    from pilin.foundation.members.enums import WAYS_OF_CIRCLE  # app ready
    from pilin.foundation.notices.enums import SAYINGS, WORK  # app ready

    WORK["living_stories"] = listings.work_of
    WORK["living_flights"] = listings_flights.work_of
    SAYINGS.update(
        story_told=_("{title}: somebody told a story, and your town reads it first"),
        story_shown=_("{title}: everyone reads your story"),
        story_turned_down=_("{title}: your story is not shown; the town says why"),
        flight_asked=_("{title}: a flight is asked for"),
        flight_agreed=_("{title}: your flight is agreed"),
        flight_refused=_("{title}: your flight is not agreed; the answer says why"),
    )
    SUBJECT_DATA["living_stories"] = SubjectData(
        _("Stories you told"),
        _("what you told of places and crafts; you may take it back at any time, and with the account it goes"),
        listings.stories_held,
        actions.forget_stories,
    )
    if not any(way[2] == "living:listings" for way in WAYS_OF_CIRCLE):
        WAYS_OF_CIRCLE.append((_("What towns cherish and make"), "heart-handshake", "living:listings"))
