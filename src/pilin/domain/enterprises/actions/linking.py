"""From rows to records, and from each record to the firm it speaks of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F
from pypinyin import lazy_pinyin

from pilin.domain.enterprises import queries, rules
from pilin.domain.enterprises.enums import LinkedBy
from pilin.domain.enterprises.models import BRINGER, Enterprise, Firm, Register, RegisterRecord
from pilin.domain.enterprises.rules import RecordInput
from pilin.engine.base import Comparator, PartialDate, check_uscc
from pilin.foundation.access.enums import Audience
from pilin.foundation.access.standing import Standing

A_STATEMENT = 1_000  # rows a statement carries
SAID = (
    "name_zh", "name", "uscc", "address", "division", "division_list", "industry", "founded_on_first", "founded_on_last",
    "staff_value", "staff_comparator", "products",
)  # fmt: skip
EMPTY: dict[str, Any] = {
    "name": "", "address": "", "division": "", "division_list": "", "industry": "", "founded_on_first": None,
    "founded_on_last": None, "staff_value": None, "staff_comparator": Comparator.EXACTLY.value,
}  # fmt: skip


class Linker:
    """Finds the firm each record of a register speaks of, some records at a time.

    By code all firms in sight, the town's own first: asked for each lot of records. By name the town's own alone: read
    once, with those that the register itself has named so far. Only what the town may read: else a record would tell that
    another town keeps a firm to itself.
    """

    def __init__(self, by: Standing, register: Register) -> None:
        self._register = register
        self._town = register.owner
        self._seen = Enterprise.objects.visible_to(by).filter(circle=register.circle).order_by("made_at", "uid")
        self._by_name: dict[str, tuple[UUID, bool]] = {}  # key of a name → firm, whether it has a code
        own = self._seen.filter(owner=self._town).values_list("pk", "name_zh", "uscc")
        begun = RegisterRecord.objects.visible_to(BRINGER).filter(register=register, linked_by=LinkedBy.FIRST)
        for rows in (own, begun.order_by("row").values_list("enterprise", "name_zh", "uscc")):
            for uid, name, code in rows.iterator(chunk_size=A_STATEMENT):
                self._by_name.setdefault(rules.name_key(name), (uid, bool(code)))

    def link(self, records: Sequence[RegisterRecord]) -> tuple[list[Enterprise], set[UUID]]:
        """Give each record its firm; return the firms to be made, and those of the town that were there."""
        by_code = self._coded({record.uscc for record in records if record.uscc})
        fresh: list[Enterprise] = []
        known: set[UUID] = set()
        made: set[UUID] = set()
        for record in records:
            key = rules.name_key(record.name_zh)
            uid, own = by_code.get(record.uscc, (None, False)) if record.uscc else (None, False)
            coded = uid is not None
            record.linked_by = LinkedBy.CODE
            if uid is None and (named := self._by_name.get(key)) and not (record.uscc and named[1]):
                (uid, coded), own, record.linked_by = named, True, LinkedBy.NAME
            if uid is None:
                firm = _enterprise(record)
                record.linked_by = LinkedBy.FIRST
                uid, own, coded = firm.pk, True, bool(record.uscc)
                fresh.append(firm)
                made.add(uid)
            elif own and uid not in made:
                known.add(uid)
            record.enterprise_id = uid
            if own:
                self._by_name.setdefault(key, (uid, coded))
        return fresh, known

    def _coded(self, codes: set[str]) -> dict[str, tuple[UUID, bool]]:
        """Return the firm in sight with each of these codes, and whether it is the town's own."""
        found: dict[str, tuple[UUID, bool]] = {}
        for some in _lots(sorted(codes)):
            rows = self._seen.filter(uscc__in=some).values_list("uscc", "pk", "owner", "audience")
            for code, uid, owner, audience in rows:
                if owner == self._town:
                    found[code] = (uid, True)
                elif audience != Audience.OWN:
                    found.setdefault(code, (uid, False))
        return found


def new_record(register: Register, number: int, row: RecordInput) -> RegisterRecord:
    """Return a record as it will be kept: its code in one form, its staff as a figure."""
    staff = rules.read_staff(row.staff)
    made = RegisterRecord(
        register=register, row=number, name_zh=row.name_zh.strip(), name=row.name.strip(),
        uscc=check_uscc(row.uscc).number if row.uscc else "", address=row.address.strip(), division=row.division,
        division_list=register.division_list if row.division else "", industry=row.industry.lstrip("ABCDEFGHIJKLMNOPQRST"),
        products=list(dict.fromkeys(p.strip() for p in row.products)), in_circle_id=register.in_circle_id,
        circle=register.circle, owner=register.owner, audience=register.audience, illustrative=register.illustrative,
        source=register.source,
    )  # fmt: skip
    made.founded_on = row.founded_on
    if staff is not None:
        made.staff_value, made.staff_comparator = int(staff.value), staff.comparator
    return made


def put_rows(model: type[Firm], rows: Sequence[Any], at: datetime, *, revision: int) -> None:
    """Write rows that were made together; those of a register that is not all in with the revision 0."""
    for row in rows:
        row.made_at = row.changed_at = at
        row.revision = revision
    if rows:
        model.objects.visible_to(queries.HOUSE).bulk_create(rows, batch_size=A_STATEMENT)


def settle(keys: Iterable[UUID], at: datetime, audience: str = Audience.OWN) -> int:
    """Reckon the columns of firms anew from their owners' records in force, and return how many were written.

    ``audience`` is that of a register that has just named them: a narrower firm is opened as far.
    """
    return sum(_settle(some, at, audience) for some in _lots(sorted(keys)))


def _settle(keys: Sequence[UUID], at: datetime, audience: str) -> int:
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


def _enterprise(record: RegisterRecord) -> Enterprise:
    firm = Enterprise(
        in_circle_id=record.in_circle_id, circle=record.circle, owner=record.owner, audience=record.audience,
        illustrative=record.illustrative, source=record.source,
    )  # fmt: skip
    _take_over(firm, record, record.register.as_of)
    return firm


def _take_over(firm: Enterprise, record: RegisterRecord, span: PartialDate | None) -> None:
    """Let a record's words become the firm's columns; what it does not say stays as it was."""
    for name in SAID:
        value = getattr(record, name)
        if value not in ("", None, []):
            setattr(firm, name, value)
    firm.as_of = span
    firm.sound = "".join(lazy_pinyin(firm.name_zh)).casefold().replace(" ", "")[:240]


def _lots(keys: Sequence[Any]) -> Iterable[Sequence[Any]]:
    """Return keys in lots that a statement can name."""
    return (keys[k : k + A_STATEMENT] for k in range(0, len(keys), A_STATEMENT))
