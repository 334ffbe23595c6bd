"""What is wrong with a scenario, a site or a drill as it is entered. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from pilin.domain.drills.enums import LONGEST_MINUTES, MOST_LINES, DrillForm, ScenarioKind, SiteKind
from pilin.domain.drills.rules.scoring import Expected, faults_of_chain
from pilin.engine.base import Fault
from pilin.foundation.access.enums import Audience

KEY = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
WIDTH = {Audience.OWN: 0, Audience.CIRCLE: 1, Audience.PUBLIC: 2}  # who may be asked to read, from few to many
READERS = tuple(WIDTH)
LONGEST_DAYS = 250  # working days for a corrective action
FAULTS_OF_CHAIN = {
    "no_key": _("Give the action a key in small letters: evacuate"),
    "key_twice": _("Two actions have this key"),
    "weight": _("A weight lies between 1 and 10"),
    "within": _("A term lies between 1 minute and a day"),
    "after_itself": _("An action cannot come after itself"),
    "after_unknown": _("It comes after an action that is not in the list"),
    "circle": _("These wait for each other, so none can ever be done"),
}


@dataclass(frozen=True, slots=True)
class RoleSaid:
    """A role of a scenario as it is entered."""

    key: str
    zh: str
    en: str = ""


@dataclass(frozen=True, slots=True)
class InjectSaid:
    """An inject as it is entered; minutes from the start."""

    minute: int
    text_zh: str
    text: str = ""
    role: str = ""


@dataclass(frozen=True, slots=True)
class ExpectedSaid:
    """An expected action as it is entered."""

    key: str
    role: str
    what_zh: str
    what: str = ""
    after: tuple[str, ...] = ()
    within: int | None = None
    weight: int = 1

    @property
    def plain(self) -> Expected:
        """Return it as scores are reckoned with it."""
        return Expected(self.key, self.role, self.after, self.within, self.weight)


def faults_of_scenario(
    *,
    title_zh: str,
    kind: str,
    audience: str,
    roles: Sequence[RoleSaid],
    injects: Sequence[InjectSaid],
    expected: Sequence[ExpectedSaid],
) -> list[Fault]:
    """Return every fault of a scenario: unknown roles, offsets before the start, actions after themselves, circles, twice the same key."""
    faults = []
    if not title_zh.strip():
        faults.append(Fault("no_title", "title_zh", _("Give it a title")))
    if kind not in ScenarioKind.values:
        faults.append(Fault("kind", "kind", _("Say what goes wrong"), value=kind))
    if audience not in READERS:
        faults.append(Fault("audience", "audience", _("Choose who may read it"), value=audience))
    if not roles:
        faults.append(Fault("no_roles", "roles", _("Name at least one role")))
    keys = [role.key for role in roles]
    for row, role in enumerate(roles, 1):
        if not KEY.fullmatch(role.key) or len(role.key) > 20:
            faults.append(Fault("role_key", "roles", _("A key has small letters, figures and hyphens"), row, role.key))
        elif keys.index(role.key) != row - 1:
            faults.append(Fault("role_twice", "roles", _("Two roles have this key"), row, role.key))
        if not role.zh.strip():
            faults.append(Fault("role_name", "roles", _("Name the role in Chinese"), row, role.key))
    for row, one in enumerate(injects, 1):
        if one.minute < 0:
            faults.append(Fault("before_start", "injects", _("It happens before the start"), row, str(one.minute)))
        elif one.minute > LONGEST_MINUTES:
            faults.append(Fault("too_late", "injects", _("A drill lasts a day at most"), row, str(one.minute)))
        if one.role and one.role not in keys:
            faults.append(Fault("role_unknown", "injects", _("There is no such role"), row, one.role))
        if not one.text_zh.strip():
            faults.append(Fault("no_text", "injects", _("Say in Chinese what happens"), row))
    if not expected:
        faults.append(Fault("no_expected", "expected", _("Say at least one thing that is expected of somebody")))
    for row, act in enumerate(expected, 1):
        if act.role not in keys:
            faults.append(Fault("role_unknown", "expected", _("There is no such role"), row, act.role))
        if not act.what_zh.strip():
            faults.append(Fault("no_text", "expected", _("Say in Chinese what is to be done"), row))
        if act.key and (not KEY.fullmatch(act.key) or len(act.key) > 20):
            faults.append(Fault("key", "expected", _("A key has small letters, figures and hyphens"), row, act.key))
        if act.within is not None and act.within > LONGEST_MINUTES:
            faults.append(Fault("within", "expected", FAULTS_OF_CHAIN["within"], row, str(act.within)))
        if act.weight > 10:
            faults.append(Fault("weight", "expected", FAULTS_OF_CHAIN["weight"], row, str(act.weight)))
    for field, rows in (("injects", injects), ("expected", expected)):
        if len(rows) > MOST_LINES:
            faults.append(Fault("too_many", field, _("At most 60 of them"), value=str(len(rows))))
    faults += [in_words(fault) for fault in faults_of_chain([act.plain for act in expected])]
    return faults


def in_words(fault: Fault) -> Fault:
    """Return a fault of the chain in the reader's language, beside the list of expected actions."""
    return Fault(fault.code, "expected", FAULTS_OF_CHAIN[fault.code], fault.row, fault.value)


