"""The deeds of listings: enter what a town cherishes or makes, lists and labels, and how figures are read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from pilin.domain.enterprises.models import Enterprise
from pilin.domain.living.enums.listings import BrandPart, FigurePart, FigureTopic, ListingStatus, StoryState
from pilin.domain.living.models.listings import (
    BrandNote,
    Contribution,
    FigureNote,
    LabelHeld,
    LabelKind,
    Listing,
    ListingRegister,
    ListingStage,
    RegisterClass,
)
from pilin.domain.living.queries import listings as queries
from pilin.domain.living.queries import listings_figures as figures
from pilin.domain.living.rules import listings as rules
from pilin.domain.parks.models import Carrier
from pilin.engine.base import Comparator, PartialDate
from pilin.foundation.access.enums import Audience
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import STALE, Conflict, Fault, Invalid
from pilin.foundation.files import actions as files
from pilin.foundation.files.enums import AttachmentKind
from pilin.foundation.files.models import Attachment
from pilin.foundation.journal.actions import both, count, deed, tell
from pilin.foundation.members.models import Circle
from pilin.foundation.observations.models import Series

A_CHUNK = 500


@deed("living.enter_listing", says=_("{who} wrote down “{title}”"))
def enter_listing(
    *,
    by: Standing,
    at: datetime,
    circle: Circle,
    town: str,
    kind: str,
    title_zh: str,
    title: str = "",
    story_zh: str = "",
    story: str = "",
    status: str = ListingStatus.UNKNOWN,
    since: PartialDate | str | None = None,
    until: PartialDate | str | None = None,
    since_inferred: bool = False,
    where_zh: str = "",
    where: str = "",
    place: str = "",
    latitude: Decimal | None = None,
    longitude: Decimal | None = None,
    credit_zh: str = "",
    credit: str = "",
    rights_zh: str = "",
    rights: str = "",
    height_m: Decimal | None = None,
    of_class: RegisterClass | None = None,
    rank: int | None = None,
    firm: Enterprise | None = None,
    carrier: Carrier | None = None,
    takes_requests: bool = False,
    audience: str = Audience.PUBLIC,
    illustrative: bool = False,
    source: str = "",
    listing: Listing | None = None,
    revision: int | None = None,
) -> Listing:
    """Enter something a town cherishes or makes, or change it (``listing``, as it was read at ``revision``).

    Raises
    ------
    Invalid
        With every fault, in the reader's language.
    Refused
        When another town keeps it, or it was changed meanwhile.
    """
    town = listing.owner if listing else town
    rules.may_keep_listings(by, circle.slug, town).require()
    begins, ends = _partial(since), _partial(until)
    faults = rules.faults_of_listing(
        kind=kind, title_zh=title_zh, status=status, since=begins, until=ends, latitude=latitude, longitude=longitude, height_m=height_m,
        takes_requests=takes_requests, audience=audience,
    )  # fmt: skip
    ground = queries.place_named(place) if place else None
    if place and ground is None:
        faults.append(Fault("place", "place", _("No division known here has this code"), value=place))
    if of_class is not None and of_class.circle != circle.slug:
        faults.append(Fault("class", "of_class", _("This list belongs to another circle")))
    if faults:
        raise Invalid(*faults)
    row = listing or Listing(in_circle=circle, circle=circle.slug, owner=town, illustrative=illustrative, source=source)
    if listing and revision is not None and listing.revision != revision:
        raise Conflict("stale", STALE)
    words = {
        "title_zh": title_zh, "title": title, "story_zh": story_zh, "story": story, "where_zh": where_zh, "where": where, "credit_zh": credit_zh,
        "credit": credit, "rights_zh": rights_zh, "rights": rights,
    }  # fmt: skip
    for field, said in words.items():
        setattr(row, field, said.strip())
    row.kind, row.status, row.since, row.until, row.since_inferred = kind, status, begins, ends, since_inferred
    row.place, row.height_m, row.of_class, row.rank, row.firm, row.carrier = (
        ground,
        height_m,
        of_class,
        rank,
        firm,
        carrier,
    )
    row.latitude = None if latitude is None else round(latitude, 6)
    row.longitude = None if longitude is None else round(longitude, 6)
    row.takes_requests = takes_requests
    moved, row.audience = listing is not None and row.audience != audience, audience
    row.save()
    if moved:  # what belongs to it is read by whoever reads it
        for model in (LabelHeld, BrandNote, ListingStage, FigureNote):
            model.objects.visible_to(queries.HOUSE).filter(listing=row).exclude(audience=audience).update(
                audience=audience
            )
        hung = Attachment.objects.visible_to(queries.HOUSE).filter(subject=str(row.pk))
        hung.exclude(audience=audience).update(audience=audience)
        shown = Contribution.objects.visible_to(queries.HOUSE).filter(listing=row, state=StoryState.SHOWN)
        shown.exclude(audience=audience).update(audience=audience)
    tell(title=both(row, "title"))
    return row


@deed("living.add_picture", says=_("{who} added a picture to “{title}”"))
def add_picture(
    *, by: Standing, at: datetime, listing: Listing, name: str, content: bytes, illustrative: bool = False
) -> None:
    """Add a picture to a listing; it loses its position, and everyone who reads the listing sees it."""
    rules.may_keep_listings(by, listing.circle, listing.owner).require()
    files.attach_file(
        by=by, at=at, name=name, content=content, owner=listing.owner, audience=listing.audience, circle=listing.circle, subject=listing.pk,
        kind=AttachmentKind.PHOTO, illustrative=illustrative,
    )  # fmt: skip
    tell(title=both(listing, "title"))


@deed("living.enter_register", says=_("{who} wrote down the list “{title}”"))
def enter_register(
    *,
    by: Standing,
    at: datetime,
    circle: Circle,
    town: str,
    title_zh: str,
    classes: Sequence[rules.ClassInput],
    title: str = "",
    about_zh: str = "",
    about: str = "",
    declared_classes: int | None = None,
    told_on: PartialDate | str | None = None,
    audience: str = Audience.PUBLIC,
    illustrative: bool = False,
    source: str = "",
) -> ListingRegister:
    """Enter a list with the classes that its source names; what it does not name stays unknown."""
    rules.may_keep_listings(by, circle.slug, town).require()
    if faults := rules.faults_of_register(title_zh=title_zh, declared_classes=declared_classes, classes=classes):
        raise Invalid(*faults)
    shared = {
        "in_circle": circle,
        "circle": circle.slug,
        "owner": town,
        "audience": audience,
        "illustrative": illustrative,
        "source": source,
    }
    row = ListingRegister(
        title_zh=title_zh.strip(), title=title.strip(), about_zh=about_zh.strip(), about=about.strip(), declared_classes=declared_classes,
        **shared,
    )  # fmt: skip
    row.told_on = _partial(told_on)
    row.save()
    for position, one in enumerate(classes, start=1):
        RegisterClass(
            register=row, position=position, title_zh=one.title_zh.strip(), title=one.title.strip(), declared=one.declared,
            declared_comparator=one.comparator, **shared,
        ).save()  # fmt: skip
    tell(title=both(row, "title"))
    return row


@deed("living.bring_entries", says=_("{who} brought {n} entries of “{title}”"))
def bring_entries(
    *,
    by: Standing,
    at: datetime,
    of_class: RegisterClass,
    kind: str,
    entries: Sequence[rules.EntryInput],
    faults: Sequence[Fault] = (),
    illustrative: bool = False,
    source: str = "",
) -> int:
    """Bring the entries of a class from a table: all of them or none. A class that says it has 50 holds 50 afterwards.

    ``faults`` is what was wrong with the file already: it is said together with what is found here.
    """
    rules.may_keep_listings(by, of_class.circle, of_class.owner).require()
    found = [
        *faults,
        *rules.faults_of_entries(
            entries, of_class.declared, of_class.declared_comparator, queries.entered_in(of_class)
        ),
    ]
    known = queries.titles_in(of_class)
    found += [
        Fault("there", "title_zh", _("This name stands in the class already"), row, one.title_zh)
        for row, one in enumerate(entries, start=2)
        if one.title_zh.strip() in known
    ]
    found += [fault for fault in rules.faults_of_listing(
        kind=kind, title_zh="·", status=ListingStatus.UNKNOWN, since=None, until=None, latitude=None, longitude=None, height_m=None,
        takes_requests=False, audience=of_class.audience,
    ) if fault.field == "kind"]  # fmt: skip
    if found:
        raise Invalid(*found)
    rows = []
    for one in entries:
        row = Listing(
            in_circle=of_class.in_circle, circle=of_class.circle, owner=of_class.owner, audience=of_class.audience, kind=kind,
            title_zh=one.title_zh.strip(), title=one.title.strip(), where_zh=one.where_zh.strip(), story_zh=one.story_zh.strip(), of_class=of_class,
            rank=one.rank, illustrative=illustrative, source=source, made_at=at, changed_at=at, revision=1,
        )  # fmt: skip
        row.since = one.since
        rows.append(row)
    Listing.objects.visible_to(queries.HOUSE).bulk_create(rows, batch_size=A_CHUNK)
    count(entries=len(rows))
    of_class.save()  # the line's principal: whoever reads the class reads that entries came
    tell(title=both(of_class, "title"), n=len(rows))
    return len(rows)


@deed("living.add_label", says=_("{who} wrote down the label “{title}”"))
def add_label(
    *,
    by: Standing,
    at: datetime,
    circle: Circle,
    town: str,
    title_zh: str,
    level: str,
    title: str = "",
    of_villages: bool = False,
    declared: int | None = None,
    declared_comparator: str = Comparator.EXACTLY,
    in_progress: bool = False,
    audience: str = Audience.PUBLIC,
    illustrative: bool = False,
    source: str = "",
) -> LabelKind:
    """Enter a label that places or listings earn, with how many hold it as the source counts them."""
    rules.may_keep_listings(by, circle.slug, town).require()
    if faults := rules.faults_of_label(title_zh=title_zh, level=level, declared=declared):
        raise Invalid(*faults)
    row = LabelKind(
        in_circle=circle, circle=circle.slug, owner=town, audience=audience, title_zh=title_zh.strip(), title=title.strip(), level=level,
        of_villages=of_villages, declared=declared, declared_comparator=declared_comparator, in_progress=in_progress, illustrative=illustrative,
        source=source,
    )  # fmt: skip
    row.save()
    tell(title=both(row, "title"))
    return row


@deed("living.give_label", says=_("{who} wrote down who holds the label “{title}”"))
def give_label(
    *,
    by: Standing,
    at: datetime,
    label: LabelKind,
    town: str,
    listing: Listing | None = None,
    village: str = "",
    village_zh: str = "",
    year: int | None = None,
    until: int | None = None,
    illustrative: bool = False,
    source: str = "",
) -> LabelHeld:
    """Write down that a listing or a village of one's town holds a label: ``village`` is a code, ``village_zh`` a name without one."""
    town = listing.owner if listing else town
    rules.may_keep_listings(by, label.circle, town).require()
    faults = rules.faults_of_years(year, until)
    ground = queries.place_named(village) if village else None
    if village and ground is None:
        faults.append(Fault("place", "village", _("No division known here has this code"), value=village))
    if sum((listing is not None, bool(village), bool(village_zh.strip()))) != 1:
        faults.append(Fault("holder", "village_zh", _("Say who holds it: one village")))
    if faults:
        raise Invalid(*faults)
    row = LabelHeld(
        in_circle=label.in_circle, circle=label.circle, owner=town, audience=label.audience, label=label, listing=listing, village=ground,
        village_zh=village_zh.strip(), year=year, until=until, illustrative=illustrative, source=source,
    )  # fmt: skip
    row.save()
    tell(title=both(label, "title"))
    return row


