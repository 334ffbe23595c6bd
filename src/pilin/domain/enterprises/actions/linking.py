"""From rows to records, and from each record to the firm it speaks of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db.models import F
from uuid6 import uuid7

from pilin.domain.enterprises import queries, rules
from pilin.domain.enterprises.enums import LinkedBy
from pilin.domain.enterprises.models import BRINGER, Enterprise, Register, RegisterRecord
from pilin.domain.enterprises.rules import RecordInput
from pilin.engine.base import Comparator, PartialDate
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


@dataclass(slots=True)
class Draft:
    """A record as it will be kept: what it says, under the names of its columns, and the firm it was found to speak of."""

    row: int
    name_zh: str
    name: str
    uscc: str
    address: str
    division: str
    division_list: str
    industry: str
    founded_on_first: date | None
    founded_on_last: date | None
    staff_value: int | None
    staff_comparator: str
    products: list[str]
    enterprise_id: UUID = field(init=False)
    linked_by: LinkedBy = field(init=False)


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

    def link(self, records: Sequence[Draft]) -> tuple[list[Draft], set[UUID]]:
        """Give each record its firm; return those that are the first to name theirs, and the town's firms that were there."""
        by_code = self._coded({record.uscc for record in records if record.uscc})
        fresh: list[Draft] = []
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
                record.linked_by = LinkedBy.FIRST
                uid, own, coded = uuid7(), True, bool(record.uscc)
                fresh.append(record)
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


def new_record(register: Register, number: int, row: RecordInput) -> Draft:
    """Return a record as it will be kept: its code in one form, its staff as a figure."""
    staff, span = rules.read_staff(row.staff), row.founded_on
    return Draft(
        row=number, name_zh=row.name_zh.strip(), name=row.name.strip(), uscc=rules.code_of(row.uscc),
        address=row.address.strip(), division=row.division, division_list=register.division_list if row.division else "",
        industry=row.industry.lstrip("ABCDEFGHIJKLMNOPQRST"), founded_on_first=span.first if span else None,
        founded_on_last=span.last if span else None, staff_value=None if staff is None else int(staff.value),
        staff_comparator=(Comparator.EXACTLY if staff is None else staff.comparator).value,
        products=list(dict.fromkeys(p.strip() for p in row.products)),
    )  # fmt: skip


def put_firms(register: Register, first: Sequence[Draft], at: datetime, *, revision: int) -> None:
    """Write the firms that records are the first to name: what the record says, the firm is.

    Those of a register that is not all in have the revision 0.
    """
    columns = {name: [getattr(record, name) for record in first] for name in SAID}
    columns["uid"] = [record.enterprise_id for record in first]
    columns["sound"] = [sound_of(record.name_zh) for record in first]
    span = {"as_of_first": register.as_of_first, "as_of_last": register.as_of_last}
    rows: Any = Enterprise.objects.visible_to(queries.HOUSE)
    rows.put_columns(len(first), columns, **_frame_of(register, at, revision), **span)


def put_records(register: Register, records: Sequence[Draft], at: datetime, *, revision: int) -> None:
    """Write records whose firms are written; those of a register that is not all in with the revision 0."""
    names = (*SAID, "row", "enterprise_id", "linked_by")
    columns = {name: [getattr(record, name) for record in records] for name in names}
    columns["uid"] = [uuid7() for _record in records]
    rows: Any = RegisterRecord.objects.visible_to(queries.HOUSE)
    rows.put_columns(len(records), columns, register_id=register.pk, **_frame_of(register, at, revision))


def _frame_of(register: Register, at: datetime, revision: int) -> dict[str, Any]:
    """Return what all rows that a register brings have in common."""
    same = ("in_circle_id", "circle", "owner", "audience", "illustrative", "source")
    told = {name: getattr(register, name) for name in same}
    return {**told, "made_at": at, "changed_at": at, "revision": revision}


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


def _take_over(firm: Enterprise, record: RegisterRecord, span: PartialDate | None) -> None:
    """Let a record's words become the firm's columns; what it does not say stays as it was."""
    for name in SAID:
        value = getattr(record, name)
        if value not in ("", None, []):
            setattr(firm, name, value)
    firm.as_of = span
    firm.sound = sound_of(firm.name_zh)


@lru_cache(maxsize=1)
def _reader() -> Any:
    """Return what reads names in pinyin and says a word once: names of firms are made of few."""
    from pypinyin.converter import DefaultConverter  # slow import
    from pypinyin.core import Pinyin  # slow import

    class Remembering(DefaultConverter):
        @lru_cache(maxsize=100_000)  # noqa: B019 - there is one, for good
        def convert(self, *args: Any, **kwargs: Any) -> Any:
            return super().convert(*args, **kwargs)

    return Pinyin(Remembering())


def sound_of(name: str) -> str:
    """Return a name in pinyin, as firms are sorted and found by it.

    Examples
    --------
    >>> sound_of("重庆 Foo 有限公司")
    'chongqingfooyouxiangongsi'
    """
    return "".join(_reader().lazy_pinyin(name)).casefold().replace(" ", "")[:240]


def _lots(keys: Sequence[Any]) -> Iterable[Sequence[Any]]:
    """Return keys in lots that a statement can name."""
    return (keys[k : k + A_STATEMENT] for k in range(0, len(keys), A_STATEMENT))
