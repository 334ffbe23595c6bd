"""The tags every template relies on."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django import forms
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation

from pilin.web.forms import Form
from pilin.web.showcase import TOWNS

FENG = next(town for town in TOWNS if town.mark == "枫")


def shown(source: str, address: str = "/", language: str = "en", **context: Any) -> str:
    with translation.override(language):
        return Template(source).render(Context({"request": RequestFactory().get(address), "m": FENG, **context}))


def test_a_mark_says_whose_it_is_and_is_silent_beside_the_name() -> None:
    assert 'aria-label="Fengjing"' in shown("{% mark m %}")
    town = shown("{% town m %}")
    assert 'aria-hidden="true"' in town
    assert ">Fengjing</span>" in town
    assert "mark c1 o" in shown('{% mark m "o" %}')
    assert shown("{% mark none %}{% town none %}{% seal none %}") == ""


def test_a_town_with_a_colour_that_does_not_exist_is_grey() -> None:
    assert 'class="mark c0 "' in shown("{% mark n %}", n={"colour": 99, "mark": "?", "name": "<b>"})
    assert "&lt;b&gt;" in shown("{% mark n %}", n={"colour": 1, "mark": "?", "name": "<b>"})


def test_a_seal_says_whether_it_is_signed() -> None:
    assert 'aria-label="Fengjing: signed"' in shown("{% seal m signed=True %}")
    awaited = shown('{% seal m signed=False size="s" %}')
    assert "seal c1 s wait" in awaited
    assert "signature awaited" in awaited


@pytest.mark.parametrize(
    ("args", "look", "said"),
    [
        ("True True", "w", "Witnessed by both banks"),
        ("True False", "rl", "Reported by the left bank, not yet witnessed"),
        ("False True", "rr", "Reported by the right bank, not yet witnessed"),
        ("False False", "", "To come"),
        ("False False late=True", "late", "Late"),
        ("True True late=True", "w", "Witnessed by both banks"),
    ],
)
def test_a_pip_has_a_text_name(args: str, look: str, said: str) -> None:
    pip = shown(f"{{% pip {args} %}}")
    assert f'class="pip {look} "' in pip
    assert f'aria-label="{said}"' in pip


def test_only_what_is_made_up_is_marked() -> None:
    assert shown("{% ill yes %}", yes={"illustrative": False}) == ""
    assert "illustrative" in shown("{% ill yes %}", yes={"illustrative": True})
    assert "示意" in shown("{% ill yes %}", language="zh-hans", yes=True)


def test_sources_lead_to_their_documents() -> None:
    marks = shown("{% source row %}", row={"source": "S0:9, S2:4"})
    assert re.findall(r'href="[^"]*#(\w+)"', marks) == ["S0", "S2"]
    assert ">S0:9<" in marks
    assert shown('{% source "" %}') == ""


def test_dates_and_moments() -> None:
    at = datetime(2024, 10, 14, 8, 20, tzinfo=UTC)
    assert shown("{{ on|day }} {{ on|longday }}", on=date(2024, 10, 18)) == "10-18 18 October 2024"
    assert shown('{{ at|moment }} {{ at|moment:"short" }}', at=at) == "2024-10-14 16:20 10-14 16:20"
    assert shown("{{ at|day }}", at=datetime(2024, 10, 14, 20, 0, tzinfo=UTC)) == "10-15"
    assert shown("[{{ none|day }}{{ none|moment }}{{ none|when }}]") == "[]"


def test_a_chip_puts_its_filter_into_the_address_and_takes_it_out() -> None:
    chip = '{% chip "Late" "state" "late" count=3 %}'
    free, pressed = shown(chip, "/?view=table&page=4"), shown(chip, "/?view=table&state=late")
    assert 'href="?view=table&amp;state=late"' in free
    assert 'aria-pressed="false"' in free
    assert 'href="?view=table"' in pressed
    assert 'aria-pressed="true"' in pressed


def test_a_query_keeps_what_it_does_not_change() -> None:
    assert shown("{% query page=3 %}", "/?state=late&page=2&lang=en") == "?state=late&amp;page=3"
    assert shown("{% query view=None %}", "/?view=board") == "?"


def test_a_head_sorts_up_then_down_then_not_at_all() -> None:
    head = '{% sortable "due" "Due" %}'
    assert ('aria-sort="none"' in shown(head), 'href="?sort=due"' in shown(head)) == (True, True)
    assert 'href="?sort=-due"' in shown(head, "/?sort=due")
    assert 'href="?"' in shown(head, "/?sort=-due")


def test_the_last_crumb_is_where_one_is() -> None:
    assert shown('{% crumb "/c/x/" "Today" %}') == '<li><a href="/c/x/">Today</a></li>'
    assert shown('{% crumb "Item" %}') == '<li><span aria-current="page">Item</span></li>'


def test_the_language_switch_keeps_the_address() -> None:
    assert shown("{% language_address 'en' %}", "/c/x/?state=late&lang=zh-hans") == "?state=late&amp;lang=en"


def test_numbers_in_drawings_have_points() -> None:
    assert shown("{{ a|unlocalized }} {{ b|unlocalized }}", language="zh-hans", a=1234.5, b=None) == "1234.5 0"


class Asked(Form):
    name = forms.CharField(label="Name", help_text="As neighbours say")
    why = forms.CharField(label="Why", required=False, widget=forms.Textarea)
    hidden = forms.CharField(widget=forms.HiddenInput, required=False)
    kind = forms.ChoiceField(label="Kind", choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect)


def test_a_form_ties_hint_and_error_to_its_field() -> None:
    form = Asked({"kind": "a"})
    form.is_valid()
    with translation.override("en"):
        body = str(form)
    assert 'aria-describedby="id_name-hint id_name-errors"' in body
    assert 'aria-invalid="true"' in body
    assert '<a href="#id_name">Name</a>' in body
    assert "One thing to put right; nothing was written" in body
    assert re.search(r"<legend>\s*Kind\s*</legend>", body)
    assert body.count("may stay empty") == 1


def test_what_a_page_tells_machines_cannot_end_its_own_element() -> None:
    hostile = {"name": "</script><script>alert(1)</script> & <!-- \u2028"}
    said = shown("{% linked_data told %}", told=hostile)
    assert (said.count("<"), said.count(">"), "&" in said, "\u2028" in said) == (2, 2, False, False)
    assert json.loads(said.removeprefix('<script type="application/ld+json">').removesuffix("</script>")) == hostile
