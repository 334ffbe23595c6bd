"""F6: the clock is wrong. What was written stays in the order in which it was written, and nothing from ahead is taken.

Deeds are given their moment, so a test can let the clock jump: over midnight in Shanghai, over a leap day and a new year,
a day back, four hundred days ahead. Links that set a password and sessions have their own tests beside their code.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.core.signing import TimestampSigner

from pilin.config.tokens import AHEAD, ResetTokens
from pilin.domain.obstacles import actions, queries
from pilin.foundation.access.verdict import Refused
from pilin.foundation.identity.rules import Lasting, session_end
from pilin.foundation.ledger.models import Entry
from pilin.foundation.ledger.queries import check_instance
from pilin.foundation.members import actions as members
from pilin.foundation.members.enums import MembershipKind
from tests.factories.base import NOW, SHANGHAI, Five, make_user
from tests.factories.ledger import HOUSE
from tests.factories.obstacles import report
from tests.reliability.report import tried

STEPS = [  # as the clock says, one deed after another
    datetime(2024, 2, 28, 23, 59, 59, 900_000, tzinfo=SHANGHAI),
    datetime(2024, 2, 28, 16, 0, tzinfo=UTC),  # the leap day has begun in Shanghai, not in Greenwich
    datetime(2024, 2, 29, 23, 59, 59, tzinfo=SHANGHAI),
    datetime(2024, 12, 31, 15, 59, 59, tzinfo=UTC),
    datetime(2024, 12, 31, 16, 0, tzinfo=UTC),  # the new year has begun in Shanghai
    datetime(2024, 12, 30, 12, 0, tzinfo=SHANGHAI),  # a day and a half back
    datetime(2026, 2, 4, 12, 0, tzinfo=SHANGHAI),  # four hundred days ahead
    datetime(2025, 1, 1, 0, 0, 1, tzinfo=SHANGHAI),  # put right again
]
DAYS = ["2024-02-28", "2024-02-29", "2024-02-29", "2024-12-31", "2025-01-01", "2024-12-30", "2026-02-04", "2025-01-01"]


def faults() -> list[str]:
    return [finding.code for finding in check_instance().findings if finding.code != "past_ledger"]


def test_entries_stay_in_the_order_of_writing_whatever_the_clock_says(five: Five) -> None:
    rows = [report(five.fengjing.clerk, at=at, title_zh=f"第{k}条", audience="public") for k, at in enumerate(STEPS)]
    entries = Entry.objects.visible_to(HOUSE).filter(log__owner=five.fengjing.code, log__name="public")
    written = [e.obj for e in entries.order_by("seq") if e.obj.startswith("obstacles.obstacle:")]
    assert written == [f"obstacles.obstacle:{row.pk}" for row in rows]
    assert [str(step.taken_on) for row in rows for step in queries.steps_of(row, five.fengjing.clerk)] == DAYS
    assert [(row.year, row.number) for row in rows] == [
        (2024, 1), (2024, 2), (2024, 3), (2024, 4), (2025, 1), (2024, 5), (2026, 1), (2025, 2),
    ]  # fmt: skip
    assert faults() == []
    by_clock = sorted(rows, key=lambda row: row.made_at)
    moved = sum(one is not two for one, two in zip(rows, by_clock, strict=True))
    assert moved, "the clock's own order is that of writing: this clock was never wrong"
    tried(
        "F6", "deeds over midnight, leap day and new year in Shanghai, clock back a day and ahead 400", len(STEPS),
        "0 reordered", f"by the clock {moved} of them would stand elsewhere",
    )  # fmt: skip


def test_the_last_word_on_a_record_is_the_one_written_last_though_its_clock_was_behind(five: Five) -> None:
    row = report(five.fengjing.clerk, at=NOW, audience="public")
    for days, rule in ((400, "先写的"), (-30, "后写的")):
        actions.document_obstacle(
            by=five.fengjing.clerk, at=NOW + timedelta(days=days), obstacle=row, revision=row.revision, level="province",
            rule_zh=rule,
        )  # fmt: skip
    row.refresh_from_db()
    assert row.rule_zh == "后写的"
    assert faults() == []


def ask(five: Five, at: datetime) -> str:
    token = f"link made at {at.isoformat()}"
    members.invite_town(
        by=five.chair.secretary, at=at, circle=five.circle, member=five.stranger.row, token=token, joins_on=date(2025, 1, 1),
        kind=MembershipKind.MEMBER,
    )  # fmt: skip
    return token


def accept(at: datetime, token: str) -> Any:
    return members.accept_invitation(
        by=HOUSE, at=at, token=token, username="newcomer", name_zh="新人", name_en="", password="a long word for tests"
    )


@pytest.mark.parametrize(("ahead", "opens"), [(0, True), (300, True), (301, False), (400 * 86_400, False)])
def test_a_link_made_so_many_seconds_ahead(five: Five, ahead: int, opens: bool) -> None:
    token = ask(five, NOW + timedelta(seconds=ahead))
    if opens:
        assert accept(NOW, token).member_id == five.stranger.row.pk
    else:
        with pytest.raises(Refused) as refusal:
            accept(NOW, token)
        assert refusal.value.code == "link_spent"


class Ahead(PasswordResetTokenGenerator):
    """Django's own tokens, made by a clock that is a year ahead."""

    def _now(self) -> datetime:
        return datetime.now() + timedelta(days=365)


@pytest.mark.django_db
def test_what_django_takes_from_a_clock_ahead_no_door_of_the_house_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    person = make_user("forgetful")
    from_ahead = Ahead().make_token(person)
    with monkeypatch.context() as clock:
        clock.setattr("django.core.signing.time.time", lambda: NOW.timestamp() + 365 * 86_400)
        signed = TimestampSigner().sign("anything")
    monkeypatch.setattr("django.core.signing.time.time", NOW.timestamp)
    control = [
        PasswordResetTokenGenerator().check_token(person, from_ahead),
        TimestampSigner().unsign(signed, max_age=1) == "anything",
    ]
    assert control == [True, True], "Django refuses tokens from ahead by itself now: this test shows nothing any more"
    lasting = Lasting(idle=timedelta(minutes=30), whole=timedelta(hours=12))
    late = NOW + timedelta(seconds=AHEAD + 1)
    taken = [ResetTokens().check_token(person, from_ahead), bool(session_end(late, late, NOW, lasting))]
    assert taken == [False, False]
    tried(
        "F6", "password links, sessions and invitations made more than 300 s ahead", 3, "0 taken",
        f"Django's own tokens: {sum(control)} of {len(control)} taken",
    )  # fmt: skip
