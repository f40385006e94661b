"""Evidence recall of the search index with the MiniLM encoder, and what the encoder costs.

    python bench/minilm_dev.py DATA_DIR [--one-scope]

DATA_DIR as for retrieval_dev.py. Rows are encoded with their voice and after the two rows before them, as `add` does it.
--one-scope: all conversations in one scope, to see what cutting a large scope down to its candidates costs.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import time
from collections import defaultdict
from pathlib import Path

import numpy as np
from retrieval_dev import Case, conversations, users

from mem0.pipeline.spoken import spoken
from mem0.providers.embedders.minilm import MiniLM
from mem0.records import IndexRow, Message, Scope
from mem0.retrieval.features import features
from mem0.retrieval.fuse import LATE
from mem0.retrieval.query import Query
from mem0.retrieval.scope_index import ScopeIndex


def rows(case: Case, encoder: MiniLM) -> list[IndexRow]:
    scope = Scope(user_id="one")
    said = spoken(
        Message(id=name, role="user", content=text, scope=scope, at=int(seconds * 1e6), actor=speaker)
        for name, text, speaker, seconds in case.rows
    )
    codes = encoder.encode_after([one.text for one in said], [one.before for one in said])
    return [
        IndexRow(
            key=number, kind="memory", features=features(text).to_bytes(), codes=code, at=int(seconds * 1e6),
            run_id=None, actor=speaker, role="user", valid_from=0, valid_to=None,
        )
        for number, ((_, text, speaker, seconds), code) in enumerate(zip(case.rows, codes, strict=True))
    ]  # fmt: skip


def measure(cases: list[Case], encoder: MiniLM) -> dict[str, float]:
    """Recall by group and category, milliseconds a question (p50) of the encoder and of the ranking."""
    recall: dict[str, list[float]] = defaultdict(list)
    encoding, ranking = [], []
    for case in cases:
        scope = ScopeIndex(rows(case, encoder), mode=LATE)
        depth = 10 if case.group == "locomo" else 5
        for text, evidence, category in case.questions:
            began = time.perf_counter()
            query = Query.read(text, vectors=encoder.query(text))
            read = time.perf_counter()
            hits = scope.rank(query, at=None, limit=depth)
            ranking.append(1e3 * (time.perf_counter() - read))
            encoding.append(1e3 * (read - began))
            found = {case.rows[hit.key][0] for hit in hits}
            share = sum(name in found for name in evidence) / len(evidence)
            recall[category].append(share)
            if case.group == "locomo":
                recall["micro"].append(share)
    out = {name: round(100 * statistics.mean(values), 2) for name, values in sorted(recall.items())}
    out["macro"] = round(statistics.mean([out[name] for name in "12345" if name in out] or [0]), 2)
    return out | {"encode_ms": round(statistics.median(encoding), 2), "rank_ms": round(statistics.median(ranking), 2)}


def together(cases: list[Case]) -> Case:
    """All conversations as one, ids made unique, one after the other in time."""
    joined = Case("locomo", [], [])
    for number, case in enumerate(cases):
        joined.rows.extend((f"{number}/{name}", text, who, at + number * 1e8) for name, text, who, at in case.rows)
        joined.questions.extend((text, [f"{number}/{e}" for e in ids], cat) for text, ids, cat in case.questions)
    return joined


def cost(cases: list[Case], encoder: MiniLM) -> dict[str, float]:
    """Texts a second on one core, bytes a text and its pieces, resident megabytes."""
    texts = [text for _, text, _, _ in cases[0].rows]
    began = time.process_time()
    codes = encoder.encode(texts)
    spent = time.process_time() - began
    return {
        "texts_per_s": round(len(texts) / spent, 1),
        "bytes_per_text": round(float(np.mean([len(code or b"") for code in codes])), 1),
        "words_per_text": round(statistics.mean(len(text.split()) for text in texts), 1),
        "peak_rss_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("data", type=Path)
    parser.add_argument("--one-scope", action="store_true")
    given = parser.parse_args()
    encoder = MiniLM()
    began = time.perf_counter()
    encoder.encode(["hello"])
    print(json.dumps({"load_s": round(time.perf_counter() - began, 3)}))
    cases = list(conversations(given.data / "locomo"))
    print(json.dumps(cost(cases, encoder)))
    if given.one_scope:
        cases = [together(cases)]
    else:
        for name in ("paraphrase_dev.jsonl", "korean_dev.jsonl"):
            cases += users(given.data / name)
    print(json.dumps(measure(cases, encoder)))


if __name__ == "__main__":
    main()
