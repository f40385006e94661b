"""The memories of projects: one store file each, opened when first asked for, the least used given back.

The file is the wall between tenants: a principal names one project, and what is opened for it is that project's file.
No query, filter or id can reach another one's rows, because they are not in the file.
"""

from __future__ import annotations

import asyncio
import re
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from ..doors.aio import AsyncMemory
from ..errors import MemoryError, MemoryNotFoundError  # noqa: A004 - the base of this library's errors
from ..values import clean_categories
from .control import tenants
from .control.file import ControlFile

_ID: Final = re.compile(r"[A-Za-z0-9_-]{1,64}")
# Settings of a project that its memory works by, as keys of its configuration.
_TOLD: Final[Mapping[str, Callable[[Any], Mapping[str, Any]]]] = {
    "custom_instructions": lambda text: {"custom_instructions": text},
    "custom_categories": lambda groups: {"custom_categories": [clean_categories(groups)]},
    "inclusion_prompt": lambda text: {"includes": text},
    "exclusion_prompt": lambda text: {"excludes": text},
    "enable_graph": lambda on: {"enable_graph": on},
    "decay": lambda on: {"retention": {"decay": _DECAY if on else 0.0}},
}
_DECAY: Final = 0.5  # what has lost all relevance counts half as much
_CACHE_MB: Final = 64  # of search indexes a project, where the configuration does not say


class Projects:
    """The memories of all projects. `limit`: how many are kept open; one in use stays open until its callers are done."""

    def __init__(self, folder: Path, control: ControlFile, config: Mapping[str, Any], *, limit: int) -> None:
        self._folder, self._control, self._config, self._limit = folder, control, config, limit
        self._open: OrderedDict[str, AsyncMemory] = OrderedDict()
        self._lock = threading.Lock()  # of the table; held for moments, since the event loop takes it
        self._opening = threading.Lock()  # of files: two that open one file at once would keep two indexes of it

    async def memory_of(self, project_id: str) -> AsyncMemory:
        """The memory of a project. Raises MemoryNotFoundError for a project that does not exist."""
        with self._lock:
            found = self._open.get(project_id)
            if found is not None:
                self._open.move_to_end(project_id)
                return found
        return await asyncio.to_thread(self._opened, project_id)

    def _opened(self, project_id: str) -> AsyncMemory:
        path = self.path_of(project_id)
        with self._opening:
            with self._lock:
                found = self._open.get(project_id)
            if found is not None:
                return found
            config = self.config_of(project_id)  # inside: a project that is being deleted must not come back
            made = AsyncMemory({**config, "path": path})
            with self._lock:
                self._open[project_id] = made
                # Not closed but let go: whoever is searching in it still holds it, and the last one's going closes it.
                while len(self._open) > self._limit:
                    self._open.popitem(last=False)
            return made

    def config_of(self, project_id: str) -> dict[str, Any]:
        """The configuration that a project's memory is opened with."""
        project = tenants.project(self._control, project_id)
        whole: dict[str, Any] = {"index_cache_mb": _CACHE_MB, **self._config}
        for name, told in _TOLD.items():
            if project.settings.get(name) not in (None, ""):
                whole = merged(whole, told(project.settings[name]))
        whole = merged(whole, project.config)
        return own_collection(whole, project_id)

    async def clear(self, project_id: str) -> None:
        """Empty the project's memory, and with it an external index, which would outlive the file."""
        if "vector_store" in self.config_of(project_id):
            await (await self.memory_of(project_id)).reset()

    def path_of(self, project_id: str) -> Path:
        """The store file of a project."""
        if not _ID.fullmatch(project_id):
            raise MemoryNotFoundError("Project not found.")
        return self._folder / f"{project_id}.db"

    def changes(self) -> list[tuple[str, int]]:
        """Every project that has a file, with a number that is another one after each write to it, by any process."""
        found = []
        for project in tenants.all_projects(self._control):
            path = self._folder / f"{project.id}.db"
            try:
                files = [path.stat(), *(log.stat() for log in (path.with_name(path.name + "-wal"),) if log.exists())]
            except FileNotFoundError:
                continue  # nothing was ever written, or it is being erased
            found.append((project.id, max(file.st_mtime_ns for file in files)))
        return found

    def open_now(self) -> list[AsyncMemory]:
        """The memories that are open."""
        with self._lock:
            return list(self._open.values())

    def size_bytes(self) -> int:
        """Bytes of all store files on the disk."""
        return sum(file.stat().st_size for file in self._folder.glob("*.db*") if file.exists())

    def reopen(self, project_id: str) -> None:
        """Let a memory go, so that the next one to ask gets it with the configuration as it is then."""
        with self._lock:
            self._open.pop(project_id, None)

    def erase(self, project_id: str) -> None:
        """Remove the file of a project for good. The project must be gone from the control store before."""
        path = self.path_of(project_id)
        with self._opening:
            with self._lock:
                found = self._open.pop(project_id, None)
            if found is not None:
                found.close()
            for file in (*(path.with_name(path.name + end) for end in ("", "-wal", "-shm")), path.with_suffix(".keys")):
                file.unlink(missing_ok=True)

    def close(self) -> None:
        """Close every memory."""
        with self._lock:
            for memory in self._open.values():
                try:
                    memory.close()
                except MemoryError:  # the others must be closed too
                    continue
            self._open.clear()


def own_collection(config: Mapping[str, Any], project_id: str) -> dict[str, Any]:
    """The configuration with a collection of the project's own, where an external index is configured."""
    part = config.get("vector_store")
    if not isinstance(part, Mapping):
        return dict(config)
    settings = dict(part.get("config") or {})
    settings["collection_name"] = f"{settings.get('collection_name') or 'mem0'}_{project_id}"
    return {**config, "vector_store": {**part, "config": settings}}


def merged(base: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    """`over` laid over `base`, dict by dict; None takes a key away."""
    found = dict(base)
    for name, value in over.items():
        if value is None:
            found.pop(name, None)
        elif isinstance(value, Mapping):
            below = found.get(name)
            found[name] = merged(below if isinstance(below, Mapping) else {}, value)
        else:
            found[name] = value
    return found
