"""Rows that nobody reads by accident and nothing writes outside a deed."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any, ClassVar, Generic, Self, TypeVar

from django.db import models
from django.db.models import Q
from django.db.models.base import ModelBase
from django.utils.translation import gettext_lazy as _

from pilin.foundation.access.enums import Audience, Ledger, StandingKind
from pilin.foundation.access.gate import Touch, deed_under_way
from pilin.foundation.access.putting import put_columns
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Conflict
from pilin.foundation.values.columns import uid_column

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

UNTRACKED = {"revision", "changed_at"}
HIDDEN = "•"  # stands in the journal for a personal value


class NobodyStanding(RuntimeError):
    """Rows were asked for without saying who asks."""


class GatedQuerySet(models.QuerySet[Any]):
    """A queryset whose bulk writes need a deed. They pass by the journal's row tracking: note counts yourself."""

    def raw(self, *args: Any, **kwargs: Any) -> Any:
        raise NobodyStanding("raw SQL passes by the question who may read: write it as a queryset")

    def __or__(self, other: Any) -> Any:
        return _asked_together(super().__or__(other), self, other)

    def __and__(self, other: Any) -> Any:
        return _asked_together(super().__and__(other), self, other)

    def union(self, *others: Any, all: bool = False) -> Any:
        return _asked_together(super().union(*others, all=all), self, *others)

    def update(self, **kwargs: Any) -> int:
        self._note(lambda: tuple(self.values_list("pk", flat=True)))  # read before: afterwards they may match no more
        if getattr(self.model, "LEDGER", Ledger.NONE) != Ledger.NONE:
            kwargs.setdefault("revision", models.F("revision") + 1)
        return super().update(**kwargs)

    def _note(self, keys: Callable[[], tuple[Any, ...]]) -> None:
        """Let the deed under way remember which shared rows are written at once: the ledger reads them at its end."""
        doing = deed_under_way()
        if getattr(self.model, "LEDGER", Ledger.NONE) != Ledger.NONE:
            doing.bulk.append((self.model, keys()))

    def delete(self) -> tuple[int, dict[str, int]]:
        deed_under_way()
        return super().delete()

    def bulk_create(self, objs: Any, *args: Any, **kwargs: Any) -> list[Any]:
        deed_under_way()
        made = super().bulk_create(objs, *args, **kwargs)
        self._note(lambda: tuple(row.pk for row in made))
        return made

    def put_columns(self, number: int, columns: Mapping[str, Sequence[Any]], **same: Any) -> None:
        """Insert so many rows column by column, without an object a row; ``same`` is what all of them have.

        Of shared rows their keys are given: the ledger reads them at the deed's end.
        """
        deed_under_way()
        self._for_write = True
        put_columns(self.model, self.db, number, columns, same)
        self._note(lambda: tuple(columns[self.model._meta.pk.attname]))

    def bulk_update(self, objs: Any, *args: Any, **kwargs: Any) -> int:
        rows = tuple(objs)  # they may be given once only
        self._note(lambda: tuple(row.pk for row in rows))
        return super().bulk_update(rows, *args, **kwargs)


def _asked_together(rows: Any, *parts: Any) -> Any:
    """Return rows asked for by two readers at once as asked by the instance: the second belt knows one reader only."""
    askers = {getattr(part.query, "asked_by", None) for part in parts}
    if len(askers) > 1:
        rows.query.asked_by = Standing.machine("readers together")
    return rows


class AppendOnlyQuerySet(GatedQuerySet):
    """A queryset of rows that are written once: not even a deed changes or removes them."""

    def update(self, **kwargs: Any) -> int:
        raise TypeError(f"{self.model.__name__}: what is written once is never changed")

    def bulk_update(self, *args: Any, **kwargs: Any) -> int:
        raise TypeError(f"{self.model.__name__}: what is written once is never changed")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise TypeError(f"{self.model.__name__}: what is written once is never removed")


