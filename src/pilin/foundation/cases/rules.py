"""Who may do what to a case, when it is late, and when it has lain too long. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from pilin.engine.base import Fault, add_working_days, is_working_day
from pilin.foundation.access.enums import Role
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Verdict
from pilin.foundation.cases.enums import KINDS, RUNNING, CaseKind, CaseState, Channel, Closer, RatingStage, StepKind
from pilin.foundation.cases.models import Case, CaseTerm

LONGEST_TERM = 250  # working days: a year
FOLLOWS: dict[StepKind, tuple[CaseState, ...]] = {  # a step may be taken in these states only
    StepKind.TAKEN: (CaseState.RECEIVED, CaseState.IN_HAND),
    StepKind.RAISED: (CaseState.RECEIVED,),
    StepKind.NOTED: (CaseState.RECEIVED, CaseState.IN_HAND, CaseState.ANSWERED),
    StepKind.ANSWERED: (CaseState.IN_HAND,),
    StepKind.SENT_BACK: (CaseState.ANSWERED,),
    StepKind.CLOSED: (CaseState.ANSWERED,),
    StepKind.REOPENED: (CaseState.CLOSED,),
    StepKind.WITHDRAWN: (CaseState.RECEIVED, CaseState.IN_HAND, CaseState.ANSWERED),
    StepKind.OFFERED: RUNNING,
    StepKind.ACCEPTED: RUNNING,
    StepKind.REFUSED: RUNNING,
    StepKind.KEPT: RUNNING,
    StepKind.PAUSED: (CaseState.IN_HAND,),
    StepKind.RESUMED: (CaseState.IN_HAND,),
    StepKind.TIED: RUNNING,
    StepKind.UNTIED: RUNNING,
}
LEADS_TO = {
    StepKind.TAKEN: CaseState.IN_HAND,
    StepKind.ANSWERED: CaseState.ANSWERED,
    StepKind.SENT_BACK: CaseState.IN_HAND,
    StepKind.CLOSED: CaseState.CLOSED,
    StepKind.REOPENED: CaseState.IN_HAND,
    StepKind.WITHDRAWN: CaseState.WITHDRAWN,
}
OUT_OF_TURN = {
    StepKind.TAKEN: _("This case is answered or over; whoever asked may send it back or reopen it"),
    StepKind.RAISED: _("Somebody has taken this case"),
    StepKind.NOTED: _("This case is over"),
    StepKind.ANSWERED: _("Nothing was answered. Take the case first: an answer is somebody's"),
    StepKind.SENT_BACK: _("There is no answer yet to send back"),
    StepKind.CLOSED: _("A case is settled after it was answered; before that it can be withdrawn"),
    StepKind.REOPENED: _("This case is not closed"),
    StepKind.WITHDRAWN: _("This case is over already"),
    StepKind.OFFERED: _("It is answered: whoever asked may send it back, then it can be offered"),
    StepKind.ACCEPTED: _("It is answered or over: there is nothing to take over"),
    StepKind.REFUSED: _("It is answered or over: there is nothing to refuse"),
    StepKind.KEPT: _("It is answered or over: there is no offer to take back"),
    StepKind.PAUSED: _("A case waits while somebody has it in hand"),
    StepKind.RESUMED: _("This case does not wait"),
    StepKind.TIED: _("This case is answered or over"),
    StepKind.UNTIED: _("This case is answered or over"),
}
PRINT = 16  # characters of an answer's print


@dataclass(frozen=True, slots=True)
class Terms:
    """The days that are told at receipt."""

    take_by: date
    answer_by: date
    provisional: bool


@dataclass(frozen=True, slots=True)
class Day:
    """One working day of a case's term."""

    on: date
    past: bool
    taken: bool  # somebody had the case on that day
    stood: bool = False  # the term stood still: it waited for whoever asked


def terms_of(
    kind: CaseKind,
    received_on: date,
    days: int | None = None,
    own: CaseTerm | None = None,
    take_days: int | None = None,
) -> Terms:
    """Return the days by which a case has to be taken and answered; the day of receipt counts in neither.

    Parameters
    ----------
    days : int, optional
        Working days for the answer, where what is asked for says its own.
    own : CaseTerm, optional
        The town's own term for the kind on that day; else the kind's counts.
    take_days : int, optional
        Working days until somebody takes it, where what is asked for says its own.
    """
    taken, answered = (own.taken_within, own.answered_within) if own else (kind.taken_within, kind.answered_within)
    take = add_working_days(received_on, taken if take_days is None else take_days)
    answer = add_working_days(received_on, answered if days is None else days)
    return Terms(take.on, answer.on, take.provisional or answer.provisional)


