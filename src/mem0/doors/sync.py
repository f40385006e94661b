"""Memory: the library's front door for programs without an event loop."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Any, Self

from ..config import MemoryConfig, read_config
from ..render import Item, Results
from ..runner import InlineRunner, finish
from . import calls, queue
from .arguments import UNSET, refuse_unknown
from .base import ADD, DELETE_ALL, GET_ALL, SEARCH, UPDATE
from .graph import Graph
from .keeping_sync import Keeping

Messages = str | Mapping[str, Any] | Sequence[Mapping[str, Any]]


class Memory(Keeping):
    """Long-term memory in one embedded file; no key, no server, no download.

    >>> memory = Memory()                                       # ~/.mem0/mem0.db; MEM0_DIR moves it
    >>> memory.add("I moved to Busan in May.", user_id="ana")   # doctest: +SKIP
    >>> memory.search("Where does she live?", user_id="ana")["results"][0]["memory"]   # doctest: +SKIP

    Every method raises `ValidationError` (a ValueError) for a wrong argument and `DatabaseError` when the store cannot
    be used; the data is then as it was before the call. One Memory may be used by several threads, and several
    processes may use one file.
    """

    def __init__(self, config: MemoryConfig | Mapping[str, Any] | None = None) -> None:
        super().__init__(read_config(config if config is not None else {}), InlineRunner())

    @property
    def graph(self) -> Graph | None:
        """Entities and relations, asked directly; None where no graph is configured."""
        return Graph(self._parts) if self.enable_graph else None

    @classmethod
    def from_config(cls, config_dict: Mapping[str, Any] | MemoryConfig) -> Self:
        """A Memory with these settings (see `mem0.configs.base.MemoryConfig`)."""
        return cls(config_dict)

    def add(
        self,
        messages: Messages,
        user_id: str | None = None,
        agent_id: str | None = None,
        run_id: str | None = None,
        metadata: Mapping[str, Any] | None = None,
        filters: Mapping[str, Any] | None = None,
        prompt: str | None = None,
        *,
        app_id: str | None = None,
        infer: bool = True,
        memory_type: str | None = None,
        timestamp: Any = None,
        expiration_date: Any = None,
        immutable: bool = False,
        includes: str | None = None,
        excludes: str | None = None,
        custom_categories: Sequence[Mapping[str, str]] | None = None,
        custom_instructions: str | None = None,
        **unknown: Any,
    ) -> Results:
        """Remember what these messages say.

        messages: a text, a message {"role", "content"[, "name", "id", "timestamp"]}, or a list of them. `name` says who
        spoke in a group (it becomes `actor_id`), `id` comes back in `sources`, content may be a list of parts.
        user_id, agent_id, run_id, app_id: whose memory it is; at least one (they may stand in `filters` instead).
        infer: True extracts facts and consolidates them with what is known (ADD, UPDATE, DELETE, NOOP; paper section
        2.1); False stores every message word for word, system messages too.
        timestamp: when it was said (epoch seconds, ISO 8601, datetime); default now. expiration_date: the last day it
        holds (YYYY-MM-DD). immutable: never changed by later messages. metadata: any JSON values.
        includes, excludes: topics that a language model keeps to, or leaves out, in this call. custom_categories: [{name:
        description}], in place of the configured ones. custom_instructions, prompt: what the model should heed.
        memory_type: "procedural_memory" with an agent_id stores one summary that the model writes of what the agent did.

        Returns {"results": [{"id", "memory", "event"[, "previous_memory", "reason"]}]}; with infer=False each also has
        "actor_id" and "role". "skipped" names what was not made a memory, and why. With a language model "usage" tells
        "llm_calls", "tokens_in", "tokens_out", "llm_ms" and "embedding_requests".
        Raises ValidationError, and what the model raises in the end (LLMError, RateLimitError, NetworkError,
        AuthenticationError); nothing is stored then, and the call may be repeated.
        """
        refuse_unknown("add", unknown, ADD)
        return self._listed(finish(calls.add(self._parts, ADD.of(locals()))))

    def search(
        self,
        query: str,
        user_id: str | None = None,
        agent_id: str | None = None,
        run_id: str | None = None,
        limit: int | None = None,
        filters: Mapping[str, Any] | None = None,
        *,
        app_id: str | None = None,
        top_k: int | None = None,
        k: int | None = None,
        threshold: float | None = None,
        rerank: bool | None = None,
        explain: bool = False,
        as_of: Any = None,
        reference_date: Any = None,
        show_expired: bool = False,
        metadata_filters: Mapping[str, Any] | None = None,
        **unknown: Any,
    ) -> Results:
        """The memories that answer a question best, best first.

        filters: conditions on ids and metadata (AND, OR, NOT, eq, ne, gt, gte, lt, lte, in, nin, contains, icontains,
        "*"); at least one id must be named, here or by argument. limit (also top_k, k): how many at most; default 20.
        threshold: the least score; None means none. as_of: what held at that time instead of now. reference_date: the
        present that words like "yesterday" in the query count from. explain: each signal's share of the score in
        `score_details`. rerank: order the best once more, where a reranker is configured.

        Returns {"results": [memory with "score" in [0, 1]]}, with "rerank_score" where a reranker has ordered them. An
        answer with "evidence": True is a kept message rather than a memory; `sources` of a memory name the messages that
        it rests on. Raises ValidationError, FilterError.
        """
        refuse_unknown("search", unknown, SEARCH)
        return finish(calls.search(self._parts, SEARCH.of(locals())))

    def add_later(self, messages: Messages, *, key: str | None = None, **arguments: Any) -> str:
        """Queue an `add` with these arguments and return at once; `work`, a server or `mem0 jobs run` does it.

        Arguments are checked now. Returns the id of its event. The same `key` is the same event and no second work.
        Adds of one user are done in the order in which they were queued. Raises ValidationError.
        """
        refuse_unknown("add_later", {name: None for name in arguments if name not in ADD}, ADD)
        return finish(queue.add_later(self._parts, ADD.call(messages=messages, **arguments), key=key))

    def event(self, event_id: str) -> Item | None:
        """How far a queued add is: {"id", "event_type", "status", "results", "error", ...}; None for an unknown id.

        status: PENDING, RUNNING, SUCCEEDED or FAILED. A failed one keeps its `payload` until it is retried or erased.
        """
        return finish(queue.event(self._parts, event_id))

    def events(self, *, status: str | None = None, limit: int | None = None, offset: int = 0) -> Results:
        """Events, the newest first, with "total"; of one status, or all."""
        return finish(queue.events(self._parts, queue.which_jobs(status), limit=limit, offset=offset))

    def retry(self, event_ids: Sequence[str] | None = None) -> int:
        """Queue failed adds anew, those of these events or all of them; returns how many there were."""
        return finish(queue.retry(self._parts, event_ids))

    def work(self, limit: int | None = None) -> int:
        """Do queued adds, at most `limit`, until none may begin; returns how many were done.

        Several programs may work at once. What fails is tried again later (docs/how-to/queue-work.md).
        """
        return finish(queue.work(self._parts, limit=limit))

    def get(self, memory_id: str) -> Item | None:
        """The memory of that id, also when it was superseded (`valid_to` is set then); None if there is none."""
        return finish(calls.get(self._parts, memory_id))

    def get_all(
        self,
        user_id: str | None = None,
        agent_id: str | None = None,
        run_id: str | None = None,
        limit: int | None = None,
        filters: Mapping[str, Any] | None = None,
        *,
        app_id: str | None = None,
        top_k: int | None = None,
        offset: int = 0,
        as_of: Any = None,
        include_superseded: bool = False,
        show_expired: bool = False,
        **unknown: Any,
    ) -> Results:
        """All memories of a scope, oldest first; everything unless `limit` (also top_k) and `offset` say otherwise.

        include_superseded: past versions too. as_of: what held at that time.
        Returns {"results": [...], "total": how many there are}. Raises ValidationError, FilterError.
        """
        refuse_unknown("get_all", unknown, GET_ALL)
        return self._listed(finish(calls.get_all(self._parts, GET_ALL.of(locals()))))

    def update(
        self,
        memory_id: str,
        text: str | None = None,
        metadata: Mapping[str, Any] | None = None,
        expiration_date: Any = UNSET,
        data: str | None = None,
        *,
        timestamp: Any = None,
        **unknown: Any,
    ) -> Item:
        """Change a memory by hand: its text (`text` or `data`), metadata (merged), expiration_date (None: for ever).

        The old text stays in `history` and as a past version. timestamp: since when the change holds (epoch seconds, ISO
        8601, datetime), between the memory's last change and now, which is the default. Raises MemoryNotFoundError (a
        ValueError) for an unknown id, ValidationError for an immutable memory or when nothing else is given.
        """
        refuse_unknown("update", unknown, UPDATE)
        return finish(calls.update(self._parts, UPDATE.of(locals())))

    def delete(self, memory_id: str) -> Item:
        """Remove a memory for good: text, past versions, the messages it rests on, the words in its history.

        Raises MemoryNotFoundError (a ValueError) for an unknown id.
        """
        return finish(calls.delete(self._parts, memory_id))

    def delete_all(
        self,
        user_id: str | None = None,
        agent_id: str | None = None,
        run_id: str | None = None,
        *,
        app_id: str | None = None,
        filters: Mapping[str, Any] | None = None,
        **unknown: Any,
    ) -> Item:
        """Remove all memories of a scope for good, with their messages. Raises ValidationError when no id is given."""
        refuse_unknown("delete_all", unknown, DELETE_ALL)
        return finish(calls.delete_all(self._parts, DELETE_ALL.of(locals())))

    def history(self, memory_id: str) -> list[Item]:
        """All changes of a memory, oldest first; empty for an unknown id. After `delete` the texts are None."""
        return finish(calls.history(self._parts, memory_id))

    def users(self) -> Results:
        """Everyone the store knows: users, agents, apps and runs, with the number of their memories."""
        return finish(calls.users(self._parts))

    def get_all_users(self) -> list[str]:
        """The ids of all users."""
        return [item["name"] for item in self.users()["results"] if item["type"] == "user"]

    def reset(self) -> None:
        """Remove everything in the store."""
        finish(calls.reset(self._parts))

    def chat(self, query: str) -> str:
        """Not part of this library, as in all generations of mem0ai."""
        raise NotImplementedError("Chat function not implemented yet.")

    def close(self) -> None:
        """Give back the store's files; every later call raises. Closing twice is fine."""
        self._close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
