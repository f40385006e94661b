"""The walls between the pipeline and what it runs on: typed Protocols; the contract stands in their docstrings."""

from .audit import AuditLog, AuditView
from .graph import Basis, GraphSelection, GraphSnapshot, GraphTransaction, Naming
from .graph_database import GraphDatabase, GraphNews, ShownNode
from .jobs import JobsChange, JobsView
from .keys import Sealing
from .models import (
    LLM,
    Embedder,
    Encoder,
    Floats,
    Limits,
    NeedsKey,
    Purpose,
    ReadsContext,
    RemembersTexts,
    Reranker,
    ShapesCodes,
)
from .outbox import ENTITY, MEMORY, RELATION, Op, Outbox, OutboxView, Pending
from .renewal import RenewalSnapshot, RenewalTransaction, Renewed
from .running import Clock, Closeable, Runner
from .store import (
    Durability,
    EntitySummary,
    Mark,
    NewMemory,
    NewMessage,
    ScopeState,
    Selection,
    Snapshot,
    Store,
    Transaction,
)
from .tally import Tally
from .vectors import Near, VectorIndex, VectorItem

__all__ = [
    "LLM",
    "AuditLog",
    "AuditView",
    "Basis",
    "ENTITY",
    "MEMORY",
    "RELATION",
    "Clock",
    "Closeable",
    "Durability",
    "Embedder",
    "Encoder",
    "EntitySummary",
    "Floats",
    "GraphDatabase",
    "GraphNews",
    "GraphSelection",
    "GraphSnapshot",
    "GraphTransaction",
    "Limits",
    "Mark",
    "Naming",
    "JobsChange",
    "JobsView",
    "Near",
    "NeedsKey",
    "NewMemory",
    "NewMessage",
    "Purpose",
    "Op",
    "Outbox",
    "OutboxView",
    "Pending",
    "ReadsContext",
    "RemembersTexts",
    "RenewalSnapshot",
    "RenewalTransaction",
    "Renewed",
    "Reranker",
    "Runner",
    "ScopeState",
    "Sealing",
    "Selection",
    "Snapshot",
    "ShapesCodes",
    "ShownNode",
    "Store",
    "Tally",
    "Transaction",
    "VectorIndex",
    "VectorItem",
]
