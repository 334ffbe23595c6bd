"""Deeds about a file that is brought in many steps: begin, note what was checked, write, put in force, take away.

The one that puts the register in force tells of it, and enters everything in the ledger. The others are bookkeeping and leave
no line: nobody reads what they write.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from pilin.domain.enterprises import queries, rules
from pilin.domain.enterprises.actions.indexing import keep_index
from pilin.domain.enterprises.actions.linking import Linker, new_record, put_firms, put_records, settle
from pilin.domain.enterprises.actions.registers import new_register
from pilin.domain.enterprises.enums import BringingState, LinkedBy
from pilin.domain.enterprises.models import BRINGER, Bringing, Enterprise, Register, RegisterRecord
from pilin.domain.enterprises.rules import Frame, RecordInput
from pilin.foundation.access.enums import Audience
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Conflict
from pilin.foundation.journal.actions import count, deed, tell
from pilin.foundation.members.queries import circle_named
from pilin.foundation.values.columns import as_partial_date

A_LOT = 5_000  # rows taken away in one step
MOVED_ON = _("Another process goes on with this file")


@deed("enterprises.begin_bringing", says=_("{who} began to bring the file “{title}”"), private=True)
def begin_bringing(*, by: Standing, at: datetime, frame: Frame, file_name: str, source: str = "") -> Bringing:
    """Note that a file is being brought. What is said of the register as a whole must hold already."""
    rules.may_bring(by, frame.circle, frame.town).require()
    within, span = circle_named(by, frame.circle), as_partial_date(frame.as_of)
    assert within is not None and span is not None
    row = Bringing(
        in_circle=within, circle=frame.circle, owner=frame.town, audience=Audience.OWN, title=frame.title.strip(),
        division_list=frame.division_list, readers=frame.audience, declared=frame.declared, file_name=file_name[:160], digest=frame.digest,
        person=by.person, source=source,
    )  # fmt: skip
    row.as_of = span
    row.save()
    return row


@deed("enterprises.note_checked", says=_("The file “{title}” was checked"), private=True)
def note_checked(
    *, by: Standing, at: datetime, bringing: Bringing, rows: int, faults: int, ended: bool = False, fault: str = ""
) -> Bringing:
    """Note how many rows of a file were checked and how many faults were found; ``ended``: all of them were.

    Without faults it is then ready to be written; ``fault`` says what turned the file away as a whole.
    """
    rules.may_bring(by, bringing.circle, bringing.owner).require()
    row = _held(bringing, BringingState.CHECKING)
    row.rows_done, row.faults_found, row.fault = rows, faults, fault[:400]
    if ended:
        row.state = BringingState.FAULTY if faults else BringingState.WRITING
        row.rows_all, row.rows_done = rows, rows if faults else 0
    row.save()
    return row


@deed("enterprises.write_rows", says=_("Rows of the file “{title}” were written"), private=True)
def write_rows(
    *,
    by: Standing,
    at: datetime,
    bringing: Bringing,
    records: Sequence[tuple[int, RecordInput]],
    linker: list[Linker],
) -> Bringing:
    """Write the next rows of a file that was checked. Nobody reads them until :func:`put_in_force`.

    Parameters
    ----------
    records : sequence of (row of the file, RecordInput)
        Those after ``bringing.rows_done``: where another process wrote them meanwhile, this one is turned down.
    linker : list
        Holds what finds their firms from one step to the next: give the same list each time, at first an empty one.
    """
    rules.may_bring(by, bringing.circle, bringing.owner).require()
    row = _held(bringing, BringingState.WRITING)
    if row.register_id is None:
        assert row.as_of is not None
        frame = Frame(
            row.circle, row.owner, row.title, row.as_of, row.readers, row.division_list, row.digest, row.declared
        )
        register = new_register(by, frame, file_name=row.file_name, source=row.source, illustrative=row.illustrative)
        register.records_brought = row.rows_all or 0
        register.made_at = register.changed_at = at
        Register.objects.visible_to(BRINGER).bulk_create([register])
        row.register = register
    else:
        register = Register.objects.visible_to(BRINGER).get(pk=row.register_id)
    if not linker:
        linker.append(Linker(by, register))
    told = [new_record(register, number, said) for number, said in records]
    fresh, _known = linker[0].link(told)
    put_firms(register, fresh, at, revision=0)
    put_records(register, told, at, revision=0)
    row.rows_done += len(told)
    row.save()
    return row


@deed("enterprises.put_in_force", says=_("{who} brought the register “{title}” of {number} firms"))
def put_in_force(*, by: Standing, at: datetime, bringing: Bringing) -> Register:
    """Put a register in force whose rows are all written: from now on whoever may reads it, and it is in the ledger."""
    rules.may_bring(by, bringing.circle, bringing.owner).require()
    row = _held(bringing, BringingState.WRITING)
    if row.register_id is None or row.rows_done != row.rows_all:
        raise Conflict("not_written", _("Not all rows of this file are written yet"))
    register = Register.objects.visible_to(BRINGER).get(pk=row.register_id)
    mine = RegisterRecord.objects.visible_to(BRINGER).filter(register=register)
    _meet(by, register)
    named = Enterprise.objects.visible_to(queries.HOUSE).filter(owner=register.owner)
    known = list(
        named.filter(pk__in=mine.exclude(linked_by=LinkedBy.FIRST).values("enterprise")).values_list("pk", flat=True)
    )
    first = mine.filter(linked_by=LinkedBy.FIRST).values("enterprise")
    fresh = Enterprise.objects.visible_to(BRINGER).filter(pk__in=first, revision=0)
    register.records_new = fresh.update(made_at=at, changed_at=at, revision=1)
    number = mine.update(made_at=at, changed_at=at, revision=1)
    register.made_at = at
    register.save()
    changed = settle(known, at, register.audience)
    keep_index(mine.values_list("enterprise", flat=True).iterator())
    row.state = BringingState.DONE
    row.save()
    tell(title=register.title, number=number)
    count(records=number, enterprises=register.records_new, changed=changed)
    return register


@deed("enterprises.take_away", says=_("{who} gave up bringing the file “{title}”"), private=True)
def take_away(*, by: Standing, at: datetime, bringing: Bringing) -> int:
    """Take away a file that was not brought to its end, with all that was written of it; returns how many rows that was."""
    rules.may_bring(by, bringing.circle, bringing.owner).require()
    row = Bringing.objects.visible_to(queries.HOUSE).select_for_update().filter(pk=bringing.pk).first()
    if row is None or row.state == BringingState.DONE:
        raise Conflict("brought", _("This file is in force already, or was taken away"))
    return _swept(row)


def purge_bringings(before: datetime) -> int:
    """Take away files nobody went on with since a moment, with all that was written of them; and notes of those in force."""
    old = list(Bringing.objects.visible_to(queries.HOUSE).filter(changed_at__lt=before))
    for row in old:
        _swept(row)
    return len(old)


def _swept(row: Bringing) -> int:
    """Remove a bringing, and unless its register is in force all that was written of it; return how many rows that was."""
    register, gone = row.register_id, 0
    if row.state != BringingState.DONE and register is not None:
        mine = RegisterRecord.objects.visible_to(BRINGER).filter(register=register, revision=0)
        # from its end: a firm is named first by the earliest of the records that speak of it
        while lot := list(mine.order_by("-row").values_list("pk", "enterprise", "linked_by")[:A_LOT]):
            RegisterRecord.objects.visible_to(BRINGER).filter(pk__in=[uid for uid, _firm, _how in lot]).delete()
            named = [firm for _uid, firm, how in lot if how == LinkedBy.FIRST]
            Enterprise.objects.visible_to(BRINGER).filter(pk__in=named, revision=0).delete()
            gone += len(lot)
    Bringing.objects.visible_to(queries.HOUSE).filter(pk=row.pk).delete()
    if register is not None:
        Register.objects.visible_to(BRINGER).filter(pk=register, revision=0).delete()
    return gone


def _held(bringing: Bringing, state: str) -> Bringing:
    """Return a bringing as it is now, held until the deed ends; turned down where somebody went on with it."""
    row = Bringing.objects.visible_to(queries.HOUSE).select_for_update().filter(pk=bringing.pk).first()
    if row is None or row.state != state or row.revision != bringing.revision:
        raise Conflict("under_way", MOVED_ON)
    return row


def _meet(by: Standing, register: Register) -> None:
    """Let records that were the first to name a firm speak of one that came into sight while they were written."""
    records = RegisterRecord.objects.visible_to(BRINGER).filter(register=register, linked_by=LinkedBy.FIRST)
    by_code: dict[str, UUID] = {}
    by_name: dict[str, tuple[UUID, bool]] = {}
    came = Enterprise.objects.visible_to(by).filter(circle=register.circle, changed_at__gte=register.made_at)
    for firm in came.order_by("made_at", "uid").only("uid", "uscc", "owner", "audience", "name_zh"):
        if firm.owner == register.owner:
            if firm.uscc:
                by_code[firm.uscc] = firm.pk
            by_name.setdefault(rules.name_key(firm.name_zh), (firm.pk, bool(firm.uscc)))
        elif firm.uscc and firm.audience != Audience.OWN:
            by_code.setdefault(firm.uscc, firm.pk)
    if not by_code and not by_name:
        return
    met: list[tuple[UUID, UUID, UUID, LinkedBy]] = []
    for uid, firm_uid, code, name in records.values_list("pk", "enterprise", "uscc", "name_zh").iterator(
        chunk_size=A_LOT
    ):
        if code and code in by_code:
            met.append((uid, firm_uid, by_code[code], LinkedBy.CODE))
        elif (named := by_name.get(rules.name_key(name))) and not (code and named[1]):
            met.append((uid, firm_uid, named[0], LinkedBy.NAME))
    for uid, draft, firm_uid, how in met:
        beside = RegisterRecord.objects.visible_to(BRINGER).filter(register=register, enterprise=draft)
        beside.filter(pk=uid).update(linked_by=how, revision=0)
        beside.update(enterprise=firm_uid, revision=0)
        Enterprise.objects.visible_to(BRINGER).filter(pk=draft, revision=0).delete()
