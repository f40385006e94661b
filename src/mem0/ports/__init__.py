"""The walls between the pipeline and what it runs on: typed Protocols; the contract stands in their docstrings."""

from .models import LLM, Encoder, Floats, ReadsContext, Reranker
from .running import Clock, Closeable, Runner
from .store import (
    Durability,
    EntitySummary,
    NewMemory,
    NewMessage,
    ScopeState,
    Selection,
    Snapshot,
    Store,
    Transaction,
)

__all__ = [
    "LLM",
    "Clock",
    "Closeable",
    "Durability",
    "Encoder",
    "EntitySummary",
    "Floats",
    "NewMemory",
    "NewMessage",
    "ReadsContext",
    "Reranker",
    "Runner",
    "ScopeState",
    "Selection",
    "Snapshot",
    "Store",
    "Transaction",
]
