"""Complaining about an odd job to the town of the work."""

from __future__ import annotations

from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from pilin.domain.oddjobs import rules
from pilin.domain.oddjobs.enums import COMPLAINT, Breach
from pilin.domain.oddjobs.models import Post
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Fault, Invalid
from pilin.foundation.cases.actions import receive_case
from pilin.foundation.cases.enums import Channel
from pilin.foundation.cases.models import Case
from pilin.foundation.journal.actions import deed, tell


@deed("oddjobs.complain", says=_("Somebody complained about an odd job: {title}"))
def complain(
    *,
    by: Standing,
    at: datetime,
    post: Post,
    breach: str,
    words: str,
    channel: str = Channel.PAGE,
    illustrative: bool = False,
) -> Case:
    """Complain about a post to the town of the work: a case with a day of its answer, which only whoever complained can close.

    The employer does not read it, nor who complained.
    """
    rules.may_complain(by, post).require()
    faults = []
    if breach not in Breach.values:
        faults.append(Fault("breach", "breach", _("Say what is wrong"), value=breach))
    if len(words.strip()) < rules.SHORTEST_WORDS:
        faults.append(Fault("words", "words", _("Say in a sentence or two what was so")))
    if faults:
        raise Invalid(*faults)
    made = receive_case(
        by=by, at=at, circle=post.in_circle, town=post.owner, kind=COMPLAINT, subject=f"{post.title_zh}：{_zh(breach)}"[:160], text=words, channel=channel,
        asker=None if by.member else by.person, about=post.pk, illustrative=illustrative,
    )  # fmt: skip
    tell(title=made.reference)
    return made


def _zh(breach: str) -> str:
    with translation.override("zh-hans"):  # the subject stays in the language of the town's files
        return str(Breach(breach).label)
