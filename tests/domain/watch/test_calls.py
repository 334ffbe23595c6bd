"""Calls: the first at once, the next without an answer, each town by itself; no answer is lost and nobody is called twice."""

from __future__ import annotations

import json
import threading
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend as EmailBackend
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from pilin.domain.watch import actions, gateways, queries, steps, tasks
from pilin.domain.watch.models import Call, Event, EventPart
from pilin.engine.base import Conflict, Invalid, Refused
from pilin.foundation.access.standing import Standing
from pilin.foundation.identity.models import User
from pilin.foundation.notices import tasks as notice_tasks
from pilin.foundation.notices import wire
from pilin.foundation.notices.actions import add_hook, note_delivery, remove_hook
from pilin.foundation.notices.models import Hook
from tests.factories import watch as make
from tests.factories.base import NOW, Five

HOUSE = Standing.machine("test")
SECONDS = timedelta(seconds=1)


def calls(town: Any) -> list[tuple[str, str, str]]:
    rows = Call.objects.visible_to(HOUSE).filter(owner=town.code).order_by("step")
    return [(str(row.person), row.channel, row.outcome) for row in rows]


def with_mail(user: Any) -> Any:
    User.objects.filter(pk=user.pk).update(email=f"{user.username}@example.net")
    return user


class TestChain:
    def test_the_first_of_each_called_town_is_called_at_once(self, five: Five) -> None:
        make.put_on_duty(five, five.fengjing, five.fengjing.clerk_user)
        make.put_on_duty(five, five.huimin, five.huimin.clerk_user)
        make.event(five.fengjing.clerk, called=(five.huimin.code,))
        for town in (five.fengjing, five.huimin):
            assert calls(town) == [(str(town.clerk_user.pk), "page", "sent")]

    def test_no_answer_in_a_minute_and_the_next_way_is_tried_then_the_next_person(self, five: Five) -> None:
        first, second = with_mail(five.huimin.clerk_user), five.huimin.signatory_user
        make.put_on_duty(five, five.huimin, first, second)
        make.event(five.huimin.clerk)
        assert steps.step(NOW + 59 * SECONDS) == 0
        assert steps.step(NOW + 60 * SECONDS) == 1
        assert steps.step(NOW + 120 * SECONDS) == 1
        assert calls(five.huimin) == [
            (str(first.pk), "page", "sent"), (str(first.pk), "mail", "waiting"), (str(second.pk), "page", "sent"),
        ]  # fmt: skip

    def test_a_way_that_leads_nowhere_is_passed_by_at_once_and_said(self, five: Five) -> None:
        make.put_on_duty(five, five.huimin, five.huimin.clerk_user, channels=("sms", "mail", "page"))
        make.event(five.huimin.clerk)
        rows = Call.objects.visible_to(HOUSE).filter(owner=five.huimin.code).order_by("step")
        assert [(r.channel, r.outcome, r.reason) for r in rows] == [
            ("sms", "skipped", "no_gateway"), ("mail", "skipped", "no_address"), ("page", "sent", ""),
        ]  # fmt: skip

    def test_the_list_is_gone_through_twice_and_then_the_page_says_that_nobody_answered(self, five: Five) -> None:
        make.put_on_duty(five, five.huimin, five.huimin.clerk_user, channels=("page",))
        event = make.event(five.huimin.clerk)
        for k in range(1, 6):
            steps.step(NOW + 60 * k * SECONDS)
        assert len(calls(five.huimin)) == 2
        (card,) = queries.event_cards(HOUSE, [event], {})
        assert card.towns[0].unanswered

    def test_a_town_waits_as_long_as_it_set(self, five: Five) -> None:
        actions.set_term(by=five.huimin.clerk, at=NOW, circle=five.circle, town=five.huimin.code, answer_seconds=180)
        make.put_on_duty(five, five.huimin, five.huimin.clerk_user, channels=("page",))
        make.event(five.huimin.clerk)
        assert [steps.step(NOW + s * SECONDS) for s in (179, 180)] == [0, 1]

    def test_where_nobody_is_on_duty_the_clerks_find_it_among_their_work(self, five: Five) -> None:
        event = make.event(five.fengjing.clerk, called=(five.huimin.code,))
        (card,) = queries.event_cards(HOUSE, [event], {})
        assert [one.nobody for one in card.towns] == [True, True]

    def test_when_the_shift_changes_the_new_one_is_called(self, five: Five) -> None:
        make.put_on_duty(five, five.huimin, five.huimin.clerk_user, channels=("page",), hours=1.01)
        shift = actions.ShiftSaid(
            NOW + 36 * SECONDS, NOW + timedelta(hours=5), [five.huimin.signatory_user.pk], ["page"]
        )
        actions.enter_shifts(
            by=five.huimin.clerk,
            at=NOW - timedelta(minutes=1),
            circle=five.circle,
            town=five.huimin.code,
            since=NOW.date(),
            until=NOW.date(),
            shifts=[shift],
        )
        make.event(five.huimin.clerk)
        steps.step(NOW + 60 * SECONDS)
        assert [person for person, _way, _out in calls(five.huimin)] == [
            str(five.huimin.clerk_user.pk),
            str(five.huimin.signatory_user.pk),
        ]


