"""The ports of models: encoders that make texts searchable, language models, rerankers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, TypeAlias, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from ..chat import Completion, Prompt

Floats: TypeAlias = NDArray[np.float32]
Purpose: TypeAlias = Literal["add", "search", "update"]


@dataclass(frozen=True, slots=True)
class Limits:
    """What one request to an embedder may hold. Bytes are of UTF-8; vendors count tokens, of two to four bytes each."""

    texts: int = 256
    bytes: int = 400_000  # of all texts of a request together
    text_bytes: int = 16_000  # of one text


@runtime_checkable
class Embedder(Protocol):
    """A model that gives one vector a text: the plain port that each vendor's file fills. Safe in several threads.

    `name` names provider and model ("openai/text-embedding-3-small"), without the size of the vectors. `dims` is the size
    that the configuration asks for; None: whatever the model gives. `tells_purposes`: a text that is stored and one
    that is searched with get different vectors. `remote`: it waits for another machine.
    """

    name: str
    dims: int | None
    limits: Limits
    tells_purposes: bool
    remote: bool

    def vectors(self, texts: Sequence[str], purpose: Purpose) -> Sequence[Sequence[float]]:
        """One vector a text, in the order given, by one request; the texts keep to `limits` and none is blank.

        Raises AuthenticationError, RateLimitError (`debug_info["retry_after"]` seconds where the other side said so),
        NetworkError, EmbeddingError; the provider has retried what its SDK retries and no more. What comes back is
        checked by the caller (providers/dense.py).
        """


class Encoder(Protocol):
    """Turns texts into vectors that are stored beside them: one (a dense embedder) or one a token (late interaction).

    An encoder may be used from several threads.
    """

    stores_codes: bool  # False: the features hold all that it needs (the static table)
    late_interaction: bool  # True: codes hold one vector a token, and the score is MaxSim

    @property
    def name(self) -> str:
        """Names the model and its size, e.g. "static-1", "minilm-1", "openai/text-embedding-3-small/1536".

        A store keeps the name and refuses another encoder. The size is left out as long as nothing was embedded.
        """

    @property
    def remote(self) -> bool:
        """Whether it mostly waits for another machine: then it is called by `runner.ask`, outside of transactions."""

    def encode(self, texts: Sequence[str]) -> list[bytes | None]:
        """The codes to store for each text (None: this encoder stores nothing beyond the features)."""

    def query(self, text: str) -> Floats | None:
        """(vectors, dims) of a question; None when the encoder stores nothing. A vector's length is its weight in MaxSim."""

    def sentence(self, texts: Sequence[str]) -> Floats:
        """(texts, dims) one unit vector a text, to compare whole sentences (slots, duplicates)."""


@runtime_checkable
class ReadsContext(Protocol):
    """An encoder that understands a text better after what was said before it."""

    def encode_after(self, texts: Sequence[str], before: Sequence[str]) -> list[bytes | None]:
        """`encode`, each text read as the continuation of what stands in `before` ("": of nothing)."""


@runtime_checkable
class ShapesCodes(Protocol):
    """An encoder that says what type its codes are, so that others among them can be told."""

    @property
    def code_type(self) -> bytes | None:
        """The type of every code that it makes (retrieval/codes.py: `type_of`); None as long as it does not know."""


@runtime_checkable
class NeedsKey(Protocol):
    """An embedder that may need a key."""

    def need_key(self) -> None:
        """Raises AuthenticationError where it needs a key and none is given."""


@runtime_checkable
class RemembersTexts(Protocol):
    """An encoder or a reranker that keeps something of texts it has seen, in memory."""

    def forget_texts(self) -> None:
        """Keep nothing of any of them."""


class LLM(Protocol):
    """A language model that answers one prompt at a time; stateless, safe to use from several threads.

    `name` names provider and model, e.g. "openai/gpt-5-mini", for logs and `usage`; never a key.
    """

    name: str

    def complete(self, prompt: Prompt) -> Completion:
        """The model's answer. Blocks until it is whole.

        Where `prompt.shape` is set, the provider asks for that JSON object in the strictest way its model supports (a
        schema, a tool call, JSON mode, else words in the prompt) and gives its text; it does not check it.
        Raises AuthenticationError, RateLimitError (`debug_info["retry_after"]` seconds where the other side said so),
        NetworkError (not reached, timed out, cut off), LLMError (anything else); the provider has retried what its own
        SDK retries and no more.
        """


class Reranker(Protocol):
    """Orders texts by how well they answer a question. Safe to use from several threads."""

    name: str

    def scores(self, query: str, texts: Sequence[str]) -> list[float]:
        """One score a text, in the order given, higher is better, in [0, 1]. Raises RerankerError and its like."""
