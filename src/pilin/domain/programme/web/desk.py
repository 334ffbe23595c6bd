"""Writing: drafting, importing, proposing, accepting, releasing, correcting, reporting, witnessing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pilin.domain.programme import actions, forms, queries, rules
from pilin.domain.programme.enums import ItemState, ListState
from pilin.domain.programme.rules import ItemInput
from pilin.domain.programme.web.views import Seat, named
from pilin.foundation.access.enums import Role
from pilin.foundation.access.verdict import Invalid
from pilin.foundation.intake.tables import report_of
from pilin.foundation.members.queries import agreements_of
from pilin.web.forms import perform


def _data(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _office(seat: Seat, card: Any = None) -> None:
    """Keep the pages of the office to the chair: to others they do not exist."""
    if not seat.chairs:
        raise Http404


def begin(request: HttpRequest, circle: str) -> HttpResponse:
    """Begin the draft list of a year."""
    seat = Seat(request, circle)
    _office(seat)
    lists = queries.lists_of(seat.standing, circle)
    form = forms.BeginForm(_data(request), initial={"year": max([seat.on.year, *(c.year for c in lists)]) + 1})
    if form.is_valid():
        wanted = form.cleaned_data["year"]
        if perform(form, lambda: actions.draft_list(by=seat.standing, at=seat.at, circle=circle, year=wanted)):
            messages.success(request, _("Begun. Only the towns of the circle read it until it is released."))
            return redirect("programme:draft", circle=circle, year=wanted)
    return _form(
        request,
        seat,
        form,
        title=_("Begin a list"),
        verb=_("Begin the list"),
        hint=_("The town in the chair drafts; every town then accepts the same text."),
    )


def _form(
    request: HttpRequest,
    seat: Seat,
    form: Any,
    *,
    title: str,
    verb: str,
    hint: str = "",
    back: str = "",
    template: str = "programme/form.html",
    **more: Any,
) -> HttpResponse:
    status = 422 if form.errors else 200
    context = {
        "circle": seat.circle,
        "form": form,
        "page_title": title,
        "verb": verb,
        "hint": hint,
        "back": back,
        **more,
    }
    return render(request, template, context, status=status)


def draft(request: HttpRequest, circle: str, year: int) -> HttpResponse:
    """Show the draft: its items, what is still missing, which clauses nobody serves, what is left open from before."""
    seat = Seat(request, circle)
    card = seat.list_of(year)
    items = seat.items(year)
    plan = queries.plan_for(seat.standing, circle, year, seat.on)
    before = next((c for c in queries.lists_of(seat.standing, circle) if c.year < year and c.frozen), None)
    old = [i for i in seat.items(before.year) if i.state in (ItemState.IN_FORCE, ItemState.LATE)] if before else []
    carried = {(i.carried_from_year, i.carried_from_no) for i in items}
    return render(request, "programme/draft.html", {
        "circle": seat.circle, "list": card, "year": year, "items": items, "members": seat.members(),
        "faults": queries.faults_before_proposing(seat.standing, circle, year, seat.on, items) if card.state == ListState.DRAFT else [],
        "gaps": queries.uncovered_clauses(seat.standing, plan.uid, items) if plan else [], "plan": plan,
        "may_edit": bool(rules.may_change_items(seat.standing, circle, card.state)),
        "may_reopen": bool(rules.may_reopen(seat.standing, circle, card.state)),
        "may_release": bool(rules.may_release(seat.standing, circle, card.state)),
        "propose_form": forms.ProposeForm(), "release_form": forms.ReleaseForm(),
        "carry": [i for i in old if (i.year, i.no) not in carried], "before": before,
    })  # fmt: skip


def _item_form(
    request: HttpRequest, seat: Seat, year: int, before: ItemInput | None = None, no: int | None = None
) -> forms.ItemForm:
    plan = queries.plan_for(seat.standing, seat.slug, year, seat.on)
    clauses = [(f"{plan.slug}|{c.number}", f"{c.number} {named(c)}") for c in plan.clauses] if plan else []
    agreements = [(a.slug, named(a)) for a in agreements_of(seat.standing, seat.slug, seat.on)]
    return forms.ItemForm(
        _data(request), initial=forms.item_initial(before) if before else {"no": no}, before=before, towns=seat.towns(),
        clauses=clauses, agreements=agreements,
    )  # fmt: skip


def add_item(request: HttpRequest, circle: str, year: int) -> HttpResponse:
    """Put an item on the draft."""
    seat = Seat(request, circle)
    _office(seat)
    seat.list_of(year)
    numbers = [i.no for i in seat.items(year)]
    form = _item_form(request, seat, year, no=max(numbers, default=0) + 1)
    if form.is_valid():
        made = perform(
            form, lambda: actions.add_item(by=seat.standing, at=seat.at, circle=circle, year=year, item=form.as_item())
        )
        if made:
            messages.success(request, _("On the draft."))
            return redirect("programme:draft", circle=circle, year=year)
    return _form(
        request,
        seat,
        form,
        title=_("Put an item on the list"),
        verb=_("Put it on the list"),
        year=year,
        key=f"programme.{circle}.{year}.new",
        template="programme/item_form.html",
    )


def change_item(request: HttpRequest, circle: str, year: int, no: int) -> HttpResponse:
    """Change an item of the draft."""
    seat = Seat(request, circle)
    _office(seat)
    found = seat.item(year, no)
    before = queries.as_input(found)
    form = _item_form(request, seat, year, before)
    if form.is_valid():
        done = perform(
            form,
            lambda: actions.change_item(
                by=seat.standing, at=seat.at, circle=circle, year=year, no=no, item=form.as_item()
            ),
        )
        if done:
            messages.success(request, _("Changed."))
            return redirect("programme:draft", circle=circle, year=year)
    return _form(
        request,
        seat,
        form,
        title=named(found),
        verb=_("Change the item"),
        year=year,
        key=f"programme.{circle}.{year}.{no}",
        template="programme/item_form.html",
    )


@require_POST
def remove_item(request: HttpRequest, circle: str, year: int, no: int) -> HttpResponse:
    """Take an item off the draft."""
    seat = Seat(request, circle)
    seat.item(year, no)
    actions.remove_item(by=seat.standing, at=seat.at, circle=circle, year=year, no=no)
    messages.success(request, _("Taken off the draft."))
    return redirect("programme:draft", circle=circle, year=year)


def bring(request: HttpRequest, circle: str, year: int) -> HttpResponse:
    """Bring a table of items in: all of it, or a report of every wrong cell."""
    seat = Seat(request, circle)
    _office(seat)
    card = seat.list_of(year)
    form = forms.ImportForm(_data(request), request.FILES or None)
    report = None
    if form.is_valid():
        brought = form.cleaned_data["file"]
        try:
            items = forms.read_items(brought.name, brought.read())
            written = actions.import_items(by=seat.standing, at=seat.at, circle=circle, year=year, items=items)
        except Invalid as error:
            report = report_of(error, brought.name)
        else:
            messages.success(request, _("%(items)s items and %(milestones)s milestones are on the draft.") % written)
            return redirect("programme:draft", circle=circle, year=year)
    status = 422 if report or form.errors else 200
    context = {
        "circle": seat.circle,
        "list": card,
        "year": year,
        "form": form,
        "report": report,
        "columns": forms.COLUMNS,
    }
    return render(request, "programme/import.html", context, status=status)


@require_POST
def carry(request: HttpRequest, circle: str, year: int) -> HttpResponse:
    """Carry open items of the year before into the draft."""
    seat = Seat(request, circle)
    seat.list_of(year)
    nos = [int(n) for n in request.POST.getlist("nos") if n.isdigit() and len(n) < 6]
    before = request.POST.get("from", "")
    if not (before.isdigit() and len(before) == 4):
        raise Http404
    actions.carry_over(by=seat.standing, at=seat.at, circle=circle, year=int(before), into=year, nos=nos)
    messages.success(request, _("Carried over. They show their age from now on."))
    return redirect("programme:draft", circle=circle, year=year)


@require_POST
def propose(request: HttpRequest, circle: str, year: int) -> HttpResponse:
    """Freeze the draft as a version and ask the towns."""
    seat = Seat(request, circle)
    seat.list_of(year)
    form = forms.ProposeForm(request.POST)
    by_day = form.cleaned_data["accept_by"] if form.is_valid() else None
    actions.propose_list(by=seat.standing, at=seat.at, circle=circle, year=year, accept_by=by_day)
    messages.success(request, _("Put to the towns. Each signatory finds it under My work."))
    return redirect("programme:accept", circle=circle, year=year)


@require_POST
def reopen(request: HttpRequest, circle: str, year: int) -> HttpResponse:
    """Take the proposal back."""
    seat = Seat(request, circle)
    seat.list_of(year)
    actions.reopen_list(by=seat.standing, at=seat.at, circle=circle, year=year)
    messages.success(request, _("Taken back. Answers given so far lapse with the next version."))
    return redirect("programme:draft", circle=circle, year=year)


def accept(request: HttpRequest, circle: str, year: int) -> HttpResponse:
    """Show the text put to the towns, what changed since the last version, who has answered; take the answer."""
    seat = Seat(request, circle)
    card = seat.list_of(year)
    if not card.version:
        raise Http404
    form = forms.AcceptForm(_data(request), initial={"text_hash": card.text_hash})
    if form.is_valid():
        heard = form.cleaned_data["text_hash"]
        if perform(
            form, lambda: actions.accept_list(by=seat.standing, at=seat.at, circle=circle, year=year, text_hash=heard)
        ):
            messages.success(request, _("Accepted. When the last town has, the list is in force."))
            return redirect("programme:accept", circle=circle, year=year)
    return _accept_page(request, seat, card, year, form, forms.ReasonForm())


def _accept_page(request: HttpRequest, seat: Seat, card: Any, year: int, form: Any, reason: Any) -> HttpResponse:
    members = seat.members()
    answers = {a.member: a for a in card.answers}
    old = queries.version_text(seat.standing, seat.slug, year, card.version - 1) if card.version > 1 else None
    new = queries.version_text(seat.standing, seat.slug, year, card.version) if old else None
    signers = [
        {"member": members[c], "signed_at": answers[c].at if c in answers and answers[c].answer == "accepted" else None,
         "who": answers[c].name if c in answers and seat.standing.signed_in else ""}
        for c in card.towns if c in members
    ]  # fmt: skip
    may = rules.may_accept(
        seat.standing, state=card.state, towns=card.towns, answered=seat.standing.member in answers, text_hash=card.text_hash,
        heard=card.text_hash,
    )  # fmt: skip
    status = 422 if form.errors or reason.errors else 200
    return render(request, "programme/accept.html", {
        "circle": seat.circle, "list": card, "year": year, "items": seat.items(year), "members": members, "signers": signers,
        "changes": queries.changes_between(old.text, new.text) if old and new else [], "has_old": old is not None, "may": may,
        "holds": seat.standing.holds(Role.SIGNATORY), "form": form, "reason": reason, "me": members.get(seat.standing.member),
        "hash_groups": [card.text_hash[k : k + 4] for k in range(0, 64, 4)],
    }, status=status)  # fmt: skip


def refuse(request: HttpRequest, circle: str, year: int) -> HttpResponse:
    """Refuse the list with a reason."""
    seat = Seat(request, circle)
    card = seat.list_of(year)
    if request.method != "POST":
        return redirect("programme:accept", circle=circle, year=year)
    form = forms.ReasonForm(request.POST)
    if form.is_valid():
        why = form.cleaned_data["reason"]
        if perform(
            form,
            lambda: actions.refuse_list(
                by=seat.standing, at=seat.at, circle=circle, year=year, text_hash=card.text_hash, reason=why
            ),
        ):
            messages.success(request, _("Refused. Every town reads the reason."))
            return redirect("programme:accept", circle=circle, year=year)
    return _accept_page(request, seat, card, year, forms.AcceptForm(initial={"text_hash": card.text_hash}), form)


def release(request: HttpRequest, circle: str, year: int) -> HttpResponse:
    """Set the moment from which everyone reads the list."""
    seat = Seat(request, circle)
    _office(seat)
    card = seat.list_of(year)
    form = forms.ReleaseForm(_data(request))
    if form.is_valid():
        moment = form.cleaned_data["release_at"]
        if perform(
            form,
            lambda: actions.release_list(by=seat.standing, at=seat.at, circle=circle, year=year, release_at=moment),
        ):
            messages.success(request, _("Set. A bulletin opens at the same moment."))
            return redirect("programme:year", circle=circle, year=year)
    return _form(request, seat, form, title=_("Release the list of %(year)s") % {"year": year}, verb=_("Release the list"), year=year,
                 hint=_("From then on everyone reads it without signing in, and nobody alters it: corrections stand beside it."), list=card)  # fmt: skip


def errata(request: HttpRequest, circle: str, year: int) -> HttpResponse:
    """Show the corrections of a list with who has signed, and take a new one."""
    seat = Seat(request, circle)
    card = seat.list_of(year)
    may = rules.may_propose_erratum(seat.standing, circle, card.state)
    form = forms.ErratumForm(_data(request), initial={"item_no": request.GET.get("item")})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        if perform(
            form, lambda: actions.propose_erratum(by=seat.standing, at=seat.at, circle=circle, year=year, **data)
        ):
            messages.success(request, _("Proposed. It stands beside the frozen text once every town has signed."))
            return redirect("programme:errata", circle=circle, year=year)
    return render(request, "programme/errata.html", {
        "circle": seat.circle, "list": card, "year": year, "form": form, "may": may, "members": seat.members(),
        "signs": seat.standing.holds(Role.SIGNATORY), "mine": seat.standing.member,
    }, status=422 if form.errors else 200)  # fmt: skip


@require_POST
def sign_erratum(request: HttpRequest, circle: str, year: int, number: int) -> HttpResponse:
    """Sign a correction for one's town."""
    seat = Seat(request, circle)
    seat.list_of(year)
    actions.sign_erratum(
        by=seat.standing,
        at=seat.at,
        circle=circle,
        year=year,
        number=number,
        text_hash=request.POST.get("text_hash", "")[:64],
    )
    messages.success(request, _("Signed."))
    return redirect("programme:errata", circle=circle, year=year)


