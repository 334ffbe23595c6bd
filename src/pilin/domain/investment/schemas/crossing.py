"""What programs send about leads between towns: offers, joining, answers, and how credit is shared."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from pydantic import Field

from pilin.domain.investment.enums import Reply
from pilin.domain.investment.schemas.pipeline import Code, Name, Words
from pilin.web.api import Incoming, Whole


class LeadOfferIn(Incoming):
    """To which town a lead is offered."""

    revision: Whole
    town: Code
    words_zh: Words = ""
    words_en: Words = ""


class JoinIn(Incoming):
    """Which investor a town would like to join in courting."""

    investor_zh: Annotated[str, Field(max_length=200)] = ""
    investor_en: Name = ""
    uscc: Annotated[str, Field(max_length=24)] = ""
    words_zh: Words = ""
    words_en: Words = ""


class AskAnswerIn(Incoming):
    """A town's answer to what was asked."""

    reply: Reply
    why_zh: Words = ""
    why_en: Words = ""


class SplitIn(Incoming):
    """Shares of the credit, in percent by the code of the town."""

    shares: Annotated[dict[Code, Annotated[Decimal, Field(gt=0, le=100)]], Field(max_length=50)]


class SplitAnswerIn(Incoming):
    """A town's yes or no to a split."""

    agreed: bool
    why_zh: Words = ""
    why_en: Words = ""
