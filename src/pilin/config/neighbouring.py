"""What living next door hands to the rooms below: ways to its pages, people's work, sayings, what is held on a person, figures."""

from __future__ import annotations


def fill() -> None:
    """What waits stands in people's work; the circle leads on to the pages of living next door."""
    from django.utils.translation import gettext_lazy as _  # app ready

    from pilin.foundation.identity.enums import KEY_ROOMS  # app ready

    KEY_ROOMS.setdefault("living", _("Living next door"))
    # services
    # happenings
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