def clock_of(case: Case, taken_on: date | None, today: date, stood: Sequence[tuple[date, date]] = ()) -> list[Day]:
    """Return the working days of a case's term in order: which are past, on which somebody had it, on which it stood still.

    Parameters
    ----------
    stood : sequence of (date, date)
        From which day after which to which it waited for whoever asked.
    """
    until = min(today, case.answered_on) if case.answered_on else today
    end = (
        add_working_days(case.due_on, working_days(case.waiting_since, today)).on if case.waiting_since else case.due_on
    )
    days: list[Day] = []
    on = case.received_on
    while on < end and len(days) < LONGEST_TERM:
        on = add_working_days(on, 1).on
        waited = any(first < on <= last for first, last in stood)
        days.append(Day(on, on <= until, taken_on is not None and taken_on <= on, waited))
    return days


def days_late(case: Case, on: date) -> int:
    """Return by how many days the answer is late on a day; 0 while it is not, while it waits, or once it is there."""
    running = case.state in RUNNING and case.waiting_since is None
    return max(0, (on - case.due_on).days) if running else 0


def due_after(case: Case, resumed_on: date) -> date:
    """Return the day of the answer after a case waited until a day: later by the working days on which it stood still."""
    if case.waiting_since is None:
        return case.due_on
    return add_working_days(case.due_on, working_days(case.waiting_since, resumed_on)).on


def print_of(words: str) -> str:
    """Return a short print of an answer that ignores numbers, dates, marks, width and case: equal prints, the same words."""
    letters = "".join(c for c in unicodedata.normalize("NFKC", words).casefold() if c.isalpha())
    return sha256(letters.encode()).hexdigest()[:PRINT] if letters else ""


def filled(template: str, case: Case, day: str) -> str:
    """Return the words of a template for a case: ``{reference}``, ``{subject}`` and ``{day}`` by what they are, all else as it stands."""
    for mark, value in (("{reference}", case.reference), ("{subject}", case.subject), ("{day}", day)):
        template = template.replace(mark, value)
    return template


def working_days(start: date, end: date) -> int:
    """Return how many working days lie after a day up to and with another; 0 where the other is not later."""
    return sum(is_working_day(date.fromordinal(n))[0] for n in range(start.toordinal() + 1, end.toordinal() + 1))


def has_lain(case: Case, on: date) -> bool:
    """Return whether nobody took a case in time and nobody was told of it yet."""
    return case.state == CaseState.RECEIVED and case.raised_on is None and on > case.take_by


def is_side_of_asker(by: Standing, case: Case) -> bool:
    """Return whether this standing is who asked, or speaks for the firm for which it was asked."""
    own = by.signed_in and by.person == case.asker_id
    return own or (case.firm is not None and by.speaks_for(case.firm))


def is_side_of_town(by: Standing, case: Case) -> bool:
    """Return whether this standing is the clerk of the town that has the case, or of one of the two."""
    return by.sees_all or (by.member in case.towns and by.holds(Role.CLERK))


def knows_asker(by: Standing, case: Case, had: Collection[str]) -> bool:
    """Return whether this standing reads who asked: whoever asked, and towns that have or had the case.

    Parameters
    ----------
    had : collection of str
        Towns that received it or took it over. One that was only asked to, and one that refused, is none of them.
    """
    return by.sees_all or is_side_of_asker(by, case) or by.member in {*case.towns, *had}


def may_receive(by: Standing, circle: str, town: str, asker: UUID | None) -> Verdict:
    """Return whether this standing brings a case in: whoever asks, or the town's clerk for somebody at the counter."""
    if by.sees_all or (by.signed_in and by.person == asker):
        return Verdict.yes()
    if by.member == town and circle in by.circles | by.observes and by.holds(Role.CLERK):
        return Verdict.yes()
    reason = _(
        "Nothing was asked. Sign in and ask for yourself or a firm you speak for, or let the town's clerk write it down"
    )
    return Verdict.no("not_asker", reason)


