"""What responses, gates and incidents hand to the rooms below: people's work, sayings, what is held on a person, ways to their pages."""

from __future__ import annotations


def fill() -> None:
    """What waits stands in people's work; who took on or did what in office is shown to them."""
    from django.utils.translation import gettext_lazy as _  # app ready

    from pilin.domain.watch.queries import work  # app ready
    from pilin.foundation.identity.enums import KEY_ROOMS, SUBJECT_DATA, SubjectData  # app ready
    from pilin.foundation.members.enums import WAYS_OF_CIRCLE  # app ready
    from pilin.foundation.notices.enums import SAYINGS, WORK  # app ready

    WORK["watch_acts"] = work.work_of
    SAYINGS.update(
        gate_moved=_("{title}: it was moved; the water comes your way"),
        gate_asked=_("{title}: another town asks yours about this gate"),
        gate_answered=_("{title}: the other town has answered"),
        incident_told=_("{title}: a neighbour tells your town of an incident"),
    )
    SUBJECT_DATA["watch_acts"] = SubjectData(
        _("Flood tasks, gates and incidents"),
        _("what you took on, did, signed or answered in office; a record of the town, which stays"),
        work.held_on,
    )
    KEY_ROOMS.setdefault("watch", _("Watch"))
    WAYS_OF_CIRCLE.append((_("Responses, gates, incidents"), "ripple", "watch:responses"))
