"""A fact: what the sources say, asserted on the loaded demo, and a lie that turns the assertion red.

::

    class FengjingChairs(Fact):
        number = "D-03"
        says = "Fengjing chairs the five towns on 2024-06-27; nobody before it"
        room = "members"
        page = "members:presidency"                       # a route name, with kwargs in page_kwargs, or a path

        def holds(self) -> None:
            answer = self.pilin("circle", "show", "five-towns", "--on", "2024-06-27", "--json")
            assert answer["chair"]["name_zh"] == "枫泾镇"

        def falsify(self) -> None:                        # inside a deed of the test; undone afterwards
            term = Term.objects.visible_to(self.house).get(year=2024, circle="five-towns")
            term.member = Member.objects.visible_to(self.house).get(code="330482102")
            term.save()

Several classes may carry one number. Raw SQL goes through ``self.sql("UPDATE …")`` where a row refuses to lie.
"""

from __future__ import annotations

import json
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import Any, ClassVar

from click.testing import CliRunner
from django.db import connection

from pilin.foundation.access.standing import Standing

HERE = Path(__file__).parent


class Fact:
    """One asserted fact. Subclasses are found by themselves in ``tests/facts/facts_*.py``."""

    number: ClassVar[str] = ""
    says: ClassVar[str] = ""
    room: ClassVar[str] = ""
    page: ClassVar[str] = ""
    page_kwargs: ClassVar[dict[str, Any]] = {"circle": "five-towns"}

    house = Standing.machine("facts")
    public = Standing.public()
    now: datetime  # when the demo was loaded: its today

    def holds(self) -> None:
        """Assert the fact on the loaded demo."""
        raise NotImplementedError

    def falsify(self) -> None:
        """Change the loaded demo so that :meth:`holds` must fail."""
        raise NotImplementedError

    def pilin(self, *words: str, code: int = 0) -> Any:
        """Run a command of Pilin in this process and return its answer: parsed where it is JSON."""
        answer = run(*words)
        assert answer.exit_code == code, f"pilin {' '.join(words)} ended with {answer.exit_code}: {answer.output}"
        return json.loads(answer.stdout) if "--json" in words else answer.stdout

    def sql(self, statement: str, *values: Any) -> int:
        """Run raw SQL and return how many rows it changed: a lie told behind the back of deeds, and of the database."""
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":  # its guards over released lists would refuse
                cursor.execute("SET LOCAL session_replication_role = replica")
            cursor.execute(statement, values)
            changed = int(cursor.rowcount)
            if connection.vendor == "postgresql":
                cursor.execute("SET LOCAL session_replication_role = DEFAULT")
            return changed


def run(*words: str, person: str | None = None) -> Any:
    """Run ``pilin`` in this process and return click's result."""
    group = commands()
    given = ["--as", person, *words] if person else list(words)
    return CliRunner().invoke(group, given, prog_name="pilin", catch_exceptions=False)


def commands() -> Any:
    """Return the command group with every room's commands."""
    from django.conf import settings

    from pilin.config.command import pilin

    for room in [*settings.ROOMS, "pilin.config"]:
        try:
            module = import_module(f"{room}.cli")
        except ModuleNotFoundError as missing:
            if missing.name != f"{room}.cli":
                raise
        else:
            for command in module.commands:
                if command.name not in pilin.commands:
                    pilin.add_command(command)
    return pilin


def fact_id(fact: type[Fact]) -> str:
    """Return how the test of a fact is called: ``D-03-FengjingChairs``."""
    return f"{fact.number}-{fact.__name__}"


def all_facts() -> list[type[Fact]]:
    """Return every fact of the house, by number and name."""
    found: set[type[Fact]] = set()
    for file in sorted(HERE.glob("facts_*.py")):
        module = import_module(f"tests.facts.{file.stem}")
        found |= {
            thing
            for thing in vars(module).values()
            if isinstance(thing, type)
            and issubclass(thing, Fact)
            and thing.number
            and thing.__module__ == module.__name__
        }
    return sorted(found, key=lambda fact: (fact.number, fact.__module__, fact.__name__))