@deed("living.end_label", says=_("{who} wrote down that the label “{title}” ends with {year}"))
def end_label(*, by: Standing, at: datetime, held: LabelHeld, until: int) -> LabelHeld:
    """Write down the last year in which a label counts; that it was held stays readable."""
    rules.may_keep_listings(by, held.circle, held.owner).require()
    if faults := rules.faults_of_years(held.year, until):
        raise Invalid(*faults)
    held.until = until
    held.save()
    tell(title=both(held.label, "title"), year=until)
    return held


@deed("living.note_brand", says=_("{who} noted “{what}” of “{title}”"))
def note_brand(
    *,
    by: Standing,
    at: datetime,
    listing: Listing,
    part: str,
    name_zh: str,
    name: str = "",
    number: int | None = None,
    year: int | None = None,
    illustrative: bool = False,
    source: str = "",
) -> BrandNote:
    """Note an award of a brand, a shop or platform where it is sold, or something it takes part in."""
    rules.may_keep_listings(by, listing.circle, listing.owner).require()
    faults = rules.faults_of_years(year, None)
    if part not in BrandPart.values:
        faults.append(Fault("part", "part", _("Choose what it is"), value=part))
    if not name_zh.strip():
        faults.append(Fault("no_name", "name_zh", _("Give it its name")))
    if number is not None and number < 1:
        faults.append(Fault("number", "number", _("Leave the number empty where nobody knows it"), value=str(number)))
    if faults:
        raise Invalid(*faults)
    row = BrandNote(
        in_circle=listing.in_circle, circle=listing.circle, owner=listing.owner, audience=listing.audience, listing=listing, part=part,
        name_zh=name_zh.strip(), name=name.strip(), number=number, year=year, illustrative=illustrative, source=source,
    )  # fmt: skip
    row.save()
    tell(title=both(listing, "title"), what=both(row, "name"))
    return row


