"""A town's own software is told of what the town may read, once at least, and without a word about a person."""

from __future__ import annotations

import hashlib
import hmac
import json
from datetime import timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest
from click.testing import CliRunner
from django.test import Client

from pilin.foundation.access.enums import Audience
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Invalid, Refused
from pilin.foundation.journal.models import JournalLine
from pilin.foundation.notices import actions, posting, rules, tasks, wire
from pilin.foundation.notices.cli import webhooks
from pilin.foundation.notices.models import Delivery, Hook, Notice
from tests.factories.base import NOW, Five, writing
from tests.factories.obstacles import report
from tests.kit import BACKEND
from tests.security.test_webhooks import listening

HOUSE = Standing.machine("test")
ADDRESS = "https://hooks.example/pilin"
LATER = NOW + timedelta(days=3650)  # lines are numbered by the clock of the machine, not by NOW

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def allowed(settings):
    settings.SITE = {**settings.SITE, "webhook_hosts": ["hooks.example", "other.example"]}


def add(five: Five, address: str = ADDRESS, **more) -> Hook:
    return actions.add_hook(**{"by": five.fengjing.signatory, "at": NOW, "address": address, **more})


def body(message) -> dict:
    return json.loads(message.body)


def note(hook: Hook, outcome: str = "", at=NOW, **more) -> None:
    given = {"told_to": None, "lines": 1, "took_ms": 5, "test": False, **more}
    actions.note_delivery(by=HOUSE, at=at, hook=hook.pk, outcome=outcome, **given)


class TestWhoMay:
    def test_only_a_towns_signatory(self, five):
        for by in (five.fengjing.clerk, five.keeper, five.fengjing.secretary, Standing.public()):
            with pytest.raises(Refused):
                add(five, by=by)
        assert Hook.objects.visible_to(HOUSE).count() == 0

    def test_no_other_town_reads_it_or_touches_it(self, five):
        hook = add(five)
        others = (five.xindai.signatory, five.fengjing.clerk, five.keeper, Standing.public())
        assert [posting.hooks_of(who) for who in others] == [[]] * 4
        with pytest.raises(Invalid):
            actions.remove_hook(by=five.xindai.signatory, at=NOW, hook=hook.pk)
        with pytest.raises(Invalid):
            actions.test_hook(by=five.xindai.signatory, at=NOW, hook=hook.pk)

    def test_hosts_that_are_not_listed_and_doubles_are_refused(self, five):
        add(five)
        for address, code in (
            (ADDRESS, "double"),
            ("https://evil.example/", "host_not_allowed"),
            ("ftp://x", "no_address"),
        ):
            with pytest.raises(Invalid) as caught:
                add(five, address)
            assert [fault.code for fault in caught.value.faults] == [code]

    def test_a_town_has_at_most_five(self, five):
        for n in range(rules.MOST_HOOKS):
            add(five, f"{ADDRESS}/{n}")
        with pytest.raises(Invalid) as caught:
            add(five)
        assert [fault.code for fault in caught.value.faults] == ["too_many_hooks"]

    def test_the_journal_names_the_host_and_keeps_no_address(self, five):
        add(five, f"{ADDRESS}?key=a-key-of-theirs")
        line = JournalLine.objects.visible_to(HOUSE).get(code="notices.add_hook")
        assert line.facts == {"host": "hooks.example"}
        assert "a-key-of-theirs" not in str([subject.changes for subject in line.subjects.visible_to(HOUSE)])


