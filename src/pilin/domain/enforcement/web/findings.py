"""The pages of findings: recorded on a phone, kept, sent, acknowledged, filed, decided."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from pilin.domain.enforcement import actions, forms, queries, rules
from pilin.domain.enforcement.documents import letter_of
from pilin.domain.enforcement.models import Filing, Finding
from pilin.domain.enforcement.web.shared import (
    circle_of,
    data_of,
    files_of,
    form_page,
    found,
    town_choices,
    towns_of,
    upload,
)
from pilin.foundation.cases.queries import case_named
from pilin.foundation.members.queries import day_of, member_cards
from pilin.web.words import SHANGHAI, in_words


def record(request: HttpRequest, circle: str) -> HttpResponse:
    """Record a finding, on the way or at home."""
    within, standing, today = circle_of(request, circle), request.standing, day_of(request.at)
    named = request.GET.get("patrol", "")
    row = found(queries.patrol_named(standing, circle, _uuid(named))) if named else None
    if row is None:
        rules.may_keep(standing, circle, standing.member).require()
    else:
        rules.may_record(standing, circle, standing.member, row, queries.state_of(row), [row.host]).require()
    nobody = [("", _("the point says it"))]
    choices = {
        "act_town": [*nobody, *town_choices(request, circle)],
        "matter": [("", _("none of them, or not known yet")), *((key, in_words(one, "title")) for key, one in queries.matters(standing, circle, today))],
    }  # fmt: skip
    initial = {"acted_at": request.at.astimezone(SHANGHAI), "act_town": "" if row else standing.member}
    form = forms.FindingForm(data_of(request), files_of(request), choices=choices, initial=initial)

    def act(data: dict[str, Any]) -> Any:
        data["photo"] = upload(data["photo"])
        return actions.record_finding(
            by=standing, at=request.at, circle=within, town=standing.member, patrol=row.pk if row else None, **data
        )

    back = reverse("enforcement:patrol", args=[circle, row.pk]) if row else reverse("enforcement:index", args=[circle])
    return form_page(
        request, within, form, act, then=lambda made: ("enforcement:finding", {"circle": circle, "uid": made.pk}), done=_("Recorded."),
        template="enforcement/record.html", title=_("Record a finding"), sub=in_words(row, "title") if row else "", verb=_("Record it"), back=back,
        towns_all=towns_of(request, circle),
    )  # fmt: skip


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)


def filing(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Lead from a filing to its finding, where it is decided."""
    row = found(queries.filing_named(request.standing, circle, uid))
    return redirect("enforcement:finding", circle=circle, uid=row.finding)


