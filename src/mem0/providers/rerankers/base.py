"""What rerankers of strangers are made from: the base class of mem0ai, served to the pipeline as a port."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any

from ...errors import RerankerError
from ..faults import translating


class BaseReranker(ABC):
    """Subclass it, write `rerank`, and give an instance as {"provider": "custom", "config": {"model": instance}}, or
    register the class with RerankerFactory."""

    @abstractmethod
    def rerank(self, query: str, documents: list[dict[str, Any]], top_k: int | None = None) -> list[dict[str, Any]]:
        """The documents (each with "memory" and "id"), best first, each with a "rerank_score"."""


class ModelReranker:
    """A stranger's reranker as the pipeline asks it. Documents that it leaves out get the score 0."""

    def __init__(self, model: Any, name: str) -> None:
        self.model, self.name = model, name

    def scores(self, query: str, texts: Sequence[str]) -> list[float]:
        documents = [{"id": str(n), "memory": text, "text": text} for n, text in enumerate(texts)]
        with translating(self.name, RerankerError, hide=(query, *texts)):
            answer = self.model.rerank(query, documents, top_k=len(documents))
            found = {int(one["id"]): float(one["rerank_score"]) for one in answer}
        return within_bounds([found.get(n) for n in range(len(texts))], self.name)


def within_bounds(scores: Sequence[float | None], name: str) -> list[float]:
    """Scores in [0, 1]: as they are, or where any lies outside (models give logits too) by the logistic function."""
    given = [score for score in scores if score is not None]
    if not all(math.isfinite(score) for score in given):
        raise RerankerError(f"{name} gave scores that are not finite.", details={"reranker": name})
    bounded = all(0.0 <= score <= 1.0 for score in given)
    return [0.0 if score is None else score if bounded else _logistic(score) for score in scores]


def _logistic(value: float) -> float:
    return 1.0 / (1.0 + math.exp(-max(-60.0, min(60.0, value))))