def _spot(request: HttpRequest, circle: str, year: int, no: int, number: int) -> tuple[Seat, Any, Any]:
    seat = Seat(request, circle)
    item = seat.item(year, no)
    found = next((m for m in item.milestones if m.no == number), None)
    if found is None:
        raise Http404
    return seat, item, found


def _done(request: HttpRequest, item: Any, said: str) -> HttpResponse:
    messages.success(request, said)
    return redirect("programme:item", circle=item.circle, year=item.year, no=item.no)


def report(request: HttpRequest, circle: str, year: int, no: int, number: int) -> HttpResponse:
    """Report a milestone with evidence."""
    seat, item, m = _spot(request, circle, year, no, number)
    form = forms.ReportForm(_data(request), request.FILES or None)
    verdict = rules.may_report(
        seat.standing, lead=item.lead, state=m.state, item=item.state, carried_to=item.carried_to_year
    )
    if form.is_valid():
        files = [(f.name, f.read()) for f in form.cleaned_data["files"]]
        if perform(form, lambda: actions.report_milestone(
            by=seat.standing, at=seat.at, milestone=m.uid, text=form.cleaned_data["text"], figures=form.figure_rows(),
            links=form.link_list(), files_brought=files,
        )):  # fmt: skip
            return _done(request, item, _("Reported. It is half until the other bank has witnessed it."))
    return _milestone_form(
        request, seat, item, m, form, verdict, _("Report a milestone"), _("Report the milestone"), files=True
    )


