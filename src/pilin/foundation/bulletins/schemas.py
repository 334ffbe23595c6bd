"""What bulletins take in and give out."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from ninja import Field, Schema

from pilin.foundation.bulletins.checks import Check, Checked
from pilin.foundation.bulletins.correcting import Notice, Spoken
from pilin.foundation.bulletins.enums import LONGEST_REASON, BulletinKind, BulletinState, CorrectionSaid, Verdict
from pilin.foundation.bulletins.flags import Flag, FlagKind
from pilin.foundation.bulletins.loose import Loose
from pilin.foundation.bulletins.queries import Release
from pilin.web.api import Incoming
from pilin.web.terminal import plain


class SignerOut(Schema):
    """A town under a text; ``signed_at`` is null while it is awaited."""

    code: str
    name: str
    name_zh: str
    signed_at: str | None


class CorrectionTownOut(Schema):
    """A town that signed the text, and what it says of a correction; ``said_at`` is null while it is awaited."""

    code: str
    name: str
    name_zh: str
    said_at: str | None


class CorrectionObjectionOut(CorrectionTownOut):
    """A town's objection to a correction, in both languages."""

    reason_zh: str
    reason_en: str


class CorrectionOut(Schema):
    """A published correction: half until every other town that signed the text has confirmed it.

    ``published_by`` is the code of the town whose word it is, null where the house published it for the circle;
    ``confirmed_at`` is null while it is half, and where no other town signed.
    """

    number: int
    text_zh: str
    text_en: str
    published_at: str
    figure: str | None
    old_value: str | None
    new_value: str | None
    published_by: str | None
    half: bool
    confirmed_at: str | None
    confirmed_by: list[CorrectionTownOut]
    awaited: list[CorrectionTownOut]
    objections: list[CorrectionObjectionOut]


class BulletinOut(Schema):
    """A bulletin in a list."""

    uid: str
    circle: str
    slug: str
    kind: BulletinKind
    state: BulletinState
    document_number: str | None
    document_number_zh: str | None
    title_zh: str
    title_en: str
    release_at: str
    text_hash: str | None
    owner: str
    signers: list[SignerOut]
    corrections: int
    corrections_half: int  # of them: not, or not yet, the word of every town that signed
    illustrative: bool
    url: str


class BulletinsOut(Schema):
    """The bulletins of a circle that the caller may read, newest first."""

    circle: str
    bulletins: list[BulletinOut]


class BulletinWholeOut(BulletinOut):
    """A bulletin with its text; its figures as they were copied when the text was frozen."""

    blocks: list[dict[str, Any]]
    figures: dict[str, dict[str, Any]]
    notices: list[CorrectionOut]


class FigureNameOut(Schema):
    """A dated query that a draft may name."""

    name: str
    label: str


class DraftIn(Incoming):
    """A draft: blocks of heading, paragraph, table, figure, signers and list, each in Chinese and English."""

    slug: str = Field(max_length=60)
    title_zh: str = Field(max_length=160)
    title: str = Field(max_length=240)
    kind: BulletinKind = BulletinKind.NOTICE
    blocks: list[dict[str, Any]] = Field(max_length=400)
    release_at: datetime
    needs_all: bool = False


class SignIn(Incoming):
    """A signature under the text with this hash."""

    text_hash: str = Field(min_length=64, max_length=64)


class CorrectionIn(Incoming):
    """What was wrong and what is right, in both languages; where it is a figure, which, and its right value."""

    text_zh: str = Field(max_length=4000)
    text: str = Field(max_length=4000)
    figure: str = Field("", max_length=120)
    new_value: str = Field("", max_length=40)


class CorrectionWordIn(Incoming):
    """What the town acted for says of a correction: ``confirmed``, or ``objected`` with the reason in both languages."""

    said: CorrectionSaid
    reason_zh: str = Field("", max_length=LONGEST_REASON)
    reason: str = Field("", max_length=LONGEST_REASON)


class CitationIn(Incoming):
    """A figure with the source that says it; a text names it ``{figure:cited.NAME}``."""

    name: str = Field(max_length=60)
    counts_zh: str = Field(max_length=160)
    counts: str = Field(max_length=240)
    said_on: date
    title: str = Field(max_length=240)
    title_zh: str = Field("", max_length=160)
    paragraph: str = Field("", max_length=60)
    url: str = Field("", max_length=300)
    value: str = Field("", max_length=80)
    comparator: str = Field("", max_length=1)
    unit: str = Field("", max_length=16)
    period: str = Field("", max_length=40)
    when_words: str = Field("", max_length=120)
    asks: str = Field("", max_length=120)
    promise: str = Field("", max_length=120)
    passage: str = Field("", max_length=8000)


class WaveIn(Incoming):
    """A number that may stand in the text though nothing binds it, and why."""

    number: str = Field(max_length=40)
    reason: str = Field(max_length=240)


class FigureValueOut(Schema):
    """A figure at a time; ``value`` is null where the source gives none."""

    value: str | None
    comparator: str
    unit: str
    period: str
    on: str


class FigurePromiseOut(Schema):
    """A promise and what became of it; dates as exactly as they are known."""

    what_zh: str
    what_en: str
    promised: str | None
    actual: str | None
    state: str
    days: int | None
    source: str


class CheckedFigureOut(Schema):
    """A figure as it was frozen, and as the records say today.

    ``now`` is null where no query keeps it, or it cannot be asked any more; ``date`` is the date that a cited figure names.
    """

    name: str
    counts_zh: str
    counts_en: str
    bound_to: str  # query or source
    source: str
    source_title: str | None
    source_url: str | None
    date: str | None
    frozen: FigureValueOut
    now: FigureValueOut | None
    difference: str | None
    verdict: Verdict
    promise: FigurePromiseOut | None


