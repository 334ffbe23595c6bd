"""What residents propose: the kind of case, what waits for clerks, who sees photos, and what is a person's own."""

from __future__ import annotations


def fill() -> None:
    """Proposals are known to the spine; held ones and offers stand in clerks' work; what one proposed is one's own."""
    from django.utils.translation import gettext_lazy as _  # app ready

    from pilin.domain.proposals import actions, queries  # app ready
    from pilin.domain.proposals.kind import PROPOSAL  # app ready
    from pilin.foundation.cases.enums import KINDS  # app ready
    from pilin.foundation.files.enums import READERS  # app ready
    from pilin.foundation.identity.enums import SUBJECT_DATA, SubjectData  # app ready
    from pilin.foundation.notices.enums import SAYINGS, WORK  # app ready
    from pilin.web.frame import WAYS, Way  # app ready

    KINDS[PROPOSAL.key] = PROPOSAL
    READERS.append(queries.reads_photo)
    WORK["proposals"] = queries.work_of
    SAYINGS.update(
        proposal_answered=_("{title}: the town says what becomes of it"),
        proposal_became=_("{title}: something was made of it"),
        proposal_done=_("{title}: whoever proposed it says that it is done"),
        proposal_offered=_("{title}: done elsewhere, and offered to your town"),
        proposal_taken_up=_("{title}: another town has said what it makes of it"),
    )
    SUBJECT_DATA["proposals"] = SubjectData(
        _("What you proposed"),
        _(
            "what you proposed, which proposals you follow and your marks; with the account your words go, the number and what became of it stay"
        ),
        queries.proposals_held,
        actions.forget_proposals,
    )
    if not any(way.address == "proposals:index" for way in WAYS):
        WAYS.append(Way("v", _("Proposals"), "bulb", "proposals:index", ("proposals",)))
