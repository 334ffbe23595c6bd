"""Registries are filled and closed here: what a lower storey declares, an upper room fills by this file's hand."""

from __future__ import annotations


def wire() -> None:
    """Fill every registry once, when all rooms are loaded."""
    _names()
    _sources()
    _obstacles()
    _handover()
    _meetings()


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


def _obstacles() -> None:
    """What waits in the register stands in people's work, and the year's count on the dashboard."""
    from pilin.domain.obstacles import queries, web
    from pilin.foundation.notices.enums import WORK
    from pilin.web.frame import TILES

    WORK["obstacles"] = queries.work_of
    TILES["obstacles"] = web.tile


def _handover() -> None:
    """A dossier's sections are filled from the rooms below; what waits for a seal stands in people's work."""
    from pilin.domain.handover import queries, web
    from pilin.domain.handover.enums import SECTIONS
    from pilin.foundation.notices.enums import WORK
    from pilin.web.frame import TILES

    SECTIONS[:] = queries.all_sections()
    WORK["handover"] = queries.work_of
    TILES["handover"] = web.tile


def _meetings() -> None:
    """Tasks, minutes and raised matters stand in people's work; events in the circle's calendar feed."""
    from django.utils.translation import gettext_lazy as _

    from pilin.domain.meetings import queries
    from pilin.foundation.bulletins.enums import CALENDAR
    from pilin.foundation.notices.enums import WORK
    from pilin.web.frame import WAYS, Way

    WORK["meetings"] = queries.work_of
    CALENDAR.append(queries.calendar_entries)
    if not any(way.address == "meetings:index" for way in WAYS):
        WAYS.append(Way("m", _("Meetings"), "users-group", "meetings:index", ("meetings",)))
