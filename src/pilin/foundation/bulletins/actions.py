"""Deeds of bulletins: draft, change, freeze, sign, release, withdraw, correct."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from pilin.engine.base import Conflict, Fault, Invalid, Refused, text_hash
from pilin.foundation.access.enums import Audience, Role
from pilin.foundation.access.standing import Standing
from pilin.foundation.bulletins import blocks as made
from pilin.foundation.bulletins import citing, correcting, loose, queries, rules
from pilin.foundation.bulletins.correcting import HOUSE
from pilin.foundation.bulletins.enums import LONGEST_REASON, BulletinKind, BulletinState, CorrectionSaid
from pilin.foundation.bulletins.models import Bulletin, BulletinSignature, Correction, CorrectionWord
from pilin.foundation.identity.queries import people_holding
from pilin.foundation.journal.actions import both, deed, seal, tell
from pilin.foundation.members.models import Circle, Member
from pilin.foundation.members.queries import members_on
from pilin.foundation.notices.actions import notify
from pilin.foundation.notices.enums import WorkKind

SHANGHAI = ZoneInfo("Asia/Shanghai")


@deed("bulletins.draft_bulletin", says=_("{who} drafted the bulletin {title}"))
def draft_bulletin(
    *,
    by: Standing,
    at: datetime,
    circle: str,
    slug: str,
    title_zh: str,
    title: str,
    blocks: list[dict[str, Any]],
    release_at: datetime,
    kind: str = BulletinKind.NOTICE,
    needs_all: bool = False,
    audience: str = Audience.CIRCLE,
    owner: str = "",
    illustrative: bool = False,
    source: str = "",
) -> Bulletin:
    """Draft a bulletin for the circle. Until it is released, ``audience`` (the circle, or the own town) reads it."""
    within = Circle.objects.visible_to(by).filter(slug=circle).first()
    if within is None:
        raise Invalid(Fault("unknown_circle", "circle", _("There is no such circle"), value=circle))
    rules.may_draft(by, circle).require()
    faults = _faults(slug=slug, title_zh=title_zh, title=title, blocks=blocks, release_at=release_at)
    if kind not in BulletinKind.values:
        faults.append(Fault("unknown_kind", "kind", _("There is no such template"), value=kind))
    if audience not in (Audience.OWN, Audience.CIRCLE):
        faults.append(Fault("bad_audience", "audience", _("A draft is the town's or the circle's"), value=audience))
    faults += _past(by, release_at, at)
    if Bulletin.objects.visible_to(HOUSE).filter(in_circle=within, slug=slug).exists():
        faults.append(Fault("taken", "slug", _("Another bulletin has this name in its address"), value=slug))
    if faults:
        raise Invalid(*faults)
    row = Bulletin(
        in_circle=within, circle=circle, owner=(owner if by.sees_all and owner else by.member) or circle, audience=audience,
        slug=slug, kind=kind, title_zh=title_zh.strip(), title=title.strip(), blocks=blocks, release_at=release_at,
        needs_all=needs_all, illustrative=illustrative, source=source,
    )  # fmt: skip
    row.save()
    tell(title=both(row, "title"))
    return row


@deed("bulletins.change_draft", says=_("{who} changed the draft {title}"))
def change_draft(
    *,
    by: Standing,
    at: datetime,
    bulletin: UUID,
    revision: int,
    title_zh: str,
    title: str,
    blocks: list[dict[str, Any]],
    release_at: datetime,
    needs_all: bool = False,
) -> Bulletin:
    """Change a draft; a frozen text is never changed."""
    row = _seen(by, bulletin)
    rules.may_change(by, row).require()
    if row.frozen_at is not None:
        raise Refused(
            "frozen", _("This text is frozen. Withdraw it and draft anew, or publish a correction once it is out")
        )
    if row.revision != revision:
        raise Conflict("stale", _("Someone changed this draft since you opened it"))
    faults = _faults(slug=row.slug, title_zh=title_zh, title=title, blocks=blocks, release_at=release_at)
    faults += _past(by, release_at, at)
    if faults:
        raise Invalid(*faults)
    row.title_zh, row.title, row.blocks = title_zh.strip(), title.strip(), blocks
    row.release_at, row.needs_all = release_at, needs_all
    row.save()
    tell(title=both(row, "title"))
    return row


@deed("bulletins.cite_figure", says=_("{who} bound a figure of {title} to its source: {name}"))
def cite_figure(
    *,
    by: Standing,
    at: datetime,
    bulletin: UUID,
    name: str,
    counts_zh: str,
    counts: str,
    said_on: date,
    title: str,
    title_zh: str = "",
    paragraph: str = "",
    url: str = "",
    value: str = "",
    comparator: str = "",
    unit: str = "",
    period: str = "",
    when_words: str = "",
    asks: str = "",
    promise: str = "",
    passage: str = "",
) -> Bulletin:
    """Keep a figure with the source that says it, for ``{figure:cited.NAME}``; one of the same name is replaced.

    ``citing.citation`` says what each part is and what is refused. A source of a day to come is refused too.
    """
    row = _draft_to_bind(by, bulletin)
    kept, faults = citing.citation(
        name=name, counts_zh=counts_zh, counts=counts, said_on=said_on, title=title, title_zh=title_zh, paragraph=paragraph, url=url,
        value=value, comparator=comparator, unit=unit, period=period, when_words=when_words, asks=asks, promise=promise, passage=passage,
    )  # fmt: skip
    today = at.astimezone(SHANGHAI).date()
    if said_on > today:
        faults.append(
            Fault("day_ahead", "said_on", _("This source is of a day that has not come"), value=said_on.isoformat())
        )
    if asks and queries.answer_figure(by, asks, today) is None:
        faults.append(Fault("unknown_figure", "asks", _("No dated query has this name"), value=asks))
    if promise and queries.promise_told(by, row.circle, promise, today) is None:
        faults.append(Fault("unknown_promise", "promise", _("There is no such promise"), value=promise))
    others = [one for one in row.citations if one["name"] != name]
    if len(others) >= citing.MOST:
        faults.append(Fault("too_many", "name", _("A bulletin keeps at most 200 cited figures")))
    if faults:
        raise Invalid(*faults)
    row.citations = sorted([*others, kept], key=lambda one: str(one["name"]))
    row.save()
    tell(title=both(row, "title"), name=name)
    return row


@deed("bulletins.drop_citation", says=_("{who} dropped a cited figure of {title}: {name}"))
def drop_citation(*, by: Standing, at: datetime, bulletin: UUID, name: str) -> Bulletin:
    """Drop a cited figure that the text does not name."""
    row = _draft_to_bind(by, bulletin)
    if citing.named(row.citations, f"{citing.PREFIX}{name}") is None:
        raise Invalid(Fault("unknown_figure", "name", _("No cited figure has this name"), value=name))
    if f"{citing.PREFIX}{name}" in made.names_in(row.blocks):
        raise Refused("named", _("The text names this figure: take it out of the text first"))
    row.citations = [one for one in row.citations if one["name"] != name]
    row.save()
    tell(title=both(row, "title"), name=name)
    return row


@deed("bulletins.wave_number", says=_("{who} let a number of {title} stand unbound: {number}"))
def wave_number(*, by: Standing, at: datetime, bulletin: UUID, number: str, reason: str) -> Bulletin:
    """Let a number of the text stand though nothing binds it, with the reason; the reason is frozen with the text."""
    row = _draft_to_bind(by, bulletin)
    faults = []
    if number not in {one.number for one in loose.unbound(row.blocks)}:
        faults.append(
            Fault("unknown_number", "number", _("The text has no such number without a source"), value=number)
        )
    if not reason.strip():
        faults.append(Fault("missing", "reason", _("Say why this number needs no source")))
    elif len(reason) > 240:
        faults.append(Fault("too_long", "reason", _("This is too long")))
    if faults:
        raise Invalid(*faults)
    row.waved = {**row.waved, number: reason.strip()}
    row.save()
    tell(title=both(row, "title"), number=number)
    return row


@deed("bulletins.freeze_bulletin", says=_("{who} froze the text of {title}"))
def freeze_bulletin(*, by: Standing, at: datetime, bulletin: UUID) -> Bulletin:
    """Fix the text for good: ask every dated query once, copy the answers, give the number, settle who signs."""
    row = _seen(by, bulletin)
    rules.may_change(by, row).require()
    if row.frozen_at is not None:
        raise Refused("frozen", _("This text is frozen already"))
    if row.withdrawn_at is not None:
        raise Refused("withdrawn", _("This bulletin was withdrawn"))
    today = at.astimezone(SHANGHAI).date()
    figures, faults = _answers(by, made.names_in(row.blocks), today, row.citations)
    if row.kind == BulletinKind.BRIEFING:
        faults += [
            Fault("unbound", "blocks", _("This number is bound to no source: bind it, or say why it stands"), row=one.row, value=one.number)
            for one in loose.unbound(row.blocks, row.waved)
        ]  # fmt: skip
    if faults:
        raise Invalid(*faults)
    year = row.release_at.astimezone(SHANGHAI).year
    last = (
        Bulletin.objects.visible_to(HOUSE)
        .filter(in_circle=row.in_circle, year=year)
        .aggregate(last=Max("number"))["last"]
    )
    row.figures, row.frozen_at, row.year, row.number = figures, at, year, (last or 0) + 1
    row.signers_needed = [m.code for m in members_on(HOUSE, row.circle, today)] if row.needs_all else []
    row.text_hash = text_hash(made.plain_text(row.title_zh, row.title, row.blocks, figures))
    row.save()
    _tell(by, at, row.signers_needed, Role.SIGNATORY, WorkKind.TO_SIGN, row)
    tell(title=both(row, "title"))
    return row


@deed("bulletins.sign_bulletin", says=_("{who} signed the bulletin {title}"))
def sign_bulletin(*, by: Standing, at: datetime, bulletin: UUID, hash_seen: str) -> BulletinSignature:
    """Sign the frozen text for the town acted for; ``hash_seen`` is the hash of the text that was read."""
    row = _seen(by, bulletin)
    rules.may_sign(by, row, queries.signed_codes([row.pk]).get(row.pk, ()), at).require()
    if hash_seen != row.text_hash:
        raise Conflict("other_text", _("You signed another text than the one kept here; read it again"))
    signature = BulletinSignature(
        in_circle=row.in_circle, circle=row.circle, owner=by.member, audience=row.audience, bulletin=row,
        member=Member.objects.visible_to(by).get(code=by.member), text_hash=row.text_hash, signatory=by.person,
        signatory_name=by.name, signed_at=at, illustrative=row.illustrative,
    )  # fmt: skip
    signature.save()
    if not set(row.signers_needed) - set(queries.signed_codes([row.pk])[row.pk]):
        _tell(by, at, [row.owner], Role.SECRETARY, "bulletin_signed", row)
    tell(title=both(row, "title"))
    return signature


@deed("bulletins.release_bulletin", says=_("{who} released the bulletin {title}"))
def release_bulletin(*, by: Standing, at: datetime, bulletin: UUID) -> Bulletin:
    """Note that a bulletin is out and open it to everyone; freezes it first when nobody has.

    Refused before its moment and while a town's signature is missing. Done twice, the second is refused.
    """
    row = _seen(by, bulletin)
    rules.may_change(by, row).require()
    if row.released_at is not None:
        raise Refused("released", _("This bulletin is out already"))
    if row.frozen_at is None:
        row = freeze_bulletin(by=by, at=at, bulletin=bulletin)
    state = rules.state_of(row, queries.signed_codes([row.pk]).get(row.pk, ()), at)
    if state is BulletinState.EMBARGO:
        raise Refused("too_early", _("Its moment has not come yet"))
    if state is not BulletinState.RELEASED:
        raise Refused("not_signed", _("Not every town has signed this text"))
    row.released_at, row.audience = row.release_at, Audience.PUBLIC
    row.save()
    seal("release")
    tell(title=both(row, "title"))
    return row


@deed("bulletins.withdraw_bulletin", says=_("{who} withdrew the bulletin {title} before its release"))
def withdraw_bulletin(*, by: Standing, at: datetime, bulletin: UUID) -> Bulletin:
    """Withdraw a bulletin that is not out yet; what is out stays out."""
    row = _seen(by, bulletin)
    rules.may_change(by, row).require()
    state = rules.state_of(row, queries.signed_codes([row.pk]).get(row.pk, ()), at)
    if state is BulletinState.RELEASED:
        raise Refused("released", _("What is out stays out: publish a correction"))
    if state is BulletinState.WITHDRAWN:
        raise Refused("withdrawn", _("This bulletin was withdrawn"))
    row.withdrawn_at = at
    row.save()
    tell(title=both(row, "title"))
    return row


@deed("bulletins.publish_correction", says=_("{who} published a correction to {title}"))
def publish_correction(
    *,
    by: Standing,
    at: datetime,
    bulletin: UUID,
    text_zh: str,
    text: str,
    figure: str = "",
    new_value: str = "",
    illustrative: bool = False,
) -> Correction:
    """Publish what was wrong in a released bulletin, beside it. The bulletin itself stays as it was.

    ``figure`` names the frozen figure that was wrong, ``new_value`` what is right, in the same unit; the old value is
    copied from what was frozen. It stands at once as the word of the town acted for; the signatories of every other
    town that signed the text are told that theirs is awaited.
    """
    row = _out_or_seen(by, bulletin)
    rules.may_correct(by, row, queries.signed_codes([row.pk]).get(row.pk, ()), at).require()
    faults = [
        Fault("missing", name, _("Say in Chinese and in English what was wrong, and what is right"))
        for name, words in (("text_zh", text_zh), ("text", text))
        if not words.strip()
    ]
    if figure and figure not in row.figures:
        faults.append(Fault("unknown_figure", "figure", _("This bulletin holds no such figure"), value=figure))
    elif figure and not new_value.strip():
        faults.append(Fault("missing", "new_value", _("Say what is right, in the same unit")))
    elif new_value and not figure:
        faults.append(Fault("missing", "figure", _("Say which figure was wrong")))
    right, wrong = citing.number_of(new_value)
    faults += wrong
    if faults:
        raise Invalid(*faults)
    number = Correction.objects.visible_to(HOUSE).filter(bulletin=row).count() + 1
    notice = Correction(
        in_circle=row.in_circle, circle=row.circle, owner=by.member or row.owner, audience=Audience.PUBLIC, bulletin=row,
        number=number, text_zh=text_zh.strip(), text=text.strip(), published_at=at, illustrative=illustrative or row.illustrative,
        figure=figure, old_value=(row.figures[figure]["value"] or "") if figure else "", new_value=right,
    )  # fmt: skip
    notice.save()
    _tell(by, at, correcting.awaited_of(row, notice.owner, ()), Role.SIGNATORY, "correction_asked", row, number)
    tell(title=both(row, "title"))
    return notice


@deed("bulletins.confirm_correction", says=_("{who} confirmed a correction to {title}"))
def confirm_correction(*, by: Standing, at: datetime, bulletin: UUID, number: int) -> CorrectionWord:
    """Confirm a correction for the town acted for: it is the word of one town more, and whole with the last of them."""
    row, notice, spoken = _asked(by, bulletin, number)
    word = _speak(by, at, notice, CorrectionSaid.CONFIRMED)
    objected = CorrectionWord.objects.visible_to(HOUSE).filter(correction=notice, said=CorrectionSaid.OBJECTED)
    if not correcting.awaited_of(row, notice.owner, {*spoken, by.member}) and not objected.exists():
        _tell(by, at, [notice.owner], Role.SECRETARY, "correction_confirmed", row, number)
    tell(title=both(row, "title"))
    return word


@deed("bulletins.object_to_correction", says=_("{who} objected to a correction to {title}"))
def object_to_correction(
    *, by: Standing, at: datetime, bulletin: UUID, number: int, reason_zh: str, reason: str
) -> CorrectionWord:
    """Object to a correction for the town acted for, with the reason in both languages; it stands beside it for good.

    The correction stays: what is right is then said by another one.
    """
    row, notice, _spoken = _asked(by, bulletin, number)
    faults = []
    for name, words in (("reason_zh", reason_zh), ("reason", reason)):
        if not words.strip():
            faults.append(Fault("missing", name, _("Say in Chinese and in English why your town objects")))
        elif len(words) > LONGEST_REASON:
            faults.append(Fault("too_long", name, _("This is too long")))
    if faults:
        raise Invalid(*faults)
    word = _speak(by, at, notice, CorrectionSaid.OBJECTED, reason_zh.strip(), reason.strip())
    _tell(by, at, [notice.owner], Role.SECRETARY, "correction_objected", row, number)
    tell(title=both(row, "title"))
    return word


def release_due(*, by: Standing, at: datetime) -> int:
    """Note every release whose moment has come, each as a deed of its own; return how many. Done again, it does nothing."""
    keys = queries.due_for_release(at)
    for key in keys:
        release_bulletin(by=by, at=at, bulletin=key)
    return len(keys)


def _asked(by: Standing, bulletin: UUID, number: int) -> tuple[Bulletin, Correction, set[str]]:
    """Return a bulletin, its correction that this standing may answer, and which towns answered already."""
    row = _out_or_seen(by, bulletin)
    notice = correcting.correction_of(row.pk, number)
    if notice is None:
        raise Invalid(Fault("unknown_correction", "number", _("There is no such correction"), value=str(number)))
    spoken = correcting.spoken_on([notice.pk]).get(notice.pk, set())
    rules.may_answer(by, row, notice.owner, spoken).require()
    return row, notice, spoken


def _speak(
    by: Standing, at: datetime, notice: Correction, said: CorrectionSaid, reason_zh: str = "", reason: str = ""
) -> CorrectionWord:
    word = CorrectionWord(
        in_circle=notice.in_circle, circle=notice.circle, owner=by.member, audience=notice.audience, correction=notice,
        member=Member.objects.visible_to(by).get(code=by.member), said=said, reason_zh=reason_zh, reason=reason,
        signatory=by.person, signatory_name=by.name, said_at=at, illustrative=notice.illustrative,
    )  # fmt: skip
    word.save()
    return word


def _tell(
    by: Standing, at: datetime, towns: Iterable[str], role: Role, kind: str, row: Bulletin, number: int | None = None
) -> None:
    """Tell those who hold a role in these towns of a bulletin, or of its correction of this number."""
    today = at.astimezone(SHANGHAI).date()
    people = [person for town in towns for person in people_holding(town, role, today)]
    facts = {"title": row.title, "title_zh": row.title_zh}
    url = correcting.desk_of(row) if number is None else correcting.address_of(row, number)
    notify(by=by, at=at, people=people, kind=kind, facts=facts, url=url)


def _seen(by: Standing, bulletin: UUID) -> Bulletin:
    row: Bulletin | None = Bulletin.objects.visible_to(by).filter(pk=bulletin).select_related("in_circle").first()
    if row is None:
        raise Invalid(Fault("unknown_bulletin", "bulletin", _("There is no such bulletin")))
    return row


def _draft_to_bind(by: Standing, bulletin: UUID) -> Bulletin:
    """Return a draft that this standing may bind figures in, held until the deed is done."""
    row: Bulletin | None = (
        Bulletin.objects.visible_to(by)
        .select_for_update(of=("self",))
        .select_related("in_circle")
        .filter(pk=bulletin)
        .first()
    )
    if row is None:
        raise Invalid(Fault("unknown_bulletin", "bulletin", _("There is no such bulletin")))
    rules.may_bind(by, row).require()
    return row


def _past(by: Standing, release_at: datetime, at: datetime) -> list[Fault]:
    """Return a fault where an embargo would be over before it began; the house itself may take over what was released."""
    if by.sees_all or release_at.tzinfo is None or release_at >= at.replace(second=0, microsecond=0):
        return []
    reason = _("This moment is past: nothing can be held back until then. Give a moment to come, or now")
    return [Fault("past", "release_at", reason, value=release_at.isoformat())]


def _out_or_seen(by: Standing, bulletin: UUID) -> Bulletin:
    """Return the row also when its moment has come and nobody noted the release yet; the rules decide the rest."""
    row: Bulletin | None = Bulletin.objects.visible_to(HOUSE).filter(pk=bulletin).select_related("in_circle").first()
    if row is None:
        raise Invalid(Fault("unknown_bulletin", "bulletin", _("There is no such bulletin")))
    return row


def _faults(*, slug: str, title_zh: str, title: str, blocks: Any, release_at: datetime) -> list[Fault]:
    faults = [*made.faults_in(blocks)]
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug) or len(slug) > 60:
        faults.append(Fault("bad_slug", "slug", _("Use small letters, figures and hyphens, as list-2026"), value=slug))
    for name, words, most in (("title_zh", title_zh, 160), ("title", title, 240)):
        if not words.strip():
            faults.append(Fault("missing", name, _("Give the title in Chinese and in English")))
        elif len(words) > most:
            faults.append(Fault("too_long", name, _("This title is too long")))
    if release_at.tzinfo is None:
        faults.append(Fault("no_zone", "release_at", _("Say the moment of release with its time zone")))
    return faults


def _answers(
    by: Standing, names: list[str], today: date, citations: list[citing.Citation]
) -> tuple[dict[str, dict[str, Any]], list[Fault]]:
    answers: dict[str, dict[str, Any]] = {}
    faults = []
    for full in names:
        name, _at, day = full.partition("@")
        if name.startswith(citing.PREFIX):
            kept = citing.named(citations, full)
            if kept is None:
                faults.append(
                    Fault("unknown_citation", "blocks", _("No cited figure has this name; it takes no day"), value=full)
                )
            else:
                answers[full] = citing.frozen(kept)
            continue
        try:
            on = date.fromisoformat(day) if day else today
        except ValueError:
            faults.append(Fault("no_date", "blocks", _("This figure names a day that does not exist"), value=full))
            continue
        if on > today:
            faults.append(
                Fault("day_ahead", "blocks", _("A figure cannot be asked for a day that has not come"), value=full)
            )
            continue
        answer = queries.answer_figure(by, name, on)
        if answer is None:
            faults.append(Fault("unknown_figure", "blocks", _("No dated query has this name"), value=full))
            continue
        quantity = answer.value
        if quantity is not None and not quantity.unit:
            faults.append(
                Fault(
                    "no_unit", "blocks", _("A figure without a unit says nothing: its query must name one"), value=full
                )
            )
            continue
        answers[full] = queries.copied(answer)
    return answers, faults
