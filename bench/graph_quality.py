"""Whether a graph harms what is found by words: recall@5 of kept memories without and with it, and the time of a search.

    python bench/graph_quality.py DATA_DIR [--users N]

DATA_DIR holds paraphrase_dev.jsonl and korean_dev.jsonl (see bench/retrieval_dev.py). Memories are kept word for word, the
relations are those that the rules find in them.
"""

from __future__ import annotations

import argparse
import statistics
import time
from itertools import islice
from pathlib import Path

from retrieval_dev import Case, users  # type: ignore[import-not-found]

from mem0 import Memory

DEEP = 5


def measured(case: Case, *, graph: bool) -> tuple[float, float, int]:
    """Sum of recall@5 over the questions, median seconds of a search, and how many relations there are."""
    config = {"vector_store": {"provider": "memory"}, "embedder": {"provider": "static"}, "enable_graph": graph}
    with Memory(config) as memory:
        ids: dict[str, str] = {}
        for id_, text, _, at in case.rows:
            made = memory.add(text, user_id="u", infer=False, timestamp=at)
            ids[made["results"][0]["id"]] = id_
        recall, took = 0.0, []
        for question, evidence, _ in case.questions:
            began = time.perf_counter()
            found = memory.search(question, user_id="u", limit=DEEP)["results"]
            took.append(time.perf_counter() - began)
            recall += len({ids.get(item["id"]) for item in found} & set(evidence)) / max(len(evidence), 1)
        count = len(memory.graph.relations(user_id="u")) if memory.graph is not None else 0
        return recall, statistics.median(took), count


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--users", type=int, default=10, help="how many of each file")
    options = parser.parse_args()
    for name in ("paraphrase_dev.jsonl", "korean_dev.jsonl"):
        cases = list(islice(users(options.data / name), options.users))
        asked = sum(len(case.questions) for case in cases)
        for graph in (False, True):
            rows = [measured(case, graph=graph) for case in cases]
            recall, took, relations = (
                sum(r[0] for r in rows),
                statistics.median(r[1] for r in rows),
                sum(r[2] for r in rows),
            )
            how = f"with {relations} relations" if graph else "without a graph"
            print(f"{name:22} {how:22} recall@5 {recall / asked:.4f}  search {1000 * took:.1f} ms")


if __name__ == "__main__":
    main()
