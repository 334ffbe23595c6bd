"""Which log a row belongs to, and what of it is written there."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from hashlib import sha256
from typing import Any, Protocol
from uuid import UUID

from django.apps import apps
from django.db import models
from django.utils.translation import gettext_lazy as _

from pilin.engine.log import root
from pilin.foundation.access.enums import Audience, Ledger, Role
from pilin.foundation.access.models import SharedModel
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Verdict
from pilin.foundation.ledger.enums import HOUSE, JointAct, StampVerdict


class Placed(Protocol):
    """Of a row what settles which log it enters."""

    @property
    def owner(self) -> str: ...
    @property
    def audience(self) -> str: ...
    @property
    def circle(self) -> str: ...
    @property
    def parties(self) -> str: ...
    @property
    def agreement(self) -> UUID | None: ...


def audience_of(row: Placed) -> str | None:
    """Return the name of the audience whose log a row enters; None for what a town keeps to itself.

    One log for each audience, so that a matter between two towns is not even counted by a third, and each log is gapless.

    Examples
    --------
    ``public``, ``circle:five-towns``, ``parties:310116102,330482102``, ``agreement:019029b6-…``
    """
    if row.audience == Audience.PUBLIC:
        return "public"
    if row.audience == Audience.CIRCLE:
        return f"circle:{row.circle}"
    if row.audience == Audience.PARTIES:
        return f"parties:{row.parties.strip(',')}"
    if row.audience == Audience.AGREEMENT:
        return f"agreement:{row.agreement or ''}"
    return None


def readers_of(name: str) -> tuple[str, str, str]:
    """Return the audience, the parties and the agreement that the name of an audience stands for."""
    kind, _colon, rest = name.partition(":")
    parties = f",{rest}," if kind == Audience.PARTIES else ""
    return kind, parties, rest if kind == Audience.AGREEMENT else ""


def writer_of(row: Placed) -> str:
    """Return who signs a row: its owner; the house for what no town owns."""
    return row.owner or HOUSE


def object_of(model: str, uid: object) -> str:
    """Return the name of a row in the ledger: ``programme.item:019029b6-…``."""
    return f"{model}:{uid}"


def ledgered() -> list[str]:
    """Return the models whose rows enter the ledger."""
    return sorted(
        model._meta.label_lower
        for model in apps.get_models()
        if issubclass(model, SharedModel) and model.LEDGER != Ledger.NONE
    )


def content_of(row: SharedModel) -> dict[str, Any]:
    """Return every column of a row as JSON has it; equal rows give equal content on every database."""
    return {column.attname: plain(getattr(row, column.attname)) for column in row._meta.concrete_fields}


def plain(value: Any) -> Any:
    """Return a value as JSON has it: days and moments as ISO 8601 in UTC, amounts without trailing zeros.

    Raises
    ------
    TypeError
        For a kind of value no column has had before: guessing would make equal rows differ.
    """
    if value is None or type(value) in (bool, int, str):
        return value
    if isinstance(value, (int, str)):  # a choice of an enumeration
        return str(value.value if isinstance(value, Enum) else value) if isinstance(value, str) else int(value)
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return _decimal(value)
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, (bytes, memoryview)):
        return sha256(bytes(value)).hexdigest()
    if isinstance(value, (list, tuple)):
        return [plain(one) for one in value]
    if isinstance(value, dict):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, float):
        return repr(value)
    raise TypeError(f"{type(value).__name__} has no place in the ledger yet")


def _decimal(value: Decimal) -> str:
    """Return an amount as text: a database that keeps two places and one that keeps four say the same."""
    text = format(value.normalize(), "f")
    return "0" if text in ("-0", "0") else text


_json = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode
_text = json.encoder.encode_basestring  # what it makes of a text


def packed(content: Any) -> bytes:
    """Return content as the one sequence of bytes that is committed to."""
    return _json(content).encode()


def title_of(content: Mapping[str, Any], *, zh: bool) -> str:
    """Return what a record calls itself in a language, as far as it says so."""
    names = ("title_zh", "name_zh", "title", "name") if zh else ("title", "name", "title_zh", "name_zh")
    return next((str(content[name]) for name in names if content.get(name)), "")


def differences(label: str, row: Mapping[str, Any], signed: Mapping[str, Any]) -> list[str]:
    """Return the columns in which a row says something else than was signed of it.

    A column that came after it was signed is no difference while it holds what a new column is given; nor is one that the
    model has no longer.
    """
    model: Any = apps.get_model(label)
    given = {
        field.attname: plain(field.get_default())
        for field in model._meta.concrete_fields
        if field.attname not in signed
    }
    return sorted(
        name for name in row if (row[name] != signed[name] if name in signed else row[name] != given.get(name))
    )


def personal_of(label: str) -> frozenset[str]:
    """Return the columns of a kind of record that name people."""
    model: Any = apps.get_model(label)
    fields = {field.name: field.attname for field in model._meta.concrete_fields}
    return frozenset(fields.get(name, name) for name in model.PERSONAL)


def verdict_on_head(size: int, root: str, count: int, here: str) -> StampVerdict:
    """Return what a head on paper and a record say of each other.

    Parameters
    ----------
    size, root : int, str
        As on paper; a root may be its beginning only, and may be missing.
    count : int
        How many of so many entries are kept here.
    here : str
        The root over them.
    """
    if count < size:
        return StampVerdict.SHORT
    if not root:
        return StampVerdict.UNSAID
    return StampVerdict.AGREES if here.startswith(root) else StampVerdict.OTHER


@dataclass(frozen=True, slots=True)
class Accepted:
    """A town's acceptance as its own log has it."""

    town: str
    text_hash: str
    obj: str
    content: Mapping[str, Any] = field(default_factory=dict)


