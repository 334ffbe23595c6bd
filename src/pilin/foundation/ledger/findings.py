"""What a check found, in the reader's language: where it does not hold, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from pilin.engine import log as engine
from pilin.foundation.access.enums import Audience
from pilin.foundation.access.verdict import Text
from pilin.foundation.journal.queries import names_of_members
from pilin.foundation.ledger.enums import RECORDS

WORDS: dict[str, Text] = {
    # of a log, as the engine finds them
    "other_log": gettext_lazy("it belongs to another log: %(other)s"),
    "wrong_place": gettext_lazy("it says it is entry %(said)s"),
    "not_following": gettext_lazy("it does not follow the entry before it"),
    "after_end": gettext_lazy("the log was begun anew before it"),
    "key_not_allowed": gettext_lazy("the key %(key)s may not sign here"),
    "bad_signature": gettext_lazy("its signature does not hold"),
    "body_uncommitted": gettext_lazy("it has a body though it commits to none"),
    "other_body": gettext_lazy("its body is not the one it commits to"),
    "unreadable": gettext_lazy("its bytes are no entry (%(detail)s)"),
    "head_of_other_log": gettext_lazy("a head is of another log: %(other)s"),
    "head_unsound": gettext_lazy("the head over %(size)s entries does not hold (%(detail)s)"),
    "head_unsigned": gettext_lazy("nobody signed the head over %(size)s entries"),
    "head_of_nothing": gettext_lazy("a head over no entries has the root of some"),
    "head_of_others": gettext_lazy("the head over %(size)s entries is of other entries: the log was written anew"),
    "head_of_others_after": gettext_lazy(
        "the head over %(size)s entries is of other entries; another head holds up to entry %(agreed)s"
    ),
    "not_pinned": gettext_lazy("entries %(first)s to %(last)s are not those that the town’s root names"),
    "tail_missing_root": gettext_lazy("there are %(count)s entries, but the root names one later: the end is missing"),
    "tail_missing": gettext_lazy("there are %(count)s entries, but a head over %(size)s: the end is missing"),
    "manifests": gettext_lazy("a town’s list of keys does not hold (%(detail)s)"),
    "manifests_of_other": gettext_lazy("the lists of keys of %(town)s are of another town"),
    "extra_changed": gettext_lazy("%(name)s is not what was put in"),
    "bad_seal": gettext_lazy("the seal of %(town)s over the contents does not hold"),
    "no_keys": gettext_lazy("the keys of %(town)s are not here"),
    "no_anew": gettext_lazy("no root of %(town)s let this log begin anew"),
    "other_size": gettext_lazy("there are %(count)s entries, %(size)s were put in"),
    "body_alone": gettext_lazy("there is a body, but no entry"),
    "log_not_here": gettext_lazy("a head is known of a log that is not here"),
    # of the instance
    "bad_head": gettext_lazy("a head of this log cannot be read (%(detail)s)"),
    "bad_archive": gettext_lazy("this is no archive that can be read (%(detail)s)"),
    "columns_differ": gettext_lazy("the columns beside the entry say something else than the entry"),
    "log_differs": gettext_lazy("the log names another size or another last entry"),
    "log_misnamed": gettext_lazy("the log is not the one of this writer and audience"),
    "log_readers": gettext_lazy("the columns beside the log name other readers"),
    "head_columns": gettext_lazy("the columns beside the head over %(size)s entries say something else than the head"),
    "manifest_columns": gettext_lazy("the columns beside list of keys %(serial)s say something else than the list"),
    "no_line": gettext_lazy("its line of the journal is not there"),
    "no_entry": gettext_lazy("the journal tells of a change to it, but no entry of that is there"),
    "other_line": gettext_lazy("its line of the journal tells of other records"),
    "other_mentions": gettext_lazy("it is found under other records than it speaks of"),
    "body_gone": gettext_lazy("what it said is gone, and nobody said that it was erased"),
    "damaged": gettext_lazy("it is damaged: %(detail)s"),
    "cannot_be_read": gettext_lazy("it cannot be read (%(detail)s)"),
    "past_ledger": gettext_lazy("was written past the ledger: nobody signed it"),
    "row_differs": gettext_lazy("says something else than what was signed: %(columns)s"),
    "row_gone": gettext_lazy("is gone although nothing says so"),
    # of what several towns do together
    "joint_missing": gettext_lazy("counts as in force, but the log of %(town)s has no acceptance of this text"),
    "joint_other_text": gettext_lazy("%(town)s accepted another text: %(given)s… instead of %(text)s…"),
    "joint_twice": gettext_lazy("%(town)s accepted it twice: %(first)s and %(second)s"),
    "joint_rivals": gettext_lazy("%(town)s accepted this and, against its word, also %(other)s"),
    "joint_nobody": gettext_lazy("counts as in force, but nothing says which towns had to accept it"),
}
"""A sentence for each thing that can be wrong, over the facts of the finding."""
OF_THE_DATABASE = ("damaged", "cannot_be_read")
TOWNS = ("town",)  # facts that are codes of towns


@dataclass(frozen=True, slots=True)
class Finding:
    """One place that does not hold, and why.

    Parameters
    ----------
    code : str
        One of :data:`WORDS`.
    facts : mapping
        What its sentence names.
    writer, log : str
        Whose log, and for whom (``public``, ``circle:five-towns``); empty when it is not about a log.
    seq : int or None
        Place in the log.
    obj : str
        The record: ``members.agreement:<uid>``.
    title : mapping
        What the record is called, by language (``zh``, ``en``).
    """

    code: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    writer: str = ""
    log: str = ""
    seq: int | None = None
    obj: str = ""
    title: Mapping[str, str] = field(default_factory=dict)

    @property
    def reason(self) -> str:
        """Return why it does not hold, in the reader's language."""
        names = names_of_members({str(self.facts[name]) for name in TOWNS if name in self.facts})
        told = {name: names.get(value, value) if name in TOWNS else value for name, value in self.facts.items()}
        return str(WORDS[self.code]) % told

    @property
    def where(self) -> str:
        """Return the place in words: a town's name, the log, the number; a record and its title."""
        if self.obj:
            return self._record()
        town = names_of_members({self.writer}).get(self.writer, self.writer) if self.writer else ""
        if not self.log:
            return town or (_("database") if self.code in OF_THE_DATABASE else _("archive"))
        kind, _colon, rest = self.log.partition(":")
        audience = str(Audience(kind).label) if kind in Audience.values else kind
        told = {"town": town, "audience": f"{audience} {rest}".strip(), "seq": self.seq}
        if self.seq is None:
            return _("Log of %(town)s (%(audience)s)") % told
        return _("Log of %(town)s (%(audience)s), entry %(seq)s") % told

    def _record(self) -> str:
        kind = RECORDS.get(self.obj.partition(":")[0])
        label = str(kind.label) if kind else _("record")
        language = "zh" if (get_language() or "zh").startswith("zh") else "en"
        title = self.title.get(language) or next((text for text in self.title.values() if text), "")
        if title:
            return _("%(label)s “%(title)s” (%(obj)s)") % {"label": label, "title": title, "obj": self.obj}
        return _("%(label)s (%(obj)s)") % {"label": label, "obj": self.obj}

    def as_data(self) -> dict[str, Any]:
        """Return the finding for programs: codes and facts, and the words beside them."""
        return {
            "where": self.where, "code": self.code, "reason": self.reason, "writer": self.writer or None,
            "log": self.log or None, "seq": self.seq, "object": self.obj or None, "facts": dict(self.facts),
        }  # fmt: skip


def of_log(found: engine.Broken, writer: str, name: str) -> Finding:
    """Return what the engine found in a log as a finding."""
    return Finding(found.code, found.facts, writer, name, found.seq if found.seq >= 0 else None)
