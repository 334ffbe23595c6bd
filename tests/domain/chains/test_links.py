"""Supply links: dated, in bands for the circle and exact for the town that noted them, confirmed by both sides."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilin.domain.chains import actions, frames, queries, rules
from pilin.domain.chains.actions import LinkInput
from pilin.domain.chains.enums import UPPER_EDGES, Band
from pilin.domain.chains.models import SupplyAmount, SupplyLink
from pilin.foundation.access.verdict import Invalid
from tests.factories import chains as make
from tests.factories.base import NOW, TODAY, Five, Stand

pytestmark = pytest.mark.django_db


def test_the_circle_reads_a_band_and_the_noting_town_the_amount(five: Five, client: Any):
    ours, theirs = make.firm(five.fengjing.clerk, 1, "压缩机"), make.firm(five.xindai.clerk, 2, "转子")
    made = make.link(five.fengjing.clerk, theirs, ours, product_zh="转子", amount=Decimal("7654321.09"), from_on="2023")
    assert (made.band, made.product) == (Band.TO_20, queries.knowledge().find("转子"))
    for standing, seen in ((five.fengjing.clerk, "7654321.09"), (five.xindai.clerk, None), (five.huimin.clerk, None)):
        (told,) = queries.links_of(standing, make.CIRCLE, ours, TODAY)
        assert (str(told.amount.amount) if told.amount else None) == seen
    for user, seen in ((five.fengjing.clerk_user, True), (five.xindai.clerk_user, False), (None, False)):
        client.logout()
        if user is not None:
            client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        for url in (
            f"/c/five-towns/chains/firms/{ours.pk}/",
            f"/c/five-towns/chains/links/{made.pk}/",
            "/c/five-towns/chains/of/compressor/",
        ):
            page = client.get(url).content.decode()
            assert ("7,654,321.09" in page) is seen, url


def test_a_link_is_in_force_on_its_days_alone(five: Five):
    ours, theirs = make.firm(five.fengjing.clerk, 1), make.firm(five.xindai.clerk, 2)
    make.link(five.fengjing.clerk, theirs, ours, from_on="2023-03", to_on="2024-02-10")
    days = {date(2023, 2, 28): 0, date(2023, 3, 1): 1, date(2024, 2, 10): 1, date(2024, 2, 11): 0}
    assert {day: len(queries.links_of(five.huimin.clerk, make.CIRCLE, ours, day)) for day in days} == days


def test_a_link_that_one_side_denies_is_shown_and_not_reckoned_with(five: Five):
    ours, theirs = make.firm(five.fengjing.clerk, 1), make.firm(five.xindai.clerk, 2)
    made = make.link(five.fengjing.clerk, theirs, ours)
    assert frames.firm_chain(five.huimin.clerk, make.CIRCLE, ours, TODAY) is not None
    actions.say_link(by=five.xindai.clerk, at=NOW, link=made, side="seller", holds=False)
    assert frames.firm_chain(five.huimin.clerk, make.CIRCLE, ours, TODAY) is None
    (told,) = queries.links_of(five.huimin.clerk, make.CIRCLE, ours, TODAY)
    assert told.denied
    actions.say_link(by=five.xindai.clerk, at=NOW, link=made, side="seller", holds=True)
    assert frames.firm_chain(five.huimin.clerk, make.CIRCLE, ours, TODAY) is not None


def test_a_firm_kept_to_its_town_is_not_given_away_by_a_link(five: Five):
    ours = make.firm(five.fengjing.clerk, 1)
    hidden = make.firm(five.fengjing.clerk, 2, audience="own", name_zh="不公开的厂")
    make.link(five.fengjing.clerk, hidden, ours)
    assert queries.links_of(five.xindai.clerk, make.CIRCLE, ours, TODAY) == []
    assert frames.firm_chain(five.xindai.clerk, make.CIRCLE, ours, TODAY) is None
    assert len(queries.links_of(five.fengjing.clerk, make.CIRCLE, ours, TODAY)) == 1


def test_all_links_or_none(five: Five):
    ours, theirs = make.firm(five.fengjing.clerk, 1), make.firm(five.xindai.clerk, 2)
    bad = [
        LinkInput(ours, theirs), LinkInput(ours, ours), LinkInput(ours, theirs, amount=Decimal("1.005")),
        LinkInput(ours, theirs, from_on="2024", to_on="2023"),
    ]  # fmt: skip
    with pytest.raises(Invalid) as error:
        actions.note_links(by=five.fengjing.clerk, at=NOW, circle=make.CIRCLE, links=bad)
    assert [(fault.row, fault.field) for fault in error.value.faults] == [(2, "buyer"), (3, "amount"), (4, "to_on")]
    assert SupplyLink.objects.visible_to(Stand.machine()).count() == 0
    assert SupplyAmount.objects.visible_to(Stand.machine()).count() == 0


@given(st.decimals(0, 10**9, places=2))
def test_every_amount_has_one_band(amount):
    edges = [edge for edge, _ in UPPER_EDGES]
    expected = [*(band for _, band in UPPER_EDGES), Band.OVER_100][sum(amount >= edge for edge in edges)]
    assert rules.band_of(amount) is expected


@pytest.mark.source("D-12")
def test_a_hub_counts_its_suppliers_across_the_border(five: Five):
    hub = make.firm(five.fengjing.clerk, 1, "压缩机")
    across = [make.firm(five.xindai.clerk, 10 + n, "转子") for n in range(3)]
    near = [make.firm(five.zhujing.clerk, 20 + n, "转子") for n in range(2)]
    for row in (*across, *near):
        make.link(five.fengjing.clerk, row, hub, product_zh="转子")
    told = frames.firm_chain(five.huimin.clerk, make.CIRCLE, hub, TODAY)
    assert told is not None
    assert sum(bool(node.across) for node in told.graph.nodes) == 3
    assert len(told.graph.edges) == 5
    assert set(told.fall.without_buyer) == {str(row.pk) for row in (*across, *near)}
