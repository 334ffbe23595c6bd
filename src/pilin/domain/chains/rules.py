"""Who states, notes and answers what in the chains, and where an introduction stands. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from pilin.domain.chains.enums import OUTCOMES, UPPER_EDGES, Band, Course, LinkSide, NeedState, OrganisationKind, Word
from pilin.domain.chains.models import Cluster, Introduction, IntroductionWord, Need
from pilin.domain.enterprises.models import Enterprise
from pilin.domain.enterprises.rules import may_speak_for
from pilin.foundation.access.enums import Role
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Verdict

ABOVE = {  # what a body of the tree stands under; None: under nothing
    OrganisationKind.COMMITTEE: None,
    OrganisationKind.BRANCH: OrganisationKind.COMMITTEE,
    OrganisationKind.ORGANISATION: OrganisationKind.BRANCH,
}
ENDS = {Word.CONTRACT: Course.CONTRACT, Word.TRIAL: Course.TRIAL, Word.NOTHING: Course.NOTHING}


def may_speak(by: Standing, firm: Enterprise) -> Verdict:
    """Return whether this standing speaks for a firm: whom its town accepted, or the clerk of that town."""
    return may_speak_for(by, firm)


def may_keep_cluster(by: Standing, circle: str, owner: str = "") -> Verdict:
    """Return whether this standing keeps a cluster of its town."""
    if by.sees_all:
        return Verdict.yes()
    if owner and owner != by.member:
        return Verdict.no("not_owner", _("Nothing was noted. The town that keeps the cluster says who belongs to it"))
    if circle in by.circles | by.observes and by.holds(Role.CLERK):
        return Verdict.yes()
    return Verdict.no("not_clerk", _("Nothing was noted. The clerk of a town of the circle keeps its clusters"))


def may_note_link(by: Standing, seller: Enterprise, buyer: Enterprise) -> Verdict:
    """Return whether this standing notes that one firm supplies another: a clerk of a town that keeps one of them."""
    if by.sees_all or (by.member in (seller.owner, buyer.owner) and by.holds(Role.CLERK)):
        return Verdict.yes()
    reason = _("Nothing was noted. The clerk of the town that keeps the seller or the buyer notes a supply link")
    return Verdict.no("neither_side", reason)


def side_of(by: Standing, seller: Enterprise, buyer: Enterprise, side: str = "") -> Verdict:
    """Return whether this standing speaks for that side of a link."""
    return may_speak(by, seller if side == LinkSide.SELLER else buyer)


def may_close(by: Standing, need: Need) -> Verdict:
    """Return whether this standing closes a need: whoever speaks for its firm, while it is open."""
    if need.state != NeedState.OPEN:
        return Verdict.no("closed", _("This need is closed already"))
    return may_speak(by, need.enterprise)


def may_introduce(by: Standing, need: Need, partner: Enterprise | None = None) -> Verdict:
    """Return whether this standing asks a partner: whoever speaks for the firm of an open need, never for itself."""
    if need.state != NeedState.OPEN:
        return Verdict.no("closed", _("Nobody was asked. This need is closed"))
    if partner is not None and partner.pk == need.enterprise_id:
        return Verdict.no("itself", _("Nobody was asked. A firm is not introduced to itself"))
    return may_speak(by, need.enterprise)


def side_firm(introduction: Introduction, side: str) -> Enterprise:
    """Return the firm of one side: the buyer needs, the seller offers, whoever asked first."""
    asks = LinkSide.BUYER if introduction.need.kind == "need" else LinkSide.SELLER
    return introduction.need.enterprise if side == asks else introduction.partner


def may_answer(by: Standing, introduction: Introduction, side: str, course: Course | str, word: str) -> Verdict:
    """Return whether this standing says this word for this side now."""
    spoken = may_speak(by, side_firm(introduction, side))
    if not spoken:
        return spoken
    if word in (Word.CONSENTS, Word.DECLINES):
        if course in (Course.ASKED, Course.ONE):
            return Verdict.yes()
        return Verdict.no("answered", _("Nothing was noted. Both sides have answered already"))
    if course in (Course.TALKING, Course.HALF, Course.DISAGREE):
        return Verdict.yes()
    if course in (Course.ASKED, Course.ONE, Course.DECLINED):
        return Verdict.no("too_early", _("Nothing was noted. Both sides must agree to talk first"))
    return Verdict.no("ended", _("Nothing was noted. Both sides said already what came of it"))


def course_of(words: Iterable[IntroductionWord | Any]) -> Course:
    """Return where an introduction stands: the newest word of each side, consent first and outcome after.

    Examples
    --------
    >>> from types import SimpleNamespace as Said
    >>> course_of([Said(side="buyer", word="consents"), Said(side="seller", word="consents")]).value
    'talking'
    >>> course_of([]).value
    'asked'
    """
    newest: dict[str, Word] = {}
    agreed: set[str] = set()
    for one in words:
        word = Word(one.word)
        newest[one.side] = word
        if word is Word.CONSENTS:
            agreed.add(one.side)
    if Word.DECLINES in newest.values():
        return Course.DECLINED
    if len(agreed) < 2:
        return Course.ONE if agreed else Course.ASKED
    ends = {side: word for side, word in newest.items() if word in OUTCOMES}
    if not ends:
        return Course.TALKING
    if len(ends) < 2:
        return Course.HALF
    return ENDS[next(iter(ends.values()))] if len(set(ends.values())) == 1 else Course.DISAGREE


def band_of(amount: Decimal | None, currency: str = "CNY") -> Band:
    """Return the band of a yearly amount; unknown where nobody says it or where it is in another currency.

    Examples
    --------
    >>> band_of(Decimal("5000000")).value, band_of(Decimal("4999999.99")).value
    ('5-20', '1-5')
    """
    if amount is None or currency != "CNY":
        return Band.UNKNOWN
    return next((band for edge, band in UPPER_EDGES if amount < edge), Band.OVER_100)


def owns_cluster(by: Standing, cluster: Cluster) -> Verdict:
    """Return whether this standing changes a cluster: the town that keeps it."""
    return may_keep_cluster(by, cluster.circle, cluster.owner)
