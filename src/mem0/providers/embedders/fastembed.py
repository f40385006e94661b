"""Models that FastEmbed runs on this machine with ONNX Runtime."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ...errors import EmbeddingError
from ...ports import Limits, Purpose
from .. import settings
from ..faults import translating
from .vendor import COMMON, Vendor

PASSED_ON = ("cache_dir", "threads", "providers", "cuda", "local_files_only", "specific_model_path")


class FastEmbedEmbedder(Vendor):
    """config: `model`, `cache_dir`, `threads`, `providers`, `cuda`, `local_files_only`, `model_path` (a folder with the
    model's files, instead of a download), `model_kwargs`. The first text loads the model, which may be downloaded then.
    """

    provider, who, default_model = "fastembed", "FastEmbed", "thenlper/gte-large"
    known = COMMON | {*PASSED_ON, "model_path", "model_kwargs"}
    limits = Limits(texts=256, bytes=400_000, text_bytes=1_500)  # most of these models read 512 tokens
    tells_purposes = True
    remote = False

    def vectors(self, texts: Sequence[str], purpose: Purpose) -> Any:
        with translating(self.who, EmbeddingError, hide=texts):
            embed = self.client.query_embed if purpose == "search" else self.client.embed
            return [one.tolist() for one in embed(list(texts))]

    def _made_client(self) -> Any:
        from fastembed import TextEmbedding

        given = {name: self.config[name] for name in PASSED_ON if name in self.config}
        if path := settings.text(self.config, "model_path"):
            given["specific_model_path"] = path
        return TextEmbedding(self.model, **given, **settings.mapping(self.config, "model_kwargs"))
