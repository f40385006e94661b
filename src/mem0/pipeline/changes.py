"""What add is asked for and what it tells: the records between the door and the pipeline."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ..jobs import Lease
from ..prompts.extraction import Advice
from ..records import Event, MemoryRecord, Micros, Scope, Skip


@dataclass(frozen=True, slots=True)
class Addition:
    """What a caller wants remembered: whose it is and how to treat it. `at` is when it was said.

    `own_words`: by message id, what the person wrote in a message that grew by the words of documents and images.
    `lease`: the queued job that this is; the transaction of the changes settles it (pipeline/work.py).
    """

    messages: object
    scope: Scope
    at: Micros
    metadata: Mapping[str, Any]
    infer: bool = True
    expires_on: str | None = None
    immutable: bool = False
    lease: Lease | None = None
    advice: Advice = field(default_factory=Advice)
    procedural: bool = False
    own_words: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that add did. `record` is the memory as it is now; `previous` its text before an UPDATE."""

    event: Event
    record: MemoryRecord
    previous: str | None = None
    reason: str | None = None
    was: MemoryRecord | None = None  # before an UPDATE or DELETE
    rested_on: tuple[int, ...] = ()  # the messages (by key) that `was` rested on


@dataclass(frozen=True, slots=True)
class Usage:
    """What a call cost: calls of the language model (failed ones too), its tokens and time, requests to a remote embedder."""

    llm_calls: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    llm_ms: float = 0.0
    embedding_requests: int = 0
    problems: tuple[str, ...] = ()  # what failed without failing the call: a summary that could not be renewed

    def __add__(self, more: Usage) -> Usage:
        return Usage(
            self.llm_calls + more.llm_calls,
            self.tokens_in + more.tokens_in,
            self.tokens_out + more.tokens_out,
            self.llm_ms + more.llm_ms,
            self.embedding_requests + more.embedding_requests,
            self.problems + more.problems,
        )


@dataclass(frozen=True, slots=True)
class Outcome:
    """`usage` None: no language model took part. `relations`: what graph memory did (pipeline/link.py, relate.py)."""

    changes: tuple[Change, ...]
    skipped: tuple[Skip, ...]
    usage: Usage | None = None
    relations: Any = None
