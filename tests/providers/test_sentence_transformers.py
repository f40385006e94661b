"""The embedder and the rerankers of sentence-transformers, over tiny models with random weights that the test makes.

Torch takes a gigabyte, so the test environment has none: `make huggingface` runs this in one of its own.
"""

from __future__ import annotations

import os
from importlib import util
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from mem0 import Memory
from mem0.errors import EmbeddingError, RerankerError
from mem0.providers.embedders.factory import make_encoder
from mem0.providers.rerankers.factory import make_reranker

if util.find_spec("sentence_transformers") is None:
    pytest.skip("sentence_transformers is not installed here; make huggingface runs this", allow_module_level=True)
os.environ["HF_HUB_OFFLINE"] = "1"  # before it is imported: nothing is fetched here
pytestmark = pytest.mark.filterwarnings("ignore")  # of torch's own making

WORDS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "i", "like", "green", "tea", "live", "in", "lyon", "where", "##s", "."]
DIMS = 16


def tiny(folder: Path, kind: str, **more: Any) -> str:
    """A BERT of one layer with its vocabulary, in a folder."""
    import torch
    import transformers

    torch.manual_seed(7)
    (folder / "words").mkdir(parents=True)
    (folder / "words" / "vocab.txt").write_text("\n".join(WORDS), encoding="utf-8")
    transformers.BertTokenizerFast(str(folder / "words" / "vocab.txt")).save_pretrained(folder / "bert")
    size = {"hidden_size": DIMS, "intermediate_size": DIMS, "num_attention_heads": 2, "num_hidden_layers": 1}
    config = transformers.BertConfig(vocab_size=len(WORDS), max_position_embeddings=64, **size, **more)
    getattr(transformers, kind)(config).save_pretrained(folder / "bert")
    return str(folder / "bert")


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> str:
    from sentence_transformers import SentenceTransformer

    folder = tmp_path_factory.mktemp("embedder")
    SentenceTransformer(tiny(folder, "BertModel")).save(str(folder / "whole"))
    return str(folder / "whole")


@pytest.fixture(scope="module")
def cross(tmp_path_factory: pytest.TempPathFactory) -> str:
    return tiny(tmp_path_factory.mktemp("reranker"), "BertForSequenceClassification", num_labels=1)


def test_the_size_is_found_out_and_vectors_are_the_models(model: str) -> None:
    from sentence_transformers import SentenceTransformer

    encoder: Any = make_encoder("huggingface", {"model": model})
    assert encoder.dims is None
    found = encoder.sentence(["I like green tea.", "I live in Lyon."])

    theirs = SentenceTransformer(model).encode(["I like green tea.", "I live in Lyon."], normalize_embeddings=True)
    assert found.shape == (2, DIMS)
    np.testing.assert_allclose(found, theirs, atol=1e-5)
    assert encoder.name == f"huggingface/{model}/{DIMS}"


def test_many_texts_long_ones_and_a_device(model: str) -> None:
    encoder: Any = make_encoder("huggingface", {"model": model, "model_kwargs": {"device": "cpu"}})
    found = encoder.sentence([f"tea {n}" for n in range(600)] + ["I like tea. " * 500, ""])

    assert found.shape == (602, DIMS)
    np.testing.assert_allclose(np.linalg.norm(found[:601], axis=1), 1, atol=1e-5)
    assert not found[601].any()


def test_a_smaller_size_is_cut(model: str) -> None:
    encoder: Any = make_encoder("huggingface", {"model": model, "embedding_dims": 8})

    assert encoder.sentence(["I like tea."]).shape == (1, 8)


def test_a_memory_lives_on_it(model: str, tmp_path: Path) -> None:
    config = {"path": tmp_path / "a.db", "embedder": {"provider": "huggingface", "config": {"model": model}}}
    with Memory(config) as memory:
        memory.add("I like green tea.", user_id="ana", infer=False)
        memory.add("I live in Lyon.", user_id="ana", infer=False)
        assert memory.search("green tea", user_id="ana")["results"][0]["memory"] == "I like green tea."
    with Memory({"path": tmp_path / "a.db"}) as again:
        assert again.stats()["embedder"].endswith(f"{model}/{DIMS}")
        assert len(again.search("tea", user_id="ana")["results"]) == 2


@pytest.mark.parametrize("provider", ["sentence_transformer", "huggingface"])
def test_a_cross_encoder_orders_answers(cross: str, provider: str) -> None:
    from sentence_transformers import CrossEncoder

    texts = ["I live in Lyon.", "I like green tea.", "tea"]
    reranker = make_reranker(provider, {"model": cross, "device": "cpu", "batch_size": 2, "max_length": 32})
    scores = reranker.scores("where i live", texts)

    theirs = CrossEncoder(cross).predict([("where i live", text) for text in texts])
    assert np.argsort(scores).tolist() == np.argsort(theirs).tolist()
    assert all(0 <= score <= 1 for score in scores)


def test_a_memory_reranks_with_it(cross: str, tmp_path: Path) -> None:
    reranker = {"provider": "sentence_transformer", "config": {"model": cross, "top_k": 1}}
    with Memory({"path": tmp_path / "a.db", "embedder": {"provider": "static"}, "reranker": reranker}) as memory:
        memory.add("I like green tea.", user_id="ana", infer=False)
        memory.add("I live in Lyon.", user_id="ana", infer=False)
        found = memory.search("tea", user_id="ana", rerank=True)["results"]

    assert len(found) == 1
    assert "rerank_score" in found[0]


def test_a_model_that_is_not_there_says_what_to_do(tmp_path: Path, model: str) -> None:
    missing = str(tmp_path / "nowhere")
    encoder: Any = make_encoder("huggingface", {"model": missing})
    with pytest.raises(EmbeddingError, match="nowhere") as caught:
        encoder.sentence(["tea"])
    assert "download" in str(caught.value)
    with pytest.raises(RerankerError, match="nowhere") as caught_too:
        make_reranker("sentence_transformer", {"model": missing}).scores("tea", ["tea"])
    assert "download" in str(caught_too.value)
    wrong: Any = make_encoder("huggingface", {"model": model, "model_kwargs": {"device": "abacus"}})
    with pytest.raises(EmbeddingError, match="abacus"):
        wrong.sentence(["tea"])