Row = TypeVar("Row", bound=models.Model)


class SharedManager(models.Manager[Row], Generic[Row]):
    """Answers only to somebody: ``Model.objects.visible_to(standing)``. Anything else raises.

    Relations keep the rule: ``item.milestones.visible_to(standing)``; ``item.milestones.all()`` raises
    unless the rows were prefetched through a scoped queryset.
    """

    _standing: Standing | None = None

    def visible_to(self, standing: Standing) -> models.QuerySet[Row]:
        """Return the rows this standing may read."""
        scoped = copy.copy(self)
        scoped._standing = standing
        parent = getattr(scoped, "instance", None)
        if getattr(parent, "_prefetched_objects_cache", None):  # prefetched for somebody else, perhaps: ask afresh
            scoped.instance = copy.copy(parent)  # type: ignore[attr-defined]
            scoped.instance._prefetched_objects_cache = {}  # type: ignore[attr-defined]
        return scoped.get_queryset()

    def get_queryset(self) -> models.QuerySet[Row]:
        if self._standing is None:
            raise NobodyStanding(f"{self.model.__name__}: say who asks, with .visible_to(standing)")
        model: Any = self.model
        rows: models.QuerySet[Row] = model.ROWS(model, using=self._db, hints=getattr(self, "_hints", None))
        rows.query.asked_by = self._standing  # type: ignore[attr-defined]  # the second belt is told, see asking.py
        return rows.filter(model.visibility(self._standing))


class _Machinery(models.Manager[Any]):
    """What Django itself reads and writes through: foreign keys forward, refreshing, ``relation.add``. Writes need a deed."""

    def get_queryset(self) -> models.QuerySet[Any]:
        rows: models.QuerySet[Any] = self.model.ROWS(self.model, using=self._db, hints=getattr(self, "_hints", None))
        return rows


class _Gate(ModelBase):
    """Puts the gate behind Django's own manager too: ``relation.add(row)`` would else update rows without a deed."""

    @property
    def _base_manager(self) -> models.Manager[Any]:
        manager = _Machinery()
        manager.name = "_base_manager"
        manager.model = self
        manager.auto_created = True
        return manager


class GatedModel(models.Model, metaclass=_Gate):
    """A row written only inside a deed, which remembers it for the journal.

    Subclasses say who may read them (``visibility``, and ``BELT`` for the database: see policies.py), how they enter the
    ledger (``LEDGER``) and which of their fields are personal (``PERSONAL``): those never reach the journal in clear.
    """

    BELT: ClassVar[str] = ""  # who reads, in a word of policies.condition

    LEDGER: ClassVar[Ledger] = Ledger.NONE
    PERSONAL: ClassVar[tuple[str, ...]] = ()
    ROWS: ClassVar[type[GatedQuerySet]] = GatedQuerySet

    objects: ClassVar[SharedManager[Self]] = SharedManager()

    class Meta:
        abstract = True

    @classmethod
    def visibility(cls, standing: Standing) -> Q:
        """Return the condition under which this standing reads a row."""
        raise NotImplementedError(f"{cls.__name__} does not say who may read it")

    @classmethod
    def from_db(cls, db: str | None, field_names: Any, values: Any, **more: Any) -> Self:
        row = super().from_db(db, field_names, values, **more)
        row._loaded = {name: _kept(value) for name, value in zip(field_names, values, strict=True)}
        return row

    def refresh_from_db(self, *args: Any, **kwargs: Any) -> None:
        """Read the row anew; what counts as changed is reckoned from here on."""
        super().refresh_from_db(*args, **kwargs)
        self._remember()

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write the row as part of the deed under way."""
        deed = deed_under_way()
        made = self._state.adding
        self._before_save(made, deed.at)
        changes = self._changes(made)
        super().save(*args, **kwargs)
        deed.touches.append(
            Touch(self._meta.label_lower, str(self.pk), str(self), "made" if made else "changed", changes, self)
        )
        self._remember()

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Remove the row as part of the deed under way."""
        deed = deed_under_way()
        deed.touches.append(Touch(self._meta.label_lower, str(self.pk), str(self), "removed", {}, self))
        return super().delete(*args, **kwargs)

    def _remember(self) -> None:
        deferred = self.get_deferred_fields()
        self._loaded = {
            f.attname: _kept(getattr(self, f.attname)) for f in self._meta.concrete_fields if f.attname not in deferred
        }

    def _before_save(self, made: bool, at: datetime) -> None:
        """Hook for what a kind of row does at each save."""

    def _changes(self, made: bool) -> dict[str, list[Any]]:
        loaded: dict[str, Any] = {} if made else getattr(self, "_loaded", {})
        changes = {}
        deferred = self.get_deferred_fields()
        for column in self._meta.concrete_fields:
            if column.primary_key or column.name in UNTRACKED or column.attname in deferred:
                continue
            old, new = loaded.get(column.attname), getattr(self, column.attname)
            if (made and new not in (None, "", [], {})) or (not made and old != new):
                if column.name in self.PERSONAL:
                    old, new = HIDDEN if old else None, HIDDEN if new else None
                changes[column.name] = [None if made else _plain(old), _plain(new)]
        return changes


