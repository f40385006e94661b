"""Evidence recall of the search index with one dense vector a text, by the data of retrieval_dev.py.

    python bench/dense_dev.py DATA_DIR [--sweep]

MiniLM's sentence vectors (the mean of its token vectors) stand in for an embedder behind an API; "hash" is the embedder
without a model. --sweep: other weights for the vectors than those of retrieval/fuse.py.
"""

from __future__ import annotations

import argparse
import json
import statistics
from collections import defaultdict
from dataclasses import replace
from pathlib import Path
from typing import Protocol

import numpy as np
from retrieval_dev import Case, conversations, users

from mem0.providers.embedders.minilm import MiniLM
from mem0.records import IndexRow
from mem0.retrieval.codes import Kind, pack
from mem0.retrieval.features import features
from mem0.retrieval.fuse import DENSE, STATIC, Mode
from mem0.retrieval.query import Query
from mem0.retrieval.scope_index import ScopeIndex
from mem0.testing import HashEmbedder


class Sentences(Protocol):
    def sentence(self, texts: list[str]) -> np.ndarray: ...


class Encoded:
    """A case with the vectors of its rows and questions, made once for all weights."""

    def __init__(self, case: Case, model: Sentences | None) -> None:
        self.case = case
        texts = [text for _, text, _, _ in case.rows]
        self.codes = [None] * len(texts) if model is None else [pack(v[None, :], Kind.BYTES) for v in model.sentence(texts)]
        asked = [text for text, _, _ in case.questions]
        self.queries = [None] * len(asked) if model is None else [v[None, :] for v in model.sentence(asked)]
        self.features = [features(text).to_bytes() for text in texts]

    def index(self, mode: Mode) -> ScopeIndex:
        rows = zip(self.case.rows, self.features, self.codes, strict=True)
        return ScopeIndex(
            [
                IndexRow(
                    key=number, kind="memory", features=found, codes=codes, at=int(seconds * 1e6), run_id=None,
                    actor=speaker, role="user", valid_from=0, valid_to=None,
                )
                for number, ((_, _, speaker, seconds), found, codes) in enumerate(rows)
            ],
            mode=mode,
        )  # fmt: skip


def measure(cases: list[Encoded], mode: Mode) -> dict[str, float]:
    recall: dict[str, list[float]] = defaultdict(list)
    for encoded in cases:
        case, scope = encoded.case, encoded.index(mode)
        depth = 10 if case.group == "locomo" else 5
        for (text, evidence, category), vectors in zip(case.questions, encoded.queries, strict=True):
            hits = scope.rank(Query.read(text, vectors=vectors), at=None, limit=depth)
            found = {case.rows[hit.key][0] for hit in hits}
            share = sum(name in found for name in evidence) / len(evidence)
            recall[category].append(share)
            if case.group == "locomo":
                recall["micro"].append(share)
    out = {name: round(100 * statistics.mean(values), 2) for name, values in sorted(recall.items())}
    return {"macro": round(statistics.mean(out[name] for name in "12345" if name in out), 2)} | {
        name: value for name, value in out.items() if name not in "12345"
    }


def swept() -> dict[str, Mode]:
    """Weights to try: more of the vectors, less of the rest."""
    found = {}
    for codes, soft in ((0.13, 0.0), (0.25, 0.0), (0.4, 0.0), (0.13, 0.2), (0.16, 0.45), (0.25, 0.3)):
        rest = (1 - codes - soft) / 0.87
        names = ("static", "lexical", "reply", "near", "passage", "soft", "session")
        talk = replace(
            DENSE.talk, codes=codes, codes_soft=soft, **{n: round(getattr(DENSE.talk, n) * rest, 4) for n in names}
        )
        found[f"talk {codes} {soft}"] = replace(DENSE, talk=talk)
    for codes in (0.3, 0.7, 0.8):
        rest = (1 - codes) / 0.45
        facts = replace(DENSE.facts, codes=codes, static=0.30 * rest, lexical=0.15 * rest)
        found[f"facts {codes}"] = replace(DENSE, facts=facts)
    return found


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("data", type=Path)
    parser.add_argument("--sweep", action="store_true")
    given = parser.parse_args()
    cases = list(conversations(given.data / "locomo"))
    for name in ("paraphrase_dev.jsonl", "korean_dev.jsonl"):
        cases += users(given.data / name)
    print("static", json.dumps(measure([Encoded(case, None) for case in cases], STATIC)), flush=True)
    print("hash", json.dumps(measure([Encoded(case, HashEmbedder()) for case in cases], DENSE)), flush=True)
    encoded = [Encoded(case, MiniLM()) for case in cases]
    print("minilm, one vector a text", json.dumps(measure(encoded, DENSE)), flush=True)
    for name, mode in swept().items() if given.sweep else ():
        print(name, json.dumps(measure(encoded, mode)), flush=True)


if __name__ == "__main__":
    main()
