"""The organisation tree of a cluster: committee, branches, organisations, and which firms they reach."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from pilin.engine.chain.frames import Kind, refuse, shaped

BODY_KINDS: dict[str, Kind] = {"body_id": pl.String, "parent_id": pl.String}
MEMBER_KINDS: dict[str, Kind] = {"firm_id": pl.String, "branch_id": pl.String, "organisation_id": pl.String}


@dataclass(frozen=True, slots=True)
class Coverage:
    """How far a tree of organisations reaches.

    Parameters
    ----------
    committees, branches, organisations, firms : int
        Counts by level, from the root.
    firms_by_branch : dict of str to int
        They add up to ``firms``: every firm is in exactly one branch.
    firms_with_organisation : int
        Firms that have one of their own or share one.
    """

    committees: int
    branches: int
    organisations: int
    firms: int
    firms_by_branch: dict[str, int]
    firms_with_organisation: int

    @property
    def counts(self) -> tuple[int, int, int, int]:
        """Counts of the four levels."""
        return self.committees, self.branches, self.organisations, self.firms

    @property
    def firms_a_branch(self) -> float | None:
        """Mean number of firms a branch; None without a branch."""
        return self.firms / self.branches if self.branches else None

    @property
    def firms_an_organisation(self) -> float | None:
        """Firms in all over organisations in all; None without an organisation."""
        return self.firms / self.organisations if self.organisations else None

    @property
    def share_with_organisation(self) -> float | None:
        """Share of the firms that have an organisation; None without a firm."""
        return self.firms_with_organisation / self.firms if self.firms else None


def coverage(bodies: pl.DataFrame, members: pl.DataFrame) -> Coverage:
    """Count the tree and check that it is one.

    Parameters
    ----------
    bodies : polars.DataFrame
        ``body_id`` and ``parent_id``: null for a committee, a committee for a branch, a branch for an organisation.
    members : polars.DataFrame
        ``firm_id``, ``branch_id``, and ``organisation_id`` where the firm has one.

    Raises
    ------
    BadFrame
        A body is there twice, its parent is no committee and no branch; a firm is there twice (then it would be in two
        branches), its branch is none, its organisation lies in another branch.

    Examples
    --------
    >>> bodies = pl.DataFrame({"body_id": ["town", "cable", "o1"], "parent_id": [None, "town", "cable"]})
    >>> members = pl.DataFrame({"firm_id": ["f", "g"], "branch_id": ["cable", "cable"], "organisation_id": ["o1", None]})
    >>> found = coverage(bodies, members)
    >>> found.counts, found.share_with_organisation
    ((1, 1, 1, 2), 0.5)
    """
    bodies = shaped(bodies, "bodies", BODY_KINDS, ("body_id",))
    members = shaped(members, "members", MEMBER_KINDS, ("firm_id", "branch_id"))
    refuse(bodies, (pl.col("body_id").is_duplicated(), "twice", "body_id", "a body is there twice"))
    committees = bodies.filter(pl.col("parent_id").is_null())["body_id"]
    under_committee = pl.col("parent_id").is_in(committees.implode())
    branches = bodies.filter(under_committee)["body_id"]
    under_branch = pl.col("parent_id").is_in(branches.implode())
    organisations = bodies.filter(under_branch)
    refuse(
        bodies,
        (
            pl.col("parent_id").is_not_null() & ~under_committee & ~under_branch,
            "parent",
            "parent_id",
            "a body lies under a committee or a branch, nothing else",
        ),
    )
    lies_in = members.join(
        organisations, left_on="organisation_id", right_on="body_id", how="left", maintain_order="left"
    )
    refuse(
        lies_in,
        (pl.col("firm_id").is_duplicated(), "twice", "firm_id", "a firm is in exactly one branch"),
        (~pl.col("branch_id").is_in(branches.implode()), "no_branch", "branch_id", "there is no such branch"),
        (
            pl.col("organisation_id").is_not_null() & pl.col("parent_id").ne_missing(pl.col("branch_id")),
            "branch",
            "organisation_id",
            "the organisation is none, or lies in another branch",
        ),
    )
    counts = dict(members.group_by("branch_id").len().rows())
    return Coverage(
        len(committees),
        len(branches),
        len(organisations),
        len(members),
        {branch: counts.get(branch, 0) for branch in branches.sort()},
        len(members) - members["organisation_id"].null_count(),
    )