def faults_of_site(
    *,
    title_zh: str,
    kind: str,
    audience: str,
    place_code: str,
    since: date | None,
    drilled_before: date | None,
    today: date,
) -> list[Fault]:
    """Return what is wrong with a site as it is entered."""
    faults = []
    if not title_zh.strip():
        faults.append(Fault("no_title", "title_zh", _("Name the site")))
    if kind not in SiteKind.values:
        faults.append(
            Fault("kind", "kind", _("Say what kind of site it is: that decides how often it drills"), value=kind)
        )
    if audience not in READERS:
        faults.append(Fault("audience", "audience", _("Choose who may read it"), value=audience))
    if place_code and not re.fullmatch(r"\d{2}(\d{2}(\d{2}(\d{3}(\d{3})?)?)?)?", place_code):
        faults.append(
            Fault("place_code", "place_code", _("A division code has 2, 4, 6, 9 or 12 digits"), value=place_code)
        )
    if since is not None and since > today:
        faults.append(Fault("since", "since", _("This lies in the future"), value=str(since)))
    if drilled_before is not None and drilled_before > today:
        faults.append(Fault("drilled_before", "drilled_before", _("A drill that was held lies behind us"), value=str(drilled_before)))  # fmt: skip
    return faults


def faults_of_drill(
    *,
    title_zh: str,
    form: str,
    audience: str,
    scenario_audience: str,
    planned_at: datetime,
    at: datetime,
    host: str,
    invited: Collection[str],
    towns: Collection[str],
    cast: dict[str, str],
    roles: Collection[str],
) -> list[Fault]:
    """Return what is wrong with a drill as it is planned."""
    faults = []
    if not title_zh.strip():
        faults.append(Fault("no_title", "title_zh", _("Give it a title")))
    if form not in DrillForm.values:
        faults.append(Fault("form", "form", _("Say whether it is live or at a table"), value=form))
    if audience not in READERS:
        faults.append(Fault("audience", "audience", _("Choose who may read it"), value=audience))
    elif WIDTH[Audience(audience)] > WIDTH.get(Audience(scenario_audience), 0):
        faults.append(
            Fault("wider", "audience", _("Fewer people may read the scenario: share that first"), value=audience)
        )
    if planned_at < at:
        faults.append(Fault("past", "planned_at", _("This lies behind us"), value=f"{planned_at:%Y-%m-%d %H:%M}"))
    faults += [
        Fault("invited", "invited", _("Ask other towns of the circle"), value=code)
        for code in sorted(set(invited))
        if code == host or code not in towns
    ]
    if invited and audience == Audience.OWN:
        faults.append(Fault("joint", "audience", _("A joint drill is read by the circle at least"), value=audience))
    for role, code in sorted(cast.items()):
        if role not in roles:
            faults.append(Fault("role_unknown", "cast", _("There is no such role"), value=role))
        if code != host and code not in invited:
            faults.append(Fault("cast", "cast", _("A role is played by the town that holds the drill or one that is asked"), value=code))  # fmt: skip
    return faults


def faults_of_corrective(*, what_zh: str, days: int, office: str, offices: Collection[str]) -> list[Fault]:
    """Return what is wrong with a corrective action as it is set."""
    faults = []
    if not what_zh.strip():
        faults.append(Fault("no_text", "what_zh", _("Say what is to be mended")))
    if not 1 <= days <= LONGEST_DAYS:
        faults.append(Fault("days", "days", _("Between 1 and 250 working days"), value=str(days)))
    if office not in offices:
        faults.append(Fault("office", "office", _("Say whose work it is"), value=office))
    return faults
