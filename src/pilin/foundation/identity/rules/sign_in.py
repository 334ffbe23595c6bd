"""How often a password may be tried, without shutting out a whole town hall behind one address; pure.

A try is counted where it can be told apart: a device that signed this person in before counts by itself, so that
nobody else's tries keep the rightful person out; everything else counts for the account at its address, for the
account wherever it is tried, and for the address over the accounts tried there.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from pilin.foundation.access.verdict import Verdict

WINDOW = timedelta(minutes=15)
DAY = timedelta(hours=24)
KNOWN_FOR = timedelta(days=180)  # a device or an address nobody came from for so long is strange again
MOST_TOGETHER = 5  # tries in a window: by a known device, or of one account at one address
MOST_ACCOUNTS = 50  # accounts that strangers fail to open from one address, in a window
FREE_EVERYWHERE = 20  # tries of one account a day from strange places before each must wait for the next
STEP = 5  # so many further tries double the wait
LONGEST_WAIT = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Tries:
    """What failed before a try; only tries that ended wrong are counted.

    Parameters
    ----------
    known_device : bool
        This browser signed this person in before.
    known_here : bool
        This person was signed in from this address before.
    by_device : int
        Tries of this account by this known device within the window.
    at_address : int
        Tries of this account from this address by other devices within the window.
    everywhere : int
        Tries of this account from strange devices and addresses within a day.
    last_everywhere : datetime, optional
        The newest of those.
    accounts : int
        Other accounts that strangers failed to open from this address within the window.
    """

    known_device: bool = False
    known_here: bool = False
    by_device: int = 0
    at_address: int = 0
    everywhere: int = 0
    last_everywhere: datetime | None = None
    accounts: int = 0


def wait_after(everywhere: int) -> timedelta:
    """Return how long an account tried from many places rests after a try: nothing first, then ever longer.

    Examples
    --------
    >>> [int(wait_after(n).total_seconds() // 60) for n in (19, 20, 25, 30, 45, 50, 5000)]
    [0, 1, 2, 4, 32, 60, 60]
    """
    if everywhere < FREE_EVERYWHERE:
        return timedelta(0)
    doubled = min((everywhere - FREE_EVERYWHERE) // STEP, 10)
    return min(timedelta(minutes=2**doubled), LONGEST_WAIT)


def may_try(tries: Tries, at: datetime) -> Verdict:
    """Return whether a password may be tried now. The words are the same for a name that nobody has."""
    if tries.known_device:
        return Verdict.yes() if tries.by_device < MOST_TOGETHER else _rest("device")
    if tries.at_address >= MOST_TOGETHER:
        return _rest("account_here")
    if tries.known_here:
        return Verdict.yes()
    if tries.last_everywhere is not None and at < tries.last_everywhere + wait_after(tries.everywhere):
        return _rest("account_everywhere")
    if tries.accounts >= MOST_ACCOUNTS:
        return _rest("address")
    return Verdict.yes()


def is_last(tries: Tries) -> bool:
    """Return whether a try that is allowed is the last one for now, should it fail."""
    return (tries.by_device if tries.known_device else tries.at_address) == MOST_TOGETHER - 1


def _rest(which: str) -> Verdict:
    return Verdict.no(
        "locked_out",
        _(
            "Too many wrong passwords. Sign-in rests for a quarter of an hour here, longer where a name is tried from many "
            "places. From a device that signed you in before it goes on"
        ),
        which=which,
    )
