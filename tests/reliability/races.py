"""The same deed done by several processes at once; run inside an instance.

``prepare`` lays what is raced for, ``race`` is one process: it opens the database, says that it is ready, and does the
deed when everybody is. ``naive`` is the mutant: what the deed must read under its lock was read before.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import nullcontext, suppress
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from django.db import connection, transaction
from django.db.models import F, Model

from pilin.domain.enterprises.models import Enterprise
from pilin.domain.living import actions as living
from pilin.domain.living.actions import happenings_coming
from pilin.domain.living.models import Happening, Registration, Seats
from pilin.domain.obstacles import actions as obstacles
from pilin.domain.obstacles import queries as register
from pilin.domain.oddjobs import actions as jobs
from pilin.domain.oddjobs.actions import booking
from pilin.domain.oddjobs.models import Booking, Shift, Worker
from pilin.domain.oddjobs.rules import ShiftInput
from pilin.domain.programme import actions as programme
from pilin.domain.programme import queries as lists
from pilin.domain.proposals import actions as proposals
from pilin.domain.proposals.models import Proposal
from pilin.foundation.access.gate import Deed, under_way
from pilin.foundation.access.models import SharedModel
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Conflict, Invalid, Refused
from pilin.foundation.cases import actions as cases
from pilin.foundation.cases.actions import handing
from pilin.foundation.cases.models import Case
from pilin.foundation.files import actions as files
from pilin.foundation.journal import actions as journal
from pilin.foundation.ledger import keys, recording
from pilin.foundation.ledger.models import Log, Manifest
from pilin.foundation.members import actions as members
from pilin.foundation.members import queries as agreements
from pilin.foundation.members.models import Agreement, Circle, Member, Term
from tests.factories import enterprises as firms
from tests.factories import oddjobs as jobbers
from tests.reliability.deeds import CIRCLE, CLERKS, TOWNS, now, standing

SETUP = Standing.machine("setup")
RACES: dict[str, Callable[..., Callable[[], Any]]] = {}
LAST_PLACES = "the last places of shifts"
LAST_SEATS = "the last places of a festival"
HANDED = "a case handed over by both sides"
SEATS = 3
SHIFTS = 20  # that everybody runs through in one round
YEAR = 2031  # 30 years are left for rounds, and 30 for those of the control


def prepare(kind: str, number: int) -> str:
    """Lay what is raced for in this round and return its name."""
    _chair()
    if kind in ("the same signature", "the last signatures"):
        members_of = Member.objects.visible_to(SETUP).filter(code__in=[code for code, *_rest in TOWNS])
        row = members.propose_agreement(
            by=standing(CLERKS[0]), at=now(), circle=Circle.objects.visible_to(SETUP).get(slug=CIRCLE),
            slug=f"race-{number}-{len(kind)}", kind="cooperation", title_zh=f"协议{number}", title=f"Agreement {number}",
            parties=list(members_of), clauses=[("同查同治。", "")],
        )  # fmt: skip
        return str(row.pk)
    if kind in ("the same step", "a place in a log"):
        row = obstacles.report_obstacle(
            by=standing(CLERKS[0]), at=now(), circle=CIRCLE, kind="transport", title_zh=f"障碍{number}", cost_zh="多走路",
            audience="public",
        )  # fmt: skip
        return str(row.pk)
    if kind == HANDED:
        return _offered(number)
    if kind == LAST_PLACES:
        return _posted(number)
    if kind == LAST_SEATS:
        return _festival(number)
    if kind == "the same answer to a list":
        return _proposed(YEAR + (number % 1_000) + (30 if number >= 1_000 else 0))
    return str(uuid4()) if kind == "the first place in a new log" else str(number)


def _chair() -> None:
    """Let the first town chair this year, so that its secretary may draft lists."""
    if Term.objects.visible_to(SETUP).exists():
        return
    circle, town = (
        Circle.objects.visible_to(SETUP).get(slug=CIRCLE),
        Member.objects.visible_to(SETUP).get(code=TOWNS[0][0]),
    )
    members.open_term(by=SETUP, at=now(), circle=circle, member=town, year=now().year)


def _proposed(year: int) -> str:
    setup, codes = SETUP, [code for code, *_rest in TOWNS]
    circle, towns = Circle.objects.visible_to(setup).get(slug=CIRCLE), Member.objects.visible_to(setup)
    if not Agreement.objects.visible_to(setup).filter(slug="paper").exists():
        members.record_paper_agreement(
            by=setup, at=now(), circle=circle, slug="paper", kind="cooperation", title_zh="合作协议", title="Cooperation",
            parties=list(towns.filter(code__in=codes)), signed_on=date(2024, 6, 27),
        )  # fmt: skip
    chair: dict[str, Any] = {"by": standing(CLERKS[0]), "at": now(), "circle": CIRCLE, "year": year}
    programme.draft_list(**chair)
    item = programme_item(codes, year)
    programme.add_item(**chair, item=item)
    programme.propose_list(**chair)
    return str(year)


def programme_item(codes: list[str], year: int) -> Any:
    from pilin.domain.programme.rules import ItemInput, MilestoneInput

    return ItemInput(
        no=1, title_zh="项目", strand="industry", leads=(codes[0],), partners=(codes[1],), person_name="某某",
        agreement="paper", milestones=(MilestoneInput(1, "一", date(year, 12, 31)),),
    )  # fmt: skip


def race(kind: str, name: str, runner: int, ready: str, go: str, naive: bool = False) -> str:
    """Do one deed at the same time as others and say what came of it."""
    act = RACES[kind](name, runner, naive)
    connection.ensure_connection()
    Path(ready).touch()
    while not Path(go).exists():
        time.sleep(0.0005)
    try:
        act()
    except (Conflict, Refused, Invalid):
        return "refused"
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return "done"


def _without_words() -> None:
    """Let what the database refuses be an error again, as it was before deeds put it into words."""
    journal._alone = lambda _code: nullcontext()


def racing(kind: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Note a race under its name."""

    def note(function: Callable[..., Any]) -> Callable[..., Any]:
        RACES[kind] = function
        return function

    return note


