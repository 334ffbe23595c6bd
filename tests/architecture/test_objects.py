"""Whose row it is: every address that names one, for each audience and each relation of the asker's town to its owner.

``objects.csv`` has what each reader is answered, ``fields.csv`` which fields of rows each address lets through to whom;
both are reviewed by people. What follows from the house's law is checked without a table: a row that may not be read
answers, byte for byte, like one that is not there, and no mark of such a row stands in any answer.

After a change that is meant, write both anew, in some minutes, and read the difference::

    PILIN_NIGHTLY=1 PILIN_WRITE_OBJECTS=1 python -m pytest tests/architecture/test_objects.py -n 0

It runs at night, when every audience and every reader is walked; ``routes.csv`` is walked in every check.
"""

from __future__ import annotations

import csv
import os
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from django.apps import apps

from tests.bodies import BODIES, body
from tests.matrix import NOTHING, OBJECTS, PERSONAL, VIEWS, Seen, Walker, address, names_an_object
from tests.namings import NAMINGS, Naming, filled
from tests.reliability.report import NIGHTLY, tried
from tests.routes import NOWHERE, Route, walk
from tests.world import AUDIENCES, READERS, World, may_read

HERE = Path(__file__).parent
TABLE, FIELDS = HERE / "objects.csv", HERE / "fields.csv"
WRITE = bool(os.environ.get("PILIN_WRITE_OBJECTS"))
WIDE = WRITE or NIGHTLY
HUIMIN = "330421003"
OF = AUDIENCES if WIDE else ("own", "circle", "public")
READ = tuple(READERS) if WIDE else ("owner", "neighbour", "elsewhere", "public")
SEND = tuple(READERS) if WIDE else ("owner", "chair", "elsewhere", "public")
SENT = AUDIENCES if WIDE else ("own",)
NOT_ROWS = {  # addresses with a parameter that names no shared row, and why they need no table
    "identity:draft": "a draft is found by its person and its form: nobody can name another's",
    "api:remove_hook": "a webhook is its own town's: tests/foundation/notices/test_hooks.py",
    "api:test_hook": "a webhook is its own town's: tests/foundation/notices/test_hooks.py",
    "ledger:head": "logs are made by deeds and not planted: tests/foundation/ledger",
    "ledger:size": "logs are made by deeds and not planted: tests/foundation/ledger",
    "mfa_edit_webauthn": "a passkey is found among one's own",
    "mfa_remove_webauthn": "a passkey is found among one's own",
    "upkeep:decide": "what was put aside belongs to no town: the keeper's alone",
    "observatory:flows_place": "a place is open reference; of its flows the same is told as by the list: tests/domain/observatory",
    "investment:speak": "a link for an investor is opened by its secret: tests/domain/investment/test_links.py",
    "members:accept": "an invitation is opened by its secret",
    "account_confirm_email": "opened by its secret",
    "account_reset_password_from_key": "opened by its secret",
}

pytestmark = [pytest.mark.xdist_group("objects"), pytest.mark.nightly]  # a walk of many minutes


@pytest.fixture(scope="module")
def world(planted: World, pytestconfig: pytest.Config) -> World:
    """Give the planted world, on SQLite."""
    if pytestconfig.getoption("--engine") != "sqlite":
        pytest.skip("whose row it is is decided above the database: walked once, on SQLite; see test_row_security")
    return planted


@pytest.fixture(scope="module")
def seen(world: World) -> list[Seen]:
    """Walk."""
    walker, found = Walker(world), []
    for route in walk():
        for verb, audiences, readers in (("GET", OF, READ), ("POST", SENT, SEND)):
            found += _asked(world, walker, route, verb, audiences, readers)
        found += _views(world, walker, route)
    return found


def _asked(
    world: World, walker: Walker, route: Route, verb: str, audiences: Iterable[str], readers: Iterable[str]
) -> Iterator[Seen]:
    if not names_an_object(route):
        if verb == "GET" and not route.name.startswith(("account_", "mfa_")):
            where = address(world, route, "")
            yield from (walker.seen(route, reader, verb, where, "") for reader in readers)
        return
    nothing = walker.seen(route, "public", verb, address(world, route, NOTHING), NOTHING, {})
    if nothing.status == "405":
        return
    for audience in (*audiences, NOTHING):
        where, sent = address(world, route, audience), body(world, route.key, audience) if verb == "POST" else {}
        yield from (walker.seen(route, reader, verb, where, audience, sent) for reader in readers)


