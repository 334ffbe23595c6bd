"""What towns build and reckon together: investment, benefits, parks, buses, and the observatory of all of it."""

from __future__ import annotations


def fill() -> None:
    """What waits for one's own town stands in people's work; the circle and its figures lead on to the rooms of the subject."""
    from django.utils.translation import gettext_lazy as _  # app ready

    from pilin.domain.benefits import queries as benefits  # app ready
    from pilin.domain.investment import queries as investment  # app ready
    from pilin.domain.investment.actions import forget_words  # app ready
    from pilin.domain.lines.enums import ELSEWHERE  # app ready
    from pilin.domain.observatory.queries import held, reach  # app ready
    from pilin.foundation.bulletins.documents import FONTS  # app ready
    from pilin.foundation.identity.enums import KEY_ROOMS, SUBJECT_DATA, SubjectData  # app ready
    from pilin.foundation.members.enums import RELIANCE, WAYS_OF_CIRCLE  # app ready
    from pilin.foundation.notices.enums import SAYINGS, WORK  # app ready
    from pilin.foundation.observations.enums import WAYS_OF_OBSERVATORY  # app ready
    from pilin.web import picturing  # app ready
    from pilin.web.frame import WAYS, Way  # app ready

    WORK["investment"] = investment.work_of
    SAYINGS.update(
        investor_confirmed=_("{title}: whoever holds the link confirmed for the investor"),
        investor_not_so=_("{title}: whoever holds the link says that it is not so"),
        lead_still=_("{title} stands still: {days} days in its stage"),
    )
    SUBJECT_DATA["investor_words"] = SubjectData(
        _("What you said for an investor by a link"),
        _("your name, your position and your reason; erased with the account, what you answered stays without a name"),
        investment.words_held,
        forget_words,
    )
    WORK["benefits"] = benefits.work_of
    WORK["reach"] = reach.work_of
    SUBJECT_DATA["attested"] = SubjectData(
        _("Figures and judgements"),
        _("what you attested, judged or confirmed in office; a record of the town, which stays"),
        held.held_on,
    )
    KEY_ROOMS.setdefault("observatory", _("Indicators, flows and reach"))
    if benefits.relying_on not in RELIANCE:
        RELIANCE.append(benefits.relying_on)
    if not any(way.address == "investment:index" for way in WAYS):
        WAYS.append(Way("i", _("Investment"), "coins", "investment:index", ("investment",)))
    WAYS_OF_CIRCLE[:] = [
        (_("Buses across the border"), "bus", "lines:index"),
        (_("Parks built together"), "building-community", "parks:index"),
        (_("Sharing benefits"), "scale", "benefits:index"),
        (_("One-hour circle"), "clock", "observatory:reach"),
    ]
    ELSEWHERE[:] = [(_("Roads that end at the border"), "observatory:reach_ends")]
    WAYS_OF_OBSERVATORY.update(
        indicators=(_("Indicators"), "list-details", "observatory:indicators"),
        reach=(_("One-hour circle"), "clock", "observatory:reach"),
        flows=(_("What flows between towns"), "arrows-exchange", "observatory:flows"),
    )
    picturing.FONTS[:] = [FONTS]