@racing("a place in a log")
def place_in_a_log(_name: str, runner: int, naive: bool) -> Callable[[], Any]:
    """Everybody reports something for the same readers: each entry takes a place of its own in one log."""
    by = standing(CLERKS[0])
    if naive:
        usual = recording._log
        seen = list(Log.objects.visible_to(SETUP))
        recording._log = lambda writer, name, circle, doing: (
            next((log for log in seen if (log.owner, log.name, log.circle) == (writer, name, circle)), None)
            or usual(writer, name, circle, doing)
        )
    return lambda: obstacles.report_obstacle(
        by=by, at=now(), circle=CIRCLE, kind="transport", title_zh=f"同时{runner}", cost_zh="多走路", audience="public"
    )


@racing("the first place in a new log")
def first_place(name: str, runner: int, _naive: bool) -> Callable[[], Any]:
    """Everybody attaches a file for readers to whom the town has never written; nothing else makes them wait."""
    by = standing(CLERKS[0])
    return lambda: files.attach_file(
        by=by, at=now(), name=f"{runner}.txt", content=f"同时{runner}".encode(), owner=TOWNS[0][0], audience="agreement",
        circle=CIRCLE, agreement=UUID(name), subject=UUID(name),
    )  # fmt: skip


@racing("a town's first key")
def first_key(name: str, _runner: int, _naive: bool) -> Callable[[], Any]:
    """Everybody signs for a town that has no key yet: one key is made, and the manifest names it."""

    def act() -> None:
        with transaction.atomic(), under_way(Deed("test.race", SETUP, now())) as doing:
            keys.ensure_manifest(f"99000{name}", doing)
        keys.signer_of(f"99000{name}")

    return act


@racing("the same step")
def same_step(name: str, runner: int, naive: bool) -> Callable[[], Any]:
    """Everybody documents the same obstacle as they last read it."""
    by = standing(CLERKS[0])
    row = register.row_of(by, CIRCLE, UUID(name))
    assert row is not None
    if naive:
        before = register.steps_of(row, by)
        obstacles._held = lambda _obstacle, _by: before
        obstacles._unchanged = lambda _obstacle, _revision: None
        SharedModel._do_update = Model._do_update
    return lambda: obstacles.document_obstacle(
        by=by, at=now(), obstacle=row, revision=row.revision, level="province", rule_zh=f"规定{runner}"
    )


@racing("the same signature")
def same_signature(name: str, _runner: int, naive: bool) -> Callable[[], Any]:
    """Everybody signs one agreement for one town."""
    return _sign(name, CLERKS[1], naive)


@racing("the last signatures")
def last_signatures(name: str, runner: int, naive: bool) -> Callable[[], Any]:
    """Each town signs the same agreement; whoever comes last puts it in force."""
    return _sign(name, CLERKS[runner % len(CLERKS)], naive)


