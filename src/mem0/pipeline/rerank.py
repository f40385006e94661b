"""Order the best answers once more by a model that reads question and answer together."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace

from .. import errors
from . import fading
from .parts import Parts, Reranking
from .search import Answer, Question

log = logging.getLogger("mem0")
CANDIDATES = 30  # answers that the model orders, at least; it can only raise what it is shown


@dataclass(frozen=True, slots=True)
class Found:
    """The answers, and what the caller should know about how they were ordered."""

    answers: list[Answer]
    warnings: tuple[str, ...] = ()


async def search(parts: Parts, question: Question, *, rerank: bool | None = None) -> Found:
    """The best answers first. `rerank` None or True: by the configured reranker, where there is one; False: without it.

    A reranker that fails leaves the order as it was, with a warning, unless it is configured to raise.
    """
    if parts.reranking is None or rerank is False or question.limit == 0:
        return Found(await fading.search(parts, question))
    found = await fading.ranked(parts, replace(question, limit=max(CANDIDATES, question.limit)))
    done = await _reranked(parts, parts.reranking, question, found)
    await fading.count(parts, done.answers)
    return done


async def _reranked(parts: Parts, step: Reranking, question: Question, found: Sequence[Answer]) -> Found:
    try:
        scores = await parts.runner.ask(lambda: _scores(step, question.text, found))
    except errors.MemoryError as error:
        if step.strict:
            raise
        note = f"The reranker {step.reranker.name} failed, the order is the search's own: {error}"
        log.warning("%s", note)
        return Found(list(found[: question.limit]), (note,))
    scored = [replace(answer, rerank_score=score) for answer, score in zip(found, scores, strict=True)]
    best = sorted(scored, key=lambda answer: -(answer.rerank_score or 0.0))
    return Found(best[: min(question.limit, step.top_k or question.limit)])


def _scores(step: Reranking, text: str, found: Sequence[Answer]) -> list[float]:
    """One score an answer; none of a model that miscounts."""
    if not found:
        return []
    scores = step.reranker.scores(text, [answer.text for answer in found])
    if len(scores) != len(found):
        raise errors.RerankerError(f"{step.reranker.name} gave {len(scores)} scores for {len(found)} texts.")
    return scores
