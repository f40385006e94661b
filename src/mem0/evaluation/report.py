"""The figures of an evaluation: by way and category, with intervals, as a table and as JSON."""

from __future__ import annotations

import platform
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from ..version import __version__
from . import prompts
from .cases import ADVERSARIAL, CATEGORIES
from .journal import Outcome
from .metrics import deviation, interval, mean, percentile, token_counter
from .settings import Settings

ALL: Final = "all"  # the categories with a right answer together, each question counting once, as in the paper
COLUMNS: Final = ("way", "category", "n", "J", "95 % CI", "F1", "BLEU-1", "tokens", "search p50/p95", "total p50/p95")


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of one way in one category. J, F1, BLEU-1 in percent; times in seconds; tokens: of the context.

    For "adversarial" J is the share of questions that were rightly left unanswered; F1 and BLEU-1 have no meaning there.
    j_runs: the mean and standard deviation of J over the runs, None with one run.
    """

    way: str
    category: str
    questions: int
    j: float | None
    j_interval: tuple[float, float] | None
    j_runs: tuple[float, float] | None
    f1: float | None
    bleu1: float | None
    context_tokens: float | None
    search_p50: float | None
    search_p95: float | None
    total_p50: float | None
    total_p95: float | None


@dataclass(frozen=True, slots=True)
class Report:
    figures: tuple[Figures, ...]
    failed: int  # questions left open
    about: Mapping[str, Any]

    def as_dict(self) -> dict[str, Any]:
        """For a JSON file."""
        return {**self.about, "failed": self.failed, "figures": [asdict(one) for one in self.figures]}

    def rows(self) -> list[tuple[object, ...]]:
        """For a table with COLUMNS."""
        return [_row(one) for one in self.figures]


def reported(
    outcomes: Sequence[Outcome], settings: Settings, models: Mapping[str, str], *, fingerprint: str, failed: int
) -> Report:
    """The report of these outcomes."""
    figures = [
        _figures(way, category, chosen)
        for way in settings.ways
        for category, chosen in _by_category([one for one in outcomes if one.way == way])
    ]
    _, counted = token_counter()
    about = {
        "version": __version__,
        "python": platform.python_version(),
        "prompts": prompts.VERSION,
        "settings": asdict(settings),
        "models": dict(models),
        "fingerprint": fingerprint,
        "token_counter": counted,
        "tokens": {
            "answers_in": sum(one.tokens_in for one in outcomes),
            "answers_out": sum(one.tokens_out for one in outcomes),
            "judge": sum(one.judge_tokens for one in outcomes),
        },
    }
    return Report(tuple(figures), failed, about)


def _by_category(outcomes: Sequence[Outcome]) -> Iterable[tuple[str, list[Outcome]]]:
    """Categories in the order of LoCoMo's numbers, then all that have an answer; the adversarial ones apart at the end."""
    found = {one.category for one in outcomes}
    known = [name for name in CATEGORIES.values() if name in found and name != ADVERSARIAL]
    for name in [*known, *sorted(found - set(CATEGORIES.values()))]:
        yield name, [one for one in outcomes if one.category == name]
    answerable = [one for one in outcomes if one.category != ADVERSARIAL]
    if answerable:
        yield ALL, answerable
    if ADVERSARIAL in found:
        yield ADVERSARIAL, [one for one in outcomes if one.category == ADVERSARIAL]


def _figures(way: str, category: str, outcomes: Sequence[Outcome]) -> Figures:
    asked: dict[str, list[float]] = {}
    runs: dict[int, list[float]] = {}
    for one in outcomes:
        asked.setdefault(one.question, []).append(100.0 * one.correct)
        runs.setdefault(one.run, []).append(100.0 * one.correct)
    # A question that was asked in several runs is one draw, not several: the interval is over questions.
    by_question = [sum(grades) / len(grades) for grades in asked.values()]
    scored = [] if category == ADVERSARIAL else list(outcomes)
    search, total = [one.search_seconds for one in outcomes], [one.total_seconds for one in outcomes]
    return Figures(
        way=way,
        category=category,
        questions=len(asked),
        j=mean([100.0 * one.correct for one in outcomes]),
        j_interval=interval(by_question),
        j_runs=_over_runs([sum(grades) / len(grades) for grades in runs.values()]),
        f1=mean([100 * one.f1 for one in scored]),
        bleu1=mean([100 * one.bleu1 for one in scored]),
        context_tokens=mean([float(one.context_tokens) for one in outcomes]),
        search_p50=percentile(search, 0.5),
        search_p95=percentile(search, 0.95),
        total_p50=percentile(total, 0.5),
        total_p95=percentile(total, 0.95),
    )


def _over_runs(judged: Sequence[float]) -> tuple[float, float] | None:
    middle, spread = mean(judged), deviation(judged)
    return None if middle is None or spread is None else (middle, spread)


def _row(one: Figures) -> tuple[object, ...]:
    judged = _number(one.j) if one.j_runs is None else f"{one.j_runs[0]:.2f} ± {one.j_runs[1]:.2f}"
    between = "-" if one.j_interval is None else f"{one.j_interval[0]:.1f}-{one.j_interval[1]:.1f}"
    return (
        one.way,
        one.category,
        one.questions,
        judged,
        between,
        _number(one.f1),
        _number(one.bleu1),
        "-" if one.context_tokens is None else f"{one.context_tokens:,.0f}",
        _pair(one.search_p50, one.search_p95),
        _pair(one.total_p50, one.total_p95),
    )


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}"


def _pair(low: float | None, high: float | None) -> str:
    return "-" if low is None or high is None else f"{low:.3f}/{high:.3f} s"
