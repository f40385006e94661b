"""What commands ask of the store of a server: forgetting, the audit log, health, sweeps, backups, queued work, the graph."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from ..client import keeping
from ..client.failures import read, translating
from ..client.sync import MemoryClient
from ..client.wire import Call
from ..errors import DatabaseError, MemoryNotFoundError, ValidationError

Item = dict[str, Any]
_PAGE = 200


class RemoteStore:
    """The part of a RemoteMemory that looks after the store behind the server."""

    url: str
    _client: MemoryClient

    def _ask(self, call: Call) -> Any:
        return self._client._run(keeping.asked(call))

    @property
    def graph(self) -> RemoteGraph:
        return RemoteGraph(self._ask)

    def forget(self, **ids: Any) -> Item:
        return dict(self._client.forget(**ids))

    def verify_receipt(self, receipt: object) -> Item:
        return dict(self._ask(keeping.verify_receipt(receipt)))

    def audit(self, **given: Any) -> Item:
        return dict(self._ask(keeping.audit(given)))

    def verify_audit(self, head: str | None = None) -> Item:
        return dict(self._ask(keeping.verify_audit(head)))

    def health(self, *, checks: Sequence[str] | None = None, alert: object = None) -> Item:
        if alert is not None:
            raise ValidationError("A server alerts nobody when it is asked.", suggestion="Leave --alert out.")
        return dict(self._client.health(checks))

    def sweep(self, **given: Any) -> Item:
        return dict(self._ask(keeping.sweep(given)))

    def restore(self, memory_id: str) -> Item:
        return dict(self._ask(keeping.restore(memory_id)))

    def events(self, *, status: str | None = None, limit: int | None = None, offset: int = 0) -> Item:
        """Events, newest first, read page by page."""
        items: list[Item] = []
        number, total = 1, 0
        while True:
            page = self._client.list_events(page=number, page_size=_PAGE, **({"status": status} if status else {}))
            items, total, number = items + page["results"], page["count"], number + 1
            if not page.get("next") or (limit is not None and len(items) >= offset + limit):
                return {"results": items[offset:][:limit], "total": total}

    def event(self, event_id: str) -> Item | None:
        with suppress(MemoryNotFoundError):
            return dict(self._client.get_event(event_id))
        return None

    def retry(self, event_ids: Sequence[str] | None = None) -> int:
        return int(self._ask(keeping.retry(event_ids))["queued"])

    def backup(self, path: str | Path, *, keys: str | Path = "beside") -> Item:
        """Write the server's backup of the project into a file of this computer, and check it. The keys stay there."""
        from ..portability import read_backup
        from ..values import iso

        if keys != "beside":
            raise ValidationError("The keys of a server's backups stay in its keyring: leave out --keys and --with-keys.")

        target = Path(path).expanduser()
        if target.exists():
            raise DatabaseError(f"{target} exists already.", suggestion="Name another file.")
        part = target.with_name(f"{target.name}.part")
        try:
            self._download(part)
            facts = read_backup(part)
            part.replace(target)
        finally:
            part.unlink(missing_ok=True)
        ring = None if facts.keyring is None else f"{facts.keyring.name} on the server"
        return {
            "path": str(target), "created_at": iso(facts.created_at), "library": facts.library, "rows": dict(facts.rows),
            "keyring": ring,
        }

    def _download(self, part: Path) -> None:
        sent = self._client._request(keeping.backup())
        http = self._client.client
        with translating(), http.stream(sent.method, sent.url, headers=sent.headers, content=sent.content) as answer:
            if not answer.is_success:
                answer.read()
                read(answer, self._client.api_key)
            try:
                with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
                    file.writelines(answer.iter_bytes())
            except OSError as error:
                raise DatabaseError(f"{part} cannot be written: {error.strerror or error}.") from None


class RemoteGraph:
    """The graph of a server behind the methods that commands call on a graph."""

    def __init__(self, ask: Callable[[Call], Any]) -> None:
        self._ask = ask

    def relations(self, *, as_of: Any = None, include_superseded: bool = False, **ids: Any) -> list[Item]:
        past = {"past": True} if include_superseded else {}
        return list(self._asked("relations", {**ids, **_time(as_of), **past}))

    def neighbours(self, name: str, *, hops: int = 1, as_of: Any = None, **ids: Any) -> list[Item]:
        return list(self._asked("neighbours", {**ids, "name": name, "hops": hops, **_time(as_of)}))

    def paths(self, source: str, target: str, *, hops: int = 4, as_of: Any = None, **ids: Any) -> list[list[Item]]:
        return list(self._asked("paths", {**ids, "source": source, "target": target, "hops": hops, **_time(as_of)}))

    def timeline(self, name: str, **ids: Any) -> list[Item]:
        return list(self._asked("timeline", {**ids, "name": name}))

    def changes(self, *, time_window: str, memory_type: str | None = None, **ids: Any) -> Item:
        return dict(self._asked("changes", {**ids, "window": time_window, "about": memory_type}))

    def export(self, form: str, *, include_superseded: bool = True, **ids: Any) -> str:
        now = {} if include_superseded else {"now": True}
        return str(self._asked("export", {**ids, "format": form, **now})["text"])

    def _asked(self, question: str, given: Mapping[str, Any]) -> Any:
        return self._ask(keeping.graph(question, given))


def _time(as_of: Any) -> Item:
    return {} if as_of is None else {"as_of": str(as_of)}
