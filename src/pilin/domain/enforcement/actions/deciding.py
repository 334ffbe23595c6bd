"""The competent body: it files, its clock runs, it decides within its own list."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from pilin.domain.enforcement import queries, rules
from pilin.domain.enforcement.actions.held import held, tell_clerks
from pilin.domain.enforcement.enums import ENFORCEMENT_CASE, DecisionOutcome
from pilin.domain.enforcement.laws import last_day, law_on, working_days_to
from pilin.domain.enforcement.models import Decision, Filing, Finding, TermExtension
from pilin.engine.base import Fault
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Invalid
from pilin.foundation.cases import actions as cases
from pilin.foundation.cases.enums import CaseState, Channel
from pilin.foundation.cases.models import Case
from pilin.foundation.journal.actions import deed, tell
from pilin.foundation.members.queries import day_of

FEN = Decimal("0.01")


@deed("enforcement.file_finding", says=_("{who} filed the finding {title}: the term runs"))
def file_finding(*, by: Standing, at: datetime, finding: Finding, body_zh: str, body: str = "") -> Filing:
    """File a finding as the competent body of the town of the act. The statutory term runs from the next day.

    It becomes a case on the town's desk, which the firm does not read. The desk counts working days: its day is the last working
    day that is not after the day of the law.
    """
    row = held(finding)
    rules.may_file(by, row, by.member, queries.state_of_finding(row)).require()
    if not body_zh.strip():
        raise Invalid(Fault("no_body", "body_zh", _("Name the competent body")))
    today = day_of(at)
    law = law_on("decision", today, by.member)
    end = last_day(law, today)
    filing = Filing(
        in_circle_id=row.in_circle_id, circle=row.circle, owner=by.member, audience=row.audience, parties=row.parties, finding=row.pk, title_zh=row.title_zh,
        matter=row.matter, acted_on=day_of(row.acted_at), body_zh=body_zh.strip(), body=body.strip(), filed_on=today,
        filed_by=by.name if by.signed_in else "", days=law.value, clause_zh=law.clause_zh, clause=law.clause, decide_by=end, joint=len(row.towns) > 1,
        illustrative=row.illustrative,
    )  # fmt: skip
    case = cases.receive_case(
        by=by, at=at, circle=row.in_circle, town=by.member, kind=ENFORCEMENT_CASE, subject=row.title_zh, channel=Channel.VISIT, about=filing.pk,
        days=working_days_to(today, end), illustrative=row.illustrative,
    )  # fmt: skip
    filing.case = case.pk
    filing.save()
    tell_clerks(by, at, [row.owner, *row.towns], "finding_filed", row, row.title_zh)
    tell(title=row.reference)
    return filing


@deed("enforcement.extend_term", says=_("{who} extended the term of {title}"))
def extend_term(
    *, by: Standing, at: datetime, filing: Filing, until: date, clause_zh: str, reason_zh: str
) -> TermExtension:
    """Extend a term, with the clause that allows it and the reason. The day of the law stays beside it."""
    row = held(filing)
    rules.may_extend(by, row, queries.decision_of(queries.HOUSE, row) is not None).require()
    end = queries.clock_of(row, day_of(at)).end
    faults = []
    if until <= end:
        faults.append(Fault("until", "until", _("Name a day after {end}").format(end=end), value=str(until)))
    if day_of(at) > end:
        faults.append(
            Fault("over", "until", _("The term is over: what is over is late, not extended"), value=str(until))
        )
    if not clause_zh.strip():
        faults.append(Fault("no_clause", "clause_zh", _("Name the clause that allows it")))
    if not reason_zh.strip():
        faults.append(Fault("no_words", "reason_zh", _("Write why the term does not suffice")))
    if faults:
        raise Invalid(*faults)
    extension = TermExtension(
        in_circle_id=row.in_circle_id, circle=row.circle, owner=row.owner, audience=row.audience, parties=row.parties, filing=row, until=until,
        clause_zh=clause_zh.strip(), reason_zh=reason_zh.strip(), on=day_of(at), who=by.name if by.signed_in else "", illustrative=row.illustrative,
    )  # fmt: skip
    extension.save()
    tell(title=row.title_zh)
    return extension


@deed("enforcement.decide", says=_("{who} decided {title}"))
def decide(
    *,
    by: Standing,
    at: datetime,
    filing: Filing,
    outcome: str,
    number: str,
    decided_on: date,
    result_zh: str,
    penalty: Decimal | None = None,
    quantity: Decimal | None = None,
    basis_zh: str = "",
    why_outside: str = "",
) -> Decision:
    """Decide as the competent body. The penalty lies within the list of that side on the day of the act, or the reason is given.

    The case on the town's desk is answered and closed with it; the other side reads the result.

    Raises
    ------
    Refused
        When the town is not that of the place of the act.
    Invalid
        With every fault.
    """
    row = held(filing)
    rules.may_decide(by, row, queries.decision_of(queries.HOUSE, row) is not None).require()
    item, today = queries.item_of(row), day_of(at)
    faults = rules.faults_of_decision(
        outcome=outcome, number=number, decided_on=decided_on, filed_on=row.filed_on, today=today, item=item, quantity=quantity, penalty=penalty,
        why_outside=why_outside, basis_zh=basis_zh, result_zh=result_zh,
    )  # fmt: skip
    if faults:
        raise Invalid(*faults)
    fine = outcome == DecisionOutcome.FINE
    low, high = rules.penalty_range(item, quantity) if item is not None and fine else (None, None)
    end = queries.clock_of(row, today).end
    decision = Decision(
        in_circle_id=row.in_circle_id, circle=row.circle, owner=row.owner, audience=row.audience, parties=row.parties, filing=row, outcome=outcome,
        number=number.strip(), decided_on=decided_on, decided_by=by.name if by.signed_in else "", item_code=item.code if item else "",
        basis_zh=basis_zh.strip() or (item.basis_zh if item else ""), quantity=None if quantity is None else quantity.quantize(FEN),
        penalty=None if penalty is None else penalty.quantize(FEN), currency="CNY" if fine else "", range_min=low, range_max=high,
        why_outside=why_outside.strip(), result_zh=result_zh.strip(), late_days=rules.days_late(end, decided_on), illustrative=row.illustrative,
    )  # fmt: skip
    decision.save()
    _close(by, at, row, decision)
    finding = Finding.objects.visible_to(queries.HOUSE).filter(pk=row.finding).first()
    if finding is not None:
        tell_clerks(by, at, [finding.owner, *finding.towns], "finding_decided", finding, row.title_zh)
    tell(title=row.title_zh)
    return decision


def _close(by: Standing, at: datetime, filing: Filing, decision: Decision) -> None:
    """Answer and close the case on the town's desk; whoever decides takes it first."""
    case = Case.objects.visible_to(queries.HOUSE).filter(pk=filing.case).first()
    if case is None or case.state in (CaseState.CLOSED, CaseState.WITHDRAWN):
        return
    if case.assignee_id != by.person:
        case = cases.take_case(by=by, at=at, case=case)
    if case.state == CaseState.IN_HAND:
        case = cases.answer_case(by=by, at=at, case=case, note=f"{decision.number}\n{decision.result_zh}", of_kind=True)
    cases.close_case(by=by, at=at, case=case)
