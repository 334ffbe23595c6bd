"""What children of an instance do: found it, write to it and note outside what was acknowledged, check it.

``weaken`` turns the house into a worse one, for the controls: ``normal`` (SQLite does not wait for the disk at each
commit), ``two transactions`` (the ledger's entry follows its row in a transaction of its own).
"""

from __future__ import annotations

import hashlib
import os
import random
from collections import Counter
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

CIRCLE = "river"
PASSWORD = "a long word for tests"
TOWNS = [  # code, Chinese, English, mark, bank
    ("310116102", "枫泾镇", "Fengjing", "枫", 1),
    ("330421111", "姚庄镇", "Yaozhuang", "姚", -1),
    ("330482102", "新埭镇", "Xindai", "埭", -1),
]
CLERKS = [f"{name.lower()}-officer" for _code, _zh, name, _mark, _bank in TOWNS]
LEDGERED = ("obstacles.obstacle", "obstacles.step", "files.attachment")


def now() -> datetime:
    return datetime.now(ZoneInfo("Asia/Shanghai"))


def found(weaken: str = "") -> None:
    """Make the database, a circle of three towns and an officer for each, by the deeds that ``pilin init`` does."""
    from pilin.config.serving import _database_is_behind
    from pilin.foundation.access.standing import Standing
    from pilin.foundation.members import actions

    _weakened(weaken)
    if _database_is_behind():
        call_command("migrate", interactive=False, verbosity=0)
    setup: dict[str, Any] = {"by": Standing.machine("setup"), "at": now()}
    with transaction.atomic():
        actions.begin_instance(**setup, username="keeper", name_zh="管理员", password=PASSWORD)
        circle = actions.make_circle(**setup, slug=CIRCLE, name_zh="一河三镇", name="Three towns on a river")
        for code, zh, name, mark, bank in TOWNS:
            actions.enter_town(
                **setup, circle=circle, code=code, name_zh=zh, name=name, short_zh=zh[:2], short=name, mark=mark,
                bank=bank, valid_from="2016-03-18",
            )  # fmt: skip
        for username, (code, zh, *_rest) in zip(CLERKS, TOWNS, strict=True):
            actions.enter_officer(
                **setup, circle=circle, member=code, username=username, name_zh=f"{zh}某", password=PASSWORD,
                roles=["clerk", "signatory", "secretary"],
            )  # fmt: skip


def standing(username: str) -> Any:
    """Return an officer's standing, as the doors reckon it."""
    from pilin.config.standing import standing_of
    from pilin.foundation.identity.models import User

    return standing_of(User.objects.get(username=username), now())


def write(
    acks: str,
    seed: int = 0,
    most: int = 10_000,
    weaken: str = "",
    cut: dict[str, Any] | None = None,
    count: bool = False,
) -> Any:
    """Do deeds one after another, and write a line to ``acks`` when one is done; return how many were turned away.

    With ``cut`` the forgetful disk is told what is to go wrong, with ``count`` what it counted is returned too. A third of the deeds report an obstacle, a third document one, the rest bring evidence with a file of its own.
    """
    from pilin.domain.obstacles import actions
    from pilin.foundation.access.verdict import Conflict

    _weakened(weaken)
    drawn = random.Random(seed)
    errors: Counter[str] = Counter()
    open_ones: list[Any] = []
    from tests.reliability import vfs

    if cut:
        vfs.arm(**cut)
    try:
        by = standing(CLERKS[seed % len(CLERKS)])
    except DatabaseError as error:  # one fault may hit the opening of the database; the next request opens it
        errors[type(error).__name__] += 1
        connection.close()
        by = standing(CLERKS[seed % len(CLERKS)])
    with Path(acks).open("a", encoding="utf8", buffering=1) as done:
        for number in range(most):
            what = number % 3 if open_ones else 0
            name, file = f"{os.getpid()}-{number}", b""
            try:
                if what == 0:
                    row = actions.report_obstacle(
                        by=by, at=now(), circle=CIRCLE, kind="transport", title_zh=name, cost_zh="多走两公里",
                        audience=drawn.choice(["public", "circle"]),
                    )  # fmt: skip
                    open_ones.append(row)
                elif what == 1:
                    row = open_ones[-1]
                    row.refresh_from_db()
                    actions.document_obstacle(
                        by=by, at=now(), obstacle=row, revision=row.revision, level="province", rule_zh=f"规定{name}"
                    )
                else:
                    row = open_ones.pop()
                    file = f"what was seen {name}\n".encode() * drawn.randrange(1, 400)
                    actions.add_evidence(by=by, at=now(), obstacle=row, name=f"{name}.txt", content=file)
            except (DatabaseError, OSError, Conflict) as error:
                errors[type(error).__name__] += 1
                connection.close()
            else:
                code = ("report_obstacle", "document_obstacle", "add_evidence")[what]
                sha256 = hashlib.sha256(file).hexdigest() if file else "-"
                done.write(f"obstacles.{code} {row.pk} {row.revision} {sha256}\n")
    if count:
        calls, faults = vfs.counted()
        return {"errors": errors, "calls": calls, "faults": faults}
    return errors


