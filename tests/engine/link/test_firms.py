"""The truth of listed firms: short names and full names, by names alone."""

from __future__ import annotations

import os
from pathlib import Path

import polars as pl
import pytest

from pilin.engine.link import link

FIRMS = Path(os.environ.get("PILIN_FIRMS", Path(__file__).parents[4] / "../shared/data/chain/firms.parquet"))


@pytest.mark.skipif(not FIRMS.exists(), reason="the list of firms is not in the repository (PILIN_FIRMS names it)")
@pytest.mark.parametrize("seed", [4, 5])
def test_short_names_find_their_firms(seed):
    firms = pl.read_parquet(FIRMS)
    right = firms.select(id="firm_id", name="fullname").sample(fraction=1, shuffle=True, seed=seed)
    found = link(firms.select(id="firm_id", name="name"), right).pairs
    matched = found.filter(pl.col("decision").cast(pl.String) == "match")
    right_ones = (matched["left_id"] == matched["right_id"]).sum()
    assert right_ones / matched.height >= 0.995
    assert right_ones / firms.height >= 0.95