class TestWhatIsTold:
    def test_public_and_circle_deeds_of_every_town_and_nothing_else(self, five):
        add(five)
        mine = report(five.fengjing.clerk, title_zh="甲", audience=Audience.CIRCLE)
        open_ = report(five.xindai.clerk, title_zh="乙", audience=Audience.PUBLIC)
        with writing(by=five.xindai.clerk):
            JournalLine(
                code="test.own", at=NOW, actor_kind="officer", owner=five.xindai.code, audience=Audience.OWN
            ).save()
        (message,) = posting.due(LATER)
        told = body(message)
        assert [(e["code"], e["audience"], e["circle"], e["subjects"][0]) for e in told["events"]] == [
            ("obstacles.report_obstacle", "circle", "five-towns", str(mine.pk)),
            ("obstacles.report_obstacle", "public", "five-towns", str(open_.pk)),
        ]
        assert {key for event in told["events"] for key in event} == {
            "line",
            "code",
            "at",
            "circle",
            "audience",
            "subjects",
        }
        assert (told["v"], told["town"], told["test"]) == (1, five.fengjing.code, False)

    def test_a_stranger_is_told_of_public_deeds_only(self, five):
        add(five, by=five.stranger.signatory)
        report(five.fengjing.clerk, title_zh="甲", audience=Audience.CIRCLE)
        assert posting.due(LATER) == []

    def test_no_name_and_no_text_is_sent(self, five):
        add(five)
        report(five.fengjing.clerk, title_zh="两岸公交卡不通用", audience=Audience.PUBLIC)
        (message,) = posting.due(LATER)
        sent = message.body.decode()
        person = five.fengjing.clerk_user
        assert [word for word in ("公交", person.name_zh, str(person.pk), person.username) if word in sent] == []

    def test_what_was_before_is_not_told_and_what_is_just_now_waits(self, five):
        report(five.fengjing.clerk, title_zh="甲", audience=Audience.PUBLIC)
        add(five)
        report(five.fengjing.clerk, title_zh="乙", audience=Audience.PUBLIC)
        assert [len(body(message)["events"]) for message in posting.due(LATER)] == [1]
        from django.utils import timezone

        assert posting.due(timezone.now()) == []

    def test_what_arrived_is_not_told_again(self, five):
        hook = add(five)
        report(five.fengjing.clerk, title_zh="甲", audience=Audience.PUBLIC)
        (message,) = posting.due(LATER)
        note(hook, told_to=message.told_to)
        assert posting.due(LATER) == []

    def test_the_signature_is_reckoned_from_stamp_and_body(self, five):
        hook = actions.test_hook(by=five.fengjing.signatory, at=NOW, hook=add(five).pk)
        (message,) = posting.due(NOW)
        stamp, _, signed = message.headers["Pilin-Signature"].partition(",")
        secret = posting.secret_of(hook)
        wanted = hmac.new(secret.encode(), stamp[2:].encode() + b"." + message.body, hashlib.sha256).hexdigest()
        assert signed == f"v1={wanted}"
        assert stamp == f"t={int(NOW.timestamp())}"

    def test_each_hook_has_a_secret_of_its_own(self, five):
        one, other = add(five), add(five, f"{ADDRESS}/2")
        assert posting.secret_of(one) != posting.secret_of(other)
        assert len(posting.secret_of(one)) == 64


class TestFailure:
    def test_it_rests_longer_each_time_and_ends_after_a_day_with_a_notice(self, five):
        hook, at, rests = add(five), NOW, []
        for _ in range(rules.MOST_FAILURES):
            note(hook, "not_reached", at)
            hook.refresh_from_db()
            rests.append(hook.next_at - at)
            at = hook.next_at
        assert [rest.total_seconds() / 60 for rest in rests] == [1, 2, 4, 8, 16, 32, 64, 128, 256, 360, 360, 360]
        assert at - NOW > timedelta(days=1)
        assert hook.ended_at is not None
        told = Notice.objects.visible_to(HOUSE).get(kind="hook_ended")
        assert (told.person_id, told.facts["title"]) == (five.fengjing.signatory_user.pk, "hooks.example")
        report(five.fengjing.clerk, title_zh="甲", audience=Audience.PUBLIC)
        assert posting.due(LATER) == []

    def test_a_test_begins_it_anew_and_it_is_told_what_it_missed(self, five):
        hook = add(five)
        report(five.fengjing.clerk, title_zh="甲", audience=Audience.PUBLIC)
        for _ in range(rules.MOST_FAILURES):
            note(hook, "not_reached")
        actions.test_hook(by=five.fengjing.signatory, at=NOW, hook=hook.pk)
        (test,) = posting.due(LATER)
        note(hook, test=True)
        (missed,) = posting.due(LATER)
        assert (test.test, test.lines, missed.test, missed.lines) == (True, 0, False, 1)

    def test_success_forgets_failures_and_twenty_messages_are_kept(self, five):
        hook = add(five)
        for n in range(25):
            note(hook, "not_reached" if n < 5 else "", NOW + timedelta(hours=n))
        hook.refresh_from_db()
        assert (hook.failures, hook.next_at) == (0, None)
        assert Delivery.objects.visible_to(HOUSE).count() == 20

    def test_nothing_is_noted_by_people(self, five):
        with pytest.raises(Refused):
            actions.note_delivery(
                by=five.fengjing.signatory,
                at=NOW,
                hook=add(five).pk,
                told_to=None,
                lines=0,
                outcome="",
                took_ms=1,
                test=True,
            )


