"""The manager answers nobody by default: every way of reading without standing raises."""

from __future__ import annotations

import pytest
from django.db.models import Count, Prefetch

from pilin.foundation.access.gate import WriteOutsideDeed
from pilin.foundation.access.models import NobodyStanding
from pilin.foundation.access.standing import Standing
from pilin.foundation.members.models import Agreement, AgreementParty, Member
from tests.factories.base import make_agreement, writing

pytestmark = pytest.mark.django_db
EVERYONE = Standing.public()
HOUSE = Standing.machine("test")

WAYS = {
    "all": lambda m: list(m.all()),
    "filter": lambda m: m.filter(pk__isnull=False),
    "exclude": lambda m: m.exclude(pk__isnull=True),
    "get": lambda m: m.get(pk="018f3a3e-0000-7000-8000-000000000000"),
    "first": lambda m: m.first(),
    "last": lambda m: m.last(),
    "latest": lambda m: m.latest("pk"),
    "earliest": lambda m: m.earliest("pk"),
    "count": lambda m: m.count(),
    "exists": lambda m: m.exists(),
    "contains": lambda m: m.contains(m.model()),
    "aggregate": lambda m: m.aggregate(n=Count("pk")),
    "annotate": lambda m: m.annotate(n=Count("pk")),
    "iterator": lambda m: list(m.iterator()),
    "explain": lambda m: m.explain(),
    "values": lambda m: m.values("pk"),
    "values_list": lambda m: m.values_list("pk"),
    "dates": lambda m: m.dates("made_at", "year"),
    "datetimes": lambda m: m.datetimes("made_at", "year"),
    "in_bulk": lambda m: m.in_bulk(),
    "order_by": lambda m: m.order_by("pk"),
    "distinct": lambda m: m.distinct(),
    "defer": lambda m: m.defer("pk"),
    "only": lambda m: m.only("pk"),
    "none": lambda m: m.none(),
    "union": lambda m: m.union(m),
    "raw": lambda m: m.raw("SELECT 1"),
    "using": lambda m: m.using("default"),
    "db_manager": lambda m: m.db_manager("default").all(),
    "select_related": lambda m: m.select_related(),
    "select_for_update": lambda m: m.select_for_update(),
    "prefetch_related": lambda m: m.prefetch_related(),
    "get_or_create": lambda m: m.get_or_create(pk="018f3a3e-0000-7000-8000-000000000000"),
    "create": lambda m: m.create(),
    "update": lambda m: m.update(owner="x"),
    "delete": lambda m: m.all().delete(),
    "bulk_create": lambda m: m.bulk_create([]),
}


@pytest.fixture
def agreement(five):
    with writing():
        return make_agreement(five.circle, "frame", [five.fengjing.row, five.huimin.row])


@pytest.mark.parametrize("way", WAYS)
def test_nobody_standing_raises(way):
    with pytest.raises(NobodyStanding):
        WAYS[way](Agreement.objects)


def test_nobody_standing_raises_on_a_relation(agreement):
    for name, way in WAYS.items():
        with pytest.raises(NobodyStanding):
            pytest.fail(f"{name} answered {way(agreement.party_rows)!r}")


def test_every_public_method_of_a_queryset_is_behind_the_gate():
    """Catches what a later Django adds: each proxied method either raises for nobody or is no reading."""
    tried = set(WAYS) | {"delete"}
    proxied = {name for name in dir(Agreement.objects) if not name.startswith("_")} & {
        name for name in dir(Agreement.objects.visible_to(EVERYONE)) if not name.startswith("_")
    }
    harmless = {"db", "model", "deconstruct", "check", "contribute_to_class"}
    rest = {
        name
        for name in proxied - tried - harmless
        if not name.startswith("a") or name in ("aggregate", "alias", "annotate")
    }
    for name in sorted(rest):
        with pytest.raises((NobodyStanding, TypeError, AttributeError)) as raised:
            getattr(Agreement.objects, name)()
        assert raised.type is NobodyStanding, name


def test_a_shortcut_of_django_raises_too(agreement):
    from django.shortcuts import get_list_or_404, get_object_or_404

    with pytest.raises(NobodyStanding):
        get_object_or_404(Agreement, pk=agreement.pk)
    with pytest.raises(NobodyStanding):
        get_list_or_404(Agreement)


def test_serialising_a_table_raises():
    from django.core.serializers import serialize

    with pytest.raises(NobodyStanding):
        serialize("json", Agreement.objects.all())


def test_relations_answer_whoever_says_who_asks(agreement):
    assert agreement.party_rows.visible_to(EVERYONE).count() == 2


def test_a_scope_does_not_stick_to_the_manager(agreement):
    list(Agreement.objects.visible_to(HOUSE))
    with pytest.raises(NobodyStanding):
        Agreement.objects.all()


