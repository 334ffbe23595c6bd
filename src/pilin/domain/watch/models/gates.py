"""Gates and pumps, what was done to them, what agreements ask before, and what towns ask each other."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from pilin.domain.watch.kinds import AnswerKind, Compared, GateKind, GateMoveKind, Needs
from pilin.foundation.access.enums import Ledger
from pilin.foundation.access.models import AppendOnlyQuerySet
from pilin.foundation.members.models import InCircle


class Gate(InCircle):
    """A gate or a pumping station. Owner: the town that keeps it. Longitude and latitude are WGS 84."""

    LEDGER = Ledger.ROW

    code = models.SlugField(max_length=40)
    kind = models.CharField(max_length=4, choices=GateKind.choices)
    name_zh = models.CharField(max_length=60)
    name = models.CharField(max_length=80, blank=True)
    river_zh = models.CharField(max_length=60, blank=True)
    river = models.CharField(max_length=80, blank=True)
    openings = models.PositiveSmallIntegerField(
        null=True, blank=True
    )  # of a pumping station its pumps; None: nobody said
    rated_m3s = models.DecimalField(max_digits=9, decimal_places=3, null=True, blank=True)  # through all of them, m³/s
    downstream = models.CharField(max_length=16, blank=True)  # code of the town that the water reaches next
    place_code = models.CharField(max_length=12, blank=True)  # division: offsets between datums hold there
    inner_series = models.UUIDField(null=True, blank=True)  # level on the land side; a series, which fewer may read
    outer_series = models.UUIDField(null=True, blank=True)  # level on the side of the river or the sea
    felt_series = models.UUIDField(null=True, blank=True)  # level on the other bank, from which the lag is learned
    datum = models.CharField(max_length=40, blank=True)  # of the levels read off at the gate; empty: not known
    longitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    latitude = models.DecimalField(max_digits=8, decimal_places=6, null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["owner", "code", "uid"]
        constraints = [
            models.UniqueConstraint(fields=["in_circle", "code"], name="a_gate_code_is_one_of_its_circle"),
            models.CheckConstraint(
                condition=Q(rated_m3s__isnull=True) | Q(rated_m3s__gt=0), name="a_rated_flow_is_above_nought"
            ),
            models.CheckConstraint(
                condition=Q(longitude__isnull=True, latitude__isnull=True) | Q(longitude__isnull=False, latitude__isnull=False),
                name="a_gate_has_both_coordinates",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name_zh


class GateRule(InCircle):
    """What an agreement asks before a gate is moved in one way, by its clause, from a first day until a last."""

    LEDGER = Ledger.ROW

    gate = models.ForeignKey(Gate, on_delete=models.CASCADE, related_name="rules")
    move = models.CharField(max_length=8, choices=GateMoveKind.choices)
    needs = models.CharField(max_length=7, choices=Needs.choices)
    town = models.CharField(max_length=16)  # code of the town whose consent it is, or that is told
    title_zh = models.CharField(max_length=160)  # of the agreement
    title = models.CharField(max_length=200, blank=True)
    clause = models.CharField(max_length=160)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["gate", "move", "valid_from", "uid"]
        constraints = [
            models.UniqueConstraint(fields=["gate", "move", "town", "valid_from"], name="a_gate_rule_begins_once"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name="a_gate_rule_ends_after_it_begins"
            ),
            models.CheckConstraint(condition=~Q(clause=""), name="a_gate_rule_names_its_clause"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.gate_id} {self.move}: {self.needs}"


class GateMove(InCircle):
    """A gate was opened, closed or adjusted, with the levels on both sides as they were read. Written once."""

    LEDGER = Ledger.ROW
    ROWS = AppendOnlyQuerySet
    PERSONAL = ("signed_by",)

    gate = models.ForeignKey(Gate, on_delete=models.CASCADE, related_name="moves")
    kind = models.CharField(max_length=8, choices=GateMoveKind.choices)
    at = models.DateTimeField(db_index=True)
    noted_at = models.DateTimeField()
    openings = models.PositiveSmallIntegerField(null=True, blank=True)  # open from now on; None: nobody said how many
    inner_m = models.DecimalField(max_digits=8, decimal_places=3, null=True, blank=True)
    inner_datum = models.CharField(max_length=40, blank=True)
    outer_m = models.DecimalField(max_digits=8, decimal_places=3, null=True, blank=True)
    outer_datum = models.CharField(max_length=40, blank=True)
    compared = models.CharField(max_length=10, choices=Compared.choices)
    head_m = models.DecimalField(max_digits=8, decimal_places=3, null=True, blank=True)  # inner less outer, one datum
    forced = models.BooleanField(default=False)  # against what was compared or asked: an officer signed for it
    reason = models.CharField(max_length=300, blank=True)
    signed_by = models.UUIDField(null=True, blank=True)
    request = models.UUIDField(null=True, blank=True)  # to which consent was given

    class Meta:
        ordering = ["-at", "-noted_at", "uid"]
        constraints = [
            models.UniqueConstraint(fields=["gate", "at"], name="a_gate_moves_once_at_a_time"),
            models.CheckConstraint(condition=Q(forced=False) | ~Q(reason=""), name="a_forced_move_says_why"),
            models.CheckConstraint(
                condition=Q(compared__in=["lower", "higher"], head_m__isnull=False) | Q(compared__in=["no_levels", "no_datum", "two_datums"], head_m__isnull=True),
                name="levels_are_compared_or_not",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.gate_id} {self.kind} {self.at:%Y-%m-%d %H:%M}"


class GateRequest(InCircle):
    """A town asks another about a gate: may we move ours, or please move yours. Owner: the town that asks."""

    LEDGER = Ledger.ROW
    PERSONAL = ("asked_by",)

    gate = models.ForeignKey(Gate, on_delete=models.CASCADE, related_name="requests")
    to_town = models.CharField(max_length=16, db_index=True)
    move = models.CharField(max_length=8, choices=GateMoveKind.choices)
    openings = models.PositiveSmallIntegerField(null=True, blank=True)
    from_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True, blank=True)  # None: for this one move
    reason = models.CharField(max_length=400)
    asked_at = models.DateTimeField(db_index=True)
    asked_by = models.UUIDField(null=True, blank=True)

    class Meta:
        ordering = ["-asked_at", "uid"]
        constraints = [
            models.CheckConstraint(condition=~Q(owner=F("to_town")), name="a_town_asks_another_about_a_gate"),
            models.CheckConstraint(
                condition=Q(until_at__isnull=True) | Q(until_at__gt=F("from_at")), name="a_gate_request_ends_after_it_begins"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.gate_id} {self.move} → {self.to_town}"


class GateAnswer(InCircle):
    """A town's own answer when it was asked about a gate. Written once; nobody answers for another town."""

    LEDGER = Ledger.ROW
    ROWS = AppendOnlyQuerySet
    PERSONAL = ("answered_by",)

    request = models.ForeignKey(GateRequest, on_delete=models.CASCADE, related_name="answers")
    answer = models.CharField(max_length=8, choices=AnswerKind.choices)
    reason = models.CharField(max_length=400, blank=True)
    until_at = models.DateTimeField(null=True, blank=True)  # None: as long as was asked for
    answered_at = models.DateTimeField()
    answered_by = models.UUIDField(null=True, blank=True)

    class Meta:
        ordering = ["answered_at", "uid"]
        constraints = [
            models.UniqueConstraint(fields=["request", "owner"], name="a_town_answers_a_gate_request_once"),
            models.CheckConstraint(condition=~Q(answer="refuse") | ~Q(reason=""), name="a_refused_gate_request_says_why"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.request_id} {self.answer}"
