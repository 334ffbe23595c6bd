"""Deeds of the ledger itself: keys change, bodies are erased."""

from __future__ import annotations

import os
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from pilin.engine import log as engine
from pilin.foundation.access.enums import Role, StandingKind
from pilin.foundation.access.gate import deed_under_way
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Refused
from pilin.foundation.journal.actions import count, deed, tell
from pilin.foundation.ledger import keys, queries, rules
from pilin.foundation.ledger.enums import EntryKind
from pilin.foundation.ledger.models import Body, Entry, Log

HOUSE = Standing.machine("ledger")


@deed("ledger.rotate_key", says=_("{who} changed the key with which {town} signs"))
def rotate_key(*, by: Standing, at: datetime, town: str, revoke: bool = False) -> engine.Manifest:
    """Let a new key sign for a town from the next entry on; what the old one signed holds for ever.

    The town's root key must be here. With ``revoke`` the old key is marked as lost: it can never come back.
    """
    rules.may_keep_keys(by, town).require()
    logs = {row.log_id: row.size for row in Log.objects.visible_to(HOUSE).select_for_update().filter(owner=town)}
    held = queries.manifests_by_town().get(town)
    if not held:
        raise Refused("no_key", _("This town has signed nothing here yet."))
    private = os.urandom(32)
    fresh = keys.rotated(held[-1], engine.Signer(private), logs, reason=engine.REVOKED if revoke else "rotated")
    made = fresh.signed([keys.root_of(town)])
    engine.accept_manifest(held[-1], made, {})
    keys.write_manifest(made, deed_under_way())
    transaction.on_commit(lambda: keys.adopt(town, private))  # only once everybody can check it
    tell(town=town)
    count(manifests=1)
    return made


@deed("ledger.erase_body", says=_("{who} erased what {count} entries of the ledger said; the chain stands"))
def erase_bodies(*, by: Standing, at: datetime, obj: str) -> int:
    """Erase what entries said about one record, salt and all: the chain still holds, and nobody can guess what it was."""
    if by.kind != StandingKind.MACHINE and not by.holds(Role.KEEPER):
        raise Refused("not_keeper", _("Only the keeper, or the job that keeps to the terms of the law, erases."))
    number = forget_object(obj=obj, at=at)
    if not number:
        raise Refused("nothing", _("The ledger says nothing of this any more."))
    tell(count=number)
    count(bodies=number)
    return number


def forget_object(*, obj: str, at: datetime) -> int:
    """Erase what entries said about one record, as part of the deed under way; returns how many, 0 where nothing was said."""
    entries = Entry.objects.visible_to(HOUSE).filter(obj=obj, kind=EntryKind.ROW).values_list("pk", flat=True)
    rows = Body.objects.visible_to(HOUSE).filter(pk__in=list(entries), content__isnull=False)
    return rows.update(content=None, salt=b"", erased_at=at)
