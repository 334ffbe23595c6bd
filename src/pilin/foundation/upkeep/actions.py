"""Beats, tasks put back or aside, and answers kept."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _
from django_tasks_db.models import DBTaskResult, get_date_max

from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Conflict, Refused
from pilin.foundation.journal.actions import count, deed, tell
from pilin.foundation.upkeep import queries, rules
from pilin.foundation.upkeep.enums import DIED, KEEPS_ANSWERS, KEEPS_TASKS, Settled
from pilin.foundation.upkeep.models import DeadLetter, KeptAnswer, WorkerBeat, caller_of

HOUSE = queries.HOUSE


@deed("upkeep.beat", says=_("{who} is alive"), private=True)
def beat(*, by: Standing, at: datetime, worker: str, host: str) -> None:
    """Note that a worker is alive.

    Raises
    ------
    Refused
        Unless this is scheduled work, as with every deed of the instance itself.
    """
    rules.may_run(by).require()
    row = WorkerBeat.objects.visible_to(by).filter(worker=worker).first() or WorkerBeat(
        worker=worker, host=host[:120], began_at=at
    )
    row.beat_at = at
    row.save()


@deed("upkeep.end_worker", says=_("{who} saw a worker end"), private=True)
def end_worker(*, by: Standing, at: datetime, worker: str) -> bool:
    """Note that a worker is no more, so that what it left is taken up at once. Returns whether it was known."""
    rules.may_run(by).require()
    gone, _by_model = WorkerBeat.objects.visible_to(by).filter(worker=worker).delete()
    return bool(gone)


@deed("upkeep.put_back", says=_("{who} put a task back into the queue"), private=True)
def put_back(*, by: Standing, at: datetime, task: UUID) -> bool:
    """Put a task back that its worker took along when it died; one that killed too many workers counts as failed.

    Returns whether there was anything to put back: another may have done it, or the worker may have been only slow.
    """
    rules.may_run(by).require()
    row = DBTaskResult.objects.select_for_update().filter(pk=task, status=queries.RUNNING).first()
    if row is None or row.pk not in queries.orphans(at):
        return False
    if rules.may_try(len(row.worker_ids)):
        _wait(row, at)
    else:
        row.status, row.finished_at = queries.FAILED, at
        row.exception_class_path = DIED
        row.traceback = DIED
        row.save()
    return True


@deed("upkeep.retry_task", says=_("{who} put a failed task back into the queue"), private=True)
def retry_task(*, by: Standing, at: datetime, task: UUID) -> bool:
    """Put a task back that failed and may be tried once more, after a pause that grows. Returns whether it was."""
    rules.may_run(by).require()
    row = DBTaskResult.objects.select_for_update().filter(pk=task, status=queries.FAILED).first()
    if row is None or not rules.may_try(len(row.worker_ids)) or row.pk not in queries.failures(at):
        return False
    _wait(row, at)
    return True


def _wait(row: DBTaskResult[Any, Any], at: datetime) -> None:
    row.status, row.run_after = queries.READY, at + rules.pause_after(len(row.worker_ids))
    row.started_at = row.finished_at = None
    row.save()


@deed("upkeep.put_aside", says=_("{who} put the background task {task} aside after {tries} tries"))
def put_aside(*, by: Standing, at: datetime, task: UUID) -> DeadLetter:
    """Put a task aside that failed as often as it may, for the keeper to decide.

    Raises
    ------
    Refused
        When there is nothing to put aside: it runs again, or stands aside already.
    """
    rules.may_run(by).require()
    row = DBTaskResult.objects.select_for_update().filter(pk=task, status=queries.FAILED).first()
    if row is None or rules.may_try(len(row.worker_ids)) or row.pk not in queries.failures(at):
        raise Refused("not_failed", _("This task has not failed for good"))
    last = row.traceback.strip().splitlines()[-1] if row.traceback.strip() else row.exception_class_path
    made = DeadLetter(
        task=row.pk,
        name=row.task_path[:200],
        tries=len(row.worker_ids),
        first_at=row.enqueued_at,
        failed_at=row.finished_at or at,
        error=last[:300],
        traceback=row.traceback,
    )
    made.save()
    tell(task=made.name, tries=made.tries)
    return made


@deed("upkeep.try_again", says=_("{who} let the background task {task} be tried again"))
def try_again(*, by: Standing, at: datetime, letter: DeadLetter) -> DeadLetter:
    """Put a task that stands aside back into the queue, its tries counted anew.

    Raises
    ------
    Refused
        Unless the keeper asks; or when the queue no longer has it.
    Conflict
        When it was settled meanwhile.
    """
    rules.may_keep_up(by).require()
    row = _open(by, letter)
    task = DBTaskResult.objects.select_for_update().filter(pk=row.task, status=queries.FAILED).first()
    if task is None:
        raise Refused("gone", _("The queue no longer has this task: give it up"))
    task.status, task.run_after, task.worker_ids = queries.READY, get_date_max(), []
    task.started_at = task.finished_at = None
    task.save()
    return _settle(row, Settled.AGAIN, at)


@deed("upkeep.give_up", says=_("{who} gave the background task {task} up"))
def give_up(*, by: Standing, at: datetime, letter: DeadLetter) -> DeadLetter:
    """Leave a task undone for good.

    Raises
    ------
    Refused
        Unless the keeper asks.
    Conflict
        When it was settled meanwhile.
    """
    rules.may_keep_up(by).require()
    return _settle(_open(by, letter), Settled.GIVEN_UP, at)


def _open(by: Standing, letter: DeadLetter) -> DeadLetter:
    row = DeadLetter.objects.visible_to(by).select_for_update().filter(pk=letter.pk, settled=Settled.OPEN).first()
    if row is None:
        raise Conflict("settled", _("Somebody has decided about this task meanwhile"))
    return row


def _settle(row: DeadLetter, how: Settled, at: datetime) -> DeadLetter:
    row.settled, row.settled_at = how, at
    row.save()
    tell(task=row.name)
    return row


@deed("upkeep.claim_key", says=_("{who} called under a key"), private=True)
def claim_key(*, by: Standing, at: datetime, key: str, request: str) -> KeptAnswer:
    """Return what is kept under a caller's key, claimed for this request if nothing is.

    Done in the transaction of the call itself: whoever comes with the same key meanwhile waits here until that one is
    written or undone.
    """
    rules.may_keep_answers(by).require()
    mine = KeptAnswer.objects.visible_to(by).filter(key=key)
    if kept := mine.first():
        return kept
    claimed = KeptAnswer(caller=caller_of(by), key=key, request=request, made_at=at)
    try:
        with transaction.atomic():
            claimed.save(force_insert=True)
    except IntegrityError:
        return mine.get()
    return claimed


@deed("upkeep.keep_answer", says=_("{who} got an answer under a key"), private=True)
def keep_answer(
    *, by: Standing, at: datetime, claimed: KeptAnswer, status: int, content_type: str, body: str
) -> KeptAnswer:
    """Keep the answer to a call under the key it claimed, in the same transaction as what the call did."""
    rules.may_keep_answers(by).require()
    claimed.status, claimed.content_type, claimed.body = status, content_type[:80], body
    claimed.save()
    return claimed


@deed("upkeep.forget_person", says=_("{who} forgot the answers kept for a person"))
def forget_person(*, by: Standing, at: datetime, person: UUID) -> int:
    """Erase the answers kept for a person, as part of erasing the person. Returns how many."""
    if by.person != person:
        rules.may_run(by).require()
    gone, _by_model = KeptAnswer.objects.visible_to(HOUSE).filter(caller=str(person)).delete()
    count(answers=gone)
    return gone


@deed("upkeep.tidy", says=_("{who} tidied up"), private=True)
def tidy(*, by: Standing, at: datetime) -> tuple[int, int]:
    """Forget answers older than two days, and tasks that went well more than a month ago; returns how many of each."""
    rules.may_run(by).require()
    answers, _each = KeptAnswer.objects.visible_to(by).filter(made_at__lt=at - KEEPS_ANSWERS).delete()
    tasks, _each = DBTaskResult.objects.successful().filter(finished_at__lt=at - KEEPS_TASKS).delete()
    return answers, tasks