def _sign(name: str, clerk: str, naive: bool) -> Callable[[], Any]:
    by = standing(clerk)
    row = Agreement.objects.visible_to(SETUP).get(pk=UUID(name))
    if naive:
        _without_words()
        before = agreements.agreement_facts(row)
        agreements.agreement_facts = lambda _agreement: before
    return lambda: members.sign_agreement(by=by, at=now(), agreement=row, text_hash=row.text_hash)


@racing("the same answer to a list")
def same_answer(name: str, _runner: int, naive: bool) -> Callable[[], Any]:
    """Everybody accepts one list for one town."""
    by, year = standing(CLERKS[1]), int(name)
    heard = lists.list_of(SETUP, CIRCLE, year)
    assert heard is not None
    if naive:
        _without_words()
        row = lists.list_rows(by, CIRCLE).get(year=year)
        programme.lists._found = lambda _by, _circle, _year: (row, heard)
    return lambda: programme.accept_list(by=by, at=now(), circle=CIRCLE, year=year, text_hash=heard.text_hash)


def _posted(number: int) -> str:
    """Offer so many shifts of one place each, an hour long, and enrol whoever races for them; return the post's name."""
    town = TOWNS[0][0]
    circle = Circle.objects.visible_to(SETUP).get(slug=CIRCLE)
    firm = Enterprise.objects.visible_to(SETUP).filter(uscc=firms.code(1)).first()
    if firm is None:
        firms.bring(standing(CLERKS[0]), firms.firm(1, division=town), at=now(), circle=CIRCLE)
        firm = Enterprise.objects.visible_to(SETUP).get(uscc=firms.code(1))
        for runner in range(8):
            jobs.enrol_worker(
                by=SETUP, at=now(), circle=circle, town=town, number=jobbers.number(runner + 1), name=f"工{runner}", phone="13000000001", home="村",
                latitude=Decimal("30.89"), longitude=Decimal("121.01"),
            )  # fmt: skip
    slot, part = divmod(
        number % 1_000 % 21, 3
    )  # each round has hours of its own: nobody's are too many, and none overlap
    midnight = now().astimezone(jobbers.SHANGHAI).replace(hour=0, minute=0, second=0, microsecond=0)
    first = midnight + timedelta(days=1 + 11 * part, hours=3 * slot)
    starts = [first + timedelta(days=day, minutes=90 * turn) for turn in range(2) for day in range(SHIFTS // 2)]
    names = []
    for some in (starts[: SHIFTS // 2], starts[SHIFTS // 2 :]):
        row = jobs.post_work(
            by=SETUP, at=now(), circle=circle, town=town, firm=firm, title_zh=f"抢{number}", hourly_cny=Decimal(30), place_zh="门", form="full_time",
            latitude=Decimal("30.89"), longitude=Decimal("121.01"), urgent=True, assigned_at_once=False,
            shifts=[ShiftInput(start, start + timedelta(hours=1), 1) for start in some],
        )  # fmt: skip
        names.append(str(row.pk))
    return ",".join(names)


@racing(LAST_PLACES)
def last_places(name: str, runner: int, naive: bool) -> Callable[[], Any]:
    """Everybody asks for every shift of one place, in the same order: each has one taker, and nobody meets an error."""
    worker = Worker.objects.visible_to(SETUP).filter(circle=CIRCLE).order_by("made_at", "uid")[runner]
    shifts = list(Shift.objects.visible_to(SETUP).filter(post__in=name.split(",")).order_by("starts_at", "uid"))
    if naive:
        _without_words()
        booking._take_place = lambda shift: bool(
            shift.taken < shift.heads
            and Shift.objects.visible_to(SETUP).filter(pk=shift.pk).update(taken=F("taken") + 1)
        )
        booking._held = lambda shift: next(one for one in shifts if one.pk == shift.pk)

    def act() -> None:
        for shift in shifts:
            with suppress(Conflict, Refused):
                jobs.apply_for_shift(by=SETUP, at=now(), shift=shift, worker=worker)

    return act


def _festival(number: int) -> str:
    """Announce a festival with three places for the first town and none for others; return its name."""
    circle, town = Circle.objects.visible_to(SETUP).get(slug=CIRCLE), TOWNS[0][0]
    row = living.plan_happening(
        by=SETUP, at=now(), circle=circle, town=town, title_zh=f"灯会{number}", kind="festival", quotas={town: 1}, announce=True,
        said={"starts_on": (now() + timedelta(days=30)).date(), "registers": True, "places": SEATS},
    )  # fmt: skip
    return str(row.pk)


@racing(LAST_SEATS)
def last_seats(name: str, runner: int, naive: bool) -> Callable[[], Any]:
    """Everybody registers somebody: as many have a place as there are, the others wait, and nobody meets an error."""
    row = Happening.objects.visible_to(SETUP).select_related("host").get(pk=UUID(name))
    if naive:
        seats = Seats.objects.visible_to(SETUP).filter(happening=row)
        had = [(seat.pk, seat.taken) for seat in seats]

        def take(*_given: Any) -> str:
            for pk, taken in had:
                seats.filter(pk=pk).update(taken=taken + 1)
            return "own"

        happenings_coming.held = lambda _happening: row  # type: ignore[assignment]
        happenings_coming.take_seat = take  # type: ignore[assignment]
    return lambda: living.register(by=SETUP, at=now(), happening=row, town=TOWNS[0][0], name=f"人{runner}")


def _offered(number: int) -> str:
    """File a proposal on the border to the first town, which offers it to the second; return the case's name."""
    circle = Circle.objects.visible_to(SETUP).get(slug=CIRCLE)
    row = proposals.file_proposal(
        by=Standing.public(),
        at=now(),
        circle=circle,
        town=TOWNS[0][0],
        subject=f"界桥{number}",
        facts="桥在两边，都不管。",
    )
    case = Case.objects.visible_to(SETUP).get(pk=row.case)
    cases.offer_case(by=standing(CLERKS[0]), at=now(), case=case, town=TOWNS[1][0], note="在对岸")
    return str(case.pk)


@racing(HANDED)
def handed_over(name: str, runner: int, naive: bool) -> Callable[[], Any]:
    """One side takes its offer back while the other takes the case over: one of them is told that it came too late."""
    by = standing(CLERKS[runner % 2])
    row = Case.objects.visible_to(SETUP).get(pk=UUID(name))
    if naive:
        handing.held = lambda _case: row  # type: ignore[assignment]
        SharedModel._do_update = Model._do_update
    if runner % 2:
        return lambda: cases.accept_case(by=by, at=now(), case=row)
    return lambda: cases.keep_case(by=by, at=now(), case=row)


@racing("the same list begun")
def same_list(name: str, _runner: int, _naive: bool) -> Callable[[], Any]:
    """Everybody begins the list of one year."""
    by = standing(CLERKS[0])
    return lambda: programme.draft_list(by=by, at=now(), circle=CIRCLE, year=2001 + int(name))


def outcome(kind: str, name: str) -> Any:
    """Return what stands after a race, to be compared with what must."""
    if kind in ("the same signature", "the last signatures"):
        row = Agreement.objects.visible_to(SETUP).get(pk=UUID(name))
        signed = sorted(row.signatures.visible_to(SETUP).values_list("owner", flat=True))
        return [signed, row.signed_on is not None]
    if kind == "the same step":
        row = register.row_of(SETUP, CIRCLE, UUID(name))
        assert row is not None
        return [step.kind for step in register.steps_of(row, SETUP)].count("documented")
    if kind == "the same answer to a list":
        heard = lists.list_of(SETUP, CIRCLE, int(name))
        assert heard is not None
        return [answer.member for answer in heard.answers]
    if kind == "a town's first key":
        manifests = Manifest.objects.visible_to(SETUP).filter(owner=f"99000{name}")
        return [manifests.count(), keys.at_home([f"99000{name}"])]
    if kind == HANDED:
        case = Case.objects.visible_to(SETUP).get(pk=UUID(name))
        there = Proposal.objects.visible_to(SETUP).get(case=case.pk)
        last = case.steps.visible_to(SETUP).exclude(kind__in=("received", "offered")).values_list("kind", flat=True)
        went = case.owner == (TOWNS[1][0] if list(last) == ["accepted"] else TOWNS[0][0])
        return [len(last), case.offered_to, went, there.owner == case.owner]
    if kind == LAST_PLACES:
        rows = Shift.objects.visible_to(SETUP).filter(post__in=name.split(","))
        taken = Booking.objects.visible_to(SETUP).filter(shift__in=rows, state="booked").values_list("shift", flat=True)
        return [sorted(set(rows.values_list("taken", flat=True))), len(taken), len(set(taken))]
    if kind == LAST_SEATS:
        states = list(Registration.objects.visible_to(SETUP).filter(happening=name).values_list("state", flat=True))
        taken = Seats.objects.visible_to(SETUP).filter(happening=name).values_list("taken", flat=True)
        return [sorted(taken), states.count("held"), states.count("waiting")]
    if kind == "the same list begun":
        return lists.list_rows(SETUP, CIRCLE).filter(year=2001 + int(name)).count()
    return None
