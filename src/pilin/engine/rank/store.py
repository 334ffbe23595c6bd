"""A fitted ranker as files: texts in JSON, arrays in NPZ, trees in LightGBM's own text."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from pilin.engine.rank.catalogue import FirmText
from pilin.engine.rank.chain_ranking import ChainRanking
from pilin.engine.rank.firm_ranking import FirmRanking
from pilin.engine.rank.frames import Relations
from pilin.engine.rank.graph import Kinds, Things
from pilin.engine.rank.learner import Model
from pilin.engine.rank.phrases import Vocabulary
from pilin.engine.rank.tower import Table

FORM = 2
ABOUT, ARRAYS = "ranker.json", "arrays.npz"


class NotStored(Exception):
    """A directory holds no ranker that this version can read."""


def save(directory: Path, firms: FirmRanking, chain: ChainRanking | None, fingerprint: str) -> None:
    """Write a ranker; what stands in the directory under the same names is replaced."""
    directory.mkdir(parents=True, exist_ok=True)
    models = {"firms": firms.model}
    arrays = {"idf": firms.words.idf}
    for i, (left, right) in enumerate(firms.encoders):
        arrays[f"firms_{i}_left"], arrays[f"firms_{i}_right"] = left.weights, right.weights
    relations = firms.features.relations
    about = {
        "form": FORM,
        "fingerprint": fingerprint,
        "terms": firms.words.terms,
        "firms": [[f.id, f.name, f.area, f.industry, list(f.products)] for f in firms.catalogue.firms],
        "made_of": relations.made_of,
        "kind_of": relations.kind_of,
        "firm_encoders": len(firms.encoders),
        "chain_encoders": 0,
    }
    if chain is not None:
        models |= chain.models
        for i, (left, right) in enumerate(chain.encoders):
            arrays[f"chain_{i}_left"], arrays[f"chain_{i}_right"] = left.weights, right.weights
        about |= {
            "chain_encoders": len(chain.encoders),
            "materials": chain.materials.names,
            "products": chain.products.names,
        }
    about["models"] = {name: model.features for name, model in models.items()}
    for name, model in models.items():
        (directory / f"{name}.txt").write_text(model.booster.model_to_string(), encoding="utf-8")
    np.savez(directory / ARRAYS, allow_pickle=False, **arrays)
    (directory / ABOUT).write_text(json.dumps(about, ensure_ascii=False), encoding="utf-8")


def load(directory: Path) -> tuple[FirmRanking, ChainRanking | None, str]:
    """Return what :func:`save` wrote.

    Raises
    ------
    NotStored
        When a file is missing, or the form is another.
    """
    import lightgbm  # slow import: a site that only shows pages never needs it

    try:
        about = json.loads((directory / ABOUT).read_text(encoding="utf-8"))
        if about.get("form") != FORM:
            raise NotStored(f"{directory} holds a ranker of form {about.get('form')}, not {FORM}: learn it again")
        models = {
            name: Model(
                tuple(features), lightgbm.Booster(model_str=(directory / f"{name}.txt").read_text(encoding="utf-8"))
            )
            for name, features in about["models"].items()
        }
        with np.load(directory / ARRAYS, allow_pickle=False) as file:
            arrays = {name: file[name] for name in file.files}
    except (OSError, ValueError, KeyError) as error:
        raise NotStored(f"{directory} holds no ranker: {error}") from error
    words = Vocabulary(about["terms"], arrays["idf"])
    firms = [FirmText(key, name, area, industry, tuple(sold)) for key, name, area, industry, sold in about["firms"]]
    relations = Relations(tuple(map(tuple, about["made_of"])), tuple(map(tuple, about["kind_of"])))

    def encoders(what: str, many: int) -> list[tuple[Table, Table]]:
        return [(Table(arrays[f"{what}_{i}_left"]), Table(arrays[f"{what}_{i}_right"])) for i in range(many)]

    ranking = FirmRanking(firms, relations, words, encoders("firms", about["firm_encoders"]), models.pop("firms"))
    chain = None
    if about["chain_encoders"]:
        kinds, sold = Kinds(relations.kind_of), {product for firm in firms for product in firm.products}
        things = Things(words, about["materials"], kinds, sold), Things(words, about["products"], kinds, sold)
        chain = ChainRanking(relations, words, things, encoders("chain", about["chain_encoders"]), models)
    return ranking, chain, about["fingerprint"]
