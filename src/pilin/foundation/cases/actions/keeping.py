"""What a town keeps for its cases: words for answers, the days that it gives itself, and whether others read its figures."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.utils.translation import gettext_lazy as _

from pilin.foundation.access.enums import Audience
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Conflict, Fault, Invalid
from pilin.foundation.cases import queries, rules
from pilin.foundation.cases.enums import KINDS
from pilin.foundation.cases.models import AnswerTemplate, CaseTerm, FiguresShared
from pilin.foundation.journal.actions import deed, tell
from pilin.foundation.members.models import Circle
from pilin.foundation.members.queries import day_of


@deed("cases.keep_template", says=_("{who} kept the words {title} for answers"))
def keep_template(
    *, by: Standing, at: datetime, circle: Circle, town: str, kind: str, title: str, text: str,
    template: AnswerTemplate | None = None, illustrative: bool = False,
) -> AnswerTemplate:  # fmt: skip
    """Keep words with which answers of a kind begin, or change the ones given."""
    rules.may_keep_words(by, template.owner if template else town).require()
    faults = []
    if kind not in KINDS:
        faults.append(Fault("unknown_kind", "kind", _("There is no such kind of case"), value=kind))
    if not title.strip():
        faults.append(Fault("no_title", "title", _("Give it a name by which you find it again")))
    if not text.strip():
        faults.append(Fault("no_words", "text", _("Write the words with which the answer begins")))
    if faults:
        raise Invalid(*faults)
    row = template or AnswerTemplate(
        in_circle=circle, circle=circle.slug, owner=town, audience=Audience.OWN, illustrative=illustrative
    )
    row.kind, row.title, row.text = kind, title.strip(), text.strip()
    row.save()
    tell(title=row.title)
    return row


@deed("cases.end_template", says=_("{who} let the words {title} go"))
def end_template(*, by: Standing, at: datetime, template: AnswerTemplate) -> AnswerTemplate:
    """Let words for answers go: no answer begins with them from today on."""
    rules.may_keep_words(by, template.owner).require()
    template.ended_on = day_of(at)
    template.save()
    tell(title=template.title)
    return template


@deed("cases.set_term", says=_("{who} set the days for {title}"))
def set_term(
    *, by: Standing, at: datetime, circle: Circle, town: str, kind: str, taken_within: int, answered_within: int, clause: str,
    valid_from: date, illustrative: bool = False, source: str = "",
) -> CaseTerm:  # fmt: skip
    """Set the working days that a town gives itself for a kind of case from a day on; the term before ends the day before.

    Cases received before keep the day that they were told.
    """
    rules.may_set_term(by, circle.slug, town).require()
    if faults := rules.faults_of_term(kind, taken_within, answered_within, clause):
        raise Invalid(*faults)
    before = queries.terms_of_town(circle.slug, town, kind).order_by("-valid_from").first()
    if before is not None and before.valid_from >= valid_from:
        raise Invalid(
            Fault(
                "overlaps",
                "valid_from",
                _("A term begins on that day, or later, already"),
                value=valid_from.isoformat(),
            )
        )
    if before is not None and (before.valid_to is None or before.valid_to >= valid_from):
        before.valid_to = valid_from - timedelta(days=1)
        before.save()
    row = CaseTerm(
        in_circle=circle, circle=circle.slug, owner=town, audience=Audience.PUBLIC, kind=kind, taken_within=taken_within,
        answered_within=answered_within, clause=clause.strip(), valid_from=valid_from, illustrative=illustrative, source=source,
    )  # fmt: skip
    row.save()
    tell(title=KINDS[kind].label)
    return row


@deed("cases.share_figures", says=_("{who} lets the other towns read how many cases were answered and solved"))
def share_figures(
    *, by: Standing, at: datetime, circle: Circle, town: str, illustrative: bool = False
) -> FiguresShared:
    """Let the others of the circle read how many of a town's cases were answered, solved and sent back; never a case."""
    rules.may_set_term(by, circle.slug, town).require()
    if town in queries.towns_sharing(by, circle.slug):
        raise Conflict("shared", _("They read them already"))
    row = FiguresShared(
        in_circle=circle,
        circle=circle.slug,
        owner=town,
        audience=Audience.CIRCLE,
        since=day_of(at),
        illustrative=illustrative,
    )
    row.save()
    return row


@deed("cases.unshare_figures", says=_("{who} lets the other towns read its figures of cases no more"))
def unshare_figures(*, by: Standing, at: datetime, shared: FiguresShared) -> FiguresShared:
    """Let the others read a town's figures no more."""
    rules.may_set_term(by, shared.circle, shared.owner).require()
    shared.ended_on = day_of(at)
    shared.save()
    return shared