def finding(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Show one finding: whose it is, its evidence and keeping, the letter, the clock, the decision, both sides' items."""
    within, standing, today = circle_of(request, circle), request.standing, day_of(request.at)
    row = found(queries.finding_named(standing, circle, uid))
    told = queries.finding_told(standing, row, today)
    state, filing = told.card.state, told.filing
    decided = told.decision is not None
    case = case_named(standing, circle, filing.case) if filing else None
    context = {
        "circle": within, "f": row, "told": told, "state": state, "members": member_cards(standing), "case": case,
        "send_to": [code for code in row.towns if rules.may_send(standing, row, code, state)],
        "may_add": bool(rules.may_add_evidence(standing, row, state)), "may_file": bool(rules.may_file(standing, row, standing.member, state)),
        "may_decide": filing is not None and bool(rules.may_decide(standing, filing, decided)),
        "may_extend": filing is not None and bool(rules.may_extend(standing, filing, decided)),
    }  # fmt: skip
    return render(request, "enforcement/finding.html", context)


def evidence(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Add a piece of evidence."""
    within, standing = circle_of(request, circle), request.standing
    row = found(queries.finding_named(standing, circle, uid))
    rules.may_add_evidence(standing, row, queries.state_of_finding(row)).require()
    form = forms.EvidenceOfFindingForm(
        data_of(request), files_of(request), initial={"taken_at": request.at.astimezone(SHANGHAI)}
    )

    def act(data: dict[str, Any]) -> Any:
        data["file"] = upload(data["file"])
        return actions.add_evidence(by=standing, at=request.at, finding=row, **data)

    return _form(
        request,
        within,
        row,
        form,
        act,
        done=_("Added: its keeping begins."),
        title=_("Add evidence"),
        verb=_("Add it"),
        files=True,
    )


def custody(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Write the next step of a piece's keeping, beneath all before it."""
    within, standing = circle_of(request, circle), request.standing
    piece = found(queries.evidence_named(standing, circle, uid))
    rules.may_keep_evidence(standing, piece).require()
    steps = queries.steps_of(piece)
    readers = [code for code in piece.parties.split(",") if code]
    choices = {
        "to_town": [
            ("", _("nobody")),
            *(one for one in town_choices(request, circle, but=standing.member) if one[0] in readers),
        ]
    }
    form = forms.CustodyForm(data_of(request), choices=choices)
    return _form(
        request, within, piece.finding, form, lambda data: actions.keep_evidence(by=standing, at=request.at, evidence=piece, **data),
        done=_("Written down: it cannot be changed any more."), title=_("Who keeps it"), verb=_("Write it down"),
        template="enforcement/custody.html", piece=piece, steps=steps, keeping=rules.keeping_of(steps),
    )  # fmt: skip


def send(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Send a finding to the town of the act."""
    within, standing = circle_of(request, circle), request.standing
    row = found(queries.finding_named(standing, circle, uid))
    state = queries.state_of_finding(row)
    open_to = [code for code in row.towns if rules.may_send(standing, row, code, state)]
    if not open_to:
        rules.may_send(
            standing, row, next((code for code in row.towns if code != row.owner), row.owner), state
        ).require()
    choices = {"to_town": [one for one in town_choices(request, circle) if one[0] in open_to]}
    form = forms.TransferForm(data_of(request), choices=choices)
    pieces = queries.evidence_of(standing, row)

    def act(data: dict[str, Any]) -> Any:
        return actions.send_transfer(by=standing, at=request.at, finding=row, **data)

    return _form(
        request, within, row, form, act, done=_("Sent: the town of the act says of each piece whether it is there."), title=_("Send it to the town of the act"),
        verb=_("Send it"), template="enforcement/send.html", pieces=pieces,
    )  # fmt: skip


def transfer(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Show a letter with its list; the town it went to says of each piece whether it is there."""
    within, standing = circle_of(request, circle), request.standing
    row = found(queries.transfer_named(standing, circle, uid))
    told = queries.transfer_told(standing, row)
    may = rules.may_acknowledge(standing, circle, row.to_town, told.acknowledged)
    if request.method == "POST":
        may.require()
    pieces = [(piece.number, piece.title_zh) for piece, _receipt in told.pieces]
    form = forms.ReceiptForm(data_of(request), pieces=pieces)
    return form_page(
        request, within, form, lambda _data: actions.acknowledge_transfer(by=standing, at=request.at, transfer=row, pieces=form.said()),
        then=lambda _made: ("enforcement:transfer", {"circle": circle, "uid": row.pk}), done=_("Acknowledged piece by piece. Now file it."),
        template="enforcement/transfer.html", t=row, told=told, may=bool(may), f=row.finding,
    )  # fmt: skip


def letter(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Give a letter as PDF: the list of evidence with its hashes."""
    standing = request.standing
    row = found(queries.transfer_named(standing, circle, uid))
    members = member_cards(standing)
    lang = "en" if get_language() == "en" else "zh"
    made = letter_of(
        queries.transfer_told(standing, row), sender=members.get(row.owner), to=members.get(row.to_town), lang=lang
    )
    answer = HttpResponse(made, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{row.finding.reference}.pdf"'
    return answer


def file(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """File a finding as the competent body."""
    within, standing = circle_of(request, circle), request.standing
    row = found(queries.finding_named(standing, circle, uid))
    rules.may_file(standing, row, standing.member, queries.state_of_finding(row)).require()
    form = forms.FilingForm(data_of(request))
    return _form(
        request, within, row, form, lambda data: actions.file_finding(by=standing, at=request.at, finding=row, **data), done=_("Filed: the term runs."),
        title=_("File it"), verb=_("File it"), hint=_("The term of the law runs from tomorrow. It becomes a case on your town's desk; the firm does not read it."),
    )  # fmt: skip


def extend(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Extend the term of a filing."""
    within, filing, row = _filing(request, circle, uid)
    rules.may_extend(request.standing, filing, queries.decision_of(queries.HOUSE, filing) is not None).require()
    form = forms.ExtensionForm(data_of(request))
    return _form(
        request, within, row, form, lambda data: actions.extend_term(by=request.standing, at=request.at, filing=filing, **data),
        done=_("Extended; the day of the law stays beside it."), title=_("Extend the term"), verb=_("Extend it"),
    )  # fmt: skip


def decide(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Decide, with the penalty table of that side beside the form."""
    within, filing, row = _filing(request, circle, uid)
    rules.may_decide(request.standing, filing, queries.decision_of(queries.HOUSE, filing) is not None).require()
    today = day_of(request.at)
    form = forms.DecisionForm(data_of(request), initial={"decided_on": today})
    return _form(
        request, within, row, form, lambda data: actions.decide(by=request.standing, at=request.at, filing=filing, **data),
        done=_("Decided: the other side reads the result."), title=_("Decide"), verb=_("Decide it"), template="enforcement/decide.html", filing=filing,
        item=queries.item_of(filing), clock=queries.clock_of(filing, today), told=queries.finding_told(request.standing, row, today),
    )  # fmt: skip


def _filing(request: HttpRequest, circle: str, uid: UUID) -> tuple[Any, Filing, Finding]:
    within = circle_of(request, circle)
    filing = found(queries.filing_named(request.standing, circle, uid))
    return within, filing, found(queries.finding_named(request.standing, circle, filing.finding))


def _form(request: HttpRequest, within: Any, row: Finding, form: Any, act: Any, **said: Any) -> HttpResponse:
    where = {"circle": within.slug, "uid": row.pk}
    said = {"sub": f"{row.reference} {row.title_zh}", **said}
    back = reverse("enforcement:finding", kwargs=where)
    return form_page(
        request, within, form, act, then=lambda _made: ("enforcement:finding", where), back=back, f=row, **said
    )
