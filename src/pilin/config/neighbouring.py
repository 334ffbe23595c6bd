"""What living next door hands to the rooms below: ways to its pages, people's work, sayings, what is held on a person, figures."""

from __future__ import annotations


def fill() -> None:
    """What waits stands in people's work; the circle leads on to the pages of living next door."""
    from django.utils.translation import gettext_lazy as _  # app ready

    from pilin.foundation.identity.enums import KEY_ROOMS  # app ready
    from pilin.foundation.members.enums import WAYS_OF_CIRCLE  # app ready

    KEY_ROOMS.setdefault("living", _("Living next door"))
    # services
    WAYS_OF_CIRCLE.append((_("What can I do on the other side"), "heart-handshake", "living:services"))
    # happenings
    # listings
