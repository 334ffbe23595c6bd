"""The API's description of itself: what any operation may answer stands once, and each operation points to it.

Written out at each of some hundreds of operations, it made most of the file, and a browser drew the page of the API late.
"""

from __future__ import annotations

from typing import Any

from ninja.openapi.schema import OpenAPISchema

BUSY = (
    "Others were writing at the same moment, or the records cannot be reached: try again after `Retry-After` seconds."
)
TOO_MANY = "More was asked than may be at once: try again after `Retry-After` seconds. The code is `too_many`."
FULL = "The disk is full and nothing was written: reading goes on, writing opens again by itself once there is room."
OTHER = "The key was used for another call, or somebody changed the row meanwhile."
MALFORMED = "What was sent cannot be written; every fault is named."
KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "schema": {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[!-~]{1,200}$"},
    "description": "Made up by the caller, new for each call. Sent again with the same call within two days, it gives the "
    "first answer again (`Idempotency-Replayed: true`) and no second effect.",
}
NO_KEY = "A key was sent that does not open: unknown, past its last day, or revoked."
NO_SCOPE = "The key was not made for this (`scope`), or the standing may not do it."
UNSAFE = ("post", "put", "patch", "delete")


def _answer(text: str, *, later: bool = False) -> dict[str, Any]:
    headers = {"Retry-After": {"schema": {"type": "integer"}, "description": "Seconds."}} if later else {}
    return {
        "description": text,
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}},
        "headers": headers,
    }


ANSWERS = {  # by the name each stands under among the components: the status, and what it says
    "NoKey": (401, _answer(NO_KEY)),
    "NoScope": (403, _answer(NO_SCOPE)),
    "TooMany": (429, _answer(TOO_MANY, later=True)),
    "Busy": (503, _answer(BUSY, later=True)),
}
TO_WRITING = {
    "Other": (409, _answer(OTHER)),
    "Malformed": (422, _answer(MALFORMED)),
    "Full": (507, _answer(FULL, later=True)),
}


def described(schema: OpenAPISchema) -> OpenAPISchema:
    """Return a description in which every operation also points to what any of its kind may answer."""
    parts = schema["components"]
    parts["responses"] = {name: answer for name, (_status, answer) in (ANSWERS | TO_WRITING).items()}
    parts["parameters"] = {"IdempotencyKey": KEY}
    for methods in schema["paths"].values():
        for method, operation in methods.items():
            operation["tags"] = list(dict.fromkeys(operation["tags"]))  # a file of a room repeats the room's
            _add(operation["responses"], ANSWERS)
            if method in UNSAFE:
                _add(operation["responses"], TO_WRITING)
                key = {"$ref": "#/components/parameters/IdempotencyKey"}
                operation["parameters"] = [*operation.get("parameters", []), key]
    return schema


def _add(answers: dict[Any, Any], more: dict[str, tuple[int, dict[str, Any]]]) -> None:
    for name, (status, _said) in more.items():
        answers.setdefault(status, {"$ref": f"#/components/responses/{name}"})
