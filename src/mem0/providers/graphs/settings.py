"""Settings of graph databases as classes, for programs that write them so; a dict with the same keys means the same."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Neo4jConfig(BaseModel):
    """Where a Neo4j is and how to log in. `timeout`: seconds to wait for an answer."""

    model_config = ConfigDict(extra="forbid")

    url: str
    username: str | None = None
    password: str | None = None
    database: str | None = None
    timeout: float | None = None


class MemgraphConfig(Neo4jConfig):
    """The same for a Memgraph."""


class KuzuConfig(BaseModel):
    """Of a database inside the program, whose place the store takes; `db`, where it would lie, has no effect."""

    model_config = ConfigDict(extra="forbid")

    db: str | None = None
