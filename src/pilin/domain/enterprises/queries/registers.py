"""Reads: firms in sight, one firm with what each register says of it, registers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from pilin.domain.enterprises import rules
from pilin.domain.enterprises.enums import FIELDS, BringingState, LinkedBy
from pilin.domain.enterprises.models import Bringing, Enterprise, Register, RegisterRecord
from pilin.domain.enterprises.queries.finding import HOUSE, firms_found
from pilin.engine.base import canonical_number
from pilin.foundation.access.enums import Role, StandingKind
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Fault
from pilin.foundation.identity.queries import offices_held
from pilin.foundation.members.queries import belonging, circle_named, member_row

SHANGHAI = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True, slots=True)
class Said:
    """One value of a field, with the records that give it."""

    value: Any
    records: tuple[RegisterRecord, ...]


@dataclass(frozen=True, slots=True)
class FieldTold:
    """What the registers in sight say of one field of a firm, the newest first."""

    name: str
    label: Any
    said: tuple[Said, ...]

    @property
    def disagree(self) -> bool:
        """Return whether the newest words of two towns differ; a town's own earlier words are history."""
        newest: dict[str, str] = {}
        for record, value in sorted(
            ((record, str(one.value)) for one in self.said for record in one.records),
            key=lambda pair: (pair[0].register.as_of_first, pair[0].register.made_at),
        ):
            newest[record.owner] = value
        return len(set(newest.values())) > 1


@dataclass(frozen=True, slots=True)
class EnterpriseTold:
    """A firm with what each register in sight says of it, field by field."""

    enterprise: Enterprise
    records: tuple[RegisterRecord, ...]  # newest register first; those of firms merged into it too
    fields: tuple[FieldTold, ...]
    also: tuple[Enterprise, ...]  # the same code, kept by another town in sight
    kept: Enterprise | None = None  # the firm it was merged into, as far as that is in sight
    merged: tuple[Enterprise, ...] = ()  # firms in sight that were merged into it

    def how(self, record: RegisterRecord) -> Any:
        """Return in words how a record found this firm."""
        return record.get_linked_by_display() if record.enterprise_id == self.enterprise.pk else LinkedBy.LIKENESS.label


def enterprises(
    standing: Standing, circle: str, *, find: str = "", town: str = "", industry: str = ""
) -> QuerySet[Enterprise]:
    """Return the firms in sight that a register in sight names, by the sound of their names.

    Parameters
    ----------
    find : str
        Words of its names, products, industry and town, Chinese by pinyin too, or its code: all that registers in sight
        give it and firms merged into it. Where the index of firms does not know or finds nothing: part of a name, the
        beginning of a code, or the beginning of the name in pinyin.
    town : str
        Code of the town that keeps it.
    industry : str
        Beginning of a class of GB/T 4754.
    """
    rows = _named(standing, circle)
    if find and (found := firms_found(standing, circle, find, town, industry)) is not None:
        rows = rows.filter(pk__in=found)
    elif find:
        code = canonical_number(find)
        like = (
            Q(name_zh__icontains=find)
            | Q(name__icontains=find)
            | Q(sound__startswith=find.casefold().replace(" ", ""))
            | (Q(uscc__startswith=code) if len(code) >= 4 else Q(pk=None))
        )
        rows = rows.filter(like | Exists(merged_here(standing, OuterRef("pk")).filter(like)))
    if town:
        rows = rows.filter(owner=town)
    if industry:
        rows = rows.filter(industry__startswith=industry)
    return rows


def _named(standing: Standing, circle: str) -> QuerySet[Enterprise]:
    """Return the firms that at least one register in force names, as far as firm and register are in sight.

    Reckoned, not kept: else a town that takes its register back would write in rows of another. A firm merged into one
    in sight is left out, and the other one is named by its registers too.
    """
    of_it = Exists(_in_force(standing).filter(enterprise=OuterRef("pk")))
    rows = Enterprise.objects.visible_to(standing)
    went = rows.filter(pk=OuterRef("merged_into"))
    return rows.filter(
        of_it | Exists(merged_here(standing, OuterRef("pk")).filter(of_it)), ~Exists(went), circle=circle
    )


def merged_here(standing: Standing, firm: Any) -> QuerySet[Enterprise]:
    """Return the firms in sight that were merged into one.

    Two steps deep: a town that cannot see that another merged a firm it keeps to itself may merge its own further.
    """
    into = Q(merged_into=firm) | Q(merged_into__merged_into=firm)
    return Enterprise.objects.visible_to(standing).filter(into).order_by("made_at", "uid")


def kept_of(standing: Standing, firm: Enterprise) -> Enterprise | None:
    """Return the firm that one was merged into in the end, as far as it is in sight; None for one that was not."""
    found = None
    while firm.merged_into_id is not None:
        firm = Enterprise.objects.visible_to(standing).filter(pk=firm.merged_into_id).first()  # type: ignore[assignment]
        if firm is None:
            break
        found = firm
    return found


def _in_force(standing: Standing) -> QuerySet[RegisterRecord]:
    return RegisterRecord.objects.visible_to(standing).filter(register__withdrawn_at__isnull=True)


def tally(standing: Standing, circle: str) -> Counter[str]:
    """Return how many firms in sight each town keeps, by its code."""
    rows = enterprises(standing, circle).order_by().values("owner").annotate(n=Count("pk"))
    return Counter({row["owner"]: row["n"] for row in rows})