class TestAnswer:
    def test_an_answer_is_the_towns_word_and_ends_its_chain(self, five: Five) -> None:
        make.put_on_duty(five, five.huimin, five.huimin.clerk_user, five.huimin.signatory_user)
        event = make.event(five.huimin.clerk)
        (call,) = Call.objects.visible_to(HOUSE).filter(owner=five.huimin.code)
        actions.answer_call(by=five.huimin.clerk, at=NOW + 20 * SECONDS, call=call)
        part = EventPart.objects.visible_to(five.fengjing.clerk).get(event=event)
        assert (part.owner, part.acknowledged_at) == (five.huimin.code, NOW + 20 * SECONDS)
        assert steps.step(NOW + 90 * SECONDS) == 0

    def test_a_late_answer_to_a_call_that_was_passed_by_counts(self, five: Five) -> None:
        make.put_on_duty(five, five.huimin, five.huimin.clerk_user, five.huimin.signatory_user, channels=("page",))
        event = make.event(five.huimin.clerk)
        first = Call.objects.visible_to(HOUSE).get(step=0)
        steps.step(NOW + 60 * SECONDS)
        actions.answer_call(by=five.huimin.clerk, at=NOW + 61 * SECONDS, call=first)
        assert [part.owner for part in queries.parts_of(HOUSE, event)] == [five.huimin.code]
        assert steps.step(NOW + 300 * SECONDS) == 0

    def test_who_answers_after_a_colleague_has_answered_too(self, five: Five, on_the_day: Any) -> None:
        first, second = five.huimin.clerk_user, with_mail(five.huimin.signatory_user)
        make.put_on_duty(five, five.huimin, first, second, channels=("page",))
        event = make.event(five.huimin.clerk)
        steps.step(NOW + 60 * SECONDS)
        actions.acknowledge_event(by=five.huimin.clerk, at=NOW + 61 * SECONDS, event=event)
        late = Call.objects.visible_to(HOUSE).get(person=second.pk)
        answer = Client().post(f"/watch/answer/{steps.token_of(late)}/")
        assert answer.status_code == 200
        answered = Call.objects.visible_to(HOUSE).order_by("step").values_list("answered_at", flat=True)
        assert [one is not None for one in answered] == [False, True]
        assert [part.acknowledged_by for part in queries.parts_of(HOUSE, event)] == [first.pk]

    def test_answered_twice_is_answered_once(self, five: Five) -> None:
        make.put_on_duty(five, five.huimin, five.huimin.clerk_user)
        make.event(five.huimin.clerk)
        (call,) = Call.objects.visible_to(HOUSE)
        actions.answer_call(by=five.huimin.clerk, at=NOW, call=call)
        with pytest.raises(Conflict):
            actions.answer_call(by=five.huimin.clerk, at=NOW + SECONDS, call=call)
        assert [c.answered_at for c in Call.objects.visible_to(HOUSE)] == [NOW]

    def test_nobody_answers_for_another_town(self, five: Five) -> None:
        make.put_on_duty(five, five.huimin, five.huimin.clerk_user)
        make.event(five.huimin.clerk)
        (call,) = Call.objects.visible_to(HOUSE)
        with pytest.raises(Refused):
            actions.answer_call(by=five.fengjing.clerk, at=NOW, call=call)

    def test_a_link_in_the_mail_answers_on_a_phone_without_signing_in(self, five: Five, on_the_day: Any) -> None:
        make.put_on_duty(five, five.huimin, with_mail(five.huimin.clerk_user), channels=("mail",))
        make.event(five.huimin.clerk)
        assert steps.deliver(NOW) == 1
        (message,) = mail.outbox
        address = next(word for word in message.body.split() if "/watch/answer/" in word)
        path = address[address.index("/watch/answer/") :]
        phone = Client()
        assert phone.get(path).status_code == 200
        assert Call.objects.visible_to(HOUSE).get().answered_at is None  # looking is no answer
        assert phone.post(path).status_code == 200
        row = Call.objects.visible_to(HOUSE).get()
        assert (row.answered_at is not None, row.answered_by_way) == (True, "link")
        assert phone.post(path).status_code == 200  # again, after a broken line
        assert phone.get(path[:-2] + "x/").status_code == 404

    def test_a_message_leaves_once_however_many_try(self, five: Five) -> None:
        make.put_on_duty(five, five.huimin, with_mail(five.huimin.clerk_user), channels=("mail",))
        make.event(five.huimin.clerk)
        (call,) = Call.objects.visible_to(HOUSE)
        assert [actions.claim_call(by=HOUSE, at=NOW, call=call.pk) for _k in range(3)] == [True, False, False]
        assert actions.claim_call(by=HOUSE, at=NOW + 31 * SECONDS, call=call.pk)  # whoever claimed it is gone

    def test_a_message_that_fails_makes_the_next_step_due_at_once(self, five: Five, monkeypatch: Any) -> None:
        class Broken:
            def send(self, number: str, text: str) -> str:
                raise OSError("no line")

        monkeypatch.setattr(gateways, "GATEWAY", [Broken()])
        User.objects.filter(pk=five.huimin.clerk_user.pk).update(phone="13000000001")
        make.put_on_duty(
            five, five.huimin, five.huimin.clerk_user, five.huimin.signatory_user, channels=("sms", "page")
        )
        make.event(five.huimin.clerk)
        steps.beat(NOW)
        steps.beat(NOW + SECONDS)
        assert [(way, out) for _p, way, out in calls(five.huimin)] == [("sms", "failed"), ("page", "sent")]

    def test_a_message_that_hangs_holds_no_other_up(self, five: Five, monkeypatch: Any) -> None:
        left = threading.Event()

        class Hanging:
            def send(self, number: str, text: str) -> str:
                assert left.wait(20)
                return "late"

        class Post(EmailBackend):
            def send_messages(self, messages: Any) -> int:
                left.set()
                return len(messages)

        monkeypatch.setattr(gateways, "GATEWAY", [Hanging()])
        monkeypatch.setattr(steps.EmailMessage, "get_connection", lambda *_given, **_more: Post())
        User.objects.filter(pk=five.huimin.clerk_user.pk).update(phone="13000000001")
        make.put_on_duty(five, five.huimin, five.huimin.clerk_user, channels=("sms",))
        make.put_on_duty(five, five.fengjing, with_mail(five.fengjing.clerk_user), channels=("mail",))
        make.event(five.fengjing.clerk, called=(five.huimin.code,))
        assert steps.deliver(NOW) == 2
        assert {call.receipt for call in Call.objects.visible_to(HOUSE)} == {"", "late"}

    def test_nobody_is_bothered_once_a_colleague_answered(self, five: Five) -> None:
        make.put_on_duty(five, five.huimin, with_mail(five.huimin.clerk_user), channels=("mail",))
        event = make.event(five.huimin.clerk)
        actions.acknowledge_event(by=five.huimin.signatory, at=NOW, event=event)
        assert steps.deliver(NOW) == 0
        call = Call.objects.visible_to(HOUSE).get()
        assert (call.outcome, call.reason, mail.outbox) == ("skipped", "known", [])

    def test_a_text_message_carries_the_address(self, five: Five, monkeypatch: Any) -> None:
        sent: list[tuple[str, str]] = []

        class Carrier:
            def send(self, number: str, text: str) -> str:
                sent.append((number, text))
                return "receipt-7"

        monkeypatch.setattr(gateways, "GATEWAY", [Carrier()])
        User.objects.filter(pk=five.huimin.clerk_user.pk).update(phone="13000000001")
        make.put_on_duty(five, five.huimin, five.huimin.clerk_user, channels=("sms",))
        make.event(five.huimin.clerk)
        steps.beat(NOW)
        ((number, text),) = sent
        assert (number, "/watch/answer/" in text) == ("13000000001", True)
        assert Call.objects.visible_to(HOUSE).get().receipt == "receipt-7"


