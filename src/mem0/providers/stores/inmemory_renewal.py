"""Rows that were made searchable anew and wait for the others, in the in-memory store (ports/renewal.py)."""

from __future__ import annotations

from collections.abc import Sequence

from mem0.ports import Renewed

from .inmemory_state import State


def prune_renewed(state: State) -> None:
    """Forget what waits for rows that are gone."""
    alive = state.memories.keys() | {key for key, row in state.messages.items() if not row.erased}
    for key in state.renewed.keys() - alive:
        del state.renewed[key]


class InMemoryRenewal:
    """ports.RenewalTransaction on a state."""

    def __init__(self, state: State) -> None:
        self._state = state

    def keys(self) -> set[int]:
        return set(self._state.renewed)

    def items(self, keys: Sequence[int]) -> list[Renewed]:
        return [self._state.renewed[key][1] for key in keys if key in self._state.renewed]

    def put(self, items: Sequence[Renewed], *, version: int) -> None:
        for item in items:
            before = self._state.renewed.get(item[0])
            if before is None or version >= before[0]:
                self._state.renewed[item[0]] = (version, item)
        prune_renewed(self._state)

    def clear(self) -> None:
        self._state.renewed.clear()
