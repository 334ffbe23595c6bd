"""The words of joint enforcement and of hazards."""

from django.db import models
from django.utils.translation import pgettext_lazy

ENFORCEMENT_CASE = "enforcement_case"  # key of the kind of case that a filed finding becomes


class PatrolState(models.TextChoices):
    """Where a patrol stands; follows from its answers and its moments, never stored."""

    PROPOSED = "proposed", pgettext_lazy("patrol", "proposed, an answer is still to come")
    TAKEN = "taken", pgettext_lazy("patrol", "agreed by every side")
    DECLINED = "declined", pgettext_lazy("patrol", "a side declined")
    OUT = "out", pgettext_lazy("patrol", "out on its way")
    DONE = "done", pgettext_lazy("patrol", "done")
    CALLED_OFF = "called_off", pgettext_lazy("patrol", "called off")


class PatrolReply(models.TextChoices):
    """What a town answers to a patrol that another proposed."""

    TAKEN = "taken", pgettext_lazy("patrol", "we come along")
    DECLINED = "declined", pgettext_lazy("patrol", "we do not come")


class ItemLevel(models.TextChoices):
    """Which body of a place may punish by an item of its province's list."""

    TOWN = "town", pgettext_lazy("penalty", "town or street")
    COUNTY = "county", pgettext_lazy("penalty", "county or district")
    PROVINCE = "province", pgettext_lazy("penalty", "province or city")


class ItemUnit(models.TextChoices):
    """What a penalty of a list is reckoned by."""

    CASE = "case", pgettext_lazy("penalty", "a case")
    SQUARE_METRE = "m2", pgettext_lazy("penalty", "a square metre")
    TONNE = "tonne", pgettext_lazy("penalty", "a tonne")
    VEHICLE = "vehicle", pgettext_lazy("penalty", "a vehicle")


class Comparison(models.TextChoices):
    """How the lists of the two banks stand to each other in one matter."""

    SAME = "same", pgettext_lazy("lists", "the same on both banks")
    DIFFERS = "differs", pgettext_lazy("lists", "differs")
    LEFT_ONLY = "left_only", pgettext_lazy("lists", "only on the left bank")
    RIGHT_ONLY = "right_only", pgettext_lazy("lists", "only on the right bank")


class FindingState(models.TextChoices):
    """How far a finding is; follows from its rows, never stored."""

    RECORDED = "recorded", pgettext_lazy("finding", "recorded, not filed yet")
    SENT = "sent", pgettext_lazy("finding", "sent to the town of the act")
    RECEIVED = "received", pgettext_lazy("finding", "received by the town of the act, not filed yet")
    FILED = "filed", pgettext_lazy("finding", "filed: the term runs")
    DECIDED = "decided", pgettext_lazy("finding", "decided")


class EvidenceKind(models.TextChoices):
    """What a piece of evidence is."""

    PHOTO = "photo", pgettext_lazy("evidence", "photograph")
    PAPER = "paper", pgettext_lazy("evidence", "paper")
    SAMPLE = "sample", pgettext_lazy("evidence", "sample")
    RECORD = "record", pgettext_lazy("evidence", "record of the site")
    OBJECT = "object", pgettext_lazy("evidence", "thing")


class Custody(models.TextChoices):
    """One step in the keeping of a piece of evidence."""

    TAKEN = "taken", pgettext_lazy("evidence", "taken")
    SEALED = "sealed", pgettext_lazy("evidence", "sealed")
    HANDED_OVER = "handed_over", pgettext_lazy("evidence", "handed over")
    RECEIVED = "received", pgettext_lazy("evidence", "received")
    CORRECTED = "corrected", pgettext_lazy("evidence", "corrected in words")


class PieceState(models.TextChoices):
    """What the receiving town says of one piece of a transfer."""

    ACCEPTED = "accepted", pgettext_lazy("evidence", "accepted")
    MISSING = "missing", pgettext_lazy("evidence", "missing")
    DAMAGED = "damaged", pgettext_lazy("evidence", "damaged")


class DecisionOutcome(models.TextChoices):
    """What the competent body decides."""

    FINE = "fine", pgettext_lazy("decision", "fine")
    WARNING = "warning", pgettext_lazy("decision", "warning")
    NO_PENALTY = "no_penalty", pgettext_lazy("decision", "no penalty")
    NOT_ESTABLISHED = "not_established", pgettext_lazy("decision", "nothing unlawful was established")


class HazardGrade(models.TextChoices):
    """How grave a hazard is."""

    GENERAL = "general", pgettext_lazy("hazard", "general")
    MAJOR = "major", pgettext_lazy("hazard", "major")


class HazardState(models.TextChoices):
    """How far a hazard is."""

    FOUND = "found", pgettext_lazy("hazard", "found, no plan yet")
    PLANNED = "planned", pgettext_lazy("hazard", "being put right by the plan")
    RECTIFIED = "rectified", pgettext_lazy("hazard", "said to be put right, to be re-inspected")
    PASSED = "passed", pgettext_lazy("hazard", "re-inspected: put right, to be closed")
    CLOSED = "closed", pgettext_lazy("hazard", "closed")


class HazardStepKind(models.TextChoices):
    """One thing that happened to a hazard."""

    FOUND = "found", pgettext_lazy("hazard step", "found")
    PLANNED = "planned", pgettext_lazy("hazard step", "plan written")
    RECTIFIED = "rectified", pgettext_lazy("hazard step", "said to be put right")
    PASSED = "passed", pgettext_lazy("hazard step", "re-inspected: put right")
    FAILED = "failed", pgettext_lazy("hazard step", "re-inspected: still there")
    CLOSED = "closed", pgettext_lazy("hazard step", "closed")
    ACKNOWLEDGED = "acknowledged", pgettext_lazy("hazard step", "read by the neighbour")


class UnifiedKind(models.TextChoices):
    """The five functions that a zone on both banks wants unified, in the order in which the report names them."""

    PLANNING = "planning", pgettext_lazy("unified", "planning")
    CONSTRUCTION = "construction", pgettext_lazy("unified", "construction")
    MANAGEMENT = "management", pgettext_lazy("unified", "management")
    INVESTMENT = "investment", pgettext_lazy("unified", "investment")
    OPERATION = "operation", pgettext_lazy("unified", "operation")


PROVINCES = {"left": "33", "right": "31"}  # banks as the pages draw them: Zhejiang left, Shanghai right
PLAN_PARTS = ("responsible", "measures", "funds", "due", "emergency")  # the five of a major hazard's plan