class TestOnItsWay:
    def test_a_message_leaves_arrives_and_is_noted(self, five, settings):
        with listening() as listener:
            settings.SITE = {**settings.SITE, "webhook_hosts": [f"http://127.0.0.1:{listener.port}@127.0.0.0/8"]}
            hook = add(five, f"http://127.0.0.1:{listener.port}/in")
            actions.test_hook(by=five.fengjing.signatory, at=NOW, hook=hook.pk)
            assert tasks.tell_hooks.call() == 1
            head, _, sent = listener.heard[0].partition(b"\r\n\r\n")
        assert head.startswith(b"POST /in HTTP/1.1\r\nHost: 127.0.0.1:")
        assert b"Pilin-Signature: t=" in head
        assert not sent or json.loads(sent)["test"] is True
        (done,) = Delivery.objects.visible_to(HOUSE)
        assert (done.outcome, done.test) == ("", True)

    def test_what_is_no_longer_on_the_list_is_told_nothing(self, five, settings):
        hook = add(five)
        actions.test_hook(by=five.fengjing.signatory, at=NOW, hook=hook.pk)
        settings.SITE = {**settings.SITE, "webhook_hosts": []}
        assert tasks.tell_hooks.call() == 0
        assert [one.outcome for one in Delivery.objects.visible_to(HOUSE)] == ["host_not_allowed"]

    def test_the_clock_enqueues_only_what_is_due(self, five):
        hook = add(five)
        assert tasks.hooks_due(NOW) == 0
        actions.test_hook(by=five.fengjing.signatory, at=NOW, hook=hook.pk)
        assert tasks.hooks_due(NOW) == 1


class TestDoors:
    def test_the_page(self, five, on_the_day):
        client = Client()
        client.force_login(five.fengjing.signatory_user, backend=BACKEND)
        assert client.post("/me/webhooks/", {"address": "https://evil.example/"}).status_code == 422
        assert client.post("/me/webhooks/", {"address": ADDRESS}).status_code == 302
        hook = Hook.objects.visible_to(HOUSE).get()
        note(hook, "too_slow")
        assert client.post("/me/webhooks/test/", {"hook": hook.pk}).status_code == 302
        page = client.get("/me/webhooks/").content.decode()
        assert (ADDRESS in page, posting.secret_of(hook) in page, "十秒内没有应答" in page) == (True, True, True)
        assert client.post("/me/webhooks/remove/", {"hook": uuid4()}).status_code == 422
        assert client.post("/me/webhooks/remove/", {"hook": hook.pk}).status_code == 302
        assert Hook.objects.visible_to(HOUSE).count() == 0

    def test_a_clerk_reads_why_not(self, five):
        client = Client()
        client.force_login(five.fengjing.clerk_user, backend=BACKEND)
        page = client.get("/me/webhooks/").content.decode()
        assert ("只有镇的签署人" in page, "登记这个地址" in page) == (True, False)
        assert client.post("/me/webhooks/", {"address": ADDRESS}).status_code in (403, 422)
        assert Hook.objects.visible_to(HOUSE).count() == 0

    def test_the_api(self, five):
        client = Client()
        client.force_login(five.fengjing.signatory_user, backend=BACKEND)
        made = client.post("/api/v1/me/webhooks", {"address": ADDRESS}, content_type="application/json")
        assert made.status_code == 201
        uid = made.json()["uid"]
        assert client.post("/api/v1/me/webhooks", {"address": "x"}, content_type="application/json").status_code == 422
        assert client.post(f"/api/v1/me/webhooks/{uid}/test").json()["test_at"] is not None
        assert [one["uid"] for one in client.get("/api/v1/me/webhooks").json()] == [uid]
        assert client.delete(f"/api/v1/me/webhooks/{uid}").status_code == 204
        assert client.get("/api/v1/me/webhooks").json() == []
        assert Client().get("/api/v1/me/webhooks").status_code == 401

    def test_the_command(self, five):
        caller = SimpleNamespace(standing=five.fengjing.signatory, at=NOW)

        def run(*words):
            return CliRunner().invoke(webhooks, [*words, "--json"], obj=caller)

        made = json.loads(run("add", ADDRESS).output)
        assert made["secret"] == posting.secret_of(Hook.objects.visible_to(HOUSE).get())
        assert json.loads(run("test", made["uid"]).output)[0]["uid"] == made["uid"]
        assert run("add", "https://evil.example/").exit_code == 1
        assert json.loads(run("remove", made["uid"]).output) == {"uid": made["uid"], "removed": True}
        assert json.loads(run("list").output) == []


def test_a_host_s_answer_says_so_in_words():
    assert posting.said("status_500") == "HTTP 500"
    assert wire.LARGEST_ANSWER == 4096