class TestWithoutTheOthers:
    """Clock, worker and viewers each keep the path going alone; another town's list is called whatever becomes of one."""

    @pytest.mark.parametrize("who", ["clock", "worker", "viewer"])
    def test_each_alone_takes_the_step(self, five: Five, who: str, monkeypatch: Any, on_the_day: Any) -> None:
        make.put_on_duty(five, five.huimin, five.huimin.clerk_user, five.huimin.signatory_user, channels=("page",))
        make.event(five.huimin.clerk, at=NOW - timedelta(minutes=2))
        before = len(calls(five.huimin))
        if who == "clock":
            from pilin.config.clockwork import Clockwork, quick_chores

            assert Clockwork(quick_chores()).turn(NOW) == []
        elif who == "worker":
            monkeypatch.setattr(tasks.timezone, "now", lambda: NOW)
            tasks.follow.call()
        else:
            officer = Client()
            officer.force_login(five.xindai.clerk_user, backend="django.contrib.auth.backends.ModelBackend")
            officer.post("/c/five-towns/watch/live/?part=desk")
        assert (before, len(calls(five.huimin))) == (1, 2)

    def test_a_page_sends_only_what_nobody_else_sent(self, five: Five) -> None:
        make.put_on_duty(five, five.huimin, with_mail(five.huimin.clerk_user), channels=("mail",))
        make.event(five.huimin.clerk)
        outcomes = []
        for seconds in (0, 9, 10):
            steps.glance(NOW + seconds * SECONDS)
            outcomes.append(Call.objects.visible_to(HOUSE).get().outcome)
        assert (outcomes, len(mail.outbox)) == (["waiting", "waiting", "sent"], 1)

    def test_the_worker_has_one_look_ahead_of_it_however_many_ask(self, five: Five) -> None:
        make.put_on_duty(five, five.huimin, five.huimin.clerk_user, five.huimin.signatory_user)
        make.event(five.huimin.clerk)
        for k in range(3):
            tasks.follow_due(NOW + k * SECONDS)
        waiting = DBTaskResult.objects.filter(task_path=tasks.follow.module_path)
        assert [row.status for row in waiting] == ["READY"]

    def test_a_visitor_who_looks_writes_nothing(self, five: Five, on_the_day: Any) -> None:
        make.put_on_duty(five, five.huimin, five.huimin.clerk_user, five.huimin.signatory_user, channels=("page",))
        make.event(five.huimin.clerk, at=NOW - timedelta(minutes=2))
        answers = [ask("/c/five-towns/watch/live/?part=desk").status_code for ask in (Client().get, Client().post)]
        assert (answers, len(calls(five.huimin))) == ([200, 200], 1)

    def test_a_town_whose_list_is_broken_holds_no_other_up(self, five: Five) -> None:
        make.put_on_duty(five, five.huimin, five.huimin.clerk_user, channels=("page",))
        make.put_on_duty(five, five.fengjing, five.fengjing.clerk_user, channels=("page",))
        make.event(five.fengjing.clerk, called=(five.huimin.code,))
        User.objects.filter(pk=five.huimin.clerk_user.pk).update(is_active=False)
        assert steps.step(NOW + 60 * SECONDS) == 2
        assert len(calls(five.fengjing)) == 2


