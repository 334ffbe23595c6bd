"""The pages of travel times: the hour, a bridge, every pair, two states compared, broken ends, links and scenarios."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from pilin.domain.observatory import actions
from pilin.domain.observatory.enums import HOUR, LinkMode
from pilin.domain.observatory.forms import reach as forms
from pilin.domain.observatory.frames import reach as frames
from pilin.domain.observatory.models import ReachLink, ReachScenario
from pilin.domain.observatory.queries import reach as queries
from pilin.domain.observatory.rules import reach as rules
from pilin.engine import reach
from pilin.foundation.access.standing import Standing
from pilin.foundation.members.models import Circle
from pilin.foundation.members.queries import circle_named, day_of
from pilin.web.forms import Form, perform
from pilin.web.words import in_words

DRAWN = (120.62, 121.5, 30.56, 31.12)  # west, east, south, north: how far the map of the circle is drawn
MOST_CELLS = 40  # places up to which the page shows every pair; beyond it there is the file


@require_GET
def index(request: HttpRequest, circle: str) -> HttpResponse:
    """Show what lies within the hour of a place: on the map, by minutes, and by the records of what is there."""
    within = _circle(request, circle)
    form, told = _circle_asked(request, within)
    context: dict[str, Any] = {"circle": within, "form": form, "told": told, "tab": "circle"}
    if told:
        data = frames.bridge(told.picture, told.origin.code, told.origin.code, told.origin.code, within=told.within)
        context |= _picture(told.picture) | {
            "contents": frames.contents(request.standing, told), "data": data.out(_names(told.picture)), "asked": request.GET.urlencode(),
        }  # fmt: skip
    return render(request, "observatory/reach.html", context, status=422 if form.errors else 200)


@require_GET
def as_geojson(request: HttpRequest, circle: str) -> HttpResponse:
    """Give the places with their minutes, and the links, as GeoJSON."""
    form, told = _circle_asked(request, _circle(request, circle))
    if told is None:
        return HttpResponse(form.errors.as_text(), content_type="text/plain; charset=utf-8", status=422)
    return _file(frames.geojson(told), "application/geo+json", f"{circle}-reach.geojson")


@require_GET
def bridge(request: HttpRequest, circle: str) -> HttpResponse:
    """Show what a link that is not there yet would change; its minutes follow the finger, and the table with them."""
    within, standing = _circle(request, circle), request.standing
    asked = {"minutes": "10", "way": "both", **_asked(request)}
    ground = _ground(request, within, asked, "origin", "start", "end")
    codes = _members_first(ground)
    asked = {"origin": _home(standing, codes), **asked}
    if asked["origin"] in codes and not {"start", "end"} & asked.keys():  # a bridge to where it is longest to go
        far = frames.far_from(frames.drawn(ground), asked["origin"])
        asked |= {"start": asked["origin"], "end": far}
    form = forms.BridgeForm(asked, places=_choices(ground))
    context: dict[str, Any] = {"circle": within, "form": form, "tab": "bridge"}
    if form.is_valid():
        given = form.cleaned_data
        now = frames.drawn(ground, given["mode"])
        built = frames.bridge(now, given["origin"], given["start"], given["end"], both_ways=given["way"] == "both", within=given["within"])  # fmt: skip
        told = frames.told_from(now, given["origin"], given["within"], built.old, built.at(float(given["minutes"])))
        context |= _picture(now) | {
            "told": told, "data": built.out(_names(now)), "asked": urlencode(_again(given)),
            "may_keep": rules.may_keep(standing, circle, standing.member), "minutes": given["minutes"],
        }  # fmt: skip
    return render(request, "observatory/reach_bridge.html", context, status=422 if form.errors else 200)


@require_GET
def matrix(request: HttpRequest, circle: str) -> HttpResponse:
    """Show the minutes of every pair of places, with the files that hold them all."""
    within = _circle(request, circle)
    form = forms.MatrixForm(_asked(request))
    context: dict[str, Any] = {"circle": within, "form": form, "tab": "matrix"}
    if form.is_valid():
        now = _drawn(request, within, form)
        context |= _picture(now) | {"asked": request.GET.urlencode()}
        if len(now.nodes) <= MOST_CELLS:
            cells = now.matrix.cells
            context["rows"] = [
                (node, [(reach.exact(cell), cell <= HOUR * 1_000) for cell in row])
                for node, row in zip(now.nodes, cells.tolist(), strict=True)
            ]
    return render(request, "observatory/reach_matrix.html", context, status=422 if form.errors else 200)


@require_GET
def matrix_csv(request: HttpRequest, circle: str) -> HttpResponse:
    """Give the minutes of every pair as CSV."""
    return _matrix(request, circle, "csv", "text/csv; charset=utf-8")


@require_GET
def matrix_parquet(request: HttpRequest, circle: str) -> HttpResponse:
    """Give the minutes of every pair as Parquet."""
    return _matrix(request, circle, "parquet", "application/vnd.apache.parquet")


@require_GET
def compare(request: HttpRequest, circle: str) -> HttpResponse:
    """Show by town who wins and who loses between two scenarios, or by a bridge, over every pair of places."""
    within, standing = _circle(request, circle), request.standing
    known = {str(row.pk): row for row in queries.scenarios(standing, circle)}
    if "start" in request.GET:
        return _compare_bridge(request, within)
    form = forms.CompareForm(_asked(request), scenarios=[(key, row.title) for key, row in known.items()])
    context: dict[str, Any] = {"circle": within, "form": form, "tab": "compare", "scenarios": len(known)}
    if form.is_valid():
        given = form.cleaned_data
        sides = {name: known.get(given[name]) for name in ("before", "after")}
        told = frames.scenarios_compared(standing, circle, given["on"], given["mode"], given["within"], sides["before"], sides["after"])  # fmt: skip
        context |= _picture(told.before) | {"told": told, "sides": sides}
    return render(request, "observatory/reach_compare.html", context, status=422 if form.errors else 200)


def _compare_bridge(request: HttpRequest, within: Circle) -> HttpResponse:
    asked = {"minutes": "10", "way": "both", **_asked(request)}
    ground = _ground(request, within, asked, "origin", "start", "end")
    asked = {"origin": _home(request.standing, _members_first(ground)), **asked}
    form = forms.BridgeForm(asked, places=_choices(ground))
    context: dict[str, Any] = {"circle": within, "form": form, "tab": "compare", "bridged": True}
    if form.is_valid():
        given = form.cleaned_data
        now = frames.drawn(ground, given["mode"])
        change = rules.ChangeInput("add", given["start"], given["end"], given["minutes"], given["way"] == "both")
        told = frames.compared(now, now.changed([change]), given["within"])
        context |= _picture(now) | {"told": told, "change": change, "asked": urlencode(_again(given))}
    return render(request, "observatory/reach_compare.html", context, status=422 if form.errors else 200)


@require_GET
def ends(request: HttpRequest, circle: str) -> HttpResponse:
    """List the roads that are open on one side and go on nowhere on the other."""
    within, on = _circle(request, circle), day_of(request.at)
    found = queries.broken(request.standing, circle, on)
    return render(request, "observatory/reach_ends.html", {"circle": within, "found": found, "on": on, "tab": "ends"})


@require_GET
def links(request: HttpRequest, circle: str) -> HttpResponse:
    """List the links with the word of each side."""
    within, standing, on = _circle(request, circle), request.standing, day_of(request.at)
    context = {
        "circle": within, "told": queries.links_told(standing, circle, on), "on": on, "tab": "links",
        "may_keep": rules.may_keep(standing, circle, standing.member),
    }  # fmt: skip
    return render(request, "observatory/reach_links.html", context)


@require_GET
def link(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Show one link: what each side says of its end, and since when."""
    row, standing, on = _link(request, circle, uid), request.standing, day_of(request.at)
    context = {
        "circle": row.in_circle, "told": queries.links_told(standing, circle, on, row)[0], "on": on, "tab": "links",
        "words": queries.words(standing, circle, row).get(row.pk, []), "members": queries.circle_members(circle, on),
        "may_change": rules.may_change(standing, row), "may_report": rules.may_report(standing, row, standing.member),
    }  # fmt: skip
    return render(request, "observatory/reach_link.html", context)


