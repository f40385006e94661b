"""The verbs from checked arguments to the public answer: what both doors share, written once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, cast

from ..choices import read_alert
from ..config import MemoryConfig
from ..errors import ForbiddenError
from ..jobs import Lease
from ..pipeline import add as adding
from ..pipeline import edit as editing
from ..pipeline import fading, graph_recall, mirroring, portability, saving, upkeep
from ..pipeline import forget as forgetting
from ..pipeline import graph as asking
from ..pipeline import health as watching
from ..pipeline import rerank as reranking
from ..pipeline.changes import Change, Usage
from ..pipeline.parts import Parts
from ..pipeline.remembered import Remembered
from ..pipeline.search import Answer
from ..ports import EntitySummary
from ..ports.backup import KeysOfBackup
from ..records import MemoryRecord
from ..render import Item, Results, evidence_item, found_item, history_item, memory_item, skip_items
from ..render_graph import added_relations, found_relations, listed_relations
from ..values import clean_file, clean_flag, clean_memory_id, clean_number, iso
from . import arguments

Call = Mapping[str, Any]
SWEEP = ("user_id", "agent_id", "run_id", "app_id", "filters", "dry_run", "archive_after_days", "min_relevance")


def confined(parts: Parts, call: Call) -> Call:
    """The arguments with the ids that the acting person is confined to; naming others is not allowed."""
    if parts.actor is None or parts.actor.within is None:
        return call
    ids = {f"{entity.kind}_id": entity.name for entity in parts.actor.within.entities()}
    for name, value in ids.items():
        if call.get(name) not in (None, value):
            raise ForbiddenError(
                f"{parts.actor.name} is confined to {name} {value!r}.",
                details={"actor": parts.actor.name, "argument": name},
            )
    return {**call, **ids}


async def add(parts: Parts, call: Call, *, lease: Lease | None = None) -> Results:
    addition = replace(arguments.addition(confined(parts, call), parts.clock), lease=lease)
    if parts.llm is None:
        arguments.warn_of_advice(call)
    with parts.timings.timed("add"):
        outcome = await adding.add(parts, addition)
    await mirroring.catch_up(parts)
    shown = [c for c in outcome.changes if parts.settings.events == "all" or c.event == "ADD"]
    answer = Results(results=[_change_item(change, verbatim=not addition.infer) for change in shown])
    if outcome.relations is not None:
        answer["relations"] = added_relations(outcome.relations.added, outcome.relations.closed)
    if outcome.skipped or outcome.usage is not None:
        answer["skipped"] = skip_items(outcome.skipped)
    if outcome.usage is not None:
        answer["usage"] = usage_item(outcome.usage)
    return answer


def usage_item(usage: Usage) -> Item:
    problems = {"problems": list(usage.problems)} if usage.problems else {}
    return {
        "llm_calls": usage.llm_calls,
        "tokens_in": usage.tokens_in,
        "tokens_out": usage.tokens_out,
        "llm_ms": round(usage.llm_ms, 3),
        "embedding_requests": usage.embedding_requests,
        **problems,
    }


def _change_item(change: Change, *, verbatim: bool) -> Item:
    record = change.record
    item: Item = {"id": record.id, "memory": record.text, "event": change.event}
    if verbatim:
        item |= {"actor_id": record.actor, "role": record.role}
    if change.previous is not None:
        item["previous_memory"] = change.previous
    if change.reason is not None:
        item["reason"] = change.reason
    return item


async def search(parts: Parts, call: Call) -> Results:
    found, more = await answers(parts, call)
    return Results(results=[answer_item(one, explain=call["explain"]) for one in found], **more)


async def answers(parts: Parts, call: Call) -> tuple[list[Answer], Item]:
    """What a search finds, not rendered yet, and what stands beside it."""
    question = arguments.question(confined(parts, call), parts.clock)
    rerank = arguments.optional_flag(call, "rerank")
    with parts.timings.timed("search"):
        found = await reranking.search(parts, question, rerank=rerank)
    told, more = found.answers, Item()
    if parts.linker is not None:
        told, relations = await graph_recall.related(parts, question, told)
        more["relations"] = found_relations(relations)
    if found.warnings:
        more["warnings"] = list(found.warnings)
    return told, more


def answer_item(answer: Answer, *, explain: bool) -> Item:
    """One answer as search shows it."""
    seen = answer.remembered if answer.remembered is not None else Remembered(answer.hit.key, answer.record)
    item = found_item(seen.item(), answer.hit, explain=explain)
    return item if answer.rerank_score is None else item | {"rerank_score": round(answer.rerank_score, 6)}


async def get(parts: Parts, memory_id: object) -> Item | None:
    found = await editing.get(parts, clean_memory_id(memory_id))
    if found is None:
        return None
    item = memory_item(found) if isinstance(found, MemoryRecord) else evidence_item(*found)
    return {**item, "score": None}


async def get_all(parts: Parts, call: Call) -> Results:
    chosen, limit, offset = arguments.listing(confined(parts, call), parts.clock)
    page = await editing.get_all(parts, chosen, limit=limit, offset=offset)
    answer = Results(results=[memory_item(record) for record in page.records], total=page.total)
    if parts.linker is not None:
        listed = [await asking.relations(parts, seen) for seen in arguments.graph_of(chosen)]
        answer["relations"] = listed_relations([one for found in listed for one in found][:limit])
    return answer


async def update(parts: Parts, call: Call) -> Item:
    await editing.update(parts, clean_memory_id(call["memory_id"]), arguments.edit(call))
    await mirroring.catch_up(parts)
    return {"message": "Memory updated successfully!"}


async def delete(parts: Parts, memory_id: object) -> Item:
    await forgetting.delete(parts, clean_memory_id(memory_id))
    await mirroring.catch_up_fully(parts)
    return {"message": "Memory deleted successfully!"}


async def delete_all(parts: Parts, call: Call) -> Item:
    await forgetting.delete_all(parts, arguments.removal(confined(parts, call)))
    await mirroring.catch_up_fully(parts)
    return {"message": "Memories deleted successfully!"}


async def history(parts: Parts, memory_id: object) -> list[Item]:
    return [history_item(entry) for entry in await editing.history(parts, clean_memory_id(memory_id))]


async def users(parts: Parts) -> Results:
    found = await editing.users(parts)
    counts = {f"total_{kind}s": sum(s.entity.kind == kind for s in found) for kind in ("user", "agent", "app", "run")}
    return Results(results=[_entity_item(summary) for summary in found], count=len(found), **counts)


def _entity_item(summary: EntitySummary) -> Item:
    return {
        "id": summary.entity.name,
        "name": summary.entity.name,
        "type": summary.entity.kind,
        "total_memories": summary.memories,
        "created_at": iso(summary.created_at),
        "updated_at": iso(summary.updated_at),
    }


async def reset(parts: Parts) -> None:
    await mirroring.reset(parts)


async def load(parts: Parts, records: Iterable[Mapping[str, Any]], *, forgotten: bool = False) -> Item:
    counts = await portability.load(parts, records, forgotten=clean_flag(forgotten, name="forgotten"))
    await mirroring.catch_up(parts)
    return counts


async def sweep(parts: Parts, call: Call) -> Item:
    """See Memory.sweep."""
    settings = arguments.retention(call, parts.settings.retention)
    dry_run = clean_flag(call["dry_run"], name="dry_run")
    swept = await fading.sweep(parts, arguments.sweeping(confined(parts, call)), settings, dry_run=dry_run)
    await mirroring.catch_up_fully(parts)
    return {
        "expired": [record.id for record in swept.expired],
        "archived": [record.id for record in swept.archived],
        "dry_run": swept.dry_run,
    }


async def sweep_if_due(parts: Parts, every_hours: float) -> Item | None:
    """See Memory.sweep_if_due."""
    every = clean_number(every_hours, name="every_hours", low=0.0, high=1_000_000.0)
    last = await fading.last_sweep(parts)
    if last is not None and 0 <= parts.clock.now() - last < every * 3_600_000_000:
        return None
    return await sweep(parts, dict.fromkeys(SWEEP, None) | {"dry_run": False})


async def restore(parts: Parts, memory_id: object) -> Item:
    restored = await fading.restore(parts, clean_memory_id(memory_id))
    await mirroring.catch_up(parts)
    return memory_item(restored)


async def backup(parts: Parts, path: object, keys: object) -> Item:
    """See Memory.backup."""
    target = clean_file(path, name="path")
    where: KeysOfBackup = clean_file(keys, name="keys")
    if keys in ("beside", "inside"):
        where = cast("KeysOfBackup", keys)
    facts = await saving.back_up(parts, target, keys=where)
    return {
        "path": str(target),
        "created_at": iso(facts.created_at),
        "library": facts.library,
        "rows": dict(facts.rows),
        "keyring": None if facts.keyring is None else str(facts.keyring),
    }


async def stats(parts: Parts) -> Item:
    return {**await upkeep.stats(parts), **await mirroring.state(parts)}


async def health(parts: Parts, config: MemoryConfig, *, alert: object, checks: object, waits: bool) -> Item:
    """See Memory.health."""
    settings = parts.settings.health
    if alert is not arguments.UNSET:
        settings = replace(settings, alert=read_alert(config, alert))
    return await watching.health(parts, arguments.checking(settings, checks), waits=waits)