class TestList:
    def test_a_week_is_entered_and_copied(self, five: Five) -> None:
        monday = datetime(2024, 10, 21, tzinfo=NOW.tzinfo)
        shifts = [
            actions.ShiftSaid(
                monday + timedelta(days=k, hours=8), monday + timedelta(days=k, hours=20), [five.huimin.clerk_user.pk]
            )
            for k in range(7)
        ]
        given = {"circle": five.circle, "town": five.huimin.code}
        actions.enter_shifts(
            by=five.huimin.clerk,
            at=NOW,
            **given,
            since=monday.date(),
            until=monday.date() + timedelta(days=6),
            shifts=shifts,
        )
        assert actions.copy_week(by=five.huimin.clerk, at=NOW, **given, monday=monday.date() + timedelta(days=7)) == 7
        rows = queries.shifts_between(HOUSE, five.slug, monday + timedelta(days=7), monday + timedelta(days=14))
        assert [len(row.turns_seen) for row in rows] == [1] * 7

    def test_every_fault_is_named_with_its_row(self, five: Five) -> None:
        wrong = [
            actions.ShiftSaid(NOW, NOW, [five.huimin.clerk_user.pk], row=1),
            actions.ShiftSaid(NOW, NOW + timedelta(hours=3), [five.fengjing.clerk_user.pk], ["pigeon"], row=2),
            actions.ShiftSaid(NOW, NOW + timedelta(hours=3), [], row=3),
        ]
        with pytest.raises(Invalid) as told:
            actions.enter_shifts(
                by=five.huimin.clerk,
                at=NOW,
                circle=five.circle,
                town=five.huimin.code,
                since=NOW.date(),
                until=NOW.date(),
                shifts=wrong,
            )
        assert [(f.row, f.code) for f in told.value.faults] == [
            (1, "ends_before"),
            (2, "no_officer"),
            (2, "no_way"),
            (3, "nobody"),
        ]

    def test_gaps_are_said_for_both_banks(self, five: Five) -> None:
        make.put_on_duty(five, five.huimin, five.huimin.clerk_user, hours=7)
        found = {gap.town: gap.since for gap in queries.gaps_ahead(HOUSE, five.slug, NOW)}
        assert found[five.huimin.code] == NOW + timedelta(hours=6)
        assert found[five.fengjing.code] == NOW

    def test_the_other_bank_reads_names_and_a_stranger_nothing(self, five: Five) -> None:
        make.put_on_duty(five, five.huimin, five.huimin.clerk_user)
        names = [
            d.names for d in queries.on_duty(five.fengjing.clerk, five.slug, NOW) if d.member.code == five.huimin.code
        ]
        assert names == [(str(five.huimin.clerk_user),)]
        assert not any(d.names for d in queries.on_duty(Standing.public(), five.slug, NOW))

    def test_an_erased_person_leaves_the_list_and_the_calls(self, five: Five) -> None:
        make.put_on_duty(five, five.huimin, five.huimin.clerk_user)
        make.event(five.huimin.clerk)
        assert actions.erase_duty(by=HOUSE, at=NOW, person=five.huimin.clerk_user.pk) == 2
        assert queries.duty_held(five.huimin.clerk_user.pk) == []
        assert [row.name for row in Call.objects.visible_to(HOUSE)] == [""]


