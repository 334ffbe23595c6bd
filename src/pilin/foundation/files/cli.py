"""The command ``pilin sources``."""

from __future__ import annotations

from typing import Any

import click
from django.utils.translation import gettext as _

from pilin.foundation.files import queries
from pilin.web.terminal import answer, json_option, table


@click.command("sources")
@json_option
@click.pass_obj
def sources(caller: Any, as_json: bool) -> None:
    """List the documents facts are taken from, and how many facts stand on each."""
    cards = queries.source_documents(caller.standing)
    data = [
        {
            "code": card.code,
            "title": card.title,
            "title_zh": card.title_zh or None,
            "publisher": card.publisher,
            "published_on": card.published_on,
            "facts": card.facts,
        }
        for card in cards
    ]
    heads = [_("Code"), _("Published"), _("Facts"), _("Title")]
    answer(
        data, as_json=as_json, text=lambda: table(heads, [[c.code, c.published_on, c.facts, c.title] for c in cards])
    )


commands = [sources]