@deed("living.note_stage", says=_("{who} noted a stage of “{title}”"))
def note_stage(
    *,
    by: Standing,
    at: datetime,
    listing: Listing,
    stage: str,
    reached_on: PartialDate | str | None = None,
    said_on: date | None = None,
    evidence_zh: str = "",
    evidence: str = "",
    illustrative: bool = False,
    source: str = "",
) -> ListingStage:
    """Note that a building reached a stage, on a day as far as it is known: never before a stage that it follows."""
    rules.may_keep_listings(by, listing.circle, listing.owner).require()
    day = _partial(reached_on)
    known = [(one.stage, one.reached_on) for one in queries.stages_of(listing)]
    faults = rules.faults_of_stage(stage, day, known)
    if stage in dict(known):
        faults.append(Fault("twice", "stage", _("This stage is noted already"), value=stage))
    if faults:
        raise Invalid(*faults)
    row = ListingStage(
        in_circle=listing.in_circle, circle=listing.circle, owner=listing.owner, audience=listing.audience, listing=listing, stage=stage,
        said_on=said_on, evidence_zh=evidence_zh.strip(), evidence=evidence.strip(), illustrative=illustrative, source=source,
    )  # fmt: skip
    row.reached_on = day
    row.save()
    tell(title=both(listing, "title"))
    return row


