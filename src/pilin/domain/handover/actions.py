"""The deeds of a handover: compile, read, seal; the second seal moves the office."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from pilin.domain.handover import archives, queries, rules
from pilin.domain.handover.enums import SECRETS, HandoverState, Side
from pilin.domain.handover.models import Closing, Dossier, DossierSeal, Handover, Rotation, SectionReading
from pilin.engine.base import text_hash as hash_of
from pilin.foundation.access.enums import Audience, Role
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Conflict, Fault, Invalid, Refused
from pilin.foundation.identity.queries import people_holding
from pilin.foundation.journal.actions import both, deed, in_both, label, tell
from pilin.foundation.journal.actions import seal as close_logs
from pilin.foundation.ledger import actions as ledger
from pilin.foundation.ledger import queries as ledger_queries
from pilin.foundation.ledger.findings import Finding
from pilin.foundation.members import actions as members
from pilin.foundation.members.models import Circle, Member
from pilin.foundation.members.queries import circle_named, member_row
from pilin.foundation.notices import actions as notices

SHANGHAI = ZoneInfo("Asia/Shanghai")
MOST_TOLD = 3  # findings a refusal names; `pilin verify` names them all


@deed("handover.compile_dossier", says=_("{who} compiled the handover dossier {year} of {title}, version {number}"))
def compile_dossier(*, by: Standing, at: datetime, circle: str, year: int, illustrative: bool = False) -> Dossier:
    """Freeze every section as it is now into a new version; seals under an earlier version lapse.

    Refused when nothing has changed since the last version, so that no seal lapses for nothing.
    """
    within, parties, row = _held(by, circle, year)
    state, on = _state(row, parties), _day(at)
    rules.may_compile(by, parties.outgoing, state, parties.incoming, late=parties.ends_on < on).require()
    sections = queries.compiled_now(by, circle, on)
    last = _last(row)
    if last is not None and last.sections == sections:
        raise Refused(
            "nothing_changed", _("Nothing has changed since version {number}; it stands").format(number=last.number)
        )
    shared = {
        "in_circle": within,
        "circle": circle,
        "owner": by.member if by.member == parties.incoming else parties.outgoing,  # the incoming one only when late
        "illustrative": illustrative or parties.illustrative,
    }
    text = rules.dossier_text(
        circle_zh=within.name_zh,
        year=year,
        outgoing=parties.outgoing,
        incoming=parties.incoming,
        as_of=on,
        sections=sections,
        names=queries.names_of(by),
    )
    number, hashed = (last.number if last else 0) + 1, hash_of(text)
    if row is None:
        out, into = _member(parties.outgoing), _member(parties.incoming)
        row = Handover(year=year, outgoing=out, incoming=into, audience=Audience.PUBLIC, **shared)
    row.outline = rules.outline_of(number, on, hashed, sections)
    row.save()
    dossier = Dossier(
        handover=row,
        number=number,
        as_of=on,
        compiled_at=at,
        sections=sections,
        text=text,
        text_hash=hashed,
        audience=Audience.CIRCLE,
        **shared,
    )
    dossier.save()
    tell(title=both(within, "name"), year=year, number=number)
    _ask(by, at, row, "to_sign", parties.incoming, Role.SECRETARY)
    _ask(by, at, row, "to_sign", parties.outgoing, Role.SIGNATORY)
    return dossier


@deed("handover.read_section", says=_("{who} read “{section}” of the handover dossier {year}"))
def read_section(*, by: Standing, at: datetime, circle: str, year: int, key: str) -> SectionReading:
    """Note for the incoming town that a section was read as it stands."""
    _within, parties, row = _held(by, circle, year)
    rules.may_read(by, parties.incoming, _state(row, parties)).require()
    last = _last(row)
    section = next((s for s in last.sections if s["key"] == key), None) if last else None
    if row is None or section is None:
        raise Invalid(Fault("unknown_section", "key", _("The dossier has no such section"), value=key))
    found = next((r for r in row.readings.all() if (r.key, r.section_hash) == (key, section["hash"])), None)
    if found is not None:
        raise Conflict("read_already", _("Your town has read this section already"))
    reading = SectionReading(
        handover=row,
        in_circle=row.in_circle,
        circle=circle,
        owner=by.member,
        audience=Audience.PUBLIC,
        key=key,
        section_hash=section["hash"],
        reader_name=by.name,
        read_at=at,
        illustrative=row.illustrative,
    )
    reading.save()
    tell(section=in_both(section["title_zh"], section["title"]), year=year)
    if not rules.unread_sections(last.sections if last else [], [*_readings(row), (key, section["hash"])]):
        _ask(by, at, row, "to_sign", parties.incoming, Role.SIGNATORY)
    return reading


@deed("handover.sign_dossier", says=_("{who} sealed the handover dossier {year} of {title}"))
def sign_dossier(*, by: Standing, at: datetime, circle: str, year: int, text_hash: str) -> DossierSeal:
    """Set a chair's seal under the text with this hash and the term that follows; with the second seal that term is opened.

    Where a chair refuses or is absent after its last day, more than half of the other members stand in for it. The office moves with the first day of that term; when the seal comes after that day, with the seal itself. Until
    then the old town only acts. What was signed in a term stays valid after it: nothing of it is touched here.
    """
    within, parties, row = _held(by, circle, year)
    last = _last(row)
    unread = rules.unread_sections(last.sections, _readings(row)) if last and row else []
    current = last.text_hash if last else ""
    seals = [queries.rule_seal(seal) for seal in row.seals.all()] if row else []
    codes = parties.outgoing, parties.incoming
    signed = rules.standing_seals(current, seals, *codes)
    electors = queries.electors_of(circle, parties.ends_on) if parties.ends_on < _day(at) else ()
    stood_in = [seal.owner for seal in seals if (seal.side, seal.text_hash) == (Side.STEAD, current)]
    rules.may_sign(by, *codes, _state(row, parties), signed, len(unread), electors, stood_in).require()
    if row is None or text_hash != current:
        raise Conflict("other_text", _("The dossier was compiled anew since you read it; read the new version first"))
    side = rules.side_of(by, parties.outgoing, parties.incoming)
    seal = DossierSeal(
        handover=row,
        in_circle=within,
        circle=circle,
        owner=by.member,
        audience=Audience.PUBLIC,
        side=side,
        text_hash=current,
        term=rules.term_of(year + 1, parties.incoming, electors if side == Side.STEAD else ()),
        signatory=by.person,
        signatory_name=by.name,
        signed_at=at,
        illustrative=row.illustrative,
    )
    seal.save()
    tell(title=both(within, "name"), year=year)
    now = rules.standing_seals(current, [*seals, queries.rule_seal(seal)], *codes)
    if now >= {Side.OUTGOING, Side.INCOMING}:
        close_logs("handover")
        machine = Standing.machine("handover")  # the right to the office comes from both seals, not from who was second
        members.open_term(
            by=machine,
            at=at,
            circle=within,
            member=row.incoming,
            year=year + 1,
            starts_on=parties.ends_on + timedelta(days=1),
            illustrative=row.illustrative,
        )
    elif side != Side.STEAD:
        other = parties.incoming if side == Side.OUTGOING else parties.outgoing
        _ask(by, at, row, "to_sign", other, Role.SIGNATORY)
    return seal


def _held(by: Standing, circle: str, year: int) -> tuple[Circle, queries.Parties, Handover | None]:
    """Hold the circle while the deed is written, so that no seal and no new version cross; return what it concerns."""
    within = circle_named(by, circle)
    parties = queries.parties_of(circle, year)
    if within is None or parties is None:
        raise Invalid(
            Fault("no_turn", "year", _("Nobody knows yet who hands over to whom after that year"), value=str(year))
        )
    list(Circle.objects.visible_to(by).select_for_update().filter(pk=within.pk).values_list("pk"))
    row = queries.handover_row(by, circle, year)
    if row is not None:
        parties = queries.Parties(row.outgoing.code, row.incoming.code, parties.ends_on, row.illustrative)
    return within, parties, row


def _member(code: str) -> Member:
    row = member_row(Standing.machine("handover"), code)
    if row is None:
        raise Invalid(Fault("unknown_member", "year", _("A town of the turn is not known here"), value=code))
    return row


def _state(row: Handover | None, parties: queries.Parties) -> HandoverState:
    last = _last(row)
    seals = [queries.rule_seal(seal) for seal in row.seals.all()] if row else []
    return rules.state_of(last.text_hash if last else "", seals, parties.outgoing, parties.incoming)


def _last(row: Handover | None) -> Dossier | None:
    versions = list(row.dossiers.all()) if row else []
    return versions[-1] if versions else None


def _readings(row: Handover) -> list[tuple[str, str]]:
    return [(reading.key, reading.section_hash) for reading in row.readings.all()]


def _ask(by: Standing, at: datetime, row: Handover, kind: str, member: str, role: Role) -> None:
    people = people_holding(member, role, _day(at))
    if not people:
        return
    address = reverse("handover:dossier", kwargs={"circle": row.circle, "year": row.year})
    facts = {"title": f"Handover dossier {row.year}", "title_zh": f"{row.year} 年交接卷宗"}
    notices.notify(by=by, at=at, people=people, kind=kind, facts=facts, url=address)


def _day(at: datetime) -> date:
    return at.astimezone(SHANGHAI).date()


# The ceremony ---------------------------------------------------------------------------------------------------------


def close_year(*, by: Standing, at: datetime, circle: str, year: int, anew: bool = False) -> Closing:
    """Close the year: check everything, close and cosign every log, put all of it into one archive.

    Done again it leaves what is there, unless ``anew`` asks for another closing of what has grown since.

    Raises
    ------
    Refused
        When something does not hold: then nothing is closed, and the first findings are named.
    """
    row = queries.handover_row(by, circle, year)
    last = queries.last_closing(row)
    if row is not None and last is not None and not anew:
        rules.may_close_year(by, row.outgoing.code, row.incoming.code).require()
        return last
    return _close_year(by=by, at=at, circle=circle, year=year)


@deed("handover.close_year", says=_("{who} closed the year {year} of {title}: {heads} heads, archive {archive}"))
def _close_year(*, by: Standing, at: datetime, circle: str, year: int) -> Closing:
    within, parties, row = _held(by, circle, year)
    rules.may_close_year(by, parties.outgoing, parties.incoming).require()
    if row is None:
        raise Refused("not_compiled", _("First compile the dossier: the closing stands under it"))
    checked = ledger_queries.check_instance()
    if not checked.holds:
        raise Refused(
            "does_not_hold",
            _("Not everything holds, so nothing was closed. {findings}").format(findings=_told(by, checked.findings)),
        )
    done = ledger.close_grown(by=Standing.machine("handover"), at=at, why=f"closing of {year}", circle=circle)
    if done.forked or done.elsewhere:
        told = "; ".join((*done.forked, *done.elsewhere))
        raise Refused("not_closed", _("These logs could not be closed here: {logs}").format(logs=told))
    number = len(row.closings.all()) + 1
    kept, heads = archives.keep(circle, year, number), archives.heads_of(circle)
    closing = Closing(
        handover=row,
        in_circle=within,
        circle=circle,
        owner=parties.outgoing,
        audience=Audience.PUBLIC,
        number=number,
        closed_at=at,
        checked={"logs": len(heads), "entries": sum(head["size"] for head in heads), "joint": checked.joint},
        heads=heads,
        archive=kept.name,
        archive_bytes=kept.size,
        archive_hash=kept.digest,
        illustrative=row.illustrative,
    )
    closing.save()
    tell(title=both(within, "name"), year=year, heads=len(closing.heads), archive=kept.digest[:12])
    return closing


def _told(by: Standing, findings: Sequence[Finding]) -> str:
    """Return the first findings in words, as far as this standing may read what they are about."""
    shown = ledger_queries.told_to(by, findings)[:MOST_TOLD]
    told = [f"{found.where}: {found.reason}" for found in shown]
    if left := len(findings) - len(shown):
        told.append(
            ngettext(
                "%(n)s more place is named by pilin verify, run where this instance is kept",
                "%(n)s more places are named by pilin verify, run where this instance is kept",
                left,
            )
            % {"n": left}
        )
    return "; ".join(told)


@deed("handover.note_rotated", says=_("{who} changed a shared secret at the handover {year}: {secret}"))
def note_rotated(*, by: Standing, at: datetime, circle: str, year: int, key: str) -> Rotation:
    """Note that a secret several towns shared was changed; the secret itself never comes here."""
    within, parties, row = _held(by, circle, year)
    rules.may_note_rotation(by, parties.incoming).require()
    secret = next((one for ask in SECRETS for one in ask() if one.key == key), None)
    if row is None or secret is None:
        raise Invalid(Fault("unknown_secret", "key", _("There is no such shared secret here"), value=key))
    if any(rotation.key == key for rotation in row.rotations.all()):
        raise Conflict("rotated_already", _("It was noted as changed already"))
    rotation = Rotation(
        handover=row,
        in_circle=within,
        circle=circle,
        owner=by.member or parties.incoming,
        audience=Audience.PUBLIC,  # that it was changed; never what it is
        key=key,
        rotated_at=at,
        illustrative=row.illustrative,
    )
    rotation.save()
    tell(year=year, secret=label(secret.title))
    return rotation