def faults_of_joint(act: JointAct, given: Sequence[Accepted]) -> list[tuple[str, dict[str, str]]]:
    """Return what a joint act that counts as in force lacks: a code and what its sentence names, town by town.

    Parameters
    ----------
    act : JointAct
    given : sequence of Accepted
        The acceptances that name it, each from the log of the town it is of.

    Examples
    --------
    >>> act = JointAct("agreement:1", {}, "new", frozenset({"a", "b"}), "signature", "of", "1")
    >>> faults_of_joint(act, [Accepted("a", "new", "s:1"), Accepted("b", "old", "s:2")])
    [('joint_other_text', {'town': 'b', 'given': 'old', 'text': 'new'})]
    """
    if not act.towns or not act.text_hash:
        return [("joint_nobody", {})]
    faults: list[tuple[str, dict[str, str]]] = []
    good = {one.town for one in given if one.text_hash == act.text_hash}
    enough = act.enough or len(act.towns)
    for town in sorted(act.towns):
        mine = [one for one in given if one.town == town]
        if len(mine) > 1:
            faults.append(("joint_twice", {"town": town, "first": mine[0].obj, "second": mine[1].obj}))
        if town in good or len(good & act.towns) >= enough:
            continue
        if mine:
            faults.append(
                ("joint_other_text", {"town": town, "given": mine[0].text_hash[:12], "text": act.text_hash[:12]})
            )
        else:
            faults.append(("joint_missing", {"town": town}))
    return faults


def leaves_of(model: type[SharedModel], rows: Sequence[Sequence[Any]]) -> list[bytes]:
    """Return what a batch says of each row, packed: its model, its key and every column, as :func:`content_of` has it.

    The bytes are those of :func:`packed`, made column by column: most columns say the same in many rows.

    Parameters
    ----------
    rows : sequence of sequence
        The values of all concrete columns, in the model's order.
    """
    if not rows:
        return []
    columns = zip(model._meta.concrete_fields, zip(*rows, strict=True), strict=True)
    told = {column.attname: _column(column, values) for column, values in columns}
    names = sorted(told)
    assert model._meta.pk is not None
    content = ",".join(f'"{name}":%s' for name in names)
    whole = f'{{"content":{{{content}}},"model":{_text(model._meta.label_lower)},"uid":%s}}'
    return [(whole % row).encode() for row in zip(*(told[n] for n in names), told[model._meta.pk.attname], strict=True)]


def _column(column: Any, values: Sequence[Any]) -> list[str]:
    """Return the values of a column as JSON has them, each distinct one told once."""
    if all(type(value) is str for value in values):
        return [_text(value) for value in values]
    if isinstance(
        column, (models.JSONField, models.FloatField, models.BinaryField)
    ):  # no keys, or 0.0 and -0.0 are one
        return ["[]" if value == [] else _json(plain(value)) for value in values]
    told = {value: _json(plain(value)) for value in set(values)}
    return [told[value] for value in values]


def batch_of(leaves: Sequence[bytes]) -> bytes:
    """Return what one entry says of many rows, packed: their leaves, and the Merkle root over them (RFC 6962)."""
    return b'{"root":"%s","rows":[%s]}' % (root(leaves).hex().encode(), b",".join(leaves))


def may_keep_keys(by: Standing, town: str) -> Verdict:
    """Return whether somebody changes a town's keys: its own signatory, or the keeper while the host holds them."""
    if by.sees_all or by.holds(Role.KEEPER) or (by.member == town and by.holds(Role.SIGNATORY)):
        return Verdict.yes()
    return Verdict.no(
        "not_keeper", _("A town's keys are changed by its signatory, or by the keeper while the host holds them.")
    )


def may_close(by: Standing) -> Verdict:
    """Return whether somebody closes logs outside a release: the clock, or the keeper."""
    if by.sees_all or by.holds(Role.KEEPER):
        return Verdict.yes()
    return Verdict.no("not_keeper", _("Heads are drawn up by the clock, at a release, or by the keeper."))


def may_take_out(by: Standing, town: str) -> Verdict:
    """Return whether somebody takes all records of a town out: its own signatory, or the keeper of this instance."""
    if by.sees_all or by.holds(Role.KEEPER) or (by.member == town and by.holds(Role.SIGNATORY)):
        return Verdict.yes()
    return Verdict.no("not_signatory", _("A town's records are taken out by its signatory, or by the keeper."))
