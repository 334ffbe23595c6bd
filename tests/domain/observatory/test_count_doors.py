"""The doors of counts: pages, programs, the terminal, and the demo."""

from __future__ import annotations

import json
from typing import Any

import pytest
from click.testing import CliRunner
from django.test import Client

from pilin.config.demo import counts as demo
from pilin.config.demo.world import World
from pilin.domain.observatory import queries
from pilin.domain.observatory.cli import observatory
from pilin.domain.observatory.models import AttestedCount, FirmWord, Indicator
from pilin.foundation.access.standing import Standing
from tests.factories import counts as make
from tests.factories import enterprises as registers
from tests.factories import observatory as indicators
from tests.factories.base import NOW, TODAY, Five, circle_of_five

BACKEND = "django.contrib.auth.backends.ModelBackend"
HERE = "/c/five-towns/indicators/"
API = "/api/v1/circles/five-towns/indicators"


@pytest.fixture
def five(db: Any, on_the_day: Any) -> Five:
    on_the_day(NOW)
    return circle_of_five()


@pytest.fixture
def share(five: Five) -> Indicator:
    """Six firms of ten known to deal with Shanghai or not, three of them do; two more only Xindai may read."""
    clerk = five.xindai.clerk
    firms = registers.made(clerk, *(registers.firm(number) for number in range(10)), audience="public")
    own = registers.made(clerk, *(registers.firm(number) for number in range(10, 12)), audience="own", title="本镇名录")
    make.said(clerk, firms[:3], audience="public")
    make.said(clerk, firms[3:6], False, audience="public")
    make.said(clerk, own, audience="own")
    row = make.counted(clerk, [five.xindai.code], slug="shanghai", title_zh="与上海往来", title="Deals with Shanghai")
    indicators.target(clerk, row, ">", 50)
    return row


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user, backend=BACKEND)
    client.cookies["django_language"] = "en"
    return client


def english(client: Client, address: str) -> str:
    client.cookies["django_language"] = "en"
    answer = client.get(address)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def spoken(client: Client, method: str, path: str, **data: Any) -> tuple[int, Any]:
    sent = (json.dumps(data),) if method == "post" else ()
    answer = getattr(client, method)(f"{API}{path}", *sent, content_type="application/json")
    return answer.status_code, answer.json()


@pytest.mark.source("D-49")
def test_the_page_says_what_is_counted_its_coverage_and_what_nobody_knows(share: Indicator) -> None:
    page = english(Client(), f"{HERE}shanghai/")
    for said in (
        "firms that deal with firms of a place", "the place: Shanghai", "3 of 6 known firms", "Coverage 60%: of 10 firms 6 are known.",
        "the share is at least 30% and at most 70%", "too many firms are unknown to say", "A firm without a recorded link is unknown, not a no.",
    ):  # fmt: skip
        assert page.replace("60 %", "60%").replace("30 %", "30%").replace("70 %", "70%").count(said) == 1, said
    assert english(Client(), HERE).replace("60 %", "60%").count("counted, coverage 60%") == 1


def test_a_page_counts_what_its_reader_may_read(share: Indicator, five: Five) -> None:
    assert english(signed_in(five.xindai.clerk_user), f"{HERE}shanghai/").count("5 of 8 known firms") == 1
    assert english(signed_in(five.fengjing.clerk_user), f"{HERE}shanghai/").count("3 of 6 known firms") == 1


def test_a_clerk_attests_and_the_page_tells_when_it_differs(share: Indicator, five: Five) -> None:
    clerk, stranger = signed_in(five.xindai.clerk_user), Client()
    assert english(signed_in(five.fengjing.clerk_user), f"{HERE}shanghai/").count("Attest today’s count") == 0
    assert signed_in(five.fengjing.clerk_user).post(f"{HERE}shanghai/attest/").status_code == 403
    assert clerk.get(f"{HERE}shanghai/attest/").status_code == 405
    assert clerk.post(f"{HERE}shanghai/attest/", follow=True).status_code == 200
    kept = AttestedCount.objects.visible_to(queries.HOUSE).get()
    page = english(clerk, f"{HERE}shanghai/")  # the digest stands with the count, and in the history
    assert (page.count(kept.digest), page.count("every firm gives the answers it gave then"), page.count("5 of 8 known firms")) == (2, 1, 1)  # fmt: skip
    assert "attested already" in english_of(clerk.post(f"{HERE}shanghai/attest/", follow=True))
    said = {"firm": registers.code(7), "about": "related", "holds": "yes", "place": "31", "valid_from": "2024-01-01"}
    assert clerk.post("/c/five-towns/firms-said/", said).status_code == 302
    page = english(clerk, f"{HERE}shanghai/")
    assert page.count("it differs: 4 of 7 known and 3 unknown; attested were 3 of 6 and 4") == 1
    assert english(stranger, f"{HERE}shanghai/").count("Counted again") == 0


