"""Plumbing of the typed API: one form of error, times with their offset, the standing of whoever asks."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.security import SessionAuth
from pydantic import Field

from pilin.engine.base import Conflict, Invalid, Refused

Whole = Annotated[int, Field(ge=0, le=2**31 - 1)]  # a larger integer overflows a database column
Year = Annotated[int, Field(ge=1900, le=2200)]


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
    return (409 if isinstance(error, Conflict) else 403), error_body(error.code, error.reason)


signed_in = SessionAuth()  # for operations that write: a session and its token


def make_api() -> NinjaAPI:
    """Return the API with its error handlers."""
    api = NinjaAPI(
        title="Pilin",
        version="1",
        description="Neighbouring towns on two sides of a provincial border. Times are ISO 8601 with their offset.",
        urls_namespace="api",
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