def check(acks: list[str]) -> dict[str, Any]:
    """Say what is lost of what was acknowledged, what stands half-written, and whether the database is whole."""
    from pilin.domain.obstacles.models import Obstacle
    from pilin.foundation.access.standing import Standing
    from pilin.foundation.files.models import Attachment
    from pilin.foundation.files.store import path_of
    from pilin.foundation.journal.models import JournalLine, JournalSubject
    from pilin.foundation.ledger import queries
    from pilin.foundation.ledger.models import Entry

    house = Standing.machine("test")
    told = [line.split() for path in acks for line in Path(path).read_text(encoding="utf8").splitlines()]
    checked = queries.check_instance()
    revisions = {str(pk): n for pk, n in Obstacle.objects.visible_to(house).values_list("pk", "revision")}
    lines = {(code, subject): pk for code, subject, pk in JournalSubject.objects.visible_to(house)
             .filter(model="obstacles.obstacle").values_list("line__code", "subject", "line")}  # fmt: skip
    attached = {(subject, sha): pk for subject, sha, pk in
                Attachment.objects.visible_to(house).values_list("subject", "sha256", "pk")}  # fmt: skip
    subjects = {(model, subject): line for model, subject, line in JournalSubject.objects.visible_to(house)
                .filter(model="files.attachment").values_list("model", "subject", "line")}  # fmt: skip
    entries = {(obj, line) for obj, line in Entry.objects.visible_to(house).values_list("obj", "line")}
    lost = []
    for code, uid, revision, sha256 in told:
        if code == "obstacles.add_evidence":
            file = attached.get((uid, sha256))
            line = subjects.get(("files.attachment", str(file)))
            whole = file is not None and (f"files.attachment:{file}", line) in entries
        else:
            line = lines.get((code, uid))
            whole = revisions.get(uid, 0) >= int(revision) and (f"obstacles.obstacle:{uid}", line) in entries
        if line is None or not whole:
            lost.append(f"{code} {uid}")
    half = [f"{f.where}: {f.reason}" for f in checked.findings]
    known = set(JournalLine.objects.visible_to(house).values_list("pk", flat=True))
    half += [f"{obj} names a line that is not there" for obj, line in entries if line is not None and line not in known]
    told_of = {
        (f"{model}:{subject}", line)
        for model, subject, line in JournalSubject.objects.visible_to(house)
        .filter(model__in=LEDGERED)
        .values_list("model", "subject", "line")
    }
    half += [f"{obj}: a line without its entry" for obj, _line in told_of - entries]
    half += [f"{obj}: an entry without its line" for obj, line in entries
             if obj.partition(":")[0] in LEDGERED and (obj, line) not in told_of]  # fmt: skip
    for _subject, sha256 in attached:
        path = path_of(sha256)
        if not path.exists() or hashlib.sha256(path.read_bytes()).hexdigest() != sha256:
            half.append(f"{sha256}: a file's row without its bytes")
    return {"acked": len(told), "lost": lost, "half": half, "corrupt": _corrupt(), "entries": checked.entries}


