"""What waits for a person, what they are told, and when a message leaves."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from django.core import mail
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Refused
from pilin.foundation.identity.models import User
from pilin.foundation.journal.actions import deed
from pilin.foundation.journal.models import JournalLine, JournalSubject
from pilin.foundation.notices import actions, queries, rules
from pilin.foundation.notices.enums import SAYINGS, WORK, WorkItem
from pilin.foundation.notices.models import Notice
from pilin.foundation.notices.tasks import run_due, send_digests
from tests.factories.base import NOW, SHANGHAI, TODAY
from tests.kit import BACKEND, Example, RoomContract

HOUSE = Standing.machine("test")
FACTS = {"title": "Adjacent bus", "title_zh": "毗邻公交"}


def tell(five, *users, **more):
    given = {
        "by": five.fengjing.clerk,
        "at": NOW,
        "people": [u.pk for u in users],
        "kind": "mentioned",
        "facts": FACTS,
        "url": "/c/five-towns/",
    }
    return actions.notify(**{**given, **more})


class TestNotices(RoomContract):
    room = "notices"
    rowless = True  # its rows are a person's, not a town's

    def list_urls(self):
        return ["/me/work/"]

    def make_item(self, number):
        tell(self.five, self.five.fengjing.clerk_user, by=self.five.huimin.clerk)

    def test_a_stranger_finds_nothing_and_learns_nothing(self):
        """A notice is read by its person alone: no colleague, no keeper, no other town."""
        tell(self.five, self.five.huimin.clerk_user)
        assert Notice.objects.visible_to(self.five.huimin.clerk).count() == 1
        others = (Standing.public(), self.five.huimin.signatory, self.five.keeper, self.five.stranger.clerk)
        assert [Notice.objects.visible_to(who).count() for who in others] == [0, 0, 0, 0]

    def deeds(self):
        people = [self.five.huimin.clerk_user.pk]
        gone = {"person": self.five.huimin.clerk_user.pk}
        return [
            Example(actions.notify, ok={"people": people, "kind": "due", "facts": FACTS, "url": "/"}, bulk=True),
            Example(actions.forget_person, ok={**gone, "by": HOUSE}, refused=gone, bulk=True),
        ]


pytestmark = pytest.mark.django_db


@deed("test.mention", says="{who} named somebody in {title}")
def mention(*, by, at, people):
    actions.notify(by=by, at=at, people=people, kind="mentioned", facts={"title": "x"}, url="/x/")


class TestTelling:
    def test_it_becomes_part_of_another_deed(self, five):
        mention(by=five.fengjing.clerk, at=NOW, people=[five.huimin.clerk_user.pk])
        assert [(line.code, line.counts) for line in JournalLine.objects.visible_to(HOUSE)] == [
            ("test.mention", {"notices": 1})
        ]
        assert Notice.objects.visible_to(HOUSE).count() == 1

    def test_who_did_it_and_who_left_are_not_told(self, five):
        User.objects.filter(pk=five.xindai.clerk_user.pk).update(is_active=False)
        assert (
            tell(five, five.fengjing.clerk_user, five.xindai.clerk_user, five.huimin.clerk_user, five.huimin.clerk_user)
            == 1
        )

    def test_the_journal_does_not_say_whom(self, five):
        tell(five, five.huimin.clerk_user)
        assert str(five.huimin.clerk_user.pk) not in str(list(JournalSubject.objects.visible_to(HOUSE).values()))

    def test_a_sentence_in_the_readers_language(self, five):
        tell(five, five.huimin.clerk_user)
        row = Notice.objects.visible_to(HOUSE).get()
        with translation.override("en"):
            assert queries.sentence(row) == "You are named in Adjacent bus"
        with translation.override("zh-hans"):
            assert queries.sentence(row) == "毗邻公交里提到了你"

    def test_an_unknown_kind_or_a_missing_fact_is_still_said(self, five):
        tell(five, five.huimin.clerk_user, kind="of_old")
        tell(five, five.huimin.clerk_user, facts={})
        with translation.override("en"):
            assert sorted(n.says for n in queries.notices_of(five.huimin.clerk)) == [
                "Adjacent bus",
                "You are named in ",
            ]

    def test_every_kind_has_its_words(self):
        for kind in ("due", "to_sign", "to_witness", "raised", "mentioned"):
            assert "{title}" in str(SAYINGS[kind])

    def test_reading(self, five, client, on_the_day):
        tell(five, five.huimin.clerk_user, five.xindai.clerk_user)
        client.force_login(five.huimin.clerk_user, backend=BACKEND)
        mine = Notice.objects.visible_to(five.huimin.clerk).get()
        theirs = Notice.objects.visible_to(five.xindai.clerk).get()
        assert client.get(f"/me/notices/{mine.pk}/")["Location"] == "/c/five-towns/"
        assert client.get(f"/me/notices/{theirs.pk}/").status_code == 404
        assert Notice.objects.visible_to(HOUSE).filter(read_at__isnull=False).count() == 1
        tell(five, five.huimin.clerk_user)
        assert client.post("/me/notices/read/").status_code == 302
        assert [n.is_new for n in queries.notices_of(five.huimin.clerk)] == [False, False]
        assert Notice.objects.visible_to(five.xindai.clerk).get().read_at is None

    @pytest.mark.parametrize(
        "url", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "/\\evil.example"]
    )
    def test_a_notice_leads_nowhere_else(self, five, client, on_the_day, url):
        tell(five, five.huimin.clerk_user, url=url)
        client.force_login(five.huimin.clerk_user, backend=BACKEND)
        row = Notice.objects.visible_to(five.huimin.clerk).get()
        assert client.get(f"/me/notices/{row.pk}/")["Location"] == "/me/work/"


@pytest.fixture
def work():
    kept = dict(WORK)
    WORK.clear()
    yield WORK
    WORK.clear()
    WORK.update(kept)


class TestWork:
    def test_most_overdue_first_and_without_date_last(self, five, work):
        items = [
            WorkItem("due", "no date"),
            WorkItem("due", "tomorrow", due_on=TODAY + timedelta(days=1)),
            WorkItem("due", "late", due_on=TODAY - timedelta(days=3)),
            WorkItem("to_sign", "today, sign", due_on=TODAY),
            WorkItem("due", "today", due_on=TODAY),
            WorkItem("to_witness", "later still", due_on=TODAY - timedelta(days=5)),
        ]
        work["a"] = lambda standing, on: items[:3]
        work["b"] = lambda standing, on: items[3:]
        found = queries.work_of(five.huimin.clerk, TODAY)
        assert [(i.title, i.overdue_days) for i in found] == [
            ("later still", 5), ("late", 3), ("today, sign", 0), ("today", 0), ("tomorrow", 0), ("no date", 0),
        ]  # fmt: skip

    def test_the_public_has_no_work(self, work):
        work["a"] = lambda standing, on: [WorkItem("due", "x")]
        assert queries.work_of(Standing.public(), TODAY) == []

    def test_a_mention_is_work_until_read(self, five, work):
        tell(five, five.huimin.clerk_user)
        assert [i.kind for i in queries.work_of(five.huimin.clerk, TODAY)] == ["mentioned"]
        actions.mark_read(by=five.huimin.clerk, at=NOW)
        assert queries.work_of(five.huimin.clerk, TODAY) == []

    def test_the_page_filters_and_the_rail_counts(self, five, work, client, on_the_day):
        work["a"] = lambda standing, on: [
            WorkItem("due", "one", url="/1/", verb="Do"),
            WorkItem("to_sign", "two", url="/2/", verb="Sign"),
        ]
        client.force_login(five.huimin.clerk_user, backend=BACKEND)
        page = client.get("/me/work/")
        assert (len(page.context["items"]), page.context["counts"]["work"]) == (2, 2)
        assert [item.title for item, _label in client.get("/me/work/?kind=to_sign").context["items"]] == ["two"]
        assert len(client.get("/me/work/?kind=nonsense").context["items"]) == 2

    def test_the_api(self, five, work, client, on_the_day):
        assert client.get("/api/v1/me/work").status_code == 401
        work["a"] = lambda standing, on: [WorkItem("due", "one", url="/1/", due_on=date(2024, 10, 1))]
        client.force_login(five.huimin.clerk_user, backend=BACKEND)
        assert client.get("/api/v1/me/work").json() == [
            {
                "kind": "due",
                "title": "one",
                "detail": None,
                "url": "/1/",
                "due_on": "2024-10-01",
                "overdue_days": 17,
                "verb": None,
            }
        ]


class TestMessages:
    @pytest.fixture
    def reader(self, five):
        person = five.huimin.clerk_user
        person.email = "clerk@example.org"
        person.save()
        return person

    def due(self, hour, minute=0, days=0):
        at = datetime(2024, 10, 18, hour, minute, tzinfo=SHANGHAI) + timedelta(days=days)
        return [(post.person, len(post.rows)) for post in queries.posts_due(at)]

    def settle(self, person, **more):
        User.objects.filter(pk=person.pk).update(**more)

    def test_a_digest_goes_once_a_day_from_eight(self, five, reader):
        tell(five, reader, at=datetime(2024, 10, 17, 20, 0, tzinfo=SHANGHAI))
        assert (self.due(7, 59), self.due(8)) == ([], [(reader.pk, 1)])
        rows = queries.posts_due(datetime(2024, 10, 18, 8, 0, tzinfo=SHANGHAI))[0].notices
        actions.mark_sent(by=HOUSE, at=datetime(2024, 10, 18, 8, 0, tzinfo=SHANGHAI), notices=rows)
        tell(five, reader)
        tell(five, reader)
        assert (self.due(23), self.due(8, days=1)) == ([], [(reader.pk, 2)])

    def test_without_the_digest_at_once(self, five, reader):
        self.settle(reader, digest=False)
        tell(five, reader, at=datetime(2024, 10, 18, 3, 0, tzinfo=SHANGHAI))
        assert self.due(3, 1) == [(reader.pk, 1)]

    def test_quiet_hours_past_midnight(self, five, reader):
        self.settle(reader, digest=False, quiet_from=time(22), quiet_to=time(9))
        tell(five, reader, at=datetime(2024, 10, 18, 1, 0, tzinfo=SHANGHAI))
        assert (self.due(2), self.due(8, 59), self.due(9)) == ([], [], [(reader.pk, 1)])

    def test_read_old_and_without_address_are_not_sent(self, five, reader):
        tell(five, reader, five.xindai.clerk_user, at=NOW)
        assert [person for person, _n in self.due(12)] == [reader.pk]
        assert self.due(12, days=8) == []
        actions.mark_read(by=five.huimin.clerk, at=NOW)
        assert self.due(12) == []

    def test_the_message_itself(self, five, reader, on_the_day):
        self.settle(reader, language="en")
        tell(five, reader, due_on=date(2024, 10, 30))
        assert send_digests.func() == 1
        (message,) = mail.outbox
        assert (message.to, message.subject) == (["clerk@example.org"], "Pilin: one new thing")
        assert "You are named in Adjacent bus (by 2024-10-30)" in message.body
        assert "http://127.0.0.1:8000/c/five-towns/" in message.body
        assert (send_digests.func(), len(mail.outbox)) == (0, 1)

    def test_a_message_is_in_the_persons_language(self, five, reader, on_the_day):
        tell(five, reader)
        send_digests.func()
        assert "毗邻公交里提到了你" in mail.outbox[0].body

    def test_a_post_out_of_order_is_tried_again(self, five, reader, on_the_day, settings):
        tell(five, reader)
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
        assert send_digests.func() == 0
        assert len(queries.posts_due(NOW)) == 1

    def test_the_scheduler_enqueues_only_when_something_is_due(self, five, reader, settings):
        settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
        assert run_due(NOW) == 0
        tell(five, reader)
        assert run_due(NOW) == 1

    def test_only_the_instance_sends(self, five):
        with pytest.raises(Refused):
            actions.mark_sent(by=five.keeper, at=NOW, notices=[])


times = st.times()


@given(times, times, times)
def test_quiet_is_the_complement_of_the_hours_between(now, starts, ends):
    if starts == ends:
        assert not rules.is_quiet(now, starts, ends)
    else:
        assert rules.is_quiet(now, starts, ends) != rules.is_quiet(now, ends, starts)


@given(
    st.lists(
        st.builds(
            WorkItem,
            st.sampled_from(["due", "to_sign"]),
            st.text(max_size=3),
            due_on=st.none() | st.dates(date(2024, 1, 1), date(2024, 12, 31)),
        )
    )
)
def test_order_does_not_depend_on_the_order_before(items):
    found = rules.by_urgency(items, TODAY)
    assert found == rules.by_urgency(reversed(items), TODAY)
    assert len(found) == len(items)
    late = [i.overdue_days for i in found]
    assert late == sorted(late, reverse=True)
