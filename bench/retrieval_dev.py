"""Evidence recall of the search index alone, in one process, with the time of a question.

    python bench/retrieval_dev.py DATA_DIR [--ablate]

DATA_DIR holds locomo/*.json, paraphrase_dev.jsonl, korean_dev.jsonl. One row per turn or memory, named and timed like the
scorers do: recall@10 for conversations (micro over questions, macro over categories), recall@5 for the rest.
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from mem0.records import IndexRow
from mem0.retrieval.features import features
from mem0.retrieval.fuse import SIGNALS, STATIC, Mode
from mem0.retrieval.query import Query
from mem0.retrieval.scope_index import ScopeIndex


@dataclass(frozen=True, slots=True)
class Case:
    """One user with questions: rows as (id, text, speaker, seconds), questions as (text, ids of evidence, category)."""

    group: str
    rows: list[tuple[str, str, str | None, float]]
    questions: list[tuple[str, list[str], str]]


def conversations(folder: Path) -> Iterator[Case]:
    for path in sorted(folder.glob("*.json")):
        data = json.loads(path.read_text(encoding="utf-8"))
        rows = [
            (turn["id"], _shown(turn), turn["speaker"], _seconds(session["date_time"]) + number)
            for session in data["sessions"]
            for number, turn in enumerate(session["turns"])
        ]
        yield Case("locomo", rows, [(q["question"], q["evidence"], str(q["category"])) for q in data["qa"]])


def users(path: Path) -> Iterator[Case]:
    for line in path.read_text(encoding="utf-8").splitlines():
        data = json.loads(line)
        rows = [(m["id"], m["text"], None, 1.7e9 + 0.002 * n) for n, m in enumerate(data["memories"])]
        group = f"{path.stem} {data.get('lang', 'ko')}"
        yield Case(group, rows, [(q["q"], q["evidence"], group) for q in data["questions"]])


def _shown(turn: dict[str, str]) -> str:
    return turn["text"] + (f" [shares {turn['image_caption']}]" if turn.get("image_caption") else "")


def _seconds(text: str) -> float:
    form = "%I:%M %p on %d %B, %Y" if " on " in text else "%d.%m.%Y, %H:%M:%S"
    return datetime.strptime(text, form).replace(tzinfo=UTC).timestamp()


def index(case: Case, mode: Mode) -> ScopeIndex:
    return ScopeIndex(
        [
            IndexRow(
                key=number, kind="memory", features=features(text).to_bytes(), codes=None, at=int(seconds * 1e6),
                run_id=None, actor=speaker, role="user", valid_from=0, valid_to=None,
            )
            for number, (_, text, speaker, seconds) in enumerate(case.rows)
        ],
        mode=mode,
    )  # fmt: skip


def measure(cases: list[Case], mode: Mode = STATIC) -> dict[str, float]:
    """Recall by group and category, and milliseconds a question (p50)."""
    recall: dict[str, list[float]] = defaultdict(list)
    spent = []
    for case in cases:
        scope = index(case, mode)
        depth = 10 if case.group == "locomo" else 5
        for text, evidence, category in case.questions:
            started = time.perf_counter()
            hits = scope.rank(Query.read(text), at=None, limit=depth)
            spent.append(1e3 * (time.perf_counter() - started))
            found = {case.rows[hit.key][0] for hit in hits}
            share = sum(name in found for name in evidence) / len(evidence)
            recall[category].append(share)
            if case.group == "locomo":
                recall["micro"].append(share)
    out = {name: round(100 * statistics.mean(values), 2) for name, values in sorted(recall.items())}
    out["macro"] = round(statistics.mean(out[name] for name in "12345" if name in out), 2)
    return out | {"ms": round(statistics.median(spent), 3)}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("data", type=Path)
    parser.add_argument("--ablate", action="store_true", help="also without each signal")
    given = parser.parse_args()
    cases = list(conversations(given.data / "locomo"))
    for name in ("paraphrase_dev.jsonl", "korean_dev.jsonl"):
        cases += users(given.data / name)
    print("all signals", json.dumps(measure(cases)))
    for name in (*SIGNALS, "neighbour") if given.ablate else ():
        if getattr(STATIC.talk, name):
            without = Mode(replace(STATIC.talk, **{name: 0.0}), replace(STATIC.facts, **{name: 0.0}))
            print("without", name, json.dumps(measure(cases, without)))


if __name__ == "__main__":
    main()
