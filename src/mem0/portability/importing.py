"""Bring a file into a memory: read it, leave out what is there already, and add the rest conversation by conversation."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final, Protocol

from ..errors import ValidationError
from ..records import Micros
from ..values import iso
from .elements import elements
from .entries import Conversation, Entry, Problem, Turn
from .formats import RESTORED, detect, named, reader
from .opening import Part, parts
from .restoring import Choice

_PER_CALL: Final = 100  # messages added in one transaction
_SHOWN_ID: Final = 160
Progress = Callable[[int, int], None]


class Target(Protocol):
    """What an import needs of a Memory."""

    def add(self, messages: Any, **keywords: Any) -> Any: ...
    def message_ids(self) -> set[str]: ...
    def load(self, records: Iterable[Mapping[str, Any]]) -> dict[str, Any]: ...


@dataclass(frozen=True, slots=True)
class Wish:
    """How to import. `scope` overrides what the file says, `default_scope` owns what the file gives to nobody.

    limit: at most so many messages or memories. since: leave out what was said before. dry_run: read and count only.
    """

    format: str | None = None
    scope: Mapping[str, str] = field(default_factory=dict)
    default_scope: Mapping[str, str] = field(default_factory=dict)
    infer: bool = True
    dry_run: bool = False
    limit: int | None = None
    since: Micros | None = None


@dataclass(slots=True)
class Tally:
    """What an import did. `present` counts what was there already, `left_out` what is no message of a person, by kind."""

    format: str = ""
    conversations: int = 0
    messages: int = 0
    memories: int = 0
    present: int = 0
    earlier: int = 0
    beyond_limit: int = 0
    events: Counter[str] = field(default_factory=Counter)
    skipped: Counter[str] = field(default_factory=Counter)
    left_out: Counter[str] = field(default_factory=Counter)
    owners: Counter[str] = field(default_factory=Counter)
    problems: list[Problem] = field(default_factory=list)


def import_file(
    memory: Target, path: str, wish: Wish, *, reading: Progress | None = None, remembering: Progress | None = None
) -> Tally:
    """Import a file, an archive, a folder or "-" (standard input).

    A message is known by a digest of its place in the conversation and its owner, so that importing a file again, or
    a later export of the same account, adds only what is new. `reading` is called with (bytes read, bytes in all);
    `remembering` with (messages done, messages in all) where facts are inferred, which begins when all is read.
    Raises ValidationError for a file in no known format; damaged places are told in `Tally.problems`.
    """
    found = parts(path)
    try:
        tally = Tally(format=named(wish.format) if wish.format else detect(found[0]))
        _Import(memory, wish, tally, remembering).run(_entries(found, tally.format, wish, reading))
    finally:
        for part in found:
            part.close()
    return tally


def _entries(found: list[Part], form: str, wish: Wish, progress: Progress | None) -> Iterator[Entry]:
    size = sum(part.size for part in found)
    before = 0
    read = reader(form, default_scope={**wish.default_scope, **wish.scope})
    for part in found:
        on = None if progress is None else _from(before, size, progress)
        for entry in read(elements(part, progress=on)):
            yield replace(entry, place=f"{part.name}: {entry.place}")
        before += part.size


def _from(before: int, size: int, progress: Progress) -> Callable[[int], None]:
    return lambda done: progress(before + done, size)


class _Import:
    """One import under way."""

    def __init__(self, memory: Target, wish: Wish, tally: Tally, remembering: Progress | None) -> None:
        self.memory, self.wish, self.tally, self.remembering = memory, wish, tally, remembering
        self.known = memory.message_ids()
        self.seen: Counter[str] = Counter()  # how often the same words stood in the same place of this file
        self.owned = False  # whether any conversation so far had an owner

    def run(self, entries: Iterator[Entry]) -> None:
        if self.tally.format in RESTORED:
            self._restore(entries)
        else:
            for conversation in self._in_order(entries):
                self._converse(conversation)

    def _restore(self, entries: Iterator[Entry]) -> None:
        """Whole records go in as they are, in one transaction."""
        records = Choice(self.tally.problems, since=self.wish.since, limit=self.wish.limit)
        if self.wish.dry_run:
            kinds = Counter(record["kind"] for record in records.of(entries))
            counts = {"memories": kinds["memory"], "messages": kinds["message"]}
        else:
            counts = self.memory.load(records.of(entries))
        self.tally.memories, self.tally.messages = counts["memories"], counts["messages"]
        self.tally.present = counts.get("memories_present", 0) + counts.get("messages_present", 0)
        self.tally.earlier, self.tally.beyond_limit = records.earlier, records.beyond_limit

    def _in_order(self, entries: Iterator[Entry]) -> Iterable[Conversation]:
        """Conversations; where facts are inferred, in the order in which they took place.

        Exports begin with the latest conversation, but what changed can only be told from the earlier to the later.
        """
        conversations = (c for c in map(self._sort_out, entries) if c is not None)
        if not self.wish.infer:
            return conversations
        in_order = sorted(conversations, key=lambda c: next((t.at for t in c.turns if t.at is not None), 0))
        return self._counted(in_order)

    def _counted(self, conversations: list[Conversation]) -> Iterator[Conversation]:
        done, total = 0, sum(len(c.turns) for c in conversations)
        for conversation in conversations:
            yield conversation
            done += len(conversation.turns)
            if self.remembering is not None:
                self.remembering(done, total)

    def _sort_out(self, entry: Entry) -> Conversation | None:
        if isinstance(entry, Conversation):
            return self._identified(entry)
        if isinstance(entry, Problem):
            self.tally.problems.append(entry)
        return None

    def _identified(self, conversation: Conversation) -> Conversation | None:
        """The conversation with its owner settled and an id for every message; None where it has no owner.

        A file that names nobody from the start is refused before anything is stored.
        """
        scope = {**(conversation.scope or self.wish.default_scope), **self.wish.scope}
        if not scope and not self.owned:
            raise ValidationError(
                f"{conversation.place}: the file does not say whose memories these are.",
                suggestion="Name the person with --user-id (or --agent-id, --run-id, --app-id).",
            )
        if not scope:
            self.tally.problems.append(Problem(conversation.place, "it names no owner, unlike what came before"))
            return None
        self.owned = True
        identified = (replace(turn, id=self._message_id(conversation, turn, scope)) for turn in conversation.turns)
        return replace(conversation, scope=scope, turns=tuple(identified))

    def _message_id(self, conversation: Conversation, turn: Turn, scope: Mapping[str, str]) -> str:
        place = [self.tally.format, sorted(scope.items()), conversation.key]
        digest = _digest([*place, turn.id, turn.role, turn.name, turn.at, turn.content])
        self.seen[digest] += 1
        if self.seen[digest] > 1:
            digest = _digest([digest, self.seen[digest]])
        return f"{turn.id[:_SHOWN_ID]}#{digest}" if turn.id else f"{self.tally.format}#{digest}"

    def _converse(self, conversation: Conversation) -> None:
        self.tally.left_out.update(conversation.left_out)
        fresh = [turn for turn in conversation.turns if self._is_fresh(turn)]
        room = None if self.wish.limit is None else max(self.wish.limit - self.tally.messages, 0)
        self.tally.beyond_limit += len(fresh[room:]) if room is not None else 0
        fresh = fresh[:room]
        if not fresh:
            return
        self.tally.conversations += 1
        self.tally.messages += len(fresh)
        self.tally.owners[", ".join(f"{k}={v}" for k, v in sorted(conversation.scope.items()))] += len(fresh)
        for start in range(0, 0 if self.wish.dry_run else len(fresh), _PER_CALL):
            try:
                self._add(conversation, fresh[start : start + _PER_CALL])
            except ValidationError as error:
                self.tally.problems.append(Problem(conversation.place, str(error)))

    def _is_fresh(self, turn: Turn) -> bool:
        if self.wish.since is not None and turn.at is not None and turn.at < self.wish.since:
            self.tally.earlier += 1
            return False
        if turn.id in self.known:
            self.tally.present += 1
            return False
        return True

    def _add(self, conversation: Conversation, turns: list[Turn]) -> None:
        answer = self.memory.add(
            [_message(turn) for turn in turns], **conversation.scope, infer=self.wish.infer,
            metadata=dict(conversation.metadata) or None,
        )
        self.tally.events.update(item["event"] for item in answer["results"])
        self.tally.skipped.update(item["reason"] for item in answer.get("skipped", ()))
        self.known.update(str(turn.id) for turn in turns)


def _message(turn: Turn) -> dict[str, Any]:
    message: dict[str, Any] = {"id": turn.id, "role": turn.role, "content": turn.content}
    if turn.name is not None:
        message["name"] = turn.name
    if turn.at is not None:
        message["timestamp"] = iso(turn.at)
    return message


def _digest(told_by: list[Any]) -> str:
    known = json.dumps(told_by, ensure_ascii=True, separators=(",", ":"), default=dict)
    return hashlib.blake2b(known.encode(), digest_size=10).hexdigest()
