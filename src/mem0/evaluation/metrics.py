"""The measures: token F1, BLEU-1, percentiles, confidence intervals, token counts. Pure."""

from __future__ import annotations

import math
import random
import re
import threading
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

_ARTICLES = frozenset({"a", "an", "the", "and"})
_WORD = re.compile(r"\w+")
RESAMPLES = 1000
_OF_THREAD = threading.local()


def words(text: str) -> list[str]:
    """Words as LoCoMo's scorer counts them: lower case, no punctuation, no articles, Porter stems."""
    bare = unicodedata.normalize("NFKC", text).lower().replace(",", "")
    stem = _stemmer()
    return [stem(word) for word in _WORD.findall(bare) if word not in _ARTICLES]


def f1(said: str, right: str) -> float:
    """Token F1 in [0, 1]: the harmonic mean of precision and recall over the multiset of words."""
    ours, theirs = Counter(words(said)), Counter(words(right))
    shared = (ours & theirs).total()
    if not shared:
        return float(not ours and not theirs)
    precision, recall = shared / ours.total(), shared / theirs.total()
    return 2 * precision * recall / (precision + recall)


def bleu1(said: str, right: str) -> float:
    """BLEU-1 in [0, 1]: clipped unigram precision times the brevity penalty exp(1 - r/c); no smoothing."""
    ours, theirs = _WORD.findall(said.lower()), _WORD.findall(right.lower())
    if not ours or not theirs:
        return float(not ours and not theirs)
    precision = (Counter(ours) & Counter(theirs)).total() / len(ours)
    return precision * math.exp(min(0.0, 1 - len(theirs) / len(ours)))


def percentile(values: Sequence[float], share: float) -> float | None:
    """The value below which this share of the values lies, between neighbours interpolated; None of none."""
    if not values:
        return None
    ordered = sorted(values)
    position = share * (len(ordered) - 1)
    below = math.floor(position)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (position - below)


def mean(values: Sequence[float]) -> float | None:
    return sum(values) / len(values) if values else None


def deviation(values: Sequence[float]) -> float | None:
    """The standard deviation of a sample; None of fewer than two."""
    middle = mean(values)
    if middle is None or len(values) < 2:
        return None
    return math.sqrt(sum((value - middle) ** 2 for value in values) / (len(values) - 1))


def interval(values: Sequence[float], *, share: float = 0.95, seed: int = 0) -> tuple[float, float] | None:
    """The bootstrap confidence interval of the mean (percentile method, 1000 resamples, the same on every run)."""
    if len(values) < 2:
        return None
    draw = random.Random(seed)
    means = [sum(draw.choices(values, k=len(values))) / len(values) for _ in range(RESAMPLES)]
    low, high = percentile(means, (1 - share) / 2), percentile(means, (1 + share) / 2)
    return (low, high) if low is not None and high is not None else None


@cache
def token_counter() -> tuple[Callable[[str], int], str]:
    """How texts are counted in tokens, and its name: cl100k_base where tiktoken and its table are there, else bytes / 4."""
    try:
        import tiktoken  # type: ignore[import-not-found, unused-ignore]

        encoding = tiktoken.get_encoding("cl100k_base")
    except Exception:  # noqa: BLE001 - not installed, or its table cannot be fetched: the estimate serves, and is named
        return (lambda text: math.ceil(len(text.encode("utf-8", "replace")) / 4)), "bytes/4"
    return (lambda text: len(encoding.encode(text, disallowed_special=()))), "cl100k_base"


def _stemmer() -> Callable[[str], str]:
    """The stemmer of this thread: one that several threads use at once mixes up their words."""
    if not hasattr(_OF_THREAD, "stem"):
        import snowballstemmer

        made: Any = snowballstemmer.stemmer("porter")
        _OF_THREAD.stem = made.stemWord
    stem: Callable[[str], str] = _OF_THREAD.stem
    return stem
