"""What good extraction is worth: LoCoMo's own observations replayed as the model's answers, beside the raw turns.

    BENCH_DATA=folder python bench/observations.py [--embedder static|minilm] [--strategy hybrid]

Every session is one add() of all its turns. The model is a script: it answers with the facts that LoCoMo's authors had an LLM
extract from that session, each with the turns it rests on. A question's evidence turn counts as found when one of the first
ten answers is that turn or a memory that names it among its sources. Tokens are words times 1.33, as of the scorer of the
raw turns; "full context" is the whole conversation.
"""

from __future__ import annotations

import argparse
import datetime
import json
import os
import statistics
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from measure import Figure, Goal, Row, table

from mem0 import Memory
from mem0.chat import Prompt
from mem0.testing import ScriptedLLM

LIMIT = 10


@dataclass(slots=True)
class Score:
    """Recall of each question's evidence, the tokens of its answers, and of everything that was said."""

    recall: list[float] = field(default_factory=list)
    tokens: list[float] = field(default_factory=list)
    context: list[float] = field(default_factory=list)
    memories: int = 0

    def recall_at_10(self) -> float:
        return 100 * statistics.mean(self.recall)

    def tokens_at_10(self) -> float:
        return statistics.mean(self.tokens)


class Replayed:
    """A model that knows the observations of one session and finds the turns it is shown by their words."""

    def __init__(self) -> None:
        self.session: Mapping[str, Any] = {}

    def __call__(self, prompt: Prompt) -> Any:
        if prompt.shape is None:
            return "Two friends talk about their lives."
        new = prompt.turns[1].text.split("<new>\n")[1].split("\n</new>")[0]
        shown = {line["text"]: line["m"] for line in map(json.loads, new.split("\n"))}
        numbers = {turn["id"]: shown.get(words(turn)) for turn in self.session["turns"]}
        found = []
        for one in self.session.get("observations") or ():
            m = [number for turn in one["evidence"] if (number := numbers.get(turn)) is not None]
            found += [{"text": one["text"], "m": m, "when": None}] if m else []
        return {"facts": found}


def words(turn: Mapping[str, Any]) -> str:
    return turn["text"] + (f" [shares {turn['image_caption']}]" if turn.get("image_caption") else "")


def conversations(data: Path) -> Iterator[Mapping[str, Any]]:
    for path in sorted((data / "locomo").glob("*.json")):
        yield json.loads(path.read_text("utf-8"))


def spoken(session: Mapping[str, Any]) -> list[dict[str, Any]]:
    moment = datetime.datetime.strptime(session["date_time"], "%I:%M %p on %d %B, %Y")
    start = int(moment.replace(tzinfo=datetime.UTC).timestamp())
    return [
        {"role": "user", "name": turn["speaker"], "content": words(turn), "id": turn["id"], "timestamp": start + n}
        for n, turn in enumerate(session["turns"])
    ]


def replay(data: Path, embedder: str, *, strategy: str | None) -> Score:
    """Facts and evidence with the replayed model; `strategy` None: the raw turns, word for word."""
    score = Score()
    model = Replayed()
    llm = {"provider": "custom", "config": {"model": ScriptedLLM(model)}}
    config = {"embedder": {"provider": embedder}, **({"llm": llm, "strategy": strategy} if strategy else {})}
    with tempfile.TemporaryDirectory() as folder:
        for number, talk in enumerate(conversations(data)):
            with Memory({**config, "path": Path(folder) / f"{number}.db", "durability": "normal"}) as memory:
                for session in talk["sessions"]:
                    model.session = session
                    memory.add(spoken(session), user_id="talk", infer=strategy is not None)
                _ask(memory, talk, score)
    return score


def _ask(memory: Memory, talk: Mapping[str, Any], score: Score) -> None:
    score.memories += memory.get_all(user_id="talk", limit=1)["total"]
    context = sum(_tokens(words(turn)) for session in talk["sessions"] for turn in session["turns"])
    for question in talk["qa"]:
        found = memory.search(question["question"], user_id="talk", limit=LIMIT)["results"]
        named = {source["message_id"] for item in found for source in item["sources"]}
        evidence = question["evidence"]
        score.recall.append(sum(turn in named for turn in evidence) / len(evidence))
        score.tokens.append(sum(_tokens(item["memory"]) for item in found))
        score.context.append(context)


def _tokens(text: str) -> float:
    return len(text.split()) * 1.33


def rows(data: Path, embedders: tuple[str, ...] = ("static", "minilm"), strategy: str = "hybrid") -> list[Row]:
    found: list[Row] = []
    for embedder in embedders:
        raw, facts = replay(data, embedder, strategy=None), replay(data, embedder, strategy=strategy)
        saved = 100 * (1 - facts.tokens_at_10() / statistics.mean(facts.context))
        share = Figure(facts.tokens_at_10() / raw.tokens_at_10())
        recall, floor = Figure(facts.recall_at_10()), raw.recall_at_10()
        note = f"raw turns {floor:.1f}; {len(facts.recall)} questions, {facts.memories} facts, strategy {strategy}"
        goal = Goal("p50", round(floor, 2), least=True)
        found += [
            Row(f"LoCoMo observations replayed, recall@10, {embedder}", "%", recall, goals=(goal,), note=note),
            Row(f"its tokens@10 beside the raw turns, {embedder}", "share", share, goals=(Goal("p50", 1.0),)),
            Row(f"tokens saved against full context, {embedder}", "%", Figure(saved), goals=(Goal("p50", 90, least=True),)),
        ]
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description="LoCoMo's observations replayed as the model's extraction.")
    parser.add_argument("--embedder", choices=("static", "minilm"), action="append")
    parser.add_argument("--strategy", default="hybrid", choices=("hybrid", "add_only"))
    chosen = parser.parse_args()
    data = Path(os.environ["BENCH_DATA"])
    print(table(rows(data, tuple(chosen.embedder or ("static", "minilm")), chosen.strategy)))


if __name__ == "__main__":
    main()
