"""The group `pilin observatory` is there and says what it does."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from tests.facts.harness import commands

pytestmark = pytest.mark.once


def test_it_says_what_it_does():
    told = CliRunner().invoke(commands(), ["observatory", "--help"])
    assert told.exit_code == 0
    assert "how near places are" in told.stdout
