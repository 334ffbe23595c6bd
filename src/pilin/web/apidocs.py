"""The page of the API: what programs can ask, room by room; and for each room a page where its operations are tried.

To describe hundreds of operations takes seconds, and so does drawing them: the first page is made from an outline, and
only one room is described and handed to the script that draws it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from ninja import NinjaAPI
from ninja.openapi.docs import DocsBase
from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation as Described

from pilin.engine.base.verdict import Text

DRAWN = {"layout": "BaseLayout", "deepLinking": True, "docExpansion": "list", "defaultModelsExpandDepth": -1}


@dataclass(frozen=True, slots=True)
class Operation:
    """One thing a program can ask."""

    method: str
    path: str
    summary: str
    name: str  # as the description calls it, unique


@dataclass(frozen=True, slots=True)
class Room:
    """What programs can ask of one room."""

    key: str
    title: Text
    operations: tuple[Operation, ...]


class Outline(OpenAPISchema):
    """What can be asked, without what each takes and answers: made in milliseconds."""

    def operation_details(self, operation: Described) -> dict[str, Any]:
        """Return an operation's names alone."""
        name = operation.operation_id or self.api.get_openapi_operation_id(operation)
        return {"operationId": name, "summary": operation.summary, "tags": operation.tags}


class PartOf(OpenAPISchema):
    """The description of one room: its operations, and the schemas that they need."""

    def __init__(self, api: NinjaAPI, path_prefix: str, room: str) -> None:
        self.room = room
        super().__init__(api, path_prefix)

    def methods(self, operations: list[Described]) -> dict[str, Any]:
        """Return those of the operations of one path that belong to the room."""
        return super().methods([one for one in operations if one.tags and one.tags[0] == self.room])


class Docs(DocsBase):
    """Draws the page of the API, and with ``?of=ROOM`` the page where that room's operations are tried.

    Parameters
    ----------
    titles : mapping of str to Text
        Room → what people call it. A room without one shows its key.
    describe : callable
        (API, room) → the description of that room alone.
    """

    def __init__(self, titles: Mapping[str, Text], describe: Callable[[Any, str], Mapping[str, Any]]) -> None:
        self.titles, self.describe = titles, describe

    def render_page(self, request: HttpRequest, api: NinjaAPI, **kwargs: Any) -> HttpResponse:
        """Return the page; not found for a room that is none."""
        rooms = rooms_of(Outline(api, api.get_root_path(kwargs)), self.titles)
        of = request.GET.get("of", "")
        if not of:
            return render(request, "web/api.html", {"rooms": rooms, "counted": sum(len(r.operations) for r in rooms)})
        room = next((one for one in rooms if one.key == of), None)
        if room is None:
            raise Http404
        drawn = {**DRAWN, "spec": self.describe(api, room.key)}
        return render(request, "web/api_room.html", {"room": room, "drawn": drawn})


def rooms_of(described: Mapping[str, Any], titles: Mapping[str, Text]) -> list[Room]:
    """Return the rooms of a description in the order in which they stand there, each with what can be asked of it."""
    found: dict[str, list[Operation]] = {}
    for path, methods in described["paths"].items():
        for method, told in methods.items():
            operation = Operation(method.upper(), path, told.get("summary", ""), told.get("operationId", ""))
            found.setdefault(told["tags"][0], []).append(operation)
    return [Room(key, titles.get(key, key), tuple(operations)) for key, operations in found.items()]
