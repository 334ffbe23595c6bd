"""Deeds on clusters and the bodies that coordinate firms."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from pilin.domain.chains import queries, rules
from pilin.domain.chains.actions.shared import audience_faults, like, put
from pilin.domain.chains.enums import (
    STAGES,
    ClusterKind,
    Counted,
    OrganisationKind,
    Position,
)
from pilin.domain.chains.models import (
    Activity,
    Cluster,
    ClusterFirm,
    ClusterPart,
    Organisation,
    OrganisationFirm,
    Recognition,
    Reported,
)
from pilin.domain.enterprises.enums import Level
from pilin.domain.enterprises.models import Enterprise
from pilin.engine.base import PartialDate
from pilin.foundation.access.enums import Audience
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Fault, Invalid
from pilin.foundation.journal.actions import both, count, deed, tell
from pilin.foundation.members.queries import circle_named, day_of
from pilin.foundation.observations.queries import series_named
from pilin.foundation.values.columns import as_partial_date

Day = PartialDate | date | str | None


@deed("chains.add_cluster", says=_("{who} entered “{title}”"))
def add_cluster(
    *,
    by: Standing,
    at: datetime,
    circle: str,
    slug: str,
    name_zh: str,
    name: str = "",
    kind: str = ClusterKind.CLUSTER,
    about_zh: str = "",
    about: str = "",
    chain: str = "",
    leader: Enterprise | None = None,
    begun_on: Day = None,
    audience: str = Audience.PUBLIC,
    owner: str = "",
    source: str = "",
    illustrative: bool = False,
) -> Cluster:
    """Enter a cluster or an alliance of firms."""
    rules.may_keep_cluster(by, circle, owner).require()
    within = circle_named(by, circle)
    faults = audience_faults(audience)
    if within is None:
        faults.append(Fault("unknown_circle", "circle", _("There is no such circle")))
    if not name_zh.strip():
        faults.append(Fault("no_name", "name_zh", _("It needs its Chinese name")))
    if kind not in ClusterKind.values:
        faults.append(Fault("unknown_kind", "kind", _("Choose a cluster or an alliance"), value=kind))
    if chain and chain not in queries.knowledge().chains():
        faults.append(Fault("unknown_chain", "chain", _("No such chain is known"), value=chain))
    if within is not None and queries.cluster_named(queries.HOUSE, circle, slug) is not None:
        faults.append(Fault("slug_taken", "slug", _("This address is taken by another"), value=slug))
    if faults:
        raise Invalid(*faults)
    row = Cluster(
        in_circle=within, circle=circle, owner=owner or by.member, audience=audience, slug=slug, kind=kind,
        name_zh=name_zh.strip(), name=name.strip(), about_zh=about_zh.strip(), about=about.strip(), chain=chain,
        leader=leader, source=source, illustrative=illustrative,
    )  # fmt: skip
    row.begun_on = begun_on
    row.save()
    tell(title=both(row, "name"))
    return row


@deed("chains.join_cluster", says=_("{who} noted {number} firms of “{title}”"))
def join_cluster(
    *,
    by: Standing,
    at: datetime,
    cluster: Cluster,
    firms: Sequence[tuple[Enterprise, str]],
    since: Day = None,
    source: str = "",
    illustrative: bool = False,
) -> list[ClusterFirm]:
    """Note which firms belong to a cluster and at which position; all of them, or none and every fault named."""
    rules.owns_cluster(by, cluster).require()
    there = set(
        ClusterFirm.objects.visible_to(queries.HOUSE).filter(cluster=cluster).values_list("enterprise", flat=True)
    )
    faults = [Fault("no_rows", "firms", _("Choose at least one firm"))] if not firms else []
    for number, (firm, position) in enumerate(firms, start=1):
        if position not in Position.values:
            faults.append(Fault("position", "position", _("Choose where it stands in the cluster"), number, position))
        if firm.pk in there:
            faults.append(Fault("twice", "firms", _("This firm belongs to it already"), number, firm.name_zh))
        there.add(firm.pk)
    if faults:
        raise Invalid(*faults)
    span = as_partial_date(since)
    made = []
    for firm, position in firms:
        row = ClusterFirm(
            in_circle=cluster.in_circle, circle=cluster.circle, owner=cluster.owner, audience=cluster.audience, cluster=cluster,
            enterprise=firm, position=position, source=source, illustrative=illustrative,
        )  # fmt: skip
        row.since = span
        made.append(row)
    put(ClusterFirm, made, at)
    tell(title=both(cluster, "name"), number=len(made))
    count(firms=len(made))
    return made


@deed("chains.name_parts", says=_("{who} named {number} parts of “{title}”"))
def name_parts(
    *,
    by: Standing,
    at: datetime,
    cluster: Cluster,
    parts: Sequence[tuple[str, str]],
    declared: int | None = None,
    source: str = "",
    illustrative: bool = False,
) -> list[ClusterPart]:
    """Name the parts a source lists, each in Chinese and English, in place of those named before.

    ``declared`` is how many the source counts; where it names fewer the page says so, and none is made up.
    """
    rules.owns_cluster(by, cluster).require()
    faults = [
        Fault("no_name", "parts", _("It needs its Chinese name"), number)
        for number, (name_zh, _name) in enumerate(parts, start=1)
        if not name_zh.strip()
    ]
    if declared is not None and declared < len(parts):
        faults.append(Fault("too_many", "parts", _("More are named than the source counts"), value=str(len(parts))))
    if faults:
        raise Invalid(*faults)
    for old in ClusterPart.objects.visible_to(queries.HOUSE).filter(cluster=cluster):
        old.delete()
    made = []
    for number, (name_zh, name) in enumerate(parts, start=1):
        row = ClusterPart(
            **like(cluster), cluster=cluster, number=number, name_zh=name_zh.strip(), name=name.strip(), source=source,
            illustrative=illustrative,
        )  # fmt: skip
        row.save()
        made.append(row)
    cluster.parts_declared = declared
    cluster.save()
    tell(title=both(cluster, "name"), number=len(made))
    return made


@deed("chains.recognise_cluster", says=_("{who} noted the title “{title}” of “{cluster}”"))
def recognise_cluster(
    *,
    by: Standing,
    at: datetime,
    cluster: Cluster,
    title_zh: str,
    title: str = "",
    level: str = "",
    year: int | None = None,
    valid_to: Day = None,
    source: str = "",
    illustrative: bool = False,
) -> Recognition:
    """Note a title of a cluster. It says nothing of its firms."""
    rules.owns_cluster(by, cluster).require()
    faults = []
    if not title_zh.strip():
        faults.append(Fault("no_title", "title_zh", _("Name the title")))
    if level and level not in Level.values:
        faults.append(Fault("level", "level", _("Choose who gave the title"), value=level))
    if year is not None and not 1949 <= year <= day_of(at).year:
        faults.append(Fault("year", "year", _("A title is of a year that has come"), value=str(year)))
    if faults:
        raise Invalid(*faults)
    row = Recognition(
        **like(cluster), cluster=cluster, title_zh=title_zh.strip(), title=title.strip(), level=level, year=year, source=source,
        illustrative=illustrative,
    )  # fmt: skip
    row.valid_to = valid_to
    row.save()
    tell(title=both(row, "title"), cluster=both(cluster, "name"))
    return row


@deed("chains.note_activity", says=_("{who} noted “{title}” of “{cluster}”"))
def note_activity(
    *,
    by: Standing,
    at: datetime,
    cluster: Cluster,
    form_zh: str,
    form: str = "",
    held_on: date | None = None,
    note_zh: str = "",
    note: str = "",
    source: str = "",
    illustrative: bool = False,
) -> Activity:
    """Note a form of meeting that is due every quarter, or, with a day, that it was held."""
    rules.owns_cluster(by, cluster).require()
    faults = []
    if not form_zh.strip():
        faults.append(Fault("no_form", "form_zh", _("Name the form: salon, roundtable, class")))
    if held_on is not None and held_on > day_of(at):
        faults.append(Fault("ahead", "held_on", _("What was held is not of a day to come"), value=str(held_on)))
    if faults:
        raise Invalid(*faults)
    row = Activity(
        **like(cluster), cluster=cluster, form_zh=form_zh.strip(), form=form.strip(), held_on=held_on, note_zh=note_zh.strip(),
        note=note.strip(), source=source, illustrative=illustrative,
    )  # fmt: skip
    row.save()
    tell(title=both(row, "form"), cluster=both(cluster, "name"))
    return row


@deed("chains.point_at_figure", says=_("{who} noted that “{series}” is about {title}"))
def point_at_figure(
    *,
    by: Standing,
    at: datetime,
    circle: str,
    what: str,
    series: str,
    cluster: Cluster | None = None,
    enterprise: Enterprise | None = None,
    organisation: Organisation | None = None,
    stages: Iterable[str] = (),
    audience: str = Audience.PUBLIC,
    illustrative: bool = False,
) -> Reported:
    """Note that a series of published figures is about a firm, a cluster or an organisation; its numbers stay in the series."""
    of = cluster or enterprise or organisation
    (
        rules.owns_cluster(by, cluster) if cluster else rules.may_keep_cluster(by, circle, of.owner if of else "")
    ).require()
    within, found = circle_named(by, circle), series_named(by, series, circle=circle)
    faults = audience_faults(audience)
    if within is None:
        faults.append(Fault("unknown_circle", "circle", _("There is no such circle")))
    if sum(one is not None for one in (cluster, enterprise, organisation)) != 1:
        faults.append(Fault("of_what", "cluster", _("A figure is of one cluster, one firm or one organisation")))
    if what not in Counted.values:
        faults.append(Fault("what", "what", _("Choose what the figure counts"), value=what))
    if found is None:
        faults.append(Fault("unknown_series", "series", _("There is no such series"), value=series))
    wrong = [stage for stage in stages if stage not in STAGES]
    if wrong:
        faults.append(Fault("stages", "stages", _("Choose where it stands in the cluster"), value=wrong[0]))
    if faults:
        raise Invalid(*faults)
    assert found is not None
    assert of is not None
    row = Reported(
        in_circle=within, circle=circle, owner=of.owner, audience=audience, cluster=cluster, enterprise=enterprise, organisation=organisation, what=what,
        series=found, stages=",".join(stages), illustrative=illustrative, source=found.source,
    )  # fmt: skip
    row.save()
    tell(title=both(of, "name"), series=both(found, "title"))
    return row


@deed("chains.add_organisation", says=_("{who} entered “{title}”"))
def add_organisation(
    *,
    by: Standing,
    at: datetime,
    circle: str,
    kind: str,
    name_zh: str,
    name: str = "",
    parent: Organisation | None = None,
    cluster: Cluster | None = None,
    audience: str = Audience.PUBLIC,
    owner: str = "",
    source: str = "",
    illustrative: bool = False,
) -> Organisation:
    """Enter a body of the tree: a committee, a branch below it, an organisation below a branch; nothing else."""
    town = owner or (parent.owner if parent else "") or by.member
    rules.may_keep_cluster(by, circle, town).require()
    within = circle_named(by, circle)
    faults = audience_faults(audience)
    if within is None:
        faults.append(Fault("unknown_circle", "circle", _("There is no such circle")))
    if not name_zh.strip():
        faults.append(Fault("no_name", "name_zh", _("It needs its Chinese name")))
    if kind not in OrganisationKind.values:
        faults.append(Fault("kind", "kind", _("It is a committee, a branch or an organisation"), value=kind))
    elif rules.ABOVE[OrganisationKind(kind)] != (parent.kind if parent else None):
        reason = _("A committee stands alone, a branch under a committee, an organisation under a branch")
        faults.append(Fault("parent", "parent", reason, value=parent.name_zh if parent else ""))
    if faults:
        raise Invalid(*faults)
    row = Organisation(
        in_circle=within, circle=circle, owner=town, audience=audience, kind=kind, parent=parent, cluster=cluster,
        name_zh=name_zh.strip(), name=name.strip(), source=source, illustrative=illustrative,
    )  # fmt: skip
    row.save()
    tell(title=both(row, "name"))
    return row


@deed("chains.place_firms", says=_("{who} placed {number} firms under “{title}”"))
def place_firms(
    *,
    by: Standing,
    at: datetime,
    branch: Organisation,
    firms: Sequence[tuple[Enterprise, Organisation | None]],
    source: str = "",
    illustrative: bool = False,
) -> list[OrganisationFirm]:
    """Place firms under a branch, each with its own organisation or none; a firm stands under one branch only."""
    rules.may_keep_cluster(by, branch.circle, branch.owner).require()
    there = set(
        OrganisationFirm.objects.visible_to(queries.HOUSE)
        .filter(owner=branch.owner)
        .values_list("enterprise", flat=True)
    )
    faults = [Fault("no_rows", "firms", _("Choose at least one firm"))] if not firms else []
    if branch.kind != OrganisationKind.BRANCH:
        faults.append(Fault("branch", "branch", _("Firms stand under a branch"), value=branch.name_zh))
    for number, (firm, organisation) in enumerate(firms, start=1):
        if firm.pk in there:
            faults.append(Fault("twice", "firms", _("This firm stands under a branch already"), number, firm.name_zh))
        if organisation is not None and organisation.parent_id != branch.pk:
            reason = _("This organisation stands under another branch")
            faults.append(Fault("organisation", "organisation", reason, number, organisation.name_zh))
        there.add(firm.pk)
    if faults:
        raise Invalid(*faults)
    made = [
        OrganisationFirm(
            **like(branch),
            enterprise=firm,
            branch=branch,
            organisation=organisation,
            source=source,
            illustrative=illustrative,
        )
        for firm, organisation in firms
    ]
    put(OrganisationFirm, made, at)
    tell(title=both(branch, "name"), number=len(made))
    count(firms=len(made))
    return made
