"""The addresses that are photographed, and as whom; and those that are not, with the reason."""

from __future__ import annotations

from tests.routes import Route

PAGES_OF_OFFICERS = "xindai-secretary"  # the chair's secretary sees every form of the circle
NOT_A_PAGE = {
    "health": "an answer for machines",
    "observations:sta": "an answer for programs",
    "handover:text": "a plain text",
    "programme:version": "a plain text",
    "members:agreement_text": "a plain text",
    "api:": "answers for programs; the page of the API is photographed",
    "download": "a file",
    "proposals:open311": "an answer for programs",
    "proposals:near": "a part of a page",
    "watch:live": "a part of a page",
    "watch:answer_link": "an address of a message",
    "identity:my_data": "a file",
    "identity:here": "an answer for scripts",
    "identity:draft": "kept by the script of a form",
    "bulletins:feed": "a feed",
    "bulletins:calendar": "a feed",
    "bulletins:pdf": "a file",
    "bulletins:docx": "a file",
    "bulletins:json": "a file",
    "bulletins:catalogue": "a file",
    "bulletins:qr": "a picture",
    "watch:after_pdf": "a file",
    "watch:after_docx": "a file",
    "drills:report": "a file",
    "drills:course": "a file",
    "services:leaflet": "a file",
    "watch:alert_xml": "a file",
    "cap:feed": "a feed",
    "cap:alert": "a file",
    "enforcement:letter": "a file",
    "oddjobs:proof": "a file",
    "visits:worker": "a script of the page of an officer's day",
    "visits:merge": "a form that the page of a visit sends",
    "account_": "the sign-in library's; those that people meet are photographed",
    "mfa_": "the sign-in library's; those that people meet are photographed",
}
MET = {
    "api:openapi-view",
    "account_login",
    "account_logout",
    "account_change_password",
    "account_reauthenticate",
    "mfa_index",
    "mfa_activate_totp",
}
OTHERWISE = {"members:start": "keeper", "members:start_members": "keeper", "members:start_officers": "keeper"}


def why_not(route: Route) -> str:
    """Return why an address is not photographed; empty when it is."""
    if route.name in MET:
        return ""
    return next(
        (why for start, why in NOT_A_PAGE.items() if route.name.startswith(start) or route.name.endswith(f":{start}")),
        "",
    )
