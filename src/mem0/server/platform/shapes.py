"""Memories, changes and pages in the forms that the platform's clients read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final
from urllib.parse import urlencode

from ...doors import calls
from ...pipeline.search import Answer
from .. import wire
from ..call import Call, Json

PAGE_SIZE: Final = 100
MAX_PAGE_SIZE: Final = 200
MAX_UNPAGED: Final = 10_000
Item = Mapping[str, Any]


def memory(item: Item) -> Json:
    """A memory: every key that the platform has, absent ones as null, and ours beside them.

    The run's id stands under both of its names: `session_id` is what lists call it, `run_id` what searches do.
    """
    run = item.get("run_id")
    return {
        **item,
        "user_id": item.get("user_id"),
        "agent_id": item.get("agent_id"),
        "app_id": item.get("app_id"),
        "run_id": run,
        "session_id": run,
        "categories": item.get("categories", []),
        "expiration_date": item.get("expiration_date"),
        "updated_at": item["updated_at"] or item["created_at"],
    }


def found(item: Item) -> Json:
    """A memory as a search answers with it."""
    shown = memory(item)
    details = shown.pop("score_details", None)
    return {**shown, "score_breakdown": details} if details else shown


def written(answers: Sequence[Answer], *, fields: object, explain: bool) -> bytes:
    """Memories as a search answers with them, as a list in JSON. What does not depend on the question is written once."""
    if not answers:
        return b"[]"
    if fields or explain or any(one.remembered is None or one.rerank_score is not None for one in answers):
        return wire.dumps([only(fields, found(calls.answer_item(one, explain=explain))) for one in answers])
    scores = wire.dumps([round(one.hit.score, 6) for one in answers])[1:-1].split(b",")
    return b"[%b}]" % b"},".join([b'%b,"score":%b' % (_opened(one), score) for one, score in zip(answers, scores, strict=True)])


def _opened(answer: Answer) -> bytes:
    """A memory as JSON that is open at its end, for its score."""
    seen = answer.remembered
    assert seen is not None  # `written` looked
    if seen.written is None:
        seen.written = wire.dumps(memory(seen.item()))[:-1]
    return seen.written


def change(item: Item) -> Json:
    """What an add did to one memory. The text stands under `data`, where 2.x reads it, and beside it, where 0.1 does."""
    shown = {"id": item["id"], "data": {"memory": item["memory"]}, "memory": item["memory"], "event": item["event"]}
    return {**shown, **({"previous_memory": item["previous_memory"]} if "previous_memory" in item else {})}


def only(fields: object, item: Json) -> Json:
    """The keys that the caller asked for; `id` always, since nothing can be done with a memory without it."""
    if not isinstance(fields, list) or not fields:
        return item
    return {name: value for name, value in item.items() if name in fields or name == "id"}


def page(call: Call, items: Sequence[Json], *, total: int, number: int, size: int) -> Json:
    """One page of something, with the addresses of the pages beside it."""
    return {
        "count": total,
        "next": _address(call, number + 1, size) if number * size < total else None,
        "previous": _address(call, number - 1, size) if number > 1 else None,
        "results": list(items),
    }


def _address(call: Call, number: int, size: int) -> str:
    others = [(name, value) for name, values in call.query.items() for value in values if name not in ("page", "page_size")]
    query = urlencode([*others, ("page", number), ("page_size", size)])
    return f"{str(call.request.url).partition('?')[0]}?{query}"


def page_asked(call: Call, given: Mapping[str, Any], *, default: int = PAGE_SIZE) -> tuple[int, int]:
    """Which page, and how many are on one: from the query, else from the body. Larger pages than allowed are cut."""
    from ...values import clean_limit

    asked: dict[str, int] = {}
    for name, usual in (("page", 1), ("page_size", default)):
        number = call.asked_number(name, clean_limit(given.get(name), name=name, default=usual))
        asked[name] = max(1, number or 1)
    return asked["page"], min(asked["page_size"], MAX_PAGE_SIZE)