def may_take(by: Standing, case: Case) -> Verdict:
    """Return whether this standing takes a case or gives it to a clerk: a clerk of the town that has it, or who signs for it."""
    if case.state not in FOLLOWS[StepKind.TAKEN]:
        return Verdict.no("out_of_turn", OUT_OF_TURN[StepKind.TAKEN])
    clerk = by.holds(Role.CLERK) or by.holds(Role.SIGNATORY)
    if by.sees_all or (by.member == case.lead and clerk):
        return Verdict.yes()
    reason = _(
        "Nothing was taken. A clerk of the town that has the case takes it, or whoever signs for the town gives it to one"
    )
    return Verdict.no("not_clerk", reason)


def may_note(by: Standing, case: Case) -> Verdict:
    """Return whether this standing adds a word to a case: either side, while it is not over."""
    if case.state not in FOLLOWS[StepKind.NOTED]:
        return Verdict.no("out_of_turn", OUT_OF_TURN[StepKind.NOTED])
    if is_side_of_asker(by, case) or is_side_of_town(by, case):
        return Verdict.yes()
    return Verdict.no("not_party", _("Nothing was noted. Whoever asked and the town that has the case write here"))


def may_answer(by: Standing, case: Case) -> Verdict:
    """Return whether this standing answers: the one person who has the case."""
    if case.state not in FOLLOWS[StepKind.ANSWERED]:
        return Verdict.no("out_of_turn", OUT_OF_TURN[StepKind.ANSWERED])
    if by.sees_all or (is_side_of_town(by, case) and by.signed_in and by.person == case.assignee_id):
        return Verdict.yes()
    return Verdict.no(
        "not_assignee", _("Nothing was answered. Only the person who has the case answers; take it first")
    )


def may_answer_here(by: Standing, case: Case) -> Verdict:
    """Return whether this standing answers by the spine's own step: not where the kind answers with more than words.

    What becomes of a proposal, or what was decided, is said by a deed of the kind's room, which answers the case within it.
    """
    if case.of_kind.page and case.about:
        return Verdict.no(
            "own_page", _("Nothing was answered. This is answered on its own page, with what becomes of it")
        )
    return may_answer(by, case)


def may_close(by: Standing, case: Case) -> Verdict:
    """Return whether this standing says that a case is settled; see :class:`Closer`.

    Where whoever asked is not known here any more, nor a firm, the town closes.
    """
    if case.state not in FOLLOWS[StepKind.CLOSED]:
        return Verdict.no("out_of_turn", OUT_OF_TURN[StepKind.CLOSED])
    nobody = case.asker_id is None and case.firm is None
    if case.of_kind.closer == Closer.ASKER and not nobody:
        if is_side_of_asker(by, case):
            return Verdict.yes()
        return Verdict.no(
            "not_asker", _("Nothing was closed. Whether it is settled is said by whoever asked, never by the town")
        )
    if is_side_of_town(by, case):
        return Verdict.yes()
    return Verdict.no("not_clerk", _("Nothing was closed. The town that has the case closes it"))


def may_return(by: Standing, case: Case, kind: StepKind) -> Verdict:
    """Return whether this standing sends back, reopens or withdraws a case: whoever asked, or the firm's people."""
    if case.state not in FOLLOWS[kind]:
        return Verdict.no("out_of_turn", OUT_OF_TURN[kind])
    if by.sees_all or is_side_of_asker(by, case):
        return Verdict.yes()
    return Verdict.no("not_asker", _("Nothing was changed. Only whoever asked does this"))


def may_offer(by: Standing, case: Case, to: str = "") -> Verdict:
    """Return whether this standing offers a case to another town: a clerk of the town that has it, or who signs for it.

    Parameters
    ----------
    to : str
        The town; empty to ask whether it may be offered at all.
    """
    if case.state not in FOLLOWS[StepKind.OFFERED]:
        return Verdict.no("out_of_turn", OUT_OF_TURN[StepKind.OFFERED])
    if not case.of_kind.travels:
        return Verdict.no("stays", _("A case of this kind stays with the town that was asked"))
    if case.partner:
        return Verdict.no("joint", _("Two towns have this case together already"))
    if case.offered_to:
        return Verdict.no("offered", _("It is offered already: wait for the answer, or take the offer back"))
    if case.waiting_since:
        return Verdict.no("waits", _("It waits for whoever asked: let it go on first"))
    if to == case.owner:
        return Verdict.no("own", _("Choose another town: this one has it"))
    if by.sees_all or (by.member == case.owner and (by.holds(Role.CLERK) or by.holds(Role.SIGNATORY))):
        return Verdict.yes()
    return Verdict.no("not_clerk", _("Nothing was offered. A clerk of the town that has the case offers it"))


