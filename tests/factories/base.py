"""The circle of five, its officers, and a way to put rows down without a deed.

five = circle_of_five()                  # the five towns of 2024, their people, the chair Fengjing
five.fengjing.clerk                      # a Standing; .signatory .secretary likewise; .clerk_user signs in
with writing(by=five.fengjing.clerk):    # a deed of the test, without a line in the journal
    thing = Thing(owner=five.fengjing.code, circle=five.slug, in_circle=five.circle, …)
    thing.save()
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from pilin.foundation.access.enums import Audience, Role, StandingKind
from pilin.foundation.access.gate import Deed, under_way
from pilin.foundation.access.standing import Standing
from pilin.foundation.identity.models import Office, User
from pilin.foundation.members.enums import AgreementKind, MembershipKind
from pilin.foundation.members.models import Agreement, AgreementParty, Circle, Member, Membership, Term
from pilin.foundation.places.enums import PlaceKind
from pilin.foundation.places.models import Place

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2024, 10, 18, 11, 20, tzinfo=SHANGHAI)
TODAY = NOW.date()
FOUNDED = date(2016, 3, 18)
PASSWORD = "a long word for tests"


@contextmanager
def writing(by: Standing | None = None, at: datetime = NOW) -> Iterator[Deed]:
    """Let factories save rows: a deed of the test's own, which leaves no line in the journal."""
    with transaction.atomic(), under_way(Deed("test.writing", by or Standing.machine("test"), at)) as deed:
        yield deed


class Stand:
    """Standings without rows behind them, for tests of rules and visibility."""

    @staticmethod
    def public() -> Standing:
        return Standing.public()

    @staticmethod
    def machine(name: str = "test") -> Standing:
        return Standing.machine(name)

    @staticmethod
    def officer(
        member: str,
        *roles: Role,
        circles: tuple[str, ...] = (),
        observes: tuple[str, ...] = (),
        chairs: tuple[str, ...] = (),
        agreements: tuple[UUID, ...] = (),
        person: UUID | None = None,
        name: str = "officer",
    ) -> Standing:
        return Standing(
            StandingKind.OFFICER,
            person=person or UUID(int=int(member) if member.isdigit() else 1),
            name=name,
            member=member,
            roles=frozenset(roles or (Role.CLERK,)),
            circles=frozenset(circles),
            observes=frozenset(observes),
            chairs=frozenset(chairs),
            agreements=frozenset(agreements),
        )


@dataclass(frozen=True, slots=True)
class Town:
    """A member with one officer a role, as a person who can sign in and as the standing they have at ``NOW``."""

    row: Member
    clerk_user: User
    signatory_user: User
    secretary_user: User
    clerk: Standing
    signatory: Standing
    secretary: Standing

    @property
    def code(self) -> str:
        return self.row.code

    def officers(self) -> tuple[Standing, Standing, Standing]:
        return self.clerk, self.signatory, self.secretary


@dataclass(frozen=True, slots=True)
class Five:
    """The five towns of 2024, two on the right bank (Shanghai) and three on the left (Zhejiang)."""

    circle: Circle
    fengjing: Town
    zhujing: Town
    huimin: Town
    yaozhuang: Town
    xindai: Town
    observer: Town  # another town of Shanghai that reads along: no vote, no turn
    stranger: Town  # a town of another circle
    keeper_user: User
    keeper: Standing

    @property
    def slug(self) -> str:
        return self.circle.slug

    @property
    def towns(self) -> tuple[Town, ...]:
        """Return the five, by code."""
        return self.zhujing, self.fengjing, self.huimin, self.yaozhuang, self.xindai

    @property
    def chair(self) -> Town:
        """Return who chairs at ``NOW``."""
        return self.fengjing


TOWNS = {  # code: province, county, Chinese name, name, mark, colour, bank
    "310116102": ("31", "310116", "枫泾镇", "Fengjing", "枫", 1, 1),
    "310116101": ("31", "310116", "朱泾镇", "Zhujing", "朱", 2, 1),
    "330421003": ("33", "330421", "惠民街道", "Huimin Street", "惠", 3, -1),
    "330421111": ("33", "330421", "姚庄镇", "Yaozhuang", "姚", 4, -1),
    "330482102": ("33", "330482", "新埭镇", "Xindai", "埭", 5, -1),
    "310116103": ("31", "310116", "张堰镇", "Zhangyan", "张", 6, 1),
    "320583102": ("32", "320583", "甲镇", "Elsewhere", "甲", 0, 0),
}
UPPER = {
    "31": (PlaceKind.PROVINCE, "上海市", "Shanghai"),
    "33": (PlaceKind.PROVINCE, "浙江省", "Zhejiang"),
    "32": (PlaceKind.PROVINCE, "江苏省", "Jiangsu"),
    "310116": (PlaceKind.COUNTY, "金山区", "Jinshan District"),
    "330421": (PlaceKind.COUNTY, "嘉善县", "Jiashan County"),
    "330482": (PlaceKind.COUNTY, "平湖市", "Pinghu City"),
    "320583": (PlaceKind.COUNTY, "昆山市", "Kunshan City"),
}


def make_place(code: str, kind: str, name_zh: str, name: str, **more: Any) -> Place:
    """Return a place, made if there is none of this code. Call inside :func:`writing`."""
    found = Place.objects.visible_to(Standing.machine("test")).filter(code=code).first()
    if found is None:
        found = Place(code=code, kind=kind, name_zh=name_zh, name=name, **more)
        found.save()
    return found


