"""Plumbing of the typed API: one form of error, times with their offset, the standing of whoever asks."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from functools import cached_property
from typing import Annotated, Any

from django.db import Error as DatabaseTrouble
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.openapi.schema import REF_TEMPLATE, OpenAPISchema
from ninja.schema import NinjaGenerateJsonSchema
from ninja.security import HttpBearer, SessionAuth
from pydantic import Field, field_validator

from pilin.engine.base import Conflict, Invalid, Refused, clean_text, trouble_of
from pilin.engine.base.verdict import Text
from pilin.web.apidocs import Docs, PartOf
from pilin.web.describing import described
from pilin.web.trouble import ANSWERS, met, refusal_of, trouble_headers

Whole = Annotated[int, Field(ge=0, le=2**31 - 1)]  # a larger integer overflows a database column
Year = Annotated[int, Field(ge=1900, le=2200)]


class Incoming(Schema):
    """What a program sends: every text in it comes out without marks that nobody sees, as in forms."""

    @field_validator("*", mode="before")
    @classmethod
    def _cleaned(cls, given: Any) -> Any:
        return _clean(given)


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, dict):
        return {key: _clean(part) for key, part in value.items()}
    return [_clean(part) for part in value] if isinstance(value, list) else value


class ErrorBody(Schema):
    """What is wrong: a stable code, where (row and field of a file, field of a request), and why."""

    code: str
    row: int | None = None
    field: str | None = None
    reason: str


class Error(Schema):
    """The one form of every answer that is no success."""

    error: ErrorBody


def error_body(code: str, reason: Any, field: str | None = None, row: int | None = None) -> dict[str, Any]:
    """Return the body of an error."""
    return {"error": {"code": code, "row": row, "field": field or None, "reason": str(reason)}}


def errors_of(error: Refused | Invalid) -> tuple[int, dict[str, Any]]:
    """Return status and body for a deed turned down; further faults stand under ``faults``."""
    if isinstance(error, Invalid):
        bodies = [error_body(f.code, f.reason, f.field, f.row)["error"] for f in error.faults]
        return 422, {"error": bodies[0], "faults": bodies}
    status = 404 if error.code == "not_found" else 409 if isinstance(error, Conflict) else 403
    return status, error_body(error.code, error.reason)


class KeyAuth(HttpBearer):
    """A key for programs. Whether it opens was settled before the operation: a key that does not never comes here."""

    openapi_description = "A key made under My account: Authorization: Bearer pilin_…"

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        """Return the key the request came in by."""
        return getattr(request, "key", None)


signed_in = [KeyAuth(), SessionAuth()]  # for operations that write: a key, or a session and its token


class Api(NinjaAPI):
    """The API; what any operation may answer besides its own answers is described once for all."""

    @cached_property
    def _described(self) -> OpenAPISchema:  # seconds of work, and the same for as long as the process lives
        return described(super().get_openapi_schema())

    @cached_property
    def _rooms(self) -> dict[str, OpenAPISchema]:
        return {}

    def get_openapi_schema(self, **given: Any) -> OpenAPISchema:
        """Return the description, with what every operation may answer."""
        return self._described

    def describe_room(self, room: str) -> OpenAPISchema:
        """Return the description of one room alone."""
        if room not in self._rooms:
            part = described(PartOf(self, self.get_root_path({}), room))
            error = Error.model_json_schema(
                ref_template=REF_TEMPLATE, schema_generator=NinjaGenerateJsonSchema, mode="serialization"
            )
            part["components"]["schemas"] |= {**error.pop("$defs"), "Error": error}  # every operation points to it
            self._rooms[room] = part
        return self._rooms[room]


def make_api(titles: Mapping[str, Text]) -> NinjaAPI:
    """Return the API with its error handlers; ``titles`` are what people call each room."""
    api = Api(
        title="Pilin",
        version="1",
        description=(
            "Neighbouring towns on two sides of a provincial border. Times are ISO 8601 with their offset. "
            "What is public needs no sign-in. A key for programs, made under My account, opens what its person or its town "
            "reads and, where its permissions say so, writes: send it as `Authorization: Bearer pilin_…`. A key that does "
            "not open is answered 401 everywhere, one that may not do this 403 with the code `scope`."
        ),
        urls_namespace="api",
        docs=Docs(titles, Api.describe_room),
    )

    def answer(request: HttpRequest, body: dict[str, Any], status: int) -> HttpResponse:
        return api.create_response(request, body, status=status)

    @api.exception_handler(Refused)
    def refused(request: HttpRequest, error: Refused) -> HttpResponse:
        status, body = errors_of(error)
        return answer(request, body, status)

    @api.exception_handler(Invalid)
    def invalid(request: HttpRequest, error: Invalid) -> HttpResponse:
        status, body = errors_of(error)
        return answer(request, body, status)

    @api.exception_handler(DatabaseTrouble)
    @api.exception_handler(OSError)
    def fallen_through(request: HttpRequest, error: Exception) -> HttpResponse:
        trouble = trouble_of(error)
        if trouble is None:
            raise error
        met(trouble)
        logging.getLogger(__name__).warning("%s %s: %s", request.method, request.path, error)
        refused = refusal_of(trouble)
        response = answer(request, error_body(refused.code, refused.reason), ANSWERS[trouble].status)
        for name, value in trouble_headers(trouble).items():
            response[name] = value
        return response

    @api.exception_handler(Http404)
    def missing(request: HttpRequest, error: Http404) -> HttpResponse:
        return answer(request, error_body("not_found", "not found"), 404)

    @api.exception_handler(ValidationError)
    def malformed(request: HttpRequest, error: ValidationError) -> HttpResponse:
        first = error.errors[0] if error.errors else {"loc": (), "msg": "malformed"}
        where = ".".join(str(part) for part in first.get("loc", ())[1:])
        return answer(request, error_body("malformed", first.get("msg", "malformed"), where), 422)

    @api.exception_handler(AuthenticationError)
    def stranger(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
        return answer(request, error_body("sign_in", "sign in first"), 401)

    @api.exception_handler(HttpError)
    def other(request: HttpRequest, error: HttpError) -> HttpResponse:
        return answer(
            request, error_body("malformed" if error.status_code == 400 else "refused", error), error.status_code
        )

    return api
