"""`memory.graph`: entities and relations, asked directly."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..pipeline.parts import Parts
from ..render import Item
from ..runner import finish
from . import graph_calls


class Graph:
    """The graph of a memory (Mem0g, paper section 2.2). Every method needs at least one id that says whose graph it is.

    Raises ValidationError for a wrong argument.
    """

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def nodes(
        self,
        *,
        user_id: str | None = None,
        agent_id: str | None = None,
        run_id: str | None = None,
        app_id: str | None = None,
    ) -> list[Item]:
        """All entities of a scope: {"id", "name", "type", "aliases", "created_at", "updated_at", ids}."""
        return finish(graph_calls.nodes(self._parts, ids_of(user_id, agent_id, run_id, app_id)))

    def relations(
        self,
        *,
        user_id: str | None = None,
        agent_id: str | None = None,
        run_id: str | None = None,
        app_id: str | None = None,
        as_of: Any = None,
        include_superseded: bool = False,
    ) -> list[Item]:
        """The relations of a scope that hold now, or at `as_of`, or of all times.

        Each is {"id", "source", "relationship", "target", "source_type", "target_type", "valid_from", "valid_to",
        "recorded_at", "superseded_by", "sources", ids}: it holds from `valid_from` to `valid_to` (None: still), was
        recorded at `recorded_at` and rests on the messages in `sources`.
        """
        return finish(
            graph_calls.relations(self._parts, ids_of(user_id, agent_id, run_id, app_id), as_of, include_superseded)
        )

    def as_of(
        self,
        moment: Any,
        *,
        user_id: str | None = None,
        agent_id: str | None = None,
        run_id: str | None = None,
        app_id: str | None = None,
    ) -> list[Item]:
        """The relations that held at a time (ISO 8601, datetime, epoch seconds)."""
        return finish(graph_calls.relations(self._parts, ids_of(user_id, agent_id, run_id, app_id), moment, False))

    def find(
        self,
        name: str,
        *,
        user_id: str | None = None,
        agent_id: str | None = None,
        run_id: str | None = None,
        app_id: str | None = None,
    ) -> list[Item]:
        """The entities that a name, an alias or a way ("my sister") means; else those whose name holds the words."""
        return finish(graph_calls.find(self._parts, name, ids_of(user_id, agent_id, run_id, app_id)))

    def neighbours(
        self,
        name: str,
        *,
        user_id: str | None = None,
        agent_id: str | None = None,
        run_id: str | None = None,
        app_id: str | None = None,
        hops: int = 1,
        as_of: Any = None,
    ) -> list[Item]:
        """The relations within so many steps (1 to 6) of an entity, nearest first; `hops` in each is its step."""
        return finish(graph_calls.neighbours(self._parts, name, ids_of(user_id, agent_id, run_id, app_id), hops, as_of))

    def paths(
        self,
        source: str,
        target: str,
        *,
        user_id: str | None = None,
        agent_id: str | None = None,
        run_id: str | None = None,
        app_id: str | None = None,
        hops: int = 4,
        as_of: Any = None,
    ) -> list[list[Item]]:
        """How two entities are connected in at most so many steps (1 to 6): lists of relations, shortest first, at most 100."""
        return finish(
            graph_calls.paths(self._parts, source, target, ids_of(user_id, agent_id, run_id, app_id), hops, as_of)
        )

    def timeline(
        self,
        name: str,
        *,
        user_id: str | None = None,
        agent_id: str | None = None,
        run_id: str | None = None,
        app_id: str | None = None,
    ) -> list[Item]:
        """All relations of an entity, past ones too, in the order in which they began."""
        return finish(graph_calls.timeline(self._parts, name, ids_of(user_id, agent_id, run_id, app_id)))

    def implicit_connections(
        self,
        target_memory: str,
        *,
        user_id: str | None = None,
        agent_id: str | None = None,
        run_id: str | None = None,
        app_id: str | None = None,
        relationship_types: Sequence[str] | None = None,
        limit: int = 10,
    ) -> list[Item]:
        """What hangs together with a memory (its id) or with what a text speaks of, without being said of it directly.

        relationship_types: "causal" (one brought the other about, over any number of causes), "temporal" (began within
        three days), "semantic" (over an entity between); all three by default. Returns {"type", "entity",
        "entity_type", "score" in (0, 1], "path": relations}, best first.
        """
        return finish(
            graph_calls.connections(
                self._parts, target_memory, relationship_types, ids_of(user_id, agent_id, run_id, app_id), limit
            )
        )

    def changes(
        self,
        *,
        user_id: str | None = None,
        agent_id: str | None = None,
        run_id: str | None = None,
        app_id: str | None = None,
        time_window: Any = "last_30_days",
        memory_type: str | None = None,
    ) -> Item:
        """What changed in a window of time: {"began": relations, "ended": relations, "replaced": [{"before", "after"}]}.

        time_window: "last_6_months", "last week" and the like, or a pair of times (from, to; None: open).
        memory_type: "preferences", "work", "home", or a label such as "lives_in"; everything by default.
        """
        return finish(
            graph_calls.changes(self._parts, memory_type, time_window, ids_of(user_id, agent_id, run_id, app_id))
        )

    def export(
        self,
        format: str = "json",
        *,
        user_id: str | None = None,
        agent_id: str | None = None,
        run_id: str | None = None,
        app_id: str | None = None,
        include_superseded: bool = True,
    ) -> str:
        """The graph of a scope as a text: "json", "graphml", "cypher" (idempotent MERGE statements) or "html".

        The HTML is one page without any other file: drag, zoom, search, click an entity to see its relations.
        """
        return finish(
            graph_calls.export(self._parts, format, ids_of(user_id, agent_id, run_id, app_id), include_superseded)
        )

    def add(self, data: str, filters: Mapping[str, Any]) -> Item:
        """Tell the graph something that becomes no memory; `filters` has the ids that say whose graph it is.

        The entities and relations of the text are taken in as those of `Memory.add` are, and end what they contradict. The
        text is kept as the message that they rest on. Returns {"added_entities", "deleted_entities"}: lists of lists of
        {"source", "relationship", "target"}. Raises ConfigurationError where no graph is kept, LLMError where the model
        fails.
        """
        return finish(graph_calls.add(self._parts, data, filters))

    def search(self, query: str, filters: Mapping[str, Any], limit: int = 100) -> list[Item]:
        """The relations that answer a question, best first: {"source", "relationship", "destination"}."""
        return finish(graph_calls.search(self._parts, query, filters, limit))

    def get_all(self, filters: Mapping[str, Any], limit: int = 100) -> list[Item]:
        """The relations that hold now, in the order in which they were learned: {"source", "relationship", "target"}."""
        return finish(graph_calls.get_all(self._parts, filters, limit))

    def delete_all(self, filters: Mapping[str, Any]) -> None:
        """Remove entities and relations of all times for good, and what was told to the graph alone. Memories stay."""
        finish(graph_calls.delete_all(self._parts, filters))

    def reset(self) -> None:
        """`delete_all` for everybody. Memories stay."""
        finish(graph_calls.reset(self._parts))

    def find_implicit_connections(self, target_memory: str, **more: Any) -> list[Item]:
        """`implicit_connections` by another name."""
        return self.implicit_connections(target_memory, **more)

    def track_changes(self, memory_type: str | None = None, time_window: Any = "last_30_days", **ids: Any) -> Item:
        """`changes` by another name."""
        return self.changes(time_window=time_window, memory_type=memory_type, **ids)


def ids_of(user_id: str | None, agent_id: str | None, run_id: str | None, app_id: str | None) -> dict[str, object]:
    return {"user_id": user_id, "agent_id": agent_id, "run_id": run_id, "app_id": app_id}
