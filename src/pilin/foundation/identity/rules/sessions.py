"""How long a session lasts, who may end another's, and what a browser calls itself; pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from pilin.foundation.access.enums import Role
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Verdict

AHEAD = timedelta(seconds=300)  # clocks of honest machines differ by less


@dataclass(frozen=True, slots=True)
class Lasting:
    """How long a session lasts.

    Parameters
    ----------
    idle : timedelta
        Without a request it ends after this.
    whole : timedelta
        It ends after this whatever happens.
    """

    idle: timedelta
    whole: timedelta

    def ends_at(self, began: datetime, seen: datetime) -> datetime:
        """Return when a session ends unless another request comes."""
        return min(seen + self.idle, began + self.whole)


@dataclass(frozen=True, slots=True)
class Device:
    """A browser and the system it runs on, as it calls itself; empty where it does not say."""

    browser: str
    system: str


def session_end(began: datetime, seen: datetime, at: datetime, lasting: Lasting) -> Verdict:
    """Return whether a session still holds; the refusal says why it ended.

    A session that began in the future ends too: the clock was wrong then or is wrong now, and either way nobody can
    say how old it is.
    """
    if max(began, seen) - at > AHEAD:
        return Verdict.no("from_ahead", _("You were signed out: the clock of this instance was set. Sign in again"))
    if at - began >= lasting.whole:
        hours = int(lasting.whole.total_seconds() // 3600)
        reason = ngettext_lazy(
            "You were signed out: a sign-in lasts %(n)d hour. Drafts are kept",
            "You were signed out: a sign-in lasts %(n)d hours. Drafts are kept",
            "n",
        )
        return Verdict.no("too_old", reason % {"n": hours})
    if at - seen >= lasting.idle:
        minutes = int(lasting.idle.total_seconds() // 60)
        reason = ngettext_lazy(
            "You were signed out after %(n)d minute without a press. Drafts are kept",
            "You were signed out after %(n)d minutes without a press. Drafts are kept",
            "n",
        )
        return Verdict.no("idle", reason % {"n": minutes})
    return Verdict.yes()


def may_end_sessions(by: Standing, member: str) -> Verdict:
    """Return whether this standing may sign a town's officer out: the town's signatory, the instance's keeper."""
    if by.holds(Role.KEEPER) or (by.holds(Role.SIGNATORY) and by.member == member):
        return Verdict.yes()
    return Verdict.no(
        "not_signatory", _("Nobody was signed out. The town's own signatory or the instance's keeper may")
    )


BROWSERS = (  # (as it stands in the header, its name); the first found counts, since most also claim to be another
    ("wxwork", "WeCom"),
    ("MicroMessenger", "WeChat"),
    ("DingTalk", "DingTalk"),
    ("QQBrowser", "QQ Browser"),
    ("UCBrowser", "UC Browser"),
    ("MetaSr", "Sogou Explorer"),
    ("QIHU", "360 Browser"),
    ("360SE", "360 Browser"),
    ("HuaweiBrowser", "Huawei Browser"),
    ("MiuiBrowser", "Mi Browser"),
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
    ("Trident/", "Internet Explorer"),
)
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("HarmonyOS", "HarmonyOS"),
    ("OpenHarmony", "HarmonyOS"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


def device_of(user_agent: str) -> Device:
    """Return which browser on which system a header speaks of.

    Examples
    --------
    >>> device_of("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/126.0 Safari/537.36 Edg/126.0")
    Device(browser='Edge', system='Windows')
    >>> device_of("curl/8.5.0")
    Device(browser='', system='')
    """
    browser = next((name for mark, name in BROWSERS if mark in user_agent), "")
    system = next((name for mark, name in SYSTEMS if mark in user_agent), "")
    return Device(browser, system)
