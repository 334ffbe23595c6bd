"""A day's work across the border: posted, taken, come to by the foreman's code, hours of both sides, paid, proved on paper."""

from __future__ import annotations

import io
import re
import sqlite3
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pypdf
import pytest

from tests.factories.oddjobs import number
from tests.journeys.stage import CIRCLE, TODAY, Stage, pilin

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("journeys")]
JOBS = f"{CIRCLE}/jobs/"
TITLE = "赶制礼盒"


def moved(stage: Stage, shift: str, starts: timedelta, ends: timedelta) -> None:
    """Let a shift lie so far from now: a journey cannot wait for the day of work."""
    now = datetime.now(UTC).replace(microsecond=0, tzinfo=None)
    with sqlite3.connect(stage.home / "pilin.sqlite3", timeout=30) as records:
        done = records.execute(
            "UPDATE oddjobs_shift SET starts_at = ?, ends_at = ? WHERE uid = ?",
            [str(now + starts), str(now + ends), UUID(shift).hex],
        )
        assert done.rowcount == 1


def test_a_worker_of_one_province_works_in_the_next_and_is_paid(stage: Stage) -> None:
    """Post on a phone, take it, come by the code, say the hours on both sides, say paid and received, take out the proof."""
    boss = stage.person("fengjing-firm").open(f"{JOBS}posts/add/").clean()
    boss.fill(
        title_zh=TITLE, hourly_cny="20", day=str(TODAY + timedelta(days=1)), starts="13:00", ends="17:00", heads="80", town="310116102",
        place_zh="工业园区北门", cover="accident", cover_said="示意保险 0001",
    )  # fmt: skip
    boss.page.locator("main [name=urgent]").check()
    boss.press("Post it")  # below the floor: refused, with the notice that sets it
    boss.errors.clear()  # the browser tells of the refusal
    boss.clean()
    boss.reads("上海市最低工资标准")
    boss.fill(hourly_cny="28").press("Post it").clean()
    post = boss.path()

    worker = stage.person("worker").open(JOBS).clean()
    worker.page.locator(f"main a.jb:has-text('{TITLE}')").first.click()
    worker.clean()
    shift = re.search(r"shifts/([0-9a-f-]{36})/", worker.path())
    assert shift is not None
    offered = worker.page.get_by_role("button", name=stage.said("Yes, I come")).count() == 1
    worker.press("Yes, I come" if offered else "I want this shift").clean().reads("This shift is yours.")

    moved(stage, shift[1], -timedelta(minutes=30), timedelta(hours=3, minutes=30))
    boss.open(f"{JOBS}shifts/{shift[1]}/code/").clean()
    code = boss.page.locator(".jb-qr .num").inner_text().strip()
    worker.open(f"{JOBS}shifts/{shift[1]}/here/?code={code}").clean().press("I am here").clean()
    work = worker.path()
    worker.press("I go home").clean()

    moved(stage, shift[1], -timedelta(hours=5), -timedelta(hours=1))
    boss.open(work).clean().fill(hours="4", minutes="0").press("So long was worked").clean()
    worker.open("/me/work/").clean()
    worker.page.locator(f'main a[href="{work}"]').first.click()
    worker.clean().fill(hours="4", minutes="0").press("So long was worked").clean().reads("both said the same")

    boss.open(post).clean()
    boss.page.locator("main a[href$='/paid/']").first.click()
    boss.clean().fill(paid_how="微信").press("It was paid").clean()
    worker.open(f"{JOBS}pay/").clean().press("It came").clean()
    with worker.page.expect_download() as coming:
        worker.page.get_by_role("button", name=stage.said("Download it")).click()
    paper = pypdf.PdfReader(io.BytesIO(coming.value.path().read_bytes()))
    printed = "".join("".join(page.extract_text() for page in paper.pages).split())
    assert ("112.00" in printed, "沈桂英" in printed) == (True, True)
    digest = re.search(r"[0-9a-f]{64}", printed)
    assert digest is not None
    stage.person().open(f"{JOBS}proofs/{digest[0]}/").clean().reads("This proof was made here")


