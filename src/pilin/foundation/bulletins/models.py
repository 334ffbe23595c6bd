"""Bulletins, the towns' signatures under them, and the corrections that follow."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from pilin.foundation.access.enums import Ledger
from pilin.foundation.access.models import GatedQuerySet, SharedManager
from pilin.foundation.bulletins.enums import BulletinKind, CorrectionSaid
from pilin.foundation.members.models import InCircle, Member

FROZEN = (  # what no deed changes once the text is frozen
    "in_circle_id", "circle", "slug", "kind", "year", "number", "title_zh", "title", "blocks", "figures", "text_hash",
    "frozen_at", "release_at", "signers_needed", "owner", "illustrative", "source", "citations", "waved",
)  # fmt: skip


class FrozenQuerySet(GatedQuerySet):
    """Bulletins: never written in bulk, so that the freeze has one door."""

    def update(self, **kwargs: Any) -> int:
        raise TypeError("a bulletin is not written in bulk")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise TypeError("a bulletin is not removed: withdraw it before its release, or publish a correction")

    def bulk_update(self, *args: Any, **kwargs: Any) -> int:
        raise TypeError("a bulletin is not written in bulk")


class FrozenManager(SharedManager[Any]):
    """Answers only to somebody, with rows that cannot be changed in bulk either."""

    def get_queryset(self) -> models.QuerySet[Any]:
        rows = super().get_queryset()  # raises when nobody stands
        return FrozenQuerySet(self.model, query=rows.query, using=self._db)


class Bulletin(InCircle):
    """A text in two languages that is drafted, frozen, signed where all must sign, and released at a set moment.

    Draft: the drafting town's and the circle's. Frozen: text, figures and release moment never change again, in code
    (``save``) and in the database (a trigger). Whether it is out follows from ``release_at`` and the signatures, not
    from ``released_at``, which only notes that the release was carried out.
    """

    LEDGER = Ledger.ROW

    slug = models.SlugField(max_length=60)
    kind = models.CharField(max_length=9, choices=BulletinKind.choices, default=BulletinKind.NOTICE)
    year = models.PositiveSmallIntegerField(null=True)  # with number: the document number, given when frozen
    number = models.PositiveSmallIntegerField(null=True)
    title_zh = models.CharField(max_length=160)
    title = models.CharField(max_length=240)
    blocks = models.JSONField(default=list)
    figures = models.JSONField(default=dict)  # name → value, comparator, unit, query and day, copied when frozen
    citations = models.JSONField(default=list, blank=True)  # figures bound to a source that is quoted (``citing``)
    waved = models.JSONField(default=dict, blank=True)  # number in the text that is bound to nothing → why it may stand
    needs_all = models.BooleanField(default=False)  # every member signs the frozen text before it is out
    signers_needed = models.JSONField(default=list)  # member codes, settled when frozen
    text_hash = models.CharField(max_length=64, blank=True, default="")
    release_at = models.DateTimeField(db_index=True)
    frozen_at = models.DateTimeField(null=True, blank=True)
    released_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[FrozenManager] = FrozenManager()

    class Meta:
        ordering = ["-release_at", "-uid"]
        constraints = [
            models.UniqueConstraint(fields=["in_circle", "slug"], name="one_bulletin_an_address"),
            models.UniqueConstraint(fields=["in_circle", "year", "number"], name="one_bulletin_a_number"),
            models.CheckConstraint(
                condition=Q(released_at__isnull=True) | Q(frozen_at__isnull=False), name="frozen_before_release"
            ),
        ]

    def __str__(self) -> str:
        return self.title_zh

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write the row; once frozen, only that it was released or withdrawn."""
        before: dict[str, Any] = getattr(self, "_loaded", {})
        if not self._state.adding and before.get("frozen_at"):
            changed = [name for name in FROZEN if name in before and before[name] != getattr(self, name)]
            if changed:
                raise TypeError(f"frozen bulletin: {', '.join(changed)} cannot change; publish a correction")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise TypeError("a bulletin is not removed: withdraw it before its release, or publish a correction")


class _Once(InCircle):
    """A row that is added and never changed."""

    objects: ClassVar[FrozenManager] = FrozenManager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("what was signed or published is never changed")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise TypeError("what was signed or published is never removed")


class BulletinSignature(_Once):
    """A town's signature under the frozen text with this hash. Its owner is the town; nobody signs for another."""

    LEDGER = Ledger.ROW
    PERSONAL = ("signatory_name",)

    bulletin = models.ForeignKey(Bulletin, on_delete=models.PROTECT, related_name="signatures")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    text_hash = models.CharField(max_length=64)
    signatory = models.UUIDField(null=True)
    signatory_name = models.CharField(max_length=60)
    signed_at = models.DateTimeField()

    class Meta:
        ordering = ["signed_at", "uid"]
        constraints = [models.UniqueConstraint(fields=["bulletin", "member"], name="a_town_signs_a_bulletin_once")]

    def __str__(self) -> str:
        return f"{self.member} · {self.bulletin}"


class Correction(_Once):
    """A notice that something in a released bulletin was wrong. The bulletin itself stays as it was."""

    LEDGER = Ledger.ROW

    bulletin = models.ForeignKey(Bulletin, on_delete=models.PROTECT, related_name="corrections")
    number = models.PositiveSmallIntegerField()
    text_zh = models.TextField()
    text = models.TextField()
    figure = models.CharField(
        max_length=120, blank=True, default=""
    )  # which frozen figure it corrects, where it is one
    old_value = models.CharField(max_length=40, blank=True, default="")  # as frozen; empty where the source gave none
    new_value = models.CharField(max_length=40, blank=True, default="")  # in the unit of the figure
    published_at = models.DateTimeField()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["bulletin", "number"], name="one_correction_a_number")]

    def __str__(self) -> str:
        return f"{self.bulletin} · {self.number}"


class CorrectionWord(_Once):
    """What another town that signed the text says of a correction. Its owner is that town; nobody speaks for another.

    The word of the town that publishes a correction is the correction itself (its ``owner``).
    """

    LEDGER = Ledger.ROW
    PERSONAL = ("signatory_name",)

    correction = models.ForeignKey(Correction, on_delete=models.PROTECT, related_name="words")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    said = models.CharField(max_length=9, choices=CorrectionSaid.choices)
    reason_zh = models.TextField(blank=True, default="")  # of an objection, in both languages
    reason = models.TextField(blank=True, default="")
    signatory = models.UUIDField(null=True)
    signatory_name = models.CharField(max_length=60)
    said_at = models.DateTimeField()

    class Meta:
        ordering = ["said_at", "uid"]
        constraints = [
            models.UniqueConstraint(fields=["correction", "member"], name="a_town_answers_a_correction_once"),
            models.CheckConstraint(
                condition=~Q(said=CorrectionSaid.OBJECTED) | (~Q(reason="") & ~Q(reason_zh="")),
                name="an_objection_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member} · {self.correction} · {self.said}"
