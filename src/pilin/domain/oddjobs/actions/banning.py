"""Barring an employer from offering work, lifting that, objecting to it, and not following another town in it."""

from __future__ import annotations

from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from pilin.domain.enterprises.models import Enterprise
from pilin.domain.enterprises.queries import people_of_firm
from pilin.domain.oddjobs import queries, rules
from pilin.domain.oddjobs.models import Ban, BanSetAside
from pilin.foundation.access.enums import Audience, Role
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Conflict, Fault, Invalid
from pilin.foundation.identity.queries import people_holding
from pilin.foundation.journal.actions import deed, tell
from pilin.foundation.members.models import Circle
from pilin.foundation.members.queries import agreement_named, day_of
from pilin.foundation.notices.actions import notify


@deed("oddjobs.ban_employer", says=_("{who} lets an employer offer no work for now: {title}"))
def ban_employer(
    *,
    by: Standing,
    at: datetime,
    circle: Circle,
    town: str,
    firm: Enterprise,
    ground: str,
    words: str,
    until_on: date,
    agreement: str = "",
    clause: int | None = None,
    illustrative: bool = False,
) -> Ban:
    """Let an employer offer no work in a town until a day.

    Nothing of it is posted there any more, and nobody is given a shift of it; who has one keeps it, and is paid.

    Parameters
    ----------
    agreement : str
        Slug of the agreement under which it is shared: it holds in its parties too, each of which may set it aside for itself.
        Empty: in the own town only.
    clause : int, optional
        The clause that allows it.
    """
    rules.may_ban(by, circle.slug, town).require()
    today = day_of(at)
    shared = agreement_named(by, agreement, today) if agreement else None
    faults = rules.faults_of_ban(
        uscc=firm.uscc,
        ground=ground,
        words=words,
        until_on=until_on,
        on=today,
        agreement=shared,
        clause=clause,
        town=town,
    )
    if agreement and shared is None:
        faults.append(Fault("agreement", "clause", _("There is no such agreement"), value=agreement))
    if faults:
        raise Invalid(*faults)
    rows = queries.bans(queries.HOUSE, circle.slug).filter(owner=town, uscc=firm.uscc, lifted_on__isnull=True)
    if rows.filter(until_on__gte=today).exists():
        raise Conflict("banned", _("Your town bars this employer already"))
    row = Ban(
        in_circle=circle, circle=circle.slug, owner=town, audience=Audience.AGREEMENT if shared else Audience.OWN, agreement=shared.uid if shared else None,
        employer=firm, name_zh=firm.name_zh, name=firm.name, uscc=firm.uscc, ground=ground, words=words.strip(), clause=clause if shared else None,
        from_on=today, until_on=until_on, late_pays=queries.overdue(by, today).filter(booking__shift__post__employer=firm).count(), illustrative=illustrative,
    )  # fmt: skip
    row.save()
    tell(title=_name(row))
    _tell_employer(row, by, at, "job_banned")
    if shared:
        others = rules.parties_on(shared, today) - {town}
        people = {person for other in others for person in people_holding(other, Role.CLERK, today)}
        notify(by=by, at=at, people=people, kind="job_ban_shared", facts=_facts(row), url=_url(row))
    return row


@deed("oddjobs.lift_ban", says=_("{who} lets an employer offer work again: {title}"))
def lift_ban(*, by: Standing, at: datetime, ban: Ban, words: str) -> Ban:
    """Let an employer offer work again, with the reason; everywhere at once."""
    rules.may_ban(by, ban.circle, ban.owner).require()
    row = _held(ban)
    if row.lifted_on is not None:
        raise Conflict("lifted", _("It is lifted already"))
    if len(words.strip()) < 2:
        raise Invalid(Fault("why", "words", _("Say why")))
    row.lifted_on, row.lifted_why = day_of(at), words.strip()
    row.save()
    tell(title=_name(row))
    _tell_employer(row, by, at, "job_ban_lifted")
    return row


@deed("oddjobs.object_to_ban", says=_("An employer objects to being barred: {title}"))
def object_to_ban(*, by: Standing, at: datetime, ban: Ban, words: str) -> Ban:
    """Object to a ban, in the employer's name. Every town in which it holds reads it, and may set the ban aside."""
    rules.may_object(by, ban).require()
    row = _held(ban)
    if row.lifted_on is not None or row.until_on < day_of(at):
        raise Conflict("over", _("This ban is over"))
    if row.objected_on is not None:
        raise Conflict("objected", _("You have objected already"))
    if len(words.strip()) < rules.SHORTEST_WORDS:
        raise Invalid(Fault("words", "words", _("Say in a sentence or two what was so")))
    row.objection, row.objected_on = words.strip(), day_of(at)
    row.save()
    tell(title=_name(row))
    (told,) = queries.bans_told(queries.HOUSE, [row], day_of(at))
    people = {person for town in told.towns for person in people_holding(town, Role.CLERK, day_of(at))}
    notify(by=by, at=at, people=people, kind="job_ban_objected", facts=_facts(row), url=_url(row))
    return row


@deed("oddjobs.set_ban_aside", says=_("{who} does not follow another town's ban: {title}"))
def set_ban_aside(*, by: Standing, at: datetime, ban: Ban, words: str, illustrative: bool = False) -> BanSetAside:
    """Say that the own town does not follow another town's ban, with the reason; the other towns read it."""
    rules.may_set_aside(by, ban).require()
    row = _held(ban)
    (told,) = queries.bans_told(queries.HOUSE, [row], day_of(at))
    if by.member not in told.towns:
        raise Conflict("not_followed", _("This ban does not hold in your town"))
    if len(words.strip()) < rules.SHORTEST_WORDS:
        raise Invalid(Fault("reason", "words", _("Give the reason: the other towns read it")))
    word = BanSetAside(
        in_circle_id=row.in_circle_id, circle=row.circle, owner=by.member, audience=row.audience, agreement=row.agreement, ban=row, reason=words.strip(),
        since_on=day_of(at), illustrative=illustrative or row.illustrative,
    )  # fmt: skip
    word.save()
    tell(title=_name(row))
    people = people_holding(row.owner, Role.CLERK, day_of(at))
    notify(by=by, at=at, people=people, kind="job_ban_aside", facts=_facts(row), url=_url(row))
    return word


@deed("oddjobs.follow_ban", says=_("{who} follows another town's ban again: {title}"))
def follow_ban(*, by: Standing, at: datetime, ban: Ban) -> BanSetAside:
    """Follow a ban again that the own town had set aside."""
    rules.may_set_aside(by, ban).require()
    word = BanSetAside.objects.visible_to(by).filter(ban=ban, owner=by.member, ended_on__isnull=True).first()
    if word is None:
        raise Conflict("followed", _("Your town follows it already"))
    word.ended_on = day_of(at)
    word.save()
    tell(title=_name(ban))
    return word


def _held(ban: Ban) -> Ban:
    return Ban.objects.visible_to(queries.HOUSE).select_for_update(of=("self",)).get(pk=ban.pk)


def _name(row: Ban) -> dict[str, str]:
    return {"zh": row.name_zh, "en": row.name or row.name_zh}


def _facts(row: Ban) -> dict[str, str]:
    return {"title": row.name or row.name_zh, "title_zh": row.name_zh}


def _url(row: Ban) -> str:
    return reverse("oddjobs:ban", kwargs={"circle": row.circle, "uid": row.pk})


def _tell_employer(row: Ban, by: Standing, at: datetime, kind: str) -> None:
    notify(by=by, at=at, people=people_of_firm(row.employer_id), kind=kind, facts=_facts(row), url=_url(row))
