"""Find out whether a memory works here, part by part, and what to do where it does not."""

from __future__ import annotations

import importlib.util
import os
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from ..errors import MemoryError as LibraryError
from ..health import CHECKS
from .failure import SERVICE, STORE, exit_code
from .session import Session
from .words import one_line, plural, size

if TYPE_CHECKING:
    from ..doors.sync import Memory

_PROBE = "the diagnosis of the command line"


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found of one part. `code` is the exit code that a failure of it means."""

    part: str
    status: Literal["ok", "advice", "fail"]
    said: str
    advice: str | None = None
    code: int = 0

    def as_dict(self) -> dict[str, Any]:
        return {"part": self.part, "status": self.status, "finding": self.said, "advice": self.advice}


def diagnose(session: Session) -> list[Finding]:
    """Check store, embedder, search and language model; a part that fails does not stop the others."""
    try:
        memory = session.memory()
    except (LibraryError, OSError) as error:
        return [_unopened(error, session), *([] if session.url is not None else [_model(session)])]
    if session.url is not None:
        return _guarded("server", lambda: _server(session))
    checks: dict[str, Callable[[], Iterator[Finding]]] = {
        "store": lambda: _store(memory, session.place()), "search": lambda: _search(session),
        "recall": lambda: _recall(memory), "health": lambda: _health(memory),
    }
    return [finding for part, check in checks.items() for finding in _guarded(part, check)] + [_model(session)]


def _server(session: Session) -> Iterator[Finding]:
    from .remote import RemoteMemory

    memory = session.memory()
    assert isinstance(memory, RemoteMemory), "a session with a URL opens nothing else"
    who = memory.ping()
    yield Finding("server", "ok", f"{session.url} answers; project {one_line(who['project_id'])}.")


def _guarded(part: str, check: Callable[[], Iterator[Finding]]) -> list[Finding]:
    """The findings of a check. One that breaks is itself a finding: the doctor must not fall over the illness."""
    try:
        return list(check())
    except Exception as error:  # noqa: BLE001 - shown to the person as the finding
        return [Finding(part, "fail", _fault(error), _cure(error), exit_code(error))]


def _fault(error: Exception) -> str:
    """What is wrong, without the advice that errors of the library carry with them."""
    return one_line(error.message if isinstance(error, LibraryError) else f"{type(error).__name__}: {error}")


def _cure(error: Exception) -> str | None:
    if isinstance(error, LibraryError):
        return error.suggestion
    if isinstance(error, OSError):
        return "Check that the folder exists and may be written, or name a file with --path."
    return "A fault of this program: MEM0_DEBUG=1 shows where."


def _unopened(error: Exception, session: Session) -> Finding:
    return Finding("store", "fail", f"{_where(session)} cannot be opened: {_fault(error)}", _cure(error), exit_code(error))


def _where(session: Session) -> str:
    """The store's place for a message; a configuration that cannot be read must not hide the first error."""
    try:
        return session.place() or "the store"
    except LibraryError:
        return "the configuration"


def _store(memory: Memory, place: str) -> Iterator[Finding]:
    stats = memory.stats()
    counts = f"{plural(stats['memories'], 'memory', 'memories')}, {plural(stats['messages'], 'message')}, {size(stats['bytes'])}"
    yield Finding("store", "ok", f"{one_line(place or stats['store'])}: {counts}")
    problems = list(stats["problems"])
    if problems:
        advice = "Save what can be read with mem0 export -o rescue.jsonl, then import it into a new file."
        yield Finding("integrity", "fail", "; ".join(map(one_line, problems[:3])), advice, STORE)
    else:
        yield Finding("integrity", "ok", "the integrity check finds nothing wrong")
    yield _folder(memory)
    yield _embedder(str(stats["embedder"]))
    for name, part in (("vector_index", "vector index"), ("graph_store", "graph database")):
        if name in stats:
            yield _mirror(part, stats[name])


def _mirror(part: str, state: Mapping[str, Any]) -> Finding:
    said = f"{state['provider']}: {plural(state['pending'], 'change')} not told yet"
    if state["problem"]:
        return Finding(part, "fail", f"{said}; {one_line(state['problem'])}", "It catches up by itself.", SERVICE)
    return Finding(part, "ok", said)


