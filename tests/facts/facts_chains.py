"""Firms and chains as the reports give them: the hub, the leader with its 84, the cluster's title, quarters and firms."""

from __future__ import annotations

from typing import Any

from pilin.domain.chains.models import (
    Activity,
    Cluster,
    ClusterFirm,
    ClusterPart,
    Organisation,
    Recognition,
    Reported,
    SupplyLink,
)
from pilin.domain.enterprises.models import Enterprise
from tests.facts.harness import Fact

CLUSTER = "photoelectric-transmission"


class Chains(Fact):
    room = "chains"
    page = "chains:cluster"
    page_kwargs = {"circle": "five-towns", "slug": CLUSTER}

    def cluster(self, slug: str = CLUSTER) -> Cluster:
        return Cluster.objects.visible_to(self.public).get(slug=slug, circle="five-towns")

    def firm(self, name: str) -> Enterprise:
        return Enterprise.objects.visible_to(self.public).get(name_zh=name, circle="five-towns")


class HubAcrossTheBorder(Chains):
    number = "D-12"
    says = "Ten of Hanzhong's recorded suppliers stand across the border, for 200 m yuan a year together; the firms are illustrative"
    page = "pilin chains graph 汉钟精机"

    def links(self) -> list[Any]:
        rows = (
            SupplyLink.objects.visible_to(self.house)
            .filter(buyer=self.firm("汉钟精机"))
            .select_related("seller", "amount")
        )
        return [row for row in rows if row.seller.owner.startswith("33")]

    def holds(self) -> None:
        rows = self.links()
        assert len(rows) == 10
        assert sum(row.amount.amount for row in rows) == 200_000_000
        assert all(row.illustrative for row in rows)
        graph = self.pilin("chains", "graph", str(self.firm("汉钟精机").pk), "--depth", "1", "--json")
        assert graph["nodes"] == []  # the links are the circle's, not everyone's

    def falsify(self) -> None:
        row = self.links()[0].amount
        row.amount += 1
        row.save()


class Leader(Chains):
    number = "D-31"
    says = "One leader, Qifan, 84 firms drawn; four named: two upstream, two midstream; headline and body disagree on the stages"

    def holds(self) -> None:
        told = self.pilin("chains", "cluster", CLUSTER, "--json")
        assert told["leader"] == str(self.firm("起帆电缆").pk)
        assert {key: len(rows) for key, rows in told["firms"].items()} == {"upstream": 2, "midstream": 2}
        assert sorted((one["value"], one["source"], tuple(one["stages"])) for one in told["reported"]) == [
            ("84", "S1:11", ("upstream", "midstream")), ("84", "S1:5", ("upstream", "downstream")),
        ]  # fmt: skip
        assert told["stages_in_conflict"] is True

    def falsify(self) -> None:
        row = ClusterFirm.objects.visible_to(self.house).filter(cluster=self.cluster(), position="upstream").first()
        assert row is not None
        row.position = "downstream"
        row.save()


class StagesDisagree(Chains):
    number = "Q-04"
    says = "Up- and downstream in the headline, up- and midstream in the body: kept as two statements, flagged"

    def holds(self) -> None:
        assert self.pilin("chains", "cluster", CLUSTER, "--json")["stages_in_conflict"] is True

    def falsify(self) -> None:
        for row in Reported.objects.visible_to(self.house).filter(cluster=self.cluster()):
            row.stages = "upstream,midstream"
            row.save()


class TitleOfTheCluster(Chains):
    number = "D-32"
    says = "The Shanghai title of 2024 is the cluster's, with no end given; none of its firms carries it"

    def holds(self) -> None:
        told = self.pilin("chains", "cluster", CLUSTER, "--json")
        assert [(one["title_zh"], one["level"], one["year"], one["valid_to"]) for one in told["recognitions"]] == [
            ("上海市中小企业特色产业集群", "municipal", 2024, None)
        ]

    def falsify(self) -> None:
        row = Recognition.objects.visible_to(self.house).get(cluster=self.cluster())
        row.level = "national"
        row.save()


class ThreeFormsAQuarter(Chains):
    number = "D-33"
    says = "Three forms every quarter: twelve due a year, and a quarter that misses one names it"

    def holds(self) -> None:
        quarters = self.pilin("chains", "cluster", CLUSTER, "--json")["quarters"]
        assert (len(quarters), sum(one["due"] for one in quarters)) == (4, 12)
        assert any(one["missing"] for one in quarters if one["over"])

    def falsify(self) -> None:
        row = Activity.objects.visible_to(self.house).filter(cluster=self.cluster(), held_on=None).first()
        assert row is not None
        row.delete()


