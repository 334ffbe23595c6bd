"""What programs send and get about odd jobs."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from ninja import Schema
from pydantic import Field

from pilin.domain.oddjobs import queries
from pilin.domain.oddjobs.enums import MONTH_FIGURES, BookingState, Breach, Cover, PayForm, Provided, Travel
from pilin.domain.oddjobs.models import Attendance, Booking, Pay, Post, Shift, WageFloor, Worker
from pilin.domain.oddjobs.queries import BanTold, MonthRow, ShiftCard
from pilin.domain.oddjobs.rules import Deduction, FloorFound, ShiftInput
from pilin.web.api import Incoming

Words = Annotated[str, Field(max_length=400)]
Code = Annotated[str, Field(max_length=16)]
Money = Annotated[Decimal, Field(max_digits=8, decimal_places=2)]
Degrees = Annotated[Decimal, Field(max_digits=9, decimal_places=6, ge=-180, le=180)]


class ShiftOut(Schema):
    """A shift with what whoever looks for one wants to know."""

    uid: UUID
    post: UUID
    town: str
    title_zh: str
    title_en: str
    employer_zh: str
    trade: str | None
    form: PayForm
    starts_at: datetime
    ends_at: datetime
    break_minutes: int
    hours: float
    hourly_cny: Decimal
    floor_cny: Decimal | None
    in_the_hand_cny: Decimal
    cover: Cover
    provided: list[Provided]
    place_zh: str
    latitude: float
    longitude: float
    heads: int
    left: int
    urgent: bool
    km: float | None
    illustrative: bool


class ShiftsOut(Schema):
    """Open shifts of the next days."""

    circle: str
    shifts: list[ShiftOut]


class ShiftIn(Incoming):
    """One shift of a post."""

    starts_at: datetime
    ends_at: datetime
    heads: int = 1
    break_minutes: int = 0


class PostIn(Incoming):
    """Work that is offered."""

    firm: UUID
    town: Code
    title_zh: Annotated[str, Field(max_length=60)]
    title_en: Annotated[str, Field(max_length=100)] = ""
    hourly_cny: Money
    place_zh: Annotated[str, Field(max_length=120)]
    place_en: Annotated[str, Field(max_length=160)] = ""
    latitude: Degrees
    longitude: Degrees
    shifts: Annotated[list[ShiftIn], Field(max_length=40)]
    about_zh: Annotated[str, Field(max_length=300)] = ""
    about_en: Words = ""
    trade: Annotated[str, Field(max_length=12)] = ""
    form: PayForm = PayForm.PART_TIME
    fee_cny: Money = Decimal()
    agency: bool = False
    cover: Cover = Cover.NONE
    cover_said: Annotated[str, Field(max_length=120)] = ""
    provided: Annotated[list[Provided], Field(max_length=10)] = []
    place_code: Annotated[str, Field(max_length=12)] = ""
    phone: Annotated[str, Field(max_length=20)] = ""
    urgent: bool = False


class PostOut(Schema):
    """A post with its shifts."""

    uid: UUID
    town: str
    employer: UUID
    employer_zh: str
    title_zh: str
    title_en: str
    hourly_cny: Decimal
    floor_cny: Decimal | None
    floor_at: str | None
    form: PayForm
    closed_on: date | None
    repeats: UUID | None
    revision: int
    illustrative: bool
    shifts: list[ShiftOut]


class WorkerIn(Incoming):
    """Somebody who takes odd jobs."""

    town: Code
    number: Annotated[str, Field(max_length=24)]
    name: Annotated[str, Field(max_length=60)]
    phone: Annotated[str, Field(max_length=20)]
    home: Annotated[str, Field(max_length=80)]
    latitude: Degrees
    longitude: Degrees
    trades: Annotated[list[str], Field(max_length=40)] = []
    free: Annotated[int, Field(ge=0, lt=1 << 28)] = 0
    max_km: Annotated[int, Field(ge=1, le=100)] | None = None
    min_hourly_cny: Annotated[Decimal, Field(max_digits=6, decimal_places=2, gt=0)] | None = None
    travels: Travel = Travel.WALK
    proposals: bool = True
    across: bool = False
    for_somebody: bool = False


class WorkerOut(Schema):
    """Somebody enrolled, as the town that enrolled them and they themselves read it."""

    uid: UUID
    town: str
    name: str
    number_ends_in: str
    home: str
    trades: list[str]
    free: int
    max_km: int | None
    min_hourly_cny: Decimal | None
    travels: Travel
    proposals: bool
    across: bool
    card_seen_on: date | None
    passed_over_weeks: int
    illustrative: bool


class BookingOut(Schema):
    """How it stands between a worker and a shift."""

    uid: UUID
    shift: UUID
    state: BookingState
    lapsed_for: str | None
    answer_by: datetime | None
    since: datetime


class BookingsOut(Schema):
    """A worker's shifts."""

    circle: str
    bookings: list[BookingOut]


