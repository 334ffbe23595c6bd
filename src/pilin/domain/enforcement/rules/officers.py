"""Whether those who go out may: certificates valid for the place and the day, enough of them, one of the host side. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from pilin.domain.enforcement.laws import law_on
from pilin.domain.enforcement.models import OfficerCertificate
from pilin.engine.base import Fault
from pilin.foundation.access.verdict import Text


@dataclass(frozen=True, slots=True)
class Pact:
    """An agreement under which officers cross the border, as a day finds it.

    Parameters
    ----------
    uids : frozenset of UUID
        It and the agreements that it replaced or extends: a certificate that names an earlier version holds by this one.
    parties : frozenset of str
        Codes of the towns that are parties on that day.
    in_force : bool
    """

    uid: UUID
    slug: str
    title_zh: str
    title: str
    uids: frozenset[UUID]
    parties: frozenset[str]
    in_force: bool


@dataclass(frozen=True, slots=True)
class Lack:
    """Why somebody may not enforce at a place on a day."""

    code: str
    reason: Text


@dataclass(frozen=True, slots=True)
class Checked:
    """One officer as checked for a place and a day; no lack: may go."""

    certificate: OfficerCertificate
    lacks: tuple[Lack, ...]

    @property
    def may(self) -> bool:
        """Return whether nothing is lacking."""
        return not self.lacks


def check(row: OfficerCertificate, place: str, on: date, pact: Pact | None) -> Checked:
    """Return what a certificate lacks for a place on a day: all of it, not the first."""
    lacks = []
    if on < row.valid_from:
        lacks.append(Lack("not_yet", _("valid from {day} only").format(day=row.valid_from)))
    if on > row.valid_to:
        lacks.append(Lack("over", _("it ended on {day}").format(day=row.valid_to)))
    if row.ended_on is not None and on >= row.ended_on:
        lacks.append(Lack("taken_back", _("it was taken back on {day}").format(day=row.ended_on)))
    if not reaches(row, place, pact):
        if place[:2] == row.province:
            lacks.append(Lack("place", _("not valid at this place of its own province")))
        else:
            lacks.append(
                Lack(
                    "other_province",
                    _("valid in its own province only: no agreement in force that it names covers both towns"),
                )
            )
    return Checked(row, tuple(lacks))  # fmt: skip


def reaches(row: OfficerCertificate, place: str, pact: Pact | None) -> bool:
    """Return whether a certificate reaches a place: by its own scope, or beyond its province by the agreement it names."""
    if any(place.startswith(code) for code in row.scope.split(",") if code):
        return True
    if place[:2] == row.province or pact is None or not pact.in_force:
        return False
    return row.agreement in pact.uids and {row.owner, place} <= pact.parties


def faults_of_officers(checked: Sequence[Checked], host: str, on: date) -> list[Fault]:
    """Return why these people may not set out together: each officer's lack, too few, nobody of the host side."""
    faults = [
        Fault("officer", "officers", _("{name} ({last}): {why}").format(name=one.certificate.name, last=one.certificate.last_four, why=lack.reason), value=one.certificate.name)
        for one in checked
        for lack in one.lacks
    ]  # fmt: skip
    least, hosts = law_on("officers", on, host), law_on("host_officers", on, host)
    valid = [one for one in checked if one.may]
    if len(valid) < least.value:
        reason = _("{number} with a valid certificate come along; it takes {least} ({clause})")
        faults.append(
            Fault("too_few", "officers", reason.format(number=len(valid), least=least.value, clause=least.clause_zh))
        )
    if sum(one.certificate.owner == host for one in valid) < hosts.value:
        reason = _("nobody with a valid certificate of the host town comes along; it takes {least}")
        faults.append(Fault("no_host", "officers", reason.format(least=hosts.value)))
    return faults  # fmt: skip


def faults_of_certificate(
    *, name: str, issuer_zh: str, province: str, last_four: str, scope: Iterable[str], valid_from: date, valid_to: date
) -> list[Fault]:
    """Return what is wrong with a certificate as it is entered."""
    faults = []
    if not name.strip():
        faults.append(Fault("no_name", "name", _("Say whose certificate it is")))
    if not issuer_zh.strip():
        faults.append(Fault("no_issuer", "issuer_zh", _("Say who issued it")))
    if len(last_four.strip()) != 4 or not last_four.strip().isalnum():
        faults.append(
            Fault("last_four", "last_four", _("Write the last four characters of its number, no more"), value=last_four)
        )
    codes = [code.strip() for code in scope if code.strip()]
    if not codes:
        faults.append(Fault("no_scope", "scope", _("Say for which places it holds, by their division codes")))
    for code in codes:
        if not code.isdigit() or len(code) not in (2, 4, 6, 9):
            faults.append(Fault("scope", "scope", _("A division code has 2, 4, 6 or 9 digits"), value=code))
        elif code[:2] != province:
            faults.append(
                Fault(
                    "scope",
                    "scope",
                    _("A certificate holds in the province that issued it; beyond it an agreement is named"),
                    value=code,
                )
            )
    if valid_to < valid_from:
        faults.append(Fault("valid_to", "valid_to", _("It ends before it begins"), value=str(valid_to)))
    return faults  # fmt: skip
