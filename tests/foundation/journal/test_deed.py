"""The deed: atomic, told in one line, and the only place where rows are written."""

from __future__ import annotations

import contextlib
from datetime import datetime

import pytest
from django.utils import translation

from pilin.foundation.access.enums import Audience
from pilin.foundation.access.gate import WriteOutsideDeed, is_deed_under_way
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Refused
from pilin.foundation.files.models import Attachment
from pilin.foundation.identity.models import Draft
from pilin.foundation.journal.actions import SilentDeed, count, deed, tell
from pilin.foundation.journal.enums import SAYINGS
from pilin.foundation.journal.models import JournalLine, JournalSubject
from pilin.foundation.journal.queries import history, latest
from tests.factories.base import NOW, writing

pytestmark = pytest.mark.django_db
HOUSE = Standing.machine("test")


def make(by: Standing, name: str = "plan.pdf", audience: str = "public", **more) -> Attachment:
    row = Attachment(
        subject="x", name=name, content_type="text/plain", size=1, sha256="0", owner=by.member, audience=audience,
        **{"circle": "five-towns", **more},
    )  # fmt: skip
    row.save()
    return row


@deed("test.put", says="{who} put {file}")
def put(*, by: Standing, at: datetime, name: str, audience: str = "public", fail: bool = False) -> Attachment:
    row = make(by, name, audience)
    tell(file=name)
    if fail:
        raise Refused("no", "not today")
    return row


@deed("test.put_two", says="{who} put {file} and another")
def put_two(*, by: Standing, at: datetime, second_fails: bool = False) -> list[Attachment]:
    rows = [put(by=by, at=at, name="one")]
    with contextlib.suppress(Refused):
        rows.append(put(by=by, at=at, name="two", audience="own", fail=second_fails))
    return rows


@deed("test.nothing", says="{who} did nothing")
def nothing(*, by: Standing, at: datetime) -> None: ...


@deed("test.many", says="{who} brought {rows} rows")
def many(*, by: Standing, at: datetime, rows: int) -> None:
    count(rows=rows)


@deed("test.private", says="{who} noted", private=True)
def noted(*, by: Standing, at: datetime) -> Draft:
    row = Draft(person_id=by.person, form="f", fields={"secret": "words"}, saved_at=at)
    row.save()
    return row


@deed("test.public_with_draft", says="{who} did")
def public_with_draft(*, by: Standing, at: datetime) -> Attachment:
    row = make(by)
    noted(by=by, at=at)
    return row


def lines() -> list[JournalLine]:
    return list(JournalLine.objects.visible_to(HOUSE))


def test_a_deed_writes_one_line_with_its_row(five):
    row = put(by=five.huimin.clerk, at=NOW, name="a")
    (line,) = lines()
    assert (line.code, line.at, line.actor, line.owner, line.audience, line.circle, line.facts) == (
        "test.put", NOW, five.huimin.clerk.person, five.huimin.code, "public", "five-towns", {"file": "a"},
    )  # fmt: skip
    (subject,) = line.subjects.visible_to(HOUSE)
    assert (subject.subject, subject.what, subject.changes["name"]) == (str(row.pk), "made", [None, "a"])


def test_a_persons_name_is_not_kept(five):
    put(by=five.huimin.clerk, at=NOW, name="a")
    assert lines()[0].actor_name == ""


def test_a_turned_down_deed_leaves_nothing(five):
    with pytest.raises(Refused):
        put(by=five.huimin.clerk, at=NOW, name="a", fail=True)
    assert (lines(), Attachment.objects.visible_to(HOUSE).count(), is_deed_under_way()) == ([], 0, False)


def test_a_deed_within_a_deed_is_one_line_told_by_the_outer(five):
    put_two(by=five.huimin.clerk, at=NOW)
    (line,) = lines()
    assert (line.code, line.facts, line.subjects.visible_to(HOUSE).count()) == ("test.put_two", {"file": "one"}, 2)


def test_what_an_inner_deed_undid_is_not_told(five):
    put_two(by=five.huimin.clerk, at=NOW, second_fails=True)
    (line,) = lines()
    assert [s.name for s in line.subjects.visible_to(HOUSE)] == ["one"]


def test_a_subject_keeps_its_own_audience(five):
    """The line is public; the row of the second, inner deed is the town's own, and so is what is told of it."""
    put_two(by=five.huimin.clerk, at=NOW)
    line = lines()[0]
    assert [s.name for s in line.subjects.visible_to(Standing.public())] == ["one"]
    assert [s.name for s in line.subjects.visible_to(five.huimin.clerk)] == ["one", "two"]


def test_a_silent_deed_is_a_mistake(five):
    with pytest.raises(SilentDeed):
        nothing(by=five.huimin.clerk, at=NOW)


def test_a_bulk_deed_tells_its_counts(five):
    many(by=five.huimin.clerk, at=NOW, rows=3)
    assert (lines()[0].counts, lines()[0].audience) == ({"rows": 3}, "own")


def test_a_private_deed_leaves_no_line(five):
    noted(by=five.huimin.clerk, at=NOW)
    assert lines() == []


def test_a_private_row_within_a_public_deed_stays_private(five):
    public_with_draft(by=five.huimin.clerk, at=NOW)
    line = lines()[0]
    assert line.subjects.visible_to(Standing.public()).filter(model="identity.draft").count() == 0
    assert "words" not in str(list(JournalSubject.objects.visible_to(HOUSE).values()))


