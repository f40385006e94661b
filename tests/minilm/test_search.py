"""The encoder inside the index and the pipeline: large scopes are cut without losing answers, answers find their question."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from mem0 import Memory
from mem0.providers.embedders.minilm import MiniLM
from mem0.records import IndexRow
from mem0.retrieval import code_segments, scoring
from mem0.retrieval.code_segments import CodeSegments
from mem0.retrieval.features import features
from mem0.retrieval.fuse import LATE
from mem0.retrieval.query import Query
from mem0.retrieval.scope_index import ScopeIndex

pytestmark = pytest.mark.minilm
THINGS = ("cello", "canoe", "greenhouse", "telescope", "bakery", "lighthouse", "tractor", "violin", "sauna", "beehive")
PEOPLE = ("Ana", "Bo", "Cleo", "Dan", "Eva", "Finn")


@pytest.fixture
def remembered(minilm: MiniLM) -> list[IndexRow]:
    texts = [f"{who} bought a {thing} last spring" for who in PEOPLE for thing in THINGS]
    return [
        IndexRow(n, "memory", features(text).to_bytes(), code, n, None, None, "user", 0, None)
        for n, (text, code) in enumerate(zip(texts, minilm.encode(texts), strict=True))
    ]


def test_the_index_answers_by_meaning(minilm: MiniLM, remembered: list[IndexRow]) -> None:
    question = "Who looks at the stars at night? Cleo?"
    query = Query.read(question, vectors=minilm.query(question))

    (hit,) = ScopeIndex(remembered, mode=LATE).rank(query, at=None, limit=1, explain=True)

    assert hit.key == PEOPLE.index("Cleo") * len(THINGS) + THINGS.index("telescope")
    assert hit.shares["codes"] > 0


def test_a_large_scope_is_cut_down_before_codes_are_compared(
    minilm: MiniLM, remembered: list[IndexRow], monkeypatch: pytest.MonkeyPatch
) -> None:
    index, question = ScopeIndex(remembered, mode=LATE), "Which instrument did Dan get?"
    query = Query.read(question, vectors=minilm.query(question))
    exact = index.rank(query, at=None, limit=1)
    monkeypatch.setattr(code_segments, "MANY", 0)
    monkeypatch.setattr(scoring, "CLOSE", 12)

    cut = index.rank(query, at=None, limit=len(remembered), explain=True)

    assert cut[0].key == exact[0].key
    assert 12 <= sum("codes" in hit.shares for hit in cut) < len(remembered)


def test_base_and_tail_answer_as_one(remembered: list[IndexRow], minilm: MiniLM) -> None:
    codes = [row.codes for row in remembered]
    vectors = minilm.query("canoe")
    whole = CodeSegments.empty().extended(codes)
    split = CodeSegments.empty().extended(codes[:20]).merged(np.arange(20)).extended(codes[20:])
    rows = np.array([25, 3, 59, 0])

    assert np.array_equal(split.best_of(rows, vectors), whole.best(vectors)[:, rows])


def test_an_answer_is_found_by_the_question_before_it(tmp_path: Path, weights: Path, cache: Path) -> None:
    """'Yes, twice a week' says nothing of tennis, yet it is what a question about tennis looks for."""
    embedder = {"provider": "minilm", "config": {"model_path": str(weights), "cache_dir": str(cache)}}
    with Memory({"path": tmp_path / "m.db", "embedder": embedder}) as memory:
        memory.add([{"role": "user", "name": "Bo", "content": "Are you still on the tennis court?"}], user_id="u", infer=False)
        memory.add([{"role": "user", "name": "Ana", "content": "Yes, twice a week."}], user_id="u", infer=False)
        for n in range(8):
            memory.add([{"role": "user", "content": f"The train was {n} hours late"}], user_id="u", infer=False)

        found = [hit["memory"] for hit in memory.search("How often does Ana play tennis?", user_id="u")["results"][:2]]

    assert "Yes, twice a week." in found
