"""Where real trade lies, and flows made up with parameters that are known."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import polars as pl

ROOT = Path(__file__).resolve().parents[3]
TRADE = Path(
    os.environ.get("PILIN_TRADE")
    or next(
        (f for up in ROOT.parents[:2] if (f := up / "shared/data/gravity/1_TradeWithoutBorder.dta").is_file()),
        ROOT / "none",
    )
)
B = {"far": -0.8, "border": -0.6}


def made_up(seed: int, places: int = 25, years: int = 3, zeros: float = 0.6) -> pl.DataFrame:
    """Return flows whose logarithm of the mean falls by B, with effects of origin and destination in each year."""
    rng = np.random.default_rng(seed)
    at = rng.uniform(0, 1, (places, 2))
    far = np.log(np.hypot(*(at[:, None] - at[None, :]).transpose(2, 0, 1)) + 0.1)
    border = (np.arange(places)[:, None] % 2 != np.arange(places)[None, :] % 2).astype(float)
    out, into = rng.normal(0, 0.7, (2, years, places))
    mean = np.exp(1 + B["far"] * far + B["border"] * border + out[:, :, None] + into[:, None, :])
    flow = np.where(rng.random(mean.shape) < zeros, 0.0, mean / (1 - zeros) * rng.gamma(2, 0.5, mean.shape))
    year, one, two = (
        c.ravel() for c in np.meshgrid(np.arange(years), np.arange(places), np.arange(places), indexing="ij")
    )
    return pl.DataFrame(
        {
            "year": year, "origin": one, "destination": two, "pair": one * places + two, "flow": flow.ravel(),
            "far": np.tile(far.ravel(), years), "border": np.tile(border.ravel(), years),
        }
    )  # fmt: skip
