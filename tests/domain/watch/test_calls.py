"""Calls: the first at once, the next without an answer, each town by itself; no answer is lost and nobody is called twice."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend as EmailBackend
from django.test import Client
from django_tasks_db.models import DBTaskResult

from pilin.domain.watch import actions, gateways, queries, steps, tasks
from pilin.domain.watch.models import Call, EventPart
from pilin.engine.base import Conflict, Invalid, Refused
from pilin.foundation.access.standing import Standing
from pilin.foundation.identity.models import User
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