class ApplyIn(Incoming):
    """For whom a shift is asked; nobody named: for oneself."""

    worker: UUID | None = None


class CheckIn(Incoming):
    """That somebody came: the code of the foreman's telephone, and how far the device is."""

    code: Annotated[str, Field(max_length=20)] = ""
    km: Annotated[float, Field(ge=0, le=20_000)] | None = None


class HoursIn(Incoming):
    """How long was worked, the break taken off."""

    minutes: Annotated[int, Field(ge=0, le=1_440)]


class AttendanceOut(Schema):
    """Who came when, and which hours both sides say."""

    booking: UUID
    in_at: datetime | None
    out_at: datetime | None
    in_far: bool | None
    worker_minutes: int | None
    employer_minutes: int | None
    minutes: int | None
    settled_on: date | None
    settled_by: str | None
    absent_on: date | None


class DeductionIn(Incoming):
    """Something taken off the pay, with the ground that the law names."""

    ground: Annotated[str, Field(max_length=10)]
    words: Annotated[str, Field(max_length=120)]
    cny: Money


class PaidIn(Incoming):
    """That pay was paid."""

    paid_on: date
    paid_how: Annotated[str, Field(max_length=80)] = ""
    deductions: Annotated[list[DeductionIn], Field(max_length=10)] = []


class PayOut(Schema):
    """What is owed for one shift."""

    uid: UUID
    booking: UUID
    town: str
    worker_town: str
    title_zh: str
    employer_zh: str
    day: date
    minutes: int
    hourly_cny: Decimal
    floor_cny: Decimal | None
    gross_cny: Decimal
    net_cny: Decimal
    due_on: date
    days_late: int
    paid_on: date | None
    received_on: date | None
    denied_on: date | None
    illustrative: bool


class PaysOut(Schema):
    """What is still owed."""

    circle: str
    on: date
    pays: list[PayOut]


class BanIn(Incoming):
    """An employer that may offer no work, why, until when, and under which clause that is shared."""

    firm: UUID
    ground: Breach
    words: Words
    until_on: date
    agreement: Annotated[str, Field(max_length=60)] = ""
    clause: Annotated[int, Field(ge=1, le=999)] | None = None


class ComplaintIn(Incoming):
    """What is wrong with work that is offered."""

    breach: Breach
    words: Words


class ComplaintOut(Schema):
    """The case that a complaint became."""

    uid: UUID
    reference: str
    answer_by: date


class SayingIn(Incoming):
    """A reason, or an objection."""

    words: Words


class BanOut(Schema):
    """A ban, and in which towns it holds today."""

    uid: UUID
    town: str
    name_zh: str
    name_en: str
    uscc: str
    ground: Breach
    words: str
    from_on: date
    until_on: date
    agreement: str | None
    clause: int | None
    towns: list[str]
    set_aside_by: list[str]
    objection: str | None
    objected_on: date | None
    lifted_on: date | None
    lifted_why: str | None
    illustrative: bool


class BansOut(Schema):
    """Bans that this standing reads."""

    circle: str
    on: date
    bans: list[BanOut]


