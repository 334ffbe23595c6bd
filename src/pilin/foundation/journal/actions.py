"""The deed: the one way anything is written."""

from __future__ import annotations

import functools
import inspect
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, ParamSpec, TypeVar, cast

from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from psycopg.errors import UniqueViolation

from pilin.foundation.access.enums import Audience
from pilin.foundation.access.gate import Deed, deed_under_way, is_deed_under_way, under_way
from pilin.foundation.access.models import SharedModel
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Conflict, Refused, Text
from pilin.foundation.journal.enums import GATES, RECORDERS, SAYINGS
from pilin.foundation.journal.models import JournalLine, JournalSubject

NO_FACTOR = _("Nothing was written: your office needs a second factor. Set it up under My account, then do this again")
AT_ONCE = _("Somebody did the same at the same moment; look at it again")
P = ParamSpec("P")
R = TypeVar("R")


class SilentDeed(RuntimeError):
    """A deed wrote nothing, so there is nothing to tell of it."""


def deed(code: str, says: Text, *, private: bool = False) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Make a function the deed ``code``: atomic, journalled, and the only place where rows may be written.

    The function takes keyword arguments only, among them ``by`` (a Standing) and ``at`` (an aware datetime). Whoever
    holds an office that needs a second factor and has none is turned down before it begins, unless it is private.
    Everything is written or nothing. Rows it saves are noted by themselves; what ``says`` names beyond ``who`` is
    given with :func:`tell`. A deed called by another deed becomes part of it: one line, told by the outer one.

    Parameters
    ----------
    code : str
        ``room.verb_noun``, stable: programs and old journals read it.
    says : str
        A translatable sentence with ``{who}`` and the names given to :func:`tell`.
    private : bool
        The deed concerns nobody but whoever does it (a draft, a mark "read"): no line is kept of it, and none may
        be, because the town would read it.
    """

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        names = inspect.signature(function).parameters
        if any(p.kind is not p.KEYWORD_ONLY for p in names.values()) or not {"by", "at"} <= set(names):
            raise TypeError(f"{function.__qualname__}: a deed takes keywords only, with by and at")
        if code in SAYINGS:
            raise TypeError(f"{code} is already a deed")
        SAYINGS[code] = says

        @functools.wraps(function)
        def perform(*args: P.args, **kwargs: P.kwargs) -> R:
            by, at = cast(Standing, kwargs["by"]), cast(datetime, kwargs["at"])
            if at.tzinfo is None:
                raise ValueError("at needs a time zone")
            if is_deed_under_way():
                return _within(deed_under_way(), lambda: function(*args, **kwargs))
            if by.lacks_factor and not private:
                raise Refused("second_factor", NO_FACTOR)
            with _alone(code), transaction.atomic(), under_way(Deed(code, by, at)) as doing:
                for admit in GATES:
                    admit(doing)
                result = function(*args, **kwargs)
                if not private:
                    _write_line(doing)
                return result

        perform.deed_code = code  # type: ignore[attr-defined]
        return cast(Callable[P, R], perform)

    return decorate


@contextmanager
def _alone(code: str) -> Iterator[None]:
    """Turn a deed down in words where the same was done between its reading and its writing: what may stand once stood."""
    try:
        yield
    except IntegrityError as error:
        if not isinstance(error.__cause__, UniqueViolation) and not str(error).startswith("UNIQUE constraint failed"):
            raise
        logging.getLogger(__name__).warning("%s came at the same time as another: %s", code, error)
        raise Conflict("at_once", AT_ONCE) from error


def _within(outer: Deed, act: Callable[[], R]) -> R:
    """Do a deed as part of another; what it noted is forgotten when it is turned down and the outer one goes on."""
    lists: tuple[list[Any], ...] = (outer.touches, outer.bulk, outer.erased)
    before = [len(noted) for noted in lists], dict(outer.counts), dict(outer.facts)
    try:
        with transaction.atomic():
            return act()
    except BaseException:
        for noted, length in zip(lists, before[0], strict=True):
            del noted[length:]
        outer.counts, outer.facts = before[1], before[2]
        raise


def attempt(act: Callable[[], R]) -> R:
    """Do something as part of the deed under way; when it raises, what it wrote and noted is forgotten and the deed may go on."""
    return _within(deed_under_way(), act)


def both(row: Any, name: str) -> dict[str, str]:
    """Return a field that stands in both languages, for :func:`tell`: each reader gets their own."""
    return in_both(getattr(row, f"{name}_zh"), getattr(row, name, ""))


def in_both(zh: Any, en: Any = "") -> dict[str, str]:
    """Return words in both languages, for :func:`tell`; where one is missing the other stands for it."""
    return {"zh": str(zh or en), "en": str(en or zh)}


def label(text: Any) -> dict[str, str]:
    """Return a word of the house in both languages, for :func:`tell`."""
    said = {}
    for short, language in (("zh", "zh-hans"), ("en", "en")):
        with translation.override(language):
            said[short] = str(text)
    return said


def tell(**facts: Any) -> None:
    """Give the deed under way what its sentence names. An inner deed never overwrites the outer one's words."""
    doing = deed_under_way()
    for name, value in facts.items():
        doing.facts.setdefault(name, value if isinstance(value, (int, float, bool, dict)) else str(value))


def count(**numbers: int) -> None:
    """Note how many rows a bulk deed wrote: its journal line gives the counts instead of the rows."""
    doing = deed_under_way()
    for name, number in numbers.items():
        doing.counts[name] = doing.counts.get(name, 0) + number


def seal(why: str) -> None:
    """Ask that the logs this deed enters be closed with a signed head, cosigned by the other towns: at a release, a handover."""
    deed_under_way().sealed = why


def _write_line(doing: Deed) -> None:
    if not doing.touches and not doing.counts:
        raise SilentDeed(f"{doing.code} wrote nothing")
    shown = next((t.row for t in doing.touches if isinstance(t.row, SharedModel)), None)
    line = JournalLine(
        code=doing.code,
        at=doing.at,
        actor_kind=doing.by.kind,
        actor=doing.by.person,
        actor_name="" if doing.by.person else doing.by.name,  # a person's name is looked up, so that it can be erased
        facts=doing.facts,
        counts=doing.counts,
        owner=doing.by.member or (shown.owner if shown else ""),
        audience=shown.audience if shown else Audience.OWN,
        circle=shown.circle if shown else "",
        parties=shown.parties if shown else "",
        agreement=shown.agreement if shown else None,
        illustrative=shown.illustrative if shown else False,
    )
    line.save()
    for touch in doing.touches:
        shared = _shared_with(touch.row, line)
        JournalSubject(
            line=line,
            model=touch.model,
            subject=touch.uid,
            name=touch.name[:200],
            what=touch.what,
            changes=touch.changes,
            owner=shared.owner or line.owner,
            audience=shared.audience if shared is not line or _is_open(touch.row) else Audience.OWN,
            circle=shared.circle,
            parties=shared.parties,
            agreement=shared.agreement,
            illustrative=shared.illustrative,
        ).save()
    for write in RECORDERS:
        write(doing, line)


def _shared_with(row: Any, line: JournalLine) -> SharedModel:
    """Return whose audience a subject has: the row's own, else that of its line."""
    return row if isinstance(row, SharedModel) else line


def _is_open(row: Any) -> bool:
    """Return whether anyone may read the row: only then may its subject go wherever its line goes."""
    return not row.visibility(Standing.public())
