"""The pages of the register: board and table, one obstacle, and a form for each step."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pilin.domain.obstacles import actions, forms, queries, rules
from pilin.domain.obstacles.enums import AuthorityLevel, ObstacleKind, ObstacleOutcome, ObstacleStage, ObstacleStepKind
from pilin.foundation.access.enums import Audience
from pilin.foundation.files.queries import attachments_of
from pilin.foundation.journal.queries import history
from pilin.foundation.members.queries import MemberCard, circle_named, member_cards
from pilin.web.forms import Form, page_number, perform

SHANGHAI = ZoneInfo("Asia/Shanghai")
A_PAGE = 50


@dataclass(frozen=True, slots=True)
class Way:
    """One step as the pages offer it."""

    kind: ObstacleStepKind
    verb: str | Promise
    title: str | Promise
    hint: str | Promise
    form: type[Form]
    act: Callable[..., Any]
    done: str | Promise


WAYS = {
    "document": Way(
        ObstacleStepKind.DOCUMENTED,
        gettext_lazy("Write down what stands in the way"),
        gettext_lazy("What exactly stands in the way"),
        gettext_lazy("Nobody can remove what nobody has described. Name the rule, and who could change it."),
        forms.DocumentForm,
        actions.document_obstacle,
        gettext_lazy("What stands in the way is written down."),
    ),
    "give": Way(
        ObstacleStepKind.GIVEN,
        gettext_lazy("Give it to who can remove it"),
        gettext_lazy("Give it to who can remove it"),
        gettext_lazy("One body, one day for the answer. The day stands on the board from now on."),
        forms.GiveForm,
        actions.give_obstacle,
        gettext_lazy("Given."),
    ),
    "gone": Way(
        ObstacleStepKind.SAID_REMOVED,
        gettext_lazy("Say it is gone"),
        gettext_lazy("Say that it is gone"),
        gettext_lazy("It counts as removed when the town that reported it, or one on the other bank, has tried it."),
        forms.SaidForm,
        actions.say_removed,
        gettext_lazy("Noted. Now somebody else tries it."),
    ),
    "confirm": Way(
        ObstacleStepKind.CONFIRMED,
        gettext_lazy("Confirm it is gone"),
        gettext_lazy("Is it gone in practice?"),
        gettext_lazy("Write what was tried, by whom and when. A new rule on paper is not enough."),
        forms.NoteForm,
        actions.confirm_removed,
        gettext_lazy("Removed: it counts towards the year."),
    ),
    "back": Way(
        ObstacleStepKind.SENT_BACK,
        gettext_lazy("It is still there"),
        gettext_lazy("It is still there"),
        gettext_lazy("It stays with whom it was given to. Write what still stops people."),
        forms.NoteForm,
        actions.send_back,
        gettext_lazy("Sent back."),
    ),
    "not-removable": Way(
        ObstacleStepKind.NOT_REMOVABLE,
        gettext_lazy("Call it not removable"),
        gettext_lazy("Call it not removable"),
        gettext_lazy("With the reason, who gave it, and the rule behind it. It can be reopened."),
        forms.NoteForm,
        actions.declare_not_removable,
        gettext_lazy("Closed as not removable."),
    ),
    "reopen": Way(
        ObstacleStepKind.REOPENED,
        gettext_lazy("Reopen it"),
        gettext_lazy("Reopen it"),
        gettext_lazy("It came back, or the reason fell away: say what happened."),
        forms.NoteForm,
        actions.reopen_obstacle,
        gettext_lazy("Reopened."),
    ),
    "merge": Way(
        ObstacleStepKind.MERGED,
        gettext_lazy("Merge it into another"),
        gettext_lazy("The same as another"),
        gettext_lazy("Both keep their history, and the merge can be undone."),
        forms.MergeForm,
        actions.merge_obstacle,
        gettext_lazy("Merged."),
    ),
    "part": Way(
        ObstacleStepKind.PARTED,
        gettext_lazy("Part it again"),
        gettext_lazy("Part it again"),
        gettext_lazy("It stands again where it stood before it was merged."),
        forms.NoteForm,
        actions.part_obstacle,
        gettext_lazy("Parted."),
    ),
}
FIRST = ("confirm", "document", "give", "gone", "reopen", "part")  # which of the open ways is the page's one big button


def index(request: HttpRequest, circle: str) -> HttpResponse:
    """Show the register of a circle: the year's count, filters, board or table."""
    within = circle_named(request.standing, circle)
    if within is None:
        raise Http404
    today, asked = _today(request), request.GET
    cards = queries.register(request.standing, circle, today)
    year = page_number(asked.get("year"), 0) if asked.get("year") else None
    shown = queries.sifted(
        cards,
        stage=asked.get("stage", ""),
        kind=asked.get("kind", ""),
        member=asked.get("town", ""),
        year=year,
        overdue=asked.get("late") == "1",
        words=asked.get("q", ""),
    )
    living = queries.sifted(cards)
    towns = member_cards(request.standing)
    context = {
        "circle": within,
        "tally": queries.tally(cards, year=today.year, target=within.obstacles_target),
        "view": "table" if asked.get("view") == "table" else "board",
        "board": [(stage, stage.label, found) for stage, found in queries.by_stage(shown)],
        "page": Paginator(shown, A_PAGE).get_page(page_number(asked.get("page"))),
        "shown": len(shown),
        "all": len(cards),
        "filtered": any(asked.get(key) for key in ("stage", "kind", "town", "year", "late", "q")),
        "stages": [(s.value, s.label, sum(c.stage == s for c in cards)) for s in ObstacleStage],
        "kinds": [(k.value, k.label, n) for k in ObstacleKind if (n := sum(c.obstacle.kind == k for c in living))],
        "towns": [(code, towns[code]) for code in sorted({c.obstacle.owner for c in cards}) if code in towns],
        "late": sum(card.overdue_days > 0 for card in living),
        "years": sorted({card.obstacle.year for card in cards}, reverse=True),
        "members": towns,
        "may_report": rules.may_report(request.standing, circle),
    }
    return render(request, "obstacles/index.html", context)


