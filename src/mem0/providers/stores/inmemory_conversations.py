"""Conversations of the in-memory store: read one, and keep its summary."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from mem0.records import Entity, Message, Scope, Summary

from .inmemory_state import State


class InMemoryConversationsView:
    """ports.ConversationsView of a state that nobody changes any more."""

    _state: State

    def conversation(self, scope: Scope, *, limit: int, after: int = 0) -> list[tuple[int, Message]]:
        rows = (row for row in self._state.messages.values() if not row.erased and row.key > after)
        found = [(row.key, row.message) for row in rows if row.message.scope == scope]
        return found[len(found) - min(max(limit, 0), len(found)) :]

    def summary(self, scope: Scope) -> Summary | None:
        return self._state.summaries.get(scope)

    def all_summaries(self) -> list[Summary]:
        return list(self._state.summaries.values())


class InMemoryConversations(InMemoryConversationsView):
    """ports.ConversationsChange on a state of its own."""

    def set_summary(self, summary: Summary) -> None:
        self._state.next()
        self._state.touch(summary.scope.entities(), at=summary.at)
        self._erase_summaries([summary.scope])
        self._state.summaries[summary.scope] = summary

    def _erase_summaries(self, scopes: Iterable[Scope]) -> None:
        for scope in scopes:
            self._state.summaries.pop(scope, None)

    def _erase_summaries_of(self, entities: Sequence[Entity]) -> None:
        gone = [scope for scope in self._state.summaries if set(entities) <= set(scope.entities())]
        self._erase_summaries(gone)
        if gone:
            owners = {entity for scope in gone for entity in scope.entities()}
            self._state.next()
            self._state.touch(owners, erased=True)
            self._state.prune(owners)
