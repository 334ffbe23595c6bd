"""Every room is whole, and nothing in it goes round the house's order."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
import subprocess
import sys
from typing import Any

import click
import pytest
from django.apps import apps
from django.conf import settings
from django.db import models

import pilin.engine
from pilin.foundation.access.models import GatedModel
from tests.architecture import house
from tests.facts.harness import commands

PASS_BY = {"identity.User"}  # written by the sign-in machinery as well as by deeds
NO_DEEDS = {
    "pilin.foundation.identity.forget_drafts": "one step of erasing a person, called inside that deed",
    "pilin.foundation.identity.forget_sign_in": "one step of erasing a person, called inside that deed",
    "pilin.foundation.identity.forget_keys": "one step of erasing a person, called inside that deed",
    "pilin.foundation.identity.open_offices": "one step of giving a consent, called inside that deed",
    "pilin.foundation.identity.close_offices": "one step of taking it back, called inside that deed",
    "pilin.foundation.privacy.forget_person": "one step of erasing a person, called inside that deed",
    "pilin.domain.proposals.forget_proposals": "one step of erasing a person, called inside that deed",
    "pilin.domain.proposals.case_moved": "one step of every deed about a case, called inside it",
    "pilin.foundation.cases.forget_cases": "one step of erasing a person, called inside that deed",
    "pilin.domain.investment.forget_words": "one step of erasing a person, called inside that deed",
    "pilin.domain.enterprises.forget_claims": "one step of erasing a person, called inside that deed",
    "pilin.domain.oddjobs.forget_worker": "one step of erasing a person, called inside that deed",
    "pilin.domain.living.forget_comer": "one step of erasing a person, called inside that deed",
    "pilin.domain.living.forget_stories": "one step of erasing a person, called inside that deed",
    "pilin.domain.handover.close_year": "does one deed, and none where the year is closed already",
    "pilin.foundation.ledger.close_grown": "does one deed, and none where nothing grew",
    "pilin.foundation.ledger.forget_object": "one step of erasing what was said of a record, called inside that deed",
    "pilin.foundation.identity.forget_sessions": "one step of erasing a person, called inside that deed",
    "pilin.foundation.identity.forget_tries_of": "one step of erasing a person, called inside that deed",
    "pilin.foundation.members.token_digest": "reckons a hash and writes nothing",
    "pilin.foundation.bulletins.release_due": "does many deeds, each with its own line",
    "pilin.domain.programme.release_due_lists": "does many deeds, each with its own line",
}
LOOKS_PERSONAL = re.compile(r"(person|signatory|contact|officer|speaker)_name$|^(phone|mobile|email|id_number|wechat)$")


def test_every_room_carries_its_card() -> None:
    assert house.without_card() == []


def test_every_room_has_page_tests_factories_and_kit() -> None:
    assert house.without_companions() == []


def test_no_door_opens_another_rooms_door() -> None:
    assert house.doors_through_doors() == []


def test_no_python_file_is_longer_than_600_lines() -> None:
    assert house.too_long() == []


def test_imports_inside_functions_say_why() -> None:
    assert house.inner_imports_without_reason() == []


def test_nothing_reads_round_the_manager() -> None:
    assert house.round_the_gate() == []


def test_parentheses_stand_round_what_is_not_built() -> None:
    assert house.built_in_parentheses() == []


def test_every_model_stands_on_a_gated_row() -> None:
    assert [found for found in house.models_without_gate() if "AbstractUser" not in found] == []


def own_models() -> list[type[models.Model]]:
    labels = [room.rsplit(".", 1)[1] for room in settings.ROOMS]
    return [model for label in labels for model in apps.get_app_config(label).get_models()]


def test_every_model_says_who_may_read_it_and_how_it_enters_the_ledger() -> None:
    faults = []
    for model in own_models():
        if model._meta.label in PASS_BY:
            continue
        if not issubclass(model, GatedModel):
            faults.append(f"{model._meta.label}: no gated row")
            continue
        if model.visibility.__func__ is GatedModel.visibility.__func__:  # type: ignore[attr-defined]
            faults.append(f"{model._meta.label}: does not say who may read it")
    assert faults == []


def test_fields_that_name_a_person_are_called_personal() -> None:
    faults = [
        f"{model._meta.label}.{column.name}"
        for model in own_models()
        for column in model._meta.concrete_fields
        if LOOKS_PERSONAL.search(column.name) and column.name not in getattr(model, "PERSONAL", ())
    ]
    assert faults == []


def test_foreign_keys_point_down() -> None:
    height = house.rank()
    faults = []
    for model in own_models():
        for column in model._meta.get_fields():
            other = getattr(column, "related_model", None)
            if not isinstance(column, models.ForeignKey) or not isinstance(other, type):
                continue
            here, there = model._meta.app_label, other._meta.app_label
            if here != there and height.get(there, -1) >= height[here]:
                faults.append(f"{model._meta.label}.{column.name} points at {other._meta.label}")
    assert faults == []


def test_every_deed_takes_keywords_by_and_at() -> None:
    faults = []
    for room in settings.ROOMS:
        try:
            module = importlib.import_module(f"{room}.actions")
        except ModuleNotFoundError:
            continue
        for name, thing in vars(module).items():
            if (
                name.startswith("_")
                or not inspect.isfunction(thing)
                or not thing.__module__.startswith(f"{room}.actions")
            ):
                continue
            if hasattr(thing, "deed_code"):
                if not thing.deed_code.startswith(f"{room.rsplit('.', 1)[1]}."):
                    faults.append(f"{room}.{name}: {thing.deed_code} does not begin with its room")
            elif not _is_machinery(room, thing) and not _is_purge(thing) and f"{room}.{name}" not in NO_DEEDS:
                faults.append(f"{room}.actions.{name} is no deed")
    assert faults == []


def _is_machinery(room: str, thing: Any) -> bool:
    """The journal's own ``actions`` makes deeds; it has none."""
    return room.endswith(".journal")


