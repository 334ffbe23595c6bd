"""Stories that people tell of listings: told, read by the town, shown to everyone or not, taken back."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from pilin.domain.living.enums.listings import StoryState
from pilin.domain.living.models.listings import Contribution, Listing
from pilin.domain.living.queries import listings as queries
from pilin.domain.living.rules import listings as rules
from pilin.foundation.access.enums import Audience, Role
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Invalid, Refused
from pilin.foundation.identity.queries import people_holding
from pilin.foundation.journal.actions import both, deed, tell
from pilin.foundation.members.queries import day_of
from pilin.foundation.notices.actions import notify


@deed("living.tell_story", says=_("Somebody told a story of “{title}”"))
def tell_story(
    *,
    by: Standing,
    at: datetime,
    listing: Listing,
    text: str,
    rights: str,
    credit: str = "",
    of_years: str = "",
    illustrative: bool = False,
) -> Contribution:
    """Tell a story of a listing. The town reads it before everyone does; numbers of cards and telephones are kept nowhere."""
    rules.may_contribute(by, listing).require()
    if faults := rules.faults_of_story(text=text, credit=credit, rights=rights):
        raise Invalid(*faults)
    if by.person is None:
        raise Refused("nobody", _("Nothing was written. Sign in first"))
    row = Contribution(
        in_circle=listing.in_circle, circle=listing.circle, owner=listing.owner, audience=Audience.OWN, listing=listing, person_id=by.person,
        text=rules.without_numbers(text.strip()), credit=rules.without_numbers(credit.strip()), rights=rights,
        of_years=rules.without_numbers(of_years.strip())[:40], told_on=day_of(at), illustrative=illustrative,
    )  # fmt: skip
    row.save()
    tell(title=both(listing, "title"))
    clerks = people_holding(listing.owner, Role.CLERK, day_of(at))
    _notify(by, at, row, "story_told", sorted(clerks))
    return row


@deed("living.decide_story", says=_("{who} decided on a story of “{title}”"))
def decide_story(*, by: Standing, at: datetime, story: Contribution, shown: bool, reason: str = "") -> Contribution:
    """Let everyone read a story, or not, and say why not; it may be decided anew."""
    rules.may_moderate(by, story.circle, story.owner).require()
    if faults := rules.faults_of_decision(story, shown=shown, reason=reason):
        raise Invalid(*faults)
    story.state = StoryState.SHOWN if shown else StoryState.TURNED_DOWN
    story.audience = story.listing.audience if shown else Audience.OWN
    story.reason, story.decided_on = "" if shown else reason.strip()[:200], day_of(at)
    story.save()
    tell(title=both(story.listing, "title"))
    _notify(by, at, story, "story_shown" if shown else "story_turned_down", [story.person_id])
    return story


@deed("living.take_story_back", says=_("Somebody took back their story of “{title}”"))
def take_story_back(*, by: Standing, at: datetime, story: Contribution) -> None:
    """Take back a story that one told: it is gone, from the public's page too."""
    rules.may_take_story_back(by, story.person_id).require()
    tell(title=both(story.listing, "title"))
    story.delete()


def _notify(by: Standing, at: datetime, story: Contribution, kind: str, people: list[UUID]) -> None:
    url = reverse("living:story", kwargs={"circle": story.circle, "uid": story.pk})
    facts = {"title": story.listing.title or story.listing.title_zh, "title_zh": story.listing.title_zh}
    notify(by=by, at=at, people=people, kind=kind, facts=facts, url=url)


def forget_stories(person: UUID, at: datetime) -> int:
    """Erase what a person told; called while the person is erased. Returns how many stories."""
    rows = Contribution.objects.visible_to(queries.HOUSE).filter(person=person)
    gone = rows.count()
    rows.delete()
    return gone
