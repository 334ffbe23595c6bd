"""One case with its path and clock, what hangs on it, and others of the same matter."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from pilin.foundation.access.standing import Standing
from pilin.foundation.cases import rules
from pilin.foundation.cases.enums import SAME_WORDS, AboutLine, CaseState, RatingStage, StepKind
from pilin.foundation.cases.models import Case, CaseRating, CaseStep
from pilin.foundation.cases.queries.desk import HOUSE, case_named, own_cases
from pilin.foundation.files.queries import AttachmentCard, attachments_of

SHANGHAI = ZoneInfo("Asia/Shanghai")
LOOKED_AT = 500  # newest cases among which the same matter is looked for
LIKE = 0.3  # cosine from which two texts may be of one matter; people decide
READ = 400  # characters of a text that are compared


@dataclass(frozen=True, slots=True)
class CaseTold:
    """A case with all that its page shows."""

    case: Case
    late: int
    steps: tuple[CaseStep, ...]
    clock: tuple[rules.Day, ...]
    about: tuple[AboutLine, ...]
    knows: bool  # the reader is told who asked
    files: tuple[AttachmentCard, ...]
    ratings: tuple[CaseRating, ...]
    tied: tuple[Case, ...]  # those of the same matter that the reader reads; the leading one first
    same_words: int  # other cases of the town that were answered in the same words; told to towns only

    @property
    def day(self) -> int:
        """Return how many working days of the term are past; those on which it stood still do not count."""
        return sum(day.past and not day.stood for day in self.clock)

    @property
    def term(self) -> int:
        """Return how many working days the term has; those on which it stood still do not count."""
        return sum(not day.stood for day in self.clock)

    @property
    def stood(self) -> int:
        """Return on how many working days it waited for whoever asked so far."""
        return sum(day.stood and day.past for day in self.clock)

    @property
    def is_boilerplate(self) -> bool:
        """Return whether so many other cases were answered in the same words that the answer says nothing of this one."""
        return self.same_words >= SAME_WORDS


@dataclass(frozen=True, slots=True)
class Alike:
    """Another case that may be of the same matter."""

    case: Case
    likeness: float  # cosine, 0 to 1


def told(standing: Standing, case: Case, today: date) -> CaseTold:
    """Return a case that this standing reads, with its path and the working days of its term."""
    reader = HOUSE if rules.is_side_of_asker(standing, case) else standing
    steps = tuple(CaseStep.objects.visible_to(reader).filter(case=case).select_related("person"))
    had = {step.owner for step in steps if step.kind in (StepKind.RECEIVED, StepKind.ACCEPTED)}
    knows = rules.knows_asker(standing, case, had)
    if not knows:
        for step in steps:
            step.who = step.who if step.from_town else ""
    taken = next((step.at.astimezone(SHANGHAI).date() for step in steps if step.kind == StepKind.TAKEN), None)
    clock = tuple(rules.clock_of(case, taken, today, _stood(case, steps, today)))
    ratings = tuple(CaseRating.objects.visible_to(reader).filter(case=case))
    in_office = standing.sees_all or bool(standing.member)
    return CaseTold(
        case, rules.days_late(case, today), steps, clock, tuple(case.of_kind.about(standing, case)), knows, tuple(files_of(case)), ratings,
        _tied(standing, case), same_words(case) if in_office else 0,
    )  # fmt: skip


def _stood(case: Case, steps: tuple[CaseStep, ...], today: date) -> list[tuple[date, date]]:
    """Return from which day to which a case waited for whoever asked."""
    spans, since = [], None
    for step in steps:
        on = step.at.astimezone(SHANGHAI).date()
        if step.kind == StepKind.PAUSED:
            since = on
        elif since is not None and step.kind in (StepKind.RESUMED, StepKind.ANSWERED, StepKind.WITHDRAWN):
            spans.append((since, on))
            since = None
    return [*spans, (since, today)] if since is not None else spans


def files_of(case: Case) -> list[AttachmentCard]:
    """Return what hangs on a case; whoever reads the case reads it."""
    return attachments_of(HOUSE, [case]).get(str(case.pk), [])


def reads_file(standing: Standing, subject: str) -> bool:
    """Return whether this standing reads what hangs on a row because it reads that case: its towns, and whoever asked."""
    try:
        uid = UUID(subject)
    except ValueError:
        return False
    row = Case.objects.visible_to(HOUSE).filter(pk=uid).first()
    return row is not None and case_named(standing, row.circle, uid) is not None


def stages_rated(case: Case) -> set[str]:
    """Return of what it was said already how it was."""
    return set(CaseRating.objects.visible_to(HOUSE).filter(case=case).values_list("stage", flat=True))


def stages_to_rate(standing: Standing, case: Case, on: date) -> list[RatingStage]:
    """Return of what this standing may say on a day how it was."""
    rated = stages_rated(case)
    return [stage for stage in RatingStage if rules.may_rate(standing, case, stage, rated, on)]


def same_words(case: Case) -> int:
    """Return how many other cases its town answered in the same words, those of the same matter left out."""
    if not case.said:
        return 0
    rows = (
        Case.objects.visible_to(HOUSE).filter(circle=case.circle, owner=case.owner, said=case.said).exclude(pk=case.pk)
    )
    lead = case.same_as or case.pk
    return rows.exclude(pk=lead).exclude(same_as=lead).count()


def leading(standing: Standing, circle: str, uid: UUID) -> Case | None:
    """Return the case that leads a matter, given any of them that this standing reads."""
    readable = Case.objects.visible_to(standing).filter(circle=circle)
    found = readable.filter(pk=uid).first()
    if found is None or found.same_as is None:
        return found
    return readable.filter(pk=found.same_as).first()


def alike(standing: Standing, case: Case, *, most: int = 5) -> list[Alike]:
    """Return cases of a kind that this standing reads and whose words are near to those of one; the nearest first. People decide."""
    from pilin.engine.messages import nearest  # slow import

    rows = Case.objects.visible_to(standing).filter(circle=case.circle, kind=case.kind).exclude(pk=case.pk)
    rows = rows.exclude(state=CaseState.WITHDRAWN).exclude(same_as=case.pk).order_by("-received_on", "-number")
    found = list(rows[:LOOKED_AT])
    near = nearest(_words(case), [_words(row) for row in found], least=LIKE, most=most)
    return [Alike(found[place], like) for place, like in near]


def _tied(standing: Standing, case: Case) -> tuple[Case, ...]:
    lead = case.same_as or case.pk
    rows: QuerySet[Case] = Case.objects.visible_to(standing).filter(circle=case.circle).exclude(pk=case.pk)
    if not standing.member and not standing.sees_all:
        rows = own_cases(standing, case.circle).exclude(pk=case.pk)
    found = list(rows.filter(same_as=lead)) + (list(rows.filter(pk=lead)) if case.same_as else [])
    return tuple(sorted(found, key=lambda row: (row.pk != lead, row.received_on, row.number)))


def _words(case: Case) -> str:
    return f"{case.subject} {case.text[:READ]}"
