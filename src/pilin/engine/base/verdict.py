"""Verdicts: allowed or not, and why; and the two ways a deed is turned down."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

Text = Any  # a str, or something lazy that becomes one in the reader's language


class Refused(Exception):
    """The rule does not let this standing do this now. Nothing was written.

    Parameters
    ----------
    code : str
        Short and stable, for programs: ``not_chair``.
    reason : str
        One sentence for the person: which rule, and who may.
    """

    def __init__(self, code: str, reason: Text) -> None:
        super().__init__(reason)
        self.code, self.reason = code, reason

    def __str__(self) -> str:
        return str(self.reason)


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with what was brought.

    Parameters
    ----------
    code : str
    field : str
        The field or column; empty when it is about the whole.
    reason : str
        What is wrong and what to do, for the person who brought it.
    row : int, optional
        Row of the file brought, the header being row 1; None outside files.
    value : str
        What the field says, as brought.
    """

    code: str
    field: str
    reason: Text
    row: int | None = None
    value: str = ""


class Invalid(Exception):
    """What was brought cannot be written; every fault is named. Nothing was written."""

    def __init__(self, *faults: Fault) -> None:
        if not faults:
            raise TypeError("Invalid needs at least one fault")
        super().__init__(faults[0].reason)
        self.faults = faults

    def __str__(self) -> str:
        return "; ".join(str(fault.reason) for fault in self.faults)


class Conflict(Refused):
    """Someone changed the row since it was read."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer of a rule.

    Examples
    --------
    >>> bool(Verdict.yes()), bool(Verdict.no("not_chair", "Only the chair may"))
    (True, False)
    """

    allowed: bool
    code: str = ""
    reason: Text = ""
    facts: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def yes(cls) -> Verdict:
        """Return "allowed"."""
        return cls(True)

    @classmethod
    def no(cls, code: str, reason: Text, **facts: Any) -> Verdict:
        """Return "not allowed", with the reason."""
        return cls(False, code, reason, facts)

    def __bool__(self) -> bool:
        return self.allowed

    def require(self) -> None:
        """Raise :class:`Refused` unless allowed."""
        if not self.allowed:
            raise Refused(self.code, self.reason)