class FlaggedFigureOut(Schema):
    """One of the figures that may be mistaken for one another."""

    bulletin: str
    name: str
    counts_zh: str
    counts_en: str
    value: str
    comparator: str
    unit: str
    period: str
    source: str


class FlagOut(Schema):
    """One number that stands for several things, or one thing that stands with several numbers."""

    kind: FlagKind
    figures: list[FlaggedFigureOut]


class LooseOut(Schema):
    """A number in the text that is bound to nothing."""

    number: str
    block: int
    around: str


class CheckOut(Schema):
    """A bulletin checked against the records of a day."""

    uid: str
    circle: str
    slug: str
    state: BulletinState
    on: str
    figures: list[CheckedFigureOut]
    flags: list[FlagOut]
    flags_beside: list[FlagOut]
    unbound: list[LooseOut]
    in_words: list[LooseOut]  # numbers spelled as words: told softly, they hold nothing up
    missing: list[str]
    unused: list[str]
    notices: list[CorrectionOut]


def bulletin_out(release: Release) -> dict[str, Any]:
    """Return a bulletin as lists give it."""
    return {
        "uid": str(release.uid),
        "circle": release.circle,
        "slug": release.slug,
        "kind": release.kind,
        "state": release.state.value,
        "document_number": release.document_number or None,
        "document_number_zh": release.document_number_zh or None,
        "title_zh": release.title_zh,
        "title_en": release.title,
        "release_at": plain(release.release_at),
        "text_hash": release.text_hash or None,
        "owner": release.owner,
        "signers": [
            {"code": s.member.code, "name": s.member.name, "name_zh": s.member.name_zh, "signed_at": plain(s.signed_at)}
            for s in sorted(release.signers, key=lambda s: s.member.code)
        ],
        "corrections": len(release.corrections),
        "corrections_half": release.halves,
        "illustrative": release.illustrative,
        "url": f"/public/{release.circle}/{release.slug}/",
    }


def whole_out(release: Release) -> dict[str, Any]:
    """Return a bulletin with its text."""
    return {
        **bulletin_out(release),
        "blocks": release.blocks,
        "figures": release.figures,
        "notices": [notice_out(notice) for notice in release.corrections],
    }


def notice_out(notice: Notice) -> dict[str, Any]:
    """Return a correction with whose word it is."""
    return {
        "number": notice.number, "text_zh": notice.text_zh, "text_en": notice.text, "published_at": plain(notice.published_at),
        "figure": notice.figure or None, "old_value": notice.old_value or None, "new_value": notice.new_value or None,
        "published_by": notice.by.code if notice.by else None, "half": notice.is_half, "confirmed_at": plain(notice.confirmed_at),
        "confirmed_by": [_town(one) for one in notice.confirmed],
        "awaited": [_town(one) for one in notice.awaited],
        "objections": [{**_town(one), "reason_zh": one.reason_zh, "reason_en": one.reason} for one in notice.objections],
    }  # fmt: skip


def _town(one: Spoken) -> dict[str, Any]:
    return {
        "code": one.member.code, "name": one.member.name, "name_zh": one.member.name_zh, "said_at": plain(one.said_at),
    }  # fmt: skip


def flag_out(flag: Flag) -> dict[str, Any]:
    """Return figures that may be mistaken for one another."""
    return {
        "kind": flag.kind.value,
        "figures": [
            {
                "bulletin": one.bulletin, "name": one.name, "counts_zh": one.counts_zh, "counts_en": one.counts,
                "value": format(one.value, "f"), "comparator": one.comparator, "unit": one.unit, "period": one.period,
                "source": one.source,
            }
            for one in flag.held
        ],
    }  # fmt: skip


def check_out(release: Release, check: Check) -> dict[str, Any]:
    """Return a bulletin checked against the records of a day."""
    return {
        "uid": str(release.uid),
        "circle": release.circle,
        "slug": release.slug,
        "state": release.state.value,
        "on": check.on.isoformat(),
        "figures": [_checked(one, check.on.isoformat()) for one in check.figures],
        "flags": [flag_out(flag) for flag in check.flags],
        "flags_beside": [flag_out(flag) for flag in check.beside],
        "unbound": [_loose(one) for one in check.loose],
        "in_words": [_loose(one) for one in check.spelled],
        "missing": list(check.missing),
        "unused": list(check.unused),
        "notices": [notice_out(notice) for notice in release.corrections],
    }


def _loose(one: Loose) -> dict[str, Any]:
    return {"number": one.number, "block": one.row, "around": one.around}


def _checked(one: Checked, on: str) -> dict[str, Any]:
    frozen, cited, now, promise = one.frozen, one.frozen.get("cited", {}), one.now, one.promise
    return {
        "name": one.name, "counts_zh": frozen["query_zh"], "counts_en": frozen["query"],
        "bound_to": "source" if one.is_cited else "query", "source": frozen["source"], "source_title": cited.get("title") or None,
        "source_url": cited.get("url") or None, "date": cited.get("when") or None,
        "frozen": {name: frozen[name] for name in ("value", "comparator", "unit", "period", "on")},
        "now": None if now is None else {
            "value": format(now.value, "f"), "comparator": str(now.comparator), "unit": now.unit, "period": now.period, "on": on,
        },
        "difference": None if one.difference is None else format(one.difference, "f"),
        "verdict": one.verdict.value,
        "promise": None if promise is None else {
            "what_zh": promise.words_zh, "what_en": promise.words, "promised": promise.promised or None,
            "actual": promise.actual or None, "state": promise.state, "days": promise.days, "source": promise.source,
        },
    }  # fmt: skip
