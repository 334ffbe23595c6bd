"""Deeds: keep clusters, note supply links and each side's word, state needs, introduce firms and say what came of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from pilin.domain.chains import queries, rules
from pilin.domain.chains.enums import (
    STAGES,
    ClusterKind,
    Counted,
    Course,
    Level,
    NeedKind,
    NeedState,
    Position,
    Side,
    Word,
)
from pilin.domain.chains.models import (
    Activity,
    Cluster,
    ClusterFirm,
    ContactCard,
    Introduction,
    IntroductionWord,
    LinkWord,
    Need,
    Recognition,
    Reported,
    SupplyAmount,
    SupplyLink,
)
from pilin.domain.enterprises.models import Enterprise
from pilin.engine.base import PartialDate
from pilin.foundation.access.enums import Audience
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Fault, Invalid
from pilin.foundation.journal.actions import both, count, deed, tell
from pilin.foundation.members.queries import circle_named
from pilin.foundation.observations.queries import series_named
from pilin.foundation.values.columns import as_partial_date

Day = PartialDate | date | str | None
A_CHUNK = 500
OPEN = (Audience.OWN, Audience.CIRCLE, Audience.PUBLIC)


@dataclass(frozen=True, slots=True)
class LinkInput:
    """One firm supplies another: what, since when, and for how much a year where anybody says so."""

    seller: Enterprise
    buyer: Enterprise
    product_zh: str = ""
    amount: Decimal | None = None
    currency: str = "CNY"
    from_on: Day = None
    to_on: Day = None


@dataclass(frozen=True, slots=True)
class Card:
    """How to reach one side of an introduction."""

    person: str
    phone: str = ""
    mail: str = ""


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
    faults = _audience(audience)
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
    _put(ClusterFirm, made, at)
    tell(title=both(cluster, "name"), number=len(made))
    count(firms=len(made))
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
    if year is not None and not 1949 <= year <= at.year:
        faults.append(Fault("year", "year", _("A title is of a year that has come"), value=str(year)))
    if faults:
        raise Invalid(*faults)
    row = Recognition(
        **_like(cluster), cluster=cluster, title_zh=title_zh.strip(), title=title.strip(), level=level, year=year, source=source,
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
    if held_on is not None and held_on > at.date():
        faults.append(Fault("ahead", "held_on", _("What was held is not of a day to come"), value=str(held_on)))
    if faults:
        raise Invalid(*faults)
    row = Activity(
        **_like(cluster), cluster=cluster, form_zh=form_zh.strip(), form=form.strip(), held_on=held_on, note_zh=note_zh.strip(),
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
    stages: Iterable[str] = (),
    audience: str = Audience.PUBLIC,
    illustrative: bool = False,
) -> Reported:
    """Note that a series of published figures is about a firm or a cluster; its numbers stay in the series."""
    of = cluster or enterprise
    (
        rules.owns_cluster(by, cluster) if cluster else rules.may_keep_cluster(by, circle, of.owner if of else "")
    ).require()
    within, found = circle_named(by, circle), series_named(by, series, circle=circle)
    faults = _audience(audience)
    if within is None:
        faults.append(Fault("unknown_circle", "circle", _("There is no such circle")))
    if (cluster is None) == (enterprise is None):
        faults.append(Fault("of_what", "cluster", _("A figure is of one cluster or of one firm")))
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
        in_circle=within, circle=circle, owner=of.owner, audience=audience, cluster=cluster, enterprise=enterprise, what=what,
        series=found, stages=",".join(stages), illustrative=illustrative, source=found.source,
    )  # fmt: skip
    row.save()
    tell(title=both(of, "name"), series=both(found, "title"))
    return row


@deed("chains.note_links", says=_("{who} noted {number} supply links"))
def note_links(
    *,
    by: Standing,
    at: datetime,
    circle: str,
    links: Sequence[LinkInput],
    audience: str = Audience.CIRCLE,
    owner: str = "",
    source: str = "",
    illustrative: bool = False,
) -> list[SupplyLink]:
    """Note who supplies whom; all of it, or nothing and every fault named.

    The circle reads the band of an amount. The amount itself is kept for the town that noted it, and enters no ledger.
    """
    within = circle_named(by, circle)
    for one in links:
        rules.may_note_link(by, one.seller, one.buyer).require()
    faults = _audience(audience)
    if within is None:
        faults.append(Fault("unknown_circle", "circle", _("There is no such circle")))
    if not links:
        faults.append(Fault("no_rows", "links", _("Name at least one link")))
    for number, one in enumerate(links, start=1):
        faults += _faults_of_link(number, one)
    if faults:
        raise Invalid(*faults)
    made, amounts = [], []
    for one in links:
        shared: dict[str, Any] = {
            "in_circle": within, "circle": circle, "owner": owner or by.member or one.seller.owner, "source": source,
            "illustrative": illustrative,
        }  # fmt: skip
        row = SupplyLink(
            **shared, audience=audience, seller=one.seller, buyer=one.buyer, product_zh=one.product_zh.strip(),
            product=queries.knowledge().find(one.product_zh) or "" if one.product_zh else "",
            band=rules.band_of(one.amount, one.currency),
        )  # fmt: skip
        row.from_on, row.to_on = one.from_on, one.to_on
        made.append(row)
        if one.amount is not None:
            amounts.append(
                SupplyAmount(**shared, audience=Audience.OWN, link=row, amount=one.amount, currency=one.currency)
            )
    _put(SupplyLink, made, at)
    _put(SupplyAmount, amounts, at)
    tell(number=len(made))
    count(links=len(made), amounts=len(amounts))
    return made


def _faults_of_link(number: int, one: LinkInput) -> list[Fault]:
    faults = []
    if one.seller.pk == one.buyer.pk:
        faults.append(Fault("itself", "buyer", _("A firm does not supply itself"), number, one.buyer.name_zh))
    if one.amount is not None and (one.amount < 0 or one.amount != round(one.amount, 2)):
        reason = _("An amount has at most two decimals and is not negative")
        faults.append(Fault("amount", "amount", reason, number, str(one.amount)))
    begun, ended = as_partial_date(one.from_on), as_partial_date(one.to_on)
    if begun and ended and ended.last < begun.first:
        faults.append(Fault("dates", "to_on", _("It would end before it begins"), number, str(ended)))
    return faults


@deed("chains.say_link", says=_("{who} said of “{title}”: {answer}"))
def say_link(
    *, by: Standing, at: datetime, link: SupplyLink, side: str, holds: bool, note: str = "", illustrative: bool = False
) -> LinkWord:
    """Say for the seller or the buyer that a link holds, or that it does not; the newest word of a side counts."""
    if side not in Side.values:
        raise Invalid(Fault("side", "side", _("Speak for the seller or for the buyer"), value=side))
    firm = link.seller if side == Side.SELLER else link.buyer
    rules.may_speak(by, firm).require()
    row = LinkWord(
        **{**_like(link), "owner": firm.owner}, link=link, side=side, holds=holds, note=note.strip(), illustrative=illustrative
    )  # fmt: skip
    row.save()
    tell(
        title=f"{link.seller.name_zh} → {link.buyer.name_zh}", answer=_("it holds") if holds else _("it does not hold")
    )
    return row


@deed("chains.state_need", says=_("{who} stated: “{title}”"))
def state_need(
    *,
    by: Standing,
    at: datetime,
    circle: str,
    enterprise: Enterprise,
    text: str,
    understood: Mapping[str, Any],
    kind: str = NeedKind.NEED,
    audience: str = Audience.CIRCLE,
    source: str = "",
    illustrative: bool = False,
) -> Need:
    """State what a firm needs or offers, as it was understood and let stand by whoever states it."""
    rules.may_speak(by, enterprise).require()
    within = circle_named(by, circle)
    faults = _audience(audience)
    if within is None:
        faults.append(Fault("unknown_circle", "circle", _("There is no such circle")))
    if not text.strip() or len(text) > 400:
        faults.append(Fault("text", "text", _("Say in at most 400 characters what is needed")))
    if kind not in NeedKind.values:
        faults.append(Fault("kind", "kind", _("It is a need or an offer"), value=kind))
    if not str(understood.get("product", "")).strip():
        faults.append(Fault("no_product", "product", _("Name the product: without it nobody can be found")))
    if faults:
        raise Invalid(*faults)
    row = Need(
        in_circle=within, circle=circle, owner=enterprise.owner, audience=audience, kind=kind, enterprise=enterprise,
        text=text.strip(), understood=dict(understood), source=source, illustrative=illustrative,
    )  # fmt: skip
    row.save()
    tell(title=row.text)
    return row


@deed("chains.close_need", says=_("{who} closed “{title}”: {why}"))
def close_need(*, by: Standing, at: datetime, need: Need, state: str, why: str) -> Need:
    """Close a need as met, or take it back, with the reason."""
    rules.may_close(by, need).require()
    faults = []
    if state not in (NeedState.MET, NeedState.WITHDRAWN):
        faults.append(Fault("state", "state", _("Say whether it is met or taken back"), value=state))
    if not why.strip():
        faults.append(Fault("no_reason", "why", _("Say why, for whoever was asked")))
    if faults:
        raise Invalid(*faults)
    need.state, need.closed_why = state, why.strip()
    need.save()
    tell(title=need.text, why=need.closed_why)
    return need


@deed("chains.introduce", says=_("{who} asked {partner} about “{title}”"))
def introduce(
    *,
    by: Standing,
    at: datetime,
    need: Need,
    partner: Enterprise,
    reasons: Sequence[Mapping[str, Any]] = (),
    card: Card | None = None,
    illustrative: bool = False,
) -> Introduction:
    """Ask a firm whether it wants to talk about a need. Who asks agrees by asking; a contact passes when both do."""
    rules.may_introduce(by, need, partner).require()
    if need.introductions.visible_to(queries.HOUSE).filter(partner=partner).exists():
        raise Invalid(Fault("twice", "partner", _("This firm was asked already"), value=partner.name_zh))
    faults = _faults_of_card(card) if card else []
    if faults:
        raise Invalid(*faults)
    parties = "".join(f",{code}" for code in sorted({need.owner, partner.owner})) + ","
    row = Introduction(
        in_circle=need.in_circle, circle=need.circle, owner=need.owner, audience=Audience.PARTIES, parties=parties, need=need,
        partner=partner, reasons=[dict(one) for one in reasons], illustrative=illustrative,
    )  # fmt: skip
    row.save()
    side = Side.BUYER if need.kind == NeedKind.NEED else Side.SELLER
    _say(row, need.enterprise, side, Word.CONSENTS, "", card, illustrative)
    tell(title=need.text, partner=both(partner, "name"))
    return row


@deed("chains.answer_introduction", says=_("{who} answered for {firm}: {answer}"))
def answer_introduction(
    *,
    by: Standing,
    at: datetime,
    introduction: Introduction,
    side: str,
    word: str,
    note: str = "",
    card: Card | None = None,
    illustrative: bool = False,
) -> IntroductionWord:
    """Say for one side whether it wants to talk, or later what came of it. The outcome holds when both say the same."""
    faults = []
    if side not in Side.values:
        faults.append(Fault("side", "side", _("Speak for the seller or for the buyer"), value=side))
    if word not in Word.values:
        faults.append(Fault("word", "word", _("Choose one of the answers"), value=word))
    if card is not None:
        faults += _faults_of_card(card)
    if faults:
        raise Invalid(*faults)
    course = rules.course_of(queries.words_of(introduction))
    rules.may_answer(by, introduction, side, course, word).require()
    firm = rules.side_firm(introduction, side)
    made = _say(introduction, firm, side, Word(word), note, card, illustrative)
    after = rules.course_of(queries.words_of(introduction))
    need = introduction.need
    if after in (Course.CONTRACT, Course.TRIAL) and need.state == NeedState.OPEN and need.owner == firm.owner:
        need.state, need.closed_why = NeedState.MET, str(after.label)
        need.save()
    tell(firm=both(firm, "name"), answer=Word(word).label)
    return made


def _say(
    introduction: Introduction,
    firm: Enterprise,
    side: str,
    word: Word,
    note: str,
    card: Card | None,
    illustrative: bool,
) -> IntroductionWord:
    shared = {**_like(introduction), "owner": firm.owner}
    row = IntroductionWord(
        **shared, introduction=introduction, side=side, word=word, note=note.strip(), illustrative=illustrative
    )
    row.save()
    if card is not None and word is not Word.DECLINES:
        old = ContactCard.objects.visible_to(queries.HOUSE).filter(introduction=introduction, side=side).first()
        kept = old or ContactCard(
            **{**shared, "audience": Audience.OWN, "parties": ""}, introduction=introduction, side=side
        )
        kept.person, kept.phone, kept.mail = card.person.strip(), card.phone.strip(), card.mail.strip()
        kept.illustrative = illustrative
        kept.save()
    return row


def _faults_of_card(card: Card) -> list[Fault]:
    faults = []
    if not card.person.strip():
        faults.append(Fault("no_person", "person", _("Say who answers the telephone")))
    if not (card.phone.strip() or card.mail.strip()):
        faults.append(Fault("no_way", "phone", _("Give a telephone number or a mail address")))
    return faults


def _audience(audience: str) -> list[Fault]:
    if audience in OPEN:
        return []
    return [Fault("audience", "audience", _("Choose who may read it: your own town, the circle, or everyone"))]


def _like(row: Any) -> dict[str, Any]:
    """Return who keeps and reads a row, for one that hangs on it."""
    return {
        "in_circle": row.in_circle, "circle": row.circle, "owner": row.owner, "audience": row.audience, "parties": row.parties
    }  # fmt: skip


def _put(model: Any, rows: Sequence[Any], at: datetime) -> None:
    for row in rows:
        row.made_at = row.changed_at = at
        row.revision = 1
    if rows:
        model.objects.visible_to(queries.HOUSE).bulk_create(rows, batch_size=A_CHUNK)