def _milestone_form(
    request: HttpRequest, seat: Seat, item: Any, m: Any, form: Any, verdict: Any, title: str, verb: str, **more: Any
) -> HttpResponse:
    return _form(request, seat, form, title=title, verb=verb, item=item, milestone=m, verdict=verdict, members=seat.members(),
                 key=f"programme.{item.uid}.{m.no}.{verb}", **more)  # fmt: skip


def witness(request: HttpRequest, circle: str, year: int, no: int, number: int) -> HttpResponse:
    """Witness what the other bank reported."""
    seat, item, m = _spot(request, circle, year, no, number)
    form = forms.WitnessForm(_data(request))
    if form.is_valid():
        data = form.cleaned_data
        if perform(form, lambda: actions.witness_milestone(by=seat.standing, at=seat.at, milestone=m.uid, **data)):
            return _done(request, item, _("Witnessed. Both halves are solid."))
    return _milestone_form(
        request, seat, item, m, form, _may_witness(seat, item, m), _("Witness a milestone"), _("Witness")
    )


def _may_witness(seat: Seat, item: Any, m: Any) -> Any:
    province = {t.code: t.province[0] for t in seat.towns()}
    return rules.may_witness(seat.standing, lead=item.lead, circle=seat.slug, province=province, state=m.state)


