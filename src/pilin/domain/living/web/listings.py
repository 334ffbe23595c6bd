"""The pages of what towns cherish and make: the register with map and filters, a story page, lists, stories that people tell."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import quote
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from pilin.domain.living import actions
from pilin.domain.living.enums.listings import BrandPart, FigureTopic, ListingKind, StoryRights
from pilin.domain.living.forms import listings as forms
from pilin.domain.living.models.listings import Contribution, Listing
from pilin.domain.living.queries import listings as queries
from pilin.domain.living.queries.listings import Wanted
from pilin.domain.living.queries.listings_figures import figures_of
from pilin.domain.living.rules import listings as rules
from pilin.engine.base import Invalid
from pilin.foundation.intake.tables import report_of, write_csv
from pilin.foundation.members.models import Circle
from pilin.foundation.members.queries import circle_named, day_of, member_cards, members_on
from pilin.web.forms import Form, page_number, perform
from pilin.web.words import in_words

A_PAGE = 40


@require_GET
def index(request: HttpRequest, circle: str) -> HttpResponse:
    """Show what the towns cherish and make, by kind, town, list, label and year, with what lies on the map."""
    within, standing = circle_of(request, circle), request.standing
    wanted, said = _wanted(request)
    rows = list(queries.listings(standing, circle, wanted))
    members = member_cards(standing)
    lists = queries.registers(standing, circle)
    context = {
        "circle": within, "page": Paginator(rows, A_PAGE).get_page(page_number(request.GET.get("page"))), "number": len(rows), "members": members,
        "said": said, "filtered": any(said.values()), "tab": "listings", "lists": lists, "own": queries.own_stories(standing, circle),
        "kinds": [(kind, ListingKind(kind).label, n) for kind, n in queries.kinds_there(standing, circle).items()],
        "towns": [(code, in_words(members[code], "name") if code in members else code) for code in queries.towns_there(standing, circle)],
        "classes": [(str(one.row.pk), f"{in_words(told.row, 'title')} · {in_words(one.row, 'title')}") for told in lists for one in told.classes],
        "labels": [(str(one.pk), in_words(one, "title")) for one in queries.label_kinds(standing, circle) if not one.of_villages],
        "towns_on_map": members_on(standing, circle, day_of(request.at)), "pills": _pills(circle, rows, members),
        "may_keep": bool(rules.may_keep_listings(standing, circle, standing.member)), "asked": request.GET.urlencode(),
        "all_ill": rows[0] if rows and all(row.illustrative for row in rows) else None,
    }  # fmt: skip
    return render(request, "living/listings_index.html", context)


@require_GET
def as_csv(request: HttpRequest, circle: str) -> HttpResponse:
    """Give the listings that pass the filters as a table."""
    circle_of(request, circle)
    rows = queries.listings(request.standing, circle, _wanted(request)[0])
    return file_of(
        write_csv(queries.CSV_HEADS, queries.csv_rows(rows)), "text/csv; charset=utf-8", f"{circle}-listings.csv"
    )


@require_GET
def as_geojson(request: HttpRequest, circle: str) -> HttpResponse:
    """Give the listings that pass the filters as GeoJSON."""
    circle_of(request, circle)
    found = queries.geojson_of(list(queries.listings(request.standing, circle, _wanted(request)[0])))
    return file_of(json.dumps(found, ensure_ascii=False).encode(), "application/geo+json", f"{circle}-listings.geojson")


@require_GET
def listing(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Show one listing: its story, place, labels, awards, stages, pictures, and what people tell of it."""
    row, standing = listing_of(request, circle, uid), request.standing
    told = queries.listing_told(standing, row)
    context = {
        "circle": row.in_circle, "row": row, "told": told, "members": member_cards(standing), "tab": "listings",
        "towns_on_map": members_on(standing, circle, day_of(request.at)) if row.latitude is not None else [],
        "pills": [_pill(circle, row)] if row.latitude is not None else [],
        "may_keep": bool(rules.may_keep_listings(standing, circle, row.owner)),
        "may_contribute": row.audience == "public" and not standing.member,
        "figures": figures_of(standing, circle, FigureTopic.BRAND, row.pk),
        "notes": [(part.label, notes) for part in BrandPart if (notes := [one for one in told.notes if one.part == part])],
    }  # fmt: skip
    return render(request, "living/listings_listing.html", context)