class SharedModel(GatedModel):
    """A row with one owner and a declared audience: what a town keeps and what it agreed to share.

    ``owner`` is the code of the one member that may change it. ``circle``, ``parties`` and ``agreement`` say to whom
    the audience refers; ``parties`` is kept as ``,code,code,`` so that every database can search it.
    """

    BELT = "shared"

    uid = uid_column()
    owner = models.CharField(max_length=16, db_index=True)
    audience = models.CharField(max_length=9, choices=Audience.choices, default=Audience.OWN)
    circle = models.SlugField(max_length=40, blank=True, default="")
    parties = models.CharField(max_length=400, blank=True, default="")
    agreement = models.UUIDField(null=True, blank=True)
    revision = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    illustrative = models.BooleanField(default=False)  # invented to fill the demo, and shown as such
    source = models.CharField(max_length=60, blank=True, default="")  # where a fact stands, as "S0:9"

    class Meta:
        abstract = True

    @classmethod
    def visibility(cls, standing: Standing) -> Q:
        """Return: public rows to all; the circle's to its members and observers; the rest to owner and parties."""
        if standing.sees_all:
            return Q()
        readable = Q(audience=Audience.PUBLIC)
        if standing.kind not in (StandingKind.OFFICER, StandingKind.MACHINE) or not standing.member:
            return readable
        readable |= Q(owner=standing.member)
        readable |= Q(audience=Audience.CIRCLE, circle__in=standing.circles | standing.observes)
        readable |= Q(audience=Audience.PARTIES, parties__contains=f",{standing.member},")
        readable |= Q(audience=Audience.AGREEMENT, agreement__in=standing.agreements)
        return readable

    def _before_save(self, made: bool, at: datetime) -> None:
        if made:
            self.made_at = at
        self.changed_at = at
        self.revision += 1

    def _do_update(self, base_qs: Any, *args: Any, **more: Any) -> Any:
        """Write the row only if it still is as it was read: else two people's changes would become one's."""
        done = super()._do_update(base_qs.filter(revision=self.revision - 1), *args, **more)
        if not done:
            raise Conflict("changed_since", _("Someone changed this since you read it; look at it again."))
        return done


def party_list(codes: Any) -> str:
    """Return member codes in the form that ``parties`` keeps: sorted, ``,code,code,``."""
    codes = sorted(set(codes))
    return f",{','.join(codes)}," if codes else ""


def _kept(value: Any) -> Any:
    """Return a value that later changes in place do not reach: else a list appended to would count as unchanged."""
    return copy.deepcopy(value) if isinstance(value, (list, dict)) else value


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, (bool, int, float, str, list, dict)) else str(value)