def report(request: HttpRequest, circle: str) -> HttpResponse:
    """Take a report; what is typed is kept as a draft until it is sent."""
    within = circle_named(request.standing, circle)
    if within is None:
        raise Http404
    rules.may_report(request.standing, circle).require()
    form = forms.ReportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        made = perform(
            form,
            lambda: actions.report_obstacle(
                by=request.standing,
                at=request.at,
                circle=circle,
                affected=form.quantity(),
                **{k: data[k] for k in ("kind", "title_zh", "title", "cost_zh", "cost", "seen_on", "audience")},
            ),
        )
        if made:
            messages.success(
                request,
                _("Registered as %(reference)s. Next: write down what stands in the way.")
                % {"reference": made.reference},
            )
            return redirect("obstacles:obstacle", circle=circle, uid=made.pk)
    return render(
        request, "obstacles/report.html", {"circle": within, "form": form}, status=422 if form.errors else 200
    )


def obstacle(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Show one obstacle: what it costs, what stands in the way, each step, who ran into it."""
    found = _found(request, circle, uid)
    standing, row = request.standing, found.obstacle
    open_ways = [
        {"slug": slug, "verb": way.verb}
        for slug, way in WAYS.items()
        if rules.may_take(standing, row, found.steps, way.kind)
    ]
    first = next((w for slug in FIRST for w in open_ways if w["slug"] == slug), None)
    claim, cards = found.course.said, member_cards(standing)
    left, right = _banks(found, cards)
    context = {
        "circle": row.in_circle,
        "o": row,
        "course": found.course,
        "stage": ObstacleStage(found.course.stage),
        "kind": ObstacleKind(row.kind),
        "level": AuthorityLevel(row.level).label if row.level else "",
        "outcome": ObstacleOutcome(claim.outcome).label if claim and claim.outcome else "",
        "found": found,
        "steps": [
            (s, ObstacleStepKind(s.kind).label, ObstacleOutcome(s.outcome).label if s.outcome else "")
            for s in found.steps
        ],
        "members": cards,
        "left": left,
        "right": right,
        "first": first,
        "ways": [way for way in open_ways if way is not first],
        "confirm_refused": _why_not_confirm(standing, found),
        "may_link": rules.may_link(standing, row),
        "may_open": row.audience != Audience.PUBLIC and rules.may_show_to_everyone(standing, row),
        "files": attachments_of(standing, [row.pk])[str(row.pk)],
        "told": history(standing, [row, *found.steps]) if standing.signed_in else [],
    }
    return render(request, "obstacles/obstacle.html", context)


def step(request: HttpRequest, circle: str, uid: UUID, step: str) -> HttpResponse:
    """Take one step about an obstacle."""
    way = WAYS.get(step)
    found = _found(request, circle, uid)
    if way is None:
        raise Http404
    rules.may_take(request.standing, found.obstacle, found.steps, way.kind).require()
    form = _form(request, way, found, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        data = {k: v for k, v in form.cleaned_data.items() if v is not None}
        if data.get("body"):
            data["body"] = UUID(data["body"])
        done = perform(
            form, lambda: way.act(by=request.standing, at=request.at, obstacle=found.obstacle, **data) or True
        )
        if done:
            messages.success(request, str(way.done))
            return redirect("obstacles:obstacle", circle=circle, uid=uid)
    context = {
        "circle": found.obstacle.in_circle,
        "o": found.obstacle,
        "form": form,
        "way": way,
        "slug": step,
        "claim": found.course.said,
    }
    return render(request, "obstacles/step.html", context, status=422 if form.errors else 200)


def link(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Note what ran into an obstacle."""
    found = _found(request, circle, uid)
    rules.may_link(request.standing, found.obstacle).require()
    form = forms.LinkForm(request.POST or None, initial={k: request.GET.get(k, "") for k in ("url", "subject", "kind")})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        pointer = actions.Pointer(
            subject=data["subject"] or uuid5(NAMESPACE_URL, data["url"]),
            kind=data["kind"] or "page",
            url=data["url"],
            title_zh=data["link_title_zh"],
            title=data["link_title"],
        )
        if perform(
            form,
            lambda: actions.link_obstacle(by=request.standing, at=request.at, obstacle=found.obstacle, pointer=pointer),
        ):
            messages.success(request, _("Noted."))
            return redirect("obstacles:obstacle", circle=circle, uid=uid)
    context = {
        "circle": found.obstacle.in_circle,
        "o": found.obstacle,
        "form": form,
        "heading": _("What ran into it"),
        "verb": _("Note it"),
    }
    return render(request, "obstacles/step.html", context, status=422 if form.errors else 200)


def evidence(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Bring a file that shows the obstacle or its end."""
    found = _found(request, circle, uid)
    rules.may_link(request.standing, found.obstacle).require()
    form = forms.EvidenceForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data["file"]
        if perform(
            form,
            lambda: actions.add_evidence(
                by=request.standing, at=request.at, obstacle=found.obstacle, name=given.name, content=given.read()
            ),
        ):
            messages.success(request, _("The file hangs on the obstacle now."))
            return redirect("obstacles:obstacle", circle=circle, uid=uid)
    context = {
        "circle": found.obstacle.in_circle,
        "o": found.obstacle,
        "form": form,
        "heading": _("Bring evidence"),
        "verb": _("Attach the file"),
        "files": True,
    }
    return render(request, "obstacles/step.html", context, status=422 if form.errors else 200)


@require_POST
def show_to_everyone(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Open an obstacle to everyone."""
    found = _found(request, circle, uid)
    actions.show_to_everyone(by=request.standing, at=request.at, obstacle=found.obstacle)
    messages.success(request, _("Everyone reads it now."))
    return redirect("obstacles:obstacle", circle=circle, uid=uid)


def tile(request: HttpRequest, circle: str) -> dict[str, Any] | None:
    """Return the dashboard's tile: removed this year against the target; None where the register is empty."""
    today = _today(request)
    count = queries.year_tally(request.standing, circle, today.year, today)
    if not (count.open or count.removed or count.target):
        return None
    return {
        "title": _("Border obstacles"),
        "value": count.removed,
        "of": count.target,
        "unit": _("removed in %(year)s") % {"year": count.year},
        "detail": _("%(open)s open, %(waiting)s to be tried") % {"open": count.open, "waiting": count.waiting},
        "late": count.overdue,
        "url": reverse("obstacles:index", kwargs={"circle": circle}),
    }


def _form(request: HttpRequest, way: Way, found: queries.Whole, data: Any) -> Form:
    row = found.obstacle
    if way.form is forms.DocumentForm:
        initial = {"rule_zh": row.rule_zh, "rule": row.rule, "level": row.level, "revision": row.revision}
        return forms.DocumentForm(data, initial=initial)
    if way.form is forms.GiveForm:
        chinese = (get_language() or "").startswith("zh")
        bodies = [(str(b.pk), b.name_zh if chinese else b.name) for b in queries.bodies(request.standing, row.circle)]
        return forms.GiveForm(data, bodies=bodies)
    if way.form is forms.MergeForm:
        others = [
            (str(c.obstacle.pk), f"{c.obstacle.reference} {c.obstacle}")
            for c in queries.sifted(queries.register(request.standing, row.circle, _today(request)))
            if c.obstacle.pk != row.pk
        ]
        return forms.MergeForm(data, others=others)
    return way.form(data)


def _banks(found: queries.Whole, cards: dict[str, MemberCard]) -> tuple[bool, bool]:
    """Return which halves of the pip are solid: whose bank has said, or confirmed, that it is gone."""
    words = [] if found.course.said is None else [found.course.said.owner]
    if found.course.stage == ObstacleStage.REMOVED and found.course.at_stage is not None:
        words.append(found.course.at_stage.owner)
    banks = [cards[code].bank for code in words if code in cards]
    return any(bank < 0 for bank in banks), any(bank >= 0 for bank in banks)


def _why_not_confirm(standing: Any, found: queries.Whole) -> str:
    if found.course.stage != ObstacleStage.SAID_REMOVED or not standing.signed_in:
        return ""
    return str(rules.may_confirm(standing, found.obstacle, found.course).reason)


def _found(request: HttpRequest, circle: str, uid: UUID) -> queries.Whole:
    found = queries.whole(request.standing, circle, uid, _today(request))
    if found is None:
        raise Http404
    return found


def _today(request: HttpRequest) -> date:
    return request.at.astimezone(SHANGHAI).date()
