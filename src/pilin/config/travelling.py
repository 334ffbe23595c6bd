"""What travel times hand to the rooms below: the ends that wait for a town's word, the way to their pages."""

from __future__ import annotations


def fill() -> None:
    """Links at whose end a town has said nothing stand in its people's work; the page of the circle leads to the hour."""
    from django.utils.translation import gettext_lazy as _  # app ready

    from pilin.domain.observatory.queries import reach  # app ready
    from pilin.foundation.identity.enums import KEY_ROOMS  # app ready
    from pilin.foundation.members.enums import WAYS_OF_CIRCLE  # app ready
    from pilin.foundation.notices.enums import WORK  # app ready

    WORK["reach"] = reach.work_of
    KEY_ROOMS.setdefault("observatory", _("One-hour circle and what stands beside it"))
    WAYS_OF_CIRCLE.append((_("One-hour circle"), "clock", "observatory:reach"))
