"""Who signed what about one record: every entry that made it, in words, each checked afresh."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from pilin.engine import log as engine
from pilin.foundation.access.enums import Audience
from pilin.foundation.access.standing import Standing
from pilin.foundation.journal.queries import names_of_members
from pilin.foundation.ledger import keys, queries, rules, stamps
from pilin.foundation.ledger.enums import FACES, RECORDS, EntryKind, Holder, RecordKind
from pilin.foundation.ledger.models import Body, Entry, Mention

MACHINE = Standing.machine("ledger")
LONGEST = 240  # characters of a field that a page shows


@dataclass(frozen=True, slots=True)
class SignedCard:
    """One signed entry, as far as it speaks of one record: who signed what, when, with which key, and what is needed to
    check it elsewhere.
    """

    number: int
    obj: str
    seq: int
    log_id: str
    writer: str
    audience: str
    audience_label: str
    kind: str
    kind_label: str
    hash: str
    key_id: str
    held_by_label: str
    when: datetime
    role: str
    content: dict[str, Any] | None  # None once erased
    raw: str  # base64
    sig: str  # base64
    public: str  # hex; empty where no manifest allows the key here
    holds: bool

    @property
    def title(self) -> str:
        """Return what the record is called, as far as it says so."""
        return title_of(self.obj, self.content or {})

    @property
    def shown(self) -> list[tuple[str, str]]:
        """Return what it commits to, field by field; empty ones left out, long ones cut: the copy of the log has them whole."""
        told = sorted((self.content or {}).items())
        return [(name, _cut(str(value))) for name, value in told if value not in (None, "", [], {})]


@dataclass(frozen=True, slots=True)
class Line:
    """One thing a town said about a record, and the entries in which it is signed."""

    obj: str
    label: str  # what the record is called: "signature"
    title: str
    writer: str
    says: str  # what the town said by it, or what kind of change it was
    when: datetime
    text_hash: str
    erased: bool
    entries: tuple[SignedCard, ...]
    agrees: bool  # the row kept here still says what was signed last

    @property
    def holds(self) -> bool:
        """Return whether each of its entries holds, and the row agrees."""
        return self.agrees and all(entry.holds for entry in self.entries)


@dataclass(frozen=True, slots=True)
class Story:
    """All that made a record, as far as somebody may read it.

    Parameters
    ----------
    label, title, url : str
        What it is, what it is called, and where people read it.
    acts : tuple of Line
        The towns' words: laid out, signed, released.
    parts : tuple of Line
        What it is made of.
    earlier : bool
        Whether it was signed before in a log this reader may not read: a draft kept among the towns, for example.
    """

    uid: UUID
    obj: str
    label: str
    title: str
    url: str
    acts: tuple[Line, ...]
    parts: tuple[Line, ...]
    earlier: bool

    @property
    def lines(self) -> tuple[Line, ...]:
        """Return everything that was said."""
        return (*self.acts, *self.parts)

    @property
    def entries(self) -> int:
        """Return how many signed entries that is."""
        return len({entry.number for line in self.lines for entry in line.entries})

    @property
    def towns(self) -> tuple[str, ...]:
        """Return who signed, by code."""
        return tuple(sorted({line.writer for line in self.lines}))

    @property
    def holds(self) -> bool:
        """Return whether all of it holds."""
        return all(line.holds for line in self.lines)


def story_of(standing: Standing, uid: UUID, *, whole: bool = True) -> Story | None:
    """Return who signed what about a record and all that made it; None where this standing may read none of it.

    Parameters
    ----------
    whole : bool
        With its parts; without them only the towns' words are read and checked, which is quick.
    """
    own = _cards(standing, [rules.object_of(label, uid) for label in rules.ledgered()])
    if not own:
        return None
    obj = own[0].obj
    label = obj.partition(":")[0]
    kind = RECORDS.get(label) or RecordKind(_("record"))
    acts = _cards(standing, list(kind.acts(standing, uid)) if kind.acts else [])
    parts = _cards(standing, list(kind.parts(standing, uid)) if kind.parts and whole else [])
    said = sorted(_lines([*own, *acts]), key=lambda line: _order(obj, line))
    first = own[0].content or {}
    newest = next((card for card in reversed(own) if card.content), own[-1])
    return Story(
        uid=uid, obj=obj, label=str(kind.label), title=newest.title, url=kind.url(newest.content or {}) if kind.url else "",
        acts=tuple(said), parts=tuple(_lines(parts, once=True)), earlier=(first.get("revision") or 1) > 1,
    )  # fmt: skip


def signed_context(standing: Standing, uid: UUID, last: str = "") -> dict[str, Any]:
    """Return what a page of another room needs to say that its record is signed and checked, and to print a head under it.

    Parameters
    ----------
    last : str
        The record that was written last, where that is not the record itself: a seal under it. Its head covers both.
    """
    story = story_of(standing, uid, whole=False)
    stamp = stamps.stamp_of(standing, last or story.obj) if story else None
    codes = (stamp.writer, *stamp.cosigners) if stamp else ()
    return {"signed": story, "stamp": stamp, "names": writers(codes)}


def trail_of(standing: Standing, uid: UUID) -> list[SignedCard]:
    """Return every entry about a row itself, oldest first, each checked afresh against its key and its body."""
    return _cards(standing, [rules.object_of(label, uid) for label in rules.ledgered()])


def title_of(obj: str, content: Mapping[str, Any]) -> str:
    """Return what a record is called in the reader's language, as far as its content says so."""
    kind = RECORDS.get(obj.partition(":")[0])
    own = rules.title_of(content, zh=_in_chinese())
    return own or (str(kind.title(content)) if kind and kind.title and content else "")


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}… ({len(text)})"