def _views(world: World, walker: Walker, route: Route) -> Iterator[Seen]:
    for query in VIEWS.get(route.name, ()):
        audience = "public" if names_an_object(route) else ""
        where = address(world, route, audience) + query
        yield from (walker.seen(route, reader, "GET", where, audience) for reader in READ)


# what follows from the law --------------------------------------------------------------------------------------------


def test_what_may_not_be_read_answers_like_what_is_not_there(seen: list[Seen]) -> None:
    nothing = {(s.key, s.verb, s.reader): s for s in seen if s.audience == NOTHING}
    hints = []
    hidden = [s for s in seen if s.audience in AUDIENCES and not may_read(s.audience, HUIMIN, s.reader)]
    for answer in hidden:
        other = nothing[answer.key, answer.verb, answer.reader]
        if (answer.status, answer.told) != (other.status, other.told):
            hints.append(
                f"{answer.verb} {answer.key}: {answer.audience} to {answer.reader}: {answer.status} for {other.status}"
            )
    assert len(hidden) > 500
    tried(
        "S1",
        "rows of others asked for: the answer tells them from nothing",
        len(hidden),
        len(hints),
        "see test_a_hint_is_noticed",
    )
    assert hints == []


def test_what_is_not_there_is_not_found(seen: list[Seen]) -> None:
    wrong = {
        f"{s.verb} {s.key}: {s.reader} {s.status}"
        for s in seen
        if s.audience == NOTHING
        and s.status not in ("404", "405")
        and not (s.reader == "public" and s.status in ("401", "sign in"))
    }
    assert wrong == set()


def test_no_answer_lets_a_row_through_that_its_reader_may_not_read(seen: list[Seen]) -> None:
    leaks = sorted({
        f"{s.verb} {s.key} to {s.reader}: {mark.name} ({mark.audience}, {mark.family})"
        for s in seen for mark in s.marks if not mark.may_be_read_by(s.reader)
    })  # fmt: skip
    tried(
        "S2",
        "answers searched for marks of rows their reader may not read",
        len(seen),
        len(leaks),
        "see test_a_leak_is_noticed",
    )
    assert leaks == []


def test_the_marks_are_seen_at_all(seen: list[Seen], world: World) -> None:
    """The search finds what may be read: else a leak could not be found either."""
    found = {mark.name for s in seen for mark in s.marks}
    texts = {mark.name for mark in world.marks.values()}
    assert len(found) > len(texts) / 2
    assert {mark.audience for s in seen for mark in s.marks} >= set(OF)


def test_no_address_breaks(seen: list[Seen]) -> None:
    assert sorted({f"{s.verb} {s.key} {s.audience} {s.reader}" for s in seen if s.status.startswith("5")}) == []


def test_reading_leaves_no_line(seen: list[Seen]) -> None:
    assert [s for s in seen if s.verb == "GET" and "wrote" in s.status] == []


def test_a_row_is_not_found_under_another_circle(world: World) -> None:
    walker, found = Walker(world), []
    for route in walk():
        if names_an_object(route) and "circle>" in route.pattern:
            for audience in ("public", "own"):
                where = address(world, route, audience, circle="elsewhere")
                answer = walker.seen(route, "owner", "GET", where, audience)
                if answer.status not in ("404", "405"):
                    found.append(f"{route.key} {audience}: {answer.status}")
    assert found == []


@pytest.mark.parametrize("naming", NAMINGS, ids=lambda naming: f"{naming.names} at {naming.where}")
def test_a_row_that_is_named_and_may_not_be_read_is_not_there(world: World, naming: Naming) -> None:
    """Ids within what is sent: of a row of another town, of one that is not there, and of one that may be read."""
    walker, route = Walker(world), Route("naming", naming.where)
    answers = {}
    for audience in ("own", NOTHING, "public"):
        row = world.row(naming.names, audience) if audience != NOTHING else None
        key = str(getattr(row, naming.column)) if row else str(NOWHERE if naming.column == "pk" else "zq-nothing")
        here = re.sub(r"<([\w.]+)>", lambda hit: str(world.row(hit[1], "public").pk), naming.where)
        verb = "GET" if naming.sent is None else "POST"
        answer = walker.seen(route, "chair", verb, here.replace("X", key), audience, filled(naming.sent, key))
        answers[audience] = answer.status, answer.told.replace(key, "X")
        sent_back = (naming.names, "uid"), (naming.names, naming.column)  # a form shows again what was sent
        shown = {(m.label, m.column) for m in answer.marks if not m.may_be_read_by("chair")}
        assert shown <= set(sent_back)
    assert answers["own"] == answers[NOTHING]
    if naming.taken:
        assert "wrote" in answers["public"][0], "the control: it must be done where the row may be read"
        assert "wrote" not in answers["own"][0]


