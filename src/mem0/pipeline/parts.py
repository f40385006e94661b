"""What the verbs work with: the store, the encoder, the clock, the runner and the settings, put together by build.py."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

from ..ports import LLM, Clock, Encoder, ReadsContext, Reranker, Runner, Store
from ..records import Micros
from ..retention import Retention, Use
from ..retrieval.features import features
from ..roles import Actor
from .indexes import Indexes
from .spoken import Spoken

EventMode = Literal["all", "add_only"]
EvidenceMode = Literal["search", "keep"]


@dataclass(frozen=True, slots=True)
class Settings:
    """Choices of the user that the verbs look at.

    evidence: "search" lets kept messages answer where no memory does; "keep" keeps them for `sources` only.
    retention: when memories fade, and how much that counts in the ranking.
    events: "all" tells of ADD, UPDATE, DELETE and NOOP; "add_only" only of ADD, as mem0ai 2.x does.
    """

    evidence: EvidenceMode = "search"
    events: EventMode = "all"
    retention: Retention = field(default_factory=Retention)


class CountsUse(Protocol):
    """Remembers which memories were found until it is time to write that down (pipeline/fading.py)."""

    def note(self, keys: Iterable[int], *, now: Micros) -> bool: ...

    def take(self) -> dict[int, Use]: ...


@dataclass(frozen=True, slots=True)
class Parts:
    store: Store
    encoder: Encoder
    clock: Clock
    runner: Runner
    indexes: Indexes
    settings: Settings
    llm: LLM | None = None
    reranker: Reranker | None = None
    uses: CountsUse | None = None  # where nothing fades by use, nothing is counted
    actor: Actor | None = None  # who acts; None: the program itself


@dataclass(frozen=True, slots=True)
class Searchable:
    """What is stored beside a text so that it can be found."""

    features: bytes
    codes: bytes | None


def searchable(encoder: Encoder, texts: Sequence[str], *, said: Sequence[Spoken] | None = None) -> list[Searchable]:
    """Features and codes of texts; one call of the encoder for all of them. `said`: how each was said, if it was."""
    if said is not None and isinstance(encoder, ReadsContext):
        codes = encoder.encode_after([one.text for one in said], [one.before for one in said]) if texts else []
    else:
        codes = encoder.encode(texts) if texts else []
    return [Searchable(features(text).to_bytes(), code) for text, code in zip(texts, codes, strict=True)]
