"""Parts for tests of programs that use the library: a clock that stands still, an encoder without a model, a scripted LLM."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from .chat import Completion, Prompt
from .ports import Floats
from .records import Micros


class FixedClock:
    """A clock that shows the time it is given and moves only when told."""

    def __init__(self, now: Micros = 1_750_000_000_000_000) -> None:
        self._now = now

    def now(self) -> Micros:
        return self._now

    def forward(self, *, seconds: float) -> None:
        self._now += int(seconds * 1_000_000)


class HashEmbedder:
    """One dense vector a text from hashed words: stable, instant, good enough to find shared words."""

    stores_codes = True
    late_interaction = False
    remote = False

    def __init__(self, config: Mapping[str, Any] | None = None) -> None:
        self.dims = int((config or {}).get("embedding_dims", 64))
        self.name = f"hash/{self.dims}"

    def encode(self, texts: Sequence[str]) -> list[bytes | None]:
        from .retrieval.codes import Kind, pack

        return [pack(vector[None, :], Kind.BYTES) for vector in self.sentence(texts)]

    def query(self, text: str) -> Floats | None:
        return self.sentence([text])

    def sentence(self, texts: Sequence[str]) -> Floats:
        vectors = np.zeros((len(texts), self.dims), dtype=np.float32)
        for row, text in enumerate(texts):
            for word in text.lower().split():
                digest = hashlib.blake2b(word.encode(), digest_size=8).digest()
                vectors[row, int.from_bytes(digest[:4], "big") % self.dims] += 1.0 if digest[4] % 2 else -1.0
        norms = np.linalg.norm(vectors, axis=1, keepdims=True)
        return np.asarray(vectors / np.maximum(norms, 1e-9), dtype=np.float32)


Scripted = str | Mapping[str, Any] | Completion | BaseException
Script = Sequence[Scripted] | Callable[[Prompt], Scripted]


class ScriptedLLM:
    """A language model that answers as it is told: from a list in order, or by a function of the prompt.

    An answer is a text, a mapping (told as JSON), a whole Completion, or an error to raise. `prompts` keeps what was
    asked. A list that has come to its end raises IndexError.
    """

    def __init__(self, script: Script = ()) -> None:
        self.name = "scripted/1"
        self.prompts: list[Prompt] = []
        self._script = script
        self._lock = threading.Lock()

    def complete(self, prompt: Prompt) -> Completion:
        with self._lock:
            self.prompts.append(prompt)
            number = len(self.prompts) - 1
        said = self._script(prompt) if callable(self._script) else self._script[number]
        if isinstance(said, BaseException):
            raise said
        if isinstance(said, Completion):
            return said
        text = said if isinstance(said, str) else json.dumps(said, ensure_ascii=False)
        asked = sum(len(turn.text) for turn in prompt.turns)
        return Completion(text, tokens_in=asked // 4, tokens_out=len(text) // 4)