def test_no_verb_gives_more_than_reading(world: World, seen: list[Seen]) -> None:
    walker, found = Walker(world), []
    got = {(s.key, s.audience, s.reader): s.status for s in seen if s.verb == "GET"}
    for route in walk():
        if not names_an_object(route):
            continue
        for audience in ("own", NOTHING):
            where = address(world, route, audience)
            for verb in ("HEAD", "OPTIONS", "PUT", "DELETE"):
                answer = walker.seen(route, "elsewhere", verb, where, audience)
                like = got.get((route.key, audience, "elsewhere"), "405")
                if answer.status not in ("405", like) or answer.marks:
                    found.append(f"{verb} {route.key} {audience}: {answer.status}, and GET {like}")
    assert found == []


# the controls ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def open_obstacles(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the obstacles forget who may read them."""
    from django.db.models import Q

    from pilin.domain.obstacles.models import Obstacle

    monkeypatch.setattr(Obstacle, "visibility", classmethod(lambda cls, standing: Q()))


def _obstacle_to_a_stranger(world: World, audience: str) -> Seen:
    route = next(r for r in walk() if r.name == "obstacles:obstacle")
    return Walker(world).seen(route, "elsewhere", "GET", address(world, route, audience), audience)


def test_a_leak_is_noticed(world: World, open_obstacles: None) -> None:
    answer = _obstacle_to_a_stranger(world, "own")
    assert {mark.label for mark in answer.marks if not mark.may_be_read_by("elsewhere")} == {"obstacles.Obstacle"}


def test_a_hint_is_noticed(world: World, open_obstacles: None) -> None:
    own, nothing = _obstacle_to_a_stranger(world, "own"), _obstacle_to_a_stranger(world, NOTHING)
    assert (own.status, nothing.status) == ("200", "404")
    assert own.told != nothing.told


def test_two_answers_for_nothing_are_the_same(world: World) -> None:
    """What is compared is free of what differs at every request."""
    assert _obstacle_to_a_stranger(world, NOTHING).told == _obstacle_to_a_stranger(world, NOTHING).told


# the tables -----------------------------------------------------------------------------------------------------------

Cells = dict[tuple[str, str, str, str], str]  # (address, verb, audience, reader) → answer


def cells_of(seen: list[Seen]) -> Cells:
    return {(s.key, s.verb, s.audience, s.reader): s.status for s in seen if s.audience}


