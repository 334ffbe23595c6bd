"""Heads as they stand on paper: size, root and an address, and whether the record kept here still goes on from one."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db.models import Q
from django.urls import reverse

from pilin.engine import log as engine
from pilin.engine.base.qr import qr_svg
from pilin.foundation.access.enums import Audience
from pilin.foundation.access.standing import Standing
from pilin.foundation.ledger import queries, rules
from pilin.foundation.ledger.enums import StampVerdict
from pilin.foundation.ledger.models import Entry, Head, Log, Mention

MACHINE = Standing.machine("ledger")
PUBLIC = Standing.public()
SHORT = 16  # hex digits of a log's id in an address, and of a root that people compare by eye
LOG = re.compile(r"[0-9a-f]{16,64}")
ROOT = re.compile(r"[0-9a-f]{16,64}")
MOST = 10**15  # no log is longer


@dataclass(frozen=True, slots=True)
class Stamp:
    """A head as it is printed under a release."""

    circle: str
    log_id: str
    writer: str
    audience_label: str
    size: int
    root: str
    made_at: datetime
    why: str
    cosigners: tuple[str, ...]

    @property
    def short(self) -> str:
        """Return the beginning of the root, in groups that are easy to compare: ``1f0c 88a2 …``."""
        return " ".join(self.root[k : k + 4] for k in range(0, SHORT, 4))

    @property
    def path(self) -> str:
        """Return the page that says whether this head and the record kept here agree."""
        given = {"circle": self.circle, "log": self.log_id[:SHORT], "size": self.size, "root": self.root}
        return reverse("ledger:head", kwargs=given)

    @property
    def address(self) -> str:
        """Return the same with the instance's own address: what the QR code holds."""
        return f"{settings.SITE['site_url'].rstrip('/')}{self.path}"

    @property
    def qr(self) -> str:
        """Return the QR code of the address as SVG."""
        return qr_svg(self.address)


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a head on paper and the record kept here say of each other."""

    log: queries.LogCard
    verdict: StampVerdict
    size: int  # as on paper
    root: str  # as on paper; empty when it only says a size
    here: str  # the root over so many entries as kept here; empty when there are fewer
    since: int  # entries that came after
    signed: bool  # the writer's signature under a head of this size, checked now
    cosigners: tuple[str, ...]  # towns whose cosignature under it holds
    later: tuple[str, ...]  # towns that cosigned a longer head, and so this one too
    stamp: Stamp | None

    @property
    def agrees(self) -> bool:
        """Return whether the paper and the record agree."""
        return self.verdict == StampVerdict.AGREES


def stamp_of(standing: Standing, obj: str) -> Stamp | None:
    """Return the head to print under a record: the first one over what was signed of it last that everyone may read.

    None while no head covers it, or it was never opened to everyone.
    """
    own = Entry.objects.visible_to(standing).filter(log__audience=Audience.PUBLIC)
    many = Mention.objects.visible_to(standing).filter(obj=obj).values("entry")
    for entry in own.filter(Q(obj=obj) | Q(pk__in=many)).select_related("log").order_by("-number"):
        heads = Head.objects.visible_to(standing).filter(log=entry.log_id, size__gt=entry.seq)
        head = heads.select_related("log").order_by("size").first()
        if head is not None:
            return stamp_from(head)
    return None


def stamp_from(head: Head) -> Stamp:
    """Return a head as it is printed."""
    return Stamp(
        circle=head.log.circle, log_id=head.log.log_id, writer=head.log.owner,
        audience_label=str(Audience(head.log.audience).label), size=head.size, root=head.root, made_at=head.made_at,
        why=head.why, cosigners=cosigners_of(head),
    )  # fmt: skip


def cosigners_of(head: Head) -> tuple[str, ...]:
    """Return the towns named under a head beside its writer."""
    return tuple(sig.name for sig in engine.Checkpoint.parse(head.note).sigs if sig.name != head.log.owner)


def stamps_of(standing: Standing, circle: str, logs: Iterable[UUID] = ()) -> list[Stamp]:
    """Return the newest head of each log of a circle that this standing may read, or of these logs."""
    rows = Head.objects.visible_to(standing).filter(log__circle=circle).select_related("log")
    wanted = set(logs)
    newest: dict[UUID, Head] = {}
    for row in rows.order_by("log__owner", "log__name", "-size"):
        if not wanted or row.log_id in wanted:
            newest.setdefault(row.log_id, row)
    return [stamp_from(row) for row in newest.values()]


def compare(standing: Standing, circle: str, log: str, size: int, root: str = "") -> Comparison | None:
    """Return what a head on paper and the record kept here say of each other; None where there is no such log to read.

    Parameters
    ----------
    log, root : str
        Their first sixteen hex digits at least, as printed; without a root only what is known of that size is said.
    """
    root = root.lower()
    if not LOG.fullmatch(log) or not 0 <= size <= MOST or (root and not ROOT.fullmatch(root)):
        return None
    row = Log.objects.visible_to(standing).filter(circle=circle, log_id__startswith=log).first()
    if row is None:
        return None
    heads = Head.objects.visible_to(MACHINE).filter(log=row).select_related("log")
    exact, newest = heads.filter(size=size).first(), heads.order_by("-size").first()
    beyond = newest if newest is not None and newest.size > size else None
    count, roots = _roots(row, {size, beyond.size if beyond else size})
    here = roots.get(size, "")
    kept = exact if exact is not None and exact.root == here else None
    signed, cosigners = _signatures(kept)
    later = _signatures(beyond)[1] if beyond is not None and roots.get(beyond.size) == beyond.root else ()
    return Comparison(
        log=queries.log_card(row), verdict=rules.verdict_on_head(size, root, count, here), size=size, root=root, here=here,
        since=max(0, row.size - size), signed=signed, cosigners=cosigners,
        later=tuple(town for town in later if town not in cosigners), stamp=stamp_from(kept) if kept else None,
    )  # fmt: skip


def _roots(log: Log, sizes: set[int]) -> tuple[int, dict[int, str]]:
    """Return how many entries there are, up to the largest of these sizes, and the root over each size reached."""
    leaves = Entry.objects.visible_to(MACHINE).filter(log=log).order_by("seq").values_list("raw", flat=True)
    grown = engine.Frontier()
    found = {0: grown.root().hex()} if 0 in sizes else {}
    count = 0
    for count, raw in enumerate(leaves[: max(sizes)].iterator(queries.CHUNK), start=1):
        grown.append(bytes(raw))
        if count in sizes:
            found[count] = grown.root().hex()
    return count, found


def _signatures(head: Head | None) -> tuple[bool, tuple[str, ...]]:
    """Return whether the writer's signature under a head holds, and whose cosignatures do."""
    if head is None:
        return False, ()
    try:
        note = engine.Checkpoint.parse(head.note)
    except engine.BadCheckpoint:
        return False, ()
    if (note.head.log, note.head.size, note.head.root) != (head.log.log_id, head.size, head.root):
        return False, ()
    found = engine.check_signatures(note, head.log.owner, queries.manifests_by_town([]))
    return found.writer, tuple(sorted(found.cosigners))
