"""Odd jobs keep the contract of every room."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from pilin.domain.enterprises.models import Enterprise
from pilin.domain.oddjobs import actions
from pilin.domain.oddjobs.actions.booking import propose
from pilin.domain.oddjobs.models import (
    Appeal,
    Attendance,
    Ban,
    BanSetAside,
    Booking,
    Pay,
    PayProof,
    Post,
    Run,
    Shift,
    WageFloor,
    Worker,
)
from tests.factories import enterprises as firms
from tests.factories import oddjobs as make
from tests.factories.base import NOW, TODAY, Stand, writing
from tests.kit import Example, RoomContract


class TestOddJobs(RoomContract):
    room = "oddjobs"

    def make_rows(self, owner: Any, audience: str) -> Sequence[Any]:
        """Return a floor, an employer's post with a shift, a worker, and what stands between the two, shared alike."""
        n = Shift.objects.visible_to(Stand.machine()).count()
        shared = {"in_circle": self.five.circle, "circle": self.five.slug, "owner": owner.member, "audience": audience}
        firm = Enterprise.objects.visible_to(Stand.machine()).first() or Enterprise(
            name_zh="某厂", uscc=firms.code(1), **{**shared, "audience": "public"}
        )
        if firm._state.adding:
            firm.save()
        floor = WageFloor(
            place_code="31",
            hourly_cny=Decimal(24),
            valid_from=date(1990, 1, 1) + timedelta(days=n),
            clause="通知",
            **shared,
        )
        post = Post(
            employer=firm, employer_zh="某厂", title_zh="包装", hourly_cny=Decimal(26), place_code=owner.member, place_zh="北门",
            latitude=Decimal("30.9"), longitude=Decimal("121.0"), **shared,
        )  # fmt: skip
        start = NOW + timedelta(days=1)
        shift = Shift(post=post, starts_at=start, ends_at=start + timedelta(hours=4), heads=2, **shared)
        worker = Worker(
            name="沈工", phone="13000000001", digest=f"{n:064}", last_four="0001", aged_on=TODAY, home="村", latitude=Decimal("30.83"),
            longitude=Decimal("121.01"), **shared,
        )  # fmt: skip
        booking = Booking(shift=shift, worker=worker, worker_town=owner.member, state="applied", since=NOW, **shared)
        attendance = Attendance(booking=booking, **shared)
        appeal = Appeal(booking=booking, about="hours", said="不止", said_at=NOW, **shared)
        pay = Pay(
            booking=booking,
            minutes=240,
            hourly_cny=Decimal(26),
            gross_cny=Decimal(104),
            net_cny=Decimal(104),
            due_on=TODAY,
            **shared,
        )
        proof = PayProof(digest=f"{n:064}", first_on=TODAY, last_on=TODAY, records=1, made_on=TODAY, **shared)
        run = Run(
            at=NOW, from_on=TODAY, until_on=TODAY, workers=1, shifts=1, places=1, pairs=1, booked=0, proposed=0, objective_cny=Decimal("1.0000"),
            bound_cny=Decimal("1.0000"), fair_cny=Decimal("0.0000"), fair_share=Decimal("0.000000"), seconds=Decimal("1.000"), **shared,
        )  # fmt: skip
        ban = Ban(
            employer=firm, name_zh="某厂", uscc=f"{n:018}", ground="fee", words="收取押金", from_on=TODAY, until_on=TODAY, **shared
        )  # fmt: skip
        aside = BanSetAside(ban=ban, reason="先不跟随", since_on=TODAY, **shared)
        rows = [floor, post, shift, worker, booking, attendance, appeal, pay, proof, run, ban, aside]
        for row in rows:
            row.save()
        return rows

    def list_urls(self) -> Iterable[str]:
        return [
            "/c/five-towns/jobs/", "/c/five-towns/jobs/floors/", "/c/five-towns/jobs/posts/", "/c/five-towns/jobs/mine/", "/c/five-towns/jobs/arrears/", "/c/five-towns/jobs/board/", "/c/five-towns/jobs/appeals/", "/c/five-towns/jobs/pay/",
            "/c/five-towns/jobs/bans/", "/c/five-towns/jobs/months/", "/api/v1/circles/five-towns/bans", "/api/v1/circles/five-towns/pays",
            "/api/v1/circles/five-towns/shifts", "/api/v1/circles/five-towns/wage-floors",
        ]  # fmt: skip

    def page_of(self, row: Any) -> str | None:
        if isinstance(row, Post):
            return f"/c/five-towns/jobs/posts/{row.pk}/"
        if isinstance(row, Ban):
            return f"/c/five-towns/jobs/bans/{row.pk}/"
        if isinstance(row, Shift):
            return f"/c/five-towns/jobs/shifts/{row.pk}/"
        return None

    def deeds(self) -> Iterable[Example]:
        clerk, xindai, circle = self.five.fengjing.clerk, self.five.xindai.clerk, self.five.circle
        (firm,) = firms.made(clerk, firms.firm(1, division="310116102"))
        person, other = firms.person("worker"), firms.person("other")
        worker = make.worker(person, 1)
        leaving, changing = make.worker(xindai, 2), make.worker(xindai, 3)
        post = make.post(
            clerk,
            firm,
            make.span(19, "13:00", "17:00"),
            make.span(20, "13:00", "17:00"),
            make.span(21, "13:00", "17:00"),
        )
        closing = make.post(clerk, firm, make.span(25, "13:00", "17:00"))
        one, two, three = make.shifts(post)
        with writing():
            yes = propose(make.now(worker), two, by=Stand.machine(), at=NOW, answer_by=NOW + timedelta(hours=3))
            no = propose(make.now(worker), three, by=Stand.machine(), at=NOW, answer_by=NOW + timedelta(hours=3))
        asked = actions.apply_for_shift(by=xindai, at=NOW, shift=one, worker=changing)
        worker, changing = make.now(worker), make.now(changing)  # the rows went to the town of the work
        enrol = {"circle": circle, "by": xindai, **make.said(4)}
        offer = {"circle": circle, **make.offer(firm, make.span(22, "13:00", "17:00"))}
        change = {name: value for name, value in make.said().items() if name not in ("town", "number")} | {
            "worker": changing, "trades": ["packing"], "free": 0, "max_km": 10, "min_hourly_cny": None, "travels": "ebike", "proposals": True,
        }  # fmt: skip
        floor = {
            "circle": circle,
            "town": clerk.member,
            "place_code": "31",
            "hourly_cny": Decimal(24),
            "valid_from": date(2023, 7, 1),
            "clause": "通知",
        }
        return [
            Example(actions.note_floor, ok=floor, refused={**floor, "place_code": "33"}),
            Example(actions.enrol_worker, ok=enrol, refused={**enrol, "number": make.number(5, date(2010, 1, 1))}),
            Example(
                actions.join_as_worker,
                ok={"circle": circle, "by": Stand.public(), "username": "newcomer", "password": "a long word for tests", "worker": make.said(6)},
                refused={"circle": circle, "by": Stand.public(), "username": "other", "password": "a long word for tests", "worker": make.said(7)},
            ),
            Example(actions.change_worker, ok={**change, "by": xindai}, refused=change),
            Example(actions.see_paper, ok={"worker": worker, "by": xindai}, refused={"worker": worker}),
            Example(actions.leave, ok={"worker": leaving, "by": xindai}, refused={"worker": changing, "by": person}),
            Example(actions.post_work, ok=offer, refused={**offer, "fee_cny": Decimal(600)}),
            Example(actions.repeat_post, ok={"post": post}, refused={"post": post, "by": xindai}),
            Example(actions.call_off_shift, ok={"shift": make.shifts(closing)[0]}, refused={"shift": one, "by": xindai}),
            Example(actions.close_post, ok={"post": closing}, refused={"post": post, "by": xindai}),
            Example(actions.apply_for_shift, ok={"shift": one, "worker": worker, "by": person}, refused={"shift": two, "worker": worker, "by": other}),
            Example(actions.accept_proposal, ok={"booking": yes, "by": person}, refused={"booking": no, "by": other}),
            Example(actions.decline_proposal, ok={"booking": no, "by": person}, refused={"booking": asked, "by": xindai}),
            Example(actions.give_back_shift, ok={"booking": asked, "by": xindai}, refused={"booking": asked, "by": person}),
            *self.working(),
            *self.barring(),
            Example(actions.assign_shifts, ok={"circle": circle, "by": Stand.machine(), "at": NOW + timedelta(hours=9)}, refused={"circle": circle}),
            Example(actions.lapse_unanswered, ok={"by": Stand.machine(), "at": NOW + timedelta(days=9)}, refused={}),
        ]  # fmt: skip

    def working(self) -> Iterable[Example]:
        """Return the deeds of the day of work and of the pay."""
        clerk, huimin = self.five.fengjing.clerk, self.five.huimin.clerk
        (firm,) = firms.made(clerk, firms.firm(9, division="310116102"))
        person = firms.person("at work")
        worker = make.worker(person, 11)
        days = [make.span(day, "13:00", "15:00") for day in (19, 20, 21, 22)]
        shifts = make.shifts(make.post(clerk, firm, *days, form="full_time"))
        came, gone, told, missed = (make.booked(person, worker, shift) for shift in shifts)
        starts = [shift.starts_at for shift in shifts]
        ends = [shift.ends_at for shift in shifts]
        actions.check_in(by=clerk, at=starts[1], booking=gone)
        actions.mark_absent(by=clerk, at=ends[3], booking=missed)
        later = ends[3] + timedelta(hours=1)
        with writing():
            pay, denied, other = (
                self._owed(row, worker, shift) for row, shift in zip((came, gone, told), shifts, strict=False)
            )
        heard = self._heard(missed, later)
        appealed = {
            "by": person,
            "at": later,
            "booking": missed,
            "about": "absence",
            "said": "我在岗位上",
            "minutes": 120,
        }
        proof = {
            "worker": worker,
            "first_on": date(2024, 10, 1),
            "last_on": date(2024, 10, 31),
            "by": person,
            "at": later,
        }
        return [
            Example(actions.check_in, ok={"booking": came, "at": starts[0]}, refused={"booking": told, "at": NOW}),
            Example(actions.check_out, ok={"booking": gone, "at": ends[1]}, refused={"booking": told, "at": ends[2]}),
            Example(actions.say_hours, ok={"booking": told, "at": ends[2], "minutes": 120}, refused={"booking": told, "at": NOW, "minutes": 120}),
            Example(actions.mark_absent, ok=lambda: {"booking": self._absent(), "at": later}, refused={"booking": told, "at": NOW}),
            Example(actions.appeal, ok=appealed, refused={**appealed, "by": huimin}),
            Example(
                actions.hear_appeal, ok={"by": huimin, "at": later, "appeal": heard, "upheld": True, "reason": "两人作证"},
                refused={"by": clerk, "at": later, "appeal": heard, "upheld": True, "reason": "两人作证"},
            ),
            Example(actions.settle_hours, ok={"by": Stand.machine(), "at": later + timedelta(days=4)}, refused={}),
            Example(actions.state_paid, ok={"pay": pay, "paid_on": TODAY}, refused={"pay": other, "paid_on": date(2030, 1, 1)}),
            Example(actions.confirm_received, ok={"pay": pay, "by": person}, refused={"pay": other}),
            Example(actions.deny_received, ok={"pay": denied, "by": person}, refused={"pay": other}),
            Example(actions.raise_overdue, ok={"by": Stand.machine(), "at": NOW + timedelta(days=60)}, refused={}),
            Example(actions.take_proof, ok=proof, refused={**proof, "by": huimin}),
        ]  # fmt: skip

    def barring(self) -> Iterable[Example]:
        """Return the deeds of bans, complaints and monthly figures."""
        clerk, xindai, huimin, circle = (
            self.five.fengjing.clerk,
            self.five.xindai.clerk,
            self.five.huimin.clerk,
            self.five.circle,
        )
        firm, other = firms.made(clerk, firms.firm(20, division="310116102"), firms.firm(21, division="310116102"))
        boss, post = firms.speaker("barred", other, clerk), make.post(clerk, firm, make.span(28, "13:00", "17:00"))
        pact = make.pact(self.five)
        xindai, huimin = make.bound(xindai, pact), make.bound(huimin, pact)
        held = make.ban(clerk, other, agreement=pact.slug, clause=1)
        bar = {"circle": circle, "town": clerk.member, "firm": firm, **make.BARRED}
        words = "在本镇的工钱均按期付清"
        return [
            Example(actions.ban_employer, ok=bar, refused={**bar, "by": xindai}),
            Example(actions.object_to_ban, ok={"ban": held, "words": words, "by": boss}, refused={"ban": held, "words": words}),
            Example(actions.set_ban_aside, ok={"ban": held, "words": words, "by": xindai}, refused={"ban": held, "words": words}),
            Example(actions.follow_ban, ok={"ban": held, "by": xindai}, refused={"ban": held, "by": huimin}),
            Example(actions.lift_ban, ok={"ban": held, "words": "已结清"}, refused={"ban": held, "words": "已结清", "by": xindai}),
            Example(
                actions.complain, ok={"post": post, "breach": "fee", "words": words, "by": firms.person("asks")},
                refused={"post": post, "breach": "fee", "words": words, "by": xindai},
            ),
            Example(
                actions.publish_month, ok={"circle": circle, "town": clerk.member, "month": date(2024, 9, 1)},
                refused={"circle": circle, "town": clerk.member, "month": date(2024, 9, 1), "by": xindai},
            ),
        ]  # fmt: skip

    def _owed(self, row: Any, worker: Any, shift: Any) -> Any:
        made = Pay(
            in_circle=self.five.circle, circle=self.five.slug, owner=row.owner, audience="parties", parties=f",{worker.owner},", booking=row,
            minutes=120, hourly_cny=Decimal(26), gross_cny=Decimal(52), net_cny=Decimal(52), due_on=TODAY,
        )  # fmt: skip
        made.save()
        return made

    def _heard(self, missed: Any, at: Any) -> Any:
        with writing():
            made = Appeal(
                in_circle=self.five.circle, circle=self.five.slug, owner=self.five.huimin.code, audience="parties", parties=f",{missed.owner},",
                booking=missed, about="hours", said="我在", said_at=at, minutes_said=120,
            )  # fmt: skip
            made.save()
        return made

    def _absent(self) -> Any:
        """Return a shift that is over and to which nobody came."""
        clerk, person = self.five.fengjing.clerk, firms.person("absent")
        (firm,) = firms.made(clerk, firms.firm(10, division="310116102"))
        (shift,) = make.shifts(make.post(clerk, firm, make.span(19, "18:00", "19:00")))
        return make.booked(person, make.worker(person, 12), shift)
