"""Joint enforcement beside the rest of the house: its kind of case, what waits in people's work, what is told."""

from __future__ import annotations


def fill() -> None:
    """A filed finding is a case; what waits stands in people's work; the agreement's page names the patrols that rely on it."""
    from django.utils.translation import gettext_lazy as _  # app ready

    from pilin.domain.enforcement import queries  # app ready
    from pilin.domain.enforcement.kind import FILED_FINDING  # app ready
    from pilin.foundation.cases.enums import KINDS  # app ready
    from pilin.foundation.identity.enums import KEY_ROOMS, SUBJECT_DATA, SubjectData  # app ready
    from pilin.foundation.notices.enums import SAYINGS, WORK  # app ready
    from pilin.web.frame import WAYS, Way  # app ready

    KINDS[FILED_FINDING.key] = FILED_FINDING
    WORK["enforcement"] = queries.work_of
    KEY_ROOMS["enforcement"] = _("Enforcement and hazards")
    SAYINGS.update(
        patrol_proposed=_("{title}: your town is asked to come along"),
        patrol_answered=_("{title}: a town answered"),
        patrol_called_off=_("{title}: the patrol is called off"),
        finding_recorded=_("{title}: found on your ground"),
        finding_filed=_("{title}: filed, the term runs"),
        finding_decided=_("{title}: decided"),
        transfer_sent=_("{title}: sent to your town with its evidence; say of each piece whether it is there"),
        transfer_acknowledged=_("{title}: the evidence is acknowledged piece by piece"),
        hazard_upstream=_("{title}: a hazard upstream of your town"),
        hazard_read=_("{title}: the town downstream has read of it"),
        hazard_closed=_("{title}: the hazard upstream is closed"),
    )

    SUBJECT_DATA["certificates"] = SubjectData(
        _("Certificates of enforcement"),
        _("by which certificate you enforce, and from when to when; it is a record of the town and stays"),
        queries.certificates_held,
    )
    if not any(way.address == "enforcement:index" for way in WAYS):
        WAYS.append(Way("n", _("Enforcement"), "gavel", "enforcement:index", ("enforcement",)))
