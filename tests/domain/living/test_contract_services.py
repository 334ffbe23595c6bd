"""Services keep the contract of every room."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from pilin.domain.living.actions import services as actions
from pilin.domain.living.models.services import (
    Facility,
    FacilityDepartment,
    FacilityPartnership,
    OpeningHours,
    PublicService,
    ServicePaper,
    SettlementWord,
    UnmetNeed,
)
from pilin.foundation.access.standing import Standing
from tests.factories import lines as make_lines
from tests.factories import living_services as make
from tests.factories.base import TODAY, Stand
from tests.kit import Example, RoomContract


class TestServices(RoomContract):
    room = "living"

    def make_rows(self, owner: Any, audience: str) -> Sequence[Any]:
        """Return a facility with all that hangs on it, a service with all that hangs on it, and a note, shared alike."""
        number = Facility.objects.visible_to(Stand.machine()).count()
        shared = {"in_circle": self.five.circle, "circle": self.five.slug, "owner": owner.member, "audience": audience}
        ground = self.five.fengjing.row.place
        place = Facility(
            kind="hospital", name_zh=f"医院{number}", place=ground, bank=1, latitude="30.8856", longitude="121.0075", **shared
        )  # fmt: skip
        service = PublicService(
            title_zh=f"服务{number}", events="health", provider_zh="中心", facility=place, for_whom="everyone", valid_from=make.SINCE, **shared
        )  # fmt: skip
        rows = [
            place,
            service,
            FacilityDepartment(facility=place, number=1, name_zh="内科", **shared),
            FacilityPartnership(facility=place, number=1, partner_zh="中山医院", **shared),
            OpeningHours(facility=place, days="daily", opens=480, closes=1000, **shared),
            ServicePaper(service=service, number=1, paper_zh="身份证", **shared),
            SettlementWord(
                facility=place, kind="outpatient", area=ground, linked="yes", as_of=make.SINCE, says_zh="医保办", **shared
            ),
            UnmetNeed(event="health", noted_on=TODAY, words="没有找到", **shared),
        ]  # fmt: skip
        for row in rows:
            row.save()
        return rows

    def list_urls(self) -> Iterable[str]:
        pages, api = "/c/five-towns/living", "/api/v1/circles/five-towns"
        start = f"origin=stop:{make_lines.stop(self.five.huimin.clerk, 'huimin').pk}"
        return [
            f"{pages}/", f"{pages}/?event=health&{start}", f"{pages}/facilities/", f"{pages}/needs/", f"{pages}/settle/",
            f"{api}/public-services?{start}", f"{api}/facilities",
        ]  # fmt: skip

    def page_of(self, row: Any) -> str | None:
        if isinstance(row, PublicService):
            return f"/c/five-towns/living/services/{row.pk}/"
        return f"/c/five-towns/living/facilities/{row.pk}/" if isinstance(row, Facility) else None

    def deeds(self) -> Iterable[Example]:
        five, clerk, other = self.five, self.five.fengjing.clerk, self.five.xindai.clerk
        base = {"circle": five.circle, "town": five.fengjing.code}
        place = {**base, "kind": "clinic", "name_zh": "新卫生院", "place": five.fengjing.code}
        service = {
            **base, "title_zh": "办证", "events": ["home"], "provider_zh": "中心", "for_whom": "circle", "valid_from": TODAY
        }  # fmt: skip
        row = make.facility(clerk)
        word = {
            "facility": row,
            "kind": "inpatient",
            "area": "330421",
            "linked": "no",
            "as_of": TODAY,
            "says_zh": "医保办",
        }
        need = {**base, "by": Standing.public(), "event": "health", "words": "夜里没有药店"}
        return [
            Example(actions.put_facility, ok=place, refused={**place, "place": five.huimin.code}),
            Example(actions.put_service, ok=service, refused={**service, "by": other}),
            Example(actions.say_settlement, ok=word, refused={**word, "by": other}),
            Example(actions.note_need, ok=need, refused={**need, "by": clerk}),
        ]
