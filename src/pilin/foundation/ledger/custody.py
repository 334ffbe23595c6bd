"""Who keeps which key of a town, and how far its logs have come: what a change of keys must not contradict."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pilin.engine import log as engine
from pilin.foundation.access.standing import Standing
from pilin.foundation.ledger import keys, vault
from pilin.foundation.ledger.enums import Holder
from pilin.foundation.ledger.models import Head, Log, Manifest

MACHINE = Standing.machine("ledger")


@dataclass(frozen=True, slots=True)
class KeyCard:
    """The keys of a town, as they stand here."""

    town: str
    serial: int
    fingerprint: str  # of the newest roots
    threshold: int
    roots: int
    roots_here: int  # how many of them still lie on this server
    key_id: str  # of the key in use; empty where none is
    held_by: Holder
    locked_with: str  # what locks the private half here; empty where it is elsewhere

    @property
    def is_here(self) -> bool:
        """Return whether this server signs for the town."""
        return bool(self.locked_with)

    @property
    def root_exposed(self) -> bool:
        """Return whether whoever has this server could give the town other keys."""
        return self.roots_here >= self.threshold


def key_cards(towns: Iterable[str] = ()) -> list[KeyCard]:
    """Return the keys of every town that signs here, or of these, by code."""
    known = list(towns) or list(Manifest.objects.visible_to(MACHINE).values_list("owner", flat=True).distinct())
    here = set(keys.at_home(known))
    cards = []
    for town, manifest in sorted(keys.newest_of(known).items()):
        roots = {signer.public.hex() for signer in keys.roots_here(town)} & set(manifest.roots)
        cards.append(
            KeyCard(
                town=town,
                serial=manifest.serial,
                fingerprint=manifest.fingerprint,
                threshold=manifest.threshold,
                roots=len(manifest.roots),
                roots_here=len(roots),
                key_id=next(iter(sorted(keys.in_use(manifest))), ""),
                held_by=keys.held_by(manifest),
                locked_with=vault.kept_with(keys.file_of(town)) if town in here else "",
            )
        )
    return cards


def ends_of(town: str, *, lock: bool = False) -> dict[str, tuple[int, str]]:
    """Return each log of a town with the number of its entries and the hash of the last; locked, nothing is added meanwhile."""
    rows = Log.objects.visible_to(MACHINE).filter(owner=town).order_by("owner", "name", "circle")
    rows = rows.select_for_update() if lock else rows
    return {log_id: (size, tip) for log_id, size, tip in rows.values_list("log_id", "size", "tip")}


def cosigned_of(town: str) -> dict[str, int]:
    """Return how many entries of each log of a town at least one other town has cosigned."""
    notes = Head.objects.visible_to(MACHINE).filter(owner=town).values_list("log__log_id", "note")
    parsed = [(log, engine.Checkpoint.parse(note)) for log, note in notes]
    names = {sig.name for _log, note in parsed for sig in note.sigs}
    manifests = {name: [manifest] for name, manifest in keys.newest_of(names).items()}
    found: dict[str, int] = {}
    for log, note in parsed:
        cosigners = engine.check_signatures(note, town, manifests).cosigners
        if any(name != town for name in cosigners):
            found[log] = max(found.get(log, 0), note.head.size)
    return found


def neighbours_of(town: str) -> set[str]:
    """Return everybody else who writes in a circle in which a town writes: together their roots may give it new ones."""
    logs = Log.objects.visible_to(MACHINE)
    circles = set(logs.filter(owner=town).values_list("circle", flat=True))
    return set(logs.filter(circle__in=circles).values_list("owner", flat=True)) - {town}
