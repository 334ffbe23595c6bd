"""Alerts beside the rest of the house: what is told of them, and where they stand among the pages."""

from __future__ import annotations


def fill() -> None:
    """A broken signature and a notice are told to those on duty; alerts stand among the ways; keys of programs may post them."""
    from django.utils.translation import gettext_lazy as _  # app ready

    from pilin.foundation.identity.enums import KEY_ROOMS  # app ready
    from pilin.foundation.notices.enums import SAYINGS  # app ready
    from pilin.web.frame import WAYS, Way  # app ready

    KEY_ROOMS.setdefault("watch", _("Flood watch and alerts"))
    SAYINGS.update(
        alert_broken=_("{title}: an alert came with a broken signature; it calls nobody"),
        watch_notice=_("{title}: a notice to your duty list"),
        watch_notice_asked=_("{title}: another town asks yours to say it too"),
    )
    if not any("watch" in way.covers for way in WAYS):
        WAYS.append(Way("w", _("Flood watch"), "ripple", "watch:alerts", ("watch",)))
