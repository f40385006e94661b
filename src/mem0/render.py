"""Turn records into the dicts that callers see; the only place that knows their keys."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, SupportsIndex, overload

from .jobs import Job
from .records import ENTITY_KINDS, HistoryEntry, Hit, MemoryRecord, Message, Skip
from .values import iso

Item = dict[str, Any]
MESSAGE_ID_PREFIX = "msg-"  # of answers that are kept messages rather than memories


class Results(dict[str, Any]):
    """A dict with the key "results" that also iterates, slices and counts like the list under it.

    Programs of the 1.x and 2.x generations read `answer["results"]`, those of 0.1 loop over the answer itself. It is
    always true, like the dicts of 1.x, so that JSON encoders do not take an empty answer for an empty dict.
    """

    def __iter__(self) -> Iterator[Any]:
        return iter(self["results"])

    def __len__(self) -> int:
        return len(self["results"])

    def __bool__(self) -> bool:
        return True

    @overload
    def __getitem__(self, key: str) -> Any: ...
    @overload
    def __getitem__(self, key: SupportsIndex) -> Any: ...
    @overload
    def __getitem__(self, key: slice) -> list[Any]: ...
    def __getitem__(self, key: object) -> Any:
        if isinstance(key, str):
            return super().__getitem__(key)
        return super().__getitem__("results")[key]


def job_item(job: Job, texts: Mapping[str, str]) -> Item:
    """A job as an event shows it. `texts`: what the memories among its results say now; those that are gone say nothing.

    `latency` is the milliseconds that the last attempt took. A cancelled job FAILED, and `error` says why.
    """
    took = None if job.completed_at is None or job.started_at is None else (job.completed_at - job.started_at) / 1000
    results = [{**one, "memory": texts.get(one["id"])} if "event" in one else dict(one) for one in job.results]
    return {
        "id": job.id,
        "event_type": job.kind,
        "status": "FAILED" if job.status == "CANCELLED" else job.status,
        "payload": dict(job.payload or {}),
        "metadata": {"attempts": job.attempts, "max_attempts": job.max_attempts, **_ids(job)},
        "results": results,
        "error": job.error,
        "graph_status": None,
        "created_at": iso(job.created_at),
        "updated_at": iso(job.updated_at),
        "started_at": iso(job.started_at),
        "completed_at": iso(job.completed_at),
        "latency": took,
    }


def memory_item(record: MemoryRecord) -> Item:
    """A memory as get, get_all and search show it."""
    item: Item = {
        "id": record.id,
        "memory": record.text,
        "hash": record.hash,
        "metadata": own(record.metadata),
        "created_at": iso(record.created_at),
        "updated_at": iso(record.updated_at),
        **_ids(record),
        "sources": [{"message_id": s.message_id, "quote": s.quote} for s in record.sources],
        "valid_from": iso(record.valid_from),
    }
    optional = {
        "actor_id": record.actor,
        "role": record.role,
        "valid_to": iso(record.valid_to),
        "superseded_by": record.superseded_by,
        "event_at": iso(record.event_at),
        "expiration_date": record.expires_on,
        "categories": list(record.categories),
        "memory_type": record.memory_type,
        "immutable": record.immutable,
        "archived": record.archived,
        "slot": record.slot,
    }
    return item | {key: value for key, value in optional.items() if value}


def evidence_item(key: int, message: Message) -> Item:
    """A kept message as search shows it where no memory answers: like a memory, marked with evidence=True."""
    item: Item = {
        "id": f"{MESSAGE_ID_PREFIX}{key}",
        "memory": message.content,
        "hash": as_memory(message).hash,
        "metadata": own(message.metadata),
        "created_at": iso(message.at),
        "updated_at": None,
        **_ids(message),
        "sources": [{"message_id": message.id, "quote": message.content}],
        "role": message.role,
        "evidence": True,
    }
    optional = {"actor_id": message.actor, "expiration_date": message.expires_on}
    return item | {key: value for key, value in optional.items() if value}


def as_memory(message: Message) -> MemoryRecord:
    """A message in the shape of a memory, so that one filter reads both."""
    return MemoryRecord(
        id=message.id,
        text=message.content,
        scope=message.scope,
        created_at=message.at,
        valid_from=message.at,
        actor=message.actor,
        role=message.role,
        metadata=message.metadata,
        expires_on=message.expires_on,
    )


def own(value: Any) -> Any:
    """JSON values that nobody else holds: dicts and lists are copied at every depth."""
    if isinstance(value, Mapping):
        return {key: own(one) for key, one in value.items()}
    return [own(one) for one in value] if isinstance(value, list) else value


def found_item(item: Item, hit: Hit, *, explain: bool) -> Item:
    """A memory or message as search answers with it: with its score."""
    item["score"] = round(hit.score, 6)
    if explain:
        shares = {name: round(share, 6) for name, share in hit.shares.items()}
        item["score_details"] = {**shares, "final_score": item["score"]}
    return item


def history_item(entry: HistoryEntry) -> Item:
    """One change: the ten keys of mem0ai, `timestamp` and `memory` that older tutorials read, and the reason."""
    return {
        "id": entry.id,
        "memory_id": entry.memory_id,
        "old_memory": entry.old_memory,
        "new_memory": entry.new_memory,
        "event": entry.event,
        "created_at": iso(entry.created_at),
        "updated_at": iso(entry.updated_at),
        "is_deleted": entry.is_deleted,
        "actor_id": entry.actor,
        "role": entry.role,
        "timestamp": iso(entry.updated_at or entry.created_at),
        "memory": entry.new_memory or entry.old_memory,
        "reason": entry.reason,
    }


_ID_NAMES = tuple(f"{kind}_id" for kind in ENTITY_KINDS)
PAYLOAD_NAMES = frozenset(
    {"data", "hash", "created_at", "updated_at", "actor_id", "role", "expiration_date", "categories", "memory_type", *_ID_NAMES}
)  # of `payload`, which metadata cannot name


def skip_items(skipped: Sequence[Skip]) -> list[Item]:
    return [{"message_id": s.message_id, "quote": s.quote, "reason": s.reason} for s in skipped]


def payload(record: MemoryRecord) -> Item:
    """A memory as vector databases of mem0 hold it: `data` is the text; metadata beside it, never in place of it."""
    item = {
        **record.metadata,
        "data": record.text,
        "hash": record.hash,
        "created_at": iso(record.created_at),
        "updated_at": iso(record.updated_at),
        "actor_id": record.actor,
        "role": record.role,
        "expiration_date": record.expires_on,
        "categories": list(record.categories) or None,
        "memory_type": record.memory_type,
        **dict.fromkeys(_ID_NAMES),
        **_ids(record),
    }
    return {key: value for key, value in item.items() if value is not None}


def _ids(owned: MemoryRecord | Message | Job) -> Mapping[str, str]:
    return {name: value for name in _ID_NAMES if (value := getattr(owned.scope, name)) is not None}
