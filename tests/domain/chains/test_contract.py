"""The chains keep the contract of every room."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from pilin.domain.chains import actions
from pilin.domain.chains.actions import LinkInput
from pilin.domain.chains.models import (
    Activity,
    Cluster,
    ClusterFirm,
    ClusterPart,
    ContactCard,
    Introduction,
    IntroductionWord,
    LinkWord,
    Need,
    Organisation,
    OrganisationFirm,
    Recognition,
    Reported,
    SupplyAmount,
    SupplyLink,
)
from pilin.domain.enterprises.models import Enterprise, Register, RegisterRecord
from tests.factories import chains as make
from tests.factories import enterprises as registers
from tests.factories.base import Stand
from tests.kit import Example, RoomContract


class TestChains(RoomContract):
    room = "chains"

    def make_rows(self, owner: Any, audience: str) -> Sequence[Any]:
        """Return one row of each kind, all shared alike."""
        number = Enterprise.objects.visible_to(Stand.machine()).count() + 1
        shared = {"in_circle": self.five.circle, "circle": self.five.slug, "owner": owner.member, "audience": audience}
        register = Register(title=f"名录{number}", records_brought=2, **shared)
        register.as_of = "2024-09"
        register.save()
        firms = []
        for place in (number, number + 1):
            firm = Enterprise(
                name_zh=f"第{place}厂",
                uscc=registers.code(place),
                sound=f"di{place:03}chang",
                products=["PVC电缆料"],
                **shared,
            )
            firm.save()
            RegisterRecord(
                register=register, enterprise=firm, row=place, linked_by="first", name_zh=firm.name_zh, **shared
            ).save()
            firms.append(firm)
        cluster = Cluster(slug=f"cluster-{number}", name_zh=f"集群{number}", chain="cable", leader=firms[0], **shared)
        link = SupplyLink(
            seller=firms[0], buyer=firms[1], product_zh="PVC电缆料", product="pvc_cable_compound", **shared
        )
        need = Need(enterprise=firms[1], text=f"求购PVC电缆料{number}", understood=make.READ, **shared)
        introduction = Introduction(need=need, partner=firms[0], **shared)
        rows = [
            cluster, ClusterFirm(cluster=cluster, enterprise=firms[0], position="leader", **shared),
            ClusterPart(cluster=cluster, number=1, name_zh="新材料", **shared),
            Recognition(cluster=cluster, title_zh="特色产业集群", **shared), Activity(cluster=cluster, form_zh="沙龙", **shared),
            Reported(cluster=cluster, what="attracted", series=make.series(number, **shared), **shared), link,
            SupplyAmount(link=link, amount=Decimal("12.34"), currency="CNY", **shared),
            *self._bodies(number, firms[1], shared),
            LinkWord(link=link, side="seller", holds=True, **shared), need, introduction,
            IntroductionWord(introduction=introduction, side="buyer", word="consents", **shared),
            ContactCard(introduction=introduction, side="buyer", person="林女士", phone="021", **shared),
        ]  # fmt: skip
        for row in rows:
            row.save()
        return rows

    def _bodies(self, number: int, firm: Any, shared: dict[str, Any]) -> list[Any]:
        committee = Organisation(kind="committee", name_zh=f"党委{number}", **shared)
        branch = Organisation(kind="branch", name_zh=f"党总支{number}", parent=committee, **shared)
        return [committee, branch, OrganisationFirm(branch=branch, enterprise=firm, **shared)]

    def list_urls(self) -> Iterable[str]:
        return [
            "/c/five-towns/chains/",
            "/c/five-towns/chains/needs/",
            "/c/five-towns/chains/of/cable/",
            "/c/five-towns/clusters/",
            "/api/v1/circles/five-towns/clusters",
            "/api/v1/circles/five-towns/organisations",
            "/api/v1/circles/five-towns/needs",
            "/api/v1/circles/five-towns/chains/cable/gaps",
        ]

    def page_of(self, row: Any) -> str | None:
        match row:
            case Cluster():
                return f"/c/five-towns/clusters/{row.slug}/"
            case Need():
                return f"/c/five-towns/chains/needs/{row.pk}/"
            case Introduction():
                return f"/c/five-towns/chains/introductions/{row.pk}/"
            case SupplyLink():
                return f"/c/five-towns/chains/links/{row.pk}/"
        return None

    def deeds(self) -> Iterable[Example]:
        fengjing, xindai = self.five.fengjing.clerk, self.five.xindai.clerk
        ours, theirs = make.firm(fengjing, 1, "压缩机"), make.firm(xindai, 2, "PVC电缆料")
        words = {"circle": "five-towns", "slug": "cables", "name_zh": "电缆集群"}
        cluster = actions.add_cluster(by=fengjing, at=make.NOW, **{**words, "slug": "kept"})
        of_cluster = {"by": fengjing, "cluster": cluster}
        not_ours = {**of_cluster, "by": xindai}
        make.published("attracted", "84", by=Stand.machine())
        link = make.link(fengjing, theirs, ours)
        body = {"by": fengjing, "at": make.NOW, "circle": "five-towns"}
        committee = actions.add_organisation(**body, kind="committee", name_zh="党委")
        branch = actions.add_organisation(**body, kind="branch", name_zh="党总支", parent=committee)
        need = make.need(fengjing, ours)
        asked = make.introduction(fengjing, make.need(fengjing, ours, "再求购"), theirs)
        return [
            Example(actions.add_cluster, ok=words, refused={**words, "by": self.five.stranger.clerk}),
            Example(
                actions.join_cluster, ok={**of_cluster, "firms": [(ours, "leader")]},
                refused={**not_ours, "firms": [(theirs, "leader")]}, bulk=True,
            ),
            Example(actions.name_parts, ok={**of_cluster, "parts": [("新材料", "")]}, refused={**not_ours, "parts": [("新材料", "")]}),
            Example(actions.recognise_cluster, ok={**of_cluster, "title_zh": "特色"}, refused={**not_ours, "title_zh": "特色"}),
            Example(actions.note_activity, ok={**of_cluster, "form_zh": "沙龙"}, refused={**not_ours, "form_zh": "沙龙"}),
            Example(
                actions.point_at_figure, ok={"circle": "five-towns", "what": "attracted", "series": "attracted", "cluster": cluster},
                refused={"circle": "five-towns", "what": "attracted", "series": "attracted", "cluster": cluster, "by": xindai},
            ),
            Example(
                actions.add_organisation, ok={"circle": "five-towns", "kind": "committee", "name_zh": "党委"},
                refused={"circle": "five-towns", "kind": "branch", "name_zh": "党总支"},
            ),
            Example(
                actions.place_firms, ok={"branch": branch, "firms": [(ours, None)]},
                refused={"branch": committee, "firms": [(theirs, None)]}, bulk=True,
            ),
            Example(
                actions.note_links, ok={"circle": "five-towns", "links": [LinkInput(ours, theirs)]},
                refused={"circle": "five-towns", "links": [LinkInput(ours, theirs)], "by": self.five.huimin.clerk}, bulk=True,
            ),
            Example(actions.say_link, ok={"link": link, "side": "buyer", "holds": True}, refused={"link": link, "side": "seller", "holds": True}),
            Example(
                actions.state_need, ok={"circle": "five-towns", "enterprise": ours, "text": "求购", "understood": make.READ},
                refused={"circle": "five-towns", "enterprise": theirs, "text": "求购", "understood": make.READ},
            ),
            Example(actions.introduce, ok={"need": need, "partner": theirs}, refused={"need": need, "partner": ours}),
            Example(
                actions.answer_introduction, ok={"by": xindai, "introduction": asked, "side": "seller", "word": "consents", "card": make.CARD},
                refused={"introduction": asked, "side": "seller", "word": "consents"},
            ),
            Example(
                actions.close_need, ok={"need": need, "state": "met", "why": "已签约"},
                refused={"need": need, "state": "met", "why": "已签约", "by": xindai},
            ),
        ]  # fmt: skip
