"""What towns cherish and make, the lists it stands in, and what people tell of it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from pilin.domain.enterprises.models import Enterprise
from pilin.domain.living.enums.listings import STAGES, ListingKind, Stage, StoryState
from pilin.domain.living.models.listings import (
    BrandNote,
    Contribution,
    LabelHeld,
    LabelKind,
    Listing,
    ListingRegister,
    ListingStage,
    RegisterClass,
)
from pilin.domain.parks.queries import CarrierTold, carriers
from pilin.foundation.access.enums import Role
from pilin.foundation.access.standing import Standing
from pilin.foundation.files.models import Attachment
from pilin.foundation.notices.enums import WorkItem, WorkKind
from pilin.foundation.places.models import Place

HOUSE = Standing.machine("living")
MOST_WORK = 20


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which listings are asked for; empty: all."""

    kind: str = ""
    town: str = ""
    of_class: UUID | None = None
    label: UUID | None = None
    year: int | None = None  # it was there in that year, as far as anybody said
    find: str = ""


@dataclass(frozen=True, slots=True)
class ClassTold:
    """A class of a list: how many it says it has, and how many are entered here."""

    row: RegisterClass
    entered: int

    @property
    def missing(self) -> int | None:
        """Return how many are not entered yet; None where nobody said how many there are."""
        return None if self.row.declared is None else max(0, self.row.declared - self.entered)


@dataclass(frozen=True, slots=True)
class RegisterTold:
    """A list with its classes. What no source names is unknown, never zero."""

    row: ListingRegister
    classes: tuple[ClassTold, ...]

    @property
    def declared(self) -> int | None:
        """Return the sum of what its named classes say they have; None where one of them does not say."""
        said = [one.row.declared for one in self.classes]
        return None if not said or None in said else sum(one for one in said if one is not None)

    @property
    def entered(self) -> int:
        """Return how many of it are entered here."""
        return sum(one.entered for one in self.classes)

    @property
    def unnamed(self) -> int | None:
        """Return how many of its classes no source names; None where nobody said how many it has."""
        return None if self.row.declared_classes is None else self.row.declared_classes - len(self.classes)


@dataclass(frozen=True, slots=True)
class ListingTold:
    """A listing with all that belongs to it, as far as this standing reads it."""

    row: Listing
    labels: tuple[LabelHeld, ...]
    notes: tuple[BrandNote, ...]
    stages: tuple[ListingStage, ...]  # in the order of stages
    stories: tuple[Contribution, ...]  # shown
    own: tuple[Contribution, ...]  # told by whoever reads, in whatever state
    waiting: tuple[Contribution, ...]  # for the clerk of the town
    pictures: tuple[Attachment, ...]
    carrier: CarrierTold | None


def listings(standing: Standing, circle: str, wanted: Wanted | None = None) -> QuerySet[Listing]:
    """Return the listings of a circle that pass."""
    rows = Listing.objects.visible_to(standing).filter(circle=circle).select_related("of_class", "in_circle")
    wanted = wanted or Wanted()
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    if wanted.town:
        rows = rows.filter(owner=wanted.town)
    if wanted.of_class:
        rows = rows.filter(of_class=wanted.of_class)
    if wanted.label:
        held = LabelHeld.objects.visible_to(standing).filter(label=wanted.label, listing__isnull=False)
        rows = rows.filter(pk__in=held.values("listing"))
    if wanted.year:
        first, last = date(wanted.year, 1, 1), date(wanted.year, 12, 31)
        rows = rows.filter(Q(since_first__lte=last)).filter(Q(until_last__isnull=True) | Q(until_last__gte=first))
    if wanted.find:
        names = ("title_zh", "title", "story_zh", "story", "where_zh", "where")
        found = Q()
        for name in names:
            found |= Q(**{f"{name}__icontains": wanted.find})
        rows = rows.filter(found)
    return rows


def kinds_there(standing: Standing, circle: str) -> dict[str, int]:
    """Return how many listings of each kind a circle has, in the order of kinds."""
    rows = Listing.objects.visible_to(standing).filter(circle=circle).order_by()
    found = {row["kind"]: row["n"] for row in rows.values("kind").annotate(n=Count("pk"))}
    return {kind: found[kind] for kind in ListingKind.values if kind in found}