def test_a_clerk_enrols_somebody_without_a_telephone_and_asks_in_their_name(stage: Stage) -> None:
    """Enrolled by number, age and village; the number is nowhere; a shift is asked for from the clerk's screen."""
    clerk = stage.person("xindai-clerk").open(f"{JOBS}workers/enrol/").clean()
    right = number(1, date(1956, 1, 1))
    wrong = right[:-1] + ("0" if right[-1] != "0" else "1")
    clerk.fill(name="陆阿婆", number=wrong, phone="0573-85000000", home="姚浜村")
    clerk.page.locator("main [name=across]").check()
    clerk.press("Enrol them")  # the last figure does not hold
    clerk.errors.clear()
    clerk.clean()
    assert clerk.page.locator("main .errors").count() > 0
    clerk.fill(number=right).press("Enrol them").clean().reads("number ends in %(four)s", four=right[-4:])
    assert right not in clerk.page.content()
    clerk.press("Look for shifts").clean()


def test_what_is_overdue_stands_in_the_work_of_both_towns(stage: Stage) -> None:
    """The demo owes a worker of Xindai for work in Zhujing: both towns' clerks read it, no third."""
    told = []
    for town in ("zhujing", "xindai"):
        clerk = stage.person(f"{town}-clerk").open("/me/work/").clean()
        told.append(clerk.page.locator(f'main a[href="{JOBS}arrears/"]').count() > 0)
        clerk.open(f"{JOBS}arrears/").clean().reads("What is owed")
    assert told == [True, True]
    assert '"days_late"' in pilin(stage.home, "--as", "zhujing-clerk", "oddjobs", "pay", "--due", "--json")


def test_an_employer_that_owes_pay_is_barred_on_both_banks_and_objects(stage: Stage) -> None:
    """From what is owed to a ban under a clause; the other bank sets it aside, the employer reads why and objects."""
    clerk = stage.person("xindai-clerk").open(f"{JOBS}bans/add/").clean()
    boss = stage.person("fengjing-firm").open(f"{CIRCLE}/enterprises/mine/").clean()
    boss.page.locator('main a[href*="/enterprises/"][href$="/"]:not([href$="mine/"])').first.click()
    boss.clean()
    code = re.search(r"91[0-9A-Z]{16}", boss.page.locator("main").inner_text())
    assert code is not None
    clerk.fill(employer=code[0], words="番茄采摘的工钱逾期未付，两次催告无回音", clause="list-rules-2024:4")
    clerk.page.locator("main [name=ground][value=arrears]").check()
    clerk.press("Bar it").clean().reads("Where it holds")
    ban = clerk.path()
    other = stage.person("yaozhuang-clerk").open(f"{JOBS}bans/").clean()
    other.page.locator(f'main a[href="{ban}"]').click()
    other.clean().reads("What the employer says").open(f"{ban}set-aside/").clean()
    other.fill(words="在姚庄的工钱均按期付清").press("Set it aside").clean().reads("Who does not follow it")
    boss.open(f"{JOBS}posts/").clean().page.locator(f'main a[href="{ban}"]').click()
    boss.clean().open(f"{ban}object/").clean().fill(words="工钱上周五已经转账").press("Object").clean()
    clerk.open(ban).clean()
    assert "工钱上周五已经转账" in clerk.page.locator("main").inner_text()
    clerk.open(f"{ban}lift/").clean().fill(words="已结清").press("Lift it").clean().reads("Nowhere any more.")


def test_everything_is_readable_in_large_letters_and_in_the_sun(stage: Stage) -> None:
    """Large text does not push the page sideways, and every text stands out by 4.5 to 1 at least, in both themes."""
    visitor = stage.newcomer()
    for theme in ("light", "dark"):
        visitor.context.add_cookies(
            [
                {"name": "pilin_text", "value": "large", "url": stage.address},
                {"name": "pilin_theme", "value": theme, "url": stage.address},
            ]
        )
        visitor.open(JOBS).clean()
        assert visitor.page.evaluate("getComputedStyle(document.documentElement).fontSize") == "20px"
        visitor.page.locator("main a.jb").first.click()
        visitor.clean()
