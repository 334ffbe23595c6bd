"""What firms say of themselves and who speaks for them, at the terminal."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import click

from pilin.domain.enterprises import actions, queries
from pilin.domain.enterprises.cli.base import enterprises, firm_named, readers_option
from pilin.domain.enterprises.enums import (
    CertificateKind,
    GoodRole,
    Level,
)
from pilin.domain.enterprises.models import Claim, Enterprise
from pilin.domain.enterprises.schemas import (
    claim_out,
    says_out,
)
from pilin.engine.base import Invalid, Refused
from pilin.foundation.members.queries import day_of
from pilin.web.terminal import answer, json_option, refuse, table


@enterprises.command("says")
@click.argument("circle")
@click.argument("uid", type=click.UUID)
@json_option
@click.pass_obj
def show_says(caller, circle, uid, as_json):  # type: ignore[no-untyped-def]
    """Show what the firm UID of CIRCLE says of itself: what it makes and buys, and its papers."""
    _said(caller, circle, uid, as_json, lambda firm: None)


@enterprises.command("note-good")
@click.argument("circle")
@click.argument("uid", type=click.UUID)
@click.argument("role", type=click.Choice(GoodRole.values))
@click.argument("name")
@click.option("--capacity", default="", help="An amount in a period: 20吨/月, 约300吨/年.")
@readers_option
@json_option
@click.pass_obj
def note_good(caller, circle, uid, role, name, capacity, audience, as_json):  # type: ignore[no-untyped-def]
    """Say that the firm UID of CIRCLE makes or buys NAME."""
    _said(
        caller, circle, uid, as_json,
        lambda firm: actions.note_good(
            by=caller.standing, at=caller.at, enterprise=firm, role=role, name_zh=name, capacity=capacity, audience=audience
        ),
    )  # fmt: skip


@enterprises.command("note-certificate")
@click.argument("circle")
@click.argument("uid", type=click.UUID)
@click.argument("kind", type=click.Choice(CertificateKind.values))
@click.argument("name")
@click.option("--level", type=click.Choice(Level.values), default=None, help="Who gave a recognition.")
@click.option("--number", default="", help="Of the paper.")
@click.option("--from", "valid_from", default="", help="Valid from.")
@click.option("--until", "valid_to", default="", help="Valid until.")
@readers_option
@json_option
@click.pass_obj
def note_certificate(caller, circle, uid, kind, name, level, number, valid_from, valid_to, audience, as_json):  # type: ignore[no-untyped-def]
    """Note that the firm UID of CIRCLE has the certificate or recognition NAME."""
    _said(
        caller, circle, uid, as_json,
        lambda firm: actions.note_certificate(
            by=caller.standing, at=caller.at, enterprise=firm, kind=kind, name_zh=name, level=level or "", number=number,
            valid_from=valid_from, valid_to=valid_to, audience=audience,
        ),
    )  # fmt: skip


@enterprises.command("claims")
@click.argument("circle")
@json_option
@click.pass_obj
def list_claims(caller, circle, as_json):  # type: ignore[no-untyped-def]
    """List who asks to speak for firms of the own town in CIRCLE, or one's own claims."""
    rows = list((queries.claims if caller.standing.member else queries.own_claims)(caller.standing, circle))
    lines = [(row.pk, row.enterprise.name_zh, row.office, row.state) for row in rows]
    answer(
        [claim_out(row) for row in rows],
        as_json=as_json,
        text=lambda: table(("uid", "firm", "office", "state"), lines),
    )


@enterprises.command("answer-claim")
@click.argument("circle")
@click.argument("uid", type=click.UUID)
@click.option("--accept/--refuse", "accepted", required=True, help="The answer.")
@click.option("--why", default="", help="Needed for a refusal.")
@json_option
@click.pass_obj
def answer_claim(caller, circle, uid, accepted, why, as_json):  # type: ignore[no-untyped-def]
    """Accept or refuse the claim UID of CIRCLE."""
    _claimed(
        caller, circle, uid, as_json,
        lambda row: actions.decide_claim(by=caller.standing, at=caller.at, claim=row, accepted=accepted, why=why),
    )  # fmt: skip


@enterprises.command("end-claim")
@click.argument("circle")
@click.argument("uid", type=click.UUID)
@click.option("--why", default="", help="Why it ends.")
@json_option
@click.pass_obj
def end_claim(caller, circle, uid, why, as_json):  # type: ignore[no-untyped-def]
    """End the claim UID of CIRCLE: the person speaks for the firm no more."""
    _claimed(
        caller, circle, uid, as_json,
        lambda row: actions.end_claim(by=caller.standing, at=caller.at, claim=row, why=why),
    )  # fmt: skip


def _claimed(caller: Any, circle: str, uid: UUID, as_json: bool, act: Callable[[Claim], Claim]) -> None:
    """Do a deed to a claim and show what it is now."""
    try:
        found = queries.claim_named(caller.standing, circle, uid)
        if found is None:
            raise Refused("not_found", "no such claim")
        done = act(found)
    except (Refused, Invalid) as error:
        refuse(error, as_json=as_json)
    answer(claim_out(done), as_json=as_json, text=f"{done.enterprise}: {done.state}")


def _said(caller: Any, circle: str, uid: UUID, as_json: bool, act: Callable[[Enterprise], Any]) -> None:
    """Do a deed for a firm and show what it says of itself then."""
    try:
        firm = firm_named(caller, circle, uid)
        act(firm)
    except (Refused, Invalid) as error:
        refuse(error, as_json=as_json)
    told = queries.firm_says(caller.standing, [firm.pk], day_of(caller.at))
    lines = [(row.role, row.name_zh, row.capacity or "") for row in (*told.makes, *told.buys)]
    lines += [(one.row.kind, one.row.name_zh, "" if one.valid else "not valid today") for one in told.certificates]
    answer(says_out(told), as_json=as_json, text=lambda: table(("kind", "name", ""), lines))
