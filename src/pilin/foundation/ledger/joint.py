"""Whether what counts as agreed stands on the acceptances it needs, each naming its text, each in its own town's log."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.apps import apps

from pilin.foundation.access.standing import Standing
from pilin.foundation.ledger import rules
from pilin.foundation.ledger.enums import JOINT_ACTS, JointAct
from pilin.foundation.ledger.findings import Finding

MACHINE = Standing.machine("ledger")


@dataclass(frozen=True, slots=True)
class Said:
    """What stands last of a record in one town's logs; None where it was erased or removed."""

    writer: str
    content: Mapping[str, Any] | None
    removed: bool = False


def acceptances_needed() -> frozenset[str]:
    """Return the models of acceptances that any joint act rests on."""
    return frozenset(act.acceptances for ask in JOINT_ACTS for act in ask())


def check_joint_acts(said: Mapping[str, list[Said]]) -> tuple[int, list[Finding]]:
    """Return how many joint acts there are, and what each lacks.

    Parameters
    ----------
    said : mapping
        Record to what stands last of it in each town's logs.
    """
    given = dict[str, list[rules.Accepted]]()
    for obj, words in said.items():
        label = obj.partition(":")[0]
        given.setdefault(label, []).extend(_accepted(label, obj, words))
    acts = [act for ask in JOINT_ACTS for act in ask()]
    findings = []
    kept = dict[str, list[tuple[JointAct, frozenset[str]]]]()
    for act in acts:
        fitting = _of(act, given.get(act.acceptances, ()))
        wrong = rules.faults_of_joint(act, fitting)
        findings += [Finding(code, facts, obj=act.obj, title=act.title) for code, facts in wrong]
        if act.rivals:
            towns = frozenset(one.town for one in fitting if one.text_hash == act.text_hash)
            kept.setdefault(act.rivals, []).append((act, towns))
    for rivals in kept.values():
        for n, (act, towns) in enumerate(rivals):
            for other, others in rivals[n + 1 :]:
                findings += [
                    Finding("joint_rivals", {"town": town, "other": other.obj}, obj=act.obj, title=act.title)
                    for town in sorted(towns & others)
                ]
    return len(acts), findings


def _accepted(label: str, obj: str, words: Iterable[Said]) -> Iterator[rules.Accepted]:
    """Yield what a town's own log says of an acceptance; what was erased by law is read from the row that is left."""
    for one in words:
        if one.removed:
            continue
        content = one.content if one.content is not None else _row_of(label, obj)
        if content is not None:
            yield rules.Accepted(one.writer, str(content.get("text_hash", "")), obj, content)


def _row_of(label: str, obj: str) -> dict[str, Any] | None:
    model: Any = apps.get_model(label)
    row = model.objects.visible_to(MACHINE).filter(pk=obj.partition(":")[2]).first()
    return rules.content_of(row) if row is not None else None


def _of(act: JointAct, given: Iterable[rules.Accepted]) -> list[rules.Accepted]:
    """Return the acceptances that name this act."""
    return [
        one
        for one in given
        if one.content.get(act.of) == act.proposal
        and all(one.content.get(name) == value for name, value in act.counts.items())
        and (one.text_hash == act.text_hash or not act.lapsed)
    ]