class MonthFigureOut(Schema):
    """One published figure; ``value`` is null where the town could say none."""

    figure: str
    series: str
    value: Decimal | None
    comparator: str | None
    unit: str
    revision: int
    illustrative: bool


class MonthTownOut(Schema):
    """What a town has published of a month."""

    town: str
    figures: list[MonthFigureOut]


class MonthOut(Schema):
    """A month of odd jobs, town by town."""

    circle: str
    month: str
    towns: list[MonthTownOut]


class MonthIn(Incoming):
    """A month that is over, as 2026-10."""

    month: Annotated[str, Field(pattern=r"^20\d\d-(0[1-9]|1[0-2])$")]


class FloorOut(Schema):
    """The least an hour is paid in a town on a day."""

    town: str
    hourly_cny: Decimal | None
    at_least_cny: Decimal | None
    since: date | None
    clause: str
    source: str | None


class FloorsOut(Schema):
    """Floors of the towns of a circle."""

    circle: str
    on: date
    floors: list[FloorOut]


class FloorIn(Incoming):
    """A floor that a town wrote down."""

    place_code: Annotated[str, Field(max_length=12)]
    hourly_cny: Money
    monthly_cny: Annotated[Decimal, Field(max_digits=10, decimal_places=2)] | None = None
    valid_from: date
    valid_to: date | None = None
    clause: Annotated[str, Field(max_length=200)]


class FloorRowOut(Schema):
    """A floor as it was written down."""

    uid: UUID
    town: str
    place_code: str
    hourly_cny: Decimal
    monthly_cny: Decimal | None
    valid_from: date
    valid_to: date | None
    clause: str
    revision: int
    illustrative: bool


def shift_out(card: ShiftCard) -> dict[str, Any]:
    """Return a shift for programs."""
    row, post = card.shift, card.post
    return {
        "uid": row.pk, "post": post.pk, "town": post.owner, "title_zh": post.title_zh, "title_en": post.title, "employer_zh": post.employer_zh,
        "trade": post.trade or None, "form": post.form, "starts_at": row.starts_at, "ends_at": row.ends_at, "break_minutes": row.break_minutes,
        "hours": float(row.hours), "hourly_cny": post.hourly_cny, "floor_cny": post.floor_cny, "in_the_hand_cny": card.cny, "cover": post.cover,
        "provided": post.provided, "place_zh": post.place_zh, "latitude": float(post.latitude), "longitude": float(post.longitude),
        "heads": row.heads, "left": row.left, "urgent": post.urgent, "km": None if card.km is None else round(card.km, 3),
        "illustrative": row.illustrative,
    }  # fmt: skip


def post_out(post: Post, shifts: list[Shift]) -> dict[str, Any]:
    """Return a post for programs."""
    return {
        "uid": post.pk, "town": post.owner, "employer": post.employer_id, "employer_zh": post.employer_zh, "title_zh": post.title_zh,
        "title_en": post.title, "hourly_cny": post.hourly_cny, "floor_cny": post.floor_cny, "floor_at": post.floor_at or None, "form": post.form,
        "closed_on": post.closed_on, "repeats": post.repeats, "revision": post.revision, "illustrative": post.illustrative,
        "shifts": [shift_out(queries.card_of(one, None)) for one in shifts],
    }  # fmt: skip


def worker_out(row: Worker) -> dict[str, Any]:
    """Return a worker for programs: no telephone, no point."""
    return {
        "uid": row.pk, "town": row.owner, "name": row.name, "number_ends_in": row.last_four, "home": row.home, "trades": row.trades,
        "free": row.free, "max_km": row.max_km, "min_hourly_cny": row.min_hourly_cny, "travels": row.travels, "proposals": row.proposals,
        "across": row.across, "card_seen_on": row.seen_on, "passed_over_weeks": row.passed_over, "illustrative": row.illustrative,
    }  # fmt: skip


def booking_out(row: Booking) -> dict[str, Any]:
    """Return a booking for programs."""
    return {
        "uid": row.pk, "shift": row.shift_id, "state": row.state, "lapsed_for": row.lapsed_for or None, "answer_by": row.answer_by,
        "since": row.since,
    }  # fmt: skip


