"""Retrieval quality on development data that is not part of the repository, by the scorers that lie beside it.

BENCH_DATA names the data folder (locomo/, updates_dev.jsonl, paraphrase_dev.jsonl, korean_dev.jsonl); the scorers are in
the folder bench/ next to it. They use the public API alone; every run gets a store of its own.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from measure import Figure, Goal, Row
from turns import attempt
from wire import ONE_THREAD

Scores = dict[str, Any]
EMBEDDERS = ("static", "minilm")
# Cases written apart from the rules, which nobody who writes rules has read. The sets before them were, and are development data.
# The first are as plain as the development cases, in the others every change is told in passing.
UNSEEN = {"unseen cases": "heldout_updates_6.jsonl", "unseen, told in passing": "heldout_updates_4.jsonl"}
RULES = Path(__file__).resolve().parent.parent / "tests" / "rules"
_PATIENCE = 900  # seconds


@dataclass(frozen=True, slots=True)
class Scorers:
    """Runs a scorer on a part of the data with an embedder."""

    data: Path
    folder: Path

    def score(self, scorer: str, part: str, embedder: str, *flags: str) -> Scores:
        config = self.folder / f"{embedder}.json"
        config.write_text(json.dumps({"embedder": {"provider": embedder}}))
        command = [sys.executable, self.data.parent / "bench" / scorer, self.data / part, "--config", config, *flags]
        done = subprocess.run(
            [str(word) for word in command], env={**os.environ, **ONE_THREAD}, capture_output=True, text=True,
            timeout=_PATIENCE, check=False,
        )  # fmt: skip
        if done.returncode:
            raise RuntimeError((done.stderr.strip().splitlines() or ["the scorer failed"])[-1])
        return dict(json.loads(done.stdout.strip().splitlines()[-1]))


def rows(data: Path, embedders: tuple[str, ...] = EMBEDDERS) -> list[Row]:
    """One row a figure; scores in percent, "ours" alone."""
    with tempfile.TemporaryDirectory() as folder:
        scorers = Scorers(data.resolve(), Path(folder))
        parts: tuple[tuple[str, Callable[[Scorers, str], list[Row]]], ...] = (
            ("LoCoMo", _locomo), ("updates", _updates), ("paraphrase", _paraphrase), ("Korean", _korean),
        )  # fmt: skip
        return [
            row for embedder in embedders for name, scored in parts
            for row in attempt(f"{name}, {embedder}", lambda scored=scored, embedder=embedder: scored(scorers, embedder))
        ]  # fmt: skip


_LOCOMO = {"static": ((78.5, 82), (69, 73)), "minilm": ((81.5, 86), (73, 78))}


def _locomo(scorers: Scorers, embedder: str) -> list[Row]:
    plain = scorers.score("locomo_retrieval.py", "locomo", embedder)
    note = f"{plain['questions']} questions, {plain['turns']} turns, tokens@10 {plain['tokens@10']}"
    micro, macro = _LOCOMO[embedder]
    return [
        _percent(f"LoCoMo recall@10 micro, {embedder}", plain["micro@10"], micro, note),
        _percent(f"LoCoMo recall@10 macro, {embedder}", plain["macro@10"], macro),
        *attempt(f"LoCoMo infer=True, {embedder}", lambda: _inferred(scorers, embedder, plain)),
    ]


def _inferred(scorers: Scorers, embedder: str, plain: Scores) -> list[Row]:
    """Facts with the evidence layer: nearly the recall of word for word, in fewer tokens."""
    facts = scorers.score("locomo_retrieval.py", "locomo", embedder, "--infer")
    floor = (plain["micro@10"] - 3, plain["micro@10"])
    share = Figure(facts["tokens@10"] / plain["tokens@10"])
    return [
        _percent(f"LoCoMo micro@10, {embedder}, infer=True", facts["micro@10"], floor, f"macro {facts['macro@10']}"),
        Row(f"its tokens@10 beside infer=False, {embedder}", "share", share, goals=(Goal("p50", 0.8),)),
    ]


def _updates(scorers: Scorers, embedder: str) -> list[Row]:
    scores = scorers.score("updates.py", "updates_dev.jsonl", embedder)
    goal = {"static": (65, 85), "minilm": (70, 90)}[embedder]
    unseen = {name: scorers.score("updates.py", str(RULES / file), embedder) for name, file in UNSEEN.items()}
    return [
        _percent(f"facts that change, {embedder}", scores["all"][2], goal, _kinds(scores)),
        *(Row(f"same, {name}, {embedder}", "%", Figure(one["all"][2]), note=_kinds(one)) for name, one in unseen.items()),
    ]


def _kinds(scores: Scores) -> str:
    return ", ".join(f"{kind} {passed}/{cases}" for kind, (passed, cases, _) in scores.items() if kind != "all")


def _paraphrase(scorers: Scorers, embedder: str) -> list[Row]:
    scores = scorers.score("paraphrase.py", "paraphrase_dev.jsonl", embedder)
    english = {"static": (72, 85), "minilm": (97, 99)}[embedder]
    return [
        _percent(f"paraphrased recall@5 English, {embedder}", scores["en recall@5"], english, f"@1 {scores['en recall@1']}"),
        _percent(f"paraphrased recall@5 Korean, {embedder}", scores["ko recall@5"], (72, 85), f"@1 {scores['ko recall@1']}"),
    ]


def _korean(scorers: Scorers, embedder: str) -> list[Row]:
    scores = scorers.score("paraphrase.py", "korean_dev.jsonl", embedder)
    return [_percent(f"Korean as typed recall@5, {embedder}", scores["ko recall@5"], (58, 75), f"@1 {scores['ko recall@1']}")]


def _percent(cell: str, value: float, goal: tuple[float, float], note: str = "") -> Row:
    return Row(cell, "%", Figure(value), goals=(Goal("p50", *goal, least=True),), note=note)