def test_rows_prefetched_for_one_are_not_shown_to_another(five):
    with writing():
        mine = make_agreement(five.circle, "mine", [five.fengjing.row, five.huimin.row])
        for party in mine.party_rows.visible_to(HOUSE):
            party.audience = "own"
            party.save()
    (row,) = (
        Agreement.objects.visible_to(HOUSE)
        .filter(pk=mine.pk)
        .prefetch_related(Prefetch("party_rows", AgreementParty.objects.visible_to(HOUSE)))
    )
    assert len(row.party_rows.all()) == 2
    assert list(row.party_rows.visible_to(EVERYONE)) == []
    assert [p.owner for p in row.party_rows.visible_to(five.huimin.clerk)] == [five.huimin.code]
    assert len(row.party_rows.all()) == 2


def test_a_bare_prefetch_raises(agreement):
    with pytest.raises(NobodyStanding):
        list(Agreement.objects.visible_to(EVERYONE).prefetch_related("party_rows"))


def test_raw_sql_is_refused_even_to_somebody():
    with pytest.raises(NobodyStanding):
        Agreement.objects.visible_to(HOUSE).raw("SELECT * FROM members_agreement")


def test_a_union_keeps_each_scope(five):
    with writing():
        for town in (five.fengjing, five.huimin):
            make_agreement(five.circle, f"own-{town.code}", [town.row], audience="own")
    mine = Agreement.objects.visible_to(five.fengjing.clerk)
    theirs = Agreement.objects.visible_to(five.huimin.clerk)
    assert {a.owner for a in mine} == {five.fengjing.code}
    assert {a.owner for a in mine & theirs} == set()
    assert {a.owner for a in mine | theirs} == {five.fengjing.code, five.huimin.code}


WRITES = {
    "save": lambda row: row.save(),
    "delete": lambda row: row.delete(),
    "update": lambda row: Agreement.objects.visible_to(HOUSE).update(owner="x"),
    "delete of many": lambda row: Agreement.objects.visible_to(HOUSE).delete(),
    "bulk_create": lambda row: Agreement.objects.visible_to(HOUSE).bulk_create([row]),
    "bulk_update": lambda row: Agreement.objects.visible_to(HOUSE).bulk_update([row], ["owner"]),
    "create": lambda row: Agreement.objects.visible_to(HOUSE).create(owner="x"),
    "get_or_create": lambda row: Agreement.objects.visible_to(HOUSE).get_or_create(slug="new"),
    "update_or_create": lambda row: Agreement.objects.visible_to(HOUSE).update_or_create(slug="new"),
    "add to a relation": lambda row: row.party_rows.add(AgreementParty.objects.visible_to(HOUSE).first()),
}


def test_nothing_is_written_outside_a_deed(agreement):
    before = list(Agreement.objects.visible_to(HOUSE).values())
    for name, write in WRITES.items():
        with pytest.raises(WriteOutsideDeed):
            pytest.fail(f"{name} wrote {write(agreement)!r}")
    assert list(Agreement.objects.visible_to(HOUSE).values()) == before


def test_only_what_changed_is_noted(five):
    with writing() as deed:
        row = make_agreement(five.circle, "noted", [five.fengjing.row])
    with writing() as deed:
        row = Agreement.objects.visible_to(HOUSE).get(pk=row.pk)
        row.title = "Another title"
        row.save()
    assert [(t.what, t.changes) for t in deed.touches] == [("changed", {"title": ["Agreement noted", "Another title"]})]


def test_a_change_inside_a_list_is_noted(five):
    from pilin.foundation.members.models import RotationOrder

    with writing():
        order = RotationOrder(
            in_circle=five.circle, circle=five.slug, owner=five.fengjing.code, codes=["a"], from_year=2024
        )
        order.save()
    with writing() as deed:
        order = RotationOrder.objects.visible_to(HOUSE).get(pk=order.pk)
        order.codes.append("b")
        order.save()
    assert deed.touches[0].changes == {"codes": [["a"], ["a", "b"]]}


def test_a_deferred_column_is_no_change(five):
    with writing() as deed:
        row = Member.objects.visible_to(HOUSE).only("uid", "name").get(code=five.fengjing.code)
        row.name = "Fengjing Town"
        row.save(update_fields=["name"])
    assert deed.touches[0].changes == {"name": ["Fengjing", "Fengjing Town"]}


def test_a_refreshed_row_counts_changes_from_there(five):
    with writing():
        row = Member.objects.visible_to(HOUSE).get(code=five.fengjing.code)
        other = Member.objects.visible_to(HOUSE).get(code=five.fengjing.code)
        other.name = "New"
        other.save()
    row.refresh_from_db()
    with writing() as deed:
        row.save()
    assert deed.touches[0].changes == {}
