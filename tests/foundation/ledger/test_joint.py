"""What counts as agreed stands on acceptances in the towns' own logs, each naming the text; what lacks them is named."""

from __future__ import annotations

import json
import re
import string
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from click.testing import CliRunner
from django.db import connection
from django.utils import translation

from pilin.domain.programme.models import Acceptance, KeyProjectList
from pilin.engine.log.verify import REASONS
from pilin.foundation.access.verdict import Text
from pilin.foundation.ledger import actions, cli, queries
from pilin.foundation.ledger.findings import WORDS, Finding
from pilin.foundation.members import actions as members
from pilin.foundation.members.models import Agreement, Signature
from tests.factories import programme as make
from tests.factories.base import NOW, Five, writing
from tests.factories.ledger import HOUSE
from tests.foundation.ledger.test_trails import agreement

OTHER = "0" * 64


def joint() -> list[tuple[str, dict[str, Any], str]]:
    """Return what the check finds about things agreed together: code, facts, record."""
    return [(f.code, dict(f.facts), f.obj) for f in queries.check_instance().findings if f.code.startswith("joint")]


def own_words(five: Five, row: Agreement, *towns: Any, text_hash: str = "") -> list[Signature]:
    """Let towns sign in a deed that asks no rule: rows and entries, as whoever holds their keys could write them."""
    made = []
    with writing(by=five.keeper):
        for town in towns:
            made.append(
                Signature(
                    of=row, member=town.row, text_hash=text_hash or row.text_hash, signatory=uuid4(), signatory_name="某",
                    signed_at=NOW, owner=town.code, in_circle=row.in_circle, circle=row.circle, audience=row.audience,
                )
            )  # fmt: skip
            made[-1].save()
    return made


def test_agreements_and_lists_made_by_deeds_stand_on_their_acceptances(five: Five) -> None:
    agreement(five)
    make.released(five, 1)
    checked = queries.check_instance()
    assert (joint(), checked.joint) == ([], 2)


def test_an_agreement_that_waits_is_no_joint_act(five: Five) -> None:
    agreement(five, signed_by=2)
    assert queries.check_instance().joint == 0


def test_an_agreement_put_in_force_by_raw_sql_is_found_and_the_town_named(five: Five) -> None:
    row = agreement(five, signed_by=2)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE members_agreement SET signed_on_first = '2024-10-18', signed_on_last = '2024-10-18'")
    assert joint() == [("joint_missing", {"town": five.xindai.code}, f"members.agreement:{row.pk}")]
    (found,) = [f for f in queries.check_instance().findings if f.code == "joint_missing"]
    with translation.override("en"):
        assert found.reason == "counts as in force, but the log of Xindai has no acceptance of this text"
        assert found.where == f"Agreement “Coach agreement” (members.agreement:{row.pk})"
    assert found.reason == "算作已经生效，但新埭镇的账里没有同意这份文本的记录"
    assert found.where == f"协议“班车协议”（members.agreement:{row.pk}）"


def test_a_signature_put_in_by_raw_sql_is_none(five: Five) -> None:
    """The row alone makes the agreement count as in force: no entry in the town's own log speaks of it."""
    row = agreement(five, signed_by=2)
    own_words(five, row, five.xindai)  # a test's own deed: rows without entries
    assert joint() == [("joint_missing", {"town": five.xindai.code}, f"members.agreement:{row.pk}")]


def test_an_acceptance_of_another_text_is_found_and_both_texts_named(five: Five) -> None:
    row = agreement(five)
    other = "UPDATE members_agreement SET text_hash = %s"
    with connection.cursor() as cursor:
        cursor.execute(other, [OTHER])
    facts = {"given": row.text_hash[:12], "text": OTHER[:12]}
    towns = sorted(town.code for town in (five.fengjing, five.huimin, five.xindai))
    assert joint() == [
        ("joint_other_text", {"town": town, **facts}, f"members.agreement:{row.pk}") for town in towns
    ]  # fmt: skip


def test_a_list_released_without_an_acceptance_is_found(five: Five) -> None:
    heard = make.proposed(five, 1)
    for town in five.towns[:-1]:
        make.actions.accept_list(by=town.signatory, at=NOW, circle=five.slug, year=make.YEAR, text_hash=heard)
    assert joint() == []
    with connection.cursor() as cursor:
        cursor.execute("UPDATE programme_keyprojectlist SET released_at = %s", [NOW])
    row = KeyProjectList.objects.visible_to(HOUSE).get(year=make.YEAR)
    assert joint() == [("joint_missing", {"town": five.towns[-1].code}, f"programme.keyprojectlist:{row.pk}")]


def test_a_refusal_is_no_acceptance(five: Five) -> None:
    heard = make.proposed(five, 1)
    for town in five.towns[:-1]:
        make.actions.accept_list(by=town.signatory, at=NOW, circle=five.slug, year=make.YEAR, text_hash=heard)
    make.actions.refuse_list(
        by=five.towns[-1].signatory, at=NOW, circle=five.slug, year=make.YEAR, text_hash=heard, reason="不行"
    )
    with connection.cursor() as cursor:
        cursor.execute("UPDATE programme_keyprojectlist SET released_at = %s", [NOW])
    assert [(code, facts) for code, facts, _obj in joint()] == [("joint_missing", {"town": five.towns[-1].code})]