HOOKS = ("https://hooks.example/one", "https://hooks.example/two")


class TestBySoftware:
    """A call by the town's software is sent when the software answered with 2xx, and only then."""

    @pytest.fixture(autouse=True)
    def allowed(self, settings: Any) -> None:
        settings.SITE = {**settings.SITE, "webhook_hosts": ["hooks.example"]}

    def hook(self, five: Five, address: str = HOOKS[0]) -> Hook:
        return add_hook(by=five.huimin.signatory, at=NOW - timedelta(days=1), address=address)

    def called(self, five: Five, at: datetime = NOW, **more: Any) -> Event:
        make.put_on_duty(
            five, five.huimin, five.huimin.clerk_user, five.huimin.signatory_user, at=at, channels=("webhook", "page")
        )
        return make.event(five.huimin.clerk, at=at, **more)

    def tell(self, monkeypatch: Any, *outcomes: int | str, later: timedelta = 31 * SECONDS) -> list[Any]:
        """Have hooks told once each; they answer in turn: milliseconds where well, else why not."""
        told: list[Any] = []
        answers = iter(outcomes)

        def answer(message: Any) -> int:
            told.append(json.loads(message.body))
            outcome = next(answers)
            if isinstance(outcome, str):
                raise wire.NotSent(outcome)
            return outcome

        monkeypatch.setattr(notice_tasks, "_tell", answer)
        moment = timezone.now() + later  # lines are numbered by the clock of the machine
        monkeypatch.setattr(timezone, "now", lambda: moment)
        notice_tasks.tell_hooks.call()
        monkeypatch.undo()
        return told

    def outcomes(self, five: Five) -> list[tuple[str, str, str]]:
        rows = Call.objects.visible_to(HOUSE).filter(owner=five.huimin.code).order_by("step")
        return [(row.channel, row.outcome, row.reason) for row in rows]

    def test_it_is_under_way_until_the_software_answered_and_sent_then(self, five: Five, monkeypatch: Any) -> None:
        self.hook(five)
        self.called(five)
        assert steps.deliver(NOW) == 0
        assert self.outcomes(five) == [("webhook", "waiting", "")]
        (told,) = self.tell(monkeypatch, 12)
        call = Call.objects.visible_to(HOUSE).get()
        assert str(call.pk) in [subject for event in told["events"] for subject in event["subjects"]]
        assert self.outcomes(five) == [("webhook", "sent", "")]
        assert call.due_at == NOW + 60 * SECONDS

    def test_one_that_did_not_arrive_makes_the_next_step_due_at_once(self, five: Five, monkeypatch: Any) -> None:
        self.hook(five)
        now = timezone.now().astimezone(make.SHANGHAI)  # duty lists are written by the day there
        self.called(five, now)
        steps.deliver(now)
        self.tell(monkeypatch, "status_500")
        assert self.outcomes(five) == [("webhook", "failed", "status_500")]
        assert steps.step(now + 40 * SECONDS) == 1  # twenty before the answer would have been due
        assert self.outcomes(five)[1:] == [("page", "sent", "")]

    def test_what_arrives_at_one_of_two_addresses_is_sent(self, five: Five, monkeypatch: Any) -> None:
        for address in HOOKS:
            self.hook(five, address)
        self.called(five)
        steps.deliver(NOW)
        self.tell(monkeypatch, "too_slow", 5)
        assert self.outcomes(five) == [("webhook", "sent", "")]

    def test_what_arrives_at_neither_of_two_did_not_arrive(self, five: Five, monkeypatch: Any) -> None:
        for address in HOOKS:
            self.hook(five, address)
        self.called(five)
        steps.deliver(NOW)
        self.tell(monkeypatch, "too_slow", "no_trust")
        ((way, outcome, reason),) = self.outcomes(five)
        assert (way, outcome, reason in ("too_slow", "no_trust")) == ("webhook", "failed", True)

    def test_a_message_without_the_call_settles_nothing(self, five: Five, monkeypatch: Any) -> None:
        self.hook(five)
        self.called(five)
        steps.deliver(NOW)
        assert self.tell(monkeypatch, 5, later=timedelta()) == []  # the line is too young to be told
        assert self.outcomes(five) == [("webhook", "waiting", "")]

    def test_software_that_rests_or_is_gone_or_hears_nothing_is_said_at_once(self, five: Five) -> None:
        hook = self.hook(five)
        note_delivery(
            by=HOUSE, at=NOW, hook=hook.pk, told_to=None, lines=1, outcome="status_500", took_ms=None, test=False
        )
        self.called(five)
        assert self.outcomes(five) == [("webhook", "skipped", "no_hook"), ("page", "sent", "")]

    def test_an_address_taken_away_meanwhile_makes_the_next_step_due(self, five: Five) -> None:
        hook = self.hook(five)
        self.called(five)
        remove_hook(by=five.huimin.signatory, at=NOW, hook=hook.pk)
        steps.beat(NOW)
        steps.beat(NOW + SECONDS)
        assert self.outcomes(five) == [("webhook", "failed", "no_hook"), ("page", "sent", "")]

    def test_of_an_event_that_is_not_told_to_software_nobody_waits_for_it(self, five: Five) -> None:
        self.hook(five)
        self.called(five, audience="own")
        assert self.outcomes(five)[0] == ("webhook", "skipped", "not_told")

    def test_what_no_software_was_told_in_ten_minutes_did_not_arrive(self, five: Five) -> None:
        self.hook(five)
        self.called(five)
        for minutes in (0, 10, 11):
            steps.deliver(NOW + timedelta(minutes=minutes))
        assert self.outcomes(five) == [("webhook", "failed", "too_late")]

    def test_one_telling_waits_however_many_calls_ask_for_it(self, five: Five) -> None:
        for _k in range(3):
            notice_tasks.tell_soon()
        (row,) = DBTaskResult.objects.filter(task_path=notice_tasks.tell_hooks.module_path)
        assert row.run_after - timezone.now() > 25 * SECONDS
