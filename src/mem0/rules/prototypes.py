"""Recognise slots by nearness to example sentences, for statements in words that no pattern has."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeAlias
from weakref import WeakKeyDictionary

from .language import Language, language_of
from .slots import Slot, parse_slot

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SentenceVectors: TypeAlias = "Callable[[Sequence[str]], NDArray[np.float32]]"  # texts -> unit vectors, one a row
_NEAR = 0.8  # cosine; below it two sentences of one slot are as near as two of different slots
_CLEAR = 0.08  # by how much the best slot must lead the second


def nearest_slot(text: str, vectors: SentenceVectors) -> Slot | None:
    """The slot whose example sentences are clearly nearest to `text`; None where no slot is near or two are alike."""
    lang = language_of(text)
    if not lang.prototypes:
        return None
    names, matrix = _examples(lang, vectors)
    scores = matrix @ vectors([text])[0]
    best: dict[str, float] = {}
    for name, score in zip(names, scores, strict=True):
        best[name] = max(best.get(name, -1.0), float(score))
    first, second = sorted(best.items(), key=lambda pair: -pair[1])[:2]
    return parse_slot(first[0]) if first[1] >= _NEAR and first[1] - second[1] >= _CLEAR else None


_Known: TypeAlias = "dict[str, tuple[list[str], NDArray[np.float32]]]"
_CACHE: WeakKeyDictionary[object, _Known] = WeakKeyDictionary()


def _examples(lang: Language, vectors: SentenceVectors) -> tuple[list[str], NDArray[np.float32]]:
    owner = getattr(vectors, "__self__", vectors)  # a bound method is new at each access, its object is not
    known = _CACHE.setdefault(owner, {})
    if lang.code not in known:
        pairs = [(slot, text) for slot, texts in lang.prototypes.items() for text in texts]
        known[lang.code] = [slot for slot, _ in pairs], vectors([text for _, text in pairs])
    return known[lang.code]