def _folder(memory: Memory) -> Finding:
    from ..config import memory_dir

    folder = Path(memory.config.path).expanduser().parent if memory.config.path else memory_dir()
    if folder.exists() and not os.access(folder, os.W_OK):
        return Finding("folder", "fail", f"{folder} may not be written", "Change its permissions, or use --path.", STORE)
    return Finding("folder", "ok", f"{folder} may be written")


def _embedder(name: str) -> Finding:
    said = f"{name}, on this computer"
    if "static" in name and importlib.util.find_spec("onnxruntime") is None:
        advice = 'For better answers: pip install "open-mem0[minilm]", then mem0 reindex --embedder minilm.'
        return Finding("embedder", "advice", said, advice)
    return Finding("embedder", "ok", said)


def _search(session: Session) -> Iterator[Finding]:
    """Whether remembering and finding work, tried in a memory of its own that is gone afterwards."""
    from ..doors.sync import Memory

    settings = {key: value for key, value in session.settings().items() if key not in ("path", "vector_store")}
    with Memory({**settings, "path": ":memory:"}) as trial:
        trial.add("The lighthouse keeper grows tomatoes.", user_id=_PROBE, infer=False)
        trial.add("The train to Oslo leaves at nine.", user_id=_PROBE, infer=False)
        trial.search("When does the train leave?", user_id=_PROBE)  # loads what the first search loads
        started = time.perf_counter()
        found = trial.search("What does the lighthouse keeper grow?", user_id=_PROBE, limit=1)["results"]
        took = (time.perf_counter() - started) * 1000
    if found and "tomatoes" in found[0]["memory"]:
        yield Finding("search", "ok", f"a fresh memory is found again ({took:.1f} ms)")
    else:
        yield Finding("search", "fail", "a fresh memory is not found again", "Install the package anew.", SERVICE)


def _recall(memory: Memory) -> Iterator[Finding]:
    """Whether a memory that the store has is found by its own words."""
    owners = [item for item in memory.users()["results"] if item["total_memories"]]
    if not owners:
        yield Finding("recall", "ok", "the store is empty; add something with mem0 add")
        return
    scope = {f"{owners[0]['type']}_id": owners[0]["name"]}
    known = memory.get_all(**scope, limit=1)["results"]
    if not known:
        yield Finding("recall", "ok", "every stored memory has expired")
        return
    started = time.perf_counter()
    found = memory.search(known[0]["memory"], **scope, limit=5)["results"]
    took = (time.perf_counter() - started) * 1000
    if not found:
        yield Finding("recall", "fail", "a stored memory is not found by its own words", "Run mem0 reindex.", STORE)
    elif all(item["memory"] != known[0]["memory"] for item in found):
        # Possible where very many memories say nearly the same; a broken index would find nothing like it.
        yield Finding("recall", "advice", f"other memories come before the one asked for ({took:.1f} ms)", "Run mem0 reindex.")
    else:
        yield Finding("recall", "ok", f"a stored memory is found by its own words ({took:.1f} ms)")


def _health(memory: Memory) -> Iterator[Finding]:
    """What `mem0 health` finds beyond the integrity of the store; nobody is alerted."""
    checks = memory.health(alert=None, checks=[name for name in CHECKS if name != "integrity"])["checks"]
    off = [one for one in checks if one["status"] != "ok"]
    if not off:
        yield Finding("health", "ok", f"{plural(len(checks), 'check')} of size, age, vectors, queue and times: nothing to do")
    for one in off:
        said = f"{one['name'].replace('_', ' ')}: {one_line(one['said'])}"
        if one["status"] == "critical":
            yield Finding("health", "fail", said, one["advice"], STORE)
        else:
            yield Finding("health", "advice", said, one["advice"])


def _model(session: Session) -> Finding:
    try:
        llm = session.settings().get("llm")
    except LibraryError as error:
        return Finding("language model", "fail", _fault(error), _cure(error), exit_code(error))
    if not llm:
        return Finding("language model", "ok", "none is configured: the embedded rules find and consolidate facts, offline")
    provider = llm.get("provider") if isinstance(llm, dict) else llm
    return Finding("language model", "ok", f"configured: {one_line(provider)}")
