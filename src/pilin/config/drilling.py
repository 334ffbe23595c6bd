"""What drills hand to the rooms below: people's work, what is held on a person, the ways to their pages."""

from __future__ import annotations


def fill() -> None:
    """What waits after drills stands in people's work; who did or checked what in office is shown to them."""
    from django.utils.translation import gettext_lazy as _  # app ready

    from pilin.domain.drills import queries  # app ready
    from pilin.foundation.identity.enums import KEY_ROOMS, SUBJECT_DATA, SubjectData  # app ready
    from pilin.foundation.members.enums import WAYS_OF_CIRCLE  # app ready
    from pilin.foundation.notices.enums import SAYINGS, WORK  # app ready

    WORK["drills"] = queries.work_of
    SAYINGS.update(
        drill_asked=_("{title}: your town is asked to take part in a drill"),
        drill_corrective=_("{title}: to be mended after a drill"),
        drill_mended=_("{title}: said to be mended; somebody else makes sure of it"),
        drill_sent_back=_("{title}: not mended yet; what is missing stands with it"),
    )
    SUBJECT_DATA["drills"] = SubjectData(
        _("Corrective actions after drills"),
        _("what you did or made sure of in office; a record of the town, which stays"),
        queries.corrective_held_on,
    )
    KEY_ROOMS["drills"] = _("Emergency drills")
    WAYS_OF_CIRCLE.append((_("Emergency drills"), "speakerphone", "drills:index"))
