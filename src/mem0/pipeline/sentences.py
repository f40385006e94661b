"""Sentence vectors for the rules: always of the static table, whatever the encoder, and each text only once.

The rules' thresholds are set on these vectors; they cost microseconds, where a model's would cost milliseconds for
every known memory that a fact is compared with.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from ..ports import Floats
from ..retrieval.static_table import table

REMEMBERED = 50_000  # texts; about 30 MB at most


def sentence_vectors(texts: Sequence[str]) -> Floats:
    """(texts, dims) unit vectors."""
    if not texts:
        return table().sentence([])
    return np.stack([_vector(text) for text in texts])


@lru_cache(maxsize=REMEMBERED)
def _vector(text: str) -> Floats:
    vector: Floats = table().sentence([text])[0]
    vector.setflags(write=False)
    return vector
