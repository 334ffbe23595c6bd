"""The ceremony of a handover: checked, closed, cosigned, put into one archive, signed, and done again without harm."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from django.db import connection
from django.test import Client
from django.utils import translation

from pilin.domain.handover import actions, archives, cli, queries
from pilin.domain.handover.enums import SECRETS, HandoverState, Secret, Side
from pilin.domain.handover.models import Closing
from pilin.engine import log as engine
from pilin.foundation.access.enums import Audience
from pilin.foundation.access.models import party_list
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Conflict, Invalid, Refused
from pilin.foundation.journal.models import JournalLine
from pilin.foundation.ledger import queries as ledger
from pilin.foundation.ledger.enums import JOINT_ACTS
from pilin.foundation.ledger.models import Head, Log
from pilin.foundation.members.queries import settled_terms
from tests.factories import handover as make
from tests.factories.base import SHANGHAI, Five, writing
from tests.factories.ledger import HOUSE, enter_all, obstacle
from tests.factories.obstacles import report

YEAR = 2024
LAST = datetime(2024, 12, 30, 10, tzinfo=SHANGHAI)
LATE = datetime(2025, 1, 8, 10, tzinfo=SHANGHAI)
BACKEND = "django.contrib.auth.backends.ModelBackend"
TURN = {"circle": "five-towns", "year": YEAR}


@pytest.fixture(autouse=True)
def _two_sections() -> Iterator[None]:
    with translation.override("zh-hans"), make.sections({"items": ["a"], "money": ["b"]}):
        yield


@pytest.fixture
def relay() -> Iterator[None]:
    """Let the towns share one secret."""
    SECRETS.append(lambda: [Secret("relay", "Relay", "settings.toml: relay_token")])
    yield
    SECRETS.pop()


def ready(five: Five, *, read: bool = True) -> str:
    """Lay a compiled dossier, read by the incoming town, and return its hash."""
    make.settle(five)
    for town in five.towns:  # each town has signed something, and so has a key
        report(town.clerk, title_zh=f"{town.code} 的事", audience="public")
    enter_all()
    dossier = make.compiled(five)
    if read:
        make.read_all(five)
    return dossier.text_hash


def steps(who: Standing, on: datetime = LAST) -> dict[str, str]:
    found = queries.ceremony_of(who, on=on.date(), **TURN)  # type: ignore[arg-type]
    assert found is not None
    return {step.key: str(step.state.value) for step in found.steps}


def seal(by: Standing, hashed: str, at: datetime = LAST) -> None:
    actions.sign_dossier(by=by, at=at, text_hash=hashed, **TURN)  # type: ignore[arg-type]


def test_the_way_from_nothing_done_to_everything_done(five: Five) -> None:
    hashed = ready(five)
    assert steps(five.keeper) == {
        "equal": "open", "heads": "open", "archive": "open", "term": "awaited", "secrets": "done",
    }  # fmt: skip
    closing = actions.close_year(by=five.keeper, at=LAST, **TURN)  # type: ignore[arg-type]
    assert steps(five.keeper) == {
        "equal": "done", "heads": "done", "archive": "done", "term": "awaited", "secrets": "done",
    }  # fmt: skip
    seal(five.fengjing.signatory, hashed)
    seal(five.yaozhuang.signatory, hashed)
    assert set(steps(five.keeper).values()) == {"done"}
    assert [(t.year, t.code) for t in settled_terms(five.slug) if t.year == 2025] == [(2025, five.yaozhuang.code)]
    assert closing.heads and all(head["cosigners"] for head in closing.heads)


def test_every_log_is_closed_before_the_closing_speaks_of_it_and_all_members_cosign(five: Five) -> None:
    ready(five)
    closing = actions.close_year(by=five.fengjing.secretary, at=LAST, **TURN)  # type: ignore[arg-type]
    logs = {log.log_id for log in archives.deposited(five.slug) if log.audience == "public"}
    assert {head["log"] for head in closing.heads} == logs
    assert queries_of_grown(five) == 1  # every log is closed, those of the circle too; the closing itself came after
    towns = {town.code for town in five.towns}
    for head in closing.heads:
        row = Head.objects.visible_to(HOUSE).get(log__log_id=head["log"], size=head["size"])
        assert row.root == head["root"]
        assert set(head["cosigners"]) == towns - {head["writer"]}
    own = Log.objects.visible_to(HOUSE).get(owner=five.fengjing.code, name="public", circle=five.slug)
    said = next(head for head in closing.heads if head["log"] == own.log_id)
    assert own.size == said["size"] + 1  # the closing itself came after


def queries_of_grown(five: Five) -> int:
    return len(ledger.grown_logs(five.slug))


def test_the_archive_checks_itself_has_the_hash_that_is_named_and_no_log_of_two_towns(five: Five) -> None:
    ready(five)
    closing = actions.close_year(by=five.keeper, at=LAST, **TURN)  # type: ignore[arg-type]
    path = archives.path_of(closing.archive)
    assert path is not None
    assert (archives.digest_of(path), path.stat().st_size) == (closing.archive_hash, closing.archive_bytes)
    assert isinstance(archives.check(path), engine.Holds)
    with path.open("rb") as file:
        archive = engine.read_archive(file)
    assert {name.audience for name in archive.names} <= {"public", "circle:five-towns"}
    public = {name.id: archive.sizes[name.id] for name in archive.names if name.audience == "public"}
    assert public == {head["log"]: head["size"] for head in closing.heads}
    assert len(archive.names) > len(public)  # the circle's logs lie in it, and the closing does not even count them
    assert closing.checked["entries"] == sum(public.values())
    assert "verify.py" in archive.extras
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(bytes(content))  # control: one bit of the deposited file
    assert archives.digest_of(path) != closing.archive_hash


def test_done_again_it_leaves_what_is_there_and_anew_it_closes_what_has_grown(five: Five) -> None:
    ready(five)
    first = actions.close_year(by=five.keeper, at=LAST, **TURN)  # type: ignore[arg-type]
    before = JournalLine.objects.visible_to(HOUSE).count(), Closing.objects.visible_to(HOUSE).count()
    again = actions.close_year(by=five.keeper, at=LAST, **TURN)  # type: ignore[arg-type]
    assert again.pk == first.pk
    assert (JournalLine.objects.visible_to(HOUSE).count(), Closing.objects.visible_to(HOUSE).count()) == before
    obstacle(five)
    found = queries.ceremony_of(five.keeper, five.slug, YEAR, LAST.date())
    assert found is not None and found.since > 0
    anew = actions.close_year(by=five.keeper, at=LAST, anew=True, **TURN)  # type: ignore[arg-type]
    assert (anew.number, anew.archive_hash == first.archive_hash) == (2, False)
    assert archives.path_of(first.archive) is not None


def test_nothing_is_closed_where_something_does_not_hold(five: Five) -> None:
    ready(five)
    row = obstacle(five)
    uid = row.pk.hex if connection.vendor == "sqlite" else str(row.pk)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE obstacles_obstacle SET title_zh = 'x' WHERE uid = %s", [uid])
    heads = Head.objects.visible_to(HOUSE).count()
    with pytest.raises(Refused, match="title_zh") as refused:
        actions.close_year(by=five.keeper, at=LAST, **TURN)  # type: ignore[arg-type]
    assert refused.value.code == "does_not_hold"
    assert (Head.objects.visible_to(HOUSE).count(), Closing.objects.visible_to(HOUSE).count()) == (heads, 0)


def test_who_closes_is_not_told_what_others_keep_between_them(five: Five) -> None:
    """A refusal names what its reader may read; what is not theirs to read is only counted."""
    ready(five)
    row = report(five.huimin.clerk, title_zh="两家之间的事")
    with writing():
        row.audience, row.parties = Audience.PARTIES, party_list([five.xindai.code])
        row.save()
    enter_all()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE obstacles_obstacle SET cost_zh = 'x' WHERE title_zh = '两家之间的事'")
    told = {}
    for who in (five.keeper, five.yaozhuang.secretary, Standing.machine("the command")):
        with pytest.raises(Refused) as refused:
            actions.close_year(by=who, at=LAST, **TURN)  # type: ignore[arg-type]
        told[who.name] = str(refused.value)
    assert {name: ("两家之间的事" in words, "cost_zh" in words) for name, words in told.items()} == {
        five.keeper.name: (False, False), five.yaozhuang.secretary.name: (False, False), "the command": (True, True),
    }  # fmt: skip
    assert all("另有 1 处" in told[who.name] for who in (five.keeper, five.yaozhuang.secretary))


def test_who_may_close_and_what_must_be_there(five: Five) -> None:
    make.settle(five)
    with pytest.raises(Refused, match="卷宗"):
        actions.close_year(by=five.keeper, at=LAST, **TURN)  # type: ignore[arg-type]
    ready(five)
    for who in (five.huimin.secretary, five.fengjing.clerk, five.yaozhuang.signatory, five.stranger.secretary):
        with pytest.raises(Refused):
            actions.close_year(by=who, at=LAST, **TURN)  # type: ignore[arg-type]
    assert actions.close_year(by=five.yaozhuang.secretary, at=LAST, **TURN).number == 1  # type: ignore[arg-type]


def test_a_seal_names_the_term_and_what_the_office_carries(five: Five) -> None:
    hashed = ready(five)
    seal(five.fengjing.signatory, hashed)
    row = queries.handover_row(five.keeper, five.slug, YEAR)
    assert row is not None
    assert [one.term for one in row.seals.all()] == [
        {"year": 2025, "town": five.yaozhuang.code,
         "powers": ["convene", "number_documents", "publish_bulletin", "run_relay"]}
    ]  # fmt: skip


def test_a_majority_of_the_others_stands_in_for_an_absent_chair_but_only_once_it_is_late(five: Five) -> None:
    hashed = ready(five)
    with pytest.raises(Refused):
        seal(five.huimin.signatory, hashed)  # the turn still runs
    seal(five.yaozhuang.signatory, hashed, LATE)
    seal(five.huimin.signatory, hashed, LATE)
    assert state(five) == HandoverState.HALF  # two of four others
    with pytest.raises(Refused):
        seal(five.huimin.signatory, hashed, LATE)  # nobody counts twice
    assert [t.year for t in settled_terms(five.slug) if t.year == 2025] == []
    seal(five.zhujing.signatory, hashed, LATE)
    assert state(five) == HandoverState.SIGNED
    assert [(t.year, t.code) for t in settled_terms(five.slug) if t.year == 2025] == [(2025, five.yaozhuang.code)]
    with pytest.raises(Refused):
        seal(five.xindai.signatory, hashed, LATE)  # it is signed
    found = queries.dossier_of(five.keeper, five.slug, YEAR, LATE.date())
    assert found is not None
    assert (set(found.stood_in), found.outgoing_signed, found.late) == (
        {five.huimin.code, five.zhujing.code}, False, False,
    )  # fmt: skip


def test_outsiders_and_observers_never_stand_in(five: Five) -> None:
    hashed = ready(five)
    for who in (five.stranger.signatory, five.observer.signatory, five.huimin.clerk):
        with pytest.raises(Refused):
            seal(who, hashed, LATE)


def test_the_new_chair_may_compile_where_the_old_one_left_nothing(five: Five) -> None:
    make.settle(five)
    with pytest.raises(Refused):
        actions.compile_dossier(by=five.yaozhuang.secretary, at=LAST, **TURN)  # type: ignore[arg-type]
    row = actions.compile_dossier(by=five.yaozhuang.secretary, at=LATE, **TURN)  # type: ignore[arg-type]
    assert row.owner == five.yaozhuang.code


def test_a_handover_signed_by_the_rows_alone_is_found(five: Five) -> None:
    hashed = ready(five)
    seal(five.fengjing.signatory, hashed)
    seal(five.yaozhuang.signatory, hashed)
    assert joint() == []
    other = "0" * 64
    outline = json.dumps({**_handover(five).outline, "text_hash": other})
    with connection.cursor() as cursor:
        cast = "" if connection.vendor == "sqlite" else "::jsonb"
        cursor.execute(f"UPDATE handover_handover SET outline = %s{cast}", [outline])
        cursor.execute("UPDATE handover_dossierseal SET text_hash = %s", [other])
    assert joint() == [("joint_missing", five.fengjing.code), ("joint_missing", five.yaozhuang.code)]


def test_a_seal_under_an_earlier_version_is_no_fault(five: Five) -> None:
    hashed = ready(five)
    seal(five.fengjing.signatory, hashed)
    with make.sections({"items": ["a", "c"], "money": ["b"]}):
        make.compiled(five, LAST)
        actions.read_section(by=five.yaozhuang.secretary, at=LAST, key="items", **TURN)  # type: ignore[arg-type]
        again = _handover(five).outline["text_hash"]
        seal(five.fengjing.signatory, again)
        seal(five.yaozhuang.signatory, again)
    assert joint() == []


def joint() -> list[tuple[str, str]]:
    assert JOINT_ACTS
    return [(f.code, f.facts["town"]) for f in ledger.check_instance().findings if f.code.startswith("joint")]


def state(five: Five) -> HandoverState:
    found = queries.dossier_of(five.keeper, five.slug, YEAR, LATE.date())
    assert found is not None
    return found.state


def _handover(five: Five) -> Any:
    return queries.handover_row(five.keeper, five.slug, YEAR)


def test_shared_secrets_are_listed_and_noted_as_changed_once(five: Five, relay: None) -> None:
    ready(five)
    assert steps(five.keeper)["secrets"] == "awaited"
    with pytest.raises(Refused):
        actions.note_rotated(by=five.fengjing.secretary, at=LAST, key="relay", **TURN)  # type: ignore[arg-type]
    with pytest.raises(Invalid):
        actions.note_rotated(by=five.keeper, at=LAST, key="other", **TURN)  # type: ignore[arg-type]
    actions.note_rotated(by=five.yaozhuang.secretary, at=LAST, key="relay", **TURN)  # type: ignore[arg-type]
    with pytest.raises(Conflict):
        actions.note_rotated(by=five.keeper, at=LAST + timedelta(hours=1), key="relay", **TURN)  # type: ignore[arg-type]
    assert steps(five.keeper)["secrets"] == "done"


def test_the_page_shows_the_steps_and_gives_the_archive_to_the_circle_only(five: Five, client: Client) -> None:
    ready(five)
    url = f"/c/five-towns/handover/{YEAR}/ceremony/"
    assert client.get(url).status_code == 200
    client.force_login(five.fengjing.secretary_user, backend=BACKEND)
    assert client.post(f"{url}close/").status_code == 302
    (closing,) = Closing.objects.visible_to(HOUSE)
    html = client.get(url).content.decode()
    assert closing.archive_hash in html
    assert closing.archive_hash in client.get(f"/c/five-towns/handover/{YEAR}/").content.decode()
    given = client.get(f"{url}archive.zip")
    content = b"".join(given.streaming_content)  # type: ignore[attr-defined]
    assert len(content) == closing.archive_bytes
    client.force_login(five.stranger.clerk_user, backend=BACKEND)
    assert client.get(f"{url}archive.zip").status_code == 404
    client.logout()
    assert client.get(f"{url}archive.zip").status_code == 404
    assert closing.archive_hash in client.get(url).content.decode()


class Caller:
    def __init__(self, standing: Standing) -> None:
        self.standing, self.at = standing, LAST


def test_the_command_runs_it_prints_the_list_and_can_be_run_again(five: Five) -> None:
    ready(five)
    run = CliRunner()

    def told(who: Standing, *more: str) -> Any:
        return run.invoke(cli.handover, ["ceremony", "five-towns", str(YEAR), *more], obj=Caller(who))

    assert told(Standing.public()).exit_code == 1
    shown = told(five.keeper, "--show")
    assert (shown.exit_code, "[ ] 1." in shown.stdout) == (0, True)
    done = told(five.keeper)
    assert [line[:6] for line in done.stdout.splitlines() if line.startswith("[")] == [
        "[x] 1.",
        "[x] 2.",
        "[x] 3.",
        "[…] 4.",
        "[x] 5.",
    ]
    (closing,) = Closing.objects.visible_to(HOUSE)
    assert f"SHA-256 {closing.archive_hash}" in done.stdout
    assert Path(done.stdout.splitlines()[-1]).is_file()
    data = json.loads(told(five.keeper, "--json").stdout)
    assert (data["archive"]["sha256"], data["done"]) == (closing.archive_hash, False)
    assert Closing.objects.visible_to(HOUSE).count() == 1


def test_sides_are_of_three_kinds() -> None:
    assert {side.value for side in Side} == {"outgoing", "incoming", "stead"}


def test_programs_close_a_year_and_note_changed_secrets_as_people_do(
    five: Five, relay: None, on_the_day: Callable[[datetime], None]
) -> None:
    ready(five)
    on_the_day(LAST)
    keeper, clerk = Client(), Client()
    keeper.force_login(five.keeper_user, backend=BACKEND)
    clerk.force_login(five.huimin.clerk_user, backend=BACKEND)
    base = "/api/v1/circles/five-towns/handovers/2024"
    before = Client().get(f"{base}/ceremony").json()
    assert (before["archive"], before["heads"], before["done"]) == (None, [], False)
    assert [step["key"] for step in before["steps"]] == ["equal", "heads", "archive", "term", "secrets"]
    answers = [who.post(f"{base}/closings", "{}", content_type="application/json").status_code for who in (Client(), clerk, keeper)]  # fmt: skip
    assert answers == [401, 403, 201]
    told = Client().get(f"{base}/ceremony").json()
    row = Closing.objects.visible_to(HOUSE).get()
    assert told["archive"] == {"name": row.archive, "bytes": row.archive_bytes, "sha256": row.archive_hash}
    assert told["heads"] == row.heads
    assert [step["state"] for step in told["steps"]][:3] == ["done", "done", "done"]
    assert clerk.post(f"{base}/closings", "{}", content_type="application/json").status_code == 403
    again = keeper.post(f"{base}/closings", "{}", content_type="application/json").json()
    anew = keeper.post(f"{base}/closings", '{"anew": true}', content_type="application/json").json()
    assert (again["archive"]["name"] == row.archive, anew["archive"]["name"] == row.archive) == (True, False)
    secret = told["secrets"][0]["key"]
    noted = keeper.post(f"{base}/secrets/{secret}/changes").json()
    assert [(one["key"], one["changed_at"] is not None) for one in noted["secrets"]][:1] == [(secret, True)]
    assert keeper.post(f"{base}/secrets/{secret}/changes").status_code == 409
    assert keeper.post(f"{base}/secrets/nothing/changes").status_code == 422
    assert keeper.get("/api/v1/circles/five-towns/handovers/1999/ceremony").status_code == 404
