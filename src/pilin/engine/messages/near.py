"""Which of some texts are nearest in words to one."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from pilin.engine.messages.grams import learn_grams

SIZES = (1, 2)
READ = 600  # characters of a text that are compared


def nearest(text: str, others: Sequence[str], *, least: float = 0.0, most: int = 5) -> list[tuple[int, float]]:
    """Return which of some texts are nearest in words to one.

    Parameters
    ----------
    text : str
    others : sequence of str
        Shape (n,).
    least : float
        Cosine, 0 to 1, below which a text is left out.
    most : int
        How many are returned.

    Returns
    -------
    list of (int, float)
        Place among ``others`` and cosine, the nearest first, equal ones in the order given.

    Notes
    -----
    Cosine of tf-idf rows of runs of one and two characters, weighted over ``others`` and ``text`` together; see
    :func:`pilin.engine.messages.grams.learn_grams` for weights and source. One text has no weight to learn from: with
    no ``others`` nothing is near.

    Examples
    --------
    >>> near = nearest("路灯不亮了", ["公交车晚点", "门口路灯不亮", "路灯坏了"], least=0.2)
    >>> [place for place, _ in near]
    [1, 2]
    >>> nearest("路灯不亮了", [])
    []
    """
    if not others or not text.strip():
        return []
    grams = learn_grams([text, *others], SIZES, most=READ)
    table = grams.rows([text, *others])
    like = np.asarray((table[1:] @ table[:1].T).toarray(), np.float64).ravel()
    order = np.argsort(-like, kind="stable")[:most]
    return [(int(place), float(like[place])) for place in order if like[place] >= least and like[place] > 0]
