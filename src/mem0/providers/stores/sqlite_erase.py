"""Remove memories and messages for good: every text, wherever it was kept."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from mem0.records import HistoryEntry, Micros

from . import sqlite_history
from .graph_values import Remains
from .sqlite_graph_erase import GraphErasure
from .sqlite_renewal import prune_renewed
from .sqlite_rows import PackedId, unpack_id
from .sqlite_seal import Layout, Seal
from .sqlite_summary_rows import erase_summaries
from .sqlite_touch import Touch
from .values import keeps_quote

_AMONG = "IN (SELECT value FROM json_each(?))"
_DOOMED = "key, id, text, created_at, superseded_by, user, agent, app, run"
_DOOMED_LAYOUT = Layout.of("memories", _DOOMED)
_CONTENT = Layout.of("messages", "key, content")
_QUOTE = Layout.of("sources", "memory, n, message, quote")
_FORGET_MESSAGE = (
    "UPDATE messages SET content = NULL, features = NULL, codes = NULL, actor = NULL, metadata = NULL, expires_on = NULL, "
    "user = NULL, agent = NULL, app = NULL, run = NULL WHERE key = ?"
)


@dataclass(frozen=True, slots=True)
class _Doomed:
    key: int
    id: PackedId
    text: str
    created_at: Micros
    superseded_by: PackedId | None
    columns: tuple[int | None, ...]


def erase_memories(
    db: sqlite3.Connection, seal: Seal, touch: Touch, ids: Sequence[PackedId], *, at: Micros
) -> list[PackedId]:
    """Erase the memories and all versions that they superseded. Returns the ids that were removed."""
    doomed = _with_versions(db, seal, ids)
    if not doomed:
        return []
    seq = touch.next()
    columns = {column for one in doomed.values() for column in one.columns}
    touch.mark(columns, seq, at=at, erased=True)
    erase_summaries(db, [one.columns for one in doomed.values()])
    graph = GraphErasure(db, seal)
    heirs, message_columns = _erase_evidence(db, seal, list(doomed), graph)
    touch.mark(message_columns, seq, erased=True)
    _erase_history(db, seal, list(doomed.values()), at)
    db.executemany("DELETE FROM memories WHERE key = ?", [(key,) for key in doomed])
    prune_renewed(db)
    _renumber(db, touch, heirs)
    graph_columns = _sweep(touch, graph)
    touch.flush()
    touch.prune(columns | message_columns | graph_columns)
    return [one.id for one in doomed.values()]


def erase_messages(db: sqlite3.Connection, seal: Seal, touch: Touch, keys: Iterable[int]) -> int:
    """Erase messages; memories that rest on them lose this source. Returns how many were removed."""
    sql = f"SELECT key, user, agent, app, run FROM messages WHERE key {_AMONG} AND content IS NOT NULL"
    found = {row[0]: row[1:] for row in db.execute(sql, (json.dumps([int(key) for key in keys]),))}
    if not found:
        return 0
    seq = touch.next()
    columns = {column for row in found.values() for column in row}
    touch.mark(columns, seq, erased=True)
    erase_summaries(db, found.values())
    among = (json.dumps(list(found)),)
    heirs = {row[0] for row in db.execute(f"SELECT memory FROM sources WHERE message {_AMONG}", among)}
    db.execute(f"DELETE FROM sources WHERE message {_AMONG}", among)
    graph = GraphErasure(db, seal)
    for key in found:
        graph.message_goes(key)
    db.execute(f"DELETE FROM messages WHERE key {_AMONG}", among)
    prune_renewed(db)
    _renumber(db, touch, heirs)
    graph_columns = _sweep(touch, graph)
    touch.flush()
    touch.prune(columns | graph_columns)
    return len(found)


def erase_graph(
    db: sqlite3.Connection,
    seal: Seal,
    touch: Touch,
    columns: Sequence[tuple[str, int | None]],
    messages: Sequence[int],
) -> int:
    """Erase the relations and nodes that belong to all of these entities (pairs of column and number; none: every one), and
    what of the graph rests on these messages, which themselves stay. Returns how many relations went."""
    graph = GraphErasure(db, seal)
    graph.is_untold(columns, messages)
    changed = _sweep(touch, graph)
    touch.flush()
    touch.prune(changed)
    return graph.relations_gone


def _sweep(touch: Touch, graph: GraphErasure) -> set[int | None]:
    """Remove what nothing says any more from the graph, and mark whose graph changed; returns them."""
    changed = graph.sweep()
    if changed:
        touch.mark(changed, touch.next())
    return changed


def _with_versions(db: sqlite3.Connection, seal: Seal, ids: Iterable[PackedId]) -> dict[int, _Doomed]:
    """The memories of these ids and, step by step, what each of them superseded; by key, ascending."""
    found: dict[int, _Doomed] = {}
    wanted = [("id", one) for one in ids]
    while wanted:
        column, one = wanted.pop()
        rows = db.execute(f"SELECT {_DOOMED} FROM memories WHERE {column} = ?", (one,)).fetchall()
        for row in seal.open(_DOOMED_LAYOUT, rows):
            if row[0] not in found:
                found[row[0]] = _Doomed(row[0], row[1], row[2], row[3], row[4], row[5:])
                wanted.append(("superseded_by", row[1]))
    return dict(sorted(found.items()))


def _erase_evidence(
    db: sqlite3.Connection, seal: Seal, memories: list[int], graph: GraphErasure
) -> tuple[set[int], set[int | None]]:
    """Erase the messages these memories rest on. Returns the other memories that rested on them, and the entities."""
    among = (json.dumps(memories),)
    words: dict[int, list[str | None]] = defaultdict(list)
    rows = db.execute(f"SELECT memory, n, message, quote FROM sources WHERE memory {_AMONG}", among)
    for *_, message, quote in seal.open(_QUOTE, rows, width=2):
        words[message].append(quote)
    db.execute(f"DELETE FROM sources WHERE memory {_AMONG}", among)
    heirs = _trim_quotes(db, seal, words)
    columns: set[int | None] = set()
    for key, erased in words.items():
        owners = db.execute("SELECT user, agent, app, run FROM messages WHERE key = ?", (key,)).fetchone()
        erase_summaries(db, [owners])
        columns.update(owners)
        _erase_message(db, seal, key, erased, graph)
    return heirs, columns


def _erase_message(
    db: sqlite3.Connection, seal: Seal, key: int, erased: Sequence[str | None], graph: GraphErasure
) -> None:
    found = db.execute("SELECT memory, n, message, quote FROM sources WHERE message = ?", (key,))
    quotes = [row[3] for row in seal.open(_QUOTE, found, width=2)]
    if quotes:
        whole = _content(db, seal, key)
        words = [one if one is not None else whole for one in erased]
        graph.message_is_emptied(key, Remains([one for one in words if one is not None], quotes))
        db.execute(_FORGET_MESSAGE, (key,))  # its id stays: another memory still quotes it
    else:
        graph.message_goes(key)
        db.execute("DELETE FROM messages WHERE key = ?", (key,))


def _content(db: sqlite3.Connection, seal: Seal, key: int) -> str:
    rows = db.execute("SELECT key, content FROM messages WHERE key = ?", (key,))
    return next(str(row[1]) for row in seal.open(_CONTENT, rows))


def _trim_quotes(db: sqlite3.Connection, seal: Seal, words: Mapping[int, list[str | None]]) -> set[int]:
    """Other memories keep their own quotes of these messages, except where a quote holds the erased words."""
    heirs: set[int] = set()
    for message, quotes in words.items():
        content = _content(db, seal, message)
        erased = [quote if quote is not None else content for quote in quotes]
        found = db.execute("SELECT memory, n, message, quote FROM sources WHERE message = ?", (message,)).fetchall()
        for memory, n, _, quote in seal.open(_QUOTE, found, width=2):
            heirs.add(memory)
            if not keeps_quote(quote, erased):
                db.execute("DELETE FROM sources WHERE memory = ? AND n = ?", (memory, n))
    return heirs


def _erase_history(db: sqlite3.Connection, seal: Seal, doomed: Sequence[_Doomed], at: Micros) -> None:
    sqlite_history.forget_words(db, [one.id for one in doomed])
    for one in doomed:
        if one.superseded_by is not None:
            sqlite_history.forget_replaced(db, seal, one.superseded_by, one.text)
    entries = [
        HistoryEntry("", unpack_id(one.id), "DELETE", None, None, one.created_at, at, is_deleted=True) for one in doomed
    ]
    sqlite_history.append(db, seal, entries)


def _renumber(db: sqlite3.Connection, touch: Touch, memories: Iterable[int]) -> None:
    """Memories whose sources changed are changed memories."""
    for key in sorted(memories):
        columns = db.execute("SELECT user, agent, app, run FROM memories WHERE key = ?", (key,)).fetchone()
        seq = touch.next()
        db.execute("UPDATE memories SET seq = ? WHERE key = ?", (seq, key))
        touch.mark(columns, seq)