def may_answer_offer(by: Standing, case: Case, kind: StepKind) -> Verdict:
    """Return whether this standing takes a case over, or refuses it: a clerk of the town to which it is offered."""
    if case.state not in FOLLOWS[kind]:
        return Verdict.no("out_of_turn", OUT_OF_TURN[kind])
    if not case.offered_to:
        return Verdict.no("not_offered", _("This case is offered to nobody"))
    if by.member == case.offered_to and by.holds(Role.CLERK):
        return Verdict.yes()
    return Verdict.no("not_offered_to", _("A clerk of the town to which it is offered says this"))


def may_keep(by: Standing, case: Case) -> Verdict:
    """Return whether this standing takes an offer back: a clerk of the town that has the case."""
    if case.state not in FOLLOWS[StepKind.KEPT]:
        return Verdict.no("out_of_turn", OUT_OF_TURN[StepKind.KEPT])
    if not case.offered_to:
        return Verdict.no("not_offered", _("This case is offered to nobody"))
    if by.sees_all or (by.member == case.owner and by.holds(Role.CLERK)):
        return Verdict.yes()
    return Verdict.no("not_clerk", _("A clerk of the town that has the case takes the offer back"))


def may_pause(by: Standing, case: Case) -> Verdict:
    """Return whether this standing lets a case wait for whoever asked: the one who has it, where the kind's rule knows that."""
    if case.state not in FOLLOWS[StepKind.PAUSED] or case.waiting_since:
        return Verdict.no("out_of_turn", OUT_OF_TURN[StepKind.PAUSED])
    if not case.of_kind.waits:
        return Verdict.no("no_wait", _("The term of this kind never stands still"))
    if case.offered_to:
        return Verdict.no("offered", _("It is offered to another town: wait for the answer, or take the offer back"))
    if by.sees_all or (is_side_of_town(by, case) and by.signed_in and by.person == case.assignee_id):
        return Verdict.yes()
    return Verdict.no("not_assignee", _("Only the person who has the case lets it wait"))


def may_resume(by: Standing, case: Case) -> Verdict:
    """Return whether this standing lets a case go on: whoever asked, at any time, and the one who has it."""
    if case.state not in FOLLOWS[StepKind.RESUMED] or case.waiting_since is None:
        return Verdict.no("out_of_turn", OUT_OF_TURN[StepKind.RESUMED])
    mine = is_side_of_town(by, case) and by.signed_in and by.person == case.assignee_id
    if by.sees_all or mine or is_side_of_asker(by, case):
        return Verdict.yes()
    return Verdict.no("not_party", _("Whoever asked, or the person who has it, lets it go on"))


def may_tie(by: Standing, case: Case, kind: StepKind) -> Verdict:
    """Return whether this standing says that a case is the same matter as another, or not any more: a clerk of the town that has it."""
    if case.state not in FOLLOWS[kind]:
        return Verdict.no("out_of_turn", OUT_OF_TURN[kind])
    if (kind == StepKind.TIED) == (case.same_as is not None):
        return Verdict.no("out_of_turn", _("It is said already"))
    if by.sees_all or (by.member == case.lead and by.holds(Role.CLERK)):
        return Verdict.yes()
    return Verdict.no("not_clerk", _("A clerk of the town that has the case says this"))


def may_rate(by: Standing, case: Case, stage: RatingStage, rated: Collection[str], on: date) -> Verdict:
    """Return whether this standing says how it was: whoever asked, once after the answer and once after the promised day."""
    if not is_side_of_asker(by, case):
        return Verdict.no("not_asker", _("How it was is said by whoever asked"))
    if stage in rated:
        return Verdict.no("rated", _("You have said it already"))
    if case.state not in (CaseState.ANSWERED, CaseState.CLOSED):
        return Verdict.no("too_early", _("There is no answer yet"))
    if stage == RatingStage.OUTCOME and (case.promised_on is None or on < case.promised_on):
        return Verdict.no("too_early", _("The promised day has not come"))
    return Verdict.yes()


def may_attach(by: Standing, case: Case) -> Verdict:
    """Return whether this standing hangs a file on a case: whoever may add a word."""
    return may_note(by, case)


