"""The index of firms follows each deed, once that is in the database."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from itertools import islice
from uuid import UUID

from django.db import transaction

from pilin.domain.enterprises.queries import finding
from pilin.foundation.search.index import Busy, Unready
from pilin.foundation.search.queries import keep_up
from pilin.foundation.search.schema import Unfit

AT_ONCE = 500  # firms: where a deed changes more, the index is left behind and made anew in the background
WAIT = 1.0  # seconds for another process that writes the index


def keep_index(keys: Iterable[UUID]) -> None:
    """Let the index take firms in once the deed under way is in the database; the deed never fails because of it.

    Where it cannot follow (no index yet, busy, too many firms, another deed at the same moment) it is behind, says so,
    is not asked meanwhile, and is made anew in the background.
    """
    wanted, was = (
        set(islice(keys, AT_ONCE + 1)),
        finding.mark(),
    )  # one more than it follows tells that there are too many
    transaction.on_commit(lambda: _follow(wanted, was), robust=True)


def _follow(keys: set[UUID], was: str) -> None:
    if len(keys) > AT_ONCE or not finding.alone_since(was):
        return
    now = finding.mark()
    try:
        put, gone = finding.documents_of(keys)
        keep_up(finding.SCHEMA.name, put=put, gone=gone, was=was, now=now, wait=WAIT)
    except Unready:
        return  # there is none to keep up
    except (Busy, Unfit, OSError) as error:
        logging.getLogger(__name__).warning("the index of firms is behind: %s", error)
