"""The settings of an evaluation, and the mark by which its journal is known again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

from ..errors import ValidationError
from . import prompts
from .cases import Sample

Way = Literal["memory", "full-context", "rag"]
WAYS: tuple[Way, ...] = ("memory", "full-context", "rag")


@dataclass(frozen=True, slots=True)
class Settings:
    """How it is measured. batch: messages an `add`; top_k: memories a speaker; rag_chunk: tokens a chunk; rag_k: chunks;
    runs: how often every question is answered and judged; concurrency: questions at once."""

    ways: tuple[Way, ...] = ("memory",)
    top_k: int = 10
    batch: int = 2
    infer: bool = True
    rag_chunk: int = 256
    rag_k: int = 2
    runs: int = 1
    concurrency: int = 4

    def __post_init__(self) -> None:
        for name in ("top_k", "batch", "rag_chunk", "rag_k", "runs", "concurrency"):
            value = getattr(self, name)
            if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= 100_000:
                raise ValidationError(f"{name} must be a whole number from 1 to 100000.")
        wrong = [way for way in self.ways if way not in WAYS]
        if wrong or not self.ways:
            raise ValidationError(f"There are the ways {', '.join(WAYS)}.", details={"ways": list(self.ways)})

    def fingerprint(self, samples: Sequence[Sample], models: Mapping[str, str]) -> str:
        """The mark of everything that an answer depends on: what is asked, how, and by which models."""
        told: dict[str, Any] = {**asdict(self), "prompts": prompts.VERSION, "models": dict(models)}
        # These say how much is measured, not what: more runs, other ways beside, and another speed go on in one journal.
        for name in ("runs", "ways", "concurrency"):
            del told[name]
        texts = [[sample.name, [[line.text for line in one] for one in sample.sessions]] for sample in samples]
        asked = [[q.id, q.text, q.answer, q.category] for sample in samples for q in sample.questions]
        whole = json.dumps([told, texts, asked], sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(whole.encode("utf-8", "surrogatepass")).hexdigest()[:16]