def add(request: HttpRequest, circle: str) -> HttpResponse:
    """Enter a listing."""
    return _enter(request, circle_of(request, circle), None)


def change(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Change a listing."""
    row = listing_of(request, circle, uid)
    return _enter(request, row.in_circle, row)


def _enter(request: HttpRequest, within: Circle, row: Listing | None) -> HttpResponse:
    standing = request.standing
    town = row.owner if row else standing.member
    rules.may_keep_listings(standing, within.slug, town).require()
    lists = queries.registers(standing, within.slug)
    classes = {str(one.row.pk): one.row for told in lists for one in told.classes}
    names = [
        (str(one.row.pk), f"{in_words(told.row, 'title')} · {in_words(one.row, 'title')}")
        for told in lists
        for one in told.classes
    ]
    initial: dict[str, Any] = {"kind": request.GET.get("kind", "")}
    kept: dict[str, Any] = {}
    if row:
        initial = {name: getattr(row, name) for name in forms.ListingForm.base_fields} | {
            "of_class": str(row.of_class_id or "")
        }
        kept = {
            "place": row.place.code if row.place else "",
            "rank": row.rank,
            "firm": row.firm,
            "carrier": row.carrier,
            "since_inferred": row.since_inferred,
        }
    form = forms.ListingForm(request.POST if request.method == "POST" else None, initial=initial, classes=names)
    if form.is_valid():
        given = form.cleaned_data | {"of_class": classes.get(form.cleaned_data["of_class"])} | kept
        made = perform(
            form,
            lambda: actions.enter_listing(by=standing, at=request.at, circle=within, town=town, listing=row, **given),
        )
        if made:
            messages.success(request, _("Written down."))
            return redirect("living:listing", circle=within.slug, uid=made.pk)
    back = (
        reverse("living:listing", args=[within.slug, row.pk]) if row else reverse("living:listings", args=[within.slug])
    )
    title = _("Change a listing") if row else _("Write down a listing")
    return form_page(
        request,
        within,
        form,
        title=title,
        sub=in_words(row, "title") if row else "",
        verb=_("Write it down"),
        back=back,
    )


def picture(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Add a picture to a listing."""
    row = listing_of(request, circle, uid)
    rules.may_keep_listings(request.standing, circle, row.owner).require()
    form = forms.PictureForm(request.POST if request.method == "POST" else None, request.FILES or None)
    if form.is_valid():
        brought = form.cleaned_data["file"]

        def act() -> bool:
            actions.add_picture(
                by=request.standing, at=request.at, listing=row, name=brought.name, content=brought.read()
            )
            return True

        if perform(form, act):
            messages.success(request, _("The picture stands on the page."))
            return redirect("living:listing", circle=circle, uid=uid)
    context = {"circle": row.in_circle, "row": row, "form": form, "tab": "listings"}
    return render(request, "living/listings_picture.html", context, status=422 if form.errors else 200)


def label(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Say that a listing holds a label."""
    row, standing = listing_of(request, circle, uid), request.standing
    labels = {str(one.pk): one for one in queries.label_kinds(standing, circle) if not one.of_villages}

    def act(given: dict[str, Any]) -> Any:
        return actions.give_label(
            by=standing, at=request.at, label=labels[given.pop("label")], town=row.owner, listing=row, **given
        )

    form = forms.ListingLabelForm(request.POST if request.method == "POST" else None, labels=[(key, in_words(one, "title")) for key, one in labels.items()])  # fmt: skip
    return _noted(request, row, form, act, _("Say which label it holds"))


def note(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Note an award of a brand, or where it is sold."""
    row = listing_of(request, circle, uid)
    form = forms.BrandNoteForm(request.POST if request.method == "POST" else None)
    return _noted(
        request, row, form, lambda given: actions.note_brand(by=request.standing, at=request.at, listing=row, **given), _("Note an award, or where it is sold"),
    )  # fmt: skip


def stage(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Note a stage of a building."""
    row = listing_of(request, circle, uid)
    form = forms.StageForm(request.POST if request.method == "POST" else None)
    return _noted(
        request,
        row,
        form,
        lambda given: actions.note_stage(by=request.standing, at=request.at, listing=row, **given),
        _("Note a stage"),
    )


def _noted(
    request: HttpRequest, row: Listing, form: Form, act: Callable[[dict[str, Any]], Any], title: str
) -> HttpResponse:
    rules.may_keep_listings(request.standing, row.circle, row.owner).require()
    if form.is_valid() and perform(form, lambda: act(dict(form.cleaned_data))) is not None:
        messages.success(request, _("Written down."))
        return redirect("living:listing", circle=row.circle, uid=row.pk)
    back = reverse("living:listing", args=[row.circle, row.pk])
    return form_page(
        request, row.in_circle, form, title=title, sub=in_words(row, "title"), verb=_("Write it down"), back=back
    )


@require_GET
def register(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Show a list: its classes, how many each says it has, and how many are entered here."""
    within, standing = circle_of(request, circle), request.standing
    told = queries.register_named(standing, circle, uid)
    if told is None:
        raise Http404
    context = {
        "circle": within, "told": told, "members": member_cards(standing), "tab": "listings",
        "may_keep": bool(rules.may_keep_listings(standing, circle, told.row.owner)),
    }  # fmt: skip
    return render(request, "living/listings_register.html", context)


def add_register(request: HttpRequest, circle: str) -> HttpResponse:
    """Enter a list with its classes."""
    within, standing = circle_of(request, circle), request.standing
    rules.may_keep_listings(standing, circle, standing.member).require()
    form = forms.RegisterForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        made = perform(
            form, lambda: actions.enter_register(by=standing, at=request.at, circle=within, town=standing.member, **form.cleaned_data)
        )  # fmt: skip
        if made:
            messages.success(request, _("Written down. Its entries come one by one, or with a table."))
            return redirect("living:listing_register", circle=circle, uid=made.pk)
    back = reverse("living:listings", args=[circle])
    return form_page(request, within, form, title=_("Write down a list"), sub="", verb=_("Write it down"), back=back)


def bring(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Bring the entries of a class: all of them, or a report of everything that is wrong."""
    standing = request.standing
    row = queries.class_named(standing, circle, uid)
    if row is None:
        raise Http404
    rules.may_keep_listings(standing, circle, row.owner).require()
    form = forms.EntriesForm(request.POST if request.method == "POST" else None, request.FILES or None)
    report = None
    if form.is_valid():
        brought, rows = form.cleaned_data["file"], 0
        try:
            entries, faults = forms.read_entries(brought.name, brought.read())
            rows = len(entries)
            written = actions.bring_entries(
                by=standing, at=request.at, of_class=row, kind=form.cleaned_data["kind"], entries=entries, faults=faults
            )
        except Invalid as error:
            found = report_of(error, brought.name)
            report = replace(found, rows=found.rows or rows)
        else:
            messages.success(request, _("%(n)s entries were written.") % {"n": written})
            return redirect("living:listing_register", circle=circle, uid=row.register_id)
    context = {
        "circle": row.in_circle,
        "row": row,
        "form": form,
        "report": report,
        "columns": forms.ENTRY_COLUMNS,
        "tab": "listings",
    }
    return render(request, "living/listings_bring.html", context, status=422 if report or form.errors else 200)


def tell(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Tell a story of a listing."""
    row, standing = listing_of(request, circle, uid), request.standing
    if not standing.signed_in:
        return redirect(f"{reverse('account_login')}?next={quote(request.path)}")
    rules.may_contribute(standing, row).require()
    form = forms.StoryForm(
        request.POST if request.method == "POST" else None, initial={"rights": StoryRights.OWN.value}
    )
    if (
        form.is_valid()
        and perform(form, lambda: actions.tell_story(by=standing, at=request.at, listing=row, **form.cleaned_data))
        is not None
    ):
        messages.success(request, _("Thank you. The town reads it first; you are told when everyone reads it."))
        return redirect("living:listing", circle=circle, uid=uid)
    back = reverse("living:listing", args=[circle, uid])
    return form_page(
        request,
        row.in_circle,
        form,
        title=_("Tell your story"),
        sub=in_words(row, "title"),
        verb=_("Send it to the town"),
        back=back,
    )


def story(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Show one story to whoever told it and to its town, which says here whether everyone reads it."""
    row = _story(request, circle, uid)
    may_moderate = bool(rules.may_moderate(request.standing, circle, row.owner))
    form = forms.DecisionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        rules.may_moderate(request.standing, circle, row.owner).require()
        if form.is_valid() and perform(form, lambda: actions.decide_story(by=request.standing, at=request.at, story=row, **form.cleaned_data)) is not None:  # fmt: skip
            messages.success(request, _("Decided; whoever told it is told."))
            return redirect("living:listing", circle=circle, uid=row.listing_id)
    context = {
        "circle": row.in_circle, "row": row, "form": form, "may_moderate": may_moderate, "tab": "listings", "members": member_cards(request.standing),
        "may_take_back": bool(rules.may_take_story_back(request.standing, row.person_id)),
    }  # fmt: skip
    return render(request, "living/listings_story.html", context, status=422 if form.errors else 200)


@require_POST
def take_back(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Take back a story that one told."""
    row = _story(request, circle, uid)
    listed = row.listing_id
    actions.take_story_back(by=request.standing, at=request.at, story=row)
    messages.success(request, _("Taken back: it is gone."))
    return redirect("living:listing", circle=circle, uid=listed)


def _wanted(request: HttpRequest) -> tuple[Wanted, dict[str, str]]:
    """Return what is asked for in the address, and the same as text; what cannot be read is not asked for."""
    said = {name: request.GET.get(name, "").strip()[:80] for name in ("kind", "town", "list", "label", "year", "find")}
    if said["kind"] not in ListingKind.values:
        said["kind"] = ""
    if not (said["year"].isdecimal() and 1 <= int(said["year"]) <= 2200):
        said["year"] = ""
    for name in ("list", "label"):
        try:
            UUID(said[name])
        except ValueError:
            said[name] = ""
    return Wanted(
        kind=said["kind"], town=said["town"], of_class=UUID(said["list"]) if said["list"] else None,
        label=UUID(said["label"]) if said["label"] else None, year=int(said["year"]) if said["year"] else None, find=said["find"],
    ), said  # fmt: skip


def _pill(circle: str, row: Listing) -> dict[str, Any]:
    name = in_words(row, "title")
    return {
        "lat": float(row.latitude or 0), "lon": float(row.longitude or 0), "text": f"{name}: {ListingKind(row.kind).label}",
        "url": reverse("living:listing", args=[circle, row.pk]), "parts": [{"text": name[:12], "kind": "open"}],
    }  # fmt: skip


def _pills(circle: str, rows: Iterable[Listing], members: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return one mark a town on the map: its only listing, or how many there are; marks of one town would lie on each other."""
    held: dict[str, list[Listing]] = {}
    for row in rows:
        if row.latitude is not None and row.longitude is not None:
            held.setdefault(row.owner, []).append(row)
    pills = []
    for town, there in held.items():
        if len(there) == 1:
            pills.append(_pill(circle, there[0]))
            continue
        name = in_words(members[town], "name") if town in members else town
        pills.append(
            {
                "lat": sum(float(row.latitude or 0) for row in there) / len(there), "lon": sum(float(row.longitude or 0) for row in there) / len(there),
                "text": f"{name}: {len(there)}", "url": f"{reverse('living:listings', args=[circle])}?town={town}",
                "parts": [{"text": str(len(there)), "kind": "open"}],
            }
        )  # fmt: skip
    return pills


def circle_of(request: HttpRequest, circle: str) -> Circle:
    """Return the circle of the address, or nothing is there."""
    found = circle_named(request.standing, circle)
    if found is None:
        raise Http404
    return found


def listing_of(request: HttpRequest, circle: str, uid: UUID) -> Listing:
    """Return the listing of the address, or nothing is there."""
    found = queries.listing_named(request.standing, circle, uid)
    if found is None:
        raise Http404
    return found


def _story(request: HttpRequest, circle: str, uid: UUID) -> Contribution:
    found = queries.story_named(request.standing, circle, uid)
    if found is None:
        raise Http404
    return found


def form_page(request: HttpRequest, within: Circle, form: Form, **said: Any) -> HttpResponse:
    """Return a page for a form alone."""
    return render(
        request,
        "living/listings_form.html",
        {"circle": within, "form": form, **said},
        status=422 if form.errors else 200,
    )


def file_of(content: bytes, content_type: str, name: str) -> HttpResponse:
    """Return a file to keep."""
    return HttpResponse(
        content, content_type=content_type, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


def choices(rows: Iterable[Any], name: str = "title") -> list[tuple[str, str]]:
    """Return rows as choices of a form."""
    return [(str(row.pk), in_words(row, name)) for row in rows]
