"""A text is what it looks like: no mark that nobody sees comes in, and none stays unseen (S9)."""

from __future__ import annotations

from typing import Any

import pytest
from django import forms
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from pilin.config.api import api
from pilin.engine.base import INVISIBLE, clean_text, revealed
from pilin.web.api import Incoming
from pilin.web.forms import Form
from tests.factories.base import Five, writing
from tests.factories.obstacles import report
from tests.kit import BACKEND

SPOOFED = "枫泾\u200b镇\u202e政府"


class Asked(Form):
    name = forms.CharField(max_length=20)
    word = forms.CharField(widget=forms.PasswordInput, strip=False)


class Sent(Incoming):
    name: str
    more: list[dict[str, str]] = []


@given(st.text())
def test_what_comes_in_has_no_mark_that_nobody_sees(text: str) -> None:
    kept = clean_text(text)
    assert INVISIBLE.search(kept) is None
    assert clean_text(kept) == kept


@given(st.text(st.characters(blacklist_categories=("Cs",))))
def test_what_goes_out_shows_each_of_them(text: str) -> None:
    shown = revealed(text.encode()).decode()
    assert len(shown) == len(text)
    assert all(a == b or (b == "\ufffd" and INVISIBLE.match(a)) for a, b in zip(text, shown, strict=True))


def test_forms_clean_texts_and_leave_passwords_alone() -> None:
    form = Asked({"name": SPOOFED, "word": " a\u200bb "})
    assert form.is_valid()
    assert form.cleaned_data == {"name": "枫泾镇政府", "word": " a\u200bb "}
    assert not Asked({"name": "\u202e\u200b", "word": "x"}).is_valid()  # nothing remains of it


def test_programs_texts_are_cleaned_at_any_depth() -> None:
    sent = Sent.model_validate({"name": SPOOFED, "more": [{"why": SPOOFED}]})
    assert (sent.name, sent.more) == ("枫泾镇政府", [{"why": "枫泾镇政府"}])


def test_every_body_of_the_api_is_cleaned() -> None:
    bodies = set()
    for operations in api.get_openapi_schema()["paths"].values():
        for told in operations.values():
            for content in told.get("requestBody", {}).get("content", {}).values():
                bodies.add(content["schema"].get("$ref", "").rsplit("/", 1)[-1])
    known = {schema.__name__ for schema in _below(Incoming)}
    assert bodies - {""} <= known
    assert len(bodies) > 8


def _below(cls: type[Any]) -> set[type[Any]]:
    return {cls}.union(*(_below(lower) for lower in cls.__subclasses__()))


def test_a_form_that_is_no_form_of_ours_is_found() -> None:
    import ast
    from pathlib import Path

    from django.conf import settings

    other = [
        f"{file.parent.name}: {node.name}"
        for file in Path(settings.PACKAGE).glob("*/*/forms.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf8")))
        if isinstance(node, ast.ClassDef)
        and any(ast.unparse(base) in ("forms.Form", "forms.ModelForm") for base in node.bases)
    ]
    assert other == []


@pytest.mark.django_db
def test_a_spoofed_name_in_an_old_row_is_seen(five: Five) -> None:
    row = report(five.fengjing.clerk, title_zh="两岸公交卡不通用")
    with writing(by=five.fengjing.clerk):
        type(row).objects.visible_to(five.fengjing.clerk).filter(pk=row.pk).update(title_zh=SPOOFED)
    client = Client()
    client.force_login(five.fengjing.clerk_user, backend=BACKEND)
    answer = client.get("/c/five-towns/obstacles/")
    assert "枫泾\ufffd镇\ufffd政府" in answer.content.decode()
    assert int(answer.headers["Content-Length"]) == len(answer.content)