def write_objects(cells: Cells) -> None:
    """Write the table: one line for all audiences of an address that are answered alike."""
    rows: dict[tuple[str, str], dict[tuple[str, ...], list[str]]] = defaultdict(lambda: defaultdict(list))
    for key, verb in sorted({(key, verb) for key, verb, _audience, _reader in cells}):
        for audience in (*AUDIENCES, NOTHING):
            answers = tuple(cells.get((key, verb, audience, reader), "-") for reader in READERS)
            rows[key, verb][answers].append(audience)
    with TABLE.open("w", encoding="utf8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["address", "verb", "of", *READERS])
        for (key, verb), alike in rows.items():
            writer.writerows([key, verb, " ".join(audiences), *answers] for answers, audiences in alike.items())


def kept_objects() -> Cells:
    with TABLE.open(encoding="utf8", newline="") as file:
        return {
            (row["address"], row["verb"], audience, reader): row[reader]
            for row in csv.DictReader(file)
            for audience in row["of"].split()
            for reader in READERS
        }


def test_every_object_answers_each_relation_as_the_table_says(seen: list[Seen]) -> None:
    found = cells_of(seen)
    if WRITE:
        write_objects(found)
    table = kept_objects()
    assert sorted({key[:2] for key in found} ^ {key[:2] for key in table}) == []
    assert {key: (value, table.get(key)) for key, value in found.items() if value != table.get(key)} == {}


def test_every_address_that_names_a_row_is_walked() -> None:
    """A new address says which row it names, in ``OBJECTS`` of tests/matrix.py, or why it names none."""
    usual = {"circle", "chain", "deed", "what", "step", "key"}
    unknown = []
    for route in walk():
        names = {name.rpartition(":")[2] for name in route.pattern.replace(">", "<").split("<")[1::2]} - usual
        if names and not names_an_object(route) and route.name not in {**NOT_ROWS, **PERSONAL}:
            unknown.append(f"{route.key}: {sorted(names)}")
    assert unknown == []
    assert sorted(key for key in BODIES if key not in {r.key for r in walk()}) == []
    assert OBJECTS


def test_what_one_person_reads_is_not_found_by_others(world: World) -> None:
    walker = Walker(world)
    for name, label in PERSONAL.items():
        route = next(r for r in walk() if r.name == name)
        where = route.pattern.replace("<uuid:uid>", str(world.row(label, "own").pk))
        answers = {reader: walker.seen(route, reader, "POST", where, "own").status for reader in READERS}
        assert answers.pop("owner") in ("200", "302", "302 wrote")
        assert answers.pop("public") == "sign in"
        assert set(answers.values()) == {"404"}


Shown = dict[tuple[str, str], set[str]]  # (address, field) → who sees it


def shown_in(seen: list[Seen]) -> Shown:
    """Return who sees which field where: keys of JSON answers, columns of rows in pages and files."""
    shown: Shown = defaultdict(set)
    for s in seen:
        if s.verb == "GET" and s.status == "200" and not s.key.endswith(("openapi.json", "/docs")):
            for name in s.paths or {mark.name for mark in s.marks}:
                shown[s.key, name].add(s.reader)
    return shown


def write_fields(shown: Shown) -> None:
    """Write the table: one line for all fields of an address that the same readers see."""
    lines: dict[tuple[str, str], list[str]] = defaultdict(list)
    for (key, name), readers in sorted(shown.items()):
        who = "everyone" if readers == set(READERS) else " ".join(r for r in READERS if r in readers)
        lines[key, who].append(name)
    with FIELDS.open("w", encoding="utf8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["address", "seen_by", "fields"])
        for (key, who), names in sorted(
            lines.items(), key=lambda line: (line[0][0], line[0][1] != "everyone", line[0][1])
        ):
            writer.writerow([key, who, " ".join(names)])


def kept_fields() -> Shown:
    with FIELDS.open(encoding="utf8", newline="") as file:
        return {
            (row["address"], name): set(READERS) if row["seen_by"] == "everyone" else set(row["seen_by"].split())
            for row in csv.DictReader(file)
            for name in row["fields"].split()
        }


PUBLIC_KNOWS = {  # personal columns that whoever has not signed in sees of a public row, and why
    "enterprises.Claim.evidence": "claims are kept to the town and the person; the small world plants one for each audience",
    "enterprises.Claim.office": "likewise",
    "services.Resource.online": "a desk that the town opens to everyone: where it is reached",
    "services.Resource.person_zh": "likewise, and whom to ask for there",
    "handover.Dossier.text": "the house compiles dossiers for the circle alone; the small world plants one for each audience",
    "meetings.Attendance.as_printed": "how a published report prints who was there",
    "meetings.Attendance.name_zh": "a name is public where its row is: principals whom a published report names",
    "meetings.Commitment.speaker_zh": "who undertook it in public",
    "programme.Item.person_name": "who answers for an item stands in the list that the towns publish",
}


def test_the_public_sees_these_personal_columns_and_no_others() -> None:
    personal = {f"{model._meta.label}.{name}" for model in apps.get_models() for name in getattr(model, "PERSONAL", ())}
    public = {name for (_address, name), readers in kept_fields().items() if "public" in readers}
    assert public & personal == set(PUBLIC_KNOWS)


def test_nobody_sees_a_field_more_than_the_table_says(seen: list[Seen]) -> None:
    shown = shown_in(seen)
    if WRITE:
        write_fields(shown)
    table = kept_fields()
    extra = {
        at: sorted(readers - table.get(at, set())) for at, readers in shown.items() if readers - table.get(at, set())
    }
    gone = (
        {at: sorted(readers) for at, readers in table.items() if at not in shown and readers & set(READ)}
        if WIDE
        else {}
    )
    assert extra == {}, "a field is shown to more readers than were agreed: review it, then write the table anew"
    assert gone == {}