def may_keep_words(by: Standing, town: str) -> Verdict:
    """Return whether this standing keeps a town's words for answers: its clerk, or who signs for it."""
    if by.sees_all or (by.member == town and (by.holds(Role.CLERK) or by.holds(Role.SIGNATORY))):
        return Verdict.yes()
    return Verdict.no("not_clerk", _("Nothing was kept. A clerk of the town keeps its words"))


def may_set_term(by: Standing, circle: str, town: str) -> Verdict:
    """Return whether this standing says which days a town gives itself, and whether others read its figures: who signs for it."""
    if by.sees_all or (by.member == town and circle in by.circles | by.observes and by.holds(Role.SIGNATORY)):
        return Verdict.yes()
    return Verdict.no("not_signatory", _("Nothing was set. Whoever signs for the town does this"))


def may_read_figures(by: Standing, town: str, shared: Collection[str]) -> Verdict:
    """Return whether this standing reads how many cases a town answered and solved: its own officers, and others where it shares them.

    Parameters
    ----------
    shared : collection of str
        Towns that let the others of the circle read theirs.
    """
    if by.sees_all or (by.member and (by.member == town or town in shared)):
        return Verdict.yes()
    return Verdict.no("not_shared", _("This town does not share its figures"))


def may_raise(by: Standing) -> Verdict:
    """Return whether this standing raises what has lain too long: the clockwork."""
    return (
        Verdict.yes()
        if by.sees_all
        else Verdict.no("not_clockwork", _("The instance itself raises what has lain too long"))
    )


def may_step(by: Standing, case: Case, kind: StepKind) -> Verdict:
    """Return whether this standing may take a step of a kind."""
    match kind:
        case StepKind.TAKEN:
            return may_take(by, case)
        case StepKind.NOTED:
            return may_note(by, case)
        case StepKind.ANSWERED:
            return may_answer_here(by, case)
        case StepKind.CLOSED:
            return may_close(by, case)
        case StepKind.SENT_BACK | StepKind.REOPENED | StepKind.WITHDRAWN:
            return may_return(by, case, kind)
        case StepKind.OFFERED:
            return may_offer(by, case)
        case StepKind.ACCEPTED | StepKind.REFUSED:
            return may_answer_offer(by, case, kind)
        case StepKind.KEPT:
            return may_keep(by, case)
        case StepKind.PAUSED:
            return may_pause(by, case)
        case StepKind.RESUMED:
            return may_resume(by, case)
        case StepKind.TIED | StepKind.UNTIED:
            return may_tie(by, case, kind)
        case StepKind.RAISED:
            return may_raise(by)
    return Verdict.no("out_of_turn", _("A case is received once"))


def faults_of_case(kind: str, subject: str, channel: str, days: int | None) -> list[Fault]:
    """Return what is wrong with a case as it comes in."""
    faults = []
    if kind not in KINDS:
        faults.append(Fault("unknown_kind", "kind", _("There is no such kind of case"), value=kind))
    if not subject.strip():
        faults.append(Fault("no_subject", "subject", _("Say in one line what it is about")))
    if channel not in Channel.values:
        faults.append(Fault("unknown_channel", "channel", _("Choose how it came in"), value=channel))
    if days is not None and not 0 <= days <= LONGEST_TERM:
        reason = _("The answer takes between 0 and {most} working days").format(most=LONGEST_TERM)
        faults.append(Fault("days", "days", reason, value=str(days)))
    return faults


def faults_of_term(kind: str, taken_within: int, answered_within: int, clause: str) -> list[Fault]:
    """Return what is wrong with the days that a town gives itself."""
    faults = []
    if kind not in KINDS:
        faults.append(Fault("unknown_kind", "kind", _("There is no such kind of case"), value=kind))
    for field, value in (("taken_within", taken_within), ("answered_within", answered_within)):
        if not 0 <= value <= LONGEST_TERM:
            reason = _("It takes between 0 and {most} working days").format(most=LONGEST_TERM)
            faults.append(Fault("days", field, reason, value=str(value)))
    if taken_within > answered_within:
        faults.append(Fault("days", "taken_within", _("It is taken before it is answered"), value=str(taken_within)))
    if not clause.strip():
        faults.append(Fault("no_clause", "clause", _("Name the rule or the resolution that sets it")))
    return faults
