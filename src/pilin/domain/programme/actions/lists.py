"""The year's list: drafted by the chair, put to the towns, accepted by each, released, corrected by signed errata."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from pilin.domain.programme import queries, rules
from pilin.domain.programme.enums import Answer, ItemState, Strand
from pilin.domain.programme.models import (
    Acceptance,
    ActionPlan,
    BudgetLine,
    Erratum,
    ErratumSignature,
    Item,
    ItemPartner,
    KeyProjectList,
    ListVersion,
    Milestone,
)
from pilin.domain.programme.queries import ItemCard, ListCard
from pilin.engine.base import text_hash
from pilin.foundation.access.enums import Audience, Role
from pilin.foundation.access.models import party_list
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Fault, Invalid
from pilin.foundation.bulletins import actions as bulletins
from pilin.foundation.bulletins import blocks
from pilin.foundation.identity.queries import people_holding
from pilin.foundation.journal.actions import count, deed, seal, tell
from pilin.foundation.members.models import Circle
from pilin.foundation.members.queries import member_cards, members_on
from pilin.foundation.notices import actions as notices

HOUSE = Standing.machine("programme")
CORRECTABLE = (
    "title_zh",
    "title_en",
    "strand",
    "lead",
    "partners",
    "affected_zh",
    "affected_en",
    "budget",
    "milestones",
)


def _url(circle: str, year: int, tail: str = "") -> str:
    return f"/c/{circle}/programme/{year}/{tail}"


def _missing() -> Invalid:
    return Invalid(Fault("no_list", "year", _("There is no list for this year.")))


def _found(by: Standing, circle: str, year: int) -> tuple[KeyProjectList, ListCard]:
    row = queries.list_rows(by, circle).filter(year=year).first()
    if row is None:
        raise _missing()
    return row, queries.list_card(row)


@deed("programme.draft_list", says=_("{who} began the draft list of {year}"))
def draft_list(
    *,
    by: Standing,
    at: datetime,
    circle: str,
    year: int,
    plan: ActionPlan | None = None,
    illustrative: bool = False,
    summarised: bool = False,
    source: str = "",
) -> KeyProjectList:
    """Begin the list of a year; the towns of the circle read the draft, nobody else does."""
    rules.may_draft(by, circle).require()
    faults = []
    if not 2000 <= year <= 2100:
        faults.append(Fault("bad_year", "year", _("Give a year between 2000 and 2100."), None, str(year)))
    if KeyProjectList.objects.visible_to(by).filter(circle=circle, year=year).exists():
        faults.append(Fault("has_list", "year", _("This year has its list already."), None, str(year)))
    if faults:
        raise Invalid(*faults)
    row = KeyProjectList(
        year=year, plan=plan, owner=by.member, circle=circle, in_circle=Circle.objects.visible_to(by).get(slug=circle),
        audience=Audience.CIRCLE, illustrative=illustrative, summarised=summarised, source=source,
    )  # fmt: skip
    row.save()
    tell(year=year)
    return row


@deed("programme.propose_list", says=_("{who} put the list of {year}, version {version}, to the towns"))
def propose_list(
    *, by: Standing, at: datetime, circle: str, year: int, accept_by: date | None = None, silently: bool = False
) -> ListVersion:
    """Freeze the list as a version and ask each town of the day to accept it.

    Answers to earlier versions lapse: they were given to another text.
    """
    row, card = _found(by, circle, year)
    rules.may_propose(by, circle, card.state).require()
    on = queries.day_of(at)
    items = queries.items_of(by, circle, year, on)
    faults = queries.faults_before_proposing(by, circle, year, on, items)
    if accept_by is not None and accept_by < on:
        faults.append(Fault("past", "accept_by", _("Give a day that is still to come.")))
    if faults:
        raise Invalid(*faults)
    text = queries.text_of(circle, year, items)
    towns = [m.code for m in members_on(by, circle, on)]
    row.accept_by = accept_by
    row.save()
    version = ListVersion(
        of_list=row, number=card.version + 1, text=text, text_hash=text_hash(text), towns=party_list(towns), proposed_at=at,
        owner=row.owner, circle=circle, in_circle_id=row.in_circle_id, audience=row.audience, illustrative=row.illustrative,
        source=row.source,
    )  # fmt: skip
    version.save()
    tell(year=year, version=version.number)
    if not silently:
        people = [p for town in towns for p in people_holding(town, Role.SIGNATORY, on)]
        if people:
            notices.notify(
                by=by, at=at, people=people, kind="to_sign", facts={"title_zh": f"{year} 年共建清单", "title": f"List of {year}"},
                url=_url(circle, year, "accept/"), due_on=accept_by,
            )  # fmt: skip
    return version


@deed("programme.reopen_list", says=_("{who} took the list of {year} back to change it"))
def reopen_list(*, by: Standing, at: datetime, circle: str, year: int) -> KeyProjectList:
    """Take a proposal back to change it. Answers given so far lapse with the next version."""
    row, card = _found(by, circle, year)
    rules.may_reopen(by, circle, card.state).require()
    row.reopened_at = at
    row.save()
    tell(year=year)
    return row


def _answer(
    by: Standing,
    at: datetime,
    circle: str,
    year: int,
    heard: str,
    answer: str,
    reason: str,
    illustrative: bool,
    source: str,
) -> Acceptance:
    row, card = _found(by, circle, year)
    answered = any(a.member == by.member for a in card.answers)
    rules.may_accept(
        by, state=card.state, towns=card.towns, answered=answered, text_hash=card.text_hash, heard=heard
    ).require()
    version = ListVersion.objects.visible_to(by).get(of_list=row, number=card.version)
    given = Acceptance(
        version=version, text_hash=heard, answer=answer, reason=reason, signatory=by.person, signatory_name=by.name,
        answered_at=at, owner=by.member, circle=circle, in_circle_id=row.in_circle_id, audience=row.audience,
        illustrative=illustrative, source=source,
    )  # fmt: skip
    given.save()
    tell(year=year, version=card.version)
    return given


@deed("programme.accept_list", says=_("{who} accepted the list of {year}, version {version}"))
def accept_list(
    *, by: Standing, at: datetime, circle: str, year: int, text_hash: str, illustrative: bool = False, source: str = ""
) -> Acceptance:
    """Accept, for the town acted for, the text with this hash. When the last town has, the list is in force."""
    return _answer(by, at, circle, year, text_hash, Answer.ACCEPTED, "", illustrative, source)


@deed("programme.refuse_list", says=_("{who} refused the list of {year}, version {version}"))
def refuse_list(*, by: Standing, at: datetime, circle: str, year: int, text_hash: str, reason: str) -> Acceptance:
    """Refuse the list with the reason, which every town reads."""
    if not reason.strip():
        raise Invalid(Fault("no_reason", "reason", _("Say what would have to change for your town to accept.")))
    return _answer(by, at, circle, year, text_hash, Answer.REFUSED, reason.strip(), False, "")


def _open_to_all(row: KeyProjectList) -> int:
    """Let everyone read what the towns agreed on; return how many rows that were."""
    opened = 0
    for model, path in (
        (ListVersion, "of_list"), (Acceptance, "version__of_list"), (Item, "of_list"), (ItemPartner, "item__of_list"),
        (BudgetLine, "item__of_list"), (Milestone, "item__of_list"),
    ):  # fmt: skip
        opened += model.objects.visible_to(HOUSE).filter(**{path: row}).update(audience=Audience.PUBLIC)
    return opened


@deed("programme.release_list", says=_("{who} set the list of {year} free for {moment}"))
def release_list(
    *,
    by: Standing,
    at: datetime,
    circle: str,
    year: int,
    release_at: datetime | None = None,
    with_bulletin: bool = True,
    source: str = "",
) -> KeyProjectList:
    """Release the list: now, or at a moment set, from which on everyone reads it without signing in.

    A bulletin with the frozen list is drawn up with it; it opens at the same moment.
    """
    row, card = _found(by, circle, year)
    rules.may_release(by, circle, card.state).require()
    moment = release_at or at
    if moment < at:
        raise Invalid(Fault("past", "release_at", _("Give a moment that is still to come.")))
    row.release_at = moment
    if with_bulletin:
        row.bulletin = f"list-{year}"
        made = bulletins.draft_bulletin(
            by=by, at=at, circle=circle, slug=row.bulletin, title_zh=f"{year} 年共建共享重点项目清单",
            title=f"Joint key projects {year}", blocks=_blocks(by, card, queries.day_of(at)), release_at=moment, kind="list",
            illustrative=row.illustrative, source=source,
        )  # fmt: skip
        bulletins.freeze_bulletin(by=by, at=at, bulletin=made.pk)
        if moment <= at:
            bulletins.release_bulletin(by=by, at=at, bulletin=made.pk)
    if moment <= at:
        _make_public(row, moment)
    row.save()
    tell(year=year, moment=moment.isoformat(timespec="minutes"))
    return row


def _make_public(row: KeyProjectList, moment: datetime) -> None:
    row.released_at, row.audience = moment, Audience.PUBLIC
    seal("release")
    count(opened=_open_to_all(row))


@deed("programme.open_list", says=_("The list of {year} became public at the moment set"))
def _open_list(*, by: Standing, at: datetime, row: KeyProjectList) -> None:
    _make_public(row, row.release_at or at)
    row.save()
    tell(year=row.year)


def release_due_lists(*, by: Standing, at: datetime) -> int:
    """Make public every list whose moment has come, each as a deed of its own; done again, it does nothing."""
    due = KeyProjectList.objects.visible_to(HOUSE).filter(released_at__isnull=True, release_at__lte=at)
    for row in due:
        _open_list(by=by, at=at, row=row)
    return len(due)


def _blocks(by: Standing, card: ListCard, on: date) -> list[dict[str, Any]]:
    """Return the public text of a list: by strand, who leads, who joins, what is due when, and who signed."""
    towns = member_cards(by)
    items = queries.items_of(by, card.circle, card.year, on)
    strands = len({i.strand for i in items})
    head = [("序号", "No."), ("项目", "Item"), ("牵头", "Lead"), ("参与", "Joins"), ("节点", "Milestones")]
    made = [
        blocks.paragraph(
            f"{len(card.towns)} 方一致同意本清单第 {card.version} 版，共 {len(items)} 项，分 {strands} 个板块；每项一方牵头，至少一方来自另一省市。",
            f"{len(card.towns)} parties agreed on version {card.version} of this list: {_many(len(items), 'item')} in"
            f" {_many(strands, 'strand')}, each led by"
            " one party and joined by at least one from the other province.",
            lede=True,
            illustrative=card.illustrative,
        )
    ]
    for strand in Strand:
        some = [i for i in items if i.strand == strand]
        if not some:
            continue
        zh, en = STRAND_NAMES[strand]
        made.append(blocks.heading(zh, en))
        rows = [
            (
                str(i.no),
                (i.title_zh, i.title or i.title_zh),
                (_short(towns, i.lead, "short_zh"), _short(towns, i.lead, "short")),
                (
                    "、".join(_short(towns, c, "short_zh") for c in i.partners),
                    ", ".join(_short(towns, c, "short") for c in i.partners),
                ),
                (
                    "；".join(f"{m.due_on:%m-%d} {m.title_zh}" for m in i.milestones) or "—",
                    "; ".join(f"{m.due_on:%m-%d} {m.title or m.title_zh}" for m in i.milestones) or "—",
                ),
            )
            for i in some
        ]
        made.append(blocks.table(head=head, rows=rows, right=[0], illustrative=any(i.illustrative for i in some)))
    signed = {a.member: queries.day_of(a.at) for a in card.answers if a.answer == Answer.ACCEPTED}
    made.append(blocks.paragraph(f"清单文本散列 {card.text_hash}", f"Hash of the list’s text {card.text_hash}"))
    made.append(blocks.signers([towns[c] for c in card.towns if c in towns], signed_on=signed))
    return made


def _many(count: int, thing: str) -> str:
    return f"{count} {thing}" if count == 1 else f"{count} {thing}s"


STRAND_NAMES = {
    Strand.PARTY_BUILDING: ("党建高地", "Party-building highland"),
    Strand.INDUSTRY: ("产业创新圈", "Industrial-innovation circle"),
    Strand.CULTURE_ECOLOGY: ("文旅生态圈", "Culture, tourism and ecology circle"),
    Strand.LIVABLE_LIFE: ("宜居生活圈", "Livable-life circle"),
}


def _short(towns: dict[str, Any], code: str, name: str) -> str:
    return getattr(towns[code], name) if code in towns else code


@deed("programme.propose_erratum", says=_("{who} proposed an erratum to item {no} of {year}"))
def propose_erratum(
    *, by: Standing, at: datetime, circle: str, year: int, item_no: int, field: str, new: str, reason: str,
    illustrative: bool = False,
) -> Erratum:  # fmt: skip
    """Propose a correction of a frozen list. The frozen text stays; the erratum stands beside it once all have signed."""
    row, card = _found(by, circle, year)
    rules.may_propose_erratum(by, circle, card.state).require()
    faults = []
    kept = queries.version_text(by, circle, year, card.version)
    old = queries.frozen_value(kept.text, item_no, field) if kept and field in CORRECTABLE else None
    if field not in CORRECTABLE:
        faults.append(Fault("unknown_field", "field", _("This field is not corrected by an erratum."), None, field))
    elif old is None:
        faults.append(Fault("no_item", "item_no", _("The list has no item of this number."), None, str(item_no)))
    if not new.strip():
        faults.append(Fault("no_text", "new", _("Say what it should read.")))
    elif old is not None and new.strip() == old:
        faults.append(Fault("same_text", "new", _("This is what it says already.")))
    if field == "strand" and new.strip() not in Strand.values:
        faults.append(
            Fault("unknown_strand", "new", _("Choose one of the four strands: %s.") % ", ".join(Strand.values))
        )
    if not reason.strip():
        faults.append(Fault("no_reason", "reason", _("Say why it is corrected.")))
    if faults:
        raise Invalid(*faults)
    body = {
        "list": card.text_hash,
        "item": item_no,
        "field": field,
        "old": old,
        "new": new.strip(),
        "reason": reason.strip(),
    }
    text = json.dumps(body, ensure_ascii=False, sort_keys=True)
    erratum = Erratum(
        of_list=row, number=len(card.errata) + 1, item_no=item_no, field=field, old=old or "", new=new.strip(),
        reason=reason.strip(), text_hash=text_hash(text), towns=party_list(m.code for m in members_on(by, circle, queries.day_of(at))),
        proposed_at=at, owner=by.member, circle=circle, in_circle_id=row.in_circle_id, audience=row.audience,
        illustrative=illustrative,
    )  # fmt: skip
    erratum.save()
    tell(no=item_no, year=year)
    return erratum


@deed("programme.sign_erratum", says=_("{who} signed the erratum to item {no} of {year}"))
def sign_erratum(
    *, by: Standing, at: datetime, circle: str, year: int, number: int, text_hash: str, illustrative: bool = False
) -> ErratumSignature:
    """Sign a correction for the town acted for; once every town has, it stands beside the frozen text."""
    row, card = _found(by, circle, year)
    found = next((e for e in card.errata if e.number == number), None)
    if found is None:
        raise Invalid(Fault("no_erratum", "number", _("There is no such erratum."), None, str(number)))
    rules.may_sign_erratum(
        by, towns=found.signed + found.missing, signed=found.signed, text_hash=found.text_hash, heard=text_hash
    ).require()
    signature = ErratumSignature(
        erratum_id=found.uid, text_hash=text_hash, signatory=by.person, signatory_name=by.name, signed_at=at,
        owner=by.member, circle=circle, in_circle_id=row.in_circle_id, audience=row.audience, illustrative=illustrative,
    )  # fmt: skip
    signature.save()
    tell(no=found.item_no, year=year)
    return signature


@deed("programme.carry_over", says=_("{who} carried {items} open items over to {year}"))
def carry_over(
    *, by: Standing, at: datetime, circle: str, year: int, into: int, nos: Iterable[int], due_by: date | None = None
) -> int:
    """Carry open items of a year into a later draft list: what nobody has witnessed goes along, and the item ages.

    Parameters
    ----------
    by : Standing
    at : datetime
    circle : str
    year, into : int
        The list they stand on, and the draft that takes them.
    nos : iterable of int
    due_by : date, optional
        When what is left is due; 30 June of the new year unless said.
    """
    row, card = _found(by, circle, into)
    rules.may_change_items(by, circle, card.state).require()
    wanted = set(nos)
    items = {i.no: i for i in queries.items_of(by, circle, year, queries.day_of(at))}
    open_ones = {n: i for n, i in items.items() if i.state in (ItemState.IN_FORCE, ItemState.LATE)}
    faults = [
        Fault("not_open", "nos", _("Only items that are neither done nor given up are carried over."), None, str(n))
        for n in sorted(wanted - set(open_ones))
    ]
    already = set(
        Item.objects.visible_to(by)
        .filter(of_list=row, carried_from__isnull=False)
        .values_list("carried_from", flat=True)
    )
    faults += [
        Fault("carried", "nos", _("This item has been carried over already."), None, str(n))
        for n in sorted(wanted & set(open_ones))
        if open_ones[n].uid in already
    ]
    if not wanted:
        faults.append(Fault("empty", "nos", _("Choose at least one item.")))
    if faults:
        raise Invalid(*faults)
    last = Item.objects.visible_to(by).filter(of_list=row).order_by("-no").values_list("no", flat=True).first() or 0
    due = due_by or date(into, 6, 30)
    row.save()
    for step, no in enumerate(sorted(wanted), 1):
        _carry(by, row, open_ones[no], last + step, due)
    count(items=len(wanted))
    tell(year=into, items=len(wanted))
    return len(wanted)


def _carry(by: Standing, row: KeyProjectList, item: ItemCard, no: int, due: date) -> None:
    common = {
        "owner": row.owner, "circle": row.circle, "in_circle_id": row.in_circle_id, "audience": Audience.CIRCLE,
        "illustrative": item.illustrative,
    }  # fmt: skip
    old = Item.objects.visible_to(by).get(pk=item.uid)
    made = Item(of_list=row, no=no, carried_from=old, source=old.source, **common)
    for name in (
        "title_zh", "title", "about_zh", "about", "strand", "lead_id", "person", "person_name", "clause_id",
        "agreement_cited_id", "agreement_clause", "affected_zh", "affected", "indicator", "indicator_target", "indicator_unit",
    ):  # fmt: skip
        setattr(made, name, getattr(old, name))
    made.save()
    for code in item.partners:
        ItemPartner(item=made, member_id=code, **common).save()
    left = [m for m in item.milestones if m.state != "witnessed"]
    for number, milestone in enumerate(left, 1):
        Milestone(
            item=made, no=number, title_zh=milestone.title_zh, title=milestone.title, due_on=due, weight=milestone.weight,
            confirm_zh=milestone.confirm_zh, confirm=milestone.confirm, **common,
        ).save()  # fmt: skip
