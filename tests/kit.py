"""The room contract kit: one class that every room inherits, and that fails where a room forgets what rooms owe.

Six lines of use::

    class TestObstacles(RoomContract):
        room = "obstacles"                                                    # the app's label
        def make_rows(self, owner, audience):                                 # rows of this room, inside writing()
            return [make_obstacle(self.five, owner, audience)]
        def list_urls(self): return ["/c/five-towns/obstacles/"]              # each with a fixed number of queries
        def page_of(self, row): return f"/c/five-towns/obstacles/{row.pk}/"   # None: the row has no page of its own
        def deeds(self):                                                      # an accepted and a refused call each
            return [Example(actions.report_obstacle, ok={…}, refused={…})]    # by= and at= filled in unless given

``self.five`` is the circle of five, ``self.client`` a browser, and the clock of the doors stands at ``NOW``.
Rooms whose rows are open reference data set ``open_reference = True``; rooms without rows of their own set
``rowless = True``; a room that has no lists or deeds returns ``[]``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from pilin.foundation.access.enums import Audience, Role
from pilin.foundation.access.models import GatedModel, NobodyStanding, SharedManager
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Invalid, Refused
from pilin.foundation.journal.models import JournalLine, JournalSubject
from tests.factories.base import NOW, Five, Stand, circle_of_five, writing

HOUSE = Standing.machine("kit")
BACKEND = "django.contrib.auth.backends.ModelBackend"


@dataclass(frozen=True, slots=True)
class Example:
    """One deed, called twice: as it is accepted, and as it is refused.

    Parameters
    ----------
    deed : callable
        The public function of ``actions.py``.
    ok, refused : mapping, or callable returning one
        Keyword arguments. ``by`` is Fengjing's clerk and ``at`` is ``NOW`` unless given. A callable is called when
        the example runs, inside nothing: it may put rows down first.
    bulk : bool
        The deed writes many rows: its line must carry counts.
    """

    deed: Callable[..., Any]
    ok: Any = field(default_factory=dict)
    refused: Any = None
    bulk: bool = False


def main_content(html: str) -> str:
    """Return what a page shows inside ``main``, without what differs at every request."""
    found = re.search(r"<main\b[^>]*>(.*?)</main>", html, re.DOTALL)
    text = found.group(1) if found else html
    text = re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", text)
    text = re.sub(r'data-token="[^"]*"', "", text)
    return re.sub(r'nonce="[^"]*"', "", text)


class RoomContract:
    """What every room proves. See the module's text for its use."""

    room: str = ""
    open_reference = False
    rowless = False
    five: Five
    client: Client

    # what a room gives ------------------------------------------------------------------------------------------

    def make_rows(self, owner: Standing, audience: str) -> Sequence[Any]:
        """Return fresh rows of this room, owned by ``owner.member`` and shared with ``audience``; called in a deed."""
        raise NotImplementedError

    def list_urls(self) -> Iterable[str]:
        """Return the address of each list of the room."""
        return []

    def make_item(self, number: int) -> None:
        """Put one more item on every list of the room. Made with :meth:`make_rows` unless the room says otherwise."""
        with writing(by=self.five.fengjing.clerk):
            self.make_rows(self.five.fengjing.clerk, Audience.PUBLIC)

    def page_of(self, row: Any) -> str | None:
        """Return the address of a row's page; None where it has none."""
        return None

    def deeds(self) -> Iterable[Example]:
        """Return one example a deed."""
        return []

    # the house --------------------------------------------------------------------------------------------------

    @pytest.fixture(autouse=True)
    def _house(self, db: None, on_the_day: Any) -> None:
        assert self.room, "say which room this is: room = '<app label>'"
        self.five = circle_of_five()
        self.client = Client()

    def sign_in(self, user: Any) -> None:
        """Sign in as this person; None signs out."""
        self.client.logout()
        if user is not None:
            self.client.force_login(user, backend=BACKEND)

    def models(self) -> list[type[Any]]:
        """Return the room's models whose reading is scoped."""
        return [m for m in apps.get_app_config(self.room).get_models() if issubclass(m, GatedModel)]

    def _rows(self, audience: str, **sharing: Any) -> list[Any]:
        if self.rowless:
            pytest.skip("this room keeps no rows")
        owner = self.five.fengjing.clerk
        with writing(by=owner):
            rows = list(self.make_rows(owner, audience))
            assert rows, f"{self.room}: make_rows made none"
            for row in rows:
                if not self.open_reference:
                    assert (row.owner, row.audience) == (owner.member, audience), (
                        f"{row!r}: owner and audience as asked"
                    )
                for name, value in sharing.items():
                    setattr(row, name, value)
                if sharing:
                    row.save()
        return rows

    @staticmethod
    def _seen(standing: Standing, rows: Iterable[Any]) -> list[Any]:
        return [row for row in rows if type(row).objects.visible_to(standing).filter(pk=row.pk).exists()]

    def _counts(self) -> dict[str, int]:
        tables = [*self.models(), JournalLine, JournalSubject]
        return {model._meta.label: model.objects.visible_to(HOUSE).count() for model in tables}

    def _call(self, example: Example, given: Any) -> Any:
        kwargs = dict(given() if callable(given) else given)
        return example.deed(**{"by": self.five.fengjing.clerk, "at": NOW, **kwargs})

    # the contract -----------------------------------------------------------------------------------------------

    def test_nobody_standing_is_answered_by_nothing(self) -> None:
        for model in self.models():
            assert isinstance(model.objects, SharedManager), f"{model.__name__}: objects is not fail-closed"
            for ask in ("all", "count", "first", "exists"):
                with pytest.raises(NobodyStanding):
                    getattr(model.objects, ask)()

    def test_every_model_says_who_may_read_it(self) -> None:
        for model in self.models():
            model.visibility(Standing.public())  # raises where a model forgot

    def test_a_stranger_finds_nothing_and_learns_nothing(self) -> None:
        if self.open_reference:
            pytest.skip("reference data is open to all")
        for audience in (Audience.OWN, Audience.CIRCLE):
            rows = self._rows(audience)
            for standing in (Standing.public(), self.five.stranger.clerk):
                assert self._seen(standing, rows) == []
            for user in (None, self.five.stranger.clerk_user):
                self.sign_in(user)
                for row in rows:
                    if address := self.page_of(row):
                        assert self.client.get(address).status_code == 404, (
                            f"{address}: a stranger gets 404, not a hint"
                        )

    def test_a_neighbour_sees_exactly_what_an_agreement_shares(self) -> None:
        if self.open_reference:
            pytest.skip("reference data is open to all")
        agreement = uuid4()
        kept = self._rows(Audience.OWN)
        shared = self._rows(Audience.AGREEMENT, agreement=agreement)
        elsewhere = self._rows(Audience.AGREEMENT, agreement=uuid4())
        named = self._rows(Audience.PARTIES, parties=f",{self.five.huimin.code},")
        neighbour = Stand.officer(self.five.huimin.code, circles=(self.five.slug,), agreements=(agreement,))
        assert self._seen(neighbour, [*kept, *shared, *elsewhere, *named]) == [*shared, *named]

    def test_the_owner_reads_its_own_rows(self) -> None:
        rows = self._rows(Audience.OWN)
        assert self._seen(self.five.fengjing.clerk, rows) == rows
        self.sign_in(self.five.fengjing.clerk_user)
        for row in rows:
            if address := self.page_of(row):
                assert self.client.get(address).status_code == 200

    def test_a_refused_deed_leaves_no_row_and_no_line(self) -> None:
        for example in self.deeds():
            if example.refused is None:
                continue
            given = dict(example.refused() if callable(example.refused) else example.refused)
            before = self._counts()
            with pytest.raises((Refused, Invalid)):
                self._call(example, given)
            assert self._counts() == before, f"{example.deed.__name__} was refused and left something"

    def test_an_accepted_deed_is_one_line(self) -> None:
        for example in self.deeds():
            given = dict(example.ok() if callable(example.ok) else example.ok)
            before = set(JournalLine.objects.visible_to(HOUSE).values_list("pk", flat=True))
            self._call(example, given)
            fresh = [line for line in JournalLine.objects.visible_to(HOUSE) if line.pk not in before]
            assert [line.code for line in fresh] == [example.deed.deed_code]  # type: ignore[attr-defined]
            if example.bulk:
                assert fresh[0].counts, f"{example.deed.__name__}: a bulk deed tells its counts"

    def test_a_list_asks_as_often_for_three_as_for_one(self) -> None:
        addresses = list(self.list_urls())
        if not addresses:
            pytest.skip("this room has no lists")
        self.sign_in(self.five.fengjing.clerk_user)
        self.make_item(1)
        one = {address: self._queries(address) for address in addresses}
        self.make_item(2)
        self.make_item(3)
        three = {address: self._queries(address) for address in addresses}
        assert three == one

    def _queries(self, address: str) -> int:
        self.client.get(address)  # whatever is remembered after a first call is remembered now
        with CaptureQueriesContext(connection) as asked:
            answer = self.client.get(address)
        assert answer.status_code == 200, f"{address}: {answer.status_code}"
        return len(asked)

    def test_a_swap_is_the_full_page(self) -> None:
        addresses = list(self.list_urls())
        if not addresses:
            pytest.skip("this room has no lists")
        self.sign_in(self.five.fengjing.clerk_user)
        self.make_item(1)
        for address in addresses:
            full = self.client.get(address)
            swap = self.client.get(address, headers={"HX-Request": "true"})
            assert main_content(swap.content.decode()) == main_content(full.content.decode())


__all__ = ["BACKEND", "Example", "Role", "RoomContract", "main_content"]
