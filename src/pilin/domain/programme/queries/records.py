"""How the ledger's pages speak of lists, items and milestones, and which acceptances a list in force stands on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pilin.domain.programme.enums import Answer, Verdict
from pilin.domain.programme.models import (
    Acceptance,
    BudgetLine,
    DueChange,
    Erratum,
    ErratumSignature,
    Item,
    ItemPartner,
    KeyProjectList,
    ListVersion,
    Milestone,
    MilestoneReport,
    Witnessing,
)
from pilin.foundation.access.enums import Audience
from pilin.foundation.access.standing import Standing
from pilin.foundation.ledger.enums import JointAct, RecordKind

MACHINE = Standing.machine("programme")


def record_kinds() -> dict[str, RecordKind]:
    """Return how each kind of record of this room is spoken of."""
    return {
        "programme.keyprojectlist": RecordKind(
            gettext_lazy("Joint list"), says=_list, acts=_acts_of_list, parts=_parts_of_list, url=_list_address, title=_list_title
        ),
        "programme.listversion": RecordKind(gettext_lazy("Version of the list"), says=_version, when="proposed_at"),
        "programme.acceptance": RecordKind(gettext_lazy("Answer"), says=_answer, when="answered_at"),
        "programme.item": RecordKind(gettext_lazy("Item"), says=_item, acts=_acts_of_item, parts=_parts_of_item),
        "programme.itempartner": RecordKind(gettext_lazy("Joining town")),
        "programme.budgetline": RecordKind(gettext_lazy("Budget line")),
        "programme.milestone": RecordKind(
            gettext_lazy("Milestone"), says=_milestone, acts=_acts_of_milestone, parts=_parts_of_milestone
        ),
        "programme.duechange": RecordKind(gettext_lazy("Moved date")),
        "programme.milestonereport": RecordKind(
            gettext_lazy("Report"), says=lambda _told, _first: _("reported that the milestone stands"), when="reported_at"
        ),
        "programme.witnessing": RecordKind(gettext_lazy("Finding"), says=_finding, when="witnessed_at"),
        "programme.erratum": RecordKind(gettext_lazy("Erratum"), says=_erratum, when="proposed_at"),
        "programme.erratumsignature": RecordKind(
            gettext_lazy("Signature under an erratum"), says=lambda _told, _first: _("signed the erratum"), when="signed_at"
        ),
    }  # fmt: skip


def joint_lists() -> Iterator[JointAct]:
    """Yield each list in force by its rows, released or not, with the towns that must have accepted its last version."""
    last = {row.of_list_id: row for row in ListVersion.objects.visible_to(MACHINE).order_by("number")}
    accepted: dict[UUID, set[tuple[str, str]]] = {}
    answers = Acceptance.objects.visible_to(MACHINE).filter(answer=Answer.ACCEPTED)
    for key, code, heard in answers.values_list("version", "owner", "text_hash"):
        accepted.setdefault(key, set()).add((code, heard))
    for row in KeyProjectList.objects.visible_to(MACHINE).order_by("circle", "year"):
        version = last.get(row.pk)
        complete = version is not None and {
            (town, version.text_hash) for town in _codes(version.towns)
        } <= accepted.get(version.pk, set())
        if not (complete or row.release_at or row.released_at):
            continue
        name = {"zh": f"{row.year} 年共建清单", "en": f"Joint list {row.year}"}
        yield JointAct(
            obj=f"programme.keyprojectlist:{row.pk}", title=name, text_hash=version.text_hash if version else "",
            towns=_codes(version.towns) if version else frozenset(), acceptances="programme.acceptance", of="version_id",
            proposal=str(version.pk) if version else "", counts={"answer": Answer.ACCEPTED.value},
        )  # fmt: skip


def joint_errata() -> Iterator[JointAct]:
    """Yield each erratum that every town signed, by the rows."""
    signed: dict[UUID, set[str]] = {}
    for erratum, code in ErratumSignature.objects.visible_to(MACHINE).values_list("erratum", "owner"):
        signed.setdefault(erratum, set()).add(code)
    for row in Erratum.objects.visible_to(MACHINE).select_related("of_list"):
        towns = _codes(row.towns)
        if not towns or not towns <= signed.get(row.pk, set()):
            continue
        year, number = row.of_list.year, row.number
        yield JointAct(
            obj=f"programme.erratum:{row.pk}", text_hash=row.text_hash, towns=towns,
            title={"zh": f"{year} 年共建清单更正 {number}", "en": f"Erratum {number} to the joint list {year}"},
            acceptances="programme.erratumsignature", of="erratum_id", proposal=str(row.pk),
        )  # fmt: skip


def _codes(column: str) -> frozenset[str]:
    return frozenset(code for code in column.split(",") if code)


def _list(told: Mapping[str, Any], first: bool) -> str:
    if told.get("released_at"):
        return _("released the list for everyone to read")
    if told.get("release_at"):
        return _("set the list free for its moment")
    if told.get("reopened_at"):
        return _("took the list back to change it")
    return _("began the draft of the list") if first else ""


def _version(told: Mapping[str, Any], first: bool) -> str:
    return _("put version %(n)s of the list to the towns") % {"n": told.get("number")}


def _answer(told: Mapping[str, Any], first: bool) -> str:
    if told.get("answer") == Answer.ACCEPTED:
        return _("accepted this text")
    return _("refused this text")


def _item(told: Mapping[str, Any], first: bool) -> str:
    if first:
        return _("put the item on the list")
    return "" if told.get("audience") == Audience.PUBLIC else _("changed what is said of the item")


def _milestone(told: Mapping[str, Any], first: bool) -> str:
    return _("set the milestone for %(day)s") % {"day": told.get("due_on")} if first else ""


def _finding(told: Mapping[str, Any], first: bool) -> str:
    if told.get("verdict") == Verdict.ACCEPTED:
        return _("witnessed it for the other bank")
    return _("sent the report back with the reason")


def _erratum(told: Mapping[str, Any], first: bool) -> str:
    return _("proposed a correction to item %(no)s") % {"no": told.get("item_no")}


def _list_title(told: Mapping[str, Any]) -> str:
    return _("Joint list %(year)s") % {"year": told.get("year")}


def _list_address(told: Mapping[str, Any]) -> str:
    circle, year = told.get("circle"), told.get("year")
    return reverse("programme:year", kwargs={"circle": circle, "year": year}) if circle and year else ""


def _objects(standing: Standing, *rows: tuple[Any, dict[str, Any]]) -> Iterable[str]:
    """Return the names in the ledger of the rows of these models that fit."""
    found = []
    for model, wanted in rows:
        keys = model.objects.visible_to(standing).filter(**wanted).order_by("pk").values_list("pk", flat=True)
        found += [f"{model._meta.label_lower}:{pk}" for pk in keys]
    return found


def _acts_of_list(standing: Standing, uid: UUID) -> Iterable[str]:
    return _objects(
        standing, (ListVersion, {"of_list": uid}), (Acceptance, {"version__of_list": uid}), (Erratum, {"of_list": uid}),
        (ErratumSignature, {"erratum__of_list": uid}),
    )  # fmt: skip


def _parts_of_list(standing: Standing, uid: UUID) -> Iterable[str]:
    return _objects(
        standing, (Item, {"of_list": uid}), (ItemPartner, {"item__of_list": uid}), (BudgetLine, {"item__of_list": uid}),
        (Milestone, {"item__of_list": uid}),
    )  # fmt: skip


def _acts_of_item(standing: Standing, uid: UUID) -> Iterable[str]:
    return _objects(
        standing, (Acceptance, {"version__of_list__items": uid}), (MilestoneReport, {"milestone__item": uid}),
        (Witnessing, {"report__milestone__item": uid}),
    )  # fmt: skip


def _parts_of_item(standing: Standing, uid: UUID) -> Iterable[str]:
    return _objects(
        standing, (ItemPartner, {"item": uid}), (BudgetLine, {"item": uid}), (Milestone, {"item": uid}),
        (DueChange, {"milestone__item": uid}),
    )  # fmt: skip


def _acts_of_milestone(standing: Standing, uid: UUID) -> Iterable[str]:
    return _objects(standing, (MilestoneReport, {"milestone": uid}), (Witnessing, {"report__milestone": uid}))


def _parts_of_milestone(standing: Standing, uid: UUID) -> Iterable[str]:
    return _objects(standing, (DueChange, {"milestone": uid}))
