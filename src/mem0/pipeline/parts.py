"""What the verbs work with: the store, the encoder, the clock, the runner and the settings, put together by build.py."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal, Protocol

from ..health import HealthSettings
from ..ports import LLM, Clock, Encoder, Reranker, Runner, Store
from ..privacy import Policy
from ..prompts.extraction import Advice
from ..records import Micros
from ..retention import Retention, Use
from ..roles import Actor
from .feeding import Feeder
from .graph_index import GraphIndexes
from .graph_mirror import GraphMirror
from .indexes import Indexes
from .link import Linker
from .mirror import Mirror
from .timings import Timings

EventMode = Literal["all", "add_only"]
EvidenceMode = Literal["search", "keep"]
Strategy = Literal["paper", "single", "hybrid", "rules", "add_only"]


@dataclass(frozen=True, slots=True)
class Settings:
    """Choices of the user that the verbs look at.

    evidence: "search" lets kept messages answer where no memory does; "keep" keeps them for `sources` only.
    retention: when memories fade, and how much that counts in the ranking. health: what counts as ill.
    events: "all" tells of ADD, UPDATE, DELETE and NOOP; "add_only" only of ADD, as mem0ai 2.x does.
    strategy: who extracts and who consolidates (docs/how-to/use-a-language-model.md); None: "hybrid" with a language
    model, "rules" without. advice: what the operator wants of the model. update_prompt: custom_update_memory_prompt.
    vision: images are described by the model. context_messages: the m of the paper; similar: its s, the memories that
    one fact is compared with. summary_after: new messages until the summary of a conversation is written anew (0: none
    is kept). llm_attempts: how often one question is put to the model; llm_patience: the longest wait before another, seconds.
    same_name: how similar two names of one entity of the graph must be, 0 to 1.
    """

    evidence: EvidenceMode = "search"
    events: EventMode = "all"
    retention: Retention = field(default_factory=Retention)
    health: HealthSettings = field(default_factory=HealthSettings)
    strategy: Strategy | None = None
    advice: Advice = field(default_factory=Advice)
    update_prompt: str | None = None
    vision: bool = False
    context_messages: int = 10
    similar: int = 10
    summary_after: int = 10
    llm_attempts: int = 3
    llm_patience: float = 30.0
    same_name: float = 0.7


class CountsUse(Protocol):
    """Remembers which memories were found until it is time to write that down (pipeline/fading.py)."""

    def note(self, keys: Iterable[int], *, now: Micros) -> bool: ...

    def take(self) -> dict[int, Use]: ...


@dataclass(frozen=True, slots=True)
class Reranking:
    """How answers are ordered once more: by which model, at most how many of them are given then, and whether its failure
    is the caller's (`strict`) or only noted."""

    reranker: Reranker
    top_k: int | None = None
    strict: bool = False


@dataclass(frozen=True, slots=True)
class Parts:
    store: Store
    encoder: Encoder
    clock: Clock
    runner: Runner
    indexes: Indexes
    settings: Settings
    llm: LLM | None = None
    reranking: Reranking | None = None
    uses: CountsUse | None = None  # where nothing fades by use, nothing is counted
    actor: Actor | None = None  # who acts; None: the program itself
    privacy: Policy | None = None  # what is done about personal data; None: nothing
    mirror: Mirror | None = None  # the external vector index, where one is configured
    graph_mirror: GraphMirror | None = None  # the database that shows the graph, where one is configured
    linker: Linker | None = None  # None: no graph is kept
    graphs: GraphIndexes = field(default_factory=GraphIndexes)
    timings: Timings = field(default_factory=Timings)

    @property
    def mirrors(self) -> tuple[Feeder, ...]:
        """Everything outside that is fed from the store."""
        return tuple(one for one in (self.mirror, self.graph_mirror) if one is not None)

    @property
    def strategy(self) -> Strategy:
        """The strategy in force: without a language model always "rules"."""
        if self.llm is None:
            return "rules"
        return self.settings.strategy or ("paper" if self.settings.update_prompt else "hybrid")
