"""The real model where its weights are installed; tests that need it are skipped elsewhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from mem0.errors import ConfigurationError
from mem0.providers.embedders.minilm import MiniLM
from mem0.providers.embedders.minilm_weights import find_weights


@pytest.fixture(scope="session")
def weights() -> Path:
    pytest.importorskip("onnxruntime")
    try:
        return find_weights()
    except ConfigurationError as error:
        pytest.skip(str(error))


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("minilm-cache")


@pytest.fixture(scope="session")
def minilm(weights: Path, cache: Path) -> MiniLM:
    return MiniLM({"model_path": str(weights), "cache_dir": str(cache)})
