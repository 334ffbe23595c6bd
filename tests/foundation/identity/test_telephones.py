"""A telephone is read whole by its person, the town's signatory and the keeper; colleagues recognise it by its ends."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from pilin.foundation.access.enums import Audience
from pilin.foundation.access.standing import Standing
from pilin.foundation.identity import queries
from pilin.foundation.identity.models import Office, User
from tests.factories.base import TODAY, Five, writing
from tests.kit import BACKEND

HOUSE = Standing.machine("test")


class TestTelephones:
    NUMBER, ENDS = "13812345678", "138****5678"

    @pytest.fixture
    def town(self, five: Five) -> Five:
        User.objects.filter(pk=five.huimin.clerk_user.pk).update(phone=self.NUMBER)
        person = five.huimin.clerk_user.pk
        with writing():
            for office in Office.objects.visible_to(HOUSE).filter(person=person):
                office.audience, office.circle = Audience.CIRCLE, five.slug
                office.save()
        return five

    def test_who_reads_what(self, town: Five) -> None:
        def shown(standing: Standing) -> str:
            cards = queries.offices_of_town(standing, town.huimin.code, TODAY)
            return next(card.phone for card in cards if card.person == town.huimin.clerk_user.pk)

        readers = (town.huimin.clerk, town.huimin.signatory, town.keeper, town.huimin.secretary, town.xindai.signatory)
        assert [shown(reader) for reader in readers] == [self.NUMBER, self.NUMBER, self.NUMBER, self.ENDS, ""]

    def test_on_the_page(self, town: Five, on_the_day: Any) -> None:
        pages = {}
        for user in (town.huimin.signatory_user, town.huimin.secretary_user):
            client = Client()
            client.force_login(user, backend=BACKEND)
            pages[user.username] = client.get("/c/five-towns/people/").content.decode()
        signatory, secretary = pages.values()
        assert (f"tel:{self.NUMBER}" in signatory, self.ENDS in secretary, self.NUMBER in secretary) == (
            True, True, False
        )  # fmt: skip