def writers(codes: Iterable[str]) -> dict[str, str]:
    """Return the names of those who write logs, in the reader's language: towns, circles, and the instance itself."""
    return {code: name for code, name in names_of_members(set(codes)).items() if name}


def faces(standing: Standing) -> dict[str, Any]:
    """Return the towns by code with their marks, as other rooms show them."""
    return {code: card for ask in FACES for code, card in ask(standing).items()}


def _in_chinese() -> bool:
    return (get_language() or "zh").startswith("zh")


def _cards(standing: Standing, objects: Sequence[str]) -> list[SignedCard]:
    """Return what was signed of these records, oldest first: a card for each record of each entry."""
    wanted = set(objects)
    if not wanted:
        return []
    many = dict[int, list[str]]()
    for number, obj in Mention.objects.visible_to(standing).filter(obj__in=wanted).values_list("entry", "obj"):
        many.setdefault(number, []).append(obj)
    rows = Entry.objects.visible_to(standing).filter(Q(obj__in=wanted) | Q(pk__in=list(many)))
    manifests = queries.manifests_by_town()
    found = []
    for row in rows.select_related("log", "body"):
        checked = _checked(row, manifests)
        found += [_card(row, obj, checked, standing, manifests) for obj in many.get(row.number, [row.obj])]
    return found


@dataclass(frozen=True, slots=True)
class _Checked:
    entry: engine.Entry
    told: dict[str, Any] | None
    public: str
    holds: bool


def _checked(row: Entry, manifests: Mapping[str, list[engine.Manifest]]) -> _Checked:
    """Check an entry once, however many records it speaks of."""
    entry = queries.engine_entry(row)
    body: Body | None = getattr(row, "body", None)
    key = keys.public_key_for(manifests.get(row.log.owner, []), row.log.log_id, row.key_id, row.seq)
    said = bytes(body.content) if body is not None and body.content is not None else None
    try:
        commit = entry.header.commit
        kept = said is None or engine.body_commit(bytes(body.salt or b"") if body else b"", said) == commit
        told = json.loads(said) if said is not None else None
        holds = key is not None and engine.verify_entry(entry, key) and kept and entry.hash == row.hash
    except (engine.BadEntry, ValueError):
        told, holds = None, False
    return _Checked(entry, told, key.public_bytes_raw().hex() if key else "", holds)


def _card(
    row: Entry, obj: str, checked: _Checked, standing: Standing, manifests: Mapping[str, list[engine.Manifest]]
) -> SignedCard:
    entry = checked.entry
    try:
        when, role = datetime.fromisoformat(entry.header.at), entry.header.role
    except (engine.BadEntry, ValueError):
        when, role = row.log.changed_at, ""
    return SignedCard(
        number=row.number, obj=obj, seq=row.seq, log_id=row.log.log_id, writer=row.log.owner, audience=row.log.name,
        audience_label=str(Audience(row.log.audience).label), kind=row.kind, kind_label=str(EntryKind(row.kind).label),
        hash=row.hash, key_id=row.key_id, held_by_label=_held_by(manifests.get(row.log.owner, []), row.key_id), when=when,
        role=role, content=_content(checked.told, obj, standing), raw=b64encode(entry.raw).decode(),
        sig=b64encode(entry.sig).decode(), public=checked.public, holds=checked.holds,
    )  # fmt: skip


