"""Registries are filled and closed here: what a lower storey declares, an upper room fills by this file's hand."""

from __future__ import annotations


def wire() -> None:
    """Fill every registry once, when all rooms are loaded."""
    _names()
    _sources()


def _names() -> None:
    """The journal keeps keys; people and members lend it their names."""
    from django.utils.translation import get_language

    from pilin.foundation.access.standing import Standing
    from pilin.foundation.identity import queries as identity
    from pilin.foundation.journal.enums import NAMES
    from pilin.foundation.members.models import Member

    def members(codes: set[str]) -> dict[str, str]:
        column = "name" if (get_language() or "").startswith("en") else "name_zh"
        rows = Member.objects.visible_to(Standing.public()).filter(code__in=codes)
        return dict(rows.values_list("code", column))

    NAMES.update(people=identity.names_of, members=members)


def _sources() -> None:
    """Every model that says where a fact stands can be counted under its source."""
    from django.apps import apps

    from pilin.foundation.access.models import GatedModel
    from pilin.foundation.files.enums import CITED

    CITED[:] = [
        model
        for model in apps.get_models()
        if issubclass(model, GatedModel)
        and model._meta.app_label != "journal"
        and any(column.name == "source" for column in model._meta.concrete_fields)
    ]