@deed("living.note_figure", says=_("{who} noted how the figure “{title}” is read"))
def note_figure(
    *,
    by: Standing,
    at: datetime,
    series: Series,
    topic: str,
    part: str = FigurePart.OTHER,
    listing: Listing | None = None,
    growth_percent: Decimal | None = None,
    growth_step: Decimal = Decimal("0.1"),
    value_step: Decimal = Decimal(1),
    method_zh: str = "",
    method: str = "",
    overlap: str = "",
    illustrative: bool = False,
    source: str = "",
) -> FigureNote:
    """Put a series on a page, or say anew how it is read there: growth as reported, method, which others count the same people."""
    rules.may_keep_listings(by, series.circle, series.owner).require()
    faults = []
    if topic not in FigureTopic.values:
        faults.append(Fault("topic", "topic", _("Choose the page"), value=topic))
    if part not in FigurePart.values:
        faults.append(Fault("part", "part", _("Choose what the figure is"), value=part))
    if growth_percent is not None and growth_percent - growth_step / 2 <= -100:
        faults.append(
            Fault(
                "growth", "growth_percent", _("Nothing falls by a hundred per cent or more"), value=str(growth_percent)
            )
        )
    faults += [
        Fault("step", name, _("To which step was it rounded? 0.1, 1, 10000"), value=str(step))
        for name, step in (("growth_step", growth_step), ("value_step", value_step))
        if step <= 0
    ]
    if faults:
        raise Invalid(*faults)
    row = figures.figure_noted(series.circle, topic, series.slug) or FigureNote(
        in_circle=series.in_circle, circle=series.circle, owner=series.owner, audience=series.audience, series=series, topic=topic,
        illustrative=illustrative, source=source,
    )  # fmt: skip
    row.part, row.listing, row.growth_percent, row.growth_step, row.value_step = (
        part,
        listing,
        growth_percent,
        growth_step,
        value_step,
    )
    row.method_zh, row.method, row.overlap = method_zh.strip(), method.strip(), overlap.strip()
    row.save()
    tell(title=both(series, "title"))
    return row


def _partial(value: PartialDate | str | None) -> PartialDate | None:
    if isinstance(value, str):
        return PartialDate.parse(value) if value else None
    return value