def _is_purge(thing: Any) -> bool:
    """A step of the retention job, called inside its deed: ``purge_<what>(before)``."""
    return thing.__name__.startswith("purge_") and list(inspect.signature(thing).parameters) == ["before"]


def test_the_engine_shows_what_it_says_and_needs_no_django() -> None:
    engines = [f"{pilin.engine.__name__}.{found.name}" for found in pkgutil.iter_modules(pilin.engine.__path__)]
    assert len(engines) >= 16
    faceless = []
    for name in engines:
        module = importlib.import_module(name)
        if not hasattr(module, "__all__"):  # its functions stand in the package itself
            faceless.append(name)
            continue
        public = {n for n, thing in vars(module).items() if not n.startswith("_") and not inspect.ismodule(thing)}
        assert {n for n in module.__all__ if not inspect.ismodule(vars(module)[n])} == public - {"annotations"}, name
    assert faceless == ["pilin.engine.shelf"]
    code = (
        "import sys\n"
        "sys.modules.update(dict.fromkeys(('django', 'ninja', 'pydantic', 'psycopg', 'httpx')))  # none of them is there\n"
        f"import {', '.join(engines)}\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, env={"PYTHONPATH": str(house.ROOT / "src")})


def test_every_operation_of_the_api_is_documented() -> None:
    from pilin.config.api import api

    schema = api.get_openapi_schema()
    faults = [
        f"{method.upper()} {path}"
        for path, methods in schema["paths"].items()
        for method, operation in methods.items()
        if not operation.get("description") or not operation.get("tags")
    ]
    assert faults == []


def test_a_name_means_one_thing_in_the_whole_description() -> None:
    """Two schemas or enumerations of one name would overwrite each other: a program were told the wrong words."""
    from ninja.openapi.schema import OpenAPISchema

    from pilin.config.api import api

    clashes = set()

    class Watched(OpenAPISchema):
        def add_schema_definitions(self, definitions: dict[str, Any]) -> None:
            clashes.update(name for name, told in definitions.items() if self.schemas.get(name, told) != told)
            super().add_schema_definitions(definitions)

    Watched(api, "")
    assert clashes == set()


def test_the_rooms_of_the_description_are_the_whole() -> None:
    from pilin.config.api import api
    from pilin.web.apidocs import rooms_of

    whole = api.get_openapi_schema()
    paths: dict[str, dict[str, object]] = {}
    for room in rooms_of(whole, {}):
        for path, methods in api.describe_room(room.key)["paths"].items():
            paths.setdefault(path, {}).update(methods)
    assert paths == whole["paths"]


def test_every_command_says_what_it_does() -> None:
    faults = []

    def walk(command: click.Command, path: str) -> None:
        if not (command.help or command.short_help):
            faults.append(path)
        for name, inner in getattr(command, "commands", {}).items():
            walk(inner, f"{path} {name}")

    walk(commands(), "pilin")
    assert faults == []


@pytest.mark.parametrize("word", ["core", "common", "utils", "helpers", "managers", "signals"])
def test_no_folder_or_file_means_nothing(word: str) -> None:
    source = house.ROOT / "src" / "pilin"
    assert [str(p) for p in source.rglob("*") if p.stem == word and "locale" not in str(p)] == []
