"""Deeds about registers: bring one, take one back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from pilin.domain.enterprises import queries, rules
from pilin.domain.enterprises.actions.indexing import keep_index
from pilin.domain.enterprises.actions.linking import Linker, new_record, put_firms, put_records, settle
from pilin.domain.enterprises.enums import DivisionList
from pilin.domain.enterprises.models import Enterprise, Register, RegisterRecord
from pilin.domain.enterprises.rules import Frame, RecordInput
from pilin.engine.base import PartialDate
from pilin.foundation.access.enums import Audience
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Fault, Invalid
from pilin.foundation.journal.actions import count, deed, tell
from pilin.foundation.members.queries import circle_named
from pilin.foundation.values.columns import as_partial_date

SHANGHAI = ZoneInfo("Asia/Shanghai")


@deed("enterprises.bring_register", says=_("{who} brought the register “{title}” of {number} firms"))
def bring_register(
    *,
    by: Standing,
    at: datetime,
    circle: str,
    title: str,
    as_of: PartialDate | date | str,
    records: Sequence[tuple[int | None, RecordInput]],
    audience: str = Audience.CIRCLE,
    division_list: str = DivisionList.UNKNOWN,
    file_name: str = "",
    digest: str = "",
    declared: int | None = None,
    owner: str = "",
    source: str = "",
    illustrative: bool = False,
) -> Register:
    """Take a register in whole, or nothing of it: each row becomes a record, and each record speaks of one firm.

    A record speaks of the firm in sight with the same code; without a code, of the town's own firm of the same name that
    no code speaks against; else of a new one. A firm is read by whoever may read the widest register in which its owner
    names it, and its columns are the newest words of its owner's registers of that width: what a town keeps to itself
    never enters them. Another town's record stands beside them.

    Parameters
    ----------
    records : sequence of (row of the file or None, RecordInput)
    audience : str
        ``own``, ``circle`` or ``public``: of the register, of its records, and of the firms it is the first to name.
    owner : str
        The town it is brought for, where the instance itself brings it.

    Raises
    ------
    Invalid
        Naming row, column and reason of everything wrong.
    Refused
    """
    town = owner or by.member
    rules.may_bring(by, circle, town).require()
    frame = Frame(circle, town, title, as_of, audience, division_list, digest, declared)
    faults = queries.faults_of_register(by, frame, len(records), at.astimezone(SHANGHAI).date())
    if faults := [*faults, *rules.faults_of_number(len(records), declared), *rules.faults_of_records(records)]:
        raise Invalid(*faults)
    register = new_register(by, frame, file_name=file_name, source=source, illustrative=illustrative)
    register.records_brought = len(records)
    told = [new_record(register, number or k, row) for k, (number, row) in enumerate(records, start=1)]
    fresh, known = Linker(by, register).link(told)
    register.records_new = len(fresh)
    register.save()
    put_firms(register, fresh, at, revision=1)
    put_records(register, told, at, revision=1)
    changed = settle(known, at, audience)
    keep_index(record.enterprise_id for record in told)
    tell(title=register.title, number=len(told))
    count(records=len(told), enterprises=len(fresh), changed=changed)
    return register


@deed("enterprises.withdraw_register", says=_("{who} took the register “{title}” back: {why}"))
def withdraw_register(*, by: Standing, at: datetime, register: Register, why: str) -> Register:
    """Take a register back: what it says counts no more, and a firm that nobody else names is not shown any more.

    Nothing is erased; a later register that names the firm brings it back.
    """
    rules.may_withdraw(by, register).require()
    if not why.strip():
        raise Invalid(Fault("no_reason", "why", _("Say why, for whoever relied on it")))
    register.withdrawn_at, register.withdrawn_why = at, why.strip()
    register.save()
    named = RegisterRecord.objects.visible_to(queries.HOUSE).filter(register=register).values("enterprise")
    own = Enterprise.objects.visible_to(queries.HOUSE).filter(pk__in=named, owner=register.owner)
    keep_index(named.values_list("enterprise", flat=True).iterator())
    tell(title=register.title, why=register.withdrawn_why)
    count(records=register.records_brought, changed=settle(own.values_list("pk", flat=True), at))
    return register


def new_register(by: Standing, frame: Frame, *, file_name: str, source: str, illustrative: bool) -> Register:
    """Return a register as it will be kept, none of it written yet."""
    within = circle_named(by, frame.circle)
    assert within is not None
    register = Register(
        title=frame.title.strip(), division_list=frame.division_list, file_name=file_name[:160], digest=frame.digest,
        in_circle=within, circle=frame.circle, owner=frame.town, audience=frame.audience, illustrative=illustrative,
        source=source, declared=frame.declared,
    )  # fmt: skip
    register.as_of = as_partial_date(frame.as_of)
    return register