def enterprise_named(standing: Standing, circle: str, uid: UUID) -> Enterprise | None:
    """Return a firm, merged or not; None where this standing may not read it. Who speaks for a firm reads it."""
    reader = HOUSE if standing.speaks_for(uid) else standing
    return Enterprise.objects.visible_to(reader).filter(circle=circle, pk=uid).first()


def firm_of_code(standing: Standing, circle: str, code: str) -> Enterprise | None:
    """Return the firm in sight with a unified social credit code."""
    found = enterprises(standing, circle).filter(uscc=code.strip().upper()) if code.strip() else None
    return found.first() if found is not None else None


def enterprise_told(standing: Standing, circle: str, uid: UUID) -> EnterpriseTold | None:
    """Return a firm with what the registers in sight say of it; None where this standing may not read it."""
    found = enterprise_named(standing, circle, uid)
    if found is None:
        return None
    merged = tuple(merged_here(standing, found.pk))
    records = tuple(
        _in_force(standing)
        .filter(enterprise__in=[found.pk, *(firm.pk for firm in merged)])
        .select_related("register")
        .order_by("-register__as_of_first", "-register__made_at", "row")
    )
    apart = [found.pk, found.merged_into_id or found.pk]
    also = tuple(_named(standing, circle).filter(uscc=found.uscc).exclude(pk__in=apart)) if found.uscc else ()
    fields = tuple(_field(name, records) for name in FIELDS)
    return EnterpriseTold(found, records, fields, also, kept_of(standing, found), merged)


def _field(name: str, records: Iterable[RegisterRecord]) -> FieldTold:
    said: dict[str, tuple[Any, list[RegisterRecord]]] = {}
    for record in records:
        value = getattr(record, name)
        if value in ("", None, []):
            continue
        said.setdefault(str(value), (value, []))[1].append(record)
    return FieldTold(name, FIELDS[name], tuple(Said(value, tuple(of)) for value, of in said.values()))


def registers(standing: Standing, circle: str) -> QuerySet[Register]:
    """Return the registers in sight, newest first; taken back ones too, with the moment."""
    return Register.objects.visible_to(standing).filter(circle=circle)


def register_named(standing: Standing, circle: str, uid: UUID) -> Register | None:
    """Return a register; None where this standing may not read it."""
    return registers(standing, circle).filter(pk=uid).first()


def records_of(standing: Standing, register: Register) -> QuerySet[RegisterRecord]:
    """Return what a register says, row by row."""
    return RegisterRecord.objects.visible_to(standing).filter(register=register)


def firms_of(standing: Standing, records: Iterable[RegisterRecord]) -> dict[UUID, Enterprise]:
    """Return the firms records speak of, as far as they are in sight: a record may be read more widely than its firm."""
    keys = [record.enterprise_id for record in records]
    return {firm.pk: firm for firm in Enterprise.objects.visible_to(standing).filter(pk__in=keys)}


def faults_of_register(standing: Standing, frame: rules.Frame, number: int, on: date) -> list[Fault]:
    """Return what is wrong with a register of so many firms before it is brought, as a whole; its rows apart."""
    faults = []
    if circle_named(standing, frame.circle) is None:
        faults.append(Fault("unknown_circle", "circle", _("There is no such circle")))
    if member_row(HOUSE, frame.town) is None:
        faults.append(Fault("unknown_member", "member", _("There is no such town"), value=frame.town))
    if before := brought_before(frame.town, frame.circle, frame.digest):
        reason = _("This file was brought already, as “{title}”. Take that one back first").format(title=before.title)
        faults.append(Fault("brought_already", "file", reason))
    return [*faults, *rules.faults_of_frame(frame, number, on)]


def bringings_left(town: str, circle: str) -> QuerySet[Bringing]:
    """Return the files that a town began to bring and that are not in force, the last first."""
    rows = Bringing.objects.visible_to(HOUSE).filter(owner=town, circle=circle)
    return rows.exclude(state=BringingState.DONE)


def bringing_left(uid: UUID) -> Bringing | None:
    """Return a file that is to be checked or written still; None where it is done with."""
    waiting = [BringingState.CHECKING, BringingState.WRITING]
    return Bringing.objects.visible_to(HOUSE).filter(pk=uid, state__in=waiting).first()


def bringings(standing: Standing, circle: str) -> QuerySet[Bringing]:
    """Return the files that this standing's town brings or brought lately, the last touched first."""
    return Bringing.objects.visible_to(standing).filter(circle=circle)


def clerk_again(bringing: Bringing, at: datetime) -> Standing:
    """Return as whom a file is brought behind the pages: as the person who handed it in, with the offices held by now."""
    if bringing.person is None:
        return replace(HOUSE, member=bringing.owner)
    on = at.astimezone(SHANGHAI).date()
    held = [office for office in offices_held(bringing.person, on) if office.member == bringing.owner]
    where = belonging(bringing.owner, on)
    return Standing(
        StandingKind.OFFICER, person=bringing.person, member=bringing.owner, circles=where.circles, observes=where.observes,
        roles=frozenset(Role(office.role) for office in held),
    )  # fmt: skip


def bringings_all() -> QuerySet[Any]:
    """Return the keys of all files that are noted as being brought."""
    return Bringing.objects.visible_to(HOUSE).values_list("pk", flat=True)


def brought_before(owner: str, circle: str, digest: str) -> Register | None:
    """Return the register in force that the same file of this town became."""
    if not digest:
        return None
    rows = registers(HOUSE, circle).filter(owner=owner, digest=digest, withdrawn_at__isnull=True)
    return rows.first()
