"""Who may do what with leads, with what towns ask each other, and with spaces."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.utils.translation import gettext_lazy as _

from pilin.domain.investment.enums import AskKind, LeadStage
from pilin.domain.investment.models import Ask, CreditSplit, Lead, Space
from pilin.domain.investment.rules.stages import stage_after
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Verdict

NOT_KEEPER = _("Only the town that keeps this lead does this")
OVER = _("This lead has ended; take it up again first")


def may_register(by: Standing, circle: str) -> Verdict:
    """Say whether this standing may register leads and spaces: any officer of a member."""
    if by.sees_all or (by.member and circle in by.circles):
        return Verdict.yes()
    return Verdict.no("not_member", _("Only an officer of a member town does this; sign in as one"))


def may_court(by: Standing, circle: str, courted_since: date | None) -> Verdict:
    """Say whether a town may begin to court an investor whom another town courts since a day; None where none does.

    Whoever reports first keeps the lead. The answer says since when, and neither who nor what.
    """
    if not (member := may_register(by, circle)):
        return member
    if courted_since is not None:
        return Verdict.no(
            "courted",
            _("Another town courts this investor since %(day)s. Nothing was registered; you may ask to join")
            % {"day": courted_since.isoformat()},
            since=courted_since,
        )
    return Verdict.yes()


def may_ask_to_join(by: Standing, circle: str, courted_since: date | None, asked: bool) -> Verdict:
    """Say whether a town may ask to join: only where another courts the investor, and once at a time."""
    if not (member := may_register(by, circle)):
        return member
    if courted_since is None:
        return Verdict.no("not_courted", _("No other town courts this investor: register the lead yourselves"))
    if asked:
        return Verdict.no("asked", _("Your town has asked already and waits for the answer"))
    return Verdict.yes()


def may_keep(by: Standing, lead: Lead) -> Verdict:
    """Say whether this standing may change a lead, share it or propose a split: its keeper."""
    if by.sees_all or (by.member and by.member == lead.owner):
        return Verdict.yes()
    return Verdict.no("not_keeper", NOT_KEEPER)


def may_move(by: Standing, lead: Lead) -> Verdict:
    """Say whether the keeper may move a lead one stage on. The last stage is the investor's."""
    if not (keeper := may_keep(by, lead)):
        return keeper
    if lead.ended:
        return Verdict.no("ended", OVER)
    following = stage_after(lead.stage)
    if following is None:
        return Verdict.no("last", _("The investor has confirmed; nothing comes after"))
    if following == LeadStage.CONFIRMED:
        return Verdict.no("investor_confirms", _("Whoever speaks for the investor confirms this, no town does"))
    return Verdict.yes()


def may_move_back(by: Standing, lead: Lead) -> Verdict:
    """Say whether the keeper may take a lead back to an earlier stage; what the investor confirmed stays."""
    if not (keeper := may_keep(by, lead)):
        return keeper
    if lead.ended:
        return Verdict.no("ended", OVER)
    if lead.stage == LeadStage.CONFIRMED:
        return Verdict.no("confirmed", _("The investor has confirmed this; no town takes it back"))
    if lead.stage == LeadStage.LEAD:
        return Verdict.no("first", _("This is the first stage"))
    return Verdict.yes()


def may_end(by: Standing, lead: Lead) -> Verdict:
    """Say whether the keeper may end a lead as lost or withdrawn; not once the investor has confirmed."""
    if not (keeper := may_keep(by, lead)):
        return keeper
    if lead.ended:
        return Verdict.no("ended", _("This lead has ended already"))
    if lead.stage == LeadStage.CONFIRMED:
        return Verdict.no("confirmed", _("The investor has confirmed this; it is not lost"))
    return Verdict.yes()


def may_reopen(by: Standing, lead: Lead, courted_since: date | None) -> Verdict:
    """Say whether the keeper may take up an ended lead again: not where another town courts the investor by now."""
    if not (keeper := may_keep(by, lead)):
        return keeper
    if not lead.ended:
        return Verdict.no("open", _("This lead has not ended"))
    return may_court(by, lead.circle, courted_since)


def may_confirm(by: Standing, lead: Lead) -> Verdict:
    """Say whether this standing may confirm that the investor produces here: whoever speaks for the investor, alone."""
    if lead.enterprise_id is None or not by.speaks_for(lead.enterprise_id):
        return Verdict.no("not_investor", _("Only whoever speaks for the investor confirms this, no town does"))
    if lead.ended:
        return Verdict.no("ended", OVER)
    if lead.stage != LeadStage.IN_PRODUCTION:
        return Verdict.no("not_yet", _("There is something to confirm once the town has noted that production began"))
    return Verdict.yes()


def may_offer(by: Standing, lead: Lead, open_offer: bool) -> Verdict:
    """Say whether the keeper may offer a lead to another town: one town at a time."""
    if not (keeper := may_keep(by, lead)):
        return keeper
    if lead.ended:
        return Verdict.no("ended", OVER)
    if open_offer:
        return Verdict.no("offered", _("It is offered to a town already; take the offer back first"))
    return Verdict.yes()


def may_answer(by: Standing, ask: Ask, keeper: str, answered: bool) -> Verdict:
    """Say whether this standing may answer: the town offered a lead, or, where one asks to join, the keeper."""
    asked = ask.town if ask.kind == AskKind.HAND_OVER else keeper
    if not (by.sees_all or (by.member and by.member == asked)):
        return Verdict.no("not_asked", _("Only the town that was asked answers"))
    if ask.withdrawn_at is not None:
        return Verdict.no("taken_back", _("The town that asked has taken it back"))
    if answered:
        return Verdict.no("answered", _("This was answered already"))
    return Verdict.yes()


def may_take_back(by: Standing, ask: Ask, answered: bool) -> Verdict:
    """Say whether a town may take back what it asked: until it is answered."""
    if not (by.sees_all or (by.member and by.member == ask.owner)):
        return Verdict.no("not_asker", _("Only the town that asked takes it back"))
    if ask.withdrawn_at is not None or answered:
        return Verdict.no("over", _("There is nothing left to take back"))
    return Verdict.yes()


def may_propose_split(by: Standing, lead: Lead, involved: Collection[str], waiting: bool) -> Verdict:
    """Say whether a town may propose how credit is shared: one that had part in the lead, while no split waits."""
    if not (by.sees_all or (by.member and by.member in involved)):
        return Verdict.no("not_involved", _("Only a town that had part in this lead proposes how credit is shared"))
    if len(involved) < 2:
        return Verdict.no("alone", _("No other town has had part in this lead yet"))
    if waiting:
        return Verdict.no("waiting", _("A split waits for its answer; it is settled first"))
    return Verdict.yes()


def may_speak_to_split(by: Standing, split: CreditSplit, spoken: Collection[str], settled: bool) -> Verdict:
    """Say whether a town may say yes or no to a split: one named in it that has not spoken, while it is open."""
    if not (by.member and by.member in split.shares):
        return Verdict.no("not_named", _("Only a town named in the split answers it"))
    if settled or by.member in spoken:
        return Verdict.no("spoken", _("Your town has answered this already, or it is settled"))
    return Verdict.yes()


def may_keep_space(by: Standing, space: Space) -> Verdict:
    """Say whether this standing may change a space: the town in which it lies."""
    if by.sees_all or (by.member and by.member == space.owner):
        return Verdict.yes()
    return Verdict.no("not_owner", _("Only the town in which it lies changes it"))
