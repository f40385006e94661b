"""Memory: the library's front door for programs without an event loop."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from ..config import MemoryConfig, read_config
from ..pipeline import portability
from ..render import Item, Results
from ..runner import InlineRunner, finish
from . import calls, queue
from .arguments import UNSET, refuse_unknown
from .base import ADD, DELETE_ALL, GET_ALL, REKEY, SEARCH, UPDATE, Door

Messages = str | Mapping[str, Any] | Sequence[Mapping[str, Any]]


class Memory(Door):
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
        **unknown: Any,
    ) -> Item:
        """Change a memory by hand: its text (`text` or `data`), metadata (merged), expiration_date (None: for ever).

        The old text stays in `history` and as a past version. Raises MemoryNotFoundError (a ValueError) for an unknown
        id, ValidationError for an immutable memory or when nothing is given.
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

    def sweep(
        self,
        *,
        dry_run: bool = False,
        archive_after_days: float | None = None,
        min_relevance: float | None = None,
        user_id: str | None = None,
        agent_id: str | None = None,
        run_id: str | None = None,
        app_id: str | None = None,
        filters: Mapping[str, Any] | None = None,
    ) -> Item:
        """Remove for good what expired, and archive what is stale: old, not used, of little relevance.

        A memory is stale when it was neither changed nor found by a search for `archive_after_days` and its relevance
        (mem0.retention.relevance) is below `min_relevance`; both come from the configuration where they are not given, and
        without `archive_after_days` nothing is archived. Archived memories are found by no search and come back with
        `restore`. ids, filters: only these memories. dry_run: tell, change nothing.
        Returns {"expired": ids, "archived": ids, "dry_run"}. One transaction. Raises ValidationError, FilterError.
        """
        call = {name: value for name, value in locals().items() if name in calls.SWEEP}
        return finish(calls.sweep(self._parts, call))

    def sweep_if_due(self, every_hours: float = 24.0) -> Item | None:
        """`sweep()` when the last one is so many hours ago or more, else None: for schedulers, and for loops of one's own."""
        return finish(calls.sweep_if_due(self._parts, every_hours))

    def restore(self, memory_id: str) -> Item:
        """Bring an archived memory back; returns it. Raises MemoryNotFoundError for an id that is not archived."""
        return finish(calls.restore(self._parts, memory_id))

    def users(self) -> Results:
        """Everyone the store knows: users, agents, apps and runs, with the number of their memories."""
        return finish(calls.users(self._parts))

    def get_all_users(self) -> list[str]:
        """The ids of all users."""
        return [item["name"] for item in self.users()["results"] if item["type"] == "user"]

    def reset(self) -> None:
        """Remove everything in the store."""
        finish(calls.reset(self._parts))

    def stats(self) -> Item:
        """Figures of the store: counts, bytes, embedder, and what the integrity check finds (`problems`)."""
        return finish(calls.stats(self._parts))

    def reindex(
        self,
        embedder: str | Mapping[str, Any] | None = None,
        progress: Callable[[int, int], None] | None = None,
        vectors: bool = False,
    ) -> int:
        """Make everything searchable anew, with another embedder if one is named; returns the number of rows.

        embedder: a provider's name, or {"provider", "config"} as in the configuration. progress: called with (rows done,
        rows in all). Searching goes on with the old embedder meanwhile; what was done stays in the store when the call
        is broken off, and the next one goes on there. vectors: only fill the external vector index anew, from what the
        store holds; returns the number of memories in it. Raises VectorStoreError where the index cannot be filled.
        """
        return finish(self._reindex(embedder, progress, vectors))

    def encrypt(self, key: Any) -> Item:
        """Encrypt a store that was in clear: every row is sealed and no clear byte stays in its files.

        key: as `encryption_key` in the configuration, and from now on needed to open the store. Returns {"rows": how many
        were sealed}. Raises EncryptionError where it is encrypted, MissingExtra without the extra "encryption".
        """
        return finish(calls.encrypt(self._parts, key))

    def rotate_key(self, new_key: Any) -> Item:
        """Change the master key; no row is written anew. Returns {"keys": how many were wrapped anew}.

        Other processes must open the store again with the new key. Raises EncryptionError for a store in clear.
        """
        return finish(calls.rotate_key(self._parts, new_key))

    def rekey(
        self,
        user_id: str | None = None,
        agent_id: str | None = None,
        run_id: str | None = None,
        *,
        app_id: str | None = None,
    ) -> Item:
        """Give one owner a new key: all rows of that owner are sealed anew, the old key is destroyed.

        Rows belong to their user, else agent, else app, else run; name exactly one. Returns {"rows": how many}.
        Raises ValidationError for an owner that the store does not know.
        """
        return finish(calls.rekey(self._parts, REKEY.of(locals())))

    def backup(self, path: str | Path) -> Item:
        """Write the whole store, as it is at this moment, into one new file (0600), while others go on writing.

        The file is complete and checked when it appears under its name. Of an encrypted store it holds each owner's
        content under that owner's key. `mem0.portability` has `verify_backup`, `restore_backup` and `restore_owner`.
        Returns {"path", "created_at", "library", "rows": {table: count}}. Raises DatabaseError (the file exists, no
        space), ConfigurationError for a store in memory.
        """
        return finish(calls.backup(self._parts, path))

    def dump(self) -> Iterator[Item]:
        """Everything in the store as JSON-like records that `load` takes (docs/reference/jsonl.md)."""
        return iter(finish(portability.dump(self._parts)))

    def message_ids(self) -> set[str]:
        """The ids of all kept messages: what an importer may leave out."""
        return finish(portability.message_ids(self._parts))

    def load(self, records: Iterable[Mapping[str, Any]]) -> Item:
        """Put dumped records into the store, ids and times kept; what is there already is passed over.

        Returns how many of each kind were added and passed over. All or nothing.
        """
        return finish(calls.load(self._parts, records))

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
