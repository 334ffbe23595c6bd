"""What is asked of towns: the kinds of case, what waits in people's work, the files that hang on it, and policies beside firms."""

from __future__ import annotations


def fill() -> None:
    """Each kind of case is known to the spine; what waits stands in people's work; what was asked is a person's own."""
    from django.utils.translation import gettext_lazy as _  # app ready

    from pilin.domain.enterprises.enums import OF_A_FIRM  # app ready
    from pilin.domain.enterprises.enums import WAYS as WAYS_OF_FIRMS  # app ready
    from pilin.domain.services import queries as services  # app ready
    from pilin.domain.services.kind import REQUEST  # app ready
    from pilin.domain.services.rules import may_say_facts  # app ready
    from pilin.foundation.cases import actions, queries  # app ready
    from pilin.foundation.cases.enums import KINDS, WAYS_TO_ASK  # app ready
    from pilin.foundation.files.enums import READERS  # app ready
    from pilin.foundation.identity.enums import SUBJECT_DATA, SubjectData  # app ready
    from pilin.foundation.notices.enums import SAYINGS, WORK  # app ready
    from pilin.web.frame import WAYS, Way  # app ready

    KINDS[REQUEST.key] = REQUEST
    WAYS_TO_ASK[:] = [
        (_("Services to firms"), "building-factory-2", "services:index"),
        (_("Propose something"), "bulb", "proposals:propose"),
    ]
    WAYS_OF_FIRMS.append((_("Services to firms"), "ticket", "services:index"))
    OF_A_FIRM.append((_("Which policies fit"), "list-check", "services:fit", may_say_facts))
    READERS.append(queries.reads_file)
    WORK["cases"] = queries.work_of
    WORK["services"] = services.work_of
    SAYINGS.update(
        case_received=_("{title}: asked of your town, nobody has it yet"),
        case_taken=_("{title}: somebody has it now"),
        case_noted=_("{title}: a word was added"),
        case_answered=_("{title}: answered. Is it settled?"),
        case_back=_("{title}: it is not settled, you have it again"),
        case_closed=_("{title}: whoever asked said that it is over"),
        case_raised=_("{title}: nobody took it in time"),
        case_offered=_("{title}: another town asks yours to take it over"),
        case_offered_away=_("{title}: it is offered to another town; the day of the answer stays"),
        case_accepted=_("{title}: taken over by the other town"),
        case_refused=_("{title}: the other town does not take it over; the rule stands with it"),
        case_problem=_("{title}: it came back three times; it is raised to those who sign and to the chair"),
        case_waits=_("{title}: it waits for you; what is missing stands with it"),
        case_goes_on=_("{title}: it goes on"),
        case_tied=_("{title}: others asked the same; where the matter stands, you read with yours"),
        case_promised=_("{title}: the promised day has come. Was it done?"),
        case_rated=_("{title}: whoever asked said how it was"),
        case_level=_("{title}: no town takes it; it is raised to those who sign and to the chair"),
    )
    SUBJECT_DATA["cases"] = SubjectData(
        _("Cases you brought in"),
        _(
            "what you asked and what became of it; with the account your name and words are erased, what you asked for a firm stays with the firm"
        ),
        queries.cases_held,
        actions.forget_cases,
    )
    if not any(way.address == "cases:index" for way in WAYS):
        WAYS.append(Way("c", _("Cases"), "ticket", "cases:index", ("cases", "services")))
