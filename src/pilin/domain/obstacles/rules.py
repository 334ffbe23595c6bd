"""What stage an obstacle is at, and who may take which step. Pure: steps in, verdicts out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from pilin.domain.obstacles.enums import OPEN_STAGES, ObstacleStage, ObstacleStepKind
from pilin.domain.obstacles.models import Obstacle, Step
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Verdict
from pilin.foundation.members.rules import is_other_bank

LEADS_TO = {
    ObstacleStepKind.IDENTIFIED: ObstacleStage.IDENTIFIED,
    ObstacleStepKind.DOCUMENTED: ObstacleStage.DOCUMENTED,
    ObstacleStepKind.GIVEN: ObstacleStage.GIVEN,
    ObstacleStepKind.SAID_REMOVED: ObstacleStage.SAID_REMOVED,
    ObstacleStepKind.CONFIRMED: ObstacleStage.REMOVED,
    ObstacleStepKind.NOT_REMOVABLE: ObstacleStage.NOT_REMOVABLE,
    ObstacleStepKind.MERGED: ObstacleStage.MERGED,
}
FOLLOWS: dict[ObstacleStepKind, tuple[ObstacleStage, ...]] = {  # a step may be taken at these stages only
    ObstacleStepKind.DOCUMENTED: (ObstacleStage.IDENTIFIED, ObstacleStage.DOCUMENTED),
    ObstacleStepKind.GIVEN: (ObstacleStage.DOCUMENTED, ObstacleStage.GIVEN),
    ObstacleStepKind.SAID_REMOVED: (ObstacleStage.GIVEN,),
    ObstacleStepKind.CONFIRMED: (ObstacleStage.SAID_REMOVED,),
    ObstacleStepKind.SENT_BACK: (ObstacleStage.SAID_REMOVED,),
    ObstacleStepKind.NOT_REMOVABLE: (ObstacleStage.GIVEN,),
    ObstacleStepKind.REOPENED: (ObstacleStage.REMOVED, ObstacleStage.NOT_REMOVABLE),
    ObstacleStepKind.MERGED: OPEN_STAGES,
    ObstacleStepKind.PARTED: (ObstacleStage.MERGED,),
}
OUT_OF_TURN = {
    ObstacleStepKind.DOCUMENTED: _("What stands in the way is written down before the obstacle is given to anyone"),
    ObstacleStepKind.GIVEN: _(
        "First write down what stands in the way: an obstacle is given only when it is documented"
    ),
    ObstacleStepKind.SAID_REMOVED: _("Only an obstacle given to somebody who can remove it can be said to be gone"),
    ObstacleStepKind.CONFIRMED: _("Nobody has said yet that this obstacle is gone"),
    ObstacleStepKind.SENT_BACK: _("Nobody has said yet that this obstacle is gone"),
    ObstacleStepKind.NOT_REMOVABLE: _(
        "Only after it was given to who could remove it can an obstacle be called not removable"
    ),
    ObstacleStepKind.REOPENED: _("This obstacle is still open"),
    ObstacleStepKind.MERGED: _("Only an open obstacle is merged into another"),
    ObstacleStepKind.PARTED: _("This obstacle is not merged into another"),
}


@dataclass(frozen=True, slots=True)
class Town:
    """A town known by its code alone."""

    code: str


@dataclass(frozen=True, slots=True)
class Course:
    """How far an obstacle has come, read off its steps."""

    stage: ObstacleStage
    since: date | None  # day of the step that led here
    at_stage: Step | None  # that step
    given: Step | None  # the last time it was given to somebody
    said: Step | None  # the claim that waits for, or won, its confirmation
    into: UUID | None  # what it was merged into

    @property
    def open(self) -> bool:
        """Return whether something is left to do."""
        return self.stage in OPEN_STAGES

    def overdue_days(self, on: date) -> int:
        """Return by how many days the answer is late; 0 while none is due."""
        if self.stage != ObstacleStage.GIVEN or self.given is None or self.given.answer_by is None:
            return 0
        return max(0, (on - self.given.answer_by).days)


def course_of(steps: Iterable[Step]) -> Course:
    """Return how far an obstacle has come; steps in the order in which they were taken.

    Sent back and reopened lead to where the obstacle stood before it was closed: with somebody if it was given,
    else documented, else identified. Parting leads back to where it stood before it was merged.
    """
    stage, before_merge = ObstacleStage.IDENTIFIED, ObstacleStage.IDENTIFIED
    at_stage = given = said = None
    since = None
    into = None
    documented = False
    for step in steps:
        kind = ObstacleStepKind(step.kind)
        if kind == ObstacleStepKind.MERGED:
            before_merge, into = stage, step.into_id
        elif kind == ObstacleStepKind.DOCUMENTED:
            documented = True
        elif kind == ObstacleStepKind.GIVEN:
            given = step
        elif kind == ObstacleStepKind.SAID_REMOVED:
            said = step
        if kind in (ObstacleStepKind.SENT_BACK, ObstacleStepKind.REOPENED):
            stage = (
                ObstacleStage.GIVEN if given else ObstacleStage.DOCUMENTED if documented else ObstacleStage.IDENTIFIED
            )
            said = None
        elif kind == ObstacleStepKind.PARTED:
            stage, into = before_merge, None
        else:
            stage = LEADS_TO[kind]
        since, at_stage = step.taken_on, step
    return Course(stage, since, at_stage, given, said, into)


def may_report(by: Standing, circle: str) -> Verdict:
    """Say whether this standing may report an obstacle: any officer of a member."""
    if by.sees_all or (by.member and circle in by.circles):
        return Verdict.yes()
    return Verdict.no("not_member", _("Only an officer of a member town reports a border obstacle; sign in as one"))


def may_take(by: Standing, obstacle: Obstacle, steps: Sequence[Step], kind: ObstacleStepKind) -> Verdict:
    """Say whether this standing may take a step of this kind now.

    Who: documenting, giving, merging and giving up are for the town that reported it or the chair's secretary;
    confirming and sending back see :func:`may_confirm`; the rest is for any member.
    """
    member = may_report(by, obstacle.circle)
    if not member:
        return member
    course = course_of(steps)
    if course.stage not in FOLLOWS[kind]:
        return Verdict.no("out_of_turn", OUT_OF_TURN[kind], stage=course.stage)
    if kind in (ObstacleStepKind.CONFIRMED, ObstacleStepKind.SENT_BACK):
        return may_confirm(by, obstacle, course)
    if kind in (ObstacleStepKind.SAID_REMOVED, ObstacleStepKind.REOPENED):
        return Verdict.yes()
    if by.sees_all or by.member == obstacle.owner or by.keeps_office_of_chair(obstacle.circle):
        return Verdict.yes()
    return Verdict.no("not_owner", _("Only the town that reported the obstacle or the chair's secretary does this"))


def may_confirm(by: Standing, obstacle: Obstacle, course: Course) -> Verdict:
    """Say whether this standing may find the obstacle gone, or still there.

    Never the town that said so itself; the town that reported the obstacle, or a town on the other bank of the one
    that said so. One bank's word is half.
    """
    if not (member := may_report(by, obstacle.circle)):
        return member
    if course.said is None:
        return Verdict.no("out_of_turn", OUT_OF_TURN[ObstacleStepKind.CONFIRMED])
    claimant = course.said.owner
    if by.member == claimant:
        return Verdict.no(
            "own_word", _("Your town said it is gone; the town that reported it or one on the other bank confirms")
        )
    if by.member == obstacle.owner or (by.member and is_other_bank(Town(by.member), Town(claimant))):
        return Verdict.yes()
    return Verdict.no(
        "same_bank", _("Only the town that reported the obstacle, or one on the other bank of who said it, confirms")
    )


def may_link(by: Standing, obstacle: Obstacle) -> Verdict:
    """Say whether this standing may note what ran into the obstacle, or bring evidence: any member."""
    return may_report(by, obstacle.circle)


def may_show_to_everyone(by: Standing, obstacle: Obstacle) -> Verdict:
    """Say whether this standing may open the obstacle to the public: the town that reported it."""
    if by.sees_all or by.member == obstacle.owner:
        return Verdict.yes()
    return Verdict.no("not_owner", _("Only the town that reported the obstacle opens it to everyone"))


def may_merge_into(obstacle: Obstacle, into: Obstacle, into_course: Course) -> Verdict:
    """Say whether one obstacle may be merged into another: same circle, not itself, and the other is not merged."""
    if obstacle.pk == into.pk:
        return Verdict.no("itself", _("An obstacle is not merged into itself"))
    if obstacle.circle != into.circle:
        return Verdict.no("other_circle", _("Only obstacles of the same circle are merged"))
    if into_course.stage == ObstacleStage.MERGED:
        return Verdict.no("merged", _("That obstacle is itself merged into another; name the one that is left"))
    return Verdict.yes()
