"""A joint patrol: proposed by one town, taken by the others, out with officers whose certificates hold, done."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from pilin.domain.enforcement import queries, rules
from pilin.domain.enforcement.actions.held import held, tell_clerks, towns_on
from pilin.domain.enforcement.enums import PatrolReply
from pilin.domain.enforcement.models import OfficerCertificate, Patrol, PatrolAnswer, PatrolOfficer
from pilin.domain.enforcement.rules import Pact
from pilin.engine.base import Fault
from pilin.foundation.access.enums import Audience
from pilin.foundation.access.models import party_list
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Invalid
from pilin.foundation.journal.actions import both, deed, tell
from pilin.foundation.members.models import Circle
from pilin.foundation.members.queries import SHANGHAI, day_of


@deed("enforcement.propose_patrol", says=_("{who} proposed the joint patrol {title}"))
def propose_patrol(
    *,
    by: Standing,
    at: datetime,
    circle: Circle,
    town: str,
    agreement: str,
    towns: Iterable[str],
    host: str,
    on: date,
    starts: time,
    title_zh: str,
    route_zh: str,
    officers: Iterable[UUID] = (),
    clause: int | None = None,
    title: str = "",
    route: str = "",
    illustrative: bool = False,
    source: str = "",
) -> Patrol:
    """Propose a joint patrol under a named agreement; each other town answers with a row of its own.

    Parameters
    ----------
    agreement : str
        Address of an agreement on joint enforcement that is in force on that day and to which all towns are parties.
    towns : iterable of str
        Codes of all towns that come along, the own one among them.
    officers : iterable of UUID
        Certificates of the own town's officers who come along.

    Raises
    ------
    Invalid
        With every fault, each officer's lack of a valid certificate for the place and day among them.
    """
    codes = set(towns)
    rules.may_propose(by, circle.slug, town, codes).require()
    pact = queries.pact_named(circle.slug, agreement, on)
    faults = rules.faults_of_patrol(
        pact=pact, towns=codes, host=host, on=on, today=day_of(at), title_zh=title_zh, route_zh=route_zh, clause=clause,
        clauses=queries.clauses_of(circle.slug, agreement, on),
    )  # fmt: skip
    if strange := sorted(codes - towns_on(circle.slug, on)):
        faults.append(Fault("towns", "towns", _("Choose towns of this circle"), value=", ".join(strange)))
    chosen, more = _chosen(circle.slug, town, officers, host, on, pact)
    if faults := faults + more:
        raise Invalid(*faults)
    row = Patrol(
        in_circle=circle, circle=circle.slug, owner=town, audience=Audience.PARTIES, parties=party_list(codes), agreement=pact.uid if pact else None,
        agreement_slug=agreement, clause=clause, title_zh=title_zh.strip(), title=title.strip(), host=host, on=on, starts_at=datetime.combine(on, starts, SHANGHAI),
        route_zh=route_zh.strip(), route=route.strip(), illustrative=illustrative, source=source,
    )  # fmt: skip
    row.save()
    _send_along(row, town, chosen)
    tell_clerks(by, at, codes, "patrol_proposed", row, row.title_zh)
    tell(title=both(row, "title"))
    return row


@deed("enforcement.answer_patrol", says=_("{who} answered the joint patrol {title}"))
def answer_patrol(
    *, by: Standing, at: datetime, patrol: Patrol, reply: str, officers: Iterable[UUID] = (), note: str = ""
) -> PatrolAnswer:
    """Say for one's town whether it comes along, and with whom."""
    row = held(patrol)
    (card,) = queries.patrol_cards(queries.HOUSE, [row])
    answered = set(card.towns) - set(card.waits_for)
    rules.may_answer(by, row, card.state, answered).require()
    faults = []
    if reply not in PatrolReply.values:
        faults.append(Fault("reply", "reply", _("Say whether your town comes along"), value=reply))
    if reply == PatrolReply.DECLINED and not note.strip():
        faults.append(Fault("no_words", "note", _("Write why, so that another day can be found")))
    chosen: list[OfficerCertificate] = []
    if reply == PatrolReply.TAKEN:
        pact = queries.pact_named(row.circle, row.agreement_slug, row.on)
        chosen, more = _chosen(row.circle, by.member, officers, row.host, row.on, pact)
        faults += more
    if faults:
        raise Invalid(*faults)
    answer = PatrolAnswer(
        in_circle_id=row.in_circle_id, circle=row.circle, owner=by.member, audience=row.audience, parties=row.parties, patrol=row, reply=reply, at=at,
        who=by.name if by.signed_in else "", note=note.strip(), illustrative=row.illustrative,
    )  # fmt: skip
    answer.save()
    _send_along(row, by.member, chosen)
    tell_clerks(by, at, [row.owner], "patrol_answered", row, row.title_zh)
    tell(title=both(row, "title"))
    return answer  # fmt: skip


