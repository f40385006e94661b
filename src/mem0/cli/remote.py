"""A memory on a server behind the methods that commands call on a memory in a file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final, NoReturn

from ..client.calls import ping
from ..client.failures import PingError, translating
from ..client.sync import MemoryClient
from ..client.wire import Call, path
from ..errors import MemoryNotFoundError, NetworkError, ValidationError
from .remote_store import RemoteStore

_PAGE: Final = 200
Item = dict[str, Any]


class RemoteMemory(RemoteStore):
    """The memories of a server. The key is MEM0_API_KEY; a server without keys takes any.

    Raises AuthenticationError, NetworkError, or what else the server answers.
    """

    def __init__(self, url: str, key: str) -> None:
        self.url = url
        try:
            with translating():
                self._client = MemoryClient(api_key=key, host=url)
        except PingError as error:
            raise error.__cause__ or error from None
        except NetworkError as error:
            raise NetworkError(f"{url}: {error.message}", error.error_code, suggestion="Does mem0 serve run there?") from None

    def __getattr__(self, name: str) -> NoReturn:
        raise ValidationError(
            f"This command works on a store file, not on a server: {self.url} does not offer {name}.",
            suggestion="Leave --url out (or unset MEM0_BASE_URL), or name a file with --path.",
        )

    def add(self, messages: Any, **given: Any) -> Item:
        """Add at once: a command answers when it is done."""
        return dict(self._client.add(messages, **given, async_mode=False, output_format="v1.1").items())

    def search(self, query: str, **given: Any) -> Item:
        """Search. Without a threshold every answer is wanted, as from a file; servers think of one otherwise."""
        asked = {**given, "threshold": given.get("threshold") or 0, "filters": given.get("filters") or None}
        found = self._client.search(query, **{("top_k" if name == "limit" else name): asked[name] for name in asked})
        return {"results": [_detailed(item) for item in found["results"]]}

    def get_all(self, *, limit: int | None = None, offset: int = 0, include_superseded: bool = False, **given: Any) -> Item:
        """Memories of a scope, read page by page."""
        given |= {"latest_only": False} if include_superseded else {}
        items: list[Item] = []
        for page in self._pages(given, offset):
            items += page["results"]
            if limit is not None and len(items) >= limit:
                break
        return {"results": items[:limit], "total": page["count"]}

    def _pages(self, given: Mapping[str, Any], offset: int) -> Iterator[Item]:
        """Pages of memories, the first without what comes before `offset`."""
        number, passed = divmod(offset, _PAGE)
        while True:
            page = self._client.get_all(**given, page=number + 1, page_size=_PAGE)
            yield {"count": page["count"], "results": page["results"][passed:]}
            if not page.get("next"):
                return
            number, passed = number + 1, 0

    def get(self, memory_id: str) -> Item | None:
        try:
            return dict(self._client.get(memory_id))
        except MemoryNotFoundError:
            return None
        except ValidationError as error:
            if "valid UUID" in error.message:
                return None
            raise

    def update(self, memory_id: str, **given: Any) -> Item:
        return dict(self._client.update(memory_id, **given))

    def delete(self, memory_id: str) -> Item:
        return dict(self._client.delete(memory_id))

    def delete_all(self, **ids: Any) -> Item:
        return dict(self._client.delete_all(**ids))

    def history(self, memory_id: str) -> list[Item]:
        return [{"timestamp": entry.get("updated_at"), **entry} for entry in self._client.history(memory_id)]

    def users(self) -> Item:
        """Everyone, read to the last page."""
        items, number = [], 1
        while True:
            page = self._client.users(page=number, page_size=_PAGE)
            items += page["results"]
            if not page.get("next"):
                return {"results": items}
            number += 1

    def stats(self) -> Item:
        found = dict(self._ask(Call("GET", path("v1", "stats"))))
        return {"memories": found.pop("total_memories", 0), **found}

    def ping(self) -> Item:
        """Who the server says we are."""
        return dict(self._ask(ping()))

    def close(self) -> None:
        self._client.close()


def _detailed(item: Mapping[str, Any]) -> Item:
    """An answer with each signal's share under the name that commands read."""
    found = dict(item)
    shares = found.pop("score_breakdown", None)
    return {**found, "score_details": shares} if shares else found


