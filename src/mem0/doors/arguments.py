"""Check what callers pass and put it into the records that the pipeline takes. No I/O."""

from __future__ import annotations

import difflib
import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any, Final

from .. import filters as filter_language
from ..errors import UnknownArgumentError, ValidationError
from ..health import CHECKS, HealthSettings
from ..pipeline.changes import Addition
from ..pipeline.edit import Edit
from ..pipeline.graph_recall import owners_of
from ..pipeline.search import Question
from ..pipeline.selecting import selection
from ..ports import Clock, GraphSelection, Selection
from ..prompts.extraction import Advice
from ..records import ENTITY_KINDS, Entity
from ..retention import Retention
from ..scope import ID_NAMES, add_scope, need_scope, read_filters
from ..values import (
    MAX_QUERY_CHARS,
    clean_categories,
    clean_expiry,
    clean_flag,
    clean_limit,
    clean_metadata,
    clean_moment,
    clean_number,
    clean_text,
    clean_threshold,
    day_of,
)

log = logging.getLogger("mem0")

SEARCH_LIMIT: Final = 20
MAX_ADVICE_CHARS: Final = 20_000
UNSET: Final[Any] = type("Unset", (), {"__repr__": lambda _: "<unset>", "__bool__": lambda _: False})()
MEMORY_TYPES: Final = ("procedural_memory", "semantic_memory", "episodic_memory")
_ADVICE_FOR_MODELS: Final = ("prompt", "custom_instructions", "includes", "excludes", "custom_categories")

Arguments = Mapping[str, Any]


def refuse_unknown(method: str, unknown: Arguments, known: Sequence[str]) -> None:
    """A misspelt argument is an error that names the nearest one; mem0ai 2.x swallows it."""
    for name in unknown:
        near = difflib.get_close_matches(name, known, n=1, cutoff=0.6)
        hint = f"Did you mean {near[0]!r}?" if near else f"It takes: {', '.join(known)}."
        raise UnknownArgumentError(f"{method}() has no argument {name!r}.", details={"argument": name}, suggestion=hint)


def ids_of(call: Arguments) -> dict[str, object]:
    return {f"{kind}_id": call.get(f"{kind}_id") for kind in ENTITY_KINDS}


def addition(call: Arguments, clock: Clock) -> Addition:
    """The arguments of add()."""
    scope = add_scope(ids_of(call), call["filters"])
    _check_memory_type(call["memory_type"])
    at = clean_moment(call["timestamp"], name="timestamp")
    return Addition(
        messages=call["messages"],
        scope=scope,
        at=clock.now() if at is None else at,
        metadata=clean_metadata(call["metadata"]),
        infer=clean_flag(call["infer"], name="infer"),
        expires_on=clean_expiry(call["expiration_date"]),
        immutable=clean_flag(call["immutable"], name="immutable"),
        advice=_advice(call),
        procedural=call["memory_type"] == "procedural_memory" and scope.agent_id is not None,
    )


def _advice(call: Arguments) -> Advice:
    """What the caller wants of the model in this call; `prompt` is one more instruction, as in mem0ai 2.x."""
    wishes = (_wish(call, name) for name in ("custom_instructions", "prompt"))
    return Advice(
        instructions=tuple(wish for wish in wishes if wish is not None),
        includes=_wish(call, "includes"),
        excludes=_wish(call, "excludes"),
        categories=clean_categories(call["custom_categories"]),
    )


def _wish(call: Arguments, name: str) -> str | None:
    return None if call[name] is None else clean_text(call[name], name=name, limit=MAX_ADVICE_CHARS)


def warn_of_advice(call: Arguments) -> None:
    """Advice for a language model has no effect where there is none: better said than swallowed."""
    for name in _ADVICE_FOR_MODELS:
        if call.get(name) is not None:
            log.warning("%s has no effect: no language model is configured.", name)


def _check_memory_type(memory_type: object) -> None:
    if memory_type is None:
        return
    if memory_type not in MEMORY_TYPES:
        raise ValidationError(
            f"Invalid 'memory_type'. Please pass {MEMORY_TYPES[0]} to create procedural memories.",
            error_code="VALIDATION_002",
            details={"argument": "memory_type"},
        )


def question(call: Arguments, clock: Clock) -> Question:
    """The arguments of search()."""
    where = parse_scoped(call, call.get("metadata_filters"))
    reference = clean_moment(call["reference_date"], name="reference_date")
    limit = first_limit(call, default=SEARCH_LIMIT)
    assert limit is not None
    return Question(
        text=clean_text(call["query"], name="query", limit=MAX_QUERY_CHARS).strip(),
        where=where,
        limit=limit,
        threshold=clean_threshold(call["threshold"]),
        at=clean_moment(call["as_of"], name="as_of"),
        today=_today(call, clock),
        reference=reference,
        explain=clean_flag(call["explain"], name="explain"),
    )


def optional_flag(call: Arguments, name: str) -> bool | None:
    """True, False, or None where the caller leaves the choice."""
    return None if call.get(name) is None else clean_flag(call[name], name=name)


