"""Each town says how a drill went."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from pilin.domain.drills import queries, rules
from pilin.domain.drills.enums import DrillState
from pilin.domain.drills.models import Drill, Evaluation
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Fault, Invalid
from pilin.foundation.journal.actions import both, deed, tell
from pilin.foundation.members.queries import day_of


@deed("drills.evaluate_drill", says=_("{who} evaluated the drill “{title}”"))
def evaluate_drill(
    *, by: Standing, at: datetime, drill: Drill, well_zh: str, lacking_zh: str, well: str = "", lacking: str = ""
) -> Evaluation:
    """Say for one's town what went well and what was lacking; the score is kept as it stands now.

    Once every town that took part has said so, the drill is evaluated and its notes stand.
    """
    joined = queries.joined_towns(queries.HOUSE, drill)
    evaluated = [row.owner for row in queries.evaluations(queries.HOUSE, drill)]
    rules.may_evaluate(by, drill, joined, evaluated).require()
    faults = [
        Fault("no_text", field, reason)
        for field, words, reason in (
            ("well_zh", well_zh, _("Say what went well")),
            ("lacking_zh", lacking_zh, _("Say what was lacking; “nothing” is an answer, too")),
        )
        if not words.strip()
    ]
    if faults:
        raise Invalid(*faults)
    row = Evaluation(
        in_circle_id=drill.in_circle_id, circle=drill.circle, owner=by.member, audience=drill.audience, illustrative=drill.illustrative, drill=drill,
        on=day_of(at), well_zh=well_zh.strip(), well=well.strip(), lacking_zh=lacking_zh.strip(), lacking=lacking.strip(),
        score=queries.score_of(queries.HOUSE, drill).score,
    )  # fmt: skip
    row.save()
    if {drill.owner, *joined} <= {*evaluated, by.member}:
        drill.state = DrillState.EVALUATED
    drill.save()  # always, so that of two towns that evaluate at once the second sees the first
    tell(title=both(drill, "title"))
    return row