def send_back(request: HttpRequest, circle: str, year: int, no: int, number: int) -> HttpResponse:
    """Send a report back with the reason."""
    seat, item, m = _spot(request, circle, year, no, number)
    form = forms.ReasonForm(_data(request))
    if form.is_valid():
        why = form.cleaned_data["reason"]
        if perform(
            form, lambda: actions.send_back_milestone(by=seat.standing, at=seat.at, milestone=m.uid, reason=why)
        ):
            return _done(request, item, _("Sent back. The lead reads why."))
    return _milestone_form(
        request, seat, item, m, form, _may_witness(seat, item, m), _("Send a report back"), _("Send it back")
    )


def move(request: HttpRequest, circle: str, year: int, no: int, number: int) -> HttpResponse:
    """Move a due date and say why."""
    seat, item, m = _spot(request, circle, year, no, number)
    form = forms.MoveForm(_data(request), initial={"due_to": m.due_on})
    verdict = rules.may_move_due(
        seat.standing, lead=item.lead, state=m.state, item=item.state, carried_to=item.carried_to_year
    )
    if form.is_valid():
        data = form.cleaned_data
        if perform(form, lambda: actions.move_due(by=seat.standing, at=seat.at, milestone=m.uid, **data)):
            return _done(request, item, _("Moved. The date first agreed still shows."))
    return _milestone_form(request, seat, item, m, form, verdict, _("Move a date"), _("Move the date"))