class Tree(Chains):
    number = "D-30"
    says = "One committee, four branches, 28 organisations, 274 firms: 68.5 a branch, 9.8 an organisation; five firms are recorded here"
    page = "chains:organisations"
    page_kwargs = {"circle": "five-towns"}

    def holds(self) -> None:
        (tree,) = self.pilin("chains", "organisations", "--json")
        assert (tree["counts"]["branches"], tree["counts"]["firms"]) == (4, 5)
        told = {one["what"]: (one["value"], one["source"]) for one in tree["reported"]}
        assert told == {"organisations": ("28", "S1:7"), "firms": ("274", "S1:7")}
        assert (274 / len(tree["branches"]), round(274 / 28, 1)) == (68.5, 9.8)
        placed = [firm for branch in tree["branches"] for firm in branch["firms"]]
        assert len(set(placed)) == len(placed)

    def falsify(self) -> None:
        row = Organisation.objects.visible_to(self.house).filter(kind="branch").order_by("-uid").first()
        assert row is not None
        row.delete()


class EverDisplay(Chains):
    number = "D-70"
    says = "EverDisplay: 34.33 bn yuan invested, 12.9 bn planned output a year (0.376 of it), 12 upstream and downstream firms"
    page_kwargs = {"circle": "five-towns", "slug": "everdisplay"}

    def holds(self) -> None:
        told = {one["what"]: one for one in self.pilin("chains", "cluster", "everdisplay", "--json")["reported"]}
        assert {what: (one["value"], one["unit"]) for what, one in told.items()} == {
            "partners": ("12", "firm"), "investment": ("34330000000", "CNY"), "output": ("12900000000", "CNY"),
        }  # fmt: skip
        assert round(int(told["output"]["value"]) / int(told["investment"]["value"]), 3) == 0.376

    def falsify(self) -> None:
        row = Reported.objects.visible_to(self.house).get(cluster=self.cluster("everdisplay"), what="partners")
        row.what = "suppliers"
        row.save()


class NamedParts(Chains):
    """A cluster, alliance or platform of which the source lists parts and no firms."""

    slug = ""
    parts: tuple[str, ...] = ()
    declared: int | None = None

    def holds(self) -> None:
        told = self.pilin("chains", "cluster", self.slug, "--json")
        assert (told["parts_declared"], tuple(part["name_en"] for part in told["parts"])) == (self.declared, self.parts)
        assert told["firms"] == {}  # the source names none, and none is made up

    def falsify(self) -> None:
        row = ClusterPart.objects.visible_to(self.house).filter(cluster=self.cluster(self.slug)).first()
        assert row is not None
        row.delete()


class SuheOne(NamedParts):
    number = "D-41"
    says = "The SUHE ONE alliance of entrepreneurs, on four “high” potentials, each named"
    slug, declared = "suhe-one", 4
    page_kwargs = {"circle": "five-towns", "slug": "suhe-one"}
    parts = (
        "high-energy industry",
        "high standard carrier",
        "high-quality environment",
        "high popularity business district",
    )


class FourClusters(NamedParts):
    number = "D-69"
    says = "Four industrial clusters of Jinshan, each named, with about 100 bn yuan of output together"
    slug, declared = "jinshan-clusters", 4
    page_kwargs = {"circle": "five-towns", "slug": "jinshan-clusters"}
    parts = (
        "new-generation information technology",
        "life and health",
        "high-end intelligent equipment",
        "new materials",
    )

    def holds(self) -> None:
        super().holds()
        (told,) = self.pilin("chains", "cluster", self.slug, "--json")["reported"]
        assert (told["what"], told["value"], told["unit"], told["comparator"]) == (
            "clusters",
            "100000000000",
            "CNY",
            "≈",
        )


class JinshanTaste(Chains):
    number = "D-79"
    says = "“Jinshan taste”: 8 gold awards, over 30 kinds, 23 leading firms; a central kitchen of 40,000 t and about 400 m yuan a year"
    page_kwargs = {"circle": "five-towns", "slug": "jinshan-taste"}

    def holds(self) -> None:
        told = {one["what"]: one for one in self.pilin("chains", "cluster", "jinshan-taste", "--json")["reported"]}
        assert {what: (one["value"], one["comparator"], one["unit"]) for what, one in told.items()} == {
            "awards": ("8", "=", "award"), "kinds": ("30", ">", "item"), "leading": ("23", "=", "firm"),
            "kitchen": ("40000", "=", "t"), "kitchen_output": ("400000000", "≈", "CNY"),
        }  # fmt: skip
        assert int(told["kitchen_output"]["value"]) / int(told["kitchen"]["value"]) == 10_000  # yuan a tonne, about

    def falsify(self) -> None:
        Reported.objects.visible_to(self.house).get(cluster=self.cluster("jinshan-taste"), what="kitchen").delete()


class OldBrands(NamedParts):
    number = "D-86"
    says = "Four platforms of old brands: debut platform, enterprise alliance, revitalization base, practice base"
    slug = "old-brands"
    page_kwargs = {"circle": "five-towns", "slug": "old-brands"}
    parts = (
        "debut platform for Shanghai's old brands", "old brand enterprise alliance in the Yangtze River Delta",
        "old brand revitalization base in the Yangtze River Delta", "innovation practice base of old brands in the Yangtze River Delta",
    )  # fmt: skip
