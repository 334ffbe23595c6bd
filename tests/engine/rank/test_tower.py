"""Two encoders recover planted pairs whose texts share no character."""

import numpy as np

from pilin.engine.rank.phrases import Vocabulary
from pilin.engine.rank.tower import Table, train_towers


def test_planted_pairs_without_a_shared_character_are_found():
    one, other = [chr(0x4E00 + i) for i in range(60)], [chr(0x6E00 + i) for i in range(60)]
    words = Vocabulary.of(one + other)
    a, b = words.rows(one), words.rows(other)
    start = np.random.default_rng(0).standard_normal((len(words), 32)).astype(np.float32)
    left, right = Table(start.copy()), Table(start.copy())
    found = lambda: (left.encode(a) @ right.encode(b).T).argmax(axis=1).tolist()  # noqa: E731
    assert found() != list(range(60))
    train_towers(
        left, right, lambda chosen, rng: (a[chosen], b[chosen]), 60,
        lambda chosen: np.zeros((len(chosen), len(chosen)), dtype=bool), np.zeros(60, dtype=np.float32),
        epochs=60, batch=30,
    )  # fmt: skip
    assert found() == list(range(60))
