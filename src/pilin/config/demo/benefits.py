"""One scheme between Fengjing and Huimin over a firm that moved: signed, two years settled, one waiting. All of it is made up.

The reports name no firm that moved within the circle and no percentages: towns, terms and amounts are illustrative. The rule is
the one that was published for Beijing, Tianjin and Hebei in 2015, and it stands with its clause and source.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

from pilin.config.demo.world import World
from pilin.domain.benefits import actions, queries
from pilin.domain.benefits.models import Scheme, Settlement
from pilin.engine import share

BEFORE = ("21600000.00", "22350000.00", "24080000.00")  # of the town that was left
AFTER = ("28750000.01", "30120000.50", "31460000.00")  # of the town moved to; an odd fen shows the remainder
OUTPUT = "412000000.00"
LEFT, MOVED_TO = "fengjing", "huimin"


def load(world: World) -> None:
    """Draft, lay out, sign; enter what each town knows; settle two years to the end and reckon the third."""
    at, waiting = world.now - timedelta(days=200), world.now - timedelta(days=6)
    first = waiting.year - 3  # so that the third year is over when it is reckoned, in January too
    row = _signed(world, at, first)
    for k, amount in enumerate(BEFORE):
        _enter(world, row, LEFT, first - 3 + k, "taxes", amount, at, "枫泾镇财政决算表（示意）")
    for k, amount in enumerate(AFTER):
        _enter(world, row, MOVED_TO, first + k, "taxes", amount, at, "惠民街道财政决算表（示意）")
        _enter(world, row, MOVED_TO, first + k, "output", OUTPUT, at, "统计年报（示意）")
    for k in range(2):
        _settle_to_the_end(world, row, first + k, at + timedelta(days=10 + 30 * k))
    last = _reckoned(world, row, first + 2, waiting)
    _confirm(world, last, LEFT, waiting + timedelta(hours=2))
    _draft_of_another(world, first + 3)


def _signed(world: World, at: datetime, first: int) -> Scheme:
    """Return the scheme in force: the terms of the 2015 rule, and a credit split in the assessment."""
    towns = tuple(world.members[name].code for name in (LEFT, MOVED_TO))
    preset = share.schemes()["bth-2015"]
    terms = dict(preset.terms) | {
        "ceiling": True,
        "led": True,
        "fits": True,
        "credit": {towns[0]: "30", towns[1]: "70"},
    }
    row = actions.draft_scheme(
        by=world.standing(f"{LEFT}-clerk", at), at=at, circle=world.circle.slug, title_zh="迁移企业税收分享（示意）",
        title="Tax sharing of a firm that moved (illustrative)", preset=preset.key, parties=towns, parameters=terms, from_year=first,
        shared_zh="一家由枫泾迁到惠民的企业的增值税和企业所得税地方留存部分", shared="The local share of VAT and corporate income tax of one firm that moved",
        clause_zh=preset.clause, illustrative=True,
    )  # fmt: skip
    actions.propose_scheme(by=world.standing(f"{LEFT}-clerk", at), at=at, scheme=row, illustrative=True)
    for name in (LEFT, MOVED_TO):
        by = world.standing(f"{name}-leader", at)
        card = queries.scheme_card(by, row.circle, row.pk, at.date())
        if card is None or card.agreement is None:
            raise LookupError("the scheme just laid out is not there")
        row = actions.sign_scheme(by=by, at=at, scheme=card.row, text_hash=card.agreement.text_hash, illustrative=True)
    return row


def _enter(
    world: World, row: Scheme, town: str, year: int, measure: str, amount: str, at: datetime, found_in: str
) -> None:
    actions.enter_figure(
        by=world.standing(f"{town}-clerk", at), at=at, scheme=row, year=year, measure=measure, about=(world.members[town].code,),
        amount=Decimal(amount), found_in=found_in, illustrative=True,
    )  # fmt: skip


def _reckoned(world: World, row: Scheme, year: int, at: datetime) -> Settlement:
    by = world.standing(f"{LEFT}-clerk", at)
    return actions.compute_settlement(by=by, at=at, scheme=row, year=year, illustrative=True)


def _confirm(world: World, row: Settlement, town: str, at: datetime) -> None:
    actions.confirm_settlement(by=world.standing(f"{town}-leader", at), at=at, settlement=row, digest=row.digest)


def _settle_to_the_end(world: World, row: Scheme, year: int, at: datetime) -> None:
    """Let both towns confirm a year, the one pay and the other receive."""
    done = _reckoned(world, row, year, at)
    for k, town in enumerate((MOVED_TO, LEFT)):
        _confirm(world, done, town, at + timedelta(days=k + 1))
    paid, came = at + timedelta(days=8), at + timedelta(days=11)
    actions.note_paid(by=world.standing(f"{MOVED_TO}-clerk", paid), at=paid, settlement=done, paid_on=paid.date())
    actions.note_received(by=world.standing(f"{LEFT}-clerk", came), at=came, settlement=done, received_on=came.date())


def _draft_of_another(world: World, year: int) -> None:
    """Lay a second scheme before two other towns, signed by nobody yet."""
    at = world.now - timedelta(days=3)
    towns = tuple(world.members[name].code for name in ("zhujing", "xindai"))
    row = actions.draft_scheme(
        by=world.standing("zhujing-clerk", at), at=at, circle=world.circle.slug, title_zh="联合园区税收增量分享（示意）",
        title="Sharing what a joint park's taxes grow by (illustrative)", preset="proportional", parties=towns,
        parameters={"years": 5, "growth": True, "percents": {towns[0]: "45", towns[1]: "55"}}, from_year=year,
        shared_zh="联合园区内企业的地方税收，只分比上年增长的部分", shared="Local taxes of the firms in a joint park, only what they grew by",
        illustrative=True,
    )  # fmt: skip
    actions.propose_scheme(by=world.standing("zhujing-clerk", at), at=at, scheme=row, illustrative=True)
