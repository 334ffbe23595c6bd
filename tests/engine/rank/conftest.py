"""One fitted ranker for all that only asks it."""

import pytest

from tests.engine.rank import world


@pytest.fixture(scope="session")
def ranker():
    return world.fitted()
