"""Deeds about registers: bring one, take one back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import F
from django.utils.translation import gettext_lazy as _
from pypinyin import lazy_pinyin

from pilin.domain.enterprises import queries, rules
from pilin.domain.enterprises.actions.indexing import keep_index
from pilin.domain.enterprises.enums import DivisionList, LinkedBy
from pilin.domain.enterprises.models import Enterprise, Firm, Register, RegisterRecord
from pilin.domain.enterprises.rules import Frame, RecordInput
from pilin.engine.base import Comparator, PartialDate, check_uscc
from pilin.foundation.access.enums import Audience
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Fault, Invalid
from pilin.foundation.journal.actions import count, deed, tell
from pilin.foundation.members.queries import circle_named
from pilin.foundation.values.columns import as_partial_date

SHANGHAI = ZoneInfo("Asia/Shanghai")
A_CHUNK = 1_000  # rows a statement carries
SAID = (
    "name_zh", "name", "uscc", "address", "division", "division_list", "industry", "founded_on_first", "founded_on_last",
    "staff_value", "staff_comparator", "products",
)  # fmt: skip
EMPTY: dict[str, Any] = {
    "name": "", "address": "", "division": "", "division_list": "", "industry": "", "founded_on_first": None,
    "founded_on_last": None, "staff_value": None, "staff_comparator": Comparator.EXACTLY.value,
}  # fmt: skip


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
    frame = Frame(circle, town, title, as_of, audience, division_list, digest)
    if faults := queries.faults_of_register(by, frame, records, at.astimezone(SHANGHAI).date()):
        raise Invalid(*faults)
    within, span = circle_named(by, circle), as_partial_date(as_of)
    assert within is not None
    shared: dict[str, Any] = {
        "in_circle": within, "circle": circle, "owner": town, "audience": audience, "illustrative": illustrative,
        "source": source,
    }  # fmt: skip
    register = Register(
        title=title.strip(), division_list=division_list, file_name=file_name[:160], digest=digest, **shared
    )
    register.as_of = span
    register.records_brought = len(records)
    told = [_record(register, number or k, row, shared) for k, (number, row) in enumerate(records, start=1)]
    fresh, known = _linked(by, circle, told)
    register.records_new = len(fresh)
    register.save()
    stamp = {"made_at": at, "changed_at": at, "revision": 1}
    _put(Enterprise, fresh, stamp)
    _put(RegisterRecord, told, stamp)
    changed = _settle([firm.pk for firm in known if firm.owner == town], at, audience)
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
    keep_index(named.values_list("enterprise", flat=True))
    tell(title=register.title, why=register.withdrawn_why)
    count(records=register.records_brought, changed=_settle(list(own.values_list("pk", flat=True)), at))
    return register


def _record(register: Register, number: int, row: RecordInput, shared: dict[str, Any]) -> RegisterRecord:
    """Return a record as it will be kept: its code in one form, its staff as a figure."""
    staff = rules.read_staff(row.staff)
    made = RegisterRecord(
        register=register, row=number, name_zh=row.name_zh.strip(), name=row.name.strip(), uscc=check_uscc(row.uscc).number,
        address=row.address.strip(), division=row.division, division_list=register.division_list if row.division else "",
        industry=row.industry.lstrip("ABCDEFGHIJKLMNOPQRST"), products=list(dict.fromkeys(p.strip() for p in row.products)),
        **shared,
    )  # fmt: skip
    made.founded_on = row.founded_on
    if staff is not None:
        made.staff_value, made.staff_comparator = int(staff.value), staff.comparator
    return made


def _linked(by: Standing, circle: str, records: Sequence[RegisterRecord]) -> tuple[list[Enterprise], list[Enterprise]]:
    """Give each record its firm; return the firms to be made and those that were there."""
    town, span = records[0].owner, records[0].register.as_of
    assert span is not None
    by_code, by_name = _in_sight(by, circle, town)
    fresh: list[Enterprise] = []
    known: dict[Any, Enterprise] = {}
    for record in records:
        key = rules.name_key(record.name_zh)
        firm = by_code.get(record.uscc) if record.uscc else None
        record.linked_by = LinkedBy.CODE
        if firm is None and (named := by_name.get(key)) and not (record.uscc and named.uscc):
            firm, record.linked_by = named, LinkedBy.NAME
        if firm is None:
            firm, record.linked_by = _enterprise(record, span), LinkedBy.FIRST
            fresh.append(firm)
        elif not firm._state.adding:
            known[firm.pk] = firm
        record.enterprise = firm
        if firm.uscc:
            by_code.setdefault(firm.uscc, firm)
        if firm.owner == town:
            by_name.setdefault(key, firm)
    return fresh, list(known.values())


def _in_sight(by: Standing, circle: str, town: str) -> tuple[dict[str, Enterprise], dict[str, Enterprise]]:
    """Return the firms a record may speak of: by code all in sight, the town's own first; by name the town's own.

    Only what this town may read: else a record would tell that another town keeps a firm to itself.
    """
    rows = Enterprise.objects.visible_to(by).filter(circle=circle)
    by_code: dict[str, Enterprise] = {}
    by_name: dict[str, Enterprise] = {}
    for firm in rows.order_by("made_at", "uid"):
        own = firm.owner == town
        if firm.uscc and (own or (firm.audience != Audience.OWN and firm.uscc not in by_code)):
            by_code[firm.uscc] = firm
        if own:
            by_name.setdefault(rules.name_key(firm.name_zh), firm)
    return by_code, by_name


def _enterprise(record: RegisterRecord, span: PartialDate) -> Enterprise:
    firm = Enterprise(
        in_circle=record.in_circle, circle=record.circle, owner=record.owner, audience=record.audience,
        illustrative=record.illustrative, source=record.source,
    )  # fmt: skip
    _take_over(firm, record, span)
    return firm


def _take_over(firm: Enterprise, record: RegisterRecord, span: PartialDate | None) -> None:
    """Let a record's words become the firm's columns; what it does not say stays as it was."""
    for name in SAID:
        value = getattr(record, name)
        if value not in ("", None, []):
            setattr(firm, name, value)
    firm.as_of = span
    firm.sound = "".join(lazy_pinyin(firm.name_zh)).casefold().replace(" ", "")[:240]


def _settle(keys: Sequence[Any], at: datetime, audience: str = Audience.OWN) -> int:
    """Reckon the columns of firms anew from their owners' records in force, and return how many were written.

    ``audience`` is that of a register that has just named them: a narrower firm is opened as far.
    """
    firms = {firm.pk: firm for firm in Enterprise.objects.visible_to(queries.HOUSE).filter(pk__in=keys)}
    records = (
        RegisterRecord.objects.visible_to(queries.HOUSE)
        .filter(enterprise__in=keys, owner=F("enterprise__owner"), register__withdrawn_at__isnull=True)
        .select_related("register")
        .order_by("register__as_of_first", "register__made_at", "row")
    )
    for firm in firms.values():
        firm.audience = max(firm.audience, audience, key=rules.width)
        for name, value in EMPTY.items():
            setattr(firm, name, value)
        firm.products = []
    for record in records:
        firm = firms[record.enterprise_id]
        if rules.width(record.audience) >= rules.width(firm.audience):
            _take_over(firm, record, record.register.as_of)
    for firm in firms.values():
        firm.changed_at = at
        firm.revision += 1
    if firms:
        columns = [*SAID, "audience", "sound", "as_of_first", "as_of_last", "changed_at", "revision"]
        Enterprise.objects.visible_to(queries.HOUSE).bulk_update(firms.values(), columns, batch_size=200)
    return len(firms)


def _put(model: type[Firm], rows: Sequence[Any], stamp: dict[str, Any]) -> None:
    for row in rows:
        for name, value in stamp.items():
            setattr(row, name, value)
    if rows:
        model.objects.visible_to(queries.HOUSE).bulk_create(rows, batch_size=A_CHUNK)