def make_member(code: str, **more: Any) -> Member:
    """Return one of ``TOWNS`` as a member. Call inside :func:`writing`."""
    province, county, name_zh, name, mark, colour, bank = TOWNS[code]
    places = {key: make_place(key, *UPPER[key]) for key in (province, county)}
    given = {
        "name_zh": name_zh,
        "name": name,
        "short_zh": name_zh.removesuffix("镇").removesuffix("街道"),
        "short": name.removesuffix(" Street"),
        "mark": mark,
        "colour": colour,
        "bank": bank,
        **more,
    }
    kind = PlaceKind.STREET if name_zh.endswith("街道") else PlaceKind.TOWN
    member = Member(
        code=code,
        place=make_place(code, kind, name_zh, name),
        province=places[province],
        county=places[county],
        **given,
    )
    member.save()
    return member


def make_circle(slug: str, **more: Any) -> Circle:
    """Return a circle. Call inside :func:`writing`."""
    circle = Circle(slug=slug, **{"name_zh": f"圈 {slug}", "name": f"Circle {slug}", **more})
    circle.save()
    return circle


def make_membership(circle: Circle, member: Member, kind: str = MembershipKind.MEMBER, **more: Any) -> Membership:
    """Return a membership in force since ``FOUNDED``. Call inside :func:`writing`."""
    row = Membership(
        in_circle=circle, circle=circle.slug, owner=member.code, audience=Audience.PUBLIC, member=member, kind=kind
    )
    row.valid_from = more.pop("valid_from", FOUNDED)
    row.valid_to = more.pop("valid_to", None)
    row.save()
    return row


def make_term(circle: Circle, member: Member, year: int, starts_on: date, ends_on: date) -> Term:
    """Return a settled turn in office. Call inside :func:`writing`."""
    row = Term(
        in_circle=circle,
        circle=circle.slug,
        owner=member.code,
        audience=Audience.PUBLIC,
        member=member,
        year=year,
        starts_on=starts_on,
        ends_on=ends_on,
    )
    row.save()
    return row


def make_agreement(circle: Circle, slug: str, parties: list[Member], **more: Any) -> Agreement:
    """Return an agreement on paper, in force since ``FOUNDED`` among these parties. Call inside :func:`writing`."""
    shared: dict[str, Any] = {"in_circle": circle, "circle": circle.slug, "audience": Audience.PUBLIC}
    row = Agreement(
        slug=slug,
        owner=parties[0].code,
        on_paper=True,
        **{
            "kind": AgreementKind.COOPERATION,
            "title_zh": f"协议 {slug}",
            "title": f"Agreement {slug}",
            **shared,
            **more,
        },
    )
    row.signed_on = FOUNDED
    row.save()
    for member in parties:
        party = AgreementParty(of=row, member=member, owner=member.code, **shared)
        party.joined_on = FOUNDED
        party.save()
    return row


def make_user(username: str, name_zh: str = "", **more: Any) -> User:
    """Return a person who can sign in with ``PASSWORD``."""
    user = User(username=username, name_zh=name_zh or username, name_en=username, **more)
    user.set_password(PASSWORD)
    user.save()
    return user


def make_office(user: User, member: str, role: Role, **more: Any) -> Office:
    """Return a role that a person holds for a member since 2024. Call inside :func:`writing`."""
    row = Office(person=user, owner=member, role=role, audience=Audience.OWN)
    row.valid_from = more.pop("valid_from", date(2024, 1, 1))
    row.valid_to = more.pop("valid_to", None)
    for name, value in more.items():
        setattr(row, name, value)
    row.save()
    return row


def standing_at(user: User, at: datetime = NOW) -> Standing:
    """Return the standing a person has at a moment, as the doors reckon it."""
    from pilin.config.standing import standing_of

    return standing_of(user, at)


def make_town(member: Member) -> tuple[User, User, User]:
    """Give a member one officer a role: clerk, signatory, secretary. Call inside :func:`writing`."""
    people = []
    for role in (Role.CLERK, Role.SIGNATORY, Role.SECRETARY):
        user = make_user(f"{member.code}-{role.value}", f"{member.short_zh}{role.value}")
        make_office(user, member.code, role)
        people.append(user)
    return people[0], people[1], people[2]


def town_of(member: Member, people: tuple[User, User, User]) -> Town:
    """Return a town with the standings its officers have at ``NOW``: call when circles and terms are laid."""
    clerk, signatory, secretary = people
    return Town(member, clerk, signatory, secretary, standing_at(clerk), standing_at(signatory), standing_at(secretary))


def circle_of_five() -> Five:
    """Return the circle of 2024 in the database: five towns in two provinces, an observer, a stranger, the chair Fengjing."""
    with writing():
        circle = make_circle(
            "five-towns",
            name_zh="毗邻五镇",
            name="The five adjacent towns",
            convention_zh="任期按年",
            convention="A term is a year",
        )
        elsewhere = make_circle("elsewhere", name_zh="别处", name="Elsewhere")
        members = {code: make_member(code) for code in TOWNS}
        people = {code: make_town(member) for code, member in members.items()}
        for code, member in members.items():
            if code == "320583102":
                make_membership(elsewhere, member)
            else:
                kind = MembershipKind.OBSERVER if code == "310116103" else MembershipKind.MEMBER
                make_membership(circle, member, kind)
        make_term(circle, members["310116102"], 2024, date(2024, 1, 1), date(2024, 12, 31))
        keeper = make_user("keeper", "管理员")
        make_office(keeper, "310116102", Role.KEEPER)
    towns = {code: town_of(member, people[code]) for code, member in members.items()}
    return Five(
        circle=circle,
        zhujing=towns["310116101"],
        fengjing=towns["310116102"],
        huimin=towns["330421003"],
        yaozhuang=towns["330421111"],
        xindai=towns["330482102"],
        observer=towns["310116103"],
        stranger=towns["320583102"],
        keeper_user=keeper,
        keeper=standing_at(keeper),
    )