def english_of(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def test_the_form_of_a_count_says_what_is_wrong_beside_its_field(five: Five) -> None:
    clerk = signed_in(five.xindai.clerk_user)
    indicators.indicator(five.xindai.clerk, "share", form="share", unit="percent")
    address = f"{HERE}share/count/"
    assert clerk.get(address).status_code == 200
    assert signed_in(five.fengjing.clerk_user).get(address).status_code == 403
    wrong = clerk.post(address, {"town": five.xindai.code, "count": "related", "whole": "above"})
    assert (wrong.status_code, "Not every one that is counted is one of these" in wrong.content.decode()) == (422, True)
    right = clerk.post(address, {"town": five.xindai.code, "count": "related", "whole": "firms", "place": "across"})
    assert (right.status_code, right["Location"]) == (302, f"{HERE}share/")


def test_what_is_said_of_a_firm_that_is_not_there_or_not_ones_own_is_refused(share: Indicator, five: Five) -> None:
    said = {"firm": "没有这家", "about": "related", "holds": "no", "valid_from": "2024"}
    clerk, other = signed_in(five.xindai.clerk_user), signed_in(five.fengjing.clerk_user)
    assert clerk.get("/c/five-towns/firms-said/").status_code == 200
    assert Client().get("/c/five-towns/firms-said/").status_code in (302, 403)
    before = FirmWord.objects.visible_to(queries.HOUSE).count()
    assert clerk.post("/c/five-towns/firms-said/", said).status_code == 422
    assert other.post("/c/five-towns/firms-said/", {**said, "firm": registers.code(1)}).status_code == 422
    assert FirmWord.objects.visible_to(queries.HOUSE).count() == before


def test_programs_count_attest_and_count_again(share: Indicator, five: Five) -> None:
    status, told = spoken(Client(), "get", "/shanghai")
    assert (status, told["value"], told["comparator"]) == (200, "50", "≈")
    assert {name: told["counted"][name] for name in ("yes", "no", "unknown", "coverage_percent", "least_percent", "most_percent", "attested")} == {
        "yes": 3, "no": 3, "unknown": 4, "coverage_percent": "60", "least_percent": "30", "most_percent": "70", "attested": None,
    }  # fmt: skip
    clerk = signed_in(five.xindai.clerk_user)
    status, kept = spoken(clerk, "post", "/shanghai/counts")
    assert (status, kept["total"]["yes"], kept["attested_by"], kept["records"]) == (201, 3, five.xindai.code, 10)
    assert spoken(clerk, "post", "/shanghai/counts")[0] == 409
    assert spoken(signed_in(five.fengjing.clerk_user), "post", "/shanghai/counts")[0] == 403
    assert spoken(Client(), "get", f"/shanghai/counts/{kept['uid']}")[1]["recount"] is None
    assert spoken(clerk, "get", f"/shanghai/counts/{kept['uid']}")[1]["recount"]["same"] is True
    said = {"words": [{"firm": registers.code(8), "about": "related", "holds": False, "place": "31", "valid_from": "2024-01-01"}]}  # fmt: skip
    answer = clerk.post("/api/v1/circles/five-towns/firms-said", json.dumps(said), content_type="application/json")
    assert (answer.status_code, answer.json()) == (201, {"written": 1})
    assert spoken(clerk, "get", f"/shanghai/counts/{kept['uid']}")[1]["recount"]["total"]["no"] == 4
    said["words"][0]["firm"] = "没有这家"
    answer = clerk.post("/api/v1/circles/five-towns/firms-said", json.dumps(said), content_type="application/json")
    assert answer.status_code == 422


def test_programs_have_an_indicator_counted(five: Five) -> None:
    indicators.indicator(five.xindai.clerk, "share", form="share", unit="percent")
    clerk = signed_in(five.xindai.clerk_user)
    ask = {"town": five.xindai.code, "count": "related", "whole": "firms", "place": "31"}
    assert spoken(clerk, "post", "/share/count", **ask)[0] == 201
    assert spoken(clerk, "post", "/share/count", **ask)[0] == 422
    assert spoken(clerk, "get", "/share")[1]["reason"] == "no_records"


def test_the_terminal_counts(share: Indicator, five: Five) -> None:
    caller = type("Caller", (), {"standing": Standing.public(), "at": NOW})()
    run = CliRunner().invoke(observatory, ["count", "five-towns", "related", "--of", "firms", "--place", "31", "--json"], obj=caller)  # fmt: skip
    told = json.loads(run.stdout)
    assert (run.exit_code, told["towns"][five.xindai.code]["yes"], told["total"]["coverage_percent"]) == (0, 3, "60")
    run = CliRunner().invoke(observatory, ["count", "five-towns", "related", "--of", "above"], obj=caller)
    assert run.exit_code != 0
    run = CliRunner().invoke(observatory, ["indicators", "five-towns"], obj=caller)
    assert (run.exit_code, "60 %" in run.stdout) == (0, True)


def test_the_demo_counts_its_own_registers_and_says_that_they_are_made_up(five: Five) -> None:
    world = World(now=NOW, circle=five.circle)
    for place, name in enumerate(demo.TOWNS):
        town = getattr(five, name)
        world.members[name], world.people[f"{name}-clerk"] = town.row, town.clerk_user
        rows = [registers.firm(place * 100 + number) for number in range(66)]
        registers.made(town.clerk, *rows, audience="public", illustrative=True, title=name)
    demo.load(world)
    first = queries.answer_of(Standing.public(), "five-towns", "towns-4567-firms", TODAY, counting=True)
    research = queries.answer_of(five.fengjing.clerk, "five-towns", "towns-4567-research", TODAY, counting=True)
    assert first is not None
    assert research is not None
    assert (first.illustrative, research.illustrative, first.at.whole, research.at.whole) == (True,) * 4
    assert first.at.counted is not None
    assert first.at.counted.attested is not None
    again = queries.recounted(five.xindai.clerk, first.at.counted.attested)
    assert again is not None
    assert again.now.yes == again.then.yes + 5
    assert english(Client(), f"{HERE}towns-4567-firms/").count("illustrative") > 0
