"""Count what the in-memory store holds."""

from __future__ import annotations

from collections import Counter

from mem0.ports import Tally
from mem0.records import Micros
from mem0.retention import Use, last_touched
from mem0.retrieval.codes import code_type

from .inmemory_state import State


def tally_of(state: State, *, since: Micros) -> Tally:
    """The counts of a state."""
    records = [row.record for row in state.memories.values()]
    valid = [row for row in state.memories.values() if row.record.valid_to is None]
    archived = sum(record.valid_to is not None and record.archived for record in records)
    messages = [row for row in state.messages.values() if not row.erased]
    codes = [row.codes for row in state.memories.values()]
    codes += [row.codes for row in messages if row.features is not None]
    return Tally(
        memories=len(valid),
        superseded=len(records) - len(valid) - archived,
        archived=archived,
        messages=len(messages),
        untouched=sum(last_touched(row.record, state.uses.get(row.key, Use())) <= since for row in valid),
        last_at=_last_at(state),
        codes=dict(Counter(None if code is None else code_type(code) for code in codes)),
    )


def _last_at(state: State) -> Micros | None:
    made = [row.record.created_at for row in state.memories.values()]
    changed = [row.record.updated_at for row in state.memories.values()]
    said = [row.message.at for row in state.messages.values() if not row.erased]
    logged = [entry.updated_at for entry in state.history.values()]
    return max((at for at in (*made, *changed, *said, *logged) if at is not None), default=None)