def enrich(rounds: int = 9) -> None:
    """Let the towns do deeds, sign an agreement and release a list: heads that others cosign, and entries of many rows."""
    from pilin.domain.programme import actions as programme
    from pilin.domain.programme import queries as lists
    from pilin.domain.programme.rules import ItemInput, MilestoneInput
    from pilin.foundation.access.standing import Standing
    from pilin.foundation.members import actions
    from pilin.foundation.members.models import Agreement, Circle, Member

    for seed in range(len(CLERKS)):
        assert not write(os.devnull, seed=seed, most=rounds)
    setup, year, codes = Standing.machine("setup"), now().year, [code for code, *_rest in TOWNS]
    circle, towns = Circle.objects.visible_to(setup).get(slug=CIRCLE), Member.objects.visible_to(setup)
    actions.open_term(by=setup, at=now(), circle=circle, member=towns.get(code=codes[0]), year=year)
    agreement = actions.propose_agreement(
        by=standing(CLERKS[0]), at=now(), circle=circle, slug="river", kind="cooperation", title_zh="共治一河",
        title="One river", parties=list(towns.filter(code__in=codes)), clauses=[("同查同治。", "")],
    )  # fmt: skip
    for name in CLERKS:
        row = Agreement.objects.visible_to(setup).get(pk=agreement.pk)
        actions.sign_agreement(by=standing(name), at=now(), agreement=row, text_hash=row.text_hash)
    chair: dict[str, Any] = {"by": standing(CLERKS[0]), "at": now(), "circle": CIRCLE, "year": year}
    programme.draft_list(**chair)
    items = [
        ItemInput(
            no=no, title_zh=f"项目{no}", strand="industry", leads=(codes[0],), partners=(codes[1],), person_name="某某",
            agreement="river", milestones=(MilestoneInput(1, "一", date(year, 12, 31)),),
        )
        for no in (1, 2, 3)
    ]  # fmt: skip
    programme.import_items(**chair, items=[(None, item) for item in items])
    programme.propose_list(**chair)
    heard = lists.list_of(setup, CIRCLE, year)
    assert heard is not None
    for name in CLERKS:
        programme.accept_list(by=standing(name), at=now(), circle=CIRCLE, year=year, text_hash=heard.text_hash)
    programme.release_list(**chair)
    for seed in range(len(CLERKS)):
        assert not write(os.devnull, seed=seed, most=rounds)


def _corrupt() -> list[str]:
    if connection.vendor != "sqlite":
        return []
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA integrity_check")
        faults = [row[0] for row in cursor.fetchall() if row[0] != "ok"]
        cursor.execute("PRAGMA foreign_key_check")
        return faults + [f"foreign key {row}" for row in cursor.fetchall()]


def _weakened(how: str) -> None:
    if how == "normal":
        options = settings.DATABASES["default"]["OPTIONS"]
        strict = options["init_command"]
        options["init_command"] = strict.replace("synchronous=FULL", "synchronous=NORMAL")
        assert options["init_command"] != strict
    elif how == "two transactions":
        from pilin.foundation.access.gate import under_way
        from pilin.foundation.journal.enums import RECORDERS

        def later(write: Any) -> Any:
            def record(doing: Any, line: Any) -> None:
                def act() -> None:
                    with transaction.atomic(), under_way(doing):
                        write(doing, line)

                transaction.on_commit(act)

            return record

        RECORDERS[:] = [later(write) for write in RECORDERS]
