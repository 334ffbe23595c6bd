"""Data that could leak: every audience, read by everyone who might."""

from __future__ import annotations

from uuid import UUID

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pilin.foundation.access.enums import Audience
from pilin.foundation.access.models import party_list
from pilin.foundation.access.standing import Standing
from pilin.foundation.files.models import Attachment
from tests.factories.base import NOW, Stand, writing

CODES = ["310116101", "310116102", "330421003", "330482102", "31011610"]  # the last is a prefix of two others
CIRCLES = ["five-towns", "elsewhere"]
PACTS = [UUID(int=1), UUID(int=2)]
HOUSE = Standing.machine("test")

rows = st.fixed_dictionaries(
    {
        "owner": st.sampled_from(CODES),
        "audience": st.sampled_from(Audience.values),
        "circle": st.sampled_from(["", *CIRCLES]),
        "parties": st.sets(st.sampled_from(CODES)).map(party_list),
        "agreement": st.sampled_from([None, *PACTS]),
    }
)
readers = st.builds(
    lambda member, circles, observes, pacts: Stand.officer(
        member, circles=tuple(circles), observes=tuple(observes), agreements=tuple(pacts)
    ),
    st.sampled_from(CODES),
    st.sets(st.sampled_from(CIRCLES)),
    st.sets(st.sampled_from(CIRCLES)),
    st.sets(st.sampled_from(PACTS)),
)


def may_read(row: dict, who: Standing) -> bool:
    """Say who may read what, in other words than the manager does: the oracle."""
    if row["audience"] == "public" or who.member == row["owner"]:
        return True
    if row["audience"] == "circle":
        return row["circle"] in who.circles or row["circle"] in who.observes
    if row["audience"] == "parties":
        return who.member in row["parties"].split(",")
    if row["audience"] == "agreement":
        return row["agreement"] in who.agreements
    return False


@pytest.mark.django_db
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(rows, min_size=1, max_size=8), readers)
def test_a_reader_sees_exactly_what_was_shared(kept, reader):
    with transaction.atomic():
        with writing():
            made = []
            for number, row in enumerate(kept):
                one = Attachment(subject="x", name=f"{number}", content_type="text/plain", size=1, sha256="0", **row)
                one.save()
                made.append(one.pk)
        expected = {pk for pk, row in zip(made, kept, strict=True) if may_read(row, reader)}
        found = Attachment.objects.visible_to(reader)
        assert set(found.values_list("pk", flat=True)) == expected
        assert found.count() == len(expected)
        assert found.exists() == bool(expected)
        assert {pk for pk in made if found.filter(pk=pk).exists()} == expected
        everyone = {pk for pk, row in zip(made, kept, strict=True) if row["audience"] == "public"}
        assert set(Attachment.objects.visible_to(Standing.public()).values_list("pk", flat=True)) == everyone
        transaction.set_rollback(True)


CIRCLE = ["owner", "neighbour", "observer"]
MATRIX = {  # audience → who reads it
    "own": ["owner"],
    "parties": ["owner", "party"],
    "agreement": ["owner", "neighbour"],
    "circle": ["owner", "neighbour", "party", "observer"],
    "public": ["owner", "neighbour", "party", "observer", "stranger", "person", "public"],
}


@pytest.mark.django_db
@pytest.mark.parametrize("audience", MATRIX)
def test_who_reads_what(audience, five):
    from pilin.foundation.access.enums import StandingKind
    from tests.factories.base import make_agreement, standing_at

    with writing():
        pact = make_agreement(five.circle, "pact", [five.fengjing.row, five.huimin.row])
        Attachment(
            subject="x", name="x", content_type="text/plain", size=1, sha256="0", owner=five.fengjing.code,
            audience=audience, circle=five.slug, parties=party_list([five.xindai.code]), agreement=pact.pk,
        ).save()  # fmt: skip
    readers = {
        "owner": standing_at(five.fengjing.clerk_user),
        "neighbour": standing_at(five.huimin.clerk_user),
        "party": five.xindai.clerk,
        "observer": five.observer.clerk,
        "stranger": five.stranger.clerk,
        "person": Standing(StandingKind.PERSON, person=UUID(int=9), name="x"),
        "public": Standing.public(),
    }
    seen = [name for name, who in readers.items() if Attachment.objects.visible_to(who).exists()]
    assert seen == MATRIX[audience]


@pytest.mark.django_db
def test_a_standing_without_member_reads_no_row_without_owner(five):
    """An empty code must not match an empty code."""
    with writing():
        Attachment(subject="x", name="x", content_type="text/plain", size=1, sha256="0", owner="", parties=",,").save()
    for who in (
        Standing.public(),
        Stand.officer("", circles=("",)),
        Standing.machine("x").__class__(five.fengjing.clerk.kind),
    ):
        assert not Attachment.objects.visible_to(who).exists()


@pytest.mark.django_db
def test_powers_end_with_the_office(five):
    from datetime import timedelta

    from pilin.foundation.identity.models import Office
    from tests.factories.base import standing_at

    with writing():
        Attachment(subject="x", name="x", content_type="text/plain", size=1, sha256="0", owner=five.huimin.code).save()
        office = Office.objects.visible_to(HOUSE).get(person=five.huimin.clerk_user)
        office.valid_to = NOW.date()
        office.save()
    today, tomorrow = (standing_at(five.huimin.clerk_user, NOW + timedelta(days=d)) for d in (0, 1))
    assert (Attachment.objects.visible_to(today).count(), Attachment.objects.visible_to(tomorrow).count()) == (1, 0)


@pytest.mark.django_db
def test_a_draft_is_read_by_nobody_but_its_person(five):
    from pilin.foundation.identity.models import Draft

    with writing():
        Draft(person=five.huimin.clerk_user, form="f", fields={"a": "secret"}, saved_at=NOW).save()
    assert Draft.objects.visible_to(five.huimin.clerk).count() == 1
    for who in (five.huimin.signatory, five.fengjing.clerk, five.keeper, HOUSE, Standing.public()):
        assert not Draft.objects.visible_to(who).exists()