def test_an_acceptance_given_twice_is_shown(five: Five) -> None:
    row = agreement(five)
    twice = recorded(five, row, five.huimin, text_hash=OTHER)
    first = row.signatures.visible_to(HOUSE).filter(owner=five.huimin.code).exclude(pk=twice.pk).get()
    assert joint() == [
        (
            "joint_twice",
            {"town": five.huimin.code, "first": f"members.signature:{first.pk}", "second": f"members.signature:{twice.pk}"},
            f"members.agreement:{row.pk}",
        )
    ]  # fmt: skip


def recorded(five: Five, row: Agreement, town: Any, text_hash: str) -> Signature:
    """Let a town sign again with entry and all, as whoever holds its key could."""
    from pilin.foundation.journal.actions import deed, tell  # the door a host could write for himself

    code = f"test.sign_{uuid4().hex}"

    @deed(code, says="{who}")
    def sign(*, by: Any, at: Any) -> Signature:
        made = Signature(
            of=row, member=town.row, text_hash=text_hash, signatory=uuid4(), signatory_name="某", signed_at=at,
            owner=town.code, in_circle=row.in_circle, circle=row.circle, audience=row.audience,
        )  # fmt: skip
        made.save()
        tell(title="x")
        return made

    return sign(by=five.keeper, at=NOW + timedelta(hours=1))


def test_two_texts_that_exclude_each_other_are_named_with_the_town_that_accepted_both(five: Five) -> None:
    base = agreement(five)
    made = []
    for slug in ("bus-two", "bus-three"):
        row = members.propose_agreement(
            by=five.fengjing.clerk, at=NOW, circle=five.circle, slug=slug, kind="cooperation", title_zh=slug, title=slug,
            parties=[five.fengjing.row, five.huimin.row], clauses=[(slug, slug)], follows=base, relation="supersedes",
        )  # fmt: skip
        for town in (five.fengjing, five.huimin):
            row.refresh_from_db()
            members.sign_agreement(by=town.signatory, at=NOW, agreement=row, text_hash=row.text_hash)
        made.append(row)
    assert sorted((code, facts["town"]) for code, facts, _obj in joint()) == [
        ("joint_rivals", town.code) for town in sorted((five.fengjing, five.huimin), key=lambda t: t.code)
    ]  # fmt: skip


def test_an_erased_acceptance_still_counts_by_the_row_that_is_left(five: Five) -> None:
    row = agreement(five)
    signature = row.signatures.visible_to(HOUSE).filter(owner=five.huimin.code).get()
    actions.erase_bodies(by=five.keeper, at=NOW, obj=f"members.signature:{signature.pk}")
    assert joint() == []
    with connection.cursor() as cursor:  # control: with the row gone too nothing speaks for it
        cursor.execute("DELETE FROM members_signature WHERE owner = %s", [five.huimin.code])
    assert [code for code, _facts, _obj in joint()] == ["joint_missing"]


def names_in(text: Text) -> set[str]:
    return set(re.findall(r"%\((\w+)\)", str(text)))


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_reason_of_the_engine_has_its_words_in_both_languages(language: str) -> None:
    with translation.override(language):
        for code, reason in REASONS.items():
            named = {name for _text, name, _spec, _conversion in string.Formatter().parse(reason) if name}
            assert names_in(WORDS[code]) == named, code
        said = {str(words) for words in WORDS.values()}
    assert len(said) == len(WORDS)
    if language == "zh-hans":
        assert [text for text in said if not any("\u4e00" <= char <= "\u9fff" for char in text)] == []


@pytest.mark.parametrize(("language", "expected"), [
    ("en", "Log of Huimin Street (everyone), entry 3: its signature does not hold"),
    ("zh-hans", "惠民街道的账（所有人）第 3 条：它的签名不成立"),
])  # fmt: skip
def test_a_place_is_named_in_words(five: Five, language: str, expected: str) -> None:
    found = Finding("bad_signature", writer=five.huimin.code, log="public", seq=3)
    with translation.override(language):
        assert cli.line_of(found) == expected


def test_the_command_speaks_both_languages_and_gives_codes_to_programs(five: Five) -> None:
    agreement(five, signed_by=2)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE members_agreement SET signed_on_first = '2024-10-18', signed_on_last = '2024-10-18'")
    run = CliRunner()
    told = {lang: run.invoke(cli.verify, ["--lang", lang]) for lang in ("en", "zh-hans")}
    assert [result.exit_code for result in told.values()] == [1, 1]
    assert "the log of Xindai has no acceptance of this text" in told["en"].stdout
    assert "新埭镇的账里没有同意这份文本的记录" in told["zh-hans"].stdout
    data = json.loads(run.invoke(cli.verify, ["--json", "--lang", "en"]).stdout)
    missing = [found for found in data["findings"] if found["code"] == "joint_missing"]
    assert [(found["facts"], found["log"]) for found in missing] == [({"town": five.xindai.code}, None)]


def test_acceptances_of_a_list_are_counted_by_answer(five: Five) -> None:
    make.released(five, 1)
    assert Acceptance.objects.visible_to(HOUSE).count() == 5
    assert joint() == []