@require_POST
def ask(request: HttpRequest, circle: str, year: int, no: int, number: int) -> HttpResponse:
    """Ask a town of the other bank to witness."""
    seat, item, m = _spot(request, circle, year, no, number)
    actions.ask_for_witness(by=seat.standing, at=seat.at, milestone=m.uid, town=request.POST.get("town", "")[:16])
    return _done(request, item, _("Asked."))


def _on_item(
    request: HttpRequest, circle: str, year: int, no: int, form: Any, title: str, verb: str, said: str,
    act: Callable[[Seat, dict[str, Any]], Any], verdict: Callable[[Seat, Any], Any],
) -> HttpResponse:  # fmt: skip
    seat = Seat(request, circle)
    item = seat.item(year, no)
    if form.is_valid() and perform(form, lambda: act(seat, form.cleaned_data)):
        return _done(request, item, said)
    return _form(
        request, seat, form, title=title, verb=verb, item=item, members=seat.members(), verdict=verdict(seat, item)
    )


def drop(request: HttpRequest, circle: str, year: int, no: int) -> HttpResponse:
    """Give an item up, with the reason."""
    return _on_item(
        request, circle, year, no, forms.ReasonForm(_data(request)), _("Give an item up"), _("Give it up"),
        _("Given up. The frozen text keeps it, with the reason."),
        lambda seat, data: actions.drop_item(by=seat.standing, at=seat.at, circle=circle, year=year, no=no, reason=data["reason"]),
        lambda seat, item: rules.may_drop(seat.standing, lead=item.lead, item=item.state, carried_to=item.carried_to_year),
    )  # fmt: skip


def raise_up(request: HttpRequest, circle: str, year: int, no: int) -> HttpResponse:
    """Raise an item one level up, where a clock runs."""
    return _on_item(
        request, circle, year, no, forms.RaiseForm(_data(request)), _("Raise it one level"), _("Raise it one level"),
        _("Raised. The clock of the level above runs."),
        lambda seat, data: actions.raise_item(
            by=seat.standing, at=seat.at, circle=circle, year=year, no=no, why=data["why"], from_level=data["from_level"]
        ),
        lambda seat, item: None,
    )  # fmt: skip
