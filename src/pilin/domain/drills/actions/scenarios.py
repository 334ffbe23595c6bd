"""Write what is practised, version by version."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import uuid4

from django.utils.translation import gettext_lazy as _

from pilin.domain.drills import queries, rules
from pilin.domain.drills.models import ExpectedAction, Inject, Scenario
from pilin.domain.drills.rules import ExpectedSaid, InjectSaid, RoleSaid
from pilin.foundation.access.enums import Audience
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Conflict, Invalid
from pilin.foundation.journal.actions import both, deed, tell
from pilin.foundation.members.models import Circle


@deed("drills.write_scenario", says=_("{who} wrote version {version} of the scenario “{title}”"))
def write_scenario(
    *,
    by: Standing,
    at: datetime,
    circle: Circle,
    town: str,
    title_zh: str,
    kind: str,
    roles: Sequence[RoleSaid],
    expected: Sequence[ExpectedSaid],
    injects: Sequence[InjectSaid] = (),
    after: Scenario | None = None,
    title: str = "",
    about_zh: str = "",
    about: str = "",
    place_zh: str = "",
    place: str = "",
    audience: str = Audience.CIRCLE,
    illustrative: bool = False,
    source: str = "",
) -> Scenario:
    """Write a scenario, or with ``after`` its next version: drills of the earlier ones keep theirs.

    Raises
    ------
    Invalid
        With every fault and the row it stands in: unknown roles, offsets before the start, circles, actions after themselves.
    Conflict
        Where somebody has written a version after ``after`` already.
    """
    town = after.owner if after else town
    rules.may_keep(by, circle.slug, town).require()
    faults = rules.faults_of_scenario(
        title_zh=title_zh, kind=kind, audience=audience, roles=roles, injects=injects, expected=expected
    )
    if faults:
        raise Invalid(*faults)
    if after is not None and queries.versions_of(queries.HOUSE, after)[0].pk != after.pk:
        raise Conflict("newer", _("Somebody wrote a newer version meanwhile; change that one"))
    row = Scenario(
        in_circle=circle, circle=circle.slug, owner=town, audience=audience, illustrative=illustrative, source=source,
        family=after.family if after else uuid4(), version=after.version + 1 if after else 1, kind=kind, title_zh=title_zh.strip(), title=title.strip(),
        about_zh=about_zh.strip(), about=about.strip(), place_zh=place_zh.strip(), place=place.strip(),
        roles=[{"key": role.key, "zh": role.zh.strip(), "en": role.en.strip()} for role in roles],
    )  # fmt: skip
    row.save()
    shared = {
        "in_circle": circle,
        "circle": circle.slug,
        "owner": town,
        "audience": audience,
        "illustrative": illustrative,
        "scenario": row,
    }
    for number, one in enumerate(sorted(injects, key=lambda one: one.minute), 1):
        Inject(
            number=number,
            minute=one.minute,
            role=one.role,
            text_zh=one.text_zh.strip(),
            text=one.text.strip(),
            **shared,
        ).save()
    for number, act in enumerate(expected, 1):
        ExpectedAction(
            number=number, key=act.key, role=act.role, what_zh=act.what_zh.strip(), what=act.what.strip(), after=list(dict.fromkeys(act.after)),
            within_minutes=act.within, weight=act.weight, **shared,
        ).save()  # fmt: skip
    tell(title=both(row, "title"), version=row.version)
    return row
