"""Services keep the contract of every room."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from pilin.domain.services import actions
from pilin.domain.services.models import FirmFacts, Leaflet, Resource, Service
from tests.factories import enterprises as firms
from tests.factories import services as make
from tests.factories.base import TODAY, Stand
from tests.kit import Example, RoomContract


class TestServices(RoomContract):
    room = "services"

    def make_rows(self, owner: Any, audience: str) -> Sequence[Any]:
        """Return a desk, a service, a leaflet and a firm's facts, shared alike."""
        number = Service.objects.visible_to(Stand.machine()).count()
        shared = {"in_circle": self.five.circle, "circle": self.five.slug, "owner": owner.member, "audience": audience}
        desk = Resource(name_zh="窗口", phone="021-0000 0001", reviewed_on=TODAY, **shared)
        desk.save()
        service = Service(matter=f"matter-{number}", stage="growth", title_zh="辅导", contact=desk, **shared)
        service.save()
        leaflet = Leaflet(kind="card", title_zh="联系卡", resources=[str(desk.pk)], **shared)
        leaflet.save()
        (firm,) = firms.made(owner, firms.firm(number + 1, name_zh=f"第{number}厂"))
        facts = FirmFacts(enterprise=firm, facts={"debt_ratio": "0.4"}, said_on=TODAY, **shared)
        facts.save()
        return [desk, service, leaflet, facts]

    def list_urls(self) -> Iterable[str]:
        return [
            "/c/five-towns/services/", "/c/five-towns/services/resources/", "/c/five-towns/services/policies/", "/api/v1/circles/five-towns/services",
            "/api/v1/circles/five-towns/resources", "/api/v1/circles/five-towns/leaflets",
        ]  # fmt: skip

    def page_of(self, row: Any) -> str | None:
        if isinstance(row, FirmFacts):
            return None
        if isinstance(row, Resource):
            return f"/c/five-towns/services/resources/{row.pk}/"
        if isinstance(row, Leaflet):
            return f"/c/five-towns/services/leaflets/{row.pk}.pdf"
        return f"/c/five-towns/services/{row.pk}/"

    def deeds(self) -> Iterable[Example]:
        five, clerk, other = self.five, self.five.fengjing.clerk, self.five.xindai.clerk
        base = {"circle": five.circle, "town": five.fengjing.code}
        desk = {**base, "name_zh": "窗口", "phone": "021-0000 0001", "reviewed_on": TODAY}
        offer = {**base, "matter": "little-giant", "stage": "growth", "title_zh": "辅导"}
        old = make.resource(clerk, reviewed_on=TODAY.replace(month=9))
        live, service, ending = make.resource(clerk), make.service(clerk), make.service(clerk, matter="other")
        (firm,) = firms.made(clerk, firms.firm(1))
        return [
            Example(actions.note_resource, ok=desk, refused={**desk, "by": other}),
            Example(actions.review_resource, ok={"resource": old}, refused={"resource": old, "by": other}),
            Example(actions.offer_service, ok=offer, refused={**offer, "stage": ""}),
            Example(actions.say_facts, ok={"firm": firm, "facts": {"debt_ratio": "0.4"}}, refused={"firm": firm, "facts": {"debt_ratio": "40"}}),
            Example(actions.end_service, ok={"service": ending}, refused={"service": service, "by": other}),
            Example(
                actions.make_leaflet, ok={**base, "kind": "card", "title_zh": "卡", "resources": [live.pk]},
                refused={**base, "kind": "card", "title_zh": "卡", "resources": []},
            ),
            Example(
                actions.ask_service, ok={"service": service, "firm": firm.pk, "subject": "问"},
                refused={"service": service, "firm": firm.pk, "subject": "问", "by": other},
            ),
        ]  # fmt: skip
