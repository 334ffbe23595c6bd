"""An alert as values. Texts stand as they were written; what they mean is asked of properties."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from pilin.engine.cap.text import Point, circle, moment, on_earth, ring, words


@dataclass(frozen=True, slots=True)
class Reference:
    """An earlier message as an alert names it: who sent it, which, and when."""

    sender: str
    identifier: str
    sent: str

    def __str__(self) -> str:
        return f"{self.sender},{self.identifier},{self.sent}"


@dataclass(frozen=True, slots=True)
class Named:
    """A name with a value: of a parameter, of a code of the event or of the place."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Resource:
    """A further file: an image, a sound, a text. ``size`` in bytes, ``digest`` SHA-1 in hex, both as written."""

    description: str
    mime_type: str | None
    size: str | None = None
    uri: str | None = None
    deref_uri: str | None = None
    digest: str | None = None


@dataclass(frozen=True, slots=True)
class Area:
    """A place: in words, as polygons and circles, by codes; ``altitude`` and ``ceiling`` in feet above mean sea level."""

    description: str
    polygons: tuple[str, ...] = ()
    circles: tuple[str, ...] = ()
    geocodes: tuple[Named, ...] = ()
    altitude: str | None = None
    ceiling: str | None = None

    @property
    def rings(self) -> tuple[tuple[Point, ...], ...]:
        """Return the polygons that can be drawn; one that is no polygon on earth is not among them."""
        found = (ring(text) for text in self.polygons)
        return tuple(r for r in found if r and len(r) >= 4 and r[0] == r[-1] and all(on_earth(at) for at in r))

    @property
    def discs(self) -> tuple[tuple[Point, float], ...]:
        """Return middle and radius (km) of the circles that can be drawn."""
        found = (circle(text) for text in self.circles)
        return tuple(c for c in found if c and on_earth(c[0]) and c[1] >= 0)


@dataclass(frozen=True, slots=True)
class Info:
    """What an alert says in one language."""

    event: str
    categories: tuple[str, ...]
    urgency: str
    severity: str
    certainty: str
    language: str | None = None
    response_types: tuple[str, ...] = ()
    audience: str | None = None
    event_codes: tuple[Named, ...] = ()
    effective: str | None = None
    onset: str | None = None
    expires: str | None = None
    sender_name: str | None = None
    headline: str | None = None
    description: str | None = None
    instruction: str | None = None
    web: str | None = None
    contact: str | None = None
    parameters: tuple[Named, ...] = ()
    resources: tuple[Resource, ...] = ()
    areas: tuple[Area, ...] = ()

    @property
    def spoken(self) -> str:
        """Return the language; the standard says English of the United States where none is named."""
        return self.language or "en-US"

    @property
    def expires_at(self) -> datetime | None:
        """Return when this part lapses, or None where it does not say."""
        return moment(self.expires)


@dataclass(frozen=True, slots=True)
class Alert:
    """One message. ``extensions`` are the signatures and unknown elements behind the last block, as bytes of XML."""

    identifier: str
    sender: str
    sent: str
    status: str
    msg_type: str
    scope: str
    source: str | None = None
    restriction: str | None = None
    addresses: str | None = None
    codes: tuple[str, ...] = ()
    note: str | None = None
    references: str | None = None
    incidents: str | None = None
    infos: tuple[Info, ...] = ()
    extensions: tuple[bytes, ...] = ()

    @property
    def sent_at(self) -> datetime | None:
        """Return when it was sent, or None where the text names no instant."""
        return moment(self.sent)

    @property
    def named(self) -> Reference:
        """Return how another message refers to this one: without blanks around its names, which no reference can carry."""
        return Reference(self.sender.strip(), self.identifier.strip(), self.sent)

    @property
    def earlier(self) -> tuple[Reference, ...]:
        """Return the messages that it refers to; a word that is no triple is not among them."""
        triples = (word.split(",") for word in (self.references or "").split())
        return tuple(Reference(*triple) for triple in triples if len(triple) == 3 and all(triple))

    @property
    def incident_names(self) -> tuple[str, ...]:
        """Return the names of the incidents it belongs to."""
        return words(self.incidents or "") or ()

    @property
    def expires_at(self) -> datetime | None:
        """Return when the last of its parts lapses; None when one of them does not say, or there is none."""
        ends = [info.expires_at for info in self.infos]
        known = [end for end in ends if end is not None]
        return max(known) if ends and len(known) == len(ends) else None
