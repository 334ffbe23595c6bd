"""Deeds of alliances: made by a charter, joined, left, and kept awake by what they do."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from pilin.foundation.access.enums import Role
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Fault, Invalid
from pilin.foundation.journal.actions import both, deed, tell
from pilin.foundation.members import queries, rules
from pilin.foundation.members.models import (
    OPEN,
    Agreement,
    Alliance,
    AllianceActivity,
    AllianceMember,
    Circle,
    Member,
)
from pilin.foundation.values.columns import as_partial_date


@deed("members.make_alliance", says=_("{who} founded the alliance {title}"))
def make_alliance(
    *,
    by: Standing,
    at: datetime,
    circle: Circle,
    slug: str,
    name_zh: str,
    name: str,
    members: Iterable[Member],
    founded_on: date,
    charter: Agreement | None = None,
    secretary: Member | None = None,
    subject_zh: str = "",
    subject: str = "",
    source: str = "",
    illustrative: bool = False,
) -> Alliance:
    """Found an alliance with its founding members."""
    rules.may_keep_circle(by, circle.slug).require()
    founders = list(members)
    faults = []
    if not name_zh.strip():
        faults.append(Fault("missing", "name_zh", _("An alliance needs its Chinese name.")))
    if queries.alliance_row(by, slug):
        faults.append(Fault("slug_taken", "slug", _("Another alliance has this address."), value=slug))
    if len({m.code for m in founders}) < 2:
        faults.append(Fault("too_few", "members", _("An alliance needs at least two members.")))
    if faults:
        raise Invalid(*faults)
    shared = {"in_circle": circle, "circle": circle.slug, "source": source, "illustrative": illustrative, **OPEN}
    alliance = Alliance(
        slug=slug,
        name_zh=name_zh.strip(),
        name=name.strip() or name_zh,
        charter=charter,
        secretary=secretary,
        subject_zh=subject_zh,
        subject=subject,
        owner=secretary.code if secretary else by.member,
        **shared,
    )
    alliance.save()
    for member in founders:
        row = AllianceMember(alliance=alliance, member=member, owner=member.code, **shared)
        row.valid_from = founded_on
        row.save()
    tell(title=both(alliance, "name"))
    return alliance


@deed("members.join_alliance", says=_("{who} brought {member} into the alliance {title}"))
def join_alliance(
    *, by: Standing, at: datetime, alliance: Alliance, member: Member, valid_from: date, illustrative: bool = False
) -> AllianceMember:
    """Let a member join an alliance: by its own signatory, or by the keeper."""
    _own_signatory_or_keeper(by, member)
    if any(row.member_id == member.pk and row.valid_to_last is None for row in queries.alliance_member_rows(alliance)):
        raise Invalid(Fault("belongs_already", "member", _("This member is in the alliance already.")))
    row = AllianceMember(
        alliance=alliance,
        member=member,
        in_circle=alliance.in_circle,
        circle=alliance.circle,
        owner=member.code,
        illustrative=illustrative,
        **OPEN,
    )
    row.valid_from = valid_from
    row.save()
    tell(title=both(alliance, "name"), member=both(member, "name"))
    return row


@deed("members.leave_alliance", says=_("{who} took {member} out of the alliance {title}"))
def leave_alliance(*, by: Standing, at: datetime, alliance: Alliance, member: Member, valid_to: date) -> AllianceMember:
    """Let a member leave an alliance after a day."""
    _own_signatory_or_keeper(by, member)
    row = next(
        (r for r in queries.alliance_member_rows(alliance) if r.member_id == member.pk and r.valid_to_last is None),
        None,
    )
    if row is None:
        raise Invalid(Fault("does_not_belong", "member", _("This member is not in the alliance.")))
    if valid_to < row.valid_from_first:
        raise Invalid(Fault("ends_before_start", "valid_to", _("It would end before it starts.")))
    row.valid_to = as_partial_date(valid_to)
    row.save()
    tell(title=both(alliance, "name"), member=both(member, "name"))
    return row


@deed("members.record_activity", says=_("{who} noted that {alliance} held {title}"))
def record_activity(
    *,
    by: Standing,
    at: datetime,
    alliance: Alliance,
    held_on: date,
    title_zh: str,
    title: str = "",
    outputs_zh: str = "",
    outputs: str = "",
    illustrative: bool = False,
    source: str = "",
) -> AllianceActivity:
    """Note something an alliance did; this is what keeps it awake."""
    members = frozenset(row.member.code for row in queries.alliance_member_rows(alliance))
    rules.may_keep_alliance(
        by, alliance.circle, members, alliance.secretary.code if alliance.secretary else ""
    ).require()
    faults = []
    if not title_zh.strip():
        faults.append(Fault("missing", "title_zh", _("Say in Chinese what was held.")))
    if held_on > queries.day_of(at):
        faults.append(Fault("not_yet", "held_on", _("Only what has taken place is noted here.")))
    if faults:
        raise Invalid(*faults)
    row = AllianceActivity(
        alliance=alliance,
        in_circle=alliance.in_circle,
        circle=alliance.circle,
        owner=by.member,
        held_on=held_on,
        title_zh=title_zh.strip(),
        title=title.strip() or title_zh,
        outputs_zh=outputs_zh,
        outputs=outputs,
        illustrative=illustrative,
        source=source,
        **OPEN,
    )
    row.save()
    tell(title=both(row, "title"), alliance=both(alliance, "name"))
    return row


def _own_signatory_or_keeper(by: Standing, member: Member) -> None:
    if not (by.member == member.code and by.holds(Role.SIGNATORY)):
        rules.may_make_circle(by).require()
