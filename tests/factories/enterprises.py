"""Registers for tests, brought by the room's own deed; the codes of their firms hold and belong to nobody."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pilin.config.standing import standing_of
from pilin.domain.enterprises import actions
from pilin.domain.enterprises.models import Bringing, Enterprise, Likeness, Register
from pilin.domain.enterprises.rules import Frame, RecordInput
from pilin.engine.base.identifiers import organisation_check_digit, uscc_check_digit
from pilin.foundation.access.standing import Standing
from tests.factories.base import NOW, make_user, writing

HOUSE = Standing.machine("test")


def code(number: int, division: str = "330482") -> str:
    """Return a code that holds, made up of a number."""
    organisation = f"MB{number:06}"
    first = f"91{division}{organisation}{organisation_check_digit(organisation)}"
    return first + str(uscc_check_digit(first))


def firm(number: int, **more: Any) -> RecordInput:
    """Return what a register says of the firm with this number."""
    given: dict[str, Any] = {
        "name_zh": f"平湖第{number}电缆有限公司", "uscc": code(number), "industry": "3831", "division": "330482102",
        "products": ("电缆",),
    }  # fmt: skip
    return RecordInput(**{**given, **more})


def bring(by: Standing, *rows: RecordInput, at: datetime = NOW, **more: Any) -> Register:
    """Return a register, brought."""
    given: dict[str, Any] = {"circle": "five-towns", "title": "规上企业名录", "as_of": "2024-09", **more}
    return actions.bring_register(by=by, at=at, records=list(enumerate(rows, start=2)), **given)


def made(by: Standing, *rows: RecordInput, **more: Any) -> list[Enterprise]:
    """Return the firms that a register brings, in the order of its rows."""
    register = bring(by, *rows, **more)
    records = register.records.visible_to(HOUSE).order_by("row").select_related("enterprise")
    return [record.enterprise for record in records]


def person(username: str) -> Standing:
    """Return the standing of a person who holds no office."""
    with writing():
        made = make_user(username, "某人")
    return standing_of(made, NOW)


def speaker(username: str, firm: Enterprise, clerk: Standing) -> Standing:
    """Return the standing of a person whom the town of a firm accepted to speak for it."""
    somebody = person(username)
    claim = actions.claim_firm(by=somebody, at=NOW, enterprise=firm, office="厂长")
    actions.decide_claim(by=clerk, at=NOW, claim=claim, accepted=True)
    return standing_of(claim.person, NOW)


def written(by: Standing, rows: int, *numbers: int, town: str = "") -> Bringing:
    """Return a file of so many rows of which these firms are written and the register is not in force."""
    frame = Frame(
        "five-towns", town or by.member or "", "分步名录", "2024-09", "circle", "", digest=f"{numbers[0]:064}"
    )
    row = actions.begin_bringing(by=by, at=NOW, frame=frame, file_name=f"{numbers[0]}.csv")
    row = actions.note_checked(by=by, at=NOW, bringing=row, rows=rows, faults=0, ended=True)
    records = [(place, firm(number)) for place, number in enumerate(numbers, start=2)]
    return actions.write_rows(by=by, at=NOW, bringing=row, records=records, linker=[])


def likeness(firm: Enterprise, other: Enterprise, probability: float = 0.5, **more: Any) -> Likeness:
    """Return two firms that may be one, put down without a deed."""
    given: dict[str, Any] = {
        "in_circle_id": firm.in_circle_id, "circle": firm.circle, "owner": firm.owner, "audience": "own",
        "reasons": [["prior", "", -2.0], ["brand", "same", 7.5]], **more,
    }  # fmt: skip
    row = Likeness(enterprise=firm, other=other, probability=probability, **given)
    with writing():
        row.save()
    return row