def parse_scoped(call: Arguments, more: object = None) -> filter_language.Filter:
    """The checked filter of a read: ids by name, `filters` and `more` together; it must name at least one id."""
    ids, given = tuple(map(call.get, ID_NAMES)), call["filters"]
    if more is None and _plain(ids) and (given is None or (isinstance(given, dict) and _plain(given.values()))):
        return _scoped(ids, None if given is None else tuple(given.items()))
    if more is not None:
        given = more if given is None else {"AND": [given, more]}
    return _read_scoped(ids, given)


_PLAIN: Final = frozenset({str, type(None)})


def _plain(values: Iterable[object]) -> bool:
    """Whether these are texts or nothing: values of which equal ones mean the same, so that they can be looked up."""
    return {type(value) for value in values} <= _PLAIN


@lru_cache(maxsize=4_096)  # most reads name one user and nothing else
def _scoped(ids: tuple[object, ...], given: tuple[tuple[str, object], ...] | None) -> filter_language.Filter:
    return _read_scoped(ids, None if given is None else dict(given))


def _read_scoped(ids: Sequence[object], given: object) -> filter_language.Filter:
    tree = filter_language.parse(read_filters(dict(zip(ID_NAMES, ids, strict=True)), given))
    need_scope(filter_language.pins_entity(tree))
    return tree


def first_limit(call: Arguments, *, default: int | None) -> int | None:
    """`limit`, `top_k` and `k` mean the same; two different values are an error."""
    given = {name: call[name] for name in ("limit", "top_k", "k") if call.get(name) is not None}
    if len(given) == 1:
        ((only, value),) = given.items()
        return clean_limit(value, name=only, default=default)
    checked = {clean_limit(value, name=name, default=None) for name, value in given.items()}
    if len(checked) > 1:
        raise ValidationError(f"{' and '.join(given)} are given with different values.")
    return checked.pop() if checked else default


def listing(call: Arguments, clock: Clock) -> tuple[Selection, int | None, int]:
    """The arguments of get_all(): what is selected, how many and from where on."""
    tree = parse_scoped(call)
    chosen = selection(
        tree,
        valid_at=clean_moment(call["as_of"], name="as_of"),
        today=_today(call, clock),
        superseded=clean_flag(call["include_superseded"], name="include_superseded"),
    )
    return chosen, first_limit(call, default=None), clean_limit(call["offset"], name="offset", default=0) or 0


def sweeping(call: Arguments) -> Selection:
    """Which memories a sweep looks at: valid ones, expired or not; of everybody unless ids or filters are given."""
    return selection(filter_language.parse(read_filters(ids_of(call), call["filters"])))


def retention(call: Arguments, settings: Retention) -> Retention:
    """The settings of a sweep, with what the call says instead."""
    age, least = call["archive_after_days"], call["min_relevance"]
    if age is not None:
        age = clean_number(age, name="archive_after_days", low=0.0, high=100_000.0)
        settings = replace(settings, archive_after_days=age)
    if least is not None:
        settings = replace(settings, min_relevance=clean_number(least, name="min_relevance", low=0.0, high=1.0))
    return settings


def owner(call: Arguments) -> Entity:
    """The one entity that a call names."""
    named = add_scope(ids_of(call)).entities()
    if len(named) != 1:
        raise ValidationError("Name one of user_id, agent_id, app_id and run_id, and only one.")
    return named[0]


def graph_of(chosen: Selection) -> list[GraphSelection]:
    """The relations beside a selection of memories: whose it is and when; other conditions speak of memories alone."""
    return [GraphSelection(owners, chosen.valid_at, ever=chosen.superseded) for owners in owners_of(chosen.where)]


def checking(settings: HealthSettings, checks: object) -> HealthSettings:
    """The settings of health() with only the checks that are named; one that is switched off stays so."""
    if checks is None:
        return settings
    if not isinstance(checks, list | tuple | set) or not checks or not all(isinstance(name, str) for name in checks):
        raise ValidationError("checks must be a list of names.", details={"argument": "checks"})
    if unknown := sorted(set(checks) - set(CHECKS)):
        raise ValidationError(
            f"There is no check {unknown[0]!r:.80}.",
            details={"argument": "checks"},
            suggestion=f"There are: {', '.join(CHECKS)}.",
        )
    return replace(settings, thresholds={name: one for name, one in settings.thresholds.items() if name in checks})


def _today(call: Arguments, clock: Clock) -> str | None:
    return None if clean_flag(call["show_expired"], name="show_expired") else day_of(clock.now())


def edit(call: Arguments) -> Edit:
    """The arguments of update(): `text` and `data` mean the same."""
    text, data = call["text"], call["data"]
    if text is not None and data is not None and text != data:
        raise ValidationError("text and data are given with different values.")
    new = text if text is not None else data
    metadata, expiry = call["metadata"], call["expiration_date"]
    return Edit(
        text=None if new is None else clean_text(new, name="text"),
        metadata=None if metadata is None else clean_metadata(metadata),
        expiry=None if expiry is UNSET else (clean_expiry(expiry),),
        at=clean_moment(call["timestamp"], name="timestamp"),
    )


def removal(call: Arguments) -> Selection:
    """The arguments of delete_all()."""
    if all(value is None for value in ids_of(call).values()) and not call["filters"]:
        raise ValidationError(
            "At least one filter is required to delete all memories. If you want to delete all memories, "
            "use the `reset()` method.",
            error_code="VALIDATION_001",
        )
    return selection(parse_scoped(call), superseded=True)
