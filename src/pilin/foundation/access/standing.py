"""Standing: who acts, for which town, in which roles, until when."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from pilin.foundation.access.enums import Role, StandingKind


@dataclass(frozen=True, slots=True)
class Standing:
    """Who acts. Every door makes one, every query and deed takes one.

    Parameters
    ----------
    kind : StandingKind
    person : UUID, optional
        The person's uid; None for the public and for machines.
    name : str
        How the journal names who acted.
    member : str
        Code of the member acted for; empty when for none.
    roles : frozenset of Role
        Roles held for that member at the moment the standing was made.
    circles : frozenset of str
        Slugs of the circles in which the member is a full member.
    observes : frozenset of str
        Slugs of the circles it may read as an observer.
    chairs : frozenset of str
        Slugs of the circles it chairs now; the powers of the office come and go with this.
    agreements : frozenset of UUID
        Agreements in force to which the member is a party.
    firms : frozenset of UUID
        The firms that a town accepted this person to speak for; empty for whoever holds an office.
    until : datetime, optional
        When the earliest of these appointments ends.
    sees_all : bool
        Scheduled work and set-up on the machine itself: reads everything. Never true of a key or a person.
    lacks_factor : bool
        One of the offices held needs a second factor at sign-in, and the person has none yet: reads, does no deed.
    """

    kind: StandingKind
    person: UUID | None = None
    name: str = ""
    member: str = ""
    roles: frozenset[Role] = frozenset()
    circles: frozenset[str] = frozenset()
    observes: frozenset[str] = frozenset()
    chairs: frozenset[str] = frozenset()
    agreements: frozenset[UUID] = frozenset()
    firms: frozenset[UUID] = frozenset()
    until: datetime | None = None
    sees_all: bool = field(default=False, repr=False)
    lacks_factor: bool = field(default=False, repr=False)

    @classmethod
    def public(cls) -> Standing:
        """Return the standing of anyone who has not signed in."""
        return cls(StandingKind.PUBLIC)

    @classmethod
    def machine(cls, name: str) -> Standing:
        """Return the standing of scheduled work: reads everything, and the journal names it."""
        return cls(StandingKind.MACHINE, name=name, sees_all=True)

    @classmethod
    def circle_reader(cls, circle: str, name: str) -> Standing:
        """Return a standing that reads what every town of the circle may read, and nothing that one town keeps to itself."""
        return cls(StandingKind.MACHINE, name=name, member="circle", circles=frozenset({circle}))

    def speaks_for(self, firm: UUID) -> bool:
        """Return whether this person was accepted to speak for the firm."""
        return firm in self.firms

    @property
    def signed_in(self) -> bool:
        """Return whether a person is known."""
        return self.person is not None

    def holds(self, role: Role) -> bool:
        """Return whether the role is held for the member acted for."""
        return role in self.roles

    def keeps_office_of_chair(self, circle: str) -> bool:
        """Return whether this is the secretary of the town that chairs the circle now."""
        return Role.SECRETARY in self.roles and circle in self.chairs
