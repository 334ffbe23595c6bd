"""A small world with a row of every shared model in every audience, each text of it marked, so that a leak names itself.

    world = make_world()                       # inside a test's transaction
    world.row("obstacles.Obstacle", "own")     # Huimin's, for Huimin alone
    world.marks_in(response.content)           # the fields of rows that the answer lets through

Huimin owns every row. Who may read it follows from the audience and from the relation of the reader's town to Huimin:
``READERS`` has one person a relation, ``may_read`` says in words of its own what each may see. Two families are laid:
``alike``, where a row hangs on rows of its own audience, and ``beneath``, where Huimin's private rows hang on public ones.
A model that is new is planted without being named here; ``SPECIAL`` says what its checks ask for beyond its columns.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid5

from django.apps import apps
from django.conf import settings
from django.db import models

from pilin.foundation.access.enums import Audience
from pilin.foundation.access.models import GatedModel, SharedModel, party_list
from pilin.foundation.identity.models import User
from pilin.foundation.members.models import Circle, Member
from pilin.foundation.places.models import Place
from tests.factories.base import NOW, Five, circle_of_five, make_agreement, make_user, writing
from tests.plantings import ALIKE, BENEATH, NAMESPACE, SPECIAL

AUDIENCES = tuple(Audience.values)
MARK = re.compile(rb"zq[0-9a-f]{6}z")
UID = re.compile(rb"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
READERS = {  # how the reader's town stands to Huimin, whose the row is → who reads
    "owner": "330421003-clerk",
    "signatory": "330421003-signatory",  # of Huimin
    "party": "330482102-clerk",  # Xindai: named in the row, and party to the agreement
    "neighbour": "310116101-clerk",  # Zhujing: in the circle, and that is all
    "chair": "310116102-secretary",  # Fengjing: in the circle, and chairs it
    "keeper": "keeper",  # of the instance, in office at Fengjing
    "observer": "310116103-clerk",  # Zhangyan: reads along
    "elsewhere": "320583102-clerk",  # a town of another circle
    "person": "nobody",  # signed in, without office
    "public": "",
}
TOWN = {
    "owner": "330421003", "signatory": "330421003", "party": "330482102", "neighbour": "310116101", "chair": "310116102",
    "keeper": "310116102", "observer": "310116103", "elsewhere": "320583102",
}  # fmt: skip
IN_CIRCLE = {"owner", "signatory", "party", "neighbour", "chair", "keeper", "observer"}


def may_read(audience: str, owner: str, reader: str) -> bool:
    """Say who reads what, in other words than the models do."""
    if audience == "public" or TOWN.get(reader) == owner:
        return True
    if audience == "circle":
        return reader in IN_CIRCLE
    return audience in ("parties", "agreement") and reader == "party"


@dataclass(frozen=True, slots=True)
class Mark:
    """One marked text: the row it stands in, and its column."""

    label: str
    column: str
    audience: str
    owner: str
    family: str
    person: str = ""  # of a row that one person alone reads
    also: tuple[str, ...] = ()  # who besides that person reads this one

    @property
    def name(self) -> str:
        return f"{self.label}.{self.column}"

    def may_be_read_by(self, reader: str) -> bool:
        if self.person:
            return READERS[reader] == self.person or reader in self.also
        return may_read(self.audience, self.owner, reader)


@dataclass
class World:
    """What is planted."""

    five: Five
    rows: dict[tuple[str, str, str], Any] = field(default_factory=dict)  # (label, audience, family) → row
    marks: dict[bytes, Mark] = field(default_factory=dict)
    number: int = 0

    def row(self, label: str, audience: str, family: str = ALIKE) -> Any:
        return self.rows[label, audience, family]

    def mark(
        self, row: Any, column: str, audience: str, family: str, person: str = "", also: tuple[str, ...] = ()
    ) -> str:
        self.number += 1
        text = f"zq{self.number:06x}z"
        self.marks[text.encode()] = Mark(row._meta.label, column, audience, _owner(row), family, person, also)
        return text

    def marks_in(self, content: bytes) -> list[Mark]:
        """Return the marks and the keys of rows that stand in an answer."""
        found = set(MARK.findall(content)) | set(UID.findall(content))
        return [self.marks[text] for text in sorted(found) if text in self.marks]


def _owner(row: Any) -> str:
    return str(getattr(row, "owner", ""))


def _blocks(world: World, row: Any, audience: str, family: str) -> list[dict[str, Any]]:
    from pilin.foundation.bulletins import blocks

    return [blocks.paragraph(world.mark(row, "blocks", audience, family), world.mark(row, "blocks", audience, family))]


NOT_PLANTED = {  # signed bytes that are checked whenever they are read: deeds make them
    "ledger.Log", "ledger.Manifest", "ledger.Head",
}  # fmt: skip
NOT_WORDS = {  # text columns whose content the house reads, so a mark would break it; (label, column) or column
    "owner", "audience", "circle", "parties", "source", "text_hash", "sha256", "datum", "currency", "comparator", "hash", "tip",
    "log_id", "key_id", "kept_by", "actor_kind", "subject_url", "towns", "affected_comparator", "unit", "section_hash",
    "content_type", "indicator_unit", "affected_unit", "root", "token_hash", "indicator", "snapshot_hash", "object_kind", "url",
    "staff_comparator", "about", "preset", "preset_version", "reckoned_by", "formula", "industry", "division_list", "area_comparator", "area_unit", "stages", "chain", "band", "product",
}  # fmt: skip


def make_world() -> World:
    """Plant a row of every shared model in every audience, and private rows beneath public ones."""
    world = World(circle_of_five())
    five = world.five
    make_user("nobody", "无职")
    with writing():
        pact = make_agreement(five.circle, "pact-of-two", [five.huimin.row, five.xindai.row])
        for audience in AUDIENCES:
            for model in shared_models():
                plant(world, model, audience, ALIKE, pact.pk)
        for model in shared_models():
            if _hangs(model) and not _alone(model):
                plant(world, model, "own", BENEATH, pact.pk)
        _personal(world)
    return world


def shared_models() -> list[type[SharedModel]]:
    """Return every shared model, what others hang on first."""
    labels = [room.rsplit(".", 1)[1] for room in settings.ROOMS]
    wanted = [m for label in labels for m in apps.get_app_config(label).get_models() if issubclass(m, SharedModel)]
    wanted = [model for model in wanted if model._meta.label not in NOT_PLANTED]
    last = {"journal": 1, "files": 1, "ledger": 2}  # the journal and files tell of rows of other rooms
    wanted.sort(key=lambda m: last.get(m._meta.app_label, 0))
    ordered: list[type[SharedModel]] = []

    def take(model: type[Any]) -> None:
        for column in model._meta.concrete_fields:
            other = column.related_model
            if isinstance(other, type) and other is not model and other in wanted:
                take(other)
        if model not in ordered:
            ordered.append(model)

    for model in wanted:
        take(model)
    return ordered


def _hangs(model: type[Any]) -> bool:
    """Return whether rows of a model belong to rows of another: the keys of the journal and of files count too."""
    others = {f.related_model for f in model._meta.concrete_fields if f.related_model is not None} - {model}
    return model._meta.app_label in ("journal", "files") or any(issubclass(m, SharedModel) for m in others)


def _alone(model: type[Any]) -> bool:
    """Return whether a parent has room for one such row only."""
    keys = [set(c.fields) for c in model._meta.constraints if isinstance(c, models.UniqueConstraint)]
    keys += [{f.name} for f in model._meta.concrete_fields if isinstance(f, models.OneToOneField)]
    parents = {
        f.name for f in model._meta.concrete_fields if f.related_model and issubclass(f.related_model, SharedModel)
    }
    return any(key <= parents | {"owner"} and key & parents for key in keys)


def plant(world: World, model: type[Any], audience: str, family: str, pact: UUID) -> Any:
    """Put one row of a model down; what it hangs on stands already."""
    n = 1 + sum(label == model._meta.label for label, _audience, _family in world.rows)
    parents = "public" if family == BENEATH else audience
    owner = world.five.huimin.code
    row = model(owner=owner, audience=audience, circle=world.five.slug)
    row.uid = uuid5(NAMESPACE, f"{model._meta.label} {audience} {family}")
    row.parties = party_list([world.five.xindai.code])
    row.agreement = pact if audience == Audience.AGREEMENT else None
    given = SPECIAL.get(model._meta.label, lambda *_: {})(world, audience, family, n)
    spans = {
        name.rsplit("_", 1)[0] for name in (f.name for f in model._meta.concrete_fields) if name.endswith("_first")
    }
    for column in model._meta.concrete_fields:
        if (
            column.name in given
            or column.name in {f.name for f in SharedModel._meta.get_fields()}
            or column.primary_key
        ):
            continue
        if any(column.name in (f"{s}_first", f"{s}_last") and s in given for s in spans):
            continue
        value = _value(world, row, column, parents, family, n)
        if value is not None:
            setattr(row, column.name, value)
    for name, value in given.items():
        setattr(row, name, value)
    if model._meta.label == "bulletins.Bulletin":
        row.blocks = _blocks(world, row, audience, family)
    row.illustrative = False
    for column in model._meta.concrete_fields:
        if column.choices and getattr(row, column.attname):
            assert getattr(row, column.attname) in dict(column.flatchoices), f"{model._meta.label}.{column.name}"
    row.save()
    world.rows[model._meta.label, audience, family] = row
    world.marks[str(row.pk).encode()] = Mark(model._meta.label, "uid", audience, owner, family)
    return row


def _value(world: World, row: Any, column: Any, parents: str, family: str, n: int) -> Any:
    """Return what a column is given; None leaves its default."""
    if column.related_model is not None:
        return _related(world, column, parents, family)
    if isinstance(column, models.SlugField | models.CharField | models.TextField):
        return _text(world, row, column, row.audience, family)
    match column:
        case models.BooleanField():
            return None if column.has_default() else True
        case models.BinaryField():
            return b"\0"
        case models.JSONField():
            return None
        case models.UUIDField():
            return None if column.null else uuid5(NAMESPACE, f"{row._meta.label} {column.name} {n} {family}")
        case models.DateTimeField():
            return None if column.null else NOW + timedelta(seconds=n)
        case models.DateField():
            return None if column.null else NOW.date()
        case models.DecimalField():
            return Decimal(1)
        case models.IntegerField():
            return n
    return None


def _related(world: World, column: Any, parents: str, family: str) -> Any:
    other = column.related_model
    if issubclass(other, Circle):
        return world.five.circle
    if issubclass(other, Member):
        return world.five.yaozhuang.row if family == BENEATH else world.five.huimin.row
    if issubclass(other, Place):
        return world.five.huimin.row.place
    if issubclass(other, User):
        return world.five.huimin.clerk_user
    if issubclass(other, SharedModel) and other is not column.model:
        return world.rows.get((other._meta.label, parents, ALIKE))
    return None


def _text(world: World, row: Any, column: Any, audience: str, family: str) -> str | None:
    if column.choices:
        return str(column.choices[0][0])
    if column.name in NOT_WORDS:
        return "0" * 64 if column.name.endswith("hash") and column.max_length == 64 else None
    if column.max_length is not None and column.max_length < 10:
        return None
    return world.mark(row, column.name, audience, family)


def _personal(world: World) -> None:
    """Put down what one person alone reads: how to reach Huimin's clerk, a draft and a notice."""
    from pilin.foundation.identity.models import Draft
    from pilin.foundation.notices.models import Notice

    who = world.five.huimin.clerk_user
    who.phone = world.mark(who, "phone", "own", ALIKE, who.username, also=("signatory", "keeper"))
    who.email = world.mark(who, "email", "own", ALIKE, who.username)
    who.save()
    draft = Draft(person=who, form="a-form", saved_at=NOW)
    draft.fields = {"text": world.mark(draft, "fields", "own", ALIKE, who.username)}
    notice = Notice(person=who, kind="meetings.called", made_at=NOW)
    notice.facts = {"title": world.mark(notice, "facts", "own", ALIKE, who.username)}
    for row in (draft, notice):
        row.save()
        world.rows[row._meta.label, "own", ALIKE] = row
        world.marks[str(row.pk).encode()] = Mark(row._meta.label, "uid", "own", "", ALIKE, who.username)


def personal_models() -> Iterable[type[GatedModel]]:
    """Return the models of which a row is one person's."""
    return [apps.get_model(label) for label in ("identity.Draft", "notices.Notice")]