@deed("enforcement.add_officers", says=_("{who} named officers for the joint patrol {title}"))
def add_officers(*, by: Standing, at: datetime, patrol: Patrol, officers: Iterable[UUID]) -> Patrol:
    """Name further officers of one's town before a patrol sets out: somebody fell ill, a certificate ended."""
    row = held(patrol)
    (card,) = queries.patrol_cards(queries.HOUSE, [row])
    rules.may_add_officers(by, row, card.state).require()
    pact = queries.pact_named(row.circle, row.agreement_slug, row.on)
    known = set(
        PatrolOfficer.objects.visible_to(queries.HOUSE).filter(patrol=row).values_list("certificate", flat=True)
    )
    chosen, faults = _chosen(
        row.circle, by.member, [uid for uid in officers if uid not in known], row.host, row.on, pact
    )
    if not chosen and not faults:
        faults = [Fault("nobody", "officers", _("Choose somebody who does not come along yet"))]
    if faults:
        raise Invalid(*faults)
    _send_along(row, by.member, chosen)
    tell(title=both(row, "title"))
    return row


@deed("enforcement.begin_patrol", says=_("{who} let the joint patrol {title} set out"))
def begin_patrol(*, by: Standing, at: datetime, patrol: Patrol) -> Patrol:
    """Let a patrol set out on its day, once every certificate is looked at again.

    Raises
    ------
    Invalid
        With each officer's lack, and where fewer come along than the law asks or nobody of the host side does.
    """
    row = held(patrol)
    rules.may_begin(by, row, queries.state_of(row), day_of(at)).require()
    pact = queries.pact_named(row.circle, row.agreement_slug, row.on)
    along = queries.along_of(queries.HOUSE, row, pact)
    faults = rules.faults_of_officers([one.checked for one in along if one.checked], row.host, row.on)
    if pact is None or not pact.in_force:
        faults.append(
            Fault(
                "not_in_force", "agreement", _("This agreement is not in force on that day"), value=row.agreement_slug
            )
        )
    if faults:
        raise Invalid(*faults)
    row.begun_at = at
    row.save()
    tell(title=both(row, "title"))
    return row


@deed("enforcement.end_patrol", says=_("{who} said that the joint patrol {title} is done"))
def end_patrol(*, by: Standing, at: datetime, patrol: Patrol, result_zh: str) -> Patrol:
    """Say that a patrol is done and what came of it."""
    row = held(patrol)
    rules.may_end(by, row, queries.state_of(row)).require()
    if not result_zh.strip():
        raise Invalid(Fault("no_words", "result_zh", _("Write in a sentence or two what came of it")))
    row.done_at, row.result_zh, row.noted_by = at, result_zh.strip(), by.name if by.signed_in else ""
    row.save()
    tell(title=both(row, "title"))
    return row


@deed("enforcement.call_off_patrol", says=_("{who} called the joint patrol {title} off"))
def call_off_patrol(*, by: Standing, at: datetime, patrol: Patrol, why: str) -> Patrol:
    """Call a patrol off before it sets out."""
    row = held(patrol)
    rules.may_call_off(by, row, queries.state_of(row)).require()
    if not why.strip():
        raise Invalid(Fault("no_words", "why", _("Write why, so that another day can be found")))
    row.called_off_on, row.called_off_why = day_of(at), why.strip()
    row.save()
    tell_clerks(by, at, row.parties.strip(",").split(","), "patrol_called_off", row, row.title_zh)
    tell(title=both(row, "title"))
    return row


def _chosen(
    circle: str, town: str, officers: Iterable[UUID], host: str, on: date, pact: Pact | None
) -> tuple[list[OfficerCertificate], list[Fault]]:
    """Return a town's certificates of these keys, and what each lacks for the place and day."""
    wanted = list(dict.fromkeys(officers))
    found = list(OfficerCertificate.objects.visible_to(queries.HOUSE).filter(circle=circle, owner=town, pk__in=wanted))
    faults = [Fault("officers", "officers", _("Choose officers of your own town"))] if len(found) != len(wanted) else []
    for one in queries.checked(found, host, on, pact):
        for lack in one.lacks:
            reason = _("{name} ({last}): {why}").format(
                name=one.certificate.name, last=one.certificate.last_four, why=lack.reason
            )
            faults.append(Fault(lack.code, "officers", reason, value=one.certificate.name))
    return found, faults


def _send_along(row: Patrol, town: str, chosen: Iterable[OfficerCertificate]) -> None:
    for one in chosen:
        PatrolOfficer(
            in_circle_id=row.in_circle_id, circle=row.circle, owner=town, audience=row.audience, parties=row.parties, patrol=row,
            certificate=one.pk, name=one.name, last_four=one.last_four, issuer_zh=one.issuer_zh, illustrative=row.illustrative,
        ).save()  # fmt: skip
