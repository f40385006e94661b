"""Load all-MiniLM-L6-v2 ready to run: by onnxruntime in int8, or in plain numpy where that is asked for."""

from __future__ import annotations

import contextlib
import logging
import os
import tempfile
from importlib import util
from pathlib import Path
from typing import Any, Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from ...errors import ConfigurationError, MissingExtra
from ...ports import Floats
from .minilm_graph import build_graph
from .minilm_numpy import NumpyModel
from .minilm_weights import SHA256, read_weights, verify

Backend = Literal["onnx", "numpy"]
GRAPH_VERSION = 2  # raise it when build_graph changes: the name of the kept file holds it
log = logging.getLogger("mem0")


class Model(Protocol):
    def run(self, ids: NDArray[np.int64], lengths: NDArray[np.int32]) -> Floats:
        """ids (texts, pieces), padded; lengths (texts,) -> last hidden states (texts, pieces, 384). Thread-safe."""


class OnnxModel:
    """One onnxruntime session with one thread: more threads lose more to waiting than such a small model gains."""

    def __init__(self, model: bytes | Path) -> None:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        # The arena keeps the memory of the longest batch for ever; without it a process stays some 100 MB smaller.
        options.enable_cpu_mem_arena = False
        source = model if isinstance(model, bytes) else str(model)
        self._session: Any = onnxruntime.InferenceSession(source, options, providers=["CPUExecutionProvider"])

    def run(self, ids: NDArray[np.int64], lengths: NDArray[np.int32]) -> Floats:
        given = {"ids": ids, "places": np.arange(ids.shape[1], dtype=np.int64), "lengths": lengths}
        states: Floats = self._session.run(None, given)[0]
        return states


def load(weights: Path, *, cache: Path, backend: Backend = "onnx") -> Model:
    """The model, ready to run.

    The first time the weights are verified and the int8 model is written into `cache` (24 MB, 0.5 s); later it is read
    from there (0.1 s). A cache that cannot be written costs the 0.5 s each time. Raises MissingExtra, ConfigurationError.
    """
    if backend == "numpy":
        verify(weights)
        return NumpyModel(read_weights(weights))
    if backend != "onnx":
        raise ConfigurationError(f'minilm has no backend "{backend}"; it has "onnx" and "numpy".')
    if util.find_spec("onnxruntime") is None:
        raise MissingExtra("minilm", "minilm")
    kept = cache / f"minilm-{SHA256[:12]}-int8-{GRAPH_VERSION}.onnx"
    return _kept_model(kept) or _new_model(weights, kept)


def _kept_model(kept: Path) -> Model | None:
    if not kept.is_file():
        return None
    try:
        return OnnxModel(kept)
    except Exception as error:  # noqa: BLE001 - a damaged file raises many kinds; building the model anew mends them all
        log.warning("The kept model %s cannot be read (%s); it is built anew.", kept, type(error).__name__)
        return None


def _new_model(weights: Path, kept: Path) -> Model:
    verify(weights)
    model = build_graph(read_weights(weights))
    try:
        _keep(model, kept)
    except OSError as error:
        log.warning("The model cannot be kept at %s (%s); every start will build it anew.", kept, error.strerror)
    return OnnxModel(model)


def _keep(model: bytes, kept: Path) -> None:
    """Write the file whole or not at all: processes that start together each write their own and the last one stays."""
    kept.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=kept.parent, prefix=kept.name, suffix=".new")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(model)
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, kept)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(name)
        raise