def _content(told: dict[str, Any] | None, obj: str, standing: Standing) -> dict[str, Any] | None:
    """Return what an entry says of one record, without what names people for whoever is not signed in."""
    if told is None:
        return None
    label, _colon, uid = obj.partition(":")
    part: dict[str, Any] | None = next((one["content"] for one in told.get("rows", ()) if one["uid"] == uid), None)
    content = told if part is None else part
    if standing.signed_in or standing.sees_all:
        return content
    hidden = rules.personal_of(label)
    return {name: value for name, value in content.items() if name not in hidden}


def _held_by(manifests: Sequence[engine.Manifest], key_id: str) -> str:
    """Return who has the private half of a key, as the newest manifest says."""
    nodes = manifests[-1].nodes if manifests else ()
    held = next((node.held_by for node in nodes if node.key_id == key_id), "")
    return str(Holder(held).label) if held in Holder.values else ""


def _lines(cards: Iterable[SignedCard], *, once: bool = False) -> list[Line]:
    """Return a line for each thing said: entries in which a record says the same again stand under the first.

    With ``once`` there is one line a record, whatever it said.
    """
    by_obj: dict[str, list[SignedCard]] = {}
    for card in cards:
        by_obj.setdefault(card.obj, []).append(card)
    agreeing = _agreeing(by_obj)
    found = []
    for obj, told in by_obj.items():
        kind = RECORDS.get(obj.partition(":")[0]) or RecordKind(_("record"))
        groups: list[tuple[str, list[SignedCard]]] = []
        for n, card in enumerate(told):
            says = _says(kind, card, first=n == 0)
            if groups and (once or says in ("", groups[-1][0])):
                groups[-1][1].append(card)
            else:
                groups.append((says, [card]))
        found += [_line(obj, kind, says, group, agrees=agreeing.get(obj, True)) for says, group in groups]
    return found


def _order(obj: str, line: Line) -> tuple[datetime, bool, int]:
    """Return where a line stands: what follows from the towns' words stands after them, though of the same second."""
    follows = line.obj == obj and ((line.entries[0].content or {}).get("revision") or 1) > 1
    return line.when.replace(microsecond=0), follows, line.entries[0].number


def _says(kind: RecordKind, card: SignedCard, *, first: bool) -> str:
    if card.kind == EntryKind.TOMBSTONE:
        return _("removed it")
    if kind.says is None or not card.content:
        return ""
    return str(kind.says(card.content, first))


def _line(obj: str, kind: RecordKind, says: str, cards: Sequence[SignedCard], *, agrees: bool) -> Line:
    content = next((card.content for card in cards if card.content), None) or {}
    when = content.get(kind.when) if kind.when and says else None
    return Line(
        obj=obj, label=str(kind.label), title=next((card.title for card in reversed(cards) if card.title), ""),
        writer=cards[0].writer, says=says or cards[0].kind_label, when=datetime.fromisoformat(when) if when else cards[0].when,
        text_hash=str(content.get("text_hash") or ""), erased=all(card.content is None for card in cards),
        entries=tuple(cards), agrees=agrees,
    )  # fmt: skip


def _agreeing(by_obj: Mapping[str, Sequence[SignedCard]]) -> dict[str, bool]:
    """Return whether each row says what was signed of it last, where the reader may read that last word."""
    last: dict[str, dict[str, dict[str, Any]]] = {}
    removed = set()
    for obj, cards in by_obj.items():
        label, _colon, uid = obj.partition(":")
        if cards[-1].kind == EntryKind.TOMBSTONE:
            removed.add(obj)
        elif cards[-1].content is not None:
            last.setdefault(label, {})[uid] = max(
                (card.content for card in cards if card.content is not None), key=lambda told: told.get("revision") or 0
            )
    found = dict.fromkeys(removed, True)
    for label, said in last.items():
        model: Any = apps.get_model(label)
        hidden = rules.personal_of(label)
        rows = {str(row.pk): row for row in model.objects.visible_to(MACHINE).filter(pk__in=list(said))}
        for uid, told in said.items():
            row = rows.get(uid)
            obj = rules.object_of(label, uid)
            if row is None:
                found[obj] = False
            elif row.revision <= (told.get("revision") or 0):
                wrong = rules.differences(label, rules.content_of(row), told)
                found[obj] = not set(wrong) - (hidden - told.keys())
    return found