def towns_there(standing: Standing, circle: str) -> dict[str, int]:
    """Return how many listings of each town a circle has."""
    rows = Listing.objects.visible_to(standing).filter(circle=circle).order_by()
    return dict(sorted(Counter(rows.values_list("owner", flat=True)).items()))


def listing_named(standing: Standing, circle: str, uid: UUID) -> Listing | None:
    """Return a listing; None where this standing may not read it."""
    rows = Listing.objects.visible_to(standing).select_related("in_circle", "of_class", "firm", "carrier")
    return rows.filter(circle=circle, pk=uid).first()


def listing_told(standing: Standing, row: Listing) -> ListingTold:
    """Return a listing with its labels, notes, stages, pictures and stories."""
    stories = list(Contribution.objects.visible_to(standing).filter(listing=row))
    own = (
        Contribution.objects.visible_to(HOUSE).filter(listing=row, person=standing.person) if standing.signed_in else []
    )
    clerk = standing.member == row.owner and standing.holds(Role.CLERK)
    told = (
        next((one for one in carriers(standing, row.circle) if one.row.pk == row.carrier_id), None)
        if row.carrier_id
        else None
    )
    return ListingTold(
        row=row,
        labels=tuple(LabelHeld.objects.visible_to(standing).filter(listing=row).select_related("label")),
        notes=tuple(BrandNote.objects.visible_to(standing).filter(listing=row)),
        stages=tuple(
            sorted(
                ListingStage.objects.visible_to(standing).filter(listing=row),
                key=lambda one: STAGES.index(Stage(one.stage)),
            )
        ),
        stories=tuple(one for one in stories if one.state == StoryState.SHOWN),
        own=tuple(own),
        waiting=tuple(one for one in stories if one.state == StoryState.WAITING and clerk),
        pictures=tuple(Attachment.objects.visible_to(standing).filter(subject=str(row.pk), kind="photo")),
        carrier=told,
    )


def stages_of(row: Listing) -> list[ListingStage]:
    """Return every stage noted of a building."""
    return list(ListingStage.objects.visible_to(HOUSE).filter(listing=row))


def registers(standing: Standing, circle: str) -> list[RegisterTold]:
    """Return the lists of a circle with their classes and how many of each are entered."""
    rows = list(ListingRegister.objects.visible_to(standing).filter(circle=circle).select_related("in_circle"))
    entered = Counter(
        Listing.objects.visible_to(standing)
        .filter(circle=circle, of_class__isnull=False)
        .values_list("of_class", flat=True)
    )
    held: dict[UUID, list[ClassTold]] = defaultdict(list)
    for one in RegisterClass.objects.visible_to(standing).filter(register__in=rows):
        held[one.register_id].append(ClassTold(one, entered[one.pk]))
    return [RegisterTold(row, tuple(held[row.pk])) for row in rows]


def register_named(standing: Standing, circle: str, uid: UUID) -> RegisterTold | None:
    """Return one list; None where this standing may not read it."""
    return next((one for one in registers(standing, circle) if one.row.pk == uid), None)


def class_named(standing: Standing, circle: str, uid: UUID) -> RegisterClass | None:
    """Return a class of a list; None where this standing may not read it."""
    rows = RegisterClass.objects.visible_to(standing).select_related("register", "in_circle")
    return rows.filter(circle=circle, pk=uid).first()


def entered_in(row: RegisterClass) -> int:
    """Return how many entries a class has, whoever may read them."""
    return Listing.objects.visible_to(HOUSE).filter(of_class=row).count()


def titles_in(row: RegisterClass) -> set[str]:
    """Return the names that stand in a class already."""
    return set(Listing.objects.visible_to(HOUSE).filter(of_class=row).values_list("title_zh", flat=True))


def label_kinds(standing: Standing, circle: str) -> list[LabelKind]:
    """Return the labels known in a circle."""
    return list(LabelKind.objects.visible_to(standing).filter(circle=circle))


def label_named(standing: Standing, circle: str, uid: UUID) -> LabelKind | None:
    """Return a label; None where this standing may not read it."""
    return LabelKind.objects.visible_to(standing).select_related("in_circle").filter(circle=circle, pk=uid).first()


