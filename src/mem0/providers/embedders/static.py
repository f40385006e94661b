"""The embedded default encoder: a fixed vector for every word piece, shipped with the package. No model, no download."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ...ports import Floats
from ...retrieval.static_table import table


class StaticEncoder:
    """Late interaction over fixed word-piece vectors. The features of every row hold all that it needs: no codes."""

    name = "static-1"
    stores_codes = False
    late_interaction = False
    remote = False

    def __init__(self, config: Mapping[str, Any] | None = None) -> None:
        del config  # nothing to set

    def encode(self, texts: Sequence[str]) -> list[bytes | None]:
        return [None] * len(texts)

    def query(self, text: str) -> Floats | None:
        del text
        return None

    def sentence(self, texts: Sequence[str]) -> Floats:
        return table().sentence(texts)