def test_personal_values_are_hidden(five):
    from pilin.foundation.identity.models import Office

    with pytest.raises(WriteOutsideDeed):
        Office(person=five.huimin.clerk_user, owner=five.huimin.code, role="clerk").save()
    from pilin.foundation.identity import actions

    actions.appoint(
        by=five.huimin.signatory, at=NOW, person=five.huimin.clerk_user.pk, member=five.huimin.code, role="secretary",
        valid_from=NOW.date(),
    )  # fmt: skip
    (subject,) = JournalSubject.objects.visible_to(HOUSE)
    assert subject.changes["person"] == [None, "•"]
    assert five.huimin.clerk_user.name_zh not in str(subject.name)


def test_the_journal_is_append_only(five):
    put(by=five.huimin.clerk, at=NOW, name="a")
    line = lines()[0]
    for change in (
        lambda: line.save(),
        lambda: line.delete(),
        lambda: JournalLine.objects.visible_to(HOUSE).update(code="x"),
        lambda: JournalLine.objects.visible_to(HOUSE).delete(),
        lambda: JournalSubject.objects.visible_to(HOUSE).update(name="x"),
        lambda: JournalSubject.objects.visible_to(HOUSE).delete(),
        lambda: JournalLine.objects.visible_to(HOUSE).bulk_update([line], ["code"]),
    ):
        with writing(), pytest.raises(TypeError):
            change()
    assert [(x.pk, x.code) for x in lines()] == [(line.pk, "test.put")]


@pytest.mark.parametrize(
    ("make_it", "why"),
    [
        (lambda: deed("test.positional", says="")(lambda by, at: None), "keywords only"),
        (lambda: deed("test.noat", says="")(lambda *, by: None), "keywords only"),
        (lambda: deed("test.put", says="")(lambda *, by, at: None), "already a deed"),
    ],
)
def test_a_deed_of_the_wrong_shape_is_refused(make_it, why):
    with pytest.raises(TypeError, match=why):
        make_it()


def test_a_moment_needs_its_zone(five):
    with pytest.raises(ValueError, match="time zone"):
        put(by=five.huimin.clerk, at=NOW.replace(tzinfo=None), name="a")


def test_history_names_the_town_to_the_public_and_the_person_to_those_signed_in(five):
    row = put(by=five.huimin.clerk, at=NOW, name="a")
    with translation.override("zh-hans"):
        public, neighbour = history(Standing.public(), [row]), history(five.fengjing.clerk, [row])
    assert [told.who for told in public] == ["惠民街道"]
    assert [told.says for told in public] == ["惠民街道 put a"]
    assert [told.who for told in neighbour] == [str(five.huimin.clerk_user)]
    person = five.huimin.clerk_user
    assert person.name_zh not in str(public)
    assert person.username not in str(public)


def test_history_follows_the_readers_language(five):
    row = put(by=five.huimin.clerk, at=NOW, name="a")
    with translation.override("en"):
        assert history(Standing.public(), [row])[0].who == "Huimin Street"


def test_a_machine_is_the_instance_to_the_public(five):
    with writing():
        pass
    row = put(by=Standing.machine("setup"), at=NOW, name="a")
    with translation.override("en"):
        assert (history(Standing.public(), [row])[0].who, history(HOUSE, [row])[0].who) == ("The instance", "setup")


def test_history_of_an_erased_person_names_nobody(five):
    row = put(by=five.huimin.clerk, at=NOW, name="a")
    person = five.huimin.clerk_user
    old = person.name_zh
    person.name_zh = person.name_en = ""
    person.username = "gone-1"
    person.save()
    assert old not in str(history(five.fengjing.clerk, [row]))


def test_a_stranger_reads_no_history_of_what_he_may_not_see(five):
    row = put(by=five.huimin.clerk, at=NOW, name="secret plan", audience="own")
    assert history(five.huimin.signatory, [row])
    for who in (Standing.public(), five.fengjing.clerk, five.stranger.clerk, five.observer.clerk):
        assert (history(who, [row]), latest(who, circle="five-towns")) == ([], [])


def test_an_old_line_that_says_less_than_its_sentence_is_still_told(five):
    row = put(by=five.huimin.clerk, at=NOW, name="a")
    SAYINGS["test.put"] = "{who} put {file} into {folder}"
    try:
        with translation.override("en"):
            assert history(Standing.public(), [row])[0].says == "Huimin Street: test.put"
    finally:
        SAYINGS["test.put"] = "{who} put {file}"


def test_history_asks_as_often_for_three_lines_as_for_one(five, django_assert_num_queries):
    rows = [put(by=town.clerk, at=NOW, name=town.code) for town in five.towns[:3]]
    for standing in (Standing.public(), five.fengjing.clerk):
        with django_assert_num_queries(3):
            history(standing, rows[:1])
        with django_assert_num_queries(3):
            history(standing, rows)


def test_lines_are_shared_as_their_principal_row(five):
    for audience in Audience.values:
        put(by=five.huimin.clerk, at=NOW, name=audience, audience=audience)
    told = {line.says.split()[-1] for line in latest(five.fengjing.clerk, circle="five-towns")}
    assert told == {"circle", "public"}
