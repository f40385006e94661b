"""What belongs to a project beside its memories: feedback, export requests, answers to repeated requests."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import uuid4

from ...records import Micros
from ...values import storable
from .file import ControlFile

ANSWERS_KEPT: Final[Micros] = 24 * 3600 * 1_000_000
EXPORTS_KEPT: Final = 1_000  # requests of one project; the oldest go first


@dataclass(frozen=True, slots=True)
class Feedback:
    """What somebody thinks of a memory."""

    id: str
    memory: str
    verdict: str | None
    reason: str | None
    at: Micros


def put_feedback(file: ControlFile, project: str, new: Feedback) -> str:
    """Keep feedback in the place of earlier one on the same memory; returns its id."""
    reason = None if new.reason is None else storable(new.reason, name="feedback_reason")
    with file.write() as db:
        if new.verdict is None:
            db.execute("DELETE FROM feedback WHERE project = ? AND memory = ?", (project, new.memory))
            return new.id
        sql = (
            "INSERT INTO feedback VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (project, memory) "
            "DO UPDATE SET verdict = excluded.verdict, reason = excluded.reason, at = excluded.at RETURNING id"
        )
        values = (new.id, project, new.memory, new.verdict, reason, new.at)
        return str(db.execute(sql, values).fetchone()["id"])


def forget_memories(file: ControlFile, project: str, memory_ids: Sequence[str]) -> None:
    """Memories were deleted: what was said of them goes too. Most have none, and then nothing is written."""
    told = set(with_feedback(file, project)) & set(memory_ids)
    if not told:
        return
    with file.write() as db:
        values = [(project, memory_id) for memory_id in told]
        db.executemany("DELETE FROM feedback WHERE project = ? AND memory = ?", values)
    file.scrub()


def with_feedback(file: ControlFile, project: str) -> list[str]:
    """The ids of the memories that feedback is kept of."""
    return [row["memory"] for row in file.rows("SELECT memory FROM feedback WHERE project = ?", project)]


def forget_name(file: ControlFile, project: str, name: str) -> None:
    """A user, agent, app or run is gone: what asks for exports and profiles of that name goes too."""
    named = [(made,) for made, request in exports(file, project) if _mentions(request, name)]
    if not named:
        return
    with file.write() as db:
        db.executemany("DELETE FROM exports WHERE id = ?", named)
    file.scrub()


def _mentions(value: Any, name: str) -> bool:
    if isinstance(value, dict):
        return any(_mentions(part, name) for part in value.values())
    return any(_mentions(part, name) for part in value) if isinstance(value, list) else value == name


def forget_all(file: ControlFile, project: str) -> None:
    """Everything of a project was deleted."""
    with file.write() as db:
        for table in ("feedback", "exports", "answers"):
            db.execute(f"DELETE FROM {table} WHERE project = ?", (project,))
    file.scrub()


def add_export(file: ControlFile, project: str, request: Mapping[str, Any], *, at: Micros) -> str:
    """Keep what is to be exported. The export itself is made when it is read, so no copy of memories lies here."""
    made = str(uuid4())
    put_export(file, project, made, request, at=at)
    return made


def put_export(file: ControlFile, project: str, export_id: str, request: Mapping[str, Any], *, at: Micros) -> None:
    """Keep a request under an id; one of that id that is there already stays."""
    with file.write() as db:
        sql = "INSERT INTO exports VALUES (?, ?, ?, ?) ON CONFLICT (id) DO NOTHING"
        db.execute(sql, (export_id, project, json.dumps(request), at))
        oldest = "SELECT id FROM exports WHERE project = ? ORDER BY at DESC, id LIMIT -1 OFFSET ?"
        db.execute(f"DELETE FROM exports WHERE id IN ({oldest})", (project, EXPORTS_KEPT))


def exports(file: ControlFile, project: str) -> list[tuple[str, dict[str, Any]]]:
    """The export requests of a project, the last first."""
    rows = file.rows("SELECT id, request FROM exports WHERE project = ? ORDER BY at DESC, id", project)
    return [(row["id"], json.loads(row["request"])) for row in rows]


@dataclass(frozen=True, slots=True)
class Kept:
    """A request that came with an idempotency key: what it asked (digest), and its answer once there is one."""

    asked: bytes
    answer: Any | None


def begin_answer(file: ControlFile, project: str, key: str, asked: bytes, *, at: Micros) -> Kept | None:
    """Reserve a key for a request; what was kept under it, where it is not new."""
    with file.write() as db:
        db.execute("DELETE FROM answers WHERE at < ?", (at - ANSWERS_KEPT,))
        sql = "INSERT INTO answers VALUES (?, ?, ?, NULL, ?) ON CONFLICT DO NOTHING"
        if db.execute(sql, (project, key, asked, at)).rowcount:
            return None
        row = db.execute("SELECT asked, answer FROM answers WHERE project = ? AND key = ?", (project, key)).fetchone()
    return Kept(row["asked"], None if row["answer"] is None else json.loads(row["answer"]))


def end_answer(file: ControlFile, project: str, key: str, answer: Any | None) -> None:
    """Keep the answer to a request; None gives the key back, since the request failed."""
    with file.write() as db:
        if answer is None:
            db.execute("DELETE FROM answers WHERE project = ? AND key = ?", (project, key))
        else:
            sql = "UPDATE answers SET answer = ? WHERE project = ? AND key = ?"
            db.execute(sql, (json.dumps(answer), project, key))