def attendance_out(row: Attendance) -> dict[str, Any]:
    """Return who came when for programs."""
    said = {name: getattr(row, name) for name in AttendanceOut.model_fields if name != "booking"}
    return {**said, "booking": row.booking_id, "settled_by": row.settled_by or None}


def pay_out(row: Pay, today: date) -> dict[str, Any]:
    """Return what is owed for programs: whose it is stands with the booking."""
    shift, post = row.booking.shift, row.booking.shift.post
    return {
        "uid": row.pk, "booking": row.booking_id, "town": row.owner, "worker_town": row.booking.worker_town, "title_zh": post.title_zh,
        "employer_zh": post.employer_zh, "day": shift.starts_at.astimezone(queries.SHANGHAI).date(), "minutes": row.minutes, "hourly_cny": row.hourly_cny, "floor_cny": row.floor_cny,
        "gross_cny": row.gross_cny, "net_cny": row.net_cny, "due_on": row.due_on, "days_late": row.days_late(today), "paid_on": row.paid_on,
        "received_on": row.received_on, "denied_on": row.denied_on, "illustrative": row.illustrative,
    }  # fmt: skip


def ban_out(told: BanTold) -> dict[str, Any]:
    """Return a ban for programs."""
    row = told.ban
    same = ("name_zh", "uscc", "ground", "words", "from_on", "until_on", "objected_on", "lifted_on", "illustrative")
    return {name: getattr(row, name) for name in same} | {
        "uid": row.pk, "town": row.owner, "name_en": row.name, "agreement": told.agreement.slug if told.agreement else None, "clause": row.clause,
        "towns": told.codes, "set_aside_by": sorted(word.owner for word in told.aside), "objection": row.objection or None,
        "lifted_why": row.lifted_why or None,
    }  # fmt: skip


def paid_said(data: PaidIn) -> dict[str, Any]:
    """Return what a program says of pay as the deed takes it."""
    taken = [Deduction(one.ground, one.words, one.cny) for one in data.deductions]
    return {"paid_on": data.paid_on, "paid_how": data.paid_how, "deductions": taken}


def month_out(row: MonthRow) -> dict[str, Any]:
    """Return what a town has published of a month for programs."""
    figures = []
    for name, reading in row.readings.items():
        if reading is not None:
            said = reading.quantity
            figures.append(
                {
                    "figure": name, "series": row.slugs[name], "value": said.value if said else None, "comparator": said.comparator.value if said else None,
                    "unit": MONTH_FIGURES[name].unit, "revision": reading.revision, "illustrative": reading.illustrative,
                }
            )  # fmt: skip
    return {"town": row.town.code, "figures": figures}


def floor_out(town: str, found: FloorFound) -> dict[str, Any]:
    """Return what is known of a town's floor for programs."""
    return {
        "town": town, "hourly_cny": found.hourly_cny, "at_least_cny": found.at_least, "since": found.since, "clause": found.clause,
        "source": found.source or None,
    }  # fmt: skip


def floor_row_out(row: WageFloor) -> dict[str, Any]:
    """Return a floor that a town wrote down for programs."""
    return {
        "uid": row.pk, "town": row.owner, "place_code": row.place_code, "hourly_cny": row.hourly_cny, "monthly_cny": row.monthly_cny,
        "valid_from": row.valid_from, "valid_to": row.valid_to, "clause": row.clause, "revision": row.revision, "illustrative": row.illustrative,
    }  # fmt: skip


def post_said(data: PostIn) -> dict[str, Any]:
    """Return what a program says of a post as the deed takes it, but circle and firm."""
    said = data.model_dump(exclude={"firm", "shifts", "title_en", "place_en", "about_en"})
    said |= {
        "title": data.title_en,
        "place": data.place_en,
        "about": data.about_en,
        "provided": [one.value for one in data.provided],
    }
    said["shifts"] = [ShiftInput(one.starts_at, one.ends_at, one.heads, one.break_minutes) for one in data.shifts]
    return said