def add_link(request: HttpRequest, circle: str) -> HttpResponse:
    """Write a link down."""
    within, standing = _circle(request, circle), request.standing
    rules.may_keep(standing, circle, standing.member).require()
    places = _choices(queries.ground(standing, circle, day_of(request.at)))
    initial = {"start": standing.member, "mode": "road", "way": "both", "state": "open"}
    form = forms.LinkForm(_posted(request), places=places, initial=initial)
    if form.is_valid():
        made = perform(
            form, lambda: actions.enter_link(by=standing, at=request.at, circle=within, town=standing.member, **form.given())
        )  # fmt: skip
        if made:
            messages.success(
                request, _("Written down. Once the other side says that its end is open, the hour counts it.")
            )
            return redirect("observatory:reach_link", circle=circle, uid=made.pk)
    back = reverse("observatory:reach_links", args=[circle])
    return _form(request, within, form, title=_("Write down a link"), verb=_("Write it down"), back=back)


def change_link(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Change a link: its minutes, its name, who may read it."""
    row, standing = _link(request, circle, uid), request.standing
    rules.may_change(standing, row).require()
    names = ("mode", "minutes", "hour", "name_zh", "name", "audience", "revision")
    initial = {name: getattr(row, name) for name in names} | {"way": "both" if row.both_ways else "one"}
    form = forms.LinkForm(_posted(request), known=True, initial=initial)
    if form.is_valid():
        made = perform(
            form,
            lambda: actions.enter_link(
                by=standing, at=request.at, circle=row.in_circle, town=row.owner, link=row, start=row.start.code, end=row.end.code, **form.given()
            ),
        )  # fmt: skip
        if made:
            messages.success(request, _("Changed."))
            return redirect("observatory:reach_link", circle=circle, uid=uid)
    back = reverse("observatory:reach_link", args=[circle, uid])
    return _form(request, row.in_circle, form, title=_("Change a link"), sub=str(row), verb=_("Change it"), back=back)


def report_end(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Say what one's own end of a link is."""
    row, standing = _link(request, circle, uid), request.standing
    rules.may_report(standing, row, standing.member).require()
    form = forms.EndForm(_posted(request), initial={"since": day_of(request.at), "state": "open"})
    if form.is_valid():
        made = perform(
            form, lambda: actions.report_end(by=standing, at=request.at, link=row, town=standing.member, **form.cleaned_data)
        )  # fmt: skip
        if made:
            messages.success(request, _("Written. The hour follows it from that day on."))
            return redirect("observatory:reach_link", circle=circle, uid=uid)
    back = reverse("observatory:reach_link", args=[circle, uid])
    return _form(request, row.in_circle, form, title=_("Say what your end is"), sub=str(row), verb=_("Write it down"), back=back)  # fmt: skip


@require_GET
def scenarios(request: HttpRequest, circle: str) -> HttpResponse:
    """List the scenarios in sight."""
    within, standing = _circle(request, circle), request.standing
    context = {
        "circle": within, "rows": queries.scenarios(standing, circle), "tab": "scenarios",
        "members": queries.circle_members(circle, day_of(request.at)), "may_keep": rules.may_keep(standing, circle, standing.member),
    }  # fmt: skip
    return render(request, "observatory/reach_scenarios.html", context)


@require_GET
def scenario(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Show one scenario: what it adds and closes, and what that changes by town."""
    row, standing, on = _scenario(request, circle, uid), request.standing, day_of(request.at)
    told = frames.scenarios_compared(standing, circle, on, "", HOUR, None, row)
    context = {
        "circle": row.in_circle, "scenario": row, "changes": queries.changes_of(standing, row), "told": told, "tab": "scenarios",
        "members": told.before.ground.members, "may_change": rules.may_change_scenario(standing, row), **_picture(told.before),
    }  # fmt: skip
    return render(request, "observatory/reach_scenario.html", context)


def add_scenario(request: HttpRequest, circle: str) -> HttpResponse:
    """Save a scenario; a bridge that was tried fills its first row."""
    within, standing = _circle(request, circle), request.standing
    rules.may_keep(standing, circle, standing.member).require()
    tried = {f"{name}_1": request.GET.get(name, "") for name in ("start", "end", "minutes", "way")}
    return _save(request, within, None, {"kind_1": "add", **{name: said for name, said in tried.items() if said}})


def change_scenario(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Change a scenario."""
    row, standing = _scenario(request, circle, uid), request.standing
    rules.may_change_scenario(standing, row).require()
    held = queries.inputs_of(standing, row)
    initial = {"title": row.title, "note": row.note, "audience": row.audience, "revision": row.revision}
    return _save(request, row.in_circle, row, initial | forms.ScenarioForm.initial_of(held), rows=max(forms.ROWS, len(held) + 1))  # fmt: skip


def _save(
    request: HttpRequest, within: Circle, row: ReachScenario | None, initial: dict[str, Any], rows: int = forms.ROWS
) -> HttpResponse:
    standing = request.standing
    named = (initial.get(f"{name}_{n}", "") for n in range(1, rows + 1) for name in ("start", "end"))
    places = _choices(queries.ground(standing, within.slug, day_of(request.at), [str(code) for code in named if code]))
    form = forms.ScenarioForm(_posted(request), places=places, rows=rows, initial=initial)
    if form.is_valid():
        given = {name: form.cleaned_data[name] for name in ("title", "note", "audience", "revision")}
        town = row.owner if row else standing.member
        made = perform(
            form,
            lambda: actions.save_scenario(
                by=standing, at=request.at, circle=within, town=town, changes=form.changes(), scenario=row, **given
            ),
        )
        if made:
            messages.success(request, _("Saved. It changes no link; it says what would be if."))
            return redirect("observatory:reach_scenario", circle=within.slug, uid=made.pk)
    back = reverse("observatory:reach_scenario", args=[within.slug, row.pk]) if row else reverse("observatory:reach_scenarios", args=[within.slug])  # fmt: skip
    title = _("Change a scenario") if row else _("Save a scenario")
    return _form(request, within, form, title=title, sub=row.title if row else "", verb=_("Save it"), back=back)


@require_POST
def delete_scenario(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Throw a scenario away."""
    row = _scenario(request, circle, uid)
    actions.delete_scenario(by=request.standing, at=request.at, scenario=row)
    messages.success(request, _("Thrown away. The journal keeps that it was."))
    return redirect("observatory:reach_scenarios", circle=circle)


def _asked(request: HttpRequest) -> dict[str, str]:
    """Return what the address asks, with the hour, any means and today where it says nothing."""
    return {"within": str(HOUR), "mode": "", "on": str(day_of(request.at)), **request.GET.dict()}


def _again(given: dict[str, Any]) -> dict[str, str]:
    return {name: str(value) for name, value in given.items()}


def _ground(request: HttpRequest, within: Circle, asked: dict[str, str], *places: str) -> queries.Ground:
    """Return the ground of the day asked for, with the places the address names; of today where it names no day."""
    day = forms.CircleForm.base_fields["on"]
    try:
        on = day.clean(asked["on"])
    except ValidationError:
        on = day_of(request.at)
    return queries.ground(request.standing, within.slug, on, [asked[name] for name in places if asked.get(name)])


def _circle_asked(request: HttpRequest, within: Circle) -> tuple[forms.CircleForm, frames.Circle | None]:
    asked = _asked(request)
    ground = _ground(request, within, asked, "origin")
    asked = {"origin": _home(request.standing, _members_first(ground)), **asked}
    form = forms.CircleForm(asked, places=_choices(ground))
    if not form.is_valid():
        return form, None
    given = form.cleaned_data
    return form, frames.circle_of(frames.drawn(ground, given["mode"]), given["origin"], given["within"])


def _drawn(request: HttpRequest, within: Circle, form: Form) -> frames.Picture:
    return frames.picture(request.standing, within.slug, form.cleaned_data["on"], form.cleaned_data["mode"])


def _matrix(request: HttpRequest, circle: str, kind: str, media: str) -> HttpResponse:
    within = _circle(request, circle)
    form = forms.MatrixForm(_asked(request))
    if not form.is_valid():
        return HttpResponse(form.errors.as_text(), content_type="text/plain; charset=utf-8", status=422)
    return _file(frames.matrix_file(_drawn(request, within, form), kind), media, f"{circle}-minutes.{kind}")


def _file(content: bytes, media: str, name: str) -> HttpResponse:
    return HttpResponse(content, content_type=media, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _picture(now: frames.Picture) -> dict[str, Any]:
    """Return what every page says of the network it reckons with."""
    west, east, south, north = DRAWN
    drawn = sum(
        node.latitude is not None and node.longitude is not None and west <= node.longitude <= east and south <= node.latitude <= north
        for node in now.nodes
    )  # fmt: skip
    return {
        "picture": now, "members": now.ground.members, "towns": list(now.ground.members.values()), "modes": dict(LinkMode.choices),
        "names": _names(now), "beyond": len(now.nodes) - drawn,
    }  # fmt: skip


def _members_first(ground: queries.Ground) -> list[str]:
    """Return the codes of the places: full members, observers, the rest."""
    order = {code: place for place, code in enumerate(ground.members)}
    return sorted((node.code for node in ground.nodes), key=lambda code: (order.get(code, len(order)), code))


def _choices(ground: queries.Ground) -> list[tuple[str, str]]:
    names = {node.code: in_words(node, "name") for node in ground.nodes}
    return [(code, names[code]) for code in _members_first(ground)]


def _names(now: frames.Picture) -> dict[str, str]:
    return {node.code: in_words(node, "name") for node in (*now.nodes, *now.ground.areas.values())}


def _home(standing: Standing, codes: list[str]) -> str:
    """Return where one starts unless one says it: at home, else in the first town."""
    return standing.member if standing.member in codes else next(iter(codes), "")


def _posted(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _form(request: HttpRequest, within: Circle, form: Form, **said: Any) -> HttpResponse:
    return render(
        request,
        "observatory/reach_form.html",
        {"circle": within, "form": form, **said},
        status=422 if form.errors else 200,
    )


def _circle(request: HttpRequest, circle: str) -> Circle:
    found = circle_named(request.standing, circle)
    if found is None:
        raise Http404
    return found


def _link(request: HttpRequest, circle: str, uid: UUID) -> ReachLink:
    found = queries.link_named(request.standing, circle, uid)
    if found is None:
        raise Http404
    return found


def _scenario(request: HttpRequest, circle: str, uid: UUID) -> ReachScenario:
    found = queries.scenario_named(request.standing, circle, uid)
    if found is None:
        raise Http404
    return found
