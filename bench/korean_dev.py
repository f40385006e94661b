#!/usr/bin/env python3
"""What each Korean signal finds alone and together: python bench/korean_dev.py FOLDER.

FOLDER holds paraphrase_dev.jsonl and korean_dev.jsonl. Signals: character-bigram BM25 (baseline), BM25 over
`korean.units`, MaxSim of glosses in the static table, pooled glosses. Prints recall@1/5/10 for each and for their weighted sums.
"""

from __future__ import annotations

import json
import math
import re
import sys
from collections import Counter
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from mem0.retrieval.static_table import table
from mem0.text import korean

Scores = NDArray[np.float64]


def bigrams(text: str) -> list[str]:
    runs = re.findall(r"[가-힣]+|[a-z0-9]+", text.lower())
    return [
        g for run in runs for g in ([run[i : i + 2] for i in range(len(run) - 1)] or [run] if run[0] >= "가" else [run])
    ]


def units(text: str) -> list[str]:
    words = [unit for word in text.split() for unit in korean.units(word)]
    return words + re.findall(r"[a-z]+", text.lower())


def bm25(docs: list[list[str]], query: list[str], *, k1: float = 1.2, b: float = 0.5) -> Scores:
    counts = [Counter(doc) for doc in docs]
    mean = sum(map(len, docs)) / len(docs)
    scores = np.zeros(len(docs))
    for term in set(query):
        df = sum(term in count for count in counts)
        idf = math.log(1 + (len(docs) - df + 0.5) / (df + 0.5))
        for row, count in enumerate(counts):
            tf = count[term]
            scores[row] += idf * tf * (k1 + 1) / (tf + k1 * (1 - b + b * len(docs[row]) / mean)) if tf else 0.0
    return scores


def expanded(docs: list[list[str]], query: list[str]) -> Scores:
    scores = np.zeros(len(docs))
    for term in set(query):
        alike = [term, *korean.synonyms(term)]
        held = [[term if unit in alike else unit for unit in doc] for doc in docs]
        scores += bm25(held, [term])
    return scores


def maxsim(docs: list[str], query: str) -> Scores:
    known = table()
    pieces = known.pieces(query)
    if not len(pieces):
        return np.zeros(len(docs))
    ids = [known.pieces(doc) for doc in docs]
    df = Counter(piece for doc in ids for piece in set(doc.tolist()))
    local = np.array([math.log(1 + len(docs) / (1 + df[piece])) for piece in pieces.tolist()])
    weight = known.idf[pieces] * local
    out = [
        float(weight @ (known.vectors[pieces] @ known.vectors[doc].T).max(axis=1)) if len(doc) else 0.0 for doc in ids
    ]
    return np.array(out)


def pooled(docs: list[str], query: str) -> Scores:
    known = table()
    return np.asarray(known.sentence(docs) @ known.sentence([query])[0], dtype=np.float64)


def z(scores: Scores) -> Scores:
    spread = scores.std()
    return (scores - scores.mean()) / spread if spread else scores * 0


def signals(texts: list[str], question: str) -> dict[str, Scores]:
    english = [korean.translation(text, kinds=True) for text in texts]
    asked = korean.translation(question)
    one = {
        "bigram": bm25([bigrams(t) for t in texts], bigrams(question)),
        "units": bm25([units(t) for t in texts], units(question)),
        "syn": expanded([units(t) for t in texts], units(question)),
        "eng": bm25([t.lower().split() for t in english], asked.lower().split()),
        "maxsim": maxsim(english, asked),
        "pooled": pooled(english, asked),
    }
    scaled = {name: z(score) for name, score in one.items()}
    for name, mix in MIXES.items():
        scaled[name] = np.sum([weight * scaled[part] for part, weight in mix.items()], axis=0)
    return scaled


MIXES: dict[str, dict[str, float]] = {
    "maxsim+.1 units": {"maxsim": 1.0, "units": 0.1},
    "maxsim+.5 units": {"maxsim": 1.0, "units": 0.5},
    "maxsim+units": {"maxsim": 1.0, "units": 1.0},
    "maxsim+.2 syn": {"maxsim": 1.0, "syn": 0.2},
    "maxsim+.5 pooled": {"maxsim": 1.0, "pooled": 0.5},
    "maxsim+.5 pooled+.1 units": {"maxsim": 1.0, "pooled": 0.5, "units": 0.1},
    "maxsim+.5 pooled+.2 units": {"maxsim": 1.0, "pooled": 0.5, "units": 0.2},
}


def main() -> None:
    for name in ("paraphrase_dev.jsonl", "korean_dev.jsonl"):
        found: dict[str, list[list[float]]] = {}
        for line in (Path(sys.argv[1]) / name).read_text(encoding="utf-8").splitlines():
            user = json.loads(line)
            if user.get("lang", "ko") != "ko":
                continue
            ids = [memory["id"] for memory in user["memories"]]
            for question in user["questions"]:
                for signal, score in signals([m["text"] for m in user["memories"]], question["q"]).items():
                    order = [ids[i] for i in np.argsort(-score, kind="stable")]
                    want = question["evidence"]
                    found.setdefault(signal, []).append(
                        [sum(e in order[:k] for e in want) / len(want) for k in (1, 5, 10)]
                    )
        print(name, len(next(iter(found.values()))), "questions, recall@1/5/10")
        for signal, rows in found.items():
            print(f"  {signal:24}", *(f"{100 * value:5.1f}" for value in np.mean(rows, axis=0)))


if __name__ == "__main__":
    main()