def held_named(standing: Standing, circle: str, uid: UUID) -> LabelHeld | None:
    """Return a label as somebody holds it; None where this standing may not read it."""
    return (
        LabelHeld.objects.visible_to(standing).select_related("label", "listing").filter(circle=circle, pk=uid).first()
    )


def story_named(standing: Standing, circle: str, uid: UUID) -> Contribution | None:
    """Return a story: to whoever told it, and to whoever may read it; None to others."""
    rows = Contribution.objects.visible_to(HOUSE).select_related("listing", "in_circle").filter(circle=circle, pk=uid)
    found = rows.first()
    if found is None or (standing.signed_in and found.person_id == standing.person):
        return found
    return Contribution.objects.visible_to(standing).select_related("listing", "in_circle").filter(pk=uid).first()


def own_stories(standing: Standing, circle: str) -> list[Contribution]:
    """Return what whoever reads has told."""
    if not standing.signed_in:
        return []
    rows = Contribution.objects.visible_to(HOUSE).filter(circle=circle, person=standing.person)
    return list(rows.select_related("listing").order_by("-told_on", "-uid"))


def place_named(code: str) -> Place | None:
    """Return a division by its code."""
    return Place.objects.visible_to(HOUSE).filter(code=code).first()


def firm_named(standing: Standing, circle: str, uid: UUID) -> Enterprise | None:
    """Return a firm that this standing reads or speaks for."""
    reader = HOUSE if standing.speaks_for(uid) else standing
    return Enterprise.objects.visible_to(reader).filter(circle=circle, pk=uid).first()


def work_of(standing: Standing, on: date) -> list[WorkItem]:
    """Return the stories that wait to be read by the clerk of their town."""
    if not standing.signed_in or not standing.member or not standing.holds(Role.CLERK):
        return []
    rows = Contribution.objects.visible_to(standing).filter(owner=standing.member, state=StoryState.WAITING)
    return [
        WorkItem(
            kind=WorkKind.DUE, title=in_language(row.listing, "title"), detail=_("Somebody told a story; nobody reads it before your town does"),
            url=reverse("living:story", kwargs={"circle": row.circle, "uid": row.pk}), verb=_("Read it"),
        )
        for row in rows.select_related("listing")[:MOST_WORK]
    ]  # fmt: skip


def in_language(row: Any, name: str) -> str:
    """Return a field that stands in both languages in the reader's."""
    chinese, other = str(getattr(row, f"{name}_zh")), str(getattr(row, name))
    return chinese if (get_language() or "").startswith("zh") or not other else other


def stories_held(person: UUID) -> list[dict[str, Any]]:
    """Return what is held of a person's stories, for the person."""
    rows = Contribution.objects.visible_to(HOUSE).filter(person=person)
    return [
        dict(row)
        for row in rows.values("listing__title_zh", "text", "credit", "rights", "of_years", "state", "told_on")
    ]


CSV_HEADS = ("uid", "kind", "title_zh", "title", "town", "class", "rank", "status", "since", "until", "where_zh", "where", "latitude", "longitude", "source", "illustrative")  # fmt: skip


def csv_rows(rows: Iterable[Listing]) -> list[tuple[Any, ...]]:
    """Return listings as the rows of a table under ``CSV_HEADS``."""
    return [
        (
            str(row.pk), row.kind, row.title_zh, row.title, row.owner, row.of_class.title_zh if row.of_class else "", row.rank or "", row.status,
            str(row.since or ""), str(row.until or ""), row.where_zh, row.where, row.latitude if row.latitude is not None else "",
            row.longitude if row.longitude is not None else "", row.source, "yes" if row.illustrative else "",
        )
        for row in rows
    ]  # fmt: skip


def geojson_of(rows: Sequence[Listing]) -> dict[str, Any]:
    """Return listings as GeoJSON; what has no place on the map has no geometry."""
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature", "id": str(row.pk),
                "geometry": None if row.latitude is None or row.longitude is None else {"type": "Point", "coordinates": [float(row.longitude), float(row.latitude)]},
                "properties": {
                    "kind": row.kind, "title_zh": row.title_zh, "title": row.title, "town": row.owner, "status": row.status,
                    "since": str(row.since) if row.since else None, "source": row.source, "illustrative": row.illustrative,
                },
            }
            for row in rows
        ],
    }  # fmt: skip
