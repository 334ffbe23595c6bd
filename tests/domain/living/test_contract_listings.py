"""What towns cherish and make keeps the contract of every room."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

from pilin.domain.enterprises.models import Enterprise
from pilin.domain.living import actions
from pilin.domain.living.models.listings import (
    BrandNote,
    Contribution,
    FigureNote,
    FlightRequest,
    LabelHeld,
    LabelKind,
    Listing,
    ListingRegister,
    ListingStage,
    RegisterClass,
)
from pilin.domain.living.rules.listings import ClassInput, EntryInput
from pilin.foundation.observations.models import Series
from tests.factories import enterprises
from tests.factories import living_listings as make
from tests.factories.base import NOW, TODAY, Stand
from tests.kit import Example, RoomContract


class TestListings(RoomContract):
    room = "living"

    def make_rows(self, owner: Any, audience: str) -> Sequence[Any]:
        """Return a row of every model of the subject, shared alike."""
        number = Listing.objects.visible_to(Stand.machine()).count()
        shared = {"in_circle": self.five.circle, "circle": self.five.slug, "owner": owner.member, "audience": audience}
        register = ListingRegister(title_zh=f"名录{number}", declared_classes=2, **shared)
        of_class = RegisterClass(register=register, position=1, title_zh="名人", declared=9, **shared)
        listing = Listing(
            kind="flying",
            title_zh=f"起降点{number}",
            of_class=of_class,
            takes_requests=True,
            latitude="30.89",
            longitude="121.01",
            **shared,
        )
        label = LabelKind(title_zh=f"示范村{number}", level="national", of_villages=True, declared=7, **shared)
        held = LabelHeld(label=label, village_zh="甲村", year=2019, **shared)
        brand = BrandNote(listing=listing, part="award", name_zh="金奖", number=8, **shared)
        stage = ListingStage(listing=listing, stage="topped_out", **shared)
        series = Series(slug=f"kit-{number}", kind="flow", unit="visit", title_zh="客", title="Visitors", **shared)
        note = FigureNote(topic="visitors", series=series, **shared)
        story = Contribution(
            listing=listing, person_id=self.five.keeper_user.pk, text="一段往事", rights="own", told_on=TODAY,
            state="waiting" if audience == "own" else "shown", **shared,
        )  # fmt: skip
        firm = Enterprise(name_zh=f"某厂{number}", **shared)
        flight = FlightRequest(
            base=listing, firm=firm, size="small", registration="U1", starts_at=NOW + timedelta(days=1), ends_at=NOW + timedelta(days=1, hours=1), height_m=90,
            area="田", purpose="巡", controlled=False, clause="第二十六条", asked_at=NOW, answer_by=NOW + timedelta(hours=9), **shared,
        )  # fmt: skip
        rows = [register, of_class, listing, label, held, brand, stage, series, note, story, firm, flight]
        for row in rows:
            row.save()
        return rows

    def list_urls(self) -> Iterable[str]:
        pages = ("listings/", "listings.csv", "listings.geojson", "villages/", "visitors/", "flights/")
        calls = ("listings", "lists", "villages", "visitors", "flights")
        return [
            *(f"/c/five-towns/living/{page}" for page in pages),
            *(f"/api/v1/circles/five-towns/{call}" for call in calls),
        ]

    def page_of(self, row: Any) -> str | None:
        pages = {Listing: "listings", ListingRegister: "lists", FlightRequest: "flights", Contribution: "stories"}
        return f"/c/five-towns/living/{pages[type(row)]}/{row.pk}/" if type(row) in pages else None

    def deeds(self) -> Iterable[Example]:
        five, clerk, other = self.five, self.five.fengjing.clerk, self.five.xindai.clerk
        base = {"circle": five.circle, "town": five.fengjing.code}
        listing = {**base, "kind": "craft", "title_zh": "土布"}
        row, label = make.listing(clerk), make.label(clerk)
        register = make.register(clerk, ("名人", 1), ("故事", None))
        of_class = make.class_of(register)
        tower = make.listing(clerk, kind="building", title_zh="塔楼", height_m=None)
        resident = enterprises.person("teller")
        (firm,) = enterprises.made(clerk, enterprises.firm(1))
        pilot = enterprises.speaker("pilot", firm, clerk)
        ground = make.base(clerk)
        first, second, third = (make.flight(pilot, ground, firm, days=n) for n in (1, 2, 3))
        told, gone = make.story(resident, row), make.story(resident, row)
        held = make.held(clerk, label)
        series = make.series(five, "visitors", "8520000")
        asked = {
            "by": pilot, "base": ground, "firm": firm, "size": "small", "registration": "U1", "licensed": True, "height_m": 150, "area": "田", "purpose": "巡",
            "starts_at": NOW + timedelta(days=1), "ends_at": NOW + timedelta(days=1, hours=1),
        }  # fmt: skip
        entries = [EntryInput("张三")]
        tale = {"by": resident, "listing": row, "text": "小时候爷爷带我去过那里。", "rights": "own"}
        picture = {"listing": row, "name": "a.png", "content": PNG}
        return [
            Example(actions.enter_listing, ok=listing, refused={**listing, "by": other}),
            Example(actions.add_picture, ok=picture, refused={**picture, "by": other}),
            Example(actions.enter_register, ok={**base, "title_zh": "名录", "classes": [ClassInput("一")]}, refused={**base, "title_zh": "名录", "classes": []}),
            Example(actions.bring_entries, ok={"of_class": of_class, "kind": "person", "entries": entries}, refused={"of_class": of_class, "kind": "person", "entries": entries * 2}, bulk=True),
            Example(actions.add_label, ok={**base, "title_zh": "休闲村", "level": "national"}, refused={**base, "title_zh": "休闲村", "level": "of mine"}),
            Example(actions.give_label, ok={"label": label, "town": five.fengjing.code, "village_zh": "乙村"}, refused={"label": label, "town": five.fengjing.code}),
            Example(actions.end_label, ok={"held": held, "until": 2023}, refused={"held": held, "until": 2001}),
            Example(actions.note_brand, ok={"listing": row, "part": "award", "name_zh": "金奖"}, refused={"listing": row, "part": "award", "name_zh": " "}),
            Example(actions.note_stage, ok={"listing": tower, "stage": "topped_out"}, refused={"listing": tower, "stage": "completed", "by": other}),
            Example(actions.note_figure, ok={"series": series, "topic": "visitors"}, refused={"series": series, "topic": "weather"}),
            Example(actions.tell_story, ok=tale, refused={**tale, "by": clerk}),
            Example(actions.decide_story, ok={"story": told, "shown": True}, refused={"story": told, "shown": False}),
            Example(actions.take_story_back, ok={"by": resident, "story": gone}, refused={"story": gone}),
            Example(actions.ask_flight, ok=asked, refused={**asked, "at": NOW + timedelta(hours=2)}),
            Example(actions.answer_flight, ok={"request": first, "agreed": True}, refused={"request": second, "agreed": False}),
            Example(actions.withdraw_flight, ok={"by": pilot, "request": third}, refused={"by": other, "request": third}),
        ]  # fmt: skip


PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8cfc00000030101"
    "00c9fe92ef0000000049454e44ae426082"
)
